"""Keeping no longer than needed: old years, and pupils who left. Who is under a hold stays."""

from __future__ import annotations

from collections.abc import (
    Collection,
    Sequence,
)
from dataclasses import dataclass
from datetime import date

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from muster.tables import in_cohorts
from muster.tables.children import NO_SCHOOL
from muster.tables.erasing import Gone, take_out, without
from muster.tables.holding import layers
from muster.tables.state import State
from muster.tables.store import Draft, Layer


@dataclass(frozen=True)
class Kept:
    """Who is under a legal hold: children, and every pupil of some schools."""

    children: frozenset[int] = frozenset()
    schools: frozenset[int] = frozenset()


def old_layers(state: State, before: int) -> list[Layer]:
    """Layers of marks and weekly files of school years that begin before this one."""
    return [
        layer
        for layer, _ in layers(state)
        if layer.table in ("marks", "totals")
        and layer.year is not None
        and layer.year < before
    ]


def leavers(state: State, before: date) -> dict[int, date]:
    """Pupils whose every enrolment row ended before a day, and the last day of each."""
    frames = [
        pl.read_parquet(state.folder / layer.file, columns=["pupil", "to_on"])
        for layer, _ in layers(state)
        if layer.table in ("enrolments", "totals") and not layer.undone
    ]
    if not frames:
        return {}
    rows = pl.concat(frames, how="vertical_relaxed").with_columns(
        pl.col("to_on").cast(pl.Date)
    )
    # The latest file that knows a last day may be the only one: an open row of an earlier
    # file is the same enrolment, before anybody left.
    ended = rows.group_by("pupil").agg(pl.col("to_on").max().alias("last"))
    open_still = _still_open(state)
    found = ended.filter((pl.col("last") < before) & ~pl.col("pupil").is_in(open_still))
    return dict(found.iter_rows())


def _still_open(state: State) -> list[int]:
    """Pupils whose enrolment in force has no last day."""
    now = state.enrolments.sort("load_order").unique(
        ["school", "pupil", "from_on"], keep="last"
    )
    return now.filter(pl.col("to_on").is_null())["pupil"].unique().to_list()


def drop_old(draft: Draft, state: State, before: int, kept: Kept) -> Gone:
    """Takes out marks and weekly files of school years that begin before one, with every
    figure made of them. Who is under a hold stays."""
    stay = _held(state, kept)
    rows: dict[str, int] = {}
    every = old_layers(state, before)
    for layer in every:
        if stay or kept.schools & set(layer.schools):
            went = without(draft, layer, lambda rows: _goes(rows, stay, kept))
        else:
            went = layer.rows
            draft.replaced[layer.file] = None
            draft.layers = [one for one in draft.layers if one.file != layer.file]
        rows[layer.table] = rows.get(layer.table, 0) + went
    return Gone(rows, len(every), 0)


def drop_leavers(draft: Draft, state: State, before: date, kept: Kept) -> Gone:
    """Takes out the enrolments of pupils who left before a day and of whom no marks are
    held any more. Not an erasure: a file that has them again is loaded."""
    left = leavers_to_drop(state, before, kept)
    known = state.pupils.filter(pl.col("pupil").is_in(left))
    return (
        take_out(draft, state, left, known["school"].to_list())
        if left
        else Gone({}, 0, 0)
    )


def leavers_to_drop(state: State, before: date, kept: Kept) -> list[int]:
    with_marks: set[int] = set()
    for layer, _ in layers(state):
        if layer.table == "marks":
            column = pq.read_table(state.folder / layer.file, columns=["pupil"])
            with_marks |= set(pc.unique(column["pupil"]).to_pylist())
    stay = set(_held(state, kept)) | with_marks
    of_school = dict(state.pupils.select("pupil", "school").iter_rows())
    left = [
        pupil
        for pupil in leavers(state, before)
        if pupil not in stay and of_school[pupil] not in kept.schools
    ]
    return sorted([*left, *_off_lists(state, before, stay, left)])


def _off_lists(
    state: State, before: date, stay: Collection[int], left: Sequence[int]
) -> list[int]:
    """Pupils of lists whose last time in a cohort ended before a day, once nothing else is
    held of the child."""
    known = state.pupils.filter(pl.col("supplied").is_not_null())
    others = known.filter(
        (pl.col("school") != NO_SCHOOL) & ~pl.col("pupil").is_in(list(left))
    )
    listed = known.filter(
        (pl.col("school") == NO_SCHOOL) & ~pl.col("pupil").is_in(list(stay))
    ).join(others, "child", "anti")
    if not listed.height:
        return []
    ends = (
        in_cohorts.times(state)
        .group_by("child")
        .agg(pl.col("to_on").fill_null(date.max).max().alias("last"))
    )
    over = listed.join(ends, "child").filter(pl.col("last") < before)
    return over["pupil"].to_list()


def _held(state: State, kept: Kept) -> list[int]:
    rows = state.pupils.filter(pl.col("child").is_in(sorted(kept.children)))
    return rows["pupil"].to_list()


def _goes(rows: pa.Table, stay: Sequence[int], kept: Kept) -> pa.Array:
    held = pc.is_in(rows["pupil"], value_set=pa.array(sorted(stay), pa.int32()))
    at = pa.array(sorted(kept.schools), pa.int32())
    return pc.invert(pc.or_(held, pc.is_in(rows["school"], value_set=at)))
