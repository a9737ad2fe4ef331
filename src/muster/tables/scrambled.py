"""A training copy of what is held, that can't be turned back: its parts, ready to load.

Schools, children, days and marks are told anew with chance that is kept nowhere. What
stays is the shape: how many pupils of what year group a school has, and its marks of each
day. What can't be made safe is left out: published figures and the authority's own,
postcodes, outlines, and the days schools opened and closed. It is
pseudonymised data for use inside, and not anonymous: docs/data-protection.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import polars as pl
import pyarrow as pa

from muster.school_year import SchoolYear, from_day_number
from muster.tables import coined
from muster.tables.columns import CALENDARS, ENROLMENTS, SCHOOLS
from muster.tables.marks import MarkBatch, MarkWeeks
from muster.tables.mixing import mixed, mixed_totals
from muster.tables.state import AUTHORITY, State
from muster.tables.weekly import COUNTED, FROM_HEADING


# What a child is given from another child: of their own school, or of anybody.
WITHIN_SCHOOL = (("sen",), ("fsm",), ("eal",))
ANYWHERE = (
    ("ethnicity",),
    ("looked_after", "child_in_need", "social_worker"),
    ("young_carer",),
    ("home_authority", "ward", "idaci_decile"),
)
RENAMED = ("home_authority", "ward")
# A day of joining or leaving that so many of a school share says nothing of one of them.
SHARED = 5
FARTHEST = 10  # days
FIRST_URN, URNS = 900_001, 89_999
# Out at sea, and how far from there, in metres on the National Grid.
CENTRE, AWAY = (694_800, 543_500), 12_000
FEWEST_NAMES = 120
NOT_TEXT = {
    **dict.fromkeys(("from_on", "to_on", "born_on"), pa.date32()),
    **dict.fromkeys(("opened_on", "closed_on", "date"), pa.date32()),
    **dict.fromkeys(("half_term", "easting", "northing"), pa.int32()),
    **dict.fromkeys((*COUNTED, "full_days_missed"), pa.int32()),
}
MIXED = ("present", "educational", "authorised", "unauthorised")
OF_TOTALS = [name for name in (*FROM_HEADING, "sen") if name != "plan"]


@dataclass(frozen=True)
class Invented:
    """Names to call people and places by. Any that are held are not used."""

    places: Sequence[str]
    surnames: Sequence[str]
    forenames: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Part:
    """One load of the copy: the name of its table and its rows."""

    title: str
    table: str
    rows: pa.Table | MarkWeeks
    as_at: date | None = None
    first: date | None = None
    last: date | None = None

    def __len__(self) -> int:
        return (
            self.rows.count()
            if isinstance(self.rows, MarkWeeks)
            else self.rows.num_rows
        )


@dataclass
class Scramble:
    """One making of a copy. ``draw`` is its only key: let go of it and nobody has one."""

    state: State
    invented: Invented
    draw: np.random.Generator
    urns: dict[int, str] = field(init=False)
    names: dict[int, str] = field(init=False)
    places: Iterator[str] = field(init=False)
    called: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.heard = coined.heard_in(self._texts())
        schools = self.state.schools
        fewest = schools.height + 200
        self.places = iter(
            coined.unheard(self.invented.places, self.heard, fewest, self.draw)
        )
        taken = frozenset(schools["urn"].to_list())
        found = coined.numbers(
            schools.height, URNS, lambda n: str(FIRST_URN + n), taken, self.draw
        )
        self.urns = dict(zip(schools["id"].to_list(), found, strict=True))
        self.names = {
            school: f"{next(self.places)} {_kind(phase)}"
            for school, phase in schools.select("id", "phase").iter_rows()
        }
        self.supplied = self._supplied()

    def parts(self) -> Iterator[Part]:
        """The loads of the copy, in the order they are to be loaded."""
        if self.state.schools.height:
            yield Part("Schools", "schools", self._schools())
        if self.state.calendar_rows:
            yield Part("Calendars", "calendars", self._calendars())
        yield from self._enrolments()
        for year in self.state.years():
            if len(weeks := self._marks(year)):
                label = SchoolYear(year).label
                monday, last = int(weeks.week.min()), int(weeks.week.max()) + 6
                yield Part(
                    f"Register marks {label}",
                    "marks",
                    weeks,
                    first=from_day_number(monday),
                    last=from_day_number(last),
                )
        for year in self.state.totals_years():
            yield from self._totals(year)

    # Schools

    def _schools(self) -> pa.Table:
        rows = self.state.schools
        taken = frozenset(rows["laestab"].to_list())
        laestabs = coined.numbers(
            rows.height,
            10_000,
            lambda n: f"{coined.LA_NUMBER}{n:04d}",
            taken,
            self.draw,
        )
        at = self.draw.integers(-AWAY, AWAY, size=(rows.height, 2))
        told = [
            {
                "urn": self.urns[row["id"]],
                "laestab": laestab,
                "name": self.names[row["id"]],
                "phase": row["phase"],
                "type": row["type"],
                "trust": self._renamed(row["trust"], "{} Trust"),
                "ward": self._renamed(row["ward"]),
                "area": self._renamed(row["area"]),
                "easting": CENTRE[0] + int(east),
                "northing": CENTRE[1] + int(north),
            }
            for row, laestab, (east, north) in zip(
                rows.iter_rows(named=True), laestabs, at, strict=True
            )
        ]
        return _table(
            SCHOOLS.names, [told[at] for at in self.draw.permutation(len(told))]
        )

    def _calendars(self) -> pa.Table:
        rows = [
            {
                "school": "" if school == AUTHORITY else self.urns[school],
                "date": day,
                "session": session,
                "status": status,
                "half_term": half_term,
            }
            for school, days in self.state.calendar_rows.items()
            if school == AUTHORITY or school in self.urns
            for day, session, status, half_term in days
        ]
        return _table(CALENDARS.names, rows)

    def _renamed(self, text: str | None, written: str = "{}") -> str:
        """The same new name each time; nothing for nothing."""
        if not text:
            return ""
        if text not in self.called:
            self.called[text] = written.format(next(self.places))
        return self.called[text]

    # Children

    def _supplied(self) -> dict[int, str]:
        """The new identifier of each pupil id: one child's UPN is one at every school."""
        pupils = self.state.pupils
        taken = frozenset(pupils["supplied"].to_list())
        children = pupils.filter("upn")["child"].unique().to_list()
        upns = coined.numbers(len(children), 10**9, coined.upn, taken, self.draw)
        of_child = dict(zip(children, upns, strict=True))
        others = pupils.filter(~pl.col("upn"))["pupil"].to_list()
        found = coined.numbers(
            len(others), 10**7, lambda n: f"T{n:07d}", taken, self.draw
        )
        named = dict(zip(others, found, strict=True))
        return {
            pupil: of_child[child] if upn else named[pupil]
            for pupil, upn, child in pupils.select("pupil", "upn", "child").iter_rows()
        }

    def _enrolments(self) -> Iterator[Part]:
        rows = self._told_anew()
        for mine in rows.partition_by("load_order", "as_at"):
            as_at = mine["as_at"][0]
            mine = mine[self.draw.permutation(mine.height).tolist()]
            title = f"Enrolments as at {as_at}" if as_at else "Enrolments"
            yield Part(
                title, "enrolments", _table(ENROLMENTS.names, mine.to_dicts()), as_at
            )

    def _told_anew(self) -> pl.DataFrame:
        """Every enrolment in force, of another child at another day."""
        rows = self.state.enrolments.with_columns(
            pl.col(pl.Categorical).cast(pl.String).fill_null("")
        ).join(self.state.pupils.select("pupil", "child"), "pupil", "left")
        given = self._given(rows)
        again = [name for name in given.columns if name != "child"]
        rows = rows.drop(name for name in again if name in rows.columns)
        rows = rows.join(given, "child", "left", maintain_order="left")
        for name in ("from_on", "to_on"):
            rows = self._moved(rows, name)
        leaves = pl.col("to_on").is_not_null()
        return rows.with_columns(
            pl.col("school").replace_strict(self.urns, return_dtype=pl.String),
            pl.col("pupil").replace_strict(self.supplied, return_dtype=pl.String),
            pl.when(leaves).then(pl.max_horizontal("from_on", "to_on")).alias("to_on"),
        )

    def _given(self, rows: pl.DataFrame) -> pl.DataFrame:
        """A row a child: a name, a birth date, and what they are given from others."""
        latest = rows.sort("load_order", "from_on", maintain_order=True).unique(
            "child", keep="last", maintain_order=True
        )
        columns: dict[str, pl.Series] = {"child": latest["child"]}
        schools = latest["school"].to_numpy()
        anywhere = np.zeros(latest.height, dtype=np.int32)
        for groups, of in ((WITHIN_SCHOOL, schools), (ANYWHERE, anywhere)):
            for group in groups:
                donor = self._donors(of).tolist()
                columns |= {name: latest[name][donor] for name in group}
        for name in RENAMED:
            told = [self._renamed(text) for text in columns[name].to_list()]
            columns[name] = pl.Series(name, told, pl.String)
        columns["born_on"] = pl.Series(
            "born_on",
            [
                coined.birthday(born, self.draw) if born else None
                for born in latest["born_on"].to_list()
            ],
            pl.Date,
        )
        columns |= self._names(latest["sex"].to_list())
        return pl.DataFrame(columns)

    def _donors(self, of: np.ndarray) -> np.ndarray:
        """For each child another of the same number, in an order of chance."""
        donor = np.empty(len(of), dtype=np.int64)
        donor[np.argsort(of, kind="stable")] = np.lexsort(
            (self.draw.random(len(of)), of)
        )
        return donor

    def _names(self, sexes: list[str]) -> dict[str, pl.Series]:
        def some(words: Sequence[str]) -> list[str]:
            return coined.unheard(words, self.heard, FEWEST_NAMES, self.draw)

        surnames = some(self.invented.surnames)
        by_sex = {sex: some(words) for sex, words in self.invented.forenames.items()}
        either = [word for words in by_sex.values() for word in words]
        last = self.draw.integers(len(surnames), size=len(sexes))
        first = self.draw.random(len(sexes))
        forenames = [
            words[int(chance * len(words))]
            for sex, chance in zip(sexes, first, strict=True)
            for words in [by_sex.get(sex, either)]
        ]
        return {
            "surname": pl.Series([surnames[at] for at in last], dtype=pl.String),
            "forename": pl.Series(forenames, dtype=pl.String),
        }

    def _moved(self, rows: pl.DataFrame, name: str) -> pl.DataFrame:
        """A day few share moved by up to FARTHEST days, for one pupil always alike."""
        days = rows.select("school", "pupil", name).unique(maintain_order=True)
        by = self.draw.integers(1, FARTHEST, size=days.height, endpoint=True)
        by = np.where(self.draw.random(days.height) < 0.5, by, -by)
        few = pl.col("pupil").n_unique().over("school", name) < SHARED
        shift = pl.when(few).then(pl.Series(by)).otherwise(0)
        moved = days.with_columns(
            pl.col(name).dt.offset_by(pl.format("{}d", shift)).alias("moved")
        )
        rows = rows.join(
            moved,
            ["school", "pupil", name],
            "left",
            nulls_equal=True,
            maintain_order="left",
        )
        return rows.with_columns(pl.col("moved").alias(name)).drop("moved")

    # Marks

    def _marks(self, year: int) -> MarkWeeks:
        """A school year's marks under the new identifiers, mixed school by school."""
        groups = self._year_groups(year)
        found = [
            mixed(batch.only(batch.school == school), groups, self.draw)
            for batch in self.state.marks(year)
            for school in np.unique(batch.school).tolist()
        ]
        found = [batch for batch in found if len(batch)]
        every = _joined(found)
        schools = np.unique(every.school)
        who, first = np.unique(every.pupil, return_index=True)
        turn = self.draw.permutation(len(who))
        stands = np.empty(len(who), dtype=np.int64)
        stands[turn] = np.arange(len(who))
        at_school = np.searchsorted(schools, every.school[first])
        return MarkWeeks(
            [self.urns[school] for school in schools.tolist()],
            [self.supplied[pupil] for pupil in who[turn].tolist()],
            at_school[turn],
            stands[np.searchsorted(who, every.pupil)],
            every.week,
            every.marks,
        )

    def _totals(self, year: int) -> Iterator[Part]:
        """A school year's weekly files, mixed among pupils who are in the same of them."""
        days = self.state.totals_days(year)
        files = [self.state.totals_at(day) for day in days]
        who = pl.concat(files).select("school", "pupil").unique(maintain_order=True)
        who = who[self.draw.permutation(who.height).tolist()].with_row_index("at")
        counts = np.zeros((who.height, len(days), len(MIXED)), dtype=np.int64)
        there = np.zeros((who.height, len(days)), dtype=bool)
        for number, rows in enumerate(files):
            found = rows.join(who, ["school", "pupil"], "inner")
            at = found["at"].to_numpy()
            counts[at, number] = found.select(MIXED).to_numpy()
            there[at, number] = True
        groups = self._year_groups(year)[who["pupil"].to_numpy()]
        alike = np.column_stack([who["school"].to_numpy(), there])
        _, of = np.unique(alike, axis=0, return_inverse=True)
        for number in range(int(of.max()) + 1):
            mine = np.flatnonzero(of == number)
            cells = np.ix_(mine, np.flatnonzero(there[mine[0]]))
            counts[cells], kept = mixed_totals(counts[cells], groups[mine], self.draw)
            there[mine[~kept]] = False
        phases = dict(self.state.schools.select("id", "phase").iter_rows())
        for number, day in enumerate(days):
            here = np.flatnonzero(there[:, number])
            if len(here):
                rows = who[here.tolist()]
                held = self._file(rows, counts[here, number], phases)
                yield Part(f"Weekly pupil file to {day}", "totals", held, day)

    def _file(
        self, who: pl.DataFrame, counts: np.ndarray, phases: Mapping[int, str]
    ) -> pa.Table:
        """One weekly file: characteristics are told by enrolments, so it has none."""
        rows = [
            {
                "school": self.urns[school],
                "urn": self.urns[school],
                "school_name": self.names[school],
                "phase": phases[school],
                "pupil": self.supplied[pupil],
                "possible": sum(parts),
                "absent": parts[2] + parts[3],
                **dict(zip(MIXED, parts, strict=True)),
            }
            for (_, school, pupil), parts in zip(
                who.iter_rows(), counts.tolist(), strict=True
            )
        ]
        return _table(OF_TOTALS, rows)

    def _year_groups(self, year: int) -> np.ndarray:
        """A number for the year group of every pupil id; 0 where none is known."""
        known = int(self.state.pupils["pupil"].max() or 0)  # type: ignore[arg-type]
        groups = np.zeros(known + 1, dtype=np.int64)
        rows = (
            self.state.enrolments_in(SchoolYear(year))
            .select("pupil", pl.col("year_group").cast(pl.String))
            .drop_nulls()
            .unique("pupil", keep="last", maintain_order=True)
        )
        labels = sorted(rows["year_group"].unique().to_list())
        place = {label: at for at, label in enumerate(labels, start=1)}
        at = [place[label] for label in rows["year_group"].to_list()]
        groups[rows["pupil"].to_numpy()] = at
        return groups

    # What was heard

    def _texts(self) -> Iterator[str]:
        """Every text that names somebody or somewhere."""
        schools = self.state.schools
        for name in ("name", "trust", "ward", "area", "predecessor"):
            yield from (text for text in schools[name].to_list() if text)
        for forename, surname in self.state.childrens_names:
            yield from (forename, surname)
        for name in RENAMED:
            column = self.state.enrolments[name].cast(pl.String).unique().drop_nulls()
            yield from column.to_list()
        for key in self.state.school_keys.held:
            yield key.partition(":")[2]


def _kind(phase: str | None) -> str:
    return {
        "primary": "Primary School",
        "secondary": "High School",
        "special": "Special School",
        "pru": "Centre",
    }.get(phase or "", "School")


def _table(names: Sequence[str], rows: list[dict]) -> pa.Table:
    """The rows as a format hands them over: blanks as "" or null."""
    return pa.table(
        {
            name: pa.array([row.get(name) for row in rows], NOT_TEXT[name])
            if name in NOT_TEXT
            else pa.array([row.get(name) or "" for row in rows], pa.string())
            for name in names
        }
    )


def _joined(batches: Sequence[MarkBatch]) -> MarkBatch:
    if not batches:
        empty = np.empty(0, np.int32)
        return MarkBatch(empty, empty, empty, np.empty((0, 14), np.uint8))
    return MarkBatch(
        *(
            np.concatenate([getattr(batch, name) for batch in batches])
            for name in ("school", "pupil", "week", "marks")
        )
    )
