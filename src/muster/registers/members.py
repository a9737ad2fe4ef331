"""The children of a dated cohort, as far as somebody sees their care and special needs.

A child is in a cohort because a list from another service says so, or, where no list has
ever had them, because their school does. Where the two disagree the list is followed and
the disagreement is shown, for a person to ask about. Sources: rules.md 8.3, 11.3.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from muster.accounts.authority import authority
from muster.measures import counts, totals
from muster.registers.child import Children
from muster.school_year import SchoolYear
from muster.tables import children, in_cohorts
from muster.tables.authorities import authorities
from muster.tables.cohorts import Cohort, cohorts
from muster.tables.state import State, remembered


LIST, SCHOOL = "list", "school"


@dataclass(frozen=True)
class Member:
    """One child in a cohort on a day. ``schools`` are ours, by number, whose roll they are
    on that day; ``at_school`` and ``placed_in`` are as the list has them."""

    child: int
    said_by: str
    from_on: date | None
    to_on: date | None
    placed_in: str
    at_school: str
    schools: tuple[int, ...]
    home: str
    has_marks: bool

    @property
    def is_elsewhere(self) -> bool:
        return bool(self.placed_in)

    @property
    def is_of_another(self) -> bool:
        """Another authority’s child, placed here."""
        return bool(self.home)


@dataclass(frozen=True)
class Differs:
    """A child of whom a list and a school say different things."""

    child: int
    list_says: bool
    schools: tuple[int, ...]


@dataclass(frozen=True)
class Members:
    """Who is in a cohort on a day, of the children somebody sees. ``today`` is when what
    schools say, which has no dates, is so."""

    seen: Children
    cohort: Cohort
    on: date
    today: date

    @cached_property
    def every(self) -> list[Member]:
        marked = with_marks(self.state, SchoolYear.of(self.on).start)
        rolls, homes = self._rolls, self._homes
        held: dict[int, tuple[Any, ...]] = {}
        for row in self._listed.iter_rows(named=True):
            days = row["from_on"], row["to_on"]
            held[row["child"]] = LIST, *days, row["placed_in"], row["at_school"]
        if self.on == self.today:
            held |= {one: (SCHOOL, None, None, "", "") for one in self._by_schools}
        return [
            Member(
                child,
                *said,
                rolls.get(child, ()),
                homes.get(child, ""),
                child in marked,
            )
            for child, said in held.items()
        ]

    @cached_property
    def differs(self) -> list[Differs]:
        """Whom lists and schools say different things of; only today can tell."""
        if self.on != self.today:
            return []
        inside, ever = set(self._listed["child"]), self._ever
        rolls = self._rolls
        return [
            Differs(child, child in inside, rolls[child])
            for child, value in self._flags.items()
            if child in ever
            and child in rolls
            and (value == self.cohort.value) != (child in inside)
        ]

    @property
    def state(self) -> State:
        return self.seen.state

    @cached_property
    def _listed(self) -> pl.DataFrame:
        held = in_cohorts.on_day(self.state, self.on)
        mine = self.seen.sensitive_places["child"].unique()
        return held.filter(
            (pl.col("cohort") == self.cohort.key)
            & pl.col("child").is_in(mine.implode())
        )

    @cached_property
    def _ever(self) -> set[int]:
        times = in_cohorts.times(self.state).filter(cohort=self.cohort.key)
        return set(times["child"].to_list())

    @cached_property
    def _flags(self) -> dict[int, str]:
        """What schools say of each, the roll joined last that says."""
        if self.cohort.alone:
            return {}
        mine = self.seen.sensitive_places["child"].unique()
        rows = children.places(self.state).filter(
            pl.col("child").is_in(mine.implode())
            & pl.col(self.cohort.decides).is_not_null()
        )
        said = rows.select("child", pl.col(self.cohort.decides).cast(pl.String))
        return dict(said.iter_rows())

    @property
    def _by_schools(self) -> list[int]:
        ever, rolls = self._ever, self._rolls
        return [
            child
            for child, value in self._flags.items()
            if value == self.cohort.value and child not in ever and child in rolls
        ]

    @cached_property
    def _rolls(self) -> dict[int, tuple[int, ...]]:
        """The schools whose roll each child is on that day."""
        rows = self.seen.sensitive_places
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
        ours = _our_names()
        rows = self.seen.sensitive_places.select(
            "child", pl.col("home_authority").cast(pl.String)
        )
        return {
            child: home
            for child, home in rows.iter_rows()
            if ours and home and home.casefold() not in ours
        }


def over_time(
    seen: Children, cohort: Cohort, days: Iterable[date]
) -> list[tuple[date, int, int]]:
    """How many a list has in a cohort on each day, and how many of them placed elsewhere:
    of the children somebody sees."""
    mine = seen.sensitive_places["child"].unique()
    times = in_cohorts.times(seen.state).filter(
        (pl.col("cohort") == cohort.key) & pl.col("child").is_in(mine.implode())
    )
    found = []
    for on in days:
        held = times.filter(
            (pl.col("from_on") <= on)
            & (pl.col("to_on").is_null() | (pl.col("to_on") >= on))
        )
        away = held.filter(pl.col("placed_in") != "")
        found.append((on, held["child"].n_unique(), away["child"].n_unique()))
    return found


def titles_of(seen: Children, of: Collection[int], on: date) -> dict[int, list[str]]:
    """The cohorts lists have these children in on a day, of those whose care is seen."""
    mine = seen.sensitive_places.filter(pl.col("child").is_in(sorted(set(of))))
    held = in_cohorts.on_day(seen.state, on).filter(
        pl.col("child").is_in(mine["child"].unique().implode())
    )
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


def _our_names() -> frozenset[str]:
    held = authority()
    names = (held.name, held.la_code, authorities().get(held.la_code, ""))
    return frozenset(name.casefold() for name in names if name)
