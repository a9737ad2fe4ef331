"""An authority beside England, its region and its statistical neighbours.

Three things can be held against others: a half-term, by subtracting one year-to-date
publication from the next (nobody publishes half-terms); the year to date; and the latest
school year of the annual figures. Rank, band, change and the mean of neighbours are
LAIT's (peers.md 1.2), among the published figures, the authority's own included: a figure
from registers is never ranked among others' published ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import takewhile

import polars as pl

from muster.measures.catalogue import get
from muster.measures.comparators import (
    LAG,
    TOTAL_METHODS,
    Mean,
    Rank,
    Step,
    at_edges,
    band,
    half_terms,
    neighbour_mean,
    rank,
    total_method,
)
from muster.measures.comparators import change as change_of
from muster.measures.periods import Period
from muster.measures.published import (
    AUTHORITY,
    GIVEN,
    NotPublished,
    Published,
    by_year,
    days_of,
    published,
    snapshots,
)
from muster.school_year import HALF_TERMS, Calendar, SchoolYear
from muster.tables.published import LEVELS
from muster.tables.state import State, remembered


NATIONAL, REGIONAL = LEVELS[0].name, LEVELS[1].name
TOTAL = "Total"
POSSIBLE = "possible_sessions"
# A publication further than this from the day asked for is of another time.
NEAR = timedelta(days=24)


class Basis(StrEnum):
    """Which published figures a comparison is of."""

    HALF_TERM = "the half-term, by subtraction"
    TO_DATE = "the year to date"
    YEAR = "the latest year published"


@dataclass(frozen=True)
class Stood:
    """What was published of one area: a percentage, with its counts where they were given.

    ``value`` is as published, which is not always the counts divided
    (``comparators.TOTAL_METHODS``). A symbol stands in place of all three.
    """

    area: str
    value: Fraction | None
    numerator: int | None = None
    denominator: int | None = None
    symbol: str = ""


@dataclass(frozen=True)
class Comparison:
    """One measure of one phase, published for the authority and for others.

    ``period`` is what the figures are of and ``as_at`` the day they were published.
    ``change`` is the authority's own on the year before, in points; of years only.
    """

    measure: str
    basis: Basis
    period: str
    as_at: date
    phase: str
    source: str
    own: Stood | None = None
    england: Stood | None = None
    region: Stood | None = None
    neighbours: Mean | None = None
    rank: Rank | None = None
    band: str | None = None
    change: Decimal | None = None

    @property
    def year(self) -> SchoolYear:
        return SchoolYear.parse(self.period[:7])


@remembered(64)
def compared(
    state: State,
    la: str,
    measure: str,
    period: Period,
    upto: date,
    phase: str = TOTAL,
) -> tuple[Comparison, ...]:
    """What was published that a period's figure can be held against: of each basis, one.

    ``la`` is the authority's three-digit number ("" for none: England alone is given) and
    ``upto`` the last day of the period there are marks of. Nothing is guessed: a basis
    nothing was published for is left out.
    """
    found = [
        _half_term(state, la, measure, period, phase),
        _to_date(state, la, measure, period.years[-1], upto, phase),
        _year(state, la, measure, period.years[-1], phase),
    ]
    return tuple(one for one in found if one and (one.england or one.own))


@remembered(32)
def england_by_half_term(
    state: State, measure: str, year: SchoolYear, phase: str = TOTAL
) -> dict[int, Stood]:
    """England's half-terms of a year, as far as they were published."""
    found = {}
    for half_term, step in enumerate(_steps(state, measure, year), start=1):
        for row in _of_step(state, measure, step, phase):
            if row.level == NATIONAL:
                found[half_term] = row.stood
    return found


def methods_crossed(years: Iterable[SchoolYear]) -> tuple[str, ...]:
    """What to say where published all-phase totals of these years stand side by side and
    the Department made them in different ways (peers.md 0.5). Nothing where it didn't."""
    methods = {total_method(year) for year in years}
    if len(methods) < 2:
        return ()
    return tuple(each.sentence for each in TOTAL_METHODS if each in methods)


@dataclass(frozen=True)
class Standing:
    """Where one authority stands among all of them. ``code`` is its nine characters of
    ONS where any file gives them, else "". No rank or band for one without a figure."""

    code: str
    number: str
    stood: Stood
    rank: Rank | None
    band: str | None


@remembered(16)
def standings(
    state: State, measure: str, period: str, phase: str = TOTAL
) -> tuple[Standing, ...]:
    """Every authority's published figure of a period, the best first, then those
    without one."""
    found = [
        _row(state, one)
        for one in _all(state, measure, period, phase)
        if one.level == AUTHORITY and one.period == period
    ]
    figures = _figures(found)
    polarity = get(measure).polarity
    codes = {number: code for code, number in _numbers(state).items() if code != number}
    rows = [
        Standing(
            codes.get(row.number, ""),
            row.number,
            row.stood,
            rank(figures, row.number, polarity),
            band(figures, row.number, polarity),
        )
        for row in found
    ]
    return tuple(
        sorted(
            rows,
            key=lambda one: (
                one.rank is None,
                one.rank.place if one.rank else 0,
                one.stood.area,
            ),
        )
    )


@remembered(16)
def periods_published(
    state: State, measure: str, phase: str = TOTAL
) -> tuple[str, ...]:
    """The years, and years to date, authorities' figures were published of: latest first."""
    found = {
        one.period for one in _all(state, measure, "", phase) if one.level == AUTHORITY
    }
    return tuple(sorted((p for p in found if p[7:] in ("", "/ytd")), reverse=True))


# Each basis ----------------------------------------------------------------------------


def _half_term(
    state: State, la: str, measure: str, period: Period, phase: str
) -> Comparison | None:
    if not period.half_term:
        return None
    steps = _steps(state, measure, period.years[0])
    if len(steps) < period.half_term:
        return None
    step = steps[period.half_term - 1]
    rows = _of_step(state, measure, step, phase)
    return _beside(
        state, la, rows, measure, Basis.HALF_TERM, period.text, step.as_at, phase
    )


def _to_date(
    state: State, la: str, measure: str, year: SchoolYear, upto: date, phase: str
) -> Comparison | None:
    text = f"{year}/ytd"
    days = days_of(state, measure, text)
    nearest = min(days, key=lambda day: abs(day - LAG - upto), default=None)
    if nearest is None or abs(nearest - LAG - upto) > NEAR:
        return None
    rows = _published(state, measure, text, phase, nearest)
    return _beside(state, la, rows, measure, Basis.TO_DATE, text, nearest, phase)


def _year(
    state: State, la: str, measure: str, year: SchoolYear, phase: str
) -> Comparison | None:
    """The latest year of the annual figures, the period's own or one before it."""
    found = [
        one
        for one in _all(state, measure, "", phase)
        if one.source == "lait" and one.period <= year.label
    ]
    latest = max((one.period for one in found if one.value), default=None)
    if latest is None:
        return None
    rows = [_row(state, one) for one in found if one.period == latest]
    as_at = max(one.as_at for one in found if one.period == latest)
    mine = _numbers(state)
    own = [one for one in found if one.level == AUTHORITY and _is(mine, one, la)]
    return _beside(
        state, la, rows, measure, Basis.YEAR, latest, as_at, phase,
        change=change_of(by_year(own), SchoolYear.parse(latest)),
    )  # fmt: skip


# Rows of areas -------------------------------------------------------------------------


@dataclass(frozen=True)
class _Row:
    level: str
    number: str
    stood: Stood
    source: str


def _beside(
    state: State,
    la: str,
    rows: Sequence[_Row],
    measure: str,
    basis: Basis,
    period: str,
    as_at: date,
    phase: str,
    change: Decimal | None = None,
) -> Comparison:
    own = next(
        (r for r in rows if r.level == AUTHORITY and la and r.number == la), None
    )
    regions = _regions(state, la)
    figures = _figures(rows)
    polarity = get(measure).polarity
    return Comparison(
        measure=measure,
        basis=basis,
        period=period,
        as_at=as_at,
        phase=phase,
        source=next((row.source for row in rows), ""),
        own=own.stood if own else None,
        england=next((row.stood for row in rows if row.level == NATIONAL), None),
        region=next(
            (
                row.stood
                for row in rows
                if row.level == REGIONAL and row.stood.area in regions
            ),
            None,
        ),
        neighbours=neighbour_mean(figures, state.neighbours.get(la, ())),
        rank=rank(figures, la, polarity),
        band=band(figures, la, polarity),
        change=change,
    )


def _figures(rows: Iterable[_Row]) -> dict[str, Decimal]:
    """Authorities' values by their numbers, of those that have one."""
    return {
        row.number: Decimal(row.stood.value.numerator) / row.stood.value.denominator
        for row in rows
        if row.level == AUTHORITY and row.stood.value is not None
    }


@remembered(4)
def _regions(state: State, la: str) -> frozenset[str]:
    """What published files call the region an authority is in."""
    known = state.published_areas.filter(pl.col("level") == AUTHORITY)
    mine = [number for number, its in _numbers(state).items() if its == la]
    theirs = pl.col("la_number").is_in([la]) | pl.col("area_code").is_in(mine)
    named = known.filter(theirs)["region"].to_list() if la else []
    listed = state.areas.filter(pl.col("la_number") == la)["region"].to_list()
    return frozenset(name for name in (*named, *listed) if name)


def _published(
    state: State, measure: str, period: str, phase: str, as_at: date
) -> list[_Row]:
    try:
        found = published(state, measure, period=period, phase=phase, as_at=as_at)
    except NotPublished:
        return []
    return [_row(state, one) for one in found if one.period == period]


@remembered(32)
def _all(state: State, measure: str, period: str, phase: str) -> tuple[Published, ...]:
    try:
        return tuple(published(state, measure, period=period, phase=phase))
    except NotPublished:
        return ()


def _row(state: State, one: Published) -> _Row:
    numerator, denominator = _whole(one.numerator), _whole(one.denominator)
    value = Fraction(one.value) if one.value else _divided(numerator, denominator)
    number = one.la_number or _numbers(state).get(one.area_code, one.area_code)
    stood = Stood(one.area, value, numerator, denominator, one.symbol)
    return _Row(one.level, number, stood, one.source)


def _whole(text: str) -> int | None:
    """A count. Some files write theirs as decimals, some of those not whole: means."""
    return int(Decimal(text)) if text else None


def _divided(numerator: int | None, denominator: int | None) -> Fraction | None:
    if numerator is None or not denominator:
        return None
    return Fraction(100 * numerator, denominator)


def _is(numbers: Mapping[str, str], one: Published, la: str) -> bool:
    return (one.la_number or numbers.get(one.area_code, "")) == la != ""


@remembered(1)
def _numbers(state: State) -> dict[str, str]:
    """Authorities' three-digit numbers by their codes: not every file has both."""
    rows = state.published_areas.filter(
        pl.col("level") == AUTHORITY,
        pl.col("la_number") != "",
        pl.col("area_code") != "",
    )
    return dict(rows.select("area_code", "la_number").iter_rows())


# Half-terms by subtraction ------------------------------------------------------------


@remembered(16)
def _steps(state: State, measure: str, year: SchoolYear) -> tuple[Step, ...]:
    """What each half-term of a year adds, of the measures counted in sessions.

    Only as far as there is a publication near each half-term's end: what lies between
    two others is another stretch of time.
    """
    counted = _counted(measure)
    if not counted:
        return ()
    held = set(state.published_columns)
    if not {f"dfe:{counted}", f"dfe:{POSSIBLE}"} <= held:
        return ()
    calendar: Calendar = state.calendar()
    ends = [calendar.half_term_dates(year, each)[1] for each in HALF_TERMS]
    days = [calendar.school_days(year.starts_on, end)[-1:] for end in ends]
    last_days = [found[0] for found in days if found]
    taken = at_edges(snapshots(state, year, (counted, POSSIBLE)), last_days)
    near = takewhile(
        lambda pair: abs(pair[0].as_at - LAG - pair[1]) <= NEAR,
        zip(taken, last_days, strict=False),
    )
    return tuple(half_terms([one for one, _ in near]))


def _counted(measure: str) -> str:
    """The column that counts the measure's sessions; "" if enrolments are what it counts."""
    if get(measure).counts_enrolments:
        return ""
    names = [given.numerator for given in GIVEN.get(measure, ()) if given.numerator]
    return names[0] if names else ""


def _of_step(state: State, measure: str, step: Step, phase: str) -> list[_Row]:
    counted, found = _counted(measure), []
    numbers, names = _numbers(state), _names(state)
    for (level, code, of_phase), counts in step.counts.items():
        if of_phase != phase:
            continue
        rate = step.rate((level, code, of_phase), counted, POSSIBLE)
        stood = Stood(
            names.get((level, code), code), rate, counts[counted], counts[POSSIBLE]
        )
        found.append(_Row(level, numbers.get(code, code), stood, "dfe-attendance"))
    return found


@remembered(1)
def _names(state: State) -> dict[tuple[str, str], str]:
    rows = state.published_areas.filter(pl.col("area_code") != "")
    return {
        (level, code): area
        for level, code, area in rows.select("level", "area_code", "area").iter_rows()
    }
