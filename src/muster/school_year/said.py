"""Dates as people say them in papers: “Dec 2015”, “January – March '25”, “12 Nov 2015”.

What was said is kept beside the days it can mean, so that nothing more exact than was said
is ever shown, and everything can be put in order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Precision(StrEnum):
    """How exact a date was said to be."""

    DAY = "day"
    MONTH = "month"
    MONTHS = "months"
    TERM = "term"


@dataclass(frozen=True)
class SaidDate:
    """A date as said, with the first and the last day it can mean; due on the last.

    ``repaired`` is a sentence on what was mended to read it; blank where nothing was.
    """

    text: str
    earliest: date
    latest: date
    precision: Precision
    repaired: str = ""

    def __post_init__(self) -> None:
        if self.earliest > self.latest:
            raise ValueError(f"“{self.text}” ends before it starts.")

    def __str__(self) -> str:
        return self.text


def of_day(day: date) -> SaidDate:
    """A day, said as papers write it: 4 September 2025."""
    return SaidDate(f"{day.day} {day:%B %Y}", day, day, Precision.DAY)
