"""The stretches of time a pack is about: the period itself, and what it is held against."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from muster.measures import Period, latest_period, parse_period
from muster.school_year import SchoolYear
from muster.tables.state import State


# A year of whole weeks, so that a Monday is held against a Monday.
YEAR_OF_WEEKS = timedelta(weeks=52)
MOST_YEARS = 5


class Span(StrEnum):
    """Which stretch of time a section asks about."""

    NOW = "now"
    BEFORE = "a year before"
    TO_DATE = "the year to date"
    THIS_YEAR = "this school year, up to the end of the period"
    EACH_YEAR = "each school year held"


@dataclass(frozen=True)
class Spans:
    """A pack's periods. ``before`` and ``to_date`` are None where there is none, or where
    it would only repeat the period."""

    now: Period
    before: Period | None
    to_date: Period | None
    this_year: Period
    years: tuple[Period, ...]
    first: date
    last: date
    last_half_term: int

    @property
    def year(self) -> SchoolYear:
        return self.now.years[-1]

    @property
    def word(self) -> str:
        """What the period is called in a sentence: this half-term."""
        if self.now.half_term:
            return "half-term"
        if self.now.term:
            return "term"
        if self.now.is_of_slices:
            return "year"
        if "-W" in self.now.text:
            return "week"
        return "day" if self.first == self.last else "period"

    @property
    def is_to_date(self) -> bool:
        """Whether the period is a year to date, held against the same part of the last."""
        return self.now.text.endswith("/ytd")

    @property
    def same_before(self) -> str:
        """What the period before is called: the same half-term last year."""
        if self.is_to_date:
            return "the same part of last year"
        if self.word == "year":
            return "the year before"
        if self.word in ("half-term", "term"):
            return f"the same {self.word} last year"
        return f"the same {'week' if self.word == 'week' else 'days'} a year before"

    @property
    def before_title(self) -> str:
        """A column's heading for the period before."""
        assert self.before
        year = self.before.years[-1].title
        return year if self.word == "year" else f"Same {self.word}, {year}"

    def of(self, span: Span) -> tuple[Period, ...]:
        one = {
            Span.NOW: self.now,
            Span.BEFORE: self.before,
            Span.TO_DATE: self.to_date,
            Span.THIS_YEAR: self.this_year,
        }
        if span is Span.EACH_YEAR:
            return self.years
        period = one[span]
        return (period,) if period else ()


def spans_of(state: State, period: Period) -> Spans:
    """What a pack of this period is held against, in the years the store holds."""
    first, last = period.dates(state.calendar())
    days = state.calendar().school_days(first, last)
    year = period.years[-1]
    held = sorted({*state.years(), *state.totals_years()})
    upto = [SchoolYear(start) for start in held if start <= year.start]
    whole = period.first == year.starts_on and period.half_term is None
    begins = whole or period.half_term == 1 or period.term == "autumn"
    this_year = _to_date(state, period, days[-1] if days else last)
    return Spans(
        now=period,
        before=_before(state, period),
        to_date=None if begins or len(period.years) > 1 else this_year,
        this_year=this_year,
        years=tuple(parse_period(one.label) for one in upto[-MOST_YEARS:]),
        first=days[0] if days else first,
        last=days[-1] if days else last,
        last_half_term=period.half_term or state.calendar().half_term_of(last),
    )


def _before(state: State, period: Period) -> Period | None:
    year = period.years[0]
    if year.start - 1 not in state.years():
        return None
    label = SchoolYear(year.start - 1).label
    if period.half_term:
        return parse_period(f"{label}/HT{period.half_term}")
    if period.term:
        return parse_period(f"{label}/{period.term}")
    if period.text == year.label:
        return parse_period(label)
    first, last = period.first - YEAR_OF_WEEKS, period.last - YEAR_OF_WEEKS
    if period.text.endswith("/ytd"):
        # Up to the same point of last year, or a part would be held against a whole.
        return _part_of(SchoolYear(year.start - 1), _last_mark(state, period))
    return parse_period(f"{first}..{last}")


def _part_of(year: SchoolYear, upto: date | None) -> Period:
    if upto is None:
        return parse_period(year.label)
    return parse_period(f"{year.starts_on}..{upto - YEAR_OF_WEEKS}")


def _last_mark(state: State, period: Period) -> date | None:
    from muster.measures import ask

    return ask(state, ["attendance"], period=period).as_at


def _to_date(state: State, period: Period, last: date) -> Period:
    """From 1 August to the end of the period.

    The store's own year to date where nothing comes after the period; else up to the
    authority's last school day in it.
    """
    year = period.years[-1]
    latest = latest_period(state)
    is_latest = year == latest.years[0] and period.half_term == latest.half_term
    if is_latest or period.last == year.ends_on and period.half_term in (None, 6):
        return parse_period(f"{year.label}/ytd")
    return parse_period(f"{year.starts_on}..{max(last, year.starts_on)}")
