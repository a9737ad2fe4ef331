"""Who counts: the pupils a set of rules keeps in a school year, with their dimensions.

A row a pupil (one child on one school's roll), from the enrolments in force, or, where
none were loaded, inferred from the marks: from the first real mark to the last, its end
open if that is in the school's last loaded week.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TypeAlias

import numpy as np
import polars as pl

from muster.measures import counts, totals
from muster.measures.count import Bounds
from muster.measures.dimensions import OF_PUPIL, OF_SCHOOL, UNKNOWN
from muster.measures.rules import PRU_PHASES, Rules
from muster.measures.scope import ALL, Scope
from muster.school_year import SchoolYear
from muster.tables import in_cohorts
from muster.tables.cohorts import ALONE
from muster.tables.state import State, remembered


Days: TypeAlias = tuple[date, date]
EPOCH = date(1970, 1, 1)
ALWAYS = 1 << 30
# Ages of year groups at the 31 August before the year (rules.md 8.6): R is 4, Y11 is 15.
AGE_OF_YEAR_GROUP = {"N1": 2, "N2": 3, "R": 4} | {str(n): n + 4 for n in range(1, 15)}


@dataclass(frozen=True, eq=False)
class Members:
    """``pupils`` has a row a pupil that counts: pupil, unit, school_id and drop_ht6 (their
    sixth half-term does not count). ``units`` has a row a unit, which is what persistent
    absence counts, the enrolment or the child: id, is_apart (of a school that stands apart
    from a total), has_age (False: kept because nobody knows) and every dimension of a pupil
    or school. ``pupils.unit`` is a row of ``units``.

    ``astray`` are the pupils with marks outside their enrolment, where the rules leave
    those out, and ``dropped`` those without a sixth half-term, each with the days they may
    have; ``last`` is the largest pupil id there is, kept or not.
    """

    pupils: pl.DataFrame
    units: pl.DataFrame
    astray: pl.DataFrame
    dropped: pl.DataFrame
    last: int
    grouped: dict[tuple[str, ...], Groups] = field(default_factory=dict)

    def bounds(self, *, drop_ht6: bool) -> Bounds | None:
        """Days outside which a pupil's marks are left out; None if there are none.

        ``drop_ht6`` says whether the sixth half-term is dropped here too: the standard
        counts have it as a slice of its own.
        """
        parts = [self.astray, self.dropped] if drop_ht6 else [self.astray]
        every = pl.concat([part.select("pupil", "first", "last") for part in parts])
        if not every.height:
            return None
        each = every.group_by("pupil").agg(pl.col("first").max(), pl.col("last").min())
        first = np.zeros(self.last + 1, dtype=np.int64)
        last = np.full(self.last + 1, ALWAYS, dtype=np.int64)
        first[each["pupil"].to_numpy()] = each["first"].to_numpy()
        last[each["pupil"].to_numpy()] = each["last"].to_numpy()
        has = np.zeros(self.last + 1, dtype=bool)
        has[each["pupil"].to_numpy()] = True
        return Bounds(first, last, has)

    @cached_property
    def unit_of(self) -> np.ndarray:
        """The unit of each pupil, by id; -1 for who doesn't count."""
        return self.by_pupil(np.arange(self.units.height))

    @cached_property
    def drops(self) -> np.ndarray:
        """Whether the sixth half-term of each pupil, by id, is left out."""
        found = np.zeros(self.last + 1, dtype=bool)
        found[self.pupils.filter("drop_ht6")["pupil"].to_numpy()] = True
        return found

    @cached_property
    def schools(self) -> list[int]:
        return sorted(self.pupils["school_id"].unique().to_list())

    def without_age(self, *, apart: bool) -> frozenset[int]:
        """Ids of the units kept because nobody knows their age; ``apart``: but not those
        of schools that stand apart."""
        unaged = self.units.filter(~pl.col("has_age"))
        if apart:
            unaged = unaged.filter(~pl.col("is_apart"))
        return frozenset(unaged["id"].to_list())

    def by_pupil(self, of_unit: np.ndarray) -> np.ndarray:
        """Something each unit has, by the id of its pupils; -1 for who doesn't count."""
        found = np.full(self.last + 1, -1, dtype=np.int64)
        found[self.pupils["pupil"].to_numpy()] = of_unit[self.pupils["unit"].to_numpy()]
        return found


@remembered(24)
def members(
    state: State,
    year: int,
    rules: Rules,
    as_at: date,
    within: Scope = ALL,
    listed: Days | None = None,
) -> Members:
    """The pupils the rules keep in the year.

    ``listed`` are the first and last day to look at lists of cohorts for; None where
    nothing asked depends on them.

    ``within`` is what to keep to: a child's marks, breakdowns and main school are all of
    it, so that nothing of another school is given away.
    """
    unit = "child" if rules.by_child else "pupil"
    rows = _pupils(state, year)
    if listed:
        rows = in_cohorts.overlaid(state, rows, *listed, UNKNOWN)
    if rules.open_at_as_at:
        rows = _open_at(rows, as_at)
    rows = _aged(rows, rules)
    if rules.drops_first_in_ht6:
        late = _first_in_ht6(state, year, unit)
        rows = rows.filter(~pl.col(unit).is_in(late.to_list()))
    if not within.is_all:
        rows = rows.filter(within.of_pupils())
    rows = _latest_spell(rows).with_columns(pl.col(unit).alias("id"))
    if rules.by_child:
        rows = _of_main_school(rows)
    drop = pl.col("age") == (rules.dropped_in_ht6 or -1)
    rows = rows.with_columns(drop.fill_null(False).alias("drop_ht6"))
    units = rows.unique("id", keep="first", maintain_order=True).select(
        "id",
        pl.col("school_id").is_in(sorted(prus(state))).alias("is_apart"),
        pl.col("age").is_not_null().alias("has_age"),
        *OF_SCHOOL,
        *OF_PUPIL,
    )
    number = units.select("id", pl.int_range(pl.len(), dtype=pl.Int32).alias("unit"))
    return Members(
        pupils=rows.join(number, on="id", how="left").select(
            "pupil", "unit", "school_id", "drop_ht6"
        ),
        units=units,
        astray=_astray(rows) if rules.within_enrolment else _astray(rows.clear()),
        dropped=_dropped(state, year, rows),
        last=int(state.pupils["pupil"].max() or 0),  # type: ignore[arg-type]
    )


@dataclass(frozen=True)
class Groups:
    """The distinct values of some breakdowns, a row a group, and which group each unit of
    some members is of (-1: none)."""

    values: pl.DataFrame
    of_unit: np.ndarray

    def __len__(self) -> int:
        return self.values.height


def groups(who: Members, by: tuple[str, ...], *, apart: bool) -> Groups:
    """The members by breakdowns of pupils and schools; no breakdown is one group.

    ``apart``: leave out the schools that stand apart from a total, as PRUs may.
    """
    found = _groups(who, by)
    if not apart:
        return found
    return Groups(
        found.values, np.where(who.units["is_apart"].to_numpy(), -1, found.of_unit)
    )


def _groups(who: Members, by: tuple[str, ...]) -> Groups:
    if by not in who.grouped:
        who.grouped[by] = _grouped(who.units, by)
    return who.grouped[by]


def _grouped(units: pl.DataFrame, by: tuple[str, ...]) -> Groups:
    if not by:
        return Groups(pl.DataFrame({"": [""]}), np.zeros(units.height, np.int64))
    held = units.select(by)
    values = held.unique(maintain_order=True).with_row_index("group")
    numbered = held.join(values, on=list(by), how="left", maintain_order="left")
    shown = values.drop("group").cast(pl.String)
    return Groups(shown, numbered["group"].to_numpy().astype(np.int64))


@remembered(8)
def _pupils(state: State, year: int) -> pl.DataFrame:
    """A row a spell of every pupil due a mark in the year, or in a weekly file of it.

    One with no real mark has to be enrolled: a register may hold names of nobody.
    """
    # Of a school without marks weekly files say who was there, and nothing of when.
    spans = pl.concat(
        [
            pl.read_parquet(counts.standard(state, year).spans),
            totals.pupils(state, year),
        ],
        how="diagonal",
    ).rename({"school": "school_id"})
    school_year = SchoolYear(year)
    enrolled = state.enrolments_in(school_year).rename({"school": "school_id"})
    held = [name for name in OF_PUPIL if name not in ALONE]
    attributes = [*held, "status", "born_on", "home_authority"]
    spells = spans.join(
        enrolled.select(
            "school_id", "pupil", "from_on", "to_on", *attributes
        ).with_columns(pl.lit(True).alias("enrolled")),
        on=["school_id", "pupil"],
        how="left",
    ).with_columns(
        pl.col("enrolled").fill_null(False),
        pl.col(held).fill_null(UNKNOWN),
        *(pl.lit(UNKNOWN, pl.Categorical).alias(name) for name in ALONE),
    )
    spells = spells.filter(pl.col("enrolled") | pl.col("first_on").is_not_null())
    schools = state.schools.select(
        pl.col("id").alias("school_id"),
        *(pl.col(name).replace("", UNKNOWN) for name in ("area", "trust", "phase")),
        _school_name(state),
    ).with_columns(pl.col(OF_SCHOOL).cast(pl.Categorical))
    return (
        _inferred(spells)
        .with_columns(_age(school_year).alias("age"))
        .join(schools, on="school_id", how="left")
        .join(state.pupils.select("pupil", "child"), on="pupil", how="left")
    )


@remembered(8)
def school_names(state: State) -> dict[int, str]:
    """What each school is called where figures are broken down by school, by its id."""
    named = state.schools.select("id", _school_name(state))
    return dict(zip(named["id"].to_list(), named["school"].to_list(), strict=True))


@remembered(8)
def prus(state: State) -> frozenset[int]:
    """The schools that stand apart under some rules: PRUs and alternative provision."""
    apart = pl.col("phase").str.to_lowercase().is_in(PRU_PHASES)
    return frozenset(state.schools.filter(apart)["id"].to_list())


def _school_name(state: State) -> pl.Expr:
    """The school's name; its URN or LAESTAB beside it where two share one."""
    number = pl.coalesce(
        pl.col("urn").replace("", None), pl.col("laestab").replace("", None), pl.lit("")
    )
    shared = pl.col("name").is_duplicated() & (number != "")
    return (
        pl.when(shared)
        .then(pl.format("{} ({})", "name", number))
        .otherwise("name")
        .alias("school")
    )


def _inferred(spells: pl.DataFrame) -> pl.DataFrame:
    """Fills the dates of enrolments nobody supplied from the first and last real mark.

    A first mark in the school's first loaded week says nothing of when the pupil came, so
    that start stays unknown.
    """
    first_week = _week(pl.col("first_on").min().over("school_id"))
    last_week = _week(pl.col("last_on").max().over("school_id"))
    came = pl.when(_week(pl.col("first_on")) > first_week).then(_day("first_on"))
    left = pl.when(_week(pl.col("last_on")) < last_week).then(_day("last_on"))
    return spells.with_columns(
        pl.when("enrolled").then("from_on").otherwise(came).alias("from_on"),
        pl.when("enrolled").then("to_on").otherwise(left).alias("to_on"),
    )


def _week(day: pl.Expr) -> pl.Expr:
    return (day + 3) // 7  # day 0, 1 January 1970, was a Thursday


def _day(name: str) -> pl.Expr:
    return pl.lit(EPOCH) + pl.duration(days=pl.col(name))


def _age(year: SchoolYear) -> pl.Expr:
    """Age at 31 August: from the birth date, else the year group, else unknown."""
    on = year.ages_on
    born = pl.col("born_on")
    had_birthday = (born.dt.month() < on.month) | (
        (born.dt.month() == on.month) & (born.dt.day() <= on.day)
    )
    by_birth = on.year - born.dt.year() - pl.when(had_birthday).then(0).otherwise(1)
    by_group = (
        pl.col("year_group")
        .cast(pl.String)
        .replace_strict(AGE_OF_YEAR_GROUP, default=None, return_dtype=pl.Int32)
    )
    return pl.coalesce(by_birth.cast(pl.Int32), by_group)


def _open_at(rows: pl.DataFrame, as_at: date) -> pl.DataFrame:
    began = pl.col("from_on").is_null() | (pl.col("from_on") <= as_at)
    stands = pl.col("to_on").is_null() | (pl.col("to_on") >= as_at)
    return rows.filter(began & stands)


def _aged(rows: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    if rules.ages is None:
        return rows
    youngest, eldest = rules.ages
    return rows.filter(
        pl.col("age").is_null() | pl.col("age").is_between(youngest, eldest)
    )


def _first_in_ht6(state: State, year: int, unit: str) -> pl.Series:
    """Pupils, or children, whose first enrolment began in the sixth half-term.

    A pupil's first is at that school (rules.md 2.3); a child's is anywhere, so one who
    moves in the sixth half-term stays. An unknown start leaves nobody out.
    """
    columns = ["pupil", "child", "school_id", "from_on"]
    spells = _pupils(state, year).select(columns)
    if unit == "child":
        elsewhere = state.enrolments.rename({"school": "school_id"}).join(
            state.pupils.select("pupil", "child"), on="pupil"
        )
        spells = pl.concat([spells, elsewhere.select(columns)])
    starts = pl.col("from_on")
    ends = SchoolYear(year).ends_on
    late = ((starts >= pl.col("ht6_on")) & (starts <= ends)).all()
    first = spells.filter(
        starts.is_not_null().all().over(unit), starts == starts.min().over(unit)
    )
    begun = first.join(_ht6_starts(state, year), on="school_id", how="left")
    return begun.group_by(unit).agg(late.alias("late")).filter("late")[unit]


def _dropped(state: State, year: int, rows: pl.DataFrame) -> pl.DataFrame:
    """Pupils without a sixth half-term, and the days they may have."""
    return (
        rows.filter("drop_ht6")
        .join(_ht6_starts(state, year), on="school_id", how="left")
        .select(
            "pupil",
            pl.lit(0, pl.Int32).alias("first"),
            (pl.col("ht6_on").dt.epoch("d") - 1).alias("last"),
        )
    )


@remembered(8)
def _ht6_starts(state: State, year: int) -> pl.DataFrame:
    ids = state.schools["id"].to_list()
    starts = [
        state.calendar(school).half_term_starts(SchoolYear(year))[5] for school in ids
    ]
    return pl.DataFrame(
        {"school_id": ids, "ht6_on": starts},
        schema={"school_id": pl.Int32, "ht6_on": pl.Date},
    )


def _latest_spell(rows: pl.DataFrame) -> pl.DataFrame:
    """A row a pupil: the last spell's characteristics, from the first day to the last."""
    last = (
        pl.when(pl.col("to_on").is_null().any().over("pupil"))
        .then(None)
        .otherwise(pl.col("to_on").max().over("pupil"))
    )
    first = (
        pl.when(pl.col("from_on").is_null().any().over("pupil"))
        .then(None)
        .otherwise(pl.col("from_on").min().over("pupil"))
    )
    return (
        rows.sort("pupil", "from_on", nulls_last=False)
        .with_columns(first.alias("begins"), last.alias("ends"))
        .unique("pupil", keep="last", maintain_order=True)
    )


def _of_main_school(rows: pl.DataFrame) -> pl.DataFrame:
    """Each child's age and dimensions are those of the roll they joined last."""
    shared = [*OF_SCHOOL, *OF_PUPIL, "age"]
    school = pl.col("school").cast(pl.String)
    latest = rows.sort("from_on", "last_on", school, nulls_last=False)
    main = latest.unique("id", keep="last", maintain_order=True)
    return rows.drop(shared).join(main.select("id", *shared), on="id", how="left")


def _astray(rows: pl.DataFrame) -> pl.DataFrame:
    """Pupils with a mark outside their enrolment, and the days they may have."""
    first = pl.col("begins").dt.epoch("d").fill_null(0)
    last = pl.col("ends").dt.epoch("d").fill_null(ALWAYS)
    return (
        rows.with_columns(first.alias("first"), last.alias("last"))
        .filter(
            (pl.col("first_due") < pl.col("first"))
            | (pl.col("last_due") > pl.col("last"))
        )
        .select("school_id", "pupil", "first", "last")
    )


@remembered(16)
def latest_mark(state: State, year: int) -> date | None:
    """The last day of the year with a real mark anywhere."""
    spans = pl.read_parquet(counts.standard(state, year).spans)
    day = spans["last_on"].max()
    return EPOCH + timedelta(days=int(day)) if day is not None else None  # type: ignore[arg-type]
