"""Everything held on a child, wherever the store has it.

A layer is never changed, so a child is in every layer that ever held a row of theirs: those
taken back, and those of earlier versions too. :func:`held_on` reads them all.
"""

from __future__ import annotations

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
from operator import attrgetter
from typing import Any

import polars as pl
import pyarrow.compute as pc
import pyarrow.parquet as pq

from muster.tables import codes
from muster.tables.children import NO_SCHOOL
from muster.tables.cohorts import MATCHES
from muster.tables.ids import as_held
from muster.tables.marks import SAYS_NOTHING
from muster.tables.state import State
from muster.tables.store import Layer, Manifest


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


# Who is meant -------------------------------------------------------------------------


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


# What is held -------------------------------------------------------------------------


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
            if layer.table == "marks":
                weeks.append(_week(layer, old, pupil, school(pupil), cells))
            else:
                rows.append(_row(layer, old, pupil, school(pupil), cells))
    return Held(
        tuple(children),
        tuple(_identifiers(known, school)),
        tuple(rows),
        tuple(weeks),
        _stand(weeks),
        files,
    )


def _week(
    layer: Layer, old: bool, pupil: int, school: str, cells: dict[str, Any]
) -> Week:
    return Week(
        load=layer.load,
        file=layer.file,
        undone=layer.undone,
        old=old,
        pupil=pupil,
        school=school,
        monday=cells["week"],
        marks=_said(cells["marks"], layer.symbols),
    )


def _row(
    layer: Layer, old: bool, pupil: int, school: str, cells: dict[str, Any]
) -> Row:
    return Row(
        table=layer.table,
        load=layer.load,
        file=layer.file,
        as_at=date.fromisoformat(layer.as_at) if layer.as_at else None,
        undone=layer.undone,
        old=old,
        pupil=pupil,
        school=school,
        cells=cells,
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
    key = attrgetter("monday", "pupil")
    found = []
    for _, same in groupby(sorted(ours, key=key), key):
        each = list(same)
        last = {mark[0]: mark for week in each for mark in week.marks}
        marks = tuple(last[session] for session in SESSIONS if session in last)
        found.append(replace(each[-1], marks=marks))
    return tuple(found)
