"""The children of a dated cohort, of those somebody may see.

A child is in a cohort because a list from another service says so, or, where no list has
ever had them, because their school does. Once a list that is the whole list is held, who is
not on it is not in it, whatever their school says: unless they live in another authority,
whose children the service has no list of. Where the two disagree the list is followed and
the disagreement is shown, for a person to ask about. Sources: rules.md 8.3, 11.3.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from muster.measures import counts, totals
from muster.school_year import SchoolYear
from muster.tables import children, in_cohorts
from muster.tables.cohorts import Cohort, cohorts
from muster.tables.state import State, remembered


LIST, SCHOOL = "list", "school"


@dataclass(frozen=True)
class Member:
    """One child in a cohort on a day. ``schools`` are ours, by number, whose roll they are
    on that day; ``at_school`` and ``placed_in`` are as the list has them."""

    child: int
    said_by: str
    schools: tuple[int, ...]
    home: str
    has_marks: bool
    from_on: date | None = None
    to_on: date | None = None
    placed_in: str = ""
    at_school: str = ""

    @property
    def is_elsewhere(self) -> bool:
        return bool(self.placed_in)

    @property
    def is_of_another(self) -> bool:
        """Another authority’s child, placed here."""
        return bool(self.home)


@dataclass(frozen=True)
class Differs:
    """A child of whom a list and a school say different things. One who ``was_listed``
    never is only missing from a whole list."""

    child: int
    list_says: bool
    schools: tuple[int, ...]
    was_listed: bool = True


@dataclass(frozen=True)
class Members:
    """Who is in a cohort on a day, of ``mine``: the children whose care somebody sees.
    ``today`` is when what schools say, which has no dates, is so; ``ours`` is how files
    name the authority, in small letters."""

    state: State
    mine: frozenset[int]
    cohort: Cohort
    on: date
    today: date
    ours: frozenset[str] = frozenset()

    @property
    def every(self) -> list[Member]:
        return list(self._found[0])

    @property
    def differs(self) -> list[Differs]:
        """Whom lists and schools say different things of; only today can tell."""
        return list(self._found[1])

    @cached_property
    def _found(self) -> tuple[tuple[Member, ...], tuple[Differs, ...]]:
        asked = (self.mine, self.cohort, self.on, self.today, self.ours)
        return _found(self.state, *asked)


@remembered(32)
def _found(state: State, *asked: Any) -> tuple[tuple[Member, ...], tuple[Differs, ...]]:
    looking = _Looking(state, *asked)
    return tuple(looking.every), tuple(looking.differs)


@dataclass(frozen=True)
class _Looking:
    """Working out `Members`, of the same."""

    state: State
    mine: frozenset[int]
    cohort: Cohort
    on: date
    today: date
    ours: frozenset[str]

    @property
    def every(self) -> list[Member]:
        marked = with_marks(self.state, SchoolYear.of(self.on).start)
        rolls, homes = self._rolls, self._homes
        said: dict[int, dict[str, Any]] = {}
        names = ("from_on", "to_on", "placed_in", "at_school")
        for row in self._listed.iter_rows(named=True):
            said[row["child"]] = {"said_by": LIST} | {name: row[name] for name in names}
            if row["placed_in"].casefold() in self.ours:
                said[row["child"]]["placed_in"] = ""
        if self.on == self.today:
            said |= {child: {"said_by": SCHOOL} for child in self._by_schools}
        return [
            Member(
                child=child,
                schools=rolls.get(child, ()),
                home=homes.get(child, ""),
                has_marks=child in marked,
                **each,
            )
            for child, each in said.items()
        ]

    @property
    def differs(self) -> list[Differs]:
        if self.on != self.today:
            return []
        inside, ever = set(self._listed["child"]), self._ever
        rolls = self._rolls
        told = [
            Differs(child, child in inside, rolls[child])
            for child, value in self._flags.items()
            if child in ever
            and child in rolls
            and (value == self.cohort.value) != (child in inside)
        ]
        missing = self._only_schools - {*self._by_schools}
        return told + [
            Differs(child, False, rolls[child], was_listed=False)
            for child in sorted(missing)
        ]

    @property
    def _is_mine(self) -> pl.Expr:
        return pl.col("child").is_in(sorted(self.mine))

    @cached_property
    def _places(self) -> pl.DataFrame:
        return children.places(self.state).filter(self._is_mine)

    @cached_property
    def _listed(self) -> pl.DataFrame:
        held = in_cohorts.on_day(self.state, self.on)
        return held.filter((pl.col("cohort") == self.cohort.key) & self._is_mine)

    @cached_property
    def _ever(self) -> set[int]:
        times = in_cohorts.times(self.state).filter(cohort=self.cohort.key)
        return set(times["child"].to_list())

    @cached_property
    def _flags(self) -> dict[int, str]:
        """What schools say of each, the roll joined last that says."""
        if self.cohort.alone:
            return {}
        rows = self._places.filter(pl.col(self.cohort.decides).is_not_null())
        said = rows.select("child", pl.col(self.cohort.decides).cast(pl.String))
        return dict(said.iter_rows())

    @cached_property
    def _only_schools(self) -> set[int]:
        """Whom a school has in it and no list ever had: in it, or off, a list that applies."""
        ever, rolls = self._ever, self._rolls
        return {
            child
            for child, value in self._flags.items()
            if value == self.cohort.value and child not in ever and child in rolls
        }

    @cached_property
    def _by_schools(self) -> list[int]:
        """Those of them who are in it, because their school says so."""
        whole = in_cohorts.whole_list(self.state, self.cohort.key)
        if whole is None or whole > self.on:
            return sorted(self._only_schools)
        waits = in_cohorts.ever_listed(self.state, self.cohort.key)
        return sorted(self._only_schools & {*self._homes, *waits})

    @cached_property
    def _rolls(self) -> dict[int, tuple[int, ...]]:
        """The schools whose roll each child is on that day."""
        rows = self._places
        starts, ends = pl.col("from_on"), pl.col("to_on")
        on_roll = rows.filter(
            (pl.col("school_id") != children.NO_SCHOOL)
            & (starts.is_null() | (starts <= self.on))
            & (ends.is_null() | (ends >= self.on))
        )
        found: dict[int, tuple[int, ...]] = {}
        for child, school in on_roll.select("child", "school_id").iter_rows():
            found[child] = (*found.get(child, ()), school)
        return found

    @cached_property
    def _homes(self) -> dict[int, str]:
        """The authority each child lives in, of those who don't live in ours."""
        rows = self._places.select("child", pl.col("home_authority").cast(pl.String))
        return {
            child: home
            for child, home in rows.iter_rows()
            if self.ours and home and home.casefold() not in self.ours
        }


def over_time(
    state: State,
    mine: Collection[int],
    cohort: Cohort,
    days: Iterable[date],
    ours: Collection[str] = (),
) -> list[tuple[date, int, int]]:
    """How many a list has in a cohort on each day, and how many of them placed elsewhere:
    of these children."""
    times = in_cohorts.times(state).filter(
        (pl.col("cohort") == cohort.key) & pl.col("child").is_in(sorted(mine))
    )
    found = []
    for on in days:
        held = times.filter(
            (pl.col("from_on") <= on)
            & (pl.col("to_on").is_null() | (pl.col("to_on") >= on))
        )
        placed = pl.col("placed_in").str.to_lowercase()
        away = held.filter(~placed.is_in(["", *ours]))
        found.append((on, held["child"].n_unique(), away["child"].n_unique()))
    return found


def titles_of(state: State, of: Collection[int], on: date) -> dict[int, list[str]]:
    """The cohorts lists have these children in on a day."""
    held = in_cohorts.on_day(state, on).filter(pl.col("child").is_in(sorted(of)))
    found: dict[int, list[str]] = {}
    for key, one in cohorts().items():
        for child in held.filter(cohort=key)["child"].unique().to_list():
            found.setdefault(child, []).append(one.title)
    return found


@remembered(4)
def with_marks(state: State, year: int) -> frozenset[int]:
    """The children with a mark in a school year, or in a weekly file of it."""
    parts = [totals.pupils(state, year).select("pupil")]
    if year in state.years():
        spans = pl.read_parquet(counts.standard(state, year).spans)
        parts.append(spans.filter(pl.col("last_on").is_not_null()).select("pupil"))
    pupils = pl.concat(parts).unique().join(state.pupils, "pupil")
    return frozenset(pupils["child"].to_list())


def absence_of(
    state: State, of: Collection[int], year: int
) -> dict[int, tuple[int, int]]:
    """Sessions missed and possible of these children in a school year so far, at every
    school that sends marks."""
    if year not in state.years() or not of:
        return {}
    known = state.pupils.filter(pl.col("child").is_in(sorted(set(of))))
    sums = (
        pl.scan_parquet(counts.standard(state, year).core)
        .filter(pl.col("pupil").is_in(known["pupil"].implode()))
        .group_by("pupil")
        .agg(
            (pl.col("authorised") + pl.col("unauthorised")).sum().alias("missed"),
            pl.col("possible").sum(),
        )
        .collect()
        .join(known.select("pupil", "child"), "pupil")
        .group_by("child")
        .agg(pl.col("missed").sum(), pl.col("possible").sum())
    )
    return {child: (missed, possible) for child, missed, possible in sums.iter_rows()}
