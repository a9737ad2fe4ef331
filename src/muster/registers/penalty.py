"""Penalty notices for absence: which one is next, what it costs, and never a third.

Of one parent for one child (rules.md 4.1; National Framework for Penalty Notices, 2024):
the first within three years is paid at half in 21 days or in full in 28; the second in
full in 28; a third is not issued, and something else is considered. Notices by any
authority in England count, paid or not; withdrawn ones, and those before 19 August 2024,
don't.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from muster.school_year.ages import birthday
from muster.school_year.working_days import working_days_after


@dataclass(frozen=True)
class Given:
    """A notice there was, of the same parent and child."""

    issued_on: date
    is_withdrawn: bool = False


@dataclass(frozen=True)
class Due:
    """What is paid, and by when; a reduced amount where there is one."""

    pounds: int
    by: date
    reduced_pounds: int | None = None
    reduced_by: date | None = None


@dataclass(frozen=True)
class Next:
    """Which notice within three years the next would be; None where none may be issued,
    and then ``why`` and ``from_on``, the first day on which one may."""

    place: int | None
    why: str = ""
    from_on: date | None = None


def next_notice(before: Iterable[Given], on: date) -> Next:
    """Which notice may be issued on a day, after those there were."""
    limit = _in_force("limits", on)
    counted = sorted(
        one.issued_on
        for one in before
        if not one.is_withdrawn
        and limit["valid_from"] <= one.issued_on <= on
        and on < birthday(one.issued_on, limit["years"])
    )
    if len(counted) < limit["most"]:
        return Next(len(counted) + 1)
    frees = counted[-limit["most"]]
    first_on = birthday(frees, limit["years"])
    return Next(
        None,
        f"{len(counted)} notices were issued to this parent for this child within"
        f" {limit['years']} years, the first of them on {frees:%d/%m/%Y}. Another may be"
        f" issued from {first_on:%d/%m/%Y}: consider a different measure now.",
        first_on,
    )


def due(place: int, issued_on: date, served_on: date) -> Due:
    """What a notice costs and by when, its days counted from service. Raises KeyError for
    a place no notice has."""
    rows = [one for one in _written()["notices"] if one["place"] == place]
    held = [one for one in rows if one["valid_from"] <= issued_on]
    if not held:
        raise KeyError(f"There is no notice {place} on {issued_on:%d/%m/%Y}.")
    row = max(held, key=lambda one: one["valid_from"])
    reduced = row.get("reduced_days")
    return Due(
        row["pounds"],
        served_on + timedelta(days=row["days"]),
        row.get("reduced_pounds"),
        served_on + timedelta(days=reduced) if reduced else None,
    )


def served_by_post(posted_on: date) -> date:
    """The day a first-class letter is taken to have come."""
    days = _in_force("service", posted_on)["working_days"]
    return working_days_after(posted_on, days)


def _in_force(what: str, on: date) -> dict[str, Any]:
    every = sorted(_written()[what], key=lambda one: one["valid_from"])
    held = [one for one in every if one["valid_from"] <= on] or every[:1]
    return held[-1]


@cache
def _written() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(files(__package__).joinpath("penalty.toml").read_text("utf-8"))
