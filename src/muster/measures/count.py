"""Marks become integers: one pass of numpy over stored bytes.

``tally`` counts a block of pupil-weeks by pupil and slice of time. A :class:`Cut` says
what the slices are; the standard one is cut at every half-term edge of a school and every
census edge, and its counts are kept (:mod:`measures.counts`). Any other stretch of time is
another cut over the same marks.

Most marks are "present", so only the others are looked at one by one; see design.md 8 for
the speed this must hold and bench/pack for the proof.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TypeAlias

import numpy as np
import pyarrow as pa

from muster.school_year import Calendar, SchoolYear, census_terms, day_number, week_of
from muster.tables import codes
from muster.tables.codes import Class
from muster.tables.marks import SESSIONS, MarkBatch


# Part of the key under which counts are kept: change it when the arithmetic changes.
COUNT_VERSION = 3
OUTSIDE = -1
WEEKEND = 10  # the first session of Saturday
TERMS = ("autumn", "spring", "summer")
WEEKDAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
FIRST_PRESENT = codes.by_code("/").id
PRESENT = 2  # "/" and "\" are the two ids from FIRST_PRESENT

CODES = 64  # bytes from here on are unknown: no code has a larger id
CLASSES = 8
_CLASS = np.minimum(codes.class_of, CLASSES - 1).astype(np.int64)
_ORDER = list(Class)
# Something was written for the session, or should have been. A # or a Z says neither.
_DUE = ~codes.ADMINISTRATIVE & (np.arange(256) != codes.NOTHING)
# Something was written that says the pupil was on roll.
_REAL = _DUE & ~codes.NOT_RECORDED

COUNTS = (
    "possible",
    "attended",
    "authorised",
    "unauthorised",
    "not_recorded",
    "unknown",
)
CORE = pa.schema(
    [
        pa.field(n, pa.int32(), nullable=False)
        for n in ("school", "pupil", "slice", *COUNTS)
    ]
)
BY_CODE = pa.schema(
    [
        pa.field(n, pa.int32(), nullable=False)
        for n in ("school", "pupil", "slice", "code", "n")
    ]
)


Label: TypeAlias = Callable[[Calendar, date], int]


@dataclass(frozen=True)
class Cut:
    """How a school year is sliced.

    ``label`` gives the slice of a day of a school (OUTSIDE to leave it out): a function of
    (calendar, day). ``pattern`` gives, for each of the fourteen sessions of a week, a
    further number that is added to ``label * patterns``.
    """

    label: Label
    pattern: tuple[int, ...] = (0,) * SESSIONS

    @cached_property
    def patterns(self) -> int:
        return max(self.pattern) + 1

    def by_week(self, year: SchoolYear, calendar: Calendar) -> np.ndarray:
        """Labels of every session of the year's weeks, ``[weeks, 14]`` int32."""
        monday = week_of(year.starts_on)
        last = week_of(year.ends_on)
        weeks = (last - monday).days // 7 + 1
        days = [monday + timedelta(days=n) for n in range(weeks * 7)]
        inside = [
            self.label(calendar, day)
            if year.starts_on <= day <= year.ends_on
            else OUTSIDE
            for day in days
        ]
        return np.repeat(np.array(inside, dtype=np.int32), 2).reshape(weeks, SESSIONS)


def standard_label(calendar: Calendar, day: date) -> int:
    """Half-term (the school's own) and term (the census window) of a day: 4 h + t."""
    return calendar.half_term_of(day) * 4 + term_of(day)


def term_of(day: date) -> int:
    """The census window a day falls in, as its place in TERMS."""
    windows = census_terms(SchoolYear.of(day))
    return next(
        number
        for number, name in enumerate(TERMS)
        if windows[name][0] <= day <= windows[name][1]
    )


STANDARD = Cut(standard_label)


@dataclass(frozen=True)
class Tally:
    """Counts of one block. ``core`` a row a pupil and slice, ``codes`` a row a code of it
    (the two present marks left out), ``spans`` when a pupil's marks begin and end."""

    core: pa.Table
    codes: pa.Table
    spans: pa.Table


@dataclass(frozen=True)
class Bounds:
    """Days outside which a pupil's marks are left out, indexed by pupil id."""

    first: np.ndarray
    last: np.ndarray


class Labels:
    """The labels of a cut for every school of a block, looked up by (school, week)."""

    def __init__(self, cut: Cut, year: SchoolYear, calendars: Mapping[int, Calendar]):
        self.cut = cut
        self.first_week = day_number(week_of(year.starts_on))
        kept: dict[int, int] = {}
        tables: list[np.ndarray] = []
        at = np.zeros(max(calendars, default=0) + 1, dtype=np.int32)
        for school, calendar in calendars.items():
            if id(calendar) not in kept:
                kept[id(calendar)] = len(tables)
                tables.append(cut.by_week(year, calendar))
            at[school] = kept[id(calendar)]
        self.calendar_of = at
        self.table = (
            np.stack(tables) if tables else np.empty((0, 0, SESSIONS), np.int32)
        )
        self.whole = (self.table == self.table[:, :, :1]).all(axis=2)


def tally(
    batch: MarkBatch,
    labels: Labels,
    bounds: Bounds | None = None,
    *,
    by_code: bool = True,
    spans: bool = False,
) -> Tally:
    """Counts a block of whole schools' pupil-weeks, sorted by school, pupil and week.

    ``by_code`` and ``spans`` say whether those tables are wanted as well.
    """
    batch = _within(batch, bounds) if bounds else batch
    rows, slices, marks = _sliced(batch, labels)
    marks = _without_idle_weekends(marks)
    school, pupil = batch.school[rows], batch.pupil[rows]
    if not len(rows):
        return Tally(CORE.empty_table(), BY_CODE.empty_table(), _no_spans())

    starts = _group_starts(pupil, slices)
    group = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(pupil))))
    pattern = np.array(labels.cut.pattern, dtype=np.int64)
    patterns = labels.cut.patterns
    cells = len(starts) * patterns

    is_present = (marks - np.uint8(FIRST_PRESENT)) < PRESENT
    flat = marks.ravel()
    other = np.flatnonzero((flat > FIRST_PRESENT + 1) | (flat == codes.NO_MARK))
    code = flat[other]
    row = other // SESSIONS
    cell = group[row]
    if patterns > 1:
        cell = cell * patterns + pattern[other - row * SESSIONS]

    present_by_row = _sessions_present(is_present) if patterns == 1 else None
    present = _present(is_present, present_by_row, starts, pattern, patterns)
    classed = np.bincount(cell * CLASSES + _CLASS[code], minlength=cells * CLASSES)
    counts = _core_counts(present, classed.reshape(cells, CLASSES))
    label = np.repeat(slices[starts], patterns) * patterns + np.tile(
        np.arange(patterns), len(starts)
    )
    at = np.repeat(school[starts], patterns), np.repeat(pupil[starts], patterns), label
    coded = _code_table(at, cell, code) if by_code else BY_CODE.empty_table()
    spanned = _no_spans()
    if spans and present_by_row is not None:
        spanned = _spans(batch, rows, present_by_row, row, code, marks)
    return Tally(_core_table(at, counts), coded, spanned)


def _without_idle_weekends(marks: np.ndarray) -> np.ndarray:
    """Empties weekend sessions without a mark: nobody was due one.

    Fourteen-character feeds fill Saturday and Sunday with "no mark". A weekend session
    with a real mark still counts (rules.md 1.5 item 7).
    """
    idle = marks[:, WEEKEND:] == codes.NO_MARK
    if not idle.any():
        return marks
    marks = marks.copy()
    marks[:, WEEKEND:][idle] = codes.NOTHING
    return marks


def _within(batch: MarkBatch, bounds: Bounds) -> MarkBatch:
    """Empties the sessions outside each pupil's bounds."""
    first, last = bounds.first[batch.pupil], bounds.last[batch.pupil]
    astray = np.flatnonzero((batch.week < first) | (batch.week + 6 > last))
    if not len(astray):
        return batch
    marks = batch.marks.copy()
    days = batch.week[astray, None] + np.arange(SESSIONS)[None, :] // 2
    inside = (days >= first[astray, None]) & (days <= last[astray, None])
    marks[astray] = np.where(inside, marks[astray], np.uint8(codes.NOTHING))
    return MarkBatch(batch.school, batch.pupil, batch.week, marks)


def _sliced(
    batch: MarkBatch, labels: Labels
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each pupil-week with its slice: (row, slice, marks), sorted by row.

    A week that spans an edge comes once for each slice, with that slice's days only.
    """
    at = labels.calendar_of[batch.school]
    week = (batch.week - labels.first_week) // 7
    label = labels.table[at, week, 0]
    whole = labels.whole[at, week]
    if whole.all() and (label != OUTSIDE).all():
        return np.arange(len(batch)), label, batch.marks
    kept = np.flatnonzero(whole & (label != OUTSIDE))
    rows, slices, marks = [kept], [label[kept]], [batch.marks[kept]]
    split = np.flatnonzero(~whole)
    days = labels.table[at[split], week[split]]
    for value in np.unique(days[days != OUTSIDE]):
        part = np.where(days == value, batch.marks[split], np.uint8(codes.NOTHING))
        said = part.any(axis=1)
        rows.append(split[said])
        slices.append(np.full(said.sum(), value, dtype=np.int32))
        marks.append(part[said])
    row, slice_ = np.concatenate(rows), np.concatenate(slices)
    if len(rows) == 1:
        return row, slice_, marks[0]
    order = np.lexsort((slice_, batch.week[row], batch.pupil[row], batch.school[row]))
    return row[order], slice_[order], np.concatenate(marks)[order]


def _group_starts(pupil: np.ndarray, slices: np.ndarray) -> np.ndarray:
    """Where each run of one pupil's rows in one slice begins.

    Slices follow time, so a pupil's rows in one slice stand together.
    """
    new = np.ones(len(pupil), dtype=bool)
    new[1:] = (pupil[1:] != pupil[:-1]) | (slices[1:] != slices[:-1])
    return np.flatnonzero(new)


def _sessions_present(is_present: np.ndarray) -> np.ndarray:
    """Present sessions of each row: the fourteen bytes added as seven pairs."""
    pairs = np.ascontiguousarray(is_present).view(np.uint16)
    total = pairs[:, 0] + pairs[:, 1]
    for column in range(2, SESSIONS // 2):
        total += pairs[:, column]
    return ((total & 255) + (total >> 8)).astype(np.int32)


def _present(
    is_present: np.ndarray,
    by_row: np.ndarray | None,
    starts: np.ndarray,
    pattern: np.ndarray,
    patterns: int,
) -> np.ndarray:
    if by_row is not None:
        return np.add.reduceat(by_row, starts)
    by_session = np.add.reduceat(
        is_present.view(np.uint8), starts, axis=0, dtype=np.int32
    )
    collapse = np.zeros((SESSIONS, patterns), dtype=np.int32)
    collapse[np.arange(SESSIONS), pattern] = 1
    return (by_session @ collapse).ravel()


def _core_counts(present: np.ndarray, classed: np.ndarray) -> dict[str, np.ndarray]:
    def of(*classes: Class) -> np.ndarray:
        return classed[:, [_ORDER.index(one) for one in classes]].sum(axis=1)

    attended = present + of(Class.ATTENDING, Class.AEA)
    authorised, unauthorised = of(Class.AUTHORISED), of(Class.UNAUTHORISED)
    return {
        "possible": attended + authorised + unauthorised,
        "attended": attended,
        "authorised": authorised,
        "unauthorised": unauthorised,
        "not_recorded": of(Class.MISSING),
        "unknown": of(Class.UNKNOWN),
        "not_possible": of(Class.NOT_POSSIBLE),
    }


At = tuple[np.ndarray, np.ndarray, np.ndarray]


def _core_table(at: At, counts: dict[str, np.ndarray]) -> pa.Table:
    """The counts of the cells that say anything but "closed" or "not on roll"."""
    said = np.zeros(len(at[0]), dtype=bool)
    for count in ("possible", "not_recorded", "unknown", "not_possible"):
        said |= counts[count] > 0
    columns = [*at, *(counts[name] for name in COUNTS)]
    if not said.all():
        columns = [column[said] for column in columns]
    return pa.table([pa.array(c.astype(np.int32)) for c in columns], schema=CORE)


def _code_table(at: At, cell: np.ndarray, code: np.ndarray) -> pa.Table:
    key = cell * CODES + np.minimum(code, CODES - 1)
    held, n = np.unique(key, return_counts=True)
    columns = [*(one[held // CODES] for one in at), held % CODES, n]
    return pa.table([pa.array(c.astype(np.int32)) for c in columns], schema=BY_CODE)


SPANS = pa.schema(
    [
        pa.field("school", pa.int32(), nullable=False),
        pa.field("pupil", pa.int32(), nullable=False),
        pa.field("first_on", pa.int32()),
        pa.field("last_on", pa.int32()),
        pa.field("first_due", pa.int32(), nullable=False),
        pa.field("last_due", pa.int32(), nullable=False),
    ]
)


def _no_spans() -> pa.Table:
    return SPANS.empty_table()


def _spans(
    batch: MarkBatch,
    rows: np.ndarray,
    present: np.ndarray,
    row: np.ndarray,
    code: np.ndarray,
    marks: np.ndarray,
) -> pa.Table:
    """Day numbers of each pupil's first and last real mark, and first and last due.

    A pupil with no real mark has none of the first two; one with nothing but closures is
    not there at all.
    """
    pupil = batch.pupil[rows]
    number = np.cumsum(np.append(True, pupil[1:] != pupil[:-1])) - 1

    def ends(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        held = np.flatnonzero(
            present + np.bincount(row[mask[code]], minlength=len(rows))
        )
        new = np.diff(number[held], prepend=-1, append=len(rows)) > 0
        first, last = held[new[:-1]], held[new[1:]]
        begins = np.argmax(mask[marks[first]], axis=1)
        closes = SESSIONS - 1 - np.argmax(mask[marks[last]][:, ::-1], axis=1)
        week = batch.week[rows]
        return first, number[first], week[first] + begins // 2, week[last] + closes // 2

    due, numbers, first_due, last_due = ends(_DUE)
    _, real, first_on, last_on = ends(_REAL)
    at = np.searchsorted(numbers, real)
    unreal = np.ones(len(due), dtype=bool)
    unreal[at] = False

    def of_real(days: np.ndarray) -> pa.Array:
        spread = np.zeros(len(due), dtype=np.int32)
        spread[at] = days
        return pa.array(spread, mask=unreal)

    columns = [batch.school[rows[due]], batch.pupil[rows[due]], first_due, last_due]
    school, pupils, first, last = (pa.array(c.astype(np.int32)) for c in columns)
    dates = [of_real(first_on), of_real(last_on), first, last]
    return pa.table([school, pupils, *dates], schema=SPANS)
