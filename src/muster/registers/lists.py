"""The week's lists: lists.toml, read, and what each finds in a school's register.

A finding is a child at a school with the day that makes it this one and no other: the
tenth session, the first day of a run, the oldest N. It keeps the sessions it rests on.
Sources: rules.md 2.6, 3.3, 4.2, 12.4.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from muster.accounts.roles import role
from muster.measures.watch.persistence import (
    Standing,
    nearly_persistent,
    newly_persistent,
)
from muster.measures.watch.register import Session
from muster.measures.watch.rules import number
from muster.measures.watch.watching import Watched
from muster.measures.watch.weekly_file import OffFile
from muster.school_year import SchoolYear, week_of


# Longer than a school year has days.
YEAR = 400


@dataclass(frozen=True)
class Decision:
    """What may be decided: it takes a child off a list, for good or ``for_days``. ``why``
    says that a reason is needed, ``opens`` the register an entry is opened on, ``shows``
    what it says that is not for everybody (:mod:`health`)."""

    code: str
    says: str
    for_days: int = 0
    why: bool = False
    opens: str = ""
    shows: str = ""


@dataclass(frozen=True)
class List:
    """``owner`` is the role that works it; ``most`` is how many stand on it at once;
    ``needs`` is a register whose open entries keep a child off the list. What ``stands``
    was so for good: only a corrected register takes it away. ``shows`` is what it says that
    is not for everybody who sees a child (:mod:`health`)."""

    name: str
    title: str
    says: str
    order: str
    owner: str
    most: int
    decisions: tuple[Decision, ...]
    needs: str = ""
    stands: bool = False
    shows: str = ""

    @property
    def worked_by(self) -> str:
        held = role(self.owner)
        return held.title if held else self.owner

    def decision(self, code: str) -> Decision | None:
        return next((one for one in self.decisions if one.code == code), None)


@dataclass(frozen=True)
class Finding:
    """``since_on`` is what makes it this finding; ``rank`` its place in the published
    order, the smallest first; ``figures`` what is said of it, by name."""

    pupil: int
    since_on: date
    rank: int
    figures: dict[str, Any]
    sessions: tuple[Session, ...] = field(default=())


def _severe(found: Watched, on: date) -> Iterator[Finding]:
    for one in _enough(found, on):
        if one.is_severe:
            since = SchoolYear.of(on).starts_on
            yield Finding(one.pupil, since, -one.absent, _sums(one))


def _threshold(found: Watched, on: date) -> Iterator[Finding]:
    for one in found.thresholds:
        every = (*one.sessions, *one.since)
        figures = {"sessions": len(every)}
        rank = one.met_on.toordinal()
        yield Finding(one.pupil, one.met_on, rank, figures, every)


def _continuous(found: Watched, on: date) -> Iterator[Finding]:
    for one in found.continuous:
        figures = {"days": one.days, "to": one.to_on, "running": one.is_running}
        yield Finding(one.pupil, one.from_on, -one.days, figures, one.sessions)


def _unresolved(found: Watched, on: date) -> Iterator[Finding]:
    for one in found.unresolved:
        oldest = one.sessions[0].on
        figures = {"sessions": len(one.sessions), "days": one.days}
        yield Finding(one.pupil, oldest, oldest.toordinal(), figures, one.sessions)


def _part_time(found: Watched, on: date) -> Iterator[Finding]:
    for one in found.part_time:
        figures = {"sessions": one.sessions, "to": one.last_on}
        yield Finding(one.pupil, one.from_on, one.from_on.toordinal(), figures)


def _sickness(found: Watched, on: date) -> Iterator[Finding]:
    for one in found.sick:
        figures = {
            "half_days": one.half_days,
            "spells": len(one.spells),
            "reached": one.reached_on,
            "running": one.is_running,
            "apart": one.is_apart,
        }
        since = one.spell.from_on
        yield Finding(one.pupil, since, -one.half_days, figures, one.sessions)


def _newly(found: Watched, on: date) -> Iterator[Finding]:
    few = number("enough_sessions", on)
    for one in newly_persistent(_enough(found, on), few):
        since = week_of(found.register.last_held or on)
        yield Finding(one.pupil, since, one.sessions_to_leave, _sums(one))


def _nearly(found: Watched, on: date) -> Iterator[Finding]:
    within = number("nearly_sessions", on)
    for one in nearly_persistent(_enough(found, on), within):
        since = SchoolYear.of(on).starts_on
        yield Finding(one.pupil, since, one.misses_left, _sums(one))


def _back(found: Watched, on: date) -> Iterator[Finding]:
    for one in found.back:
        figures = {"days": one.days, "from": one.away_from}
        yield Finding(one.pupil, one.back_on, -one.days, figures)


def _vanished(found: Watched, on: date) -> Iterator[Finding]:
    for one in found.vanished:
        yield Finding(one.pupil, one.last_on, -one.days, {"days": one.days})


def off_file(one: OffFile, on: date) -> Finding:
    """A pupil the weekly file has no more: who went alone says more than who went with
    their year group, and of as many who went longer ago comes first."""
    rank = one.together * YEAR + max(YEAR - (on - one.last_on).days, 0)
    figures = {
        "next": one.next_on,
        "together": one.together,
        "year_group": one.year_group,
    }
    return Finding(one.pupil, one.last_on, rank, figures)


def _enough(found: Watched, on: date) -> list[Standing]:
    """Those with sessions enough for a share of them to say anything."""
    few = number("enough_sessions", on)
    return [one for one in found.standings if one.possible >= few]


def _sums(one: Standing) -> dict[str, Any]:
    return {
        "absent": one.absent,
        "possible": one.possible,
        "to_leave": one.sessions_to_leave,
        "misses_left": one.misses_left,
        "left_this_year": one.sessions_left,
        "elsewhere": one.elsewhere,
    }


FINDS: dict[str, Callable[[Watched, date], Iterator[Finding]]] = {
    "severe": _severe,
    "threshold": _threshold,
    "continuous": _continuous,
    "unresolved": _unresolved,
    "part_time": _part_time,
    "sickness": _sickness,
    "newly": _newly,
    "nearly": _nearly,
    "back": _back,
    "vanished": _vanished,
}


# The list that is made of weekly files, and not of registers.
OF_FILES = "off_file"


@cache
def lists() -> dict[str, List]:
    """Every list by name, in the order of their file."""
    text = files(__package__).joinpath("lists.toml").read_text("utf-8")
    every = tomllib.loads(text)["lists"]
    found = {}
    for row in every:
        decisions = tuple(Decision(**one) for one in row.pop("decisions"))
        found[row["name"]] = List(decisions=decisions, **row)
    assert {*found} == {*FINDS, OF_FILES}, (
        "a list finds nothing, or nothing has its list"
    )
    return found
