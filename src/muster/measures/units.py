"""The standard counts of those who count, and what each enrolment or child has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import narwhals as nw
import polars as pl

from muster.measures import counts
from muster.measures.count import BY_CODE, CORE, COUNTS, Tally
from muster.measures.engine import ENGINES, Engine
from muster.measures.grouped import TOTALS
from muster.measures.members import Members, members
from muster.measures.periods import Period
from muster.measures.rules import Rules
from muster.measures.slices import Slices, slices_of
from muster.school_year import SchoolYear
from muster.tables.state import State


class Cohort(NamedTuple):
    """What `members` is asked for, besides the state: whose marks count in a year."""

    year: int
    rules: Rules
    as_at: date
    apart: bool
    within: frozenset[int] | None


@lru_cache(maxsize=4)
def of_period(
    state: State, engine: str, period: Period, times: tuple[str, ...], of: Cohort
) -> pl.DataFrame:
    """What each enrolment (or child) has in a period, by the breakdowns of time.

    Kept a while: a paper asks for the same by one breakdown of pupils after another.
    """
    who, runs = members(state, *of), ENGINES[engine]()
    slices = slices_of(period, times, state, SchoolYear(of.year))
    wanted = who.rows.select("pupil", "unit", "drop_ht6")
    core, _ = standard_counts(state, runs, of.year, who)
    summed = per_unit(joined(runs, wanted, slices, times, core, *COUNTS), times)
    narrow = [nw.col(name).cast(nw.Int32) for name in TOTALS]
    return summed.with_columns(*narrow).collect("polars").to_native()


def joined(
    engine: Engine,
    wanted: pl.DataFrame,
    slices: Slices,
    by: tuple[str, ...],
    frame: nw.LazyFrame,
    *columns: str,
) -> nw.LazyFrame:
    """A row a pupil and slice of those wanted, with unit and breakdowns."""
    both = frame.select("pupil", "slice", *columns)
    both = both.join(engine.held(wanted), on="pupil", how="inner")
    both = both.join(engine.held(slices.frame), on="slice", how="inner")
    kept = both.filter((nw.col("drop_ht6") * nw.col("ht6")) == 0)
    return kept.select("unit", *by, *columns)


def per_unit(frame: nw.LazyFrame, by: tuple[str, ...]) -> nw.LazyFrame:
    """Adds up the slices of each enrolment (or child) within each breakdown."""
    summed = frame.group_by("unit", *by).agg(
        *(nw.col(name).cast(nw.Int64).sum() for name in COUNTS)
    )
    due = nw.col("possible") + nw.col("not_recorded") + nw.col("unknown")
    return summed.with_columns(
        (nw.col("possible") > 0).cast(nw.Int64).alias("pupils"),
        (due > 0).cast(nw.Int64).alias("due_pupils"),
    )


def standard_counts(
    state: State, engine: Engine, year: int, who: Members
) -> tuple[nw.LazyFrame, nw.LazyFrame]:
    """The standard counts, a row a pupil and slice, and the same by code."""
    kept = counts.standard(state, year)
    core, by_code = engine.stored(kept.core), engine.stored(kept.codes)
    if not who.astray.height:
        return core, by_code
    gone = engine.held(who.astray.select("pupil"))
    again, again_by_code = tables(engine, _again(state, year, who))
    return _replaced(core, gone, again), _replaced(by_code, gone, again_by_code)


def _again(state: State, year: int, who: Members) -> Iterator[Tally]:
    """The standard counts of those pupils with marks outside their enrolment."""
    return counts.count(
        state,
        year,
        counts.STANDARD,
        schools=who.astray["school_id"].unique().to_list(),
        bounds=who.bounds(drop_ht6=False),
        pupils=who.astray["pupil"].to_numpy(),
    )


def tables(
    engine: Engine, tallies: Iterator[Tally]
) -> tuple[nw.LazyFrame, nw.LazyFrame]:
    every = list(tallies)
    return (
        engine.tables(CORE, [one.core for one in every]),
        engine.tables(BY_CODE, [one.codes for one in every]),
    )


def _replaced(
    core: nw.LazyFrame, gone: nw.LazyFrame, again: nw.LazyFrame
) -> nw.LazyFrame:
    return nw.concat([core.join(gone, on="pupil", how="anti"), again])
