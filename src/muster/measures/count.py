"""Marks become integers: one pass of numpy over stored bytes.

``tally`` counts a block of pupil-weeks by pupil and slice of time. A :class:`Cut` says
what the slices are; the standard one is cut at every half-term edge of a school and every
census edge, and its counts are kept (:mod:`measures.counts`). Any other stretch of time is
another cut over the same marks.

design.md 8 has the speed this must hold, and bench/pack the proof.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TypeAlias

import numpy as np
import pyarrow as pa

from muster.measures.said import BITS, CODES, Said, without_idle_weekends
from muster.school_year import Calendar, SchoolYear, census_terms, day_number, week_of
from muster.tables import codes
from muster.tables.codes import Class
from muster.tables.marks import SESSIONS, MarkBatch


# Part of the key under which counts are kept: change it when the arithmetic changes.
COUNT_VERSION = 3
OUTSIDE, SPLIT = -1, -2  # what a label of a day, or of a week, may be besides
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
    """Days outside which a pupil's marks are left out, indexed by pupil id; ``has`` says
    which pupils have any."""

    first: np.ndarray
    last: np.ndarray
    has: np.ndarray


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
        whole = (self.table == self.table[:, :, :1]).all(axis=2)
        self.of_week = np.where(whole, self.table[:, :, 0], np.int32(SPLIT))

    def place_of(self, batch: MarkBatch) -> np.ndarray:
        """The place of each pupil-week's calendar and week, counted along the tables."""
        week = (batch.week - self.first_week) // 7
        if len(self.of_week) == 1:
            return week
        return self.calendar_of[batch.school] * self.of_week.shape[1] + week


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
    batch = within(batch, bounds) if bounds else batch
    rows, slices, marks = _sliced(batch, labels)
    if not len(rows):
        return Tally(CORE.empty_table(), BY_CODE.empty_table(), SPANS.empty_table())
    said = Said.of(marks)
    school, pupil = batch.school[rows], batch.pupil[rows]

    starts = _group_starts(pupil, slices)
    group = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(pupil))))
    pattern = np.array(labels.cut.pattern)
    patterns = labels.cut.patterns
    cell = group[said.row]
    if patterns > 1:
        cell = cell * patterns + pattern[said.session]

    held, n = _by_code(cell, said.code, len(starts) * patterns)
    counts = _core_counts(_present(said, starts, pattern, patterns), held, n)
    label = np.repeat(slices[starts], patterns) * patterns + np.tile(
        np.arange(patterns), len(starts)
    )
    at = np.repeat(school[starts], patterns), np.repeat(pupil[starts], patterns), label
    return Tally(
        _core_table(at, counts),
        _code_table(at, held, n) if by_code else BY_CODE.empty_table(),
        _spans(school, pupil, batch.week[rows], said, marks)
        if spans
        else SPANS.empty_table(),
    )


def within(batch: MarkBatch, bounds: Bounds) -> MarkBatch:
    """Empties the sessions outside each pupil's bounds."""
    some = np.flatnonzero(bounds.has[batch.pupil])
    first, last = (ends[batch.pupil[some]] for ends in (bounds.first, bounds.last))
    out = (batch.week[some] < first) | (batch.week[some] + 6 > last)
    if not out.any():
        return batch
    marks = batch.marks.copy()
    astray, first, last = some[out], first[out], last[out]
    days = batch.week[astray, None] + np.arange(SESSIONS)[None, :] // 2
    inside = (days >= first[:, None]) & (days <= last[:, None])
    marks[astray] = np.where(inside, marks[astray], np.uint8(codes.NOTHING))
    return MarkBatch(batch.school, batch.pupil, batch.week, marks)


def _sliced(
    batch: MarkBatch, labels: Labels
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each pupil-week with its slice: (row, slice, marks), sorted by row.

    A week that spans an edge comes once for each slice, with that slice's days only.
    """
    at = labels.place_of(batch)
    label = labels.of_week.ravel()[at]
    if (label >= 0).all():
        return np.arange(len(batch)), label, batch.marks
    kept = np.flatnonzero(label >= 0)
    rows, slices, marks = [kept], [label[kept]], [batch.marks[kept]]
    split = np.flatnonzero(label == SPLIT)
    days = labels.table.reshape(-1, SESSIONS)[at[split]]
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


def _by_code(
    cell: np.ndarray, code: np.ndarray, cells: int
) -> tuple[np.ndarray, np.ndarray]:
    """The codes there are, and how many of each every cell has: ``[codes, cells]``."""
    held = np.flatnonzero(np.bincount(code, minlength=CODES))
    begins = np.zeros(CODES, dtype=np.int64)
    begins[held] = np.arange(len(held)) * cells
    n = np.bincount(begins[code] + cell, minlength=cells * len(held))
    return held, n.reshape(len(held), cells)


def _present(
    said: Said, starts: np.ndarray, pattern: np.ndarray, patterns: int
) -> np.ndarray:
    """Sessions marked present in each run of rows and each pattern."""
    found = np.empty((len(starts), patterns), dtype=np.int64)
    for one in range(patterns):
        here = said.present & np.uint16(BITS[pattern == one].sum())
        found[:, one] = np.add.reduceat(np.bitwise_count(here), starts, dtype=np.int64)
    return found.ravel()


def _core_counts(
    present: np.ndarray, held: np.ndarray, n: np.ndarray
) -> dict[str, np.ndarray]:
    def of(*classes: Class) -> np.ndarray:
        return n[codes.mask_of_class(*classes)[held]].sum(axis=0)

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


def _code_table(at: At, held: np.ndarray, n: np.ndarray) -> pa.Table:
    flat = n.ravel()
    some = np.flatnonzero(flat != 0)
    kind = some // n.shape[1]
    cell = some - kind * n.shape[1]
    columns = [*(one[cell] for one in at), held[kind], flat[some]]
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


def _spans(
    school: np.ndarray,
    pupil: np.ndarray,
    week: np.ndarray,
    said: Said,
    marks: np.ndarray,
) -> pa.Table:
    """Day numbers of each pupil's first and last real mark, and first and last due.

    A pupil with no real mark has none of the first two; one with nothing but closures is
    not there at all.
    """
    begin = np.flatnonzero(np.append(True, pupil[1:] != pupil[:-1]))
    end = np.append(begin[1:], len(pupil))
    absent = np.flatnonzero(said.present == 0)

    def ends(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Which pupils have one of the mask, and the days of their first and last."""
        has = said.present != 0
        has[absent] = mask[without_idle_weekends(marks[absent])].any(axis=1)
        rows = np.flatnonzero(has)
        first, after = np.searchsorted(rows, begin), np.searchsorted(rows, end)
        who = np.flatnonzero(first < after)
        first, last = rows[first[who]], rows[after[who] - 1]
        opening, closing = (
            mask[without_idle_weekends(marks[a])] for a in (first, last)
        )
        opens = np.argmax(opening, axis=1)
        closes = SESSIONS - 1 - np.argmax(closing[:, ::-1], axis=1)
        return who, week[first] + opens // 2, week[last] + closes // 2

    due, first_due, last_due = ends(_DUE)
    real, first_on, last_on = ends(_REAL)
    at = np.searchsorted(due, real)
    unreal = np.ones(len(due), dtype=bool)
    unreal[at] = False

    def of_real(days: np.ndarray) -> pa.Array:
        spread = np.zeros(len(due), dtype=np.int32)
        spread[at] = days
        return pa.array(spread, mask=unreal)

    dues = [pa.array(c.astype(np.int32)) for c in (first_due, last_due)]
    who = [pa.array(c[begin[due]].astype(np.int32)) for c in (school, pupil)]
    return pa.table([*who, of_real(first_on), of_real(last_on), *dues], schema=SPANS)
