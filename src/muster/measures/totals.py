"""What weekly files have of a period: successive cumulative totals, subtracted.

The Department's weekly file says what each pupil has had since the start of the school
year, and no more (peers.md 3.1). Two of them give what happened between. Schools revise
their registers, so a difference may be negative: it is kept as it is, with its sign, and
said. A pupil who is in one file and not in the next has vanished, which may mean a child
missing education; a school that isn't is said once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from muster.measures.periods import Period, parse_period
from muster.measures.question import CannotAsk
from muster.school_year import Calendar, SchoolYear
from muster.tables.state import State, remembered


COLUMNS = ("possible", "attended", "authorised", "unauthorised")
# How far a file may be from the edge of a half-term or term, and still be of it.
NEAR = timedelta(days=7)
NO_CODES = (
    "The weekly file from DfE has no codes and no dates, so there are no reasons, weeks or"
    " weekdays in it. Load register marks for those."
)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Revision:
    """A total that went down: a register was corrected for days already counted."""

    school: int
    pupil: int
    column: str
    before: int
    after: int


@dataclass(frozen=True)
class Vanished:
    """A pupil of the earlier file who isn't in the later.

    ``last_on`` is the day the file they were last seen in runs to; ``at`` are schools
    where the later file has the same child: one with none may be missing education.
    """

    school: int
    pupil: int
    last_on: date
    at: tuple[int, ...] = ()


@dataclass(frozen=True)
class New:
    """A pupil of the later file who wasn't in the earlier."""

    school: int
    pupil: int


@dataclass(frozen=True)
class Summary:
    """How two files differ, in numbers; ids of pupils only for who may see them."""

    first: date | None
    last: date
    pupils: int
    schools: int
    revised: int
    revisions: int
    vanished: int
    vanished_everywhere: int
    new: int
    schools_vanished: tuple[int, ...]
    schools_new: tuple[int, ...]
    not_counted: int
    revised_ids: tuple[int, ...] = ()
    vanished_ids: tuple[int, ...] = ()
    new_ids: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Between:
    """What happened between two files, or from the start of the year to one.

    ``rows`` has a row a pupil and school: school, pupil and COLUMNS, as the difference
    makes them. ``vanished`` and ``new`` leave out pupils of the schools that vanished or
    are new altogether. ``not_counted`` are pupils of a new school who were on its roll
    before the first file: what they had until then nobody knows, so they have no row.
    """

    first: date | None
    last: date
    rows: pl.DataFrame
    revisions: tuple[Revision, ...] = ()
    vanished: tuple[Vanished, ...] = ()
    new: tuple[New, ...] = ()
    schools_vanished: tuple[int, ...] = ()
    schools_new: tuple[int, ...] = ()
    not_counted: tuple[New, ...] = ()

    def summary(self, *, with_ids: bool = False) -> Summary:
        revised = tuple(sorted({one.pupil for one in self.revisions}))
        gone = tuple(sorted(one.pupil for one in self.vanished))
        come = tuple(sorted(one.pupil for one in self.new))
        return Summary(
            self.first,
            self.last,
            self.rows.height,
            self.rows["school"].n_unique(),
            len(revised),
            len(self.revisions),
            len(gone),
            sum(not one.at for one in self.vanished),
            len(come),
            self.schools_vanished,
            self.schools_new,
            len(self.not_counted),
            *((revised, gone, come) if with_ids else ()),
        )


@remembered(12)
def between(state: State, first: date | None, last: date) -> Between:
    """What happened after the file as at ``first`` until that as at ``last``.

    Without a first it is from the start of the school year. Raises CannotAsk.
    """
    _check(state, first, last)
    later = _at(state, last)
    if first is None:
        return Between(None, last, later)
    earlier = _at(state, first)
    who = ["school", "pupil"]
    old, here = (set(rows["school"].to_list()) for rows in (earlier, later))
    both = later.join(
        earlier, on=who, how="left", suffix="_before", maintain_order="left"
    )
    late = _not_counted(state, both, here - old, first)
    rows = both.filter(~pl.col("pupil").is_in(sorted(one.pupil for one in late)))
    return Between(
        first,
        last,
        rows.select(
            *who,
            *(pl.col(name) - pl.col(f"{name}_before").fill_null(0) for name in COLUMNS),
        ),
        tuple(_revisions(both)),
        tuple(_vanished(state, earlier, later, here, first)),
        tuple(
            New(school, pupil)
            for school, pupil in both.filter(pl.col("possible_before").is_null())
            .select(who)
            .iter_rows()
            if school in old
        ),
        tuple(sorted(old - here)),
        tuple(sorted(here - old)),
        tuple(late),
    )


def latest_change(state: State) -> Between | None:
    """The latest file beside the one before it in the same year; None without a file."""
    years = state.totals_years()
    if not years:
        return None
    days = state.totals_days(years[-1])
    return between(state, days[-2] if len(days) > 1 else None, days[-1])


def _check(state: State, first: date | None, last: date) -> None:
    for day in (first, last):
        if day and day not in state.totals_days(SchoolYear.of(day).start):
            raise CannotAsk(f"No weekly file as at {_said(day)} is held.")
    if first and (first >= last or first not in SchoolYear.of(last)):
        raise CannotAsk(
            "A weekly file counts from the start of its school year, so only a later one"
            f" of the same year can be subtracted from. {_said(last)} and {_said(first)}"
            " are not two such."
        )


def _at(state: State, day: date) -> pl.DataFrame:
    return state.totals_at(day).select(
        "school",
        "pupil",
        "possible",
        (pl.col("present") + pl.col("educational")).alias("attended"),
        "authorised",
        "unauthorised",
    )


def _revisions(both: pl.DataFrame) -> Iterable[Revision]:
    for name in COLUMNS:
        fallen = both.filter(pl.col(name) < pl.col(f"{name}_before"))
        of = fallen.select("school", "pupil", f"{name}_before", name)
        for school, pupil, before, after in of.iter_rows():
            yield Revision(school, pupil, name, before, after)


def _vanished(
    state: State,
    earlier: pl.DataFrame,
    later: pl.DataFrame,
    here: set[int],
    first: date,
) -> Iterable[Vanished]:
    """Pupils who are gone from schools that are still there."""
    gone = earlier.join(later, on=["school", "pupil"], how="anti").filter(
        pl.col("school").is_in(sorted(here))
    )
    if not gone.height:
        return
    child = state.pupils.select("pupil", "child")
    of_child = gone.select("school", "pupil").join(child, on="pupil")
    elsewhere = later.join(child, on="pupil").select(
        "child", pl.col("school").alias("at")
    )
    found = of_child.join(elsewhere, on="child", how="left")
    by_pupil = found.group_by("school", "pupil").agg(pl.col("at").drop_nulls().sort())
    for school, pupil, at in by_pupil.sort("school", "pupil").iter_rows():
        yield Vanished(school, pupil, first, tuple(at))


def _not_counted(
    state: State, both: pl.DataFrame, new: set[int], first: date
) -> Sequence[New]:
    if not new:
        return ()
    of_new = both.filter(pl.col("school").is_in(sorted(new))).select("school", "pupil")
    starts = state.enrolments.group_by("pupil").agg(pl.col("from_on").min())
    # An unknown start is no proof that they came after it.
    before = pl.col("from_on").is_null() | (pl.col("from_on") <= first)
    late = of_new.join(starts, on="pupil", how="left").filter(before)
    pairs = late.select("school", "pupil").sort("school", "pupil").iter_rows()
    return [New(*pair) for pair in pairs]


# Which files a period needs


@dataclass(frozen=True)
class Stretch:
    """The files to subtract; no first is from the start of the school year."""

    first: date | None
    last: date


@remembered(32)
def schools(state: State, year: int) -> frozenset[int]:
    """The schools of weekly files in a year that have no marks in it: marks win."""
    held = {s for layer in state.manifest.active("totals", year) for s in layer.schools}
    return frozenset(held.difference(state.schools_with_marks(year)))


@remembered(128)
def stretches(state: State, period: Period, year: SchoolYear) -> Mapping[int, Stretch]:
    """The files to subtract for a period of a year, by school, where there are any.

    Half-terms are each school's own, so schools with other calendars may need others.
    """
    kept: dict[int, Stretch | None] = {}
    found = {}
    for school in sorted(schools(state, year.start)):
        calendar = state.calendar(school)
        if id(calendar) not in kept:
            kept[id(calendar)] = stretch(
                period, year, calendar, state.totals_days(year.start)
            )
        if one := kept[id(calendar)]:
            found[school] = one
    return found


def stretch(
    period: Period, year: SchoolYear, calendar: Calendar, days: Sequence[date]
) -> Stretch | None:
    """The files at the edges of a period, of those that run to ``days``, or None.

    A year to date is the latest file. A half-term or term takes the files nearest its
    edges, at most NEAR away; any other stretch only files with no school day between
    them and its edges. An edge is all the days from the last before it that school was
    open to the day before the next.
    """
    first, last = period.dates(calendar)
    first, last = max(first, year.starts_on), min(last, year.ends_on)
    if (first, last) == (year.starts_on, year.ends_on):
        return Stretch(None, days[-1]) if days else None
    near = NEAR if period.half_term or period.term else timedelta(0)
    end = _nearest(days, calendar, year, last, near)
    if end is None:
        return None
    if not calendar.school_days(year.starts_on, first - DAY):
        return Stretch(None, end)
    begin = _nearest(days, calendar, year, first - DAY, near)
    return Stretch(begin, end) if begin and begin < end else None


def _nearest(
    days: Sequence[date],
    calendar: Calendar,
    year: SchoolYear,
    edge: date,
    near: timedelta,
) -> date | None:
    """The file nearest to the end of a day; of two as near, the earlier."""
    before = calendar.school_days(year.starts_on, edge)
    after = calendar.school_days(edge + DAY, year.ends_on)
    opens = before[-1] if before else year.starts_on
    closes = after[0] - DAY if after else year.ends_on

    def away(day: date) -> timedelta:
        return max(opens - day, day - closes, timedelta(0))

    best = min(days, key=lambda day: (away(day), day), default=None)
    return best if best and away(best) <= near else None


def parts(
    period: Period, year: SchoolYear, names: tuple[str, ...], times: pl.DataFrame
) -> list[Period] | None:
    """The periods a breakdown by time is of, in the order of ``times``.

    None where files cannot be subtracted for it: only a whole year's half-terms or its
    terms can be, or one of either by itself.
    """
    if not names:
        return [period]
    is_whole = period.is_of_slices and not (period.half_term or period.term)
    same = period.half_term if names == ("half_term",) else period.term
    if names not in (("half_term",), ("term",)) or not (is_whole or same):
        return None
    return [
        parse_period(f"{year.label}/{value}") for value in times[names[0]].to_list()
    ]


def no_files(state: State, period: Period, years: Sequence[SchoolYear]) -> str:
    """Why a period cannot be made of the weekly files there are, and what to ask."""
    days = [day for year in years for day in state.totals_days(year.start)]
    listed = ", ".join(_said(day) for day in days[-6:])
    some = "The latest of them run" if len(days) > 6 else "They run"
    if len(days) == 1:
        some = "The one held runs"
    return (
        f"The weekly files held don’t begin and end with {period.title}. {some} to"
        f" {listed}. Ask for {years[-1].label}/ytd, or for the days between two of them."
    )


def pupils(state: State, year: int) -> pl.DataFrame:
    """Every pupil of a weekly file of the year whose school has no marks: school, pupil."""
    mine = sorted(schools(state, year))
    parts = [
        state.totals_at(day).select("school", "pupil")
        for day in state.totals_days(year)
    ]
    if not mine:
        return pl.DataFrame(schema={"school": pl.Int32, "pupil": pl.Int32})
    return pl.concat(parts).unique().filter(pl.col("school").is_in(mine)).sort("pupil")


@remembered(12)
def of_period(
    state: State, period: Period, year: SchoolYear, dropped: frozenset[int]
) -> pl.DataFrame:
    """What each pupil has in a period, of the schools with no marks: pupil and COLUMNS.

    ``dropped`` are pupils without a sixth half-term. What they have ends with the file
    nearest its start; without such a file they have what the last one says, as the
    Department's own count drops those sessions before it makes the file (peers.md 2.3).
    """
    by_stretch: dict[tuple[Stretch, int], list[int]] = {}
    for school, one in stretches(state, period, year).items():
        of = state.calendar(school)
        by_stretch.setdefault((one, id(of)), []).append(school)
    parts = [
        pl.DataFrame(schema={"pupil": pl.Int32} | dict.fromkeys(COLUMNS, pl.Int32))
    ]
    for (one, _), mine in by_stretch.items():
        rows = between(state, one.first, one.last).rows
        rows = rows.filter(pl.col("school").is_in(mine))
        if dropped:
            calendar = state.calendar(mine[0])
            rows = _without_ht6(state, one, year, calendar, rows, dropped)
        parts.append(rows.select("pupil", *COLUMNS))
    return pl.concat(parts)


def _without_ht6(
    state: State,
    one: Stretch,
    year: SchoolYear,
    calendar: Calendar,
    rows: pl.DataFrame,
    dropped: frozenset[int],
) -> pl.DataFrame:
    begins = calendar.half_term_starts(year)[5]
    edge = _nearest(state.totals_days(year.start), calendar, year, begins - DAY, NEAR)
    if edge is None or one.last <= edge:
        return rows
    is_dropped = pl.col("pupil").is_in(sorted(dropped))
    others = rows.filter(~is_dropped)
    if one.first and one.first >= edge:
        return others
    theirs = between(state, one.first, edge).rows.filter(
        is_dropped & pl.col("school").is_in(rows["school"].unique().to_list())
    )
    return pl.concat([others, theirs])


def beside_marks(state: State, year: SchoolYear) -> Iterable[str]:
    """What to say where some schools of the weekly files have marks of the year, which
    then count in place of the files however few they are."""
    days = state.totals_days(year.start)
    told = set(state.totals_at(days[-1])["school"].to_list()) if days else set()
    marked = told & set(state.schools_with_marks(year.start))
    if not marked or not told - marked:
        return
    few = "One school has" if len(marked) == 1 else f"{len(marked)} schools have"
    yield (
        f"{few} register marks of {year.title}, which count there in place of the weekly"
        " file; the rest are counted from the file. Where marks cover a few weeks and the"
        " file the year so far, the two are not alike: load the year’s marks, or take the"
        " few back."
    )


def left_out(
    state: State, year: SchoolYear, wanted: Sequence[Period], held: Collection[int]
) -> Iterable[str]:
    """What to say of parts of a year that began and have no files at their edges."""
    days = state.totals_days(year.start)
    for place, part in enumerate(wanted):
        begins, _ = part.dates(state.calendar())
        if place not in held and days and begins <= days[-1]:
            yield (
                f"No weekly files are at both edges of {part.title}, so it is left out of"
                " what they answer."
            )


def notes(found: Iterable[Between], within: Collection[int]) -> tuple[str, ...]:
    """What to say beside figures of some schools made by subtraction.

    Without numbers: one pupil who vanished is nobody's business but their school's.
    """
    said = []
    for one in found:
        if one.first is None:
            continue
        span = f"between the weekly files of {_said(one.first)} and {_said(one.last)}"
        if any(each.school in within for each in one.revisions):
            said.append(
                f"Totals were revised down {span}. The figures keep the difference as it"
                " is, with its sign."
            )
        if any(each.school in within for each in one.vanished):
            said.append(
                f"Pupils vanished {span}, so what they had then is not known and not"
                " counted."
            )
        if any(each.school in within for each in one.not_counted):
            said.append(
                f"Schools came new {span} with pupils who were on roll before. What they"
                " had then is not known and not counted."
            )
        if gone := [school for school in one.schools_vanished if school in within]:
            many = "A school" if len(gone) == 1 else f"{len(gone):,} schools"
            said.append(f"{many} vanished {span}.")
    return tuple(said)


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
