"""What each enrolment or child has in a period: the small tables measures are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from muster.measures import counts
from muster.measures.count import BY_CODE, CORE, COUNTS
from muster.measures.measure import Measure, Row, parts
from muster.measures.members import Days, Members, members
from muster.measures.periods import Period
from muster.measures.rules import Rules
from muster.measures.scope import Scope
from muster.measures.slices import Slices, slices_of
from muster.school_year import SchoolYear
from muster.tables.state import State, remembered


Rows: TypeAlias = pa.Table | pa.RecordBatch
Columns: TypeAlias = Mapping[str, Sequence[np.ndarray]]
ROWS_AT_ONCE = 250_000
DENSE = 4  # keys this far apart on average are looked up; further, they are sorted


class Cohort(NamedTuple):
    """What `members` is asked for, besides the state: whose marks count in a year."""

    year: int
    rules: Rules
    as_at: date
    within: Scope
    listed: Days | None = None


@dataclass(frozen=True, eq=False)
class Units:
    """What units have, a row a unit and time; ``counts`` are COUNTS. ``unit`` and
    ``time`` are numbers: a row of ``Members.units`` and of ``Slices.times``, or whatever
    ``summed`` was given keys of."""

    unit: np.ndarray
    time: np.ndarray
    counts: dict[str, np.ndarray]
    _measured: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)

    @cached_property
    def columns(self) -> dict[str, np.ndarray]:
        """Everything a measure's row has."""
        due = (
            self.counts["possible"]
            + self.counts["not_recorded"]
            + self.counts["unknown"]
        )
        return self.counts | {
            "pupils": self.counts["possible"] > 0,
            "due_pupils": due > 0,
        }

    def measured(self, measure: Measure, few: int) -> dict[str, Any]:
        """A measure's parts, row by row: kept, as a paper asks by one breakdown after
        another."""
        key = measure.name, few
        if key not in self._measured:
            row = Row(few, self.columns.__getitem__)
            self._measured[key] = parts(measure, row)
        return self._measured[key]


@remembered(4)
def of_period(
    state: State, period: Period, times: tuple[str, ...], of: Cohort
) -> Units:
    """What each enrolment (or child) has in a period of the standard slices."""
    who = members(state, *of)
    slices = slices_of(period, times, SchoolYear(of.year))
    return _added(_standard(state, of.year, who, "core", CORE), who, slices)


def codes_of_period(state: State, of: Cohort, slices: Slices) -> Iterator[Coded]:
    """Sessions by code in the standard slices, a part at a time."""
    who = members(state, *of)
    for rows in _standard(state, of.year, who, "codes", BY_CODE):
        yield _coded(rows, who, slices)


def of_dates(
    state: State, of: Cohort, slices: Slices, *, by_code: bool
) -> tuple[Units, Iterator[Coded]]:
    """What each enrolment (or child) has in any other slices, from the marks; and its
    sessions by code."""
    who = members(state, *of)
    tallies = list(
        counts.count(
            state,
            of.year,
            slices.cut,
            who.schools,
            who.bounds(drop_ht6=True),
            by_code=by_code,
        )
    )
    added = _added((one.core for one in tallies), who, slices)
    return added, (_coded(one.codes, who, slices) for one in tallies)


def with_totals(
    found: Units, told: Mapping[int, pl.DataFrame], who: Members, times: int
) -> Units:
    """What units have by marks, and by weekly files besides: by time, a row a pupil."""
    keys = [found.unit * times + found.time]
    columns = {name: [found.counts[name]] for name in COUNTS}
    for time, rows in told.items():
        unit = who.unit_of[rows["pupil"].to_numpy()]
        kept = np.flatnonzero(unit >= 0)
        keys.append(unit[kept] * times + time)
        for name, column in columns.items():
            has = name in rows.columns
            column.append(rows[name].to_numpy()[kept] if has else np.zeros(len(kept)))
    return summed(np.concatenate(keys), times, columns)


class Coded(NamedTuple):
    """Sessions of units by code, the two present marks left out: a row of each array."""

    unit: np.ndarray
    time: np.ndarray
    code: np.ndarray
    n: np.ndarray


def _standard(
    state: State, year: int, who: Members, part: str, schema: pa.Schema
) -> Iterator[Rows]:
    """The standard counts, with those of pupils astray counted again within bounds."""
    file = pq.ParquetFile(getattr(counts.standard(state, year), part))
    columns = [name for name in schema.names if name != "school"]
    gone = who.astray["pupil"].to_numpy()
    for rows in file.iter_batches(ROWS_AT_ONCE, columns=columns):
        if len(gone):
            stays = ~np.isin(rows["pupil"].to_numpy(), gone)
            rows = rows.filter(pa.array(stays))
        yield rows
    if len(gone):
        again = counts.count(
            state,
            year,
            counts.STANDARD,
            schools=who.astray["school_id"].unique().to_list(),
            bounds=who.bounds(drop_ht6=False),
            pupils=gone,
            by_code=part == "codes",
        )
        yield from (getattr(one, part) for one in again)


def _placed(
    rows: Rows, who: Members, slices: Slices
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The rows that count, and the unit and time of each."""
    pupil, slice_ = rows["pupil"].to_numpy(), rows["slice"].to_numpy()
    unit, time = who.unit_of[pupil], slices.time_of[slice_]
    is_dropped = who.drops[pupil] & slices.is_ht6[slice_]
    kept = np.flatnonzero((unit >= 0) & (time >= 0) & ~is_dropped)
    return kept, unit[kept], time[kept]


def _coded(rows: Rows, who: Members, slices: Slices) -> Coded:
    kept, unit, time = _placed(rows, who, slices)
    code, n = (rows[name].to_numpy()[kept] for name in ("code", "n"))
    return Coded(unit, time, code, n)


def _added(parts: Iterable[Rows], who: Members, slices: Slices) -> Units:
    """Adds up what each unit has in each time."""
    times = slices.times.height
    keys: list[np.ndarray] = [np.empty(0, np.int64)]
    columns = {name: [np.empty(0, np.int32)] for name in COUNTS}
    for rows in parts:
        kept, unit, time = _placed(rows, who, slices)
        keys.append(unit * times + time)
        for name, column in columns.items():
            column.append(rows[name].to_numpy()[kept])
    return summed(np.concatenate(keys), times, columns)


def summed(key: np.ndarray, times: int, columns: Columns) -> Units:
    """Adds up rows by key, which is unit * times + time."""
    is_dense = len(key) and int(key.max()) < DENSE * len(key)
    if is_dense:
        held, at = np.flatnonzero(np.bincount(key)), key
    else:
        held, at = np.unique(key, return_inverse=True)
    counts_ = {}
    for name, parts_ in columns.items():
        total = np.bincount(at, weights=np.concatenate(parts_), minlength=len(held))
        counts_[name] = (total[held] if is_dense else total).astype(np.int32)
    return Units(held // times, held % times, counts_)
