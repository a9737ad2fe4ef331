"""How near sessions without leave come to the threshold: the fullest of the school weeks
it is counted in.

Ten sessions within ten school weeks (rules.md 4.1 and 4.2; National Framework for Penalty
Notices, 2024), with the numbers of the day from measures/watch/rules.toml.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from muster.design.filters import day
from muster.measures.watch.register import Session, school_weeks
from muster.measures.watch.rules import number
from muster.registers.legal.evidence import counted_from, without_leave
from muster.school_year import SchoolYear, week_of
from muster.tables.state import State


@dataclass(frozen=True)
class Reached:
    """``most`` sessions of all those given fall within ``weeks`` school weeks, the last of
    them on ``last_on``; ``needed`` make the threshold, and ``met_on`` is when they did."""

    most: int
    last_on: date | None
    needed: int
    weeks: int
    met_on: date | None

    @property
    def is_met(self) -> bool:
        return self.met_on is not None


def reached(
    sessions: Sequence[Session],
    school_weeks: Sequence[date],
    on: date,
    met_from: date = date.min,
) -> Reached:
    """Takes sessions without leave in order, and the Mondays of their school’s weeks; gives
    how near they come to the threshold by the rules of a day. The session that meets it is
    one of ``met_from`` or later; those before it need not be."""
    needed, weeks = number("penalty_sessions", on), number("penalty_weeks", on)
    most, last_on, met_on, first = 0, None, None, 0
    of_week = [bisect_left(school_weeks, week_of(one.on)) for one in sessions]
    for nth, session in enumerate(sessions):
        while of_week[nth] - of_week[first] >= weeks:
            first += 1
        held = nth - first + 1
        if held > most:
            most, last_on = held, session.on
        if held >= needed and met_on is None and session.on >= met_from:
            met_on = session.on
    return Reached(most, last_on, needed, weeks, met_on)


def as_marks_stand(
    state: State,
    pupil: int,
    school: int,
    *,
    on: date,
    since: date | None,
    first: date | None = None,
    met_on: date | None = None,
) -> Reached:
    """The same of a pupil’s register as it is now, over what the week’s list looks at: the
    school year and the school weeks before it a threshold is counted in, or from an earlier
    day, while the pupil is of compulsory school age. What was relied on, up to ``since``,
    is left out. As on the list, the session that meets it is of the school year: of the one
    it was met in, where a list had it as met."""
    met_from = SchoolYear.of(min(on, met_on or first or on)).starts_on
    begins = counted_from(state, school, SchoolYear.of(on).starts_on)
    begins = min(begins, first or begins)
    if since is not None:
        begins = max(begins, since + timedelta(days=1))
    held = without_leave(state, pupil, school, begins, on)
    return reached(held, weeks_of(held, state, school), on, met_from)


def weeks_of(sessions: Sequence[Session], state: State, school: int) -> list[date]:
    """The weeks of a school that sessions lie among, in order."""
    if not sessions:
        return []
    return school_weeks(state, school, sessions[0].on, sessions[-1].on)


def said(found: Reached) -> str:
    """Whether the threshold is met, and the count, in a sentence."""
    if found.is_met:
        return (
            f"The threshold is met as the marks stand: {found.needed} sessions without"
            f" leave within {found.weeks} school weeks by {day(found.met_on)}."
        )
    return (
        f"The threshold is not met as the marks stand: at most {found.most} of"
        f" {found.needed} sessions without leave fall within {found.weeks} school weeks."
    )
