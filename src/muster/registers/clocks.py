"""Statutory clocks and our own: clocks.toml, read (rules.md 6.6, 12.3)."""

from __future__ import annotations

import tomllib
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from muster.school_year import Calendar
from muster.school_year.working_days import working_days_after


# A clock of DEED is begun by a deed that says from when to when.
OPEN, CLOSE, DEED = "open", "close", "deed"


@dataclass(frozen=True)
class Rule:
    """One clock of a register from a day on: when it begins, what meets it, how long, and
    which statuses of a case from elsewhere are ``past`` it."""

    register: str
    name: str
    says: str
    begins: str
    met_by: str
    number: int
    unit: str
    inclusive: bool
    source: str
    read: bool
    valid_from: date
    past: Sequence[str] = ()

    def due(self, since: date, calendar: Calendar) -> date:
        """The last day that is in time. An inclusive clock counts the day it begins, if
        that is one of what it counts."""
        match self.unit:
            case "days":
                return since + timedelta(days=self.number - self.inclusive)
            case "working days":
                begin = since - timedelta(days=self.inclusive)
                return working_days_after(begin, self.number)
            case "school days":
                begin = since - timedelta(days=self.inclusive)
                return calendar.add_school_days(begin, self.number)
            case "months":
                return months_after(since, self.number)
        raise ValueError(f"“{self.unit}” is not what a clock counts.")


def months_after(since: date, months: int) -> date:
    """The same day of a later month, or the last of one that is shorter."""
    year, month = divmod(since.year * 12 + since.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(since.day, last))


def rules_of(register: str, on: date) -> list[Rule]:
    """The clocks of a register in force on a day, one of each name."""
    latest: dict[str, Rule] = {}
    for one in _written():
        if one.register == register and one.valid_from <= on:
            held = latest.get(one.name)
            if held is None or held.valid_from < one.valid_from:
                latest[one.name] = one
    return list(latest.values())


def rule_of(register: str, name: str, on: date) -> Rule:
    """Raises KeyError where there is none of the name on the day."""
    return {one.name: one for one in rules_of(register, on)}[name]


@cache
def _written() -> tuple[Rule, ...]:
    text = files(__package__).joinpath("clocks.toml").read_text("utf-8")
    return tuple(Rule(**one) for one in tomllib.loads(text)["clocks"])
