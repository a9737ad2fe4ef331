"""A school's register laid out: a row a pupil, a column a session the school held.

A session is the school's if somebody has a real mark for it, or if the calendar has the
school open and the register doesn't say it was closed: as coverage has it, so that a week
in which a school was open and sent nothing is still one of its school weeks. A closure, an
INSET day or a holiday has no column (rules.md 12.3). A session the whole site was shut
unexpectedly for (Y4) has one, so that it is seen where a register was corrected to that,
and is of no school day or week of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from muster.measures.said import without_idle_weekends
from muster.school_year import (
    SESSIONS,
    Calendar,
    SchoolYear,
    day_number,
    from_day_number,
    week_of,
)
from muster.tables import codes
from muster.tables.marks import SESSIONS as OF_WEEK
from muster.tables.marks import MarkBatch
from muster.tables.state import State


SHUT = codes.mask_of("Y4")


@dataclass(frozen=True)
class Session:
    """One session of a child: the day, AM or PM, and the code as the register has it."""

    on: date
    half: str
    code: str


@dataclass(frozen=True)
class Register:
    """``marks[p, s]`` is the byte of ``pupils[p]`` for session ``s``, which is morning or
    afternoon (``half`` 0 or 1) of the day numbered ``day[s]``. Sessions are in order."""

    school: int
    pupils: np.ndarray
    day: np.ndarray
    half: np.ndarray
    marks: np.ndarray

    @cached_property
    def school_day(self) -> np.ndarray:
        """Which of the school's days each session is of, counted from 0."""
        return _counted(self.day, self.is_shut)

    @cached_property
    def school_week(self) -> np.ndarray:
        """Which of the school's weeks each session is of, counted from 0: Monday to
        Sunday, and only weeks with a session (rules.md 4.1, 12.3)."""
        # Day 0, 1 January 1970, was a Thursday.
        return _counted((self.day + 3) // 7, self.is_shut)

    @cached_property
    def is_shut(self) -> np.ndarray:
        """Whether each session has Y4, and nobody has another mark but a closure."""
        other = codes.RECORDED & ~codes.ADMINISTRATIVE & ~SHUT
        return SHUT[self.marks].any(axis=0) & ~other[self.marks].any(axis=0)

    @cached_property
    def last_held(self) -> date | None:
        """The last day of which somebody has a real mark."""
        real = codes.RECORDED[self.marks] & ~codes.ADMINISTRATIVE[self.marks]
        held = np.flatnonzero(real.any(axis=0))
        return self.on(int(held[-1])) if len(held) else None

    def since(self, first: date) -> Register:
        """The sessions of a day and later."""
        return self._of(self.day >= day_number(first))

    def upto(self, last: date) -> Register:
        """The sessions up to and with a day."""
        return self._of(self.day <= day_number(last))

    def session(self, row: int, at: int) -> Session:
        byte = int(self.marks[row, at])
        held = codes.BY_ID.get(byte)
        code = held.code if held else "" if byte <= codes.NO_MARK else "?"
        return Session(self.on(at), SESSIONS[self.half[at]], code)

    def sessions(
        self, row: int, within: np.ndarray, wanted: np.ndarray
    ) -> tuple[Session, ...]:
        """The sessions of a pupil whose code is wanted, within some of the columns."""
        at = np.flatnonzero(within & wanted[self.marks[row]])
        return tuple(self.session(row, place) for place in at.tolist())

    def code_of(self, row: int, on: date, half: str) -> str:
        """What a session has now; nothing where it is none of the register's."""
        place = np.flatnonzero(
            (self.day == day_number(on)) & (self.half == SESSIONS.index(half))
        )
        return self.session(row, int(place[0])).code if len(place) else ""

    def on(self, at: int) -> date:
        return from_day_number(int(self.day[at]))

    def _of(self, kept: np.ndarray) -> Register:
        return Register(
            self.school,
            self.pupils,
            self.day[kept],
            self.half[kept],
            self.marks[:, kept],
        )


def registers(
    state: State, first: date, last: date, schools: Sequence[int] | None = None
) -> Iterator[Register]:
    """Each school's register from first to last, by school id.

    A school without marks in that time is left out. Reads a school at a time from each
    school year the dates touch.
    """
    years = [
        year
        for year in state.years()
        if SchoolYear(year).starts_on <= last and first <= SchoolYear(year).ends_on
    ]
    named = {school for year in years for school in state.schools_with_marks(year)}
    for school in sorted(named if schools is None else named & set(schools)):
        batches = [batch for year in years for batch in state.marks(year, [school])]
        if batches:
            yield laid_out(batches, state.calendar(school), first, last)


def school_weeks(state: State, school: int, first: date, last: date) -> list[date]:
    """The Monday of each of a school's weeks from a day to another: as its register has
    them, or the calendar where it has none (rules.md 4.1, 12.3)."""
    held = next(registers(state, first, last, [school]), None)
    if held:
        is_open = np.unique(held.day[~held.is_shut])
        days = [from_day_number(int(one)) for one in is_open]
    else:
        calendar = state.calendar(school)
        days = [one for one, _ in calendar.open_sessions(first, last)]
    return sorted({week_of(one) for one in days})


def laid_out(
    batches: Sequence[MarkBatch], calendar: Calendar, first: date, last: date
) -> Register:
    """One school's register of its stored pupil-weeks from first to last."""
    pupils, row = np.unique(
        np.concatenate([batch.pupil for batch in batches]), return_inverse=True
    )
    week = np.concatenate([batch.week for batch in batches])
    begins, ends = day_number(week_of(first)), day_number(week_of(last))
    inside = (week >= begins) & (week <= ends)
    weeks = (ends - begins) // 7 + 1
    table = np.zeros((len(pupils), weeks, OF_WEEK), np.uint8)
    marks = without_idle_weekends(np.concatenate([batch.marks for batch in batches]))
    table[row[inside], (week[inside] - begins) // 7] = marks[inside]

    flat = table.reshape(len(pupils), weeks * OF_WEEK)
    day = begins + np.arange(weeks * OF_WEEK) // 2
    half = np.arange(weeks * OF_WEEK) % 2
    held = codes.RECORDED[flat] & ~codes.ADMINISTRATIVE[flat]
    closed = codes.ADMINISTRATIVE[flat].any(axis=0)
    is_session = held.any(axis=0) | (_open(calendar, day, half) & ~closed)
    is_session &= (day >= day_number(first)) & (day <= day_number(last))
    return Register(
        int(batches[0].school[0]),
        pupils,
        day[is_session],
        half[is_session],
        flat[:, is_session],
    )


def _open(calendar: Calendar, day: np.ndarray, half: np.ndarray) -> np.ndarray:
    first, last = from_day_number(int(day[0])), from_day_number(int(day[-1]))
    due = calendar.open_sessions(first, last)
    at = [2 * (day_number(on) - day[0]) + SESSIONS.index(name) for on, name in due]
    found = np.zeros(len(day), bool)
    found[at] = True
    return found


def _counted(numbers: np.ndarray, shut: np.ndarray) -> np.ndarray:
    """Sorted numbers, counted from 0 without the gaps. One that is shut throughout counts
    as that before."""
    every = np.unique(numbers[~shut])
    return np.maximum(np.searchsorted(every, numbers, side="right") - 1, 0)
