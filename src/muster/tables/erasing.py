"""Everything held on a child, wherever the store has it; and taking it out for good.

A layer is never changed, so a child is in every layer that ever held a row of theirs: those
taken back, and those of earlier versions too. :func:`held_on` reads them all and
:func:`erase` writes each again without the child. What it costs grows with the files that
hold the child, not with what the home holds.
"""

from __future__ import annotations

import json
from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from muster.tables import codes, in_cohorts
from muster.tables.children import NO_SCHOOL
from muster.tables.cohorts import MATCHES
from muster.tables.erased import Erased, add, line_of
from muster.tables.ids import as_held
from muster.tables.marks import SAYS_NOTHING
from muster.tables.state import State
from muster.tables.store import Draft, Layer, Manifest


OF_PUPILS = ("enrolments", "totals", "marks", "cohorts", MATCHES)
NAMED = ("enrolments", "totals", "cohorts")
OF_NO_SCHOOL = "a list of another service"
SESSIONS = tuple(
    f"{day} {half}"
    for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    for half in ("AM", "PM")
)


@dataclass(frozen=True)
class Candidate:
    """A child who may be meant, for a person to choose."""

    child: int
    names: tuple[str, ...]
    born_on: date | None
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Row:
    """A row of a table of pupils, as one file has it. ``undone``: the load was taken back;
    ``old``: only earlier versions have it."""

    table: str
    load: str
    file: str
    as_at: date | None
    undone: bool
    old: bool
    pupil: int
    school: str
    cells: dict[str, Any]


@dataclass(frozen=True)
class Week:
    """A week's marks as one load has them: (session, code, what it means)."""

    load: str
    file: str
    undone: bool
    old: bool
    pupil: int
    school: str
    monday: date
    marks: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Held:
    """Everything that is held on children who are one person."""

    children: tuple[int, ...]
    identifiers: tuple[dict[str, Any], ...] = ()
    rows: tuple[Row, ...] = ()
    weeks: tuple[Week, ...] = ()
    standing: tuple[Week, ...] = ()
    files: dict[str, int] = field(default_factory=dict)

    @property
    def is_nothing(self) -> bool:
        return not (self.identifiers or self.rows or self.weeks)

    @property
    def loads(self) -> tuple[str, ...]:
        every: Iterable[Row | Week] = (*self.rows, *self.weeks)
        return tuple(dict.fromkeys(one.load for one in every))

    @property
    def names(self) -> tuple[str, ...]:
        """Forename and surname, in every way they were written."""
        written = (
            f"{one.cells.get('forename') or ''} {one.cells.get('surname') or ''}".strip()
            for one in self.rows
        )
        return tuple(dict.fromkeys(name for name in written if name))

    def of(self, table: str) -> list[Row]:
        return [row for row in self.rows if row.table == table]


@dataclass(frozen=True)
class Gone:
    """What an erasure took: rows by table, and how many files were written again."""

    rows: dict[str, int]
    files: int
    identifiers: int


# Finding -----------------------------------------------------------------------------


def find(
    state: State,
    *,
    identifier: str = "",
    school: int | None = None,
    surname: str = "",
    forename: str = "",
    born_on: date | None = None,
) -> list[Candidate]:
    """Children supplied under an identifier (a UPN, a former one, or a school's own), or
    with a name and birth date. Capitals don't count; several may be found."""
    known = state.pupils.filter(pl.col("supplied").is_not_null())
    if identifier:
        wanted = pl.col("supplied").str.to_lowercase() == as_held(identifier).lower()
        found = known.filter(wanted)
    else:
        found = known.filter(
            pl.col("pupil").is_in(_named(state, surname, forename, born_on))
        )
    if school is not None:
        found = found.filter(pl.col("school") == school)
    children = found["child"].unique().to_list()
    return [_candidate(state, child) for child in sorted(children)]


def children_of(state: State, pupils: Iterable[int]) -> list[int]:
    rows = state.pupils.filter(pl.col("pupil").is_in(list(pupils)))
    return sorted(rows["child"].unique().to_list())


def schools_of(state: State, children: Iterable[int]) -> list[int]:
    rows = state.pupils.filter(pl.col("child").is_in(list(children)))
    return sorted(rows["school"].unique().to_list())


def _named(
    state: State, surname: str, forename: str, born_on: date | None
) -> list[int]:
    """Pupil ids of rows with this name, in any layer there is."""
    found: set[int] = set()
    for layer, _ in layers(state):
        if layer.table not in NAMED:
            continue
        rows = pl.scan_parquet(state.folder / layer.file)
        names = rows.collect_schema().names()
        if not {"surname", "forename", "born_on"} <= set(names):
            continue
        wanted = pl.lit(True)
        for name, text in (("surname", surname), ("forename", forename)):
            if text:
                plain = pl.col(name).str.strip_chars().str.to_lowercase()
                wanted &= plain == text.strip().lower()
        if born_on:
            wanted &= pl.col("born_on").cast(pl.Date) == born_on
        found |= set(rows.filter(wanted).select("pupil").collect()["pupil"].to_list())
    return sorted(found)


def _candidate(state: State, child: int) -> Candidate:
    held = held_on(state, [child], marks=False)
    born = [row.cells.get("born_on") for row in held.rows if row.cells.get("born_on")]
    places = {(one["school"], one["supplied"]): None for one in held.identifiers}
    return Candidate(child, held.names, born[-1] if born else None, tuple(places))


# Everything --------------------------------------------------------------------------


def layers(state: State) -> list[tuple[Layer, bool]]:
    """Every layer of every version, and whether only earlier versions have it."""
    found = {layer.file: (layer, False) for layer in state.manifest.layers}
    for path in sorted(state.folder.glob("manifest-*.json")):
        if int(path.stem.split("-")[1]) < state.version:
            for layer in Manifest.read(path).layers:
                found.setdefault(layer.file, (layer, True))
    return list(found.values())


def held_on(state: State, children: Sequence[int], *, marks: bool = True) -> Held:
    """Everything on these children (of the store's map, one person's), in every layer."""
    known = state.pupils.filter(pl.col("child").is_in(list(children)))
    pupils = known["pupil"].to_list()
    schools = dict(zip(pupils, known["school"].to_list(), strict=True))
    named = dict(state.schools.select("id", "name").iter_rows())
    shown = {int(key): text for key, text in state.school_keys.shown.items()}

    def school(pupil: int) -> str:
        number = schools.get(pupil, NO_SCHOOL)
        if number == NO_SCHOOL:
            return OF_NO_SCHOOL
        return named.get(number) or shown.get(number) or f"school {number}"

    rows: list[Row] = []
    weeks: list[Week] = []
    files: dict[str, int] = {}
    tables = [one for one in OF_PUPILS if marks or one != "marks"]
    for layer, old, held in _rows_of(state, schools, tables):
        files[layer.file] = len(held)
        for cells in held:
            pupil = cells.pop("pupil")
            cells.pop("school")
            where = (pupil, school(pupil))
            if layer.table == "marks":
                said = _said(cells["marks"], layer.symbols)
                weeks.append(
                    Week(
                        layer.load,
                        layer.file,
                        layer.undone,
                        old,
                        *where,
                        cells["week"],
                        said,
                    )
                )
            else:
                as_at = date.fromisoformat(layer.as_at) if layer.as_at else None
                rows.append(
                    Row(
                        layer.table,
                        layer.load,
                        layer.file,
                        as_at,
                        layer.undone,
                        old,
                        *where,
                        cells,
                    )
                )
    return Held(
        tuple(children),
        tuple(_identifiers(known, school)),
        tuple(rows),
        tuple(weeks),
        _stand(weeks),
        files,
    )


def _identifiers(
    known: pl.DataFrame, school: Callable[[int], str]
) -> Iterator[dict[str, Any]]:
    """What schools called the child, where each did; an erased name is none."""
    for one in known.iter_rows(named=True):
        if one["supplied"] is not None:
            yield {
                "pupil": one["pupil"],
                "school": school(one["pupil"]),
                "supplied": one["supplied"],
                "upn": one["upn"],
            }


def _rows_of(
    state: State, schools: Mapping[int, int], tables: Collection[str]
) -> Iterator[tuple[Layer, bool, list[dict[str, Any]]]]:
    """Every layer of the tables that has rows of these pupils (whose schools are given),
    whether only an earlier version has it, and the rows. Files of other schools aren't
    opened."""
    at = set(schools.values())
    said = said_to_be(state, [*schools])
    for layer, old in layers(state):
        if layer.table not in tables:
            continue
        if layer.schools and not set(layer.schools) & at:
            continue
        path = state.folder / layer.file
        mine = pc.field("pupil").isin([*schools] or [0])
        if layer.table == "cohorts":
            field = pc.field("said")
            # "" is no row's: an empty list has no kind to compare with.
            others, theirs = ([*each, ""] for each in (said.others, said.mine))
            mine = (mine & ~field.isin(others)) | field.isin(theirs)
        table = pq.read_table(path, filters=mine)
        if table.num_rows:
            yield layer, old, table.to_pylist()


@dataclass(frozen=True)
class Said:
    """Rows of lists people said are about some pupils, and those about others."""

    mine: list[str]
    others: list[str]


def said_to_be(state: State, pupils: Collection[int]) -> Said:
    """What people decided of rows of lists: a row may be under a UPN that isn't theirs."""
    last: dict[str, int] = {}
    for layer, _ in layers(state):
        if layer.table == MATCHES and not layer.undone:
            held = pq.read_table(state.folder / layer.file, columns=["said", "pupil"])
            last |= dict(
                zip(held["said"].to_pylist(), held["pupil"].to_pylist(), strict=True)
            )
    mine = [said for said, pupil in last.items() if pupil in pupils]
    return Said(mine, [said for said in last if said not in mine])


def _said(marks: bytes, symbols: Sequence[str]) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (session, *_word(byte, symbols))
        for session, byte in zip(SESSIONS, marks, strict=True)
        if byte != SAYS_NOTHING
    )


def _word(byte: int, symbols: Sequence[str]) -> tuple[str, str]:
    if byte == codes.NO_MARK:
        return "", "No mark was recorded"
    if byte >= codes.FIRST_SYMBOL:
        place = byte - codes.FIRST_SYMBOL
        text = symbols[place] if place < len(symbols) else "?"
        return text, "Not one of the national codes"
    code = codes.by_id(byte)
    return code.code, code.meaning


def _stand(weeks: Sequence[Week]) -> tuple[Week, ...]:
    """The marks in force: of each session what was loaded last."""
    ours = [week for week in weeks if not (week.undone or week.old)]
    key = lambda week: (week.monday, week.pupil)  # noqa: E731
    found = []
    for _, same in groupby(sorted(ours, key=key), key):
        each = list(same)
        last = {mark[0]: mark for week in each for mark in week.marks}
        marks = tuple(last[session] for session in SESSIONS if session in last)
        found.append(replace(each[-1], marks=marks))
    return tuple(found)


# Erasing -----------------------------------------------------------------------------


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
    return _take_out(draft, state, known["pupil"].to_list(), known["school"].to_list())


def replay(draft: Draft, state: State) -> Gone:
    """Takes out whoever the ledger has and the store holds again: after a restore."""
    pupils = still_held(state)
    known = state.pupils.filter(pl.col("pupil").is_in(pupils))
    return _take_out(draft, state, pupils, known["school"].to_list())


def still_held(state: State) -> list[int]:
    """Pupils of the store whom the ledger of its home says were erased."""
    known = state.pupils.filter(pl.col("supplied").is_not_null())
    there = Erased.read(state.folder.parent).among(
        known["school"].to_numpy(), known["supplied"].to_list(), state.school_keys
    )
    return known.filter(pl.Series(there))["pupil"].to_list()


def _take_out(
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
        went = _without(draft, layer, goes)
        if went:
            rows[layer.table] = rows.get(layer.table, 0) + went
            files += 1
    if pupils:
        draft.pupils.forget(pupils)
    return Gone(rows, files, len(pupils))


Goes = Callable[[pa.Table], pa.Array]


def _without(draft: Draft, layer: Layer, goes: Goes) -> int:
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


# Keeping no longer than needed -------------------------------------------------------


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
            went = _without(draft, layer, lambda rows: _goes(rows, stay, kept))
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
        _take_out(draft, state, left, known["school"].to_list())
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
