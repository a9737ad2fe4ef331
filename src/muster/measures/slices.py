"""Which slices of time a question needs, and what each is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import product

import numpy as np
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


STANDARD_SLICES = 7 * 4  # no number of a slice of the standard cut is as large


@dataclass(frozen=True, eq=False)
class Slices:
    """``frame`` has a row a slice that counts: slice, ht6 (0 or 1) and the breakdowns of
    time that were asked for. ``kept`` says whether the standard counts have them."""

    cut: Cut
    frame: pl.DataFrame
    names: tuple[str, ...]
    kept: bool

    @cached_property
    def times(self) -> pl.DataFrame:
        """The distinct breakdowns of time, a row each; one row where none was asked."""
        if not self.names:
            return pl.DataFrame({"": [""]})
        return self.frame.select(self.names).unique(maintain_order=True)

    @cached_property
    def time_of(self) -> np.ndarray:
        """The row of ``times`` of each slice by number; -1 for one that doesn't count."""
        if not self.names:
            return self._by_slice(np.zeros(self.frame.height))
        numbered = self.times.with_row_index("time")
        rows = self.frame.join(numbered, on=self.names, maintain_order="left")
        return self._by_slice(rows["time"].to_numpy())

    @cached_property
    def is_ht6(self) -> np.ndarray:
        """Whether each slice by number is of the sixth half-term."""
        return self._by_slice(self.frame["ht6"].to_numpy()) == 1

    def _by_slice(self, values: np.ndarray) -> np.ndarray:
        number = self.frame["slice"].to_numpy()
        found = np.full(max(int(number.max(initial=0)) + 1, STANDARD_SLICES), -1)
        found[number] = values
        return found


@lru_cache(maxsize=256)
def slices_of(period: Period, by: tuple[str, ...], year: SchoolYear) -> Slices:
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
