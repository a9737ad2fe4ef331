"""Taking a child out of the store for good.

Every layer that ever held a row of the child (:mod:`tables.holding`) is written again
without it. What it costs grows with the files that hold the child, not with what the home
holds.
"""

from __future__ import annotations

import json
from collections.abc import (
    Callable,
    Collection,
    Sequence,
)
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from muster.tables.erased import Erased, add, line_of
from muster.tables.holding import OF_PUPILS, layers, said_to_be
from muster.tables.state import State
from muster.tables.store import Draft, Layer


@dataclass(frozen=True)
class Gone:
    """What an erasure took: rows by table, and how many files were written again."""

    rows: dict[str, int]
    files: int
    identifiers: int


def erase(
    draft: Draft,
    state: State,
    children: Sequence[int],
    *,
    certificate: str,
    day: date,
    reason: str,
) -> Gone:
    """Takes children out of every file of the draft and of the versions before it.

    The ledger has them first: should the rest be broken off, :func:`still_held` finds them.
    Figures of other pupils don't change; counts fall by the child.
    """
    known = state.pupils.filter(
        pl.col("child").is_in(list(children)) & pl.col("supplied").is_not_null()
    )
    pairs = list(known.select("school", "supplied").iter_rows())
    add(
        draft.folder.parent,
        line_of(
            draft.folder.parent,
            pairs,
            draft.schools,
            certificate=certificate,
            day=day.isoformat(),
            reason=reason,
        ),
    )
    return take_out(draft, state, known["pupil"].to_list(), known["school"].to_list())


def replay(draft: Draft, state: State) -> Gone:
    """Takes out whoever the ledger has and the store holds again: after a restore."""
    pupils = still_held(state)
    known = state.pupils.filter(pl.col("pupil").is_in(pupils))
    return take_out(draft, state, pupils, known["school"].to_list())


def still_held(state: State) -> list[int]:
    """Pupils of the store whom the ledger of its home says were erased."""
    known = state.pupils.filter(pl.col("supplied").is_not_null())
    there = Erased.read(state.folder.parent).among(
        known["school"].to_numpy(), known["supplied"].to_list(), state.school_keys
    )
    return known.filter(pl.Series(there))["pupil"].to_list()


def take_out(
    draft: Draft, state: State, pupils: Sequence[int], schools: Collection[int]
) -> Gone:
    rows: dict[str, int] = {}
    files = 0
    at = set(schools)
    value_set = pa.array(sorted(pupils), pa.int32())
    said = said_to_be(state, pupils)

    def goes(rows: pa.Table) -> pa.Array:
        mine = pc.is_in(rows["pupil"], value_set=value_set)
        if "said" not in rows.column_names:
            return mine
        others = pc.is_in(rows["said"], value_set=pa.array(said.others, pa.string()))
        theirs = pc.is_in(rows["said"], value_set=pa.array(said.mine, pa.string()))
        return pc.or_(pc.and_(mine, pc.invert(others)), theirs)

    for layer, _ in layers(state):
        if layer.table not in OF_PUPILS:
            continue
        if layer.schools and not at & set(layer.schools):
            continue
        went = without(draft, layer, goes)
        if went:
            rows[layer.table] = rows.get(layer.table, 0) + went
            files += 1
    if pupils:
        draft.pupils.forget(pupils)
    return Gone(rows, files, len(pupils))


# Writing a layer again ----------------------------------------------------------------
Goes = Callable[[pa.Table], pa.Array]


def without(draft: Draft, layer: Layer, goes: Goes) -> int:
    """Writes a layer again without the rows that go; gives how many went."""
    path = draft.folder / layer.file
    said = ["said"] if layer.table == "cohorts" else []
    there = goes(pq.read_table(path, columns=["school", "pupil", *said]))
    went = int(pc.sum(there).as_py() or 0)
    if not went:
        return 0
    name = draft.new_name(Path(layer.file).stem.rsplit("-", 2)[0], "layers")
    if layer.table == "marks":
        schools = _copy_marks(path, draft.path(name), goes)
    else:
        kept = pq.read_table(path).filter(pc.invert(there))
        pq.write_table(kept, draft.path(name), compression="zstd")
        schools = set(kept["school"].to_pylist()) if layer.schools else set()
    now = replace(
        layer, file=name, rows=layer.rows - went, schools=tuple(sorted(schools))
    )
    if layer.schools and not schools:
        # Nothing is left of it, so it is of no year; its load can still be taken back.
        now = replace(now, year=None, first=None, last=None)
    draft.replaced[layer.file] = name
    draft.layers = [now if one.file == layer.file else one for one in draft.layers]
    return went


def _copy_marks(path: Path, to: Path, goes: Goes) -> set[int]:
    """Copies a file of marks without the rows that go, a row group at a time; gives the
    schools that are left."""
    file = pq.ParquetFile(path)
    spans: list[list[int]] = []
    for number in range(file.num_row_groups):
        schools = _stay(file, number, goes, ["school", "pupil"])["school"]
        if len(schools):
            spans.append([schools[0].as_py(), schools[-1].as_py()])
    metadata = {b"schools": json.dumps(spans).encode()}
    left: set[int] = set()
    with pq.ParquetWriter(
        to, file.schema_arrow.with_metadata(metadata), compression="zstd"
    ) as writer:
        for number in range(file.num_row_groups):
            rows = _stay(file, number, goes, None)
            if rows.num_rows:
                left |= set(pc.unique(rows["school"]).to_pylist())
                rows = rows.replace_schema_metadata(metadata)
                writer.write_table(rows, row_group_size=rows.num_rows)
    return left


def _stay(
    file: pq.ParquetFile, number: int, goes: Goes, columns: list[str] | None
) -> pa.Table:
    rows = file.read_row_group(number, columns=columns, use_threads=False)
    return rows.filter(pc.invert(goes(rows)))
