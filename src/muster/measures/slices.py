"""Which slices of time a question needs, and what each is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import product

import polars as pl

from muster.measures.count import (
    OUTSIDE,
    STANDARD,
    TERMS,
    WEEKDAYS,
    Cut,
    Label,
    term_of,
)
from muster.measures.dimensions import OF_SESSION, OF_SLICE
from muster.measures.periods import Period
from muster.school_year import Calendar, SchoolYear, week_label, week_of
from muster.tables.marks import SESSIONS
from muster.tables.state import State


@dataclass(frozen=True)
class Slices:
    """``frame`` has a row a slice that counts: slice, ht6 (0 or 1) and the breakdowns of
    time that were asked for. ``kept`` says whether the standard counts have them."""

    cut: Cut
    frame: pl.DataFrame
    names: tuple[str, ...]
    kept: bool


@lru_cache(maxsize=256)
def slices_of(
    period: Period, by: tuple[str, ...], state: State, year: SchoolYear
) -> Slices:
    """The slices of a school year that a period and its breakdowns of time need."""
    names = tuple(name for name in by if name in OF_SLICE + OF_SESSION)
    if period.is_of_slices and not any(name in OF_SESSION for name in names):
        return Slices(STANDARD, _standard(period, names), names, kept=True)
    cut = Cut(_label(period, names), _pattern(names))
    return Slices(cut, _dated(cut, names, year), names, kept=False)


def _standard(period: Period, names: tuple[str, ...]) -> pl.DataFrame:
    rows = [
        {"slice": half * 4 + term, "ht6": int(half == 6)}
        | {"half_term": f"HT{half}", "term": TERMS[term]}
        for half in range(1, 7)
        for term in range(3)
        if period.half_term in (None, half) and period.term in (None, TERMS[term])
    ]
    return _frame(rows, names)


def _label(period: Period, names: tuple[str, ...]) -> Label:
    """A number that says the week, half-term and term of a day, as far as asked."""

    def label(calendar: Calendar, day: date) -> int:
        if not period.covers(calendar, day):
            return OUTSIDE
        year = SchoolYear.of(day)
        week = (
            (week_of(day) - week_of(year.starts_on)).days // 7 if "week" in names else 0
        )
        half = calendar.half_term_of(day) - 1 if "half_term" in names else 0
        term = term_of(day) if "term" in names else 0
        return (week * 6 + half) * 3 + term

    return label


def _pattern(names: tuple[str, ...]) -> tuple[int, ...]:
    """A number for each session of the week: its weekday and half of the day, as asked."""
    halves = 2 if "session" in names else 1
    return tuple(
        (session // 2 if "weekday" in names else 0) * halves + session % halves
        for session in range(SESSIONS)
    )


def _dated(cut: Cut, names: tuple[str, ...], year: SchoolYear) -> pl.DataFrame:
    halves = 2 if "session" in names else 1
    monday = week_of(year.starts_on)
    spans = (
        range(54 if "week" in names else 1),
        range(6 if "half_term" in names else 1),
        range(3 if "term" in names else 1),
        range(cut.patterns),
    )
    rows = [
        {
            "slice": ((week * 6 + half) * 3 + term) * cut.patterns + pattern,
            # Going back to the marks, the sixth half-term is dropped pupil by pupil.
            "ht6": 0,
            "half_term": f"HT{half + 1}",
            "term": TERMS[term],
            "week": week_label(monday + timedelta(days=7 * week)),
            "weekday": WEEKDAYS[pattern // halves],
            "session": ("AM", "PM")[pattern % halves],
        }
        for week, half, term, pattern in product(*spans)
    ]
    return _frame(rows, names)


def _frame(rows: list[dict], names: tuple[str, ...]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "slice": pl.Series([row["slice"] for row in rows], dtype=pl.Int32),
            "ht6": pl.Series([row["ht6"] for row in rows], dtype=pl.Int32),
        }
        | {
            name: pl.Series([row[name] for row in rows], dtype=pl.String)
            for name in names
        }
    )
