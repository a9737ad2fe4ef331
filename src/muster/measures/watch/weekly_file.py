"""Children who are in one weekly file of a school year and not in the next.

The file keeps who left with the day they did (peers.md 2.3, 3.1), so one who is gone from it
without one is a child nobody speaks of any more. A school that is gone altogether is a
matter of the file and no sign of its children: it is said once, and none of those it took along is found.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from muster.measures import counts
from muster.school_year import SchoolYear
from muster.tables import children
from muster.tables.state import State, remembered


WHO = ["school", "pupil"]
CALLED = ["forename", "surname", "born_on"]


@dataclass(frozen=True)
class OffFile:
    """A pupil last in the file as at ``last_on``, and not in that as at ``next_on``, the
    first after it that has their school. ``together`` are how many went from the school at
    once, they among them; ``year_group`` is theirs where all of it went."""

    school: int
    pupil: int
    last_on: date
    next_on: date
    together: int
    year_group: str


@dataclass(frozen=True)
class SchoolOff:
    """A school last in the file as at a day, and not in the latest."""

    school: int
    last_on: date
    latest_on: date


@remembered(4)
def off_file(state: State, on: date) -> tuple[OffFile, ...]:
    """Whom a weekly file of this school year, up to a day, has no more.

    Left out are those who left by a day the files or the rolls give, who are in the latest
    file at another school or on the roll of one that sends marks, who have a mark since, and
    who are in their school's next file by another UPN: of the same names and date of birth.
    Who went from one school to another and then from that is found at the last.
    """
    held = _held(state, on)
    if not held.height:
        return ()
    last = held.group_by(WHO).agg(pl.col("as_at").max().alias("last_on"))
    days = held.select("school", "as_at").unique().sort("as_at")
    gone = (
        last.sort("last_on")
        .with_columns((pl.col("last_on") + pl.duration(days=1)).alias("after"))
        .join_asof(
            days.rename({"as_at": "next_on"}),
            left_on="after",
            right_on="next_on",
            by="school",
            strategy="forward",
            check_sortedness=False,
        )
        .drop_nulls("next_on")
        .drop("after")
        .join(state.pupils.select("pupil", "child"), on="pupil")
    )
    gone = gone.filter(pl.col("last_on") == pl.col("last_on").max().over("child"))
    here = held.filter(pl.col("as_at") == held["as_at"].max())
    gone = _nowhere(state, on, gone, here)
    return _told(state, on, _of_one_upn(state, gone, held), held)


def schools_off(state: State, on: date) -> list[SchoolOff]:
    """The schools an earlier file of this school year has and the latest, up to a day,
    hasn't."""
    held = _held(state, on)
    if not held.height:
        return []
    latest = held["as_at"].max()
    assert isinstance(latest, date)
    last = held.group_by("school").agg(pl.col("as_at").max()).sort("school")
    off = last.filter(pl.col("as_at") < latest)
    return [SchoolOff(school, day, latest) for school, day in off.iter_rows()]


@remembered(4)
def _held(state: State, on: date) -> pl.DataFrame:
    """Who is in which file of the school year: school, pupil and as_at."""
    days = [day for day in state.totals_days(SchoolYear.of(on).start) if day <= on]
    parts = [
        state.totals_at(day).select(*WHO, pl.lit(day, pl.Date).alias("as_at"))
        for day in days
    ]
    schema = {"school": pl.Int32, "pupil": pl.Int32, "as_at": pl.Date}
    return pl.concat([pl.DataFrame(schema=schema), *parts])


def _nowhere(
    state: State, on: date, gone: pl.DataFrame, here: pl.DataFrame
) -> pl.DataFrame:
    """Those nothing that is held says where they are."""
    year = SchoolYear.of(on)
    child = state.pupils.select("pupil", "child")
    rolls = state.enrolments_in(year).select(*WHO, "to_on").join(child, on="pupil")
    stands = pl.col("to_on").is_null() | (pl.col("to_on") > on)
    stayed = rolls.filter(stands)
    marked = state.schools_with_marks(year.start)
    elsewhere = pl.concat(
        [
            here.join(child, on="pupil").select("child", "school"),
            stayed.filter(pl.col("school").is_in(marked)).select("child", "school"),
        ]
    ).rename({"school": "at"})
    found = (
        gone.join(elsewhere, on="child")
        .filter(pl.col("at") != pl.col("school"))
        .select(WHO)
    )
    gone = gone.join(found, on=WHO, how="anti").join(stayed, on=WHO, how="semi")
    if year.start not in state.years():
        return gone
    spans = pl.read_parquet(counts.standard(state, year.start).spans)
    since = gone.join(
        spans.select("school", "pupil", pl.col("last_on").alias("marked_on")), on=WHO
    ).filter(pl.col("marked_on") > pl.col("last_on"))
    return gone.join(since, on=WHO, how="anti")


def _of_one_upn(state: State, gone: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Without those whom the next file of their school has by another UPN."""
    came = (
        held.join(gone.select("school", "next_on").unique(), on="school")
        .filter(pl.col("as_at") == pl.col("next_on"))
        .select(*WHO, "next_on")
    )
    before = held.rename({"as_at": "last_on"})
    fresh = came.join(
        gone.select("school", "next_on", "last_on").unique(), on=["school", "next_on"]
    ).join(before, on=[*WHO, "last_on"], how="anti")
    called = _called(state, {*gone["pupil"], *fresh["pupil"]})
    same = (
        gone.join(called, on="pupil")
        .join(
            fresh.join(called, on="pupil"),
            on=["school", "next_on", *CALLED],
            suffix="_now",
        )
        .select(WHO)
    )
    return gone.join(same, on=WHO, how="anti")


def _called(state: State, pupils: set[int]) -> pl.DataFrame:
    """Names, in small letters, and date of birth of those of whom all are known."""
    rows = children.enrolments_of(state, pupils)
    names = [pl.col(name).str.strip_chars().str.to_lowercase() for name in CALLED[:2]]
    said = rows.select("pupil", *names, CALLED[2]).drop_nulls()
    return said.unique("pupil", keep="last", maintain_order=True)


def _told(
    state: State, on: date, gone: pl.DataFrame, held: pl.DataFrame
) -> tuple[OffFile, ...]:
    """Each with how many went at once, and whether their whole year group did."""
    groups = (
        state.enrolments_in(SchoolYear.of(on))
        .select(*WHO, pl.col("year_group").cast(pl.String))
        .unique(WHO, keep="last", maintain_order=True)
    )
    stay = (
        held.join(groups, on=WHO)
        .select("school", "year_group", pl.col("as_at").alias("next_on"))
        .unique()
    )
    whole = (
        gone.join(groups, on=WHO)
        .join(stay, on=["school", "year_group", "next_on"], how="anti")
        .select(*WHO, "year_group")
    )
    rows = (
        gone.with_columns(pl.len().over("school", "last_on").alias("together"))
        .join(whole, on=WHO, how="left")
        .sort(WHO)
        .select(
            *WHO, "last_on", "next_on", "together", pl.col("year_group").fill_null("")
        )
    )
    return tuple(OffFile(*row) for row in rows.iter_rows())
