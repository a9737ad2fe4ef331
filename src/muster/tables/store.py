"""The store of marks and tables: immutable Parquet files, loads as layers.

Layout under the home (design.md 3)::

    marks/CURRENT            the version in force, for notebooks
    marks/manifest-7.json    the layers of version 7, in loading order
    marks/layers/            a Parquet file a layer, never changed once written
    marks/ids/               school keys and pupils: supplied names to surrogate ids
    marks/cache/             merged marks and counts; may be deleted at any time
    marks/pending.json       a load under way, so that a killed one is noticed
    marks/replacing.json     files being written again without some rows (replacing.py)

Writing goes through a :class:`Draft`: files first, then the manifest, both synced. The
draft is not yet in force: whoever keeps the books (the database transaction that stores
the version number) commits it, and :meth:`Store.make_current` then rewrites CURRENT.
:meth:`Store.recover` puts a home right after a crash.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from muster.school_year import SchoolYear, from_day_number
from muster.tables import replacing
from muster.tables.erased import Erased
from muster.tables.ids import Pupils, SchoolKeys, UnknownSchool
from muster.tables.marks import Contradiction, MarkBatch, MarkWeeks, joined


ROW_GROUP = 120_000
# The disk, a quota or the largest file allowed: each means there is no room.
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
MARK_COLUMNS = pa.schema(
    [
        pa.field("school", pa.int32(), nullable=False),
        pa.field("pupil", pa.int32(), nullable=False),
        pa.field("week", pa.date32(), nullable=False),
        pa.field("marks", pa.binary(14), nullable=False),
    ]
)


class Refused(Exception):
    """Something the store will not do; the message is for the person who asked."""


class NotNow(Refused):
    """Nothing is wrong with what was asked: it can be asked again, unchanged."""


class Busy(NotNow):
    """Somebody else is writing at this moment."""


class NoRoom(NotNow):
    """The disk is full."""


@dataclass(frozen=True)
class Layer:
    """One table's rows from one load (for marks: of one school year)."""

    load: str
    table: str
    file: str
    rows: int
    year: int | None = None
    schools: tuple[int, ...] = ()
    first: int | None = None
    last: int | None = None
    as_at: str | None = None
    symbols: tuple[str, ...] = ()
    undone: bool = False
    # Cohorts it is a whole list of, as at its day.
    whole_of: tuple[str, ...] = ()

    @classmethod
    def of(cls, held: dict[str, Any]) -> Layer:
        names = ("schools", "symbols", "whole_of")
        listed = {name: tuple(held.get(name, ())) for name in names}
        return cls(**{**held, **listed})


@dataclass(frozen=True)
class Manifest:
    """What one version of the store consists of."""

    version: int = 0
    layers: tuple[Layer, ...] = ()
    school_keys: str | None = None
    pupils: str | None = None

    @classmethod
    def read(cls, path: Path) -> Manifest:
        held = json.loads(path.read_text("utf-8"))
        return cls(**{**held, "layers": tuple(Layer.of(one) for one in held["layers"])})

    def active(self, table: str, year: int | None = None) -> list[Layer]:
        return [
            layer
            for layer in self.layers
            if layer.table == table
            and not layer.undone
            and (year is None or layer.year == year)
        ]


class Store:
    """The files of one home. Reading needs no lock; one writer at a time.

    ``in_force`` gives the version whoever keeps the books holds to be committed. Without
    it CURRENT says so, which is enough for notebooks; but only the books are right at the
    moment of a commit, or after a crash.
    """

    def __init__(self, home: Path | str, in_force: Callable[[], int] | None = None):
        self.folder = Path(home) / "marks"
        self._in_force = in_force

    # Reading

    def version(self) -> int:
        """The version in force; 0 is the empty store."""
        return self._in_force() if self._in_force else self._current()

    def _current(self) -> int:
        try:
            return int((self.folder / "CURRENT").read_text())
        except FileNotFoundError:
            return 0

    def manifest(self, version: int | None = None) -> Manifest:
        version = self.version() if version is None else version
        return Manifest.read(self._manifest(version)) if version else Manifest()

    def state(self, version: int | None = None) -> Any:
        """An immutable snapshot to ask questions of (:class:`tables.state.State`)."""
        from muster.tables.state import state_of

        return state_of(self.folder, self.version() if version is None else version)

    # Writing

    def create(self) -> None:
        for name in ("layers", "ids", "cache"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)

    @contextmanager
    def draft(self, what: str) -> Iterator[Draft]:
        """The one writer. Raises Busy when somebody else is writing.

        Leaving without :meth:`Draft.save` leaves nothing behind.
        """
        self.create()
        with _locked(self.folder / "lock"), _room_on_disk(what):
            pending = self.folder / "pending.json"
            # Version 1 is the first ever saved: a crashed draft's number is used again,
            # because nobody committed it.
            base = self.manifest()
            replacing.settle(self.folder, base.version)
            draft = Draft(self.folder, base)
            _write(pending, json.dumps({"what": what, "version": base.version + 1}))
            try:
                yield draft
            except BaseException:
                # What breaks off after the commit must not take its files away.
                if self.version() < draft.version:
                    draft.abandon()
                raise
            finally:
                pending.unlink(missing_ok=True)
            if not draft.saved:
                draft.abandon()

    def make_current(self, version: int) -> None:
        """Puts a saved version in force. Called once its commit is certain."""
        _write(self.folder / "CURRENT", str(version))
        replacing.settle(self.folder, version)

    def recover(self) -> list[str]:
        """Puts the files right after a crash; gives sentences on what was found.

        Raises Refused when the files of the version in force are gone.
        """
        if not self.folder.exists():
            return []
        try:
            with _locked(self.folder / "lock"):
                # Asked under the lock: a version committed in between would be swept.
                return self._recover(self.version())
        except Busy:
            return []  # a load is under way in another process, not broken off

    def _recover(self, committed: int) -> list[str]:
        found = []
        pending = self.folder / "pending.json"
        if pending.exists():
            what, version = _pending(pending)
            if version > committed:
                found.append(broken_off(what))
            pending.unlink()
        if committed and not self._manifest(committed).exists():
            raise Refused(
                f"The marks of version {committed} are missing from {self.folder}."
                " Restore the home from its back-up."
            )
        if self._current() != committed:
            self.make_current(committed)
        replacing.settle(self.folder, committed)
        self._sweep(committed)
        return found

    def _sweep(self, committed: int) -> None:
        """Removes files no committed version speaks of."""
        kept: set[str] = set()
        for path in self.folder.glob("manifest-*.json"):
            if int(path.stem.split("-")[1]) > committed:
                path.unlink()
                continue
            manifest = Manifest.read(path)
            kept.update(layer.file for layer in manifest.layers)
            kept.update(
                name for name in (manifest.school_keys, manifest.pupils) if name
            )
        for path in [*self.folder.glob("layers/*"), *self.folder.glob("ids/*")]:
            if str(path.relative_to(self.folder)) not in kept:
                path.unlink()

    def _manifest(self, version: int) -> Path:
        return self.folder / f"manifest-{version}.json"


@dataclass
class Draft:
    """The next version in the making.

    ``left_out`` counts the rows, or the marks, that were of somebody who was erased;
    ``replaced`` are the files of earlier versions that go, and what stands in their place.
    """

    folder: Path
    base: Manifest
    saved: int | None = None
    written: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        keys = self.base.school_keys
        self.schools = SchoolKeys.read(self.folder / keys if keys else None)
        pupils = self.base.pupils
        self.pupils = Pupils.read(self.folder / pupils if pupils else None)
        self.layers = list(self.base.layers)
        self.version = self.base.version + 1
        self.erased = Erased.read(self.folder.parent)
        self.left_out = 0
        self.replaced: dict[str, str | None] = {}

    def knows_schools(self) -> bool:
        """Whether a schools file is in force, so that a new name is a mistake."""
        return any(
            layer.table == "schools" and not layer.undone for layer in self.layers
        )

    def add_marks(self, load: str, weeks: MarkWeeks, as_at: date | None = None) -> None:
        """A layer for each school year the weeks touch. Raises Refused."""
        if not len(weeks):
            return
        ids = self.schools.resolve(weeks.schools, new=not self.knows_schools())
        at = np.asarray(ids, dtype=np.int32)[weeks.pupil_school]
        gone = self.erased.among(at, weeks.pupils, self.schools)
        if gone.any():
            before = weeks.count()
            weeks, at = weeks.without(gone), at[~gone]
            self.left_out += before - weeks.count()
            if not len(weeks):
                return
        pupils = self.pupils.resolve(at, weeks.pupils)
        school, pupil = at[weeks.pupil], pupils[weeks.pupil]

        order = np.lexsort((weeks.week, pupil, school))
        every = MarkBatch(
            school[order], pupil[order], weeks.week[order], weeks.marks[order]
        )
        try:
            every = joined(every)
        except Contradiction as found:
            raise Refused(_written_twice(weeks, ids, every.school[found.row])) from None
        school, pupil, week = every.school, every.pupil, every.week
        for year, rows, kept in by_school_year(week, every.marks):
            layer = Layer(
                load=load,
                table="marks",
                file=self.new_name(f"marks-{year.label}", "layers"),
                rows=len(rows),
                year=year.start,
                schools=tuple(np.unique(school[rows]).tolist()),
                first=int(week[rows].min()),
                last=int(week[rows].max()) + 6,
                as_at=as_at.isoformat() if as_at else None,
                symbols=tuple(weeks.symbols),
            )
            path = self.path(layer.file)
            write_marks(path, school[rows], pupil[rows], week[rows], kept)
            self.layers.append(layer)

    def add_table(
        self, load: str, table: str, rows: pa.Table, as_at: date | None = None
    ) -> None:
        """A layer of schools, enrolments or calendars: names become ids. Raises Refused."""
        rows = self._with_ids(table, rows)
        layer = Layer(
            load=load,
            table=table,
            file=self.new_name(table, "layers"),
            rows=rows.num_rows,
            as_at=as_at.isoformat() if as_at else None,
            whole_of=_each(rows, "cohort") if table == "cohorts" and as_at else (),
        )
        _write_parquet(self.path(layer.file), rows)
        self.layers.append(layer)

    def add_totals(self, load: str, rows: pa.Table, as_at: date) -> None:
        """A layer of totals that run to a day, as a weekly file has them. Raises Refused.

        Its rows describe their schools, so those need not be known before.
        """
        named = rows.select(["urn", "school_name", "phase"]).to_pylist()
        by_urn = {
            row["urn"]: {"urn": row["urn"], "name": row["school_name"]} for row in named
        }
        try:
            ids = self.schools.introduce(list(by_urn.values()))
        except UnknownSchool as why:
            raise Refused(str(why)) from None
        of_urn = dict(zip(by_urn, ids, strict=True))
        school = np.array([of_urn[row["urn"]] for row in named], dtype=np.int32)
        rows, school = self._without_erased(rows, school)
        pupil = self.pupils.resolve(school, rows.column("pupil").to_pylist())
        for name, column in (("school", school), ("pupil", pupil)):
            at = rows.schema.get_field_index(name)
            rows = rows.set_column(at, name, pa.array(column, pa.int32()))
        layer = Layer(
            load=load,
            table="totals",
            file=self.new_name("totals", "layers"),
            rows=rows.num_rows,
            year=SchoolYear.of(as_at).start,
            schools=tuple(sorted(set(ids))),
            as_at=as_at.isoformat(),
        )
        _write_parquet(self.path(layer.file), rows)
        self.layers.append(layer)

    def _with_ids(self, table: str, rows: pa.Table) -> pa.Table:
        if table == "schools":
            ids = self.schools.describe(rows.to_pylist())
            return rows.append_column("id", pa.array(ids, pa.int32()))
        if "school" not in rows.column_names:
            return rows  # published figures are of areas
        names = rows.column("school").to_pylist()
        new = not self.knows_schools()
        distinct = [name for name in dict.fromkeys(names) if name]
        known = dict(
            zip(distinct, self.schools.resolve(distinct, new=new), strict=True)
        )
        # A blank school in a calendar is the authority itself: id 0.
        schools = np.array([known.get(name, 0) for name in names], dtype=np.int32)
        rows = rows.set_column(
            rows.schema.get_field_index("school"), "school", pa.array(schools)
        )
        if table not in ("enrolments", "cohorts"):
            return rows
        rows, schools = self._without_erased(rows, schools)
        supplied = rows.column("pupil").to_pylist()
        pupils = pa.array(self.pupils.resolve(schools, supplied))
        return rows.set_column(rows.schema.get_field_index("pupil"), "pupil", pupils)

    def _without_erased(
        self, rows: pa.Table, school: np.ndarray
    ) -> tuple[pa.Table, np.ndarray]:
        gone = self.erased.among(school, rows.column("pupil").to_pylist(), self.schools)
        self.left_out += int(gone.sum())
        return (
            (rows.filter(pa.array(~gone)), school[~gone])
            if gone.any()
            else (rows, school)
        )

    def undo(self, load: str) -> None:
        """Takes one load's layers away; later ones stand. Raises Refused."""
        mine = [layer for layer in self.layers if layer.load == load]
        if not mine:
            raise Refused(f"There is no load {load} to take back.")
        if all(layer.undone for layer in mine):
            raise Refused(f"Load {load} was taken back before.")
        self.layers = [
            replace(layer, undone=True) if layer.load == load else layer
            for layer in self.layers
        ]

    def save(self) -> int:
        """Writes and syncs everything; gives the version to commit."""
        keys, pupils = self.base.school_keys, self.base.pupils
        if self.schools.changed:
            keys = self.new_name("schools", "ids", "json")
            self.schools.write(self.path(keys))
        if self.pupils.changed:
            pupils = self.new_name("pupils", "ids")
            _write_parquet(self.path(pupils), self.pupils.table())
        for path in self.written:
            _sync(path)
        for name in ("layers", "ids"):
            _sync(self.folder / name)
        if self.replaced:
            if self.base.pupils and pupils != self.base.pupils:
                self.replaced |= dict.fromkeys(self._every_pupils(), pupils)
            self.written.append(replacing.path_of(self.folder))
            replacing.note(self.folder, self.version, self.replaced)
        manifest = Manifest(self.version, tuple(self.layers), keys, pupils)
        path = self.folder / f"manifest-{self.version}.json"
        self.written.append(path)
        _write(path, json.dumps(asdict(manifest)))
        self.saved = self.version
        return self.version

    def _every_pupils(self) -> list[str]:
        """The pupils' identifiers as every version has them."""
        paths = sorted(self.folder.glob("ids/pupils-*"))
        return [f"ids/{path.name}" for path in paths if path not in self.written]

    def abandon(self) -> None:
        for path in self.written:
            path.unlink(missing_ok=True)
        self.written.clear()

    def new_name(self, stem: str, folder: str, ending: str = "parquet") -> str:
        # A version that was never committed leaves its number to the next, and counts are
        # kept under the names of files: so no name is ever used again.
        return f"{folder}/{stem}-{self.version}-{secrets.token_hex(4)}.{ending}"

    def path(self, name: str) -> Path:
        path = self.folder / name
        self.written.append(path)
        return path


def _each(rows: pa.Table, column: str) -> tuple[str, ...]:
    return tuple(sorted(rows.column(column).unique().to_pylist()))


def _written_twice(weeks: MarkWeeks, ids: list[int], school: int) -> str:
    names = [
        name for name, one in zip(weeks.schools, ids, strict=True) if one == school
    ]
    listed = " and ".join(f"“{name}”" for name in names)
    what = (
        f"{listed} are one school"
        if len(names) > 1
        else f"One pupil of {listed} is written in two ways"
    )
    return (
        f"{what}, and the file has different marks for the same session under each."
        " Correct the marks, or take one of them out, then load the file again."
    )


def broken_off(what: str) -> str:
    """What to say of a load that was killed."""
    return (
        f"A load of {what} was broken off before it was finished. Nothing of it was kept:"
        " the figures are as they were. Load the file again."
    )


def by_school_year(
    week: np.ndarray, marks: np.ndarray
) -> Iterator[tuple[SchoolYear, np.ndarray, np.ndarray]]:
    """Splits pupil-weeks by school year: (year, row numbers, their bytes).

    A week that holds 31 July and 1 August is kept in both, each with its own days.
    """
    first = SchoolYear.of(from_day_number(int(week.min())))
    last = SchoolYear.of(from_day_number(int(week.max()) + 6))
    days = week[:, None] + np.arange(14, dtype=np.int32)[None, :] // 2
    for start in range(first.start, last.start + 1):
        year = SchoolYear(start)
        begins = (year.starts_on - date(1970, 1, 1)).days
        ends = (year.ends_on - date(1970, 1, 1)).days
        touched = np.flatnonzero((week + 6 >= begins) & (week <= ends))
        if not len(touched):
            continue
        inside = (days[touched] >= begins) & (days[touched] <= ends)
        kept = np.where(inside, marks[touched], np.uint8(0))
        said = kept.any(axis=1)
        if said.any():
            yield year, touched[said], kept[said]


def write_marks(
    path: Path,
    school: np.ndarray,
    pupil: np.ndarray,
    week: np.ndarray,
    marks: np.ndarray,
) -> None:
    """Writes sorted pupil-weeks in row groups of whole schools.

    The first and last school of every row group are kept in the file's footer, so that a
    reader opens only the groups it needs.
    """
    table = pa.table(
        [
            pa.array(school, pa.int32()),
            pa.array(pupil, pa.int32()),
            pa.array(week.astype(np.int32), pa.int32()).cast(pa.date32()),
            pa.FixedSizeBinaryArray.from_buffers(
                pa.binary(14),
                len(marks),
                [None, pa.py_buffer(np.ascontiguousarray(marks, dtype=np.uint8))],
            ),
        ],
        schema=MARK_COLUMNS,
    )
    cuts = _cuts(school)
    spans = [[int(school[a]), int(school[b - 1])] for a, b in pairwise(cuts)]
    schema = MARK_COLUMNS.with_metadata({"schools": json.dumps(spans)})
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for a, b in pairwise(cuts):
            writer.write_table(
                table.slice(a, b - a).replace_schema_metadata(schema.metadata),
                row_group_size=max(b - a, 1),
            )


def _cuts(school: np.ndarray) -> list[int]:
    """Row numbers to cut at: whole schools, about ROW_GROUP rows together."""
    if not len(school):
        return [0]
    edges = np.append(np.flatnonzero(np.diff(school)) + 1, len(school)).tolist()
    cuts = [0]
    for before, edge in zip([0, *edges[:-1]], edges, strict=True):
        if edge - cuts[-1] > ROW_GROUP and before > cuts[-1]:
            cuts.append(before)
    return [*cuts, len(school)]


def _write_parquet(path: Path, table: pa.Table) -> None:
    pq.write_table(table, path, compression="zstd")


def _write(path: Path, text: str) -> None:
    """Whole or not at all: beside the old one, synced, then swapped in."""
    beside = path.with_name(path.name + ".new")
    try:
        with open(beside, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    os.replace(beside, path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _pending(path: Path) -> tuple[str, int]:
    """What a broken-off load was of. The marker itself may be half written."""
    try:
        held = json.loads(path.read_text("utf-8"))
        return str(held["what"]), int(held["version"])
    except (ValueError, KeyError):
        return "a file", 1 << 60


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(
                "Another load is being written at this moment. Try again when it is done."
            ) from None
        yield


@contextmanager
def _room_on_disk(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        if problem.errno not in FULL:
            raise
        raise NoRoom(
            f"There is no room left on the disk to load {what}. Nothing of it was kept."
            " Make room, then load it again."
        ) from problem
