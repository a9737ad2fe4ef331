"""One child's marks: by school year and school, week by week, and what they come to.

Sums are of sessions, as measures/absence.py and persistence.py have them, by integers: one
in ten missed is persistent absence, one in two severe, at one school in one school year.
A school year in which a school has no marks has the totals of weekly files, if any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from muster.measures.said import without_idle_weekends
from muster.registers.child import Child, Place
from muster.school_year import Calendar, SchoolYear, from_day_number
from muster.tables import children, codes
from muster.tables.codes import Class
from muster.tables.state import SESSION_NAMES, State


# What a session is shown as. A closure and a child not yet on roll are gaps.
PRESENT, AUTHORISED, UNAUTHORISED, NOT_REQUIRED, NO_MARK, UNKNOWN = (
    "present",
    "authorised",
    "unauthorised",
    "not_required",
    "no_mark",
    "unknown",
)
SHOWN_AS = {
    Class.ATTENDING: PRESENT,
    Class.AEA: PRESENT,
    Class.AUTHORISED: AUTHORISED,
    Class.UNAUTHORISED: UNAUTHORISED,
    Class.NOT_POSSIBLE: NOT_REQUIRED,
    Class.MISSING: NO_MARK,
    Class.UNKNOWN: UNKNOWN,
}
CLASSES = list(Class)
SCHOOL_WEEK = 10


@dataclass(frozen=True)
class Sums:
    """Sessions of a stretch of time."""

    possible: int
    attended: int
    authorised: int
    unauthorised: int

    @classmethod
    def together(cls, every: Iterable[Sums]) -> Sums:
        return cls(*map(sum, zip(*map(astuple, every), strict=True)))

    @property
    def absent(self) -> int:
        return self.authorised + self.unauthorised

    @property
    def is_persistent(self) -> bool:
        return self.possible > 0 and 10 * self.absent >= self.possible

    @property
    def is_severe(self) -> bool:
        return self.possible > 0 and 2 * self.absent >= self.possible

    @property
    def misses_left(self) -> int:
        """How many more sessions, missed from here on, make them persistently absent:
        the fewest n for which 10 (absent + n) >= possible + n."""
        return max(-((10 * self.absent - self.possible) // 9), 0)

    @property
    def attendances_needed(self) -> int:
        """How many more sessions, attended from here on, end their persistent absence:
        the fewest n for which 10 absent < possible + n."""
        return max(10 * self.absent - self.possible + 1, 0)


@dataclass(frozen=True)
class Week:
    """A week of a school year. ``sessions`` are what each of ten sessions, or of fourteen
    where one of a weekend is marked, is shown as (None: nothing); ``codes`` as written."""

    monday: date
    sessions: tuple[str | None, ...]
    codes: tuple[str, ...]
    sums: Sums


@dataclass(frozen=True)
class Totals:
    """What a weekly file counts from the start of the school year to its day."""

    as_at: date
    sums: Sums


@dataclass(frozen=True)
class YearAt:
    """A school year at one school: marks by week, or the totals of weekly files."""

    year: SchoolYear
    place: Place
    weeks: tuple[Week, ...]
    totals: tuple[Totals, ...]

    @cached_property
    def sums(self) -> Sums:
        if not self.weeks:
            return self.totals[-1].sums
        return Sums.together(week.sums for week in self.weeks)

    @property
    def last_on(self) -> date:
        """The last day of which anything is said."""
        if not self.weeks:
            return self.totals[-1].as_at
        week = self.weeks[-1]
        said = [nth for nth, code in enumerate(week.codes) if code]
        return week.monday + timedelta(days=(said or [0])[-1] // 2)

    @property
    def codes(self) -> list[codes.Code]:
        """The national codes there are, in the code list's order."""
        held = {code for week in self.weeks for code in week.codes}
        return [code for code in codes.CODES if code.code in held]


def years_of(child: Child, state: State) -> list[YearAt]:
    """Every school year with marks or totals, the latest first, by school in it."""
    totals = _totals(child, state)
    found = []
    for place in child.places:
        marked = set()
        for start in state.years():
            if weeks := tuple(_weeks(state, SchoolYear(start), place)):
                marked.add(start)
                found.append(YearAt(SchoolYear(start), place, weeks, ()))
        for start, files in totals.get(place.pupil, {}).items():
            if start not in marked:
                found.append(YearAt(SchoolYear(start), place, (), tuple(files)))
    return sorted(found, key=lambda one: (-one.year.start, one.place.school_name))


def _weeks(state: State, year: SchoolYear, place: Place) -> Iterator[Week]:
    batch = state.marks_of(year.start, place.school, place.pupil)
    if not np.any(codes.class_of[batch.marks] != CLASSES.index(Class.MISSING)):
        return
    calendar = state.calendar(place.school)
    marks = without_idle_weekends(batch.marks)
    long = bool(marks[:, SCHOOL_WEEK:].any())
    held = {
        int(week): row for week, row in zip(batch.week, marks, strict=True) if row.any()
    }
    first, last = min(held), max(held)
    for monday in range(first, last + 7, 7):
        row = held.get(monday, np.zeros(14, np.uint8))
        row = row if long else row[:SCHOOL_WEEK]
        # In the last week held, what comes after its last mark is yet to be sent.
        upto = len(row) if monday < last else 1 + int(np.flatnonzero(row)[-1])
        shown = _shown(row[:upto], from_day_number(monday), calendar, place)
        if any(shown):
            yield Week(
                monday=from_day_number(monday),
                sessions=(*shown, *[None] * (len(row) - upto)),
                codes=tuple(_written(int(byte)) for byte in row),
                sums=_sums(row),
            )


def _shown(
    row: np.ndarray, monday: date, calendar: Calendar, place: Place
) -> tuple[str | None, ...]:
    """What each session is shown as. Where nothing is said there is no mark, if the school
    was open and the child on its roll."""
    found = []
    for nth, byte in enumerate(row):
        day = monday + timedelta(days=nth // 2)
        if byte == codes.NOTHING:
            due = calendar.is_open(day, SESSION_NAMES[nth % 2]) and place.is_on_roll(
                day
            )
            found.append(NO_MARK if due else None)
        else:
            found.append(SHOWN_AS.get(CLASSES[codes.class_of[byte]]))
    return tuple(found)


def _written(byte: int) -> str:
    if byte in (codes.NOTHING, codes.NO_MARK):
        return ""
    # A load's own symbol: which load's isn't known once marks are merged.
    return codes.by_id(byte).code if byte in codes.BY_ID else "?"


def _sums(row: np.ndarray) -> Sums:
    return Sums(
        possible=int(codes.POSSIBLE[row].sum()),
        attended=int(codes.ATTENDED[row].sum()),
        authorised=int(codes.AUTHORISED[row].sum()),
        unauthorised=int(codes.UNAUTHORISED[row].sum()),
    )


def _totals(child: Child, state: State) -> dict[int, dict[int, list[Totals]]]:
    """Weekly files' totals by pupil and school year."""
    rows = children.totals_of(state, [place.pupil for place in child.places])
    found: dict[int, dict[int, list[Totals]]] = {}
    for row in rows.iter_rows(named=True):
        sums = Sums(
            possible=row["possible"],
            attended=row["possible"] - row["absent"],
            authorised=row["authorised"],
            unauthorised=row["unauthorised"],
        )
        year = SchoolYear.of(row["as_at"]).start
        of_year = found.setdefault(row["pupil"], {}).setdefault(year, [])
        of_year.append(Totals(row["as_at"], sums))
    return found
