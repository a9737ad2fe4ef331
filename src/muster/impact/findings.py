"""What was found, before anybody is told: which figures show it, and how strongly.

A finding holds no number that is shown. It names the places of figures; whoever tells it
looks them up where small numbers are hidden, and a finding one of whose figures is hidden
is not told.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from muster.impact.triggers import Trigger


class When(StrEnum):
    NOW = "now"
    BEFORE = "a year before"
    THIS_YEAR = "this school year"


@dataclass(frozen=True)
class Place:
    """Where a figure is: a measure, and the values of its breakdowns."""

    measure: str
    by: tuple[str, ...] = ()
    dims: tuple[str, ...] = ()
    when: When = When.NOW


@dataclass(frozen=True)
class Finding:
    """``says`` is a sentence with the names of ``places`` in braces: ``{now}`` for a
    figure with its counts, ``{now-before}`` for the points between two. ``school`` is
    named in it, and ``is_better`` says which way it goes, where one is better."""

    trigger: Trigger
    about: str
    says: str
    places: dict[str, Place]
    strength: float
    doubts: tuple[str, ...]
    school: str = ""
    is_better: bool | None = None
