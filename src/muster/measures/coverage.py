"""Which sessions each school's registers are held for: what a figure rests on.

The calendar says when a school was open; the marks say whether anybody sent the register
(design.md 6). A session whose every mark is a closure (#) is one the register says was
not held, and counts neither way. Nothing after the last day with marks anywhere is
expected yet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from muster.measures.periods import Period
from muster.school_year import (
    SESSIONS,
    SchoolYear,
    day_number,
    from_day_number,
    week_of,
)
from muster.tables import codes
from muster.tables.marks import MarkBatch
from muster.tables.state import State, remembered


Session = tuple[date, str]
# What a byte says of a session, as bits: somebody has a real mark; somebody a closure.
HELD, CLOSED = 1, 2
_BITS = np.where(
    codes.ADMINISTRATIVE, CLOSED, np.where(codes.RECORDED, HELD, 0)
).astype(np.uint8)
WEEKS = 54


@dataclass(frozen=True)
class Coverage:
    """One school's registers in a period. ``held`` of ``open`` sessions have marks.

    ``missing`` are the open sessions without; ``last_on`` the last day with a real mark.
    """

    school: int
    open: int
    held: int
    missing: tuple[Session, ...]
    last_on: date | None

    @property
    def is_silent(self) -> bool:
        """Was open, and sent nothing at all."""
        return self.open > 0 and self.held == 0


@remembered(64)
def coverage(state: State, period: Period) -> dict[int, Coverage]:
    """Every school's registers in the period, by school id.

    Schools that were not open in it (before they opened, after they closed, no session in
    their calendar) are left out.
    """
    years = [year for year in period.years if year.start in state.years()]
    said = {year.start: _registers(state, year.start) for year in years}
    upto = max(
        (day for year in years for day in _last_days(state, year, period)), default=None
    )
    if upto is None:
        return {}
    found = {}
    for row in state.schools.select("id", "opened_on", "closed_on").iter_rows(
        named=True
    ):
        calendar = state.calendar(row["id"])
        first, last = period.dates(calendar)
        first = max(first, row["opened_on"] or first)
        last = min(last, row["closed_on"] or last, upto)
        due = calendar.open_sessions(first, last)
        weeks = {year: registers.get(row["id"]) for year, registers in said.items()}
        one = _of_school(row["id"], due, weeks)
        if one.open:
            found[row["id"]] = one
    return found


def marks_up_to(covered: Collection[Coverage]) -> date | None:
    """The last day with a real mark at any of these schools."""
    return max((one.last_on for one in covered if one.last_on), default=None)


def _of_school(
    school: int, due: list[Session], weeks: dict[int, np.ndarray | None]
) -> Coverage:
    """Each session due is held, missing, or closed by the register itself."""
    held, missing, last_on = 0, [], None
    for day, session in due:
        said = _said_of(weeks, day, session)
        if said & HELD:
            held, last_on = held + 1, day
        elif not said & CLOSED:
            missing.append((day, session))
    return Coverage(school, held + len(missing), held, tuple(missing), last_on)


def _said_of(weeks: dict[int, np.ndarray | None], day: date, session: str) -> int:
    year = SchoolYear.of(day)
    register = weeks.get(year.start)
    if register is None:
        return 0
    week = (week_of(day) - week_of(year.starts_on)).days // 7
    return int(register[week, day.weekday() * 2 + SESSIONS.index(session)])


def _last_days(state: State, year: SchoolYear, period: Period) -> Iterator[date]:
    """The last day in the period with a real mark, of each school that has one."""
    for school, days in _held_days(state, year.start).items():
        first, last = map(day_number, period.dates(state.calendar(school)))
        upto = int(np.searchsorted(days, last, "right"))
        if upto and days[upto - 1] >= first:
            yield from_day_number(int(days[upto - 1]))


@remembered(8)
def _held_days(state: State, year: int) -> dict[int, np.ndarray]:
    """The days with a real mark, as day numbers in order, by school."""
    begins = day_number(week_of(SchoolYear(year).starts_on))
    found = {}
    for school, register in _registers(state, year).items():
        week, session = np.nonzero(register & HELD)
        found[school] = np.unique(begins + week * 7 + session // 2)
    return found


@remembered(8)
def _registers(state: State, year: int) -> dict[int, np.ndarray]:
    """What each school's registers say of each session: bits ``[weeks, 14]`` by school."""
    begins = day_number(week_of(SchoolYear(year).starts_on))
    found: dict[int, np.ndarray] = {}
    for batch in state.marks(year):
        edges = (np.flatnonzero(np.diff(batch.school)) + 1).tolist()
        for a, b in pairwise([0, *edges, len(batch)]):
            said = _by_week(batch.only(slice(a, b)), begins)
            found[int(batch.school[a])] = said
    return found


def _by_week(school: MarkBatch, begins: int) -> np.ndarray:
    week = ((school.week - begins) // 7).astype(np.int16)
    order = np.argsort(week, kind="stable")
    weeks, starts = np.unique(week[order], return_index=True)
    said = np.zeros((WEEKS, 14), dtype=np.uint8)
    bits = _BITS[school.marks[order]]
    said[weeks] = np.bitwise_or.reduceat(bits, starts, axis=0)
    return said
