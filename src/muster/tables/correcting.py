"""Correcting what a file said of a child, as a layer on top of the file's.

The file stays as it came. The correction is a load of its own, so it can be taken back, and
it stands until a later file speaks of the same enrolment. Marks are not corrected here: the
register is the school's, and its next file corrects them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from muster.tables.cells import Doubtful
from muster.tables.columns import ENROLMENTS
from muster.tables.ids import as_held
from muster.tables.state import State
from muster.tables.store import Draft, Layer, Refused


IDENTIFIER = "pupil"
# What names the enrolment can't be corrected by a row beside it.
OF_SPELL = ("school", "pupil", "from_on")
COLUMNS = tuple(one for one in ENROLMENTS.columns if one.name not in OF_SPELL)


@dataclass(frozen=True)
class Spell:
    """One enrolment, as the files in force leave it."""

    pupil: int
    from_on: date | None
    cells: dict[str, Any]


def spells(state: State, children: Sequence[int]) -> list[Spell]:
    """The enrolments of a child that files in force have, the latest row of each."""
    known = state.pupils.filter(pl.col("child").is_in(list(children)))
    found: dict[tuple[int, date | None], dict[str, Any]] = {}
    for _, row in _rows(state, known["pupil"].to_list()):
        found[row["pupil"], row["from_on"]] = row
    return [Spell(pupil, from_on, cells) for (pupil, from_on), cells in found.items()]


def correct(
    draft: Draft, state: State, load: str, spell: Spell, column: str, text: str
) -> None:
    """Puts a corrected value in place of what is held. Raises Refused, BadCell.

    Every row of the enrolment that counts is said again, in its order and as at its day,
    with the new value wherever the wrong one stood.
    """
    wanted = _read(column, text)
    was = spell.cells.get(column)
    if _same(was, wanted):
        raise Refused("That is what is held already.")
    rows = [
        (layer, row)
        for layer, row in _rows(state, [spell.pupil])
        if row["from_on"] == spell.from_on
    ]
    undated = [n for n, (layer, _) in enumerate(rows) if layer.as_at is None]
    for layer, row in rows[undated[-1] if undated else 0 :]:
        held = pq.read_table(
            state.folder / layer.file, filters=[("pupil", "=", spell.pupil)]
        )
        same = [one == spell.from_on for one in _column(held, "from_on")]
        held = held.filter(pa.array(same)).slice(0, 1)
        if _same(row.get(column), was):
            held = _with(held, column, wanted)
        name = draft.new_name("enrolments", "layers")
        pq.write_table(held, draft.path(name), compression="zstd")
        draft.layers.append(
            Layer(load=load, table="enrolments", file=name, rows=1, as_at=layer.as_at)
        )


def rename(draft: Draft, pupil: int, identifier: str) -> None:
    """Corrects what a school calls a child. Raises Refused where another is called so."""
    try:
        draft.pupils.rename(pupil, identifier)
    except ValueError as why:
        raise Refused(str(why)) from None


def said_since(state: State, load: str, spell: Spell, column: str) -> tuple[str, Any]:
    """The load that spoke of the enrolment last, and what it says; "" if none did since
    the correction."""
    places = [n for n, one in enumerate(state.manifest.layers) if one.load == load]
    if not places:
        return "", None
    after = state.manifest.layers[places[-1] + 1 :]
    said: tuple[str, Any] = ("", None)
    for layer, row in _rows(state, [spell.pupil]):
        if layer in after and row["from_on"] == spell.from_on:
            said = (layer.load, row.get(column))
    return said


def is_supplied(state: State, school: int, identifier: str) -> bool:
    """Whether a school's files have (again) somebody under an identifier."""
    same = pl.col("supplied") == as_held(identifier)
    return state.pupils.filter(same & (pl.col("school") == school)).height > 0


def is_same(column: str, value: Any, text: str) -> bool:
    """Whether what a file says is what was typed, once read."""
    return _same(value, _read(column, text))


def shown(value: Any) -> str:
    """A value as it is kept and compared: a day as 2025-09-01."""
    return "" if value is None else str(value)


def _rows(
    state: State, pupils: Sequence[int]
) -> Iterator[tuple[Layer, dict[str, Any]]]:
    for layer in state.manifest.active("enrolments"):
        table = pq.read_table(
            state.folder / layer.file, filters=[("pupil", "in", list(pupils) or [0])]
        )
        for row in table.to_pylist():
            yield layer, {"from_on": None, **row}


def _read(column: str, text: str) -> Any:
    found = ENROLMENTS.column(column).read(text.strip()) if text.strip() else None
    return found.value if isinstance(found, Doubtful) else found


def _same(one: Any, other: Any) -> bool:
    return shown(one) == shown(other)


def _column(table: pa.Table, name: str) -> list[Any]:
    if name not in table.column_names:
        return [None] * table.num_rows
    return table[name].to_pylist()


def _with(row: pa.Table, column: str, value: Any) -> pa.Table:
    if column not in row.column_names:
        return row.append_column(column, pa.array([value]))
    at = row.schema.get_field_index(column)
    kind = row.schema.field(at).type
    blank = "" if pa.types.is_string(kind) or pa.types.is_large_string(kind) else None
    held = pa.array([blank if value is None else value])
    return row.set_column(at, row.schema.field(at), pc.cast(held, kind))
