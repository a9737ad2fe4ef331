"""One version of the store, to read from: an immutable snapshot.

Everything a figure depends on is here: the tables as the active layers leave them, and
the current marks, merged and streamed a block of whole schools at a time.
"""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from functools import cached_property, lru_cache, wraps
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from muster.school_year import Calendar, SchoolYear
from muster.tables.columns import CALENDARS, ENROLMENTS, SCHOOLS
from muster.tables.ids import Authority, Pupils, SchoolKeys
from muster.tables.mark_files import MarksFile, blocks, joined, of_pupil
from muster.tables.marks import MarkBatch, overlay
from muster.tables.own import OWN_FIGURES
from muster.tables.places import BOUNDARIES
from muster.tables.published import AREAS, KEYS, NEIGHBOURS
from muster.tables.store import Layer, Manifest, write_marks
from muster.tables.weekly import COUNTED, OF_ENROLMENT


AUTHORITY = 0
SESSION_NAMES = ("AM", "PM")
T = TypeVar("T")
# Of no use to a count, and so never given to one.
LEFT_OUT = ("surname", "forename", "postcode")


def remembered(most: int) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Remembers what a function makes of a State and its other arguments, ``most`` of them,
    for as long as that State. A cache of the function's own would keep old States alive:
    a site would grow with every load."""

    def remembering(make: Callable[..., T]) -> Callable[..., T]:
        @wraps(make)
        def asked(state: State, *args: Any, **named: Any) -> T:
            held = state.remembered.get(asked)
            if held is None:
                of = weakref.ref(state)
                held = lru_cache(most)(lambda *a, **n: make(of(), *a, **n))
                held = state.remembered.setdefault(asked, held)
            return held(*args, **named)

        return asked

    return remembering


def state_of(folder: Path, version: int) -> State:
    """The snapshot of a version; kept, since a version in force never changes.

    A restored home takes its numbers again, so the file's own time is part of the key.
    """
    path = folder / f"manifest-{version}.json"
    return _state(folder, version, path.stat().st_mtime_ns if version else 0)


@lru_cache(maxsize=4)
def _state(folder: Path, version: int, written_at: int) -> State:
    path = folder / f"manifest-{version}.json"
    return State(folder, Manifest.read(path) if version else Manifest())


class State:
    """What is held at one version. Polars frames; ids are small integers."""

    def __init__(self, folder: Path, manifest: Manifest):
        self.folder = folder
        self.manifest = manifest
        # What functions marked @remembered have made of it: gone with it.
        self.remembered: dict[Any, Any] = {}

    @property
    def version(self) -> int:
        return self.manifest.version

    # Tables

    @cached_property
    def schools(self) -> pl.DataFrame:
        """A row a school: id, the columns of a schools file, provisional.

        A school met only in marks or enrolments is provisional: nobody described it. A
        weekly file does, as far as no schools file has.
        """
        names = [column.name for column in SCHOOLS.columns]
        described = self._rows("schools", ["id", *names])
        latest = described.group_by("id", maintain_order=True).agg(
            pl.col(name).drop_nulls().last() for name in names
        )
        told = self._told
        keys = self.school_keys
        met = pl.DataFrame(
            {"id": list(map(int, keys.shown)), "shown": list(keys.shown.values())},
            schema={"id": pl.Int32, "shown": pl.String},
        )
        used = self._schools_in_use() | set(latest["id"].to_list())
        text = [name for name in names if name not in _KINDS]
        is_told = pl.col("id").is_in(told["id"].to_list())
        return (
            met.filter(pl.col("id").is_in(sorted(used)))
            .join(latest.with_columns(pl.lit(False).alias("provisional")), "id", "left")
            .with_columns(
                pl.col("provisional").fill_null(~is_told), pl.col(text).fill_null("")
            )
            # What a schools file leaves blank, a weekly file may know.
            .join(told, "id", "left", suffix="_told", maintain_order="left")
            .with_columns(
                pl.when(pl.col(name) == "")
                .then(pl.col(f"{name}_told").fill_null(""))
                .otherwise(name)
                .alias(name)
                for name in ("urn", "name", "phase")
            )
            .drop("urn_told", "name_told", "phase_told")
            .with_columns(
                pl.when(pl.col("name") == "")
                .then("shown")
                .otherwise("name")
                .alias("name")
            )
            .drop("shown")
            .sort("id")
        )

    @cached_property
    def enrolments(self) -> pl.DataFrame:
        """Every enrolment row in force: school, pupil and the columns of the file.

        Nothing is counted by children's names or postcodes, so those are left out: a
        postcode only finds the ward of who has none. What pupils are counted by has few
        values, held as categories; a blank is null. ``as_at`` is the
        day a load said its characteristics were true (null: always) and ``load_order``
        which came later. See :meth:`enrolments_in`. What weekly files say of a pupil at a
        school stands where no enrolments file has them there.
        """
        names = [c.name for c in ENROLMENTS.columns if c.name not in LEFT_OUT]
        text = [name for name in names if name not in _KINDS]
        rows = self._with_wards(self._rows("enrolments", [*names, "postcode"], text))
        if self.totals_years():
            rows = pl.concat([rows, self._told_enrolments(rows, text)])
        order, starts = pl.col("load_order"), pl.col("from_on")
        dated = order.filter(starts.is_not_null()).max().over("school", "pupil")
        # A first, dateless row gives way once a later load knows the dates.
        return rows.filter(starts.is_not_null() | (order >= dated.fill_null(0)))

    def _with_wards(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows without postcodes, and with the wards those are in."""
        if not (rows["postcode"] != "").any() or not self.wards_by_postcode.height:
            return rows.drop("postcode")
        found = self.wards_by_postcode.rename({"ward": "found"})
        of_home = pl.coalesce(pl.col("ward").cast(pl.String), "found")
        return (
            rows.join(found, "postcode", "left", maintain_order="left")
            .with_columns(of_home.replace("", None).cast(pl.Categorical).alias("ward"))
            .drop("postcode", "found")
        )

    @cached_property
    def postcodes(self) -> frozenset[str]:
        """The postcodes of enrolments in force that have no ward of their own."""
        rows = self._rows("enrolments", ["ward", "postcode"])
        ward = pl.col("ward").fill_null("")
        held = rows.filter(ward == "")["postcode"].drop_nulls()
        return frozenset(held.unique().to_list()) - {""}

    def enrolments_in(self, year: SchoolYear) -> pl.DataFrame:
        """A row a spell, with the characteristics that held in the school year.

        A load with no as-at date holds for every year and stands in place of what was
        loaded before it. Of those loaded after it, the latest as at a day up to the end of
        the year; a year before the first as-at has the undated row, else the first.
        """
        spell = ["school", "pupil", "from_on"]
        as_at, order = pl.col("as_at"), pl.col("load_order")
        undated = order.filter(as_at.is_null()).max().over(spell)
        known = as_at.is_null() | (as_at <= year.ends_on)
        rank = (
            pl.when(known)
            .then(as_at.fill_null(date.min))
            # later than the year: the earliest is the best there is
            .otherwise(pl.lit(date.min) + (pl.lit(date(2200, 1, 1)) - as_at))
        )
        return (
            self.enrolments.filter(order >= undated.fill_null(0))
            .with_columns(known.alias("known"), rank.alias("rank"))
            .sort(*spell, "known", "rank", "load_order", maintain_order=True)
            .unique(spell, keep="last", maintain_order=True)
            .drop("known", "rank")
        )

    @cached_property
    def childrens_names(self) -> frozenset[tuple[str, str]]:
        """Forename and surname of every child, in small letters: so that a paper can be
        kept free of them. They are shown nowhere."""
        names = ["forename", "surname"]
        told = [
            pl.read_parquet(self.folder / layer.file, columns=names)
            for layer in self.manifest.active("totals")
        ]
        rows = [self._rows("enrolments", names).select(names), *told]
        named = pl.concat(rows, how="vertical_relaxed").unique().drop_nulls()
        return frozenset(
            (first.lower(), last.lower()) for first, last in named.iter_rows()
        )

    @cached_property
    def pupils(self) -> pl.DataFrame:
        """A row a pupil id: pupil, school, supplied, upn, child."""
        name = self.manifest.pupils
        return Pupils.read(self.folder / name if name else None).known

    # Published figures

    @cached_property
    def published_columns(self) -> tuple[str, ...]:
        """Every ``dfe:<column>`` that is held, in order."""
        return tuple(sorted({n for names in self._published.values() for n in names}))

    def published(self, columns: Collection[str]) -> pl.DataFrame:
        """Published rows with a text in any of some ``dfe:`` columns, with KEYS beside.

        Rows of all active layers, in loading order (``load_order``): see
        :mod:`tables.published`. Only the columns asked for are read.
        """
        schema = {name: _KINDS.get(name, pl.String) for name in KEYS.names}
        schema |= dict.fromkeys(columns, pl.String) | {"load_order": pl.Int32}
        frames = [pl.DataFrame(schema=schema)]
        for order, (file, held) in enumerate(self._published.items()):
            mine = [name for name in columns if name in held]
            if mine:
                rows = pl.read_parquet(self.folder / file, columns=[*KEYS.names, *mine])
                frames.append(
                    rows.filter(pl.any_horizontal(pl.col(mine).is_not_null()))
                    .with_columns(pl.lit(order, pl.Int32).alias("load_order"))
                    .cast({name: schema[name] for name in (*KEYS.names, *mine)})
                )
        return pl.concat(frames, how="diagonal").select(*schema)

    @cached_property
    def published_areas(self) -> pl.DataFrame:
        """Every area by every name, code and number a published file has for it, and the
        region it says it is in."""
        names = ["level", "area_code", "la_number", "area", "region"]
        frames = [
            pl.read_parquet(self.folder / file, columns=names).unique()
            for file in self._published
        ]
        schema = dict.fromkeys(names, pl.String)
        return pl.concat([pl.DataFrame(schema=schema), *frames]).unique().sort(names)

    @cached_property
    def published_by_source(self) -> dict[str, int]:
        """How many areas each kind of published file has figures of."""
        frames = [
            pl.read_parquet(
                self.folder / file, columns=["source", "level", "area_code"]
            )
            for file in self._published
        ]
        if not frames:
            return {}
        counted = pl.concat(frames).unique().group_by("source").len()
        return dict(counted.iter_rows())

    @cached_property
    def _published(self) -> dict[str, frozenset[str]]:
        """The files of published rows, and the columns of figures in each."""
        return {
            layer.file: frozenset(pq.read_schema(self.folder / layer.file).names)
            - set(KEYS.names)
            for layer in self.manifest.active("published")
        }

    @cached_property
    def areas(self) -> pl.DataFrame:
        """Authorities by number, as the latest list of them has it."""
        names = [column.name for column in AREAS.columns]
        return self._rows("areas", names).unique(
            "la_number", keep="last", maintain_order=True
        )

    @cached_property
    def neighbours(self) -> dict[str, tuple[str, ...]]:
        """Statistical neighbours by the authorities' numbers, nearest first.

        Those of the latest publication: two years' neighbours are never mixed.
        """
        names = [column.name for column in NEIGHBOURS.columns]
        rows = self._rows("neighbours", names).filter(
            pl.col("as_at") == pl.col("as_at").max()
        )
        rows = rows.filter(pl.col("load_order") == pl.col("load_order").max())
        found: dict[str, tuple[str, ...]] = {}
        for number, other in (
            rows.sort("la_number", pl.col("rank").cast(pl.Int32))
            .select("la_number", "neighbour_la_number")
            .iter_rows()
        ):
            found[number] = (*found.get(number, ()), other)
        return found

    @cached_property
    def own(self) -> pl.DataFrame:
        """The authority's past figures, as reported elsewhere: OWN_FIGURES' columns.

        School is an id, AUTHORITY for the whole. Of one source's the latest load stands.
        """
        names = [column.name for column in OWN_FIGURES.columns]
        figure = ["school", "period", "measure", "source"]
        rows = self._rows("own_figures", names)
        return rows.unique(figure, keep="last", maintain_order=True).select(names)

    @cached_property
    def boundaries(self) -> pl.DataFrame:
        """Areas as the latest load of each has them: code, name, and geometry, which is
        the text of a GeoJSON Polygon or MultiPolygon in WGS84."""
        names = [column.name for column in BOUNDARIES.columns]
        rows = self._rows("boundaries", names)
        return rows.unique("code", keep="last", maintain_order=True).select(names)

    @cached_property
    def wards_by_postcode(self) -> pl.DataFrame:
        """The look-up of wards: postcode and ward."""
        rows = self._rows("postcodes", ["postcode", "ward", "ward_name"])
        ward = pl.coalesce(pl.col("ward_name").replace("", None), "ward").alias("ward")
        return rows.unique("postcode", keep="last", maintain_order=True).select(
            "postcode", ward
        )

    @cached_property
    def calendar_rows(self) -> dict[int, list[tuple[date, str, str, int | None]]]:
        names = [column.name for column in CALENDARS.columns]
        rows = self._rows("calendars", names).unique(
            ["school", "date", "session"], keep="last", maintain_order=True
        )
        by_school: dict[int, list[tuple[date, str, str, int | None]]] = {}
        for school, *row in rows.select(
            "school", "date", "session", "status", "half_term"
        ).iter_rows():
            by_school.setdefault(school, []).append(tuple(row))
        return by_school

    @cached_property
    def _calendars(self) -> dict[int, Calendar]:
        held = self.calendar_rows
        national = Calendar.template()
        rows = held.get(AUTHORITY)
        default = Calendar.of_rows(rows, national) if rows else national
        return {AUTHORITY: default} | {
            school: Calendar.of_rows(rows, default)
            for school, rows in held.items()
            if school != AUTHORITY
        }

    def calendar(self, school: int = AUTHORITY) -> Calendar:
        """The school's own calendar, else the authority's, else the national template."""
        return self._calendars.get(school) or self._calendars[AUTHORITY]

    def has_own_calendar(self, school: int) -> bool:
        return school in self._calendars

    def years_with_term_dates(self) -> list[int]:
        """School years (the calendar year they start in) the authority says days of."""
        rows = self.calendar_rows.get(AUTHORITY, ())
        return sorted({SchoolYear.of(day).start for day, *_ in rows})

    # Marks

    def years(self) -> list[int]:
        """School years (the calendar year they start in) that hold marks."""
        years = {layer.year for layer in self.manifest.active("marks")}
        return sorted(year for year in years if year is not None)

    def schools_with_marks(self, year: int) -> list[int]:
        layers = self.manifest.active("marks", year)
        return sorted({school for layer in layers for school in layer.schools})

    def layers_of(self, year: int, school: int) -> tuple[str, ...]:
        """The files this school's marks of the year come from, in loading order."""
        return tuple(
            layer.file
            for layer in self.manifest.active("marks", year)
            if school in layer.schools
        )

    def marks(
        self, year: int, schools: Sequence[int] | None = None
    ) -> Iterator[MarkBatch]:
        """The current marks of a school year, in blocks of whole schools, sorted.

        Streams: memory follows the size of a block (about 120,000 pupil-weeks), not of
        the year.
        """
        sources = self._sources(year)
        wanted = (
            sorted(schools) if schools is not None else self.schools_with_marks(year)
        )
        for block in blocks(sources, wanted):
            found = [
                batch for source in sources if len(batch := source.read(block)) > 0
            ]
            if found:
                yield overlay(found)

    def marks_of(self, year: int, school: int, pupil: int) -> MarkBatch:
        """The current marks of one pupil in a school year, a row a week.

        Reads the school's row groups and no others.
        """
        layers = self.manifest.active("marks", year)
        merged, rest = self._merged(layers)
        files = [merged] if merged else []
        files += [layer.file for layer in rest if school in layer.schools]
        found = [
            of_pupil(MarksFile(self.folder / file).read([school]), pupil)
            for file in files
        ]
        return overlay(found) if found else joined([])

    def _sources(self, year: int) -> list[MarksFile]:
        layers = self.manifest.active("marks", year)
        merged, rest = self._merged(layers)
        sources = [MarksFile(self.folder / merged)] if merged else []
        return [*sources, *(MarksFile(self.folder / layer.file) for layer in rest)]

    def _merged(self, layers: list[Layer]) -> tuple[str | None, list[Layer]]:
        """The longest run of first layers that has been merged, and the layers after."""
        for upto in range(len(layers), 1, -1):
            name = _merged_name(layers[:upto])
            if (self.folder / name).exists():
                return name, layers[upto:]
        return None, layers

    def unmerged(self, year: int) -> int:
        """How many of the year's layers have not been merged."""
        return len(self._merged(self.manifest.active("marks", year))[1])

    def merge(self, year: int) -> bool:
        """Compacts the year's layers into one file of the cache; False if it was so.

        The layers stay, for undo and for "as reported".
        """
        layers = self.manifest.active("marks", year)
        merged, rest = self._merged(layers)
        if not rest or len(layers) < 2:
            return False
        path = self.folder / _merged_name(layers)
        beside = path.with_suffix(".new")
        batches = list(self.marks(year))
        write_marks(
            beside,
            np.concatenate([batch.school for batch in batches]),
            np.concatenate([batch.pupil for batch in batches]),
            np.concatenate([batch.week for batch in batches]),
            np.concatenate([batch.marks for batch in batches]),
        )
        beside.replace(path)
        if merged:
            (self.folder / merged).unlink(missing_ok=True)
        return True

    # Totals

    def totals_years(self) -> list[int]:
        """School years (the calendar year they start in) that hold weekly files."""
        years = {layer.year for layer in self.manifest.active("totals")}
        return sorted(year for year in years if year is not None)

    def totals_days(self, year: int) -> list[date]:
        """The days the weekly files of a school year run to, in order."""
        layers = self.manifest.active("totals", year)
        days = {date.fromisoformat(layer.as_at) for layer in layers if layer.as_at}
        return sorted(days)

    @property
    def totals(self) -> pl.DataFrame:
        """A row a pupil, school and as-at day: school, pupil, as_at and COUNTED.

        Everything there is: ask :meth:`totals_at` for one day.
        """
        days = [day for year in self.totals_years() for day in self.totals_days(year)]
        parts = [
            self.totals_at(day).with_columns(pl.lit(day, pl.Date).alias("as_at"))
            for day in days
        ]
        names = ["school", "pupil", "as_at", *COUNTED]
        if not parts:
            kinds = {name: _KINDS.get(name, pl.Int32) for name in names}
            return pl.DataFrame(schema=kinds)
        return pl.concat(parts).select(names)

    def totals_at(self, day: date) -> pl.DataFrame:
        """What each pupil has at each school up to a day: school, pupil and COUNTED.

        Of two files that run to the same day the later stands, school by school.
        """
        names = ["school", "pupil", *COUNTED]
        layers = [
            layer
            for layer in self.manifest.active("totals")
            if layer.as_at == day.isoformat()
        ]
        return self._standing(layers, names)

    @cached_property
    def totals_authority(self) -> Authority | None:
        """Whose weekly files are held, as the latest that says; None if none does."""
        for layer in reversed(self.manifest.active("totals")):
            names = ["authority", "authority_ukprn"]
            rows = pl.read_parquet(self.folder / layer.file, columns=names)
            said = rows.filter(pl.any_horizontal(pl.col(names) != ""))
            if said.height:
                return Authority(*said.row(0))
        return None

    def _standing(self, layers: Sequence[Layer], names: list[str]) -> pl.DataFrame:
        """Rows of layers of totals, the later first: a school's are all of one layer."""
        said: set[int] = set()
        parts = []
        for layer in reversed(layers):
            rows = pl.read_parquet(self.folder / layer.file, columns=names)
            parts.append(rows.filter(~pl.col("school").is_in(sorted(said))))
            said |= set(layer.schools)
        kinds = {name: _KINDS.get(name, pl.Int32) for name in names}
        found = pl.concat(parts) if parts else pl.DataFrame(schema=kinds)
        return found.sort("school", "pupil")

    @cached_property
    def _told(self) -> pl.DataFrame:
        """What weekly files say of schools, the latest first: id, urn, name, phase."""
        names = ["school", "urn", "school_name", "phase"]
        parts = [
            pl.read_parquet(self.folder / layer.file, columns=names).unique("school")
            for layer in self._latest_totals()
        ]
        kinds = {"id": pl.Int32, "urn": pl.String, "name": pl.String}
        if not parts:
            return pl.DataFrame(schema=kinds | {"phase": pl.String})
        every = pl.concat(parts).unique("school", keep="first", maintain_order=True)
        return every.rename({"school": "id", "school_name": "name"})

    def _told_enrolments(self, held: pl.DataFrame, text: list[str]) -> pl.DataFrame:
        """A row a pupil, school and year, of those no enrolments file has.

        What the year's latest file with them says: an earlier one's dates were corrected.
        """
        order = 1 + int(held["load_order"].max() or 0)  # type: ignore[arg-type]
        who = ["school", "pupil"]
        parts = [held.clear()]
        for year in self.totals_years():
            seen = held.select(who)
            for layer in self._latest_totals(year):
                rows = pl.read_parquet(
                    self.folder / layer.file, columns=[*who, *OF_ENROLMENT]
                ).join(seen, on=who, how="anti")
                seen = pl.concat([seen, rows.select(who)])
                as_at = date.fromisoformat(layer.as_at or "")
                parts.append(
                    rows.with_columns(
                        pl.lit(as_at, pl.Date).alias("as_at"),
                        pl.lit(order, pl.Int32).alias("load_order"),
                    )
                )
        blank = pl.col(text).replace("", None).cast(pl.Categorical)
        every = pl.concat(
            [
                part.with_columns(
                    pl.lit(None, kind).alias(name)
                    for name, kind in held.schema.items()
                    if name not in part.columns
                )
                .with_columns(blank)
                .select(held.columns)
                for part in parts[1:]
            ]
        )
        return every.sort("school", "pupil", maintain_order=True)

    def _latest_totals(self, year: int | None = None) -> list[Layer]:
        """Layers of totals, that of the latest day first, and of one day the last."""
        layers = self.manifest.active("totals", year)
        return sorted(layers, key=lambda layer: layer.as_at or "")[::-1]

    # Inside

    def _rows(
        self,
        table: str,
        names: list[str],
        categories: Collection[str] = (),
    ) -> pl.DataFrame:
        """All rows of a table's active layers, in loading order."""
        kinds = {name: _KINDS.get(name, pl.String) for name in names}
        kinds |= dict.fromkeys(categories, pl.Categorical)
        frames = [
            pl.read_parquet(self.folder / layer.file)
            .select(
                [
                    (
                        pl.col(name).replace("", None).cast(kind)
                        if name in categories
                        else pl.col(name).cast(kind)
                    )
                    if name in held
                    else pl.lit(None, kind).alias(name)
                    for name, kind in kinds.items()
                ]
            )
            .with_columns(
                pl.lit(
                    date.fromisoformat(layer.as_at) if layer.as_at else None, pl.Date
                ).alias("as_at"),
                pl.lit(order, pl.Int32).alias("load_order"),
            )
            for order, layer in enumerate(self.manifest.active(table))
            for held in [set(pq.read_schema(self.folder / layer.file).names)]
        ]
        extra = {"as_at": pl.Date, "load_order": pl.Int32}
        return pl.concat(frames) if frames else pl.DataFrame(schema=kinds | extra)

    @cached_property
    def school_keys(self) -> SchoolKeys:
        """Every name and number a school has been met under."""
        name = self.manifest.school_keys
        return SchoolKeys.read(self.folder / name if name else None)

    def _schools_in_use(self) -> set[int]:
        marks = {s for layer in self.manifest.active("marks") for s in layer.schools}
        return marks | set(self.enrolments["school"].unique().to_list())


_KINDS: dict[str, type[pl.DataType]] = {
    "id": pl.Int32,
    "school": pl.Int32,
    "pupil": pl.Int32,
    "opened_on": pl.Date,
    "closed_on": pl.Date,
    "from_on": pl.Date,
    "to_on": pl.Date,
    "born_on": pl.Date,
    "date": pl.Date,
    "half_term": pl.Int32,
    "as_at": pl.Date,
    "row": pl.Int32,
    "easting": pl.Int32,
    "northing": pl.Int32,
    "numerator": pl.Int32,
    "denominator": pl.Int32,
}


def _merged_name(layers: list[Layer]) -> str:
    digest = hashlib.sha256(
        "\n".join(layer.file for layer in layers).encode()
    ).hexdigest()
    return f"cache/marks-{layers[0].year}-{digest[:16]}.parquet"
