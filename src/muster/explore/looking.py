"""One look at the figures: whose, over what time, under which rules.

Every page makes a Look of what was chosen and asks through it, so that all of a page
stands on the same ground. Answers are kept for as long as the version of the store is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from muster.measures import (
    ALL,
    Answer,
    Figure,
    Period,
    Question,
    Scope,
    ask,
    ask_all,
    latest_period,
    parse_period,
    why_not,
)
from muster.measures.count import TERMS
from muster.measures.rules import RULES, Rules
from muster.school_year import SchoolYear
from muster.tables.state import State, remembered


CENSUS = "census"
A_YEAR = timedelta(days=364)  # whole weeks, so that Mondays meet Mondays


@dataclass(frozen=True)
class Table:
    """An answer that can be looked up by measure and dimensions."""

    answer: Answer
    index: dict[tuple[str, ...], Figure]

    def figure(self, measure: str, *dims: str) -> Figure | None:
        return self.index.get((measure, *dims))

    def values(self, place: int = 0) -> list[str]:
        """The values a breakdown takes, in the order people list them."""
        return list(dict.fromkeys(row.dims[place] for row in self.answer.rows))

    def of(self, *dims: str) -> list[Figure]:
        """The figures of every measure whose first dimensions are these."""
        return [row for row in self.answer.rows if row.dims[: len(dims)] == dims]


@dataclass(frozen=True)
class Look:
    """What was chosen. Hashable, so that what a page made of it can be kept too."""

    state: State
    period: Period
    rules: str = CENSUS
    scope: Scope = ALL
    audience: str = "officers"

    @cached_property
    def beside(self) -> "Look":
        """What figures are set beside: the whole authority’s, which whoever doesn’t reach
        it sees as the public does (design.md 2)."""
        if self.scope.is_all:
            return self
        return replace(self, scope=ALL, audience="public")

    @property
    def rule(self) -> Rules:
        return RULES[self.rules]

    @property
    def year(self) -> SchoolYear:
        return self.period.years[-1]

    @property
    def as_at(self) -> date | None:
        return self.ask(["attendance"]).answer.as_at

    def ask(
        self,
        names: Sequence[str],
        by: Sequence[str] = (),
        *,
        period: Period | None = None,
        rules: str = "",
        schools: Sequence[int] = (),
    ) -> Table:
        """Figures with small numbers hidden. Raises what `measures.ask` raises."""
        return _asked(
            self.state,
            tuple(names),
            tuple(by),
            period or self.period,
            rules or self.rules,
            tuple(schools),
            self.scope,
            self.audience,
        )

    def why_not(
        self,
        names: Sequence[str],
        by: Sequence[str] = (),
        *,
        period: Period | None = None,
        schools: Sequence[int] = (),
    ) -> str:
        """Why `ask` has no answer, in a sentence; nothing when it has one."""
        question = Question(
            tuple(names),
            tuple(by),
            period or self.period,
            self.rules,
            tuple(schools),
            self.scope,
        )
        return why_not(self.state, question)

    @property
    def has_codes(self) -> bool:
        """Whether there are marks, with codes and dates: weekly files have neither."""
        return not self.why_not(("not_recorded",))

    def ask_each(
        self,
        periods: Sequence[Period],
        names: Sequence[str],
        by: Sequence[str] = (),
        *,
        schools: Sequence[int] = (),
    ) -> list[Table]:
        """An answer for each period, of marks that are read once for them all."""
        self.read_together([(names, by, period, schools) for period in periods])
        return [self.ask(names, by, period=one, schools=schools) for one in periods]

    def read_together(
        self,
        questions: Iterable[tuple[Sequence[str], Sequence[str], Period, Sequence[int]]],
    ) -> None:
        """Reads the marks of several questions at once; `ask` then has their answers."""
        ask_all(
            self.state,
            [
                Question(
                    tuple(names),
                    tuple(by),
                    period,
                    self.rules,
                    tuple(schools),
                    self.scope,
                    self.audience,
                )
                for names, by, period, schools in questions
            ],
        )

    def link(self, name: str, *args: object, **more: str) -> str:
        """The address of a page with this choice kept."""
        chosen = {}
        if self.period != latest(self.state):
            chosen["period"] = self.period.text
        if self.rules != CENSUS:
            chosen["rules"] = self.rules
        query = urlencode(more | chosen, safe="/")
        return reverse(name, args=args) + (f"?{query}" if query else "")


@remembered(1024)
def _asked(
    state: State,
    names: tuple[str, ...],
    by: tuple[str, ...],
    period: Period,
    rules: str,
    schools: tuple[int, ...],
    scope: Scope,
    audience: str,
) -> Table:
    answer = ask(state, names, by, period, rules, schools, scope, audience)
    return Table(answer, {(row.measure, *row.dims): row for row in answer.rows})


@remembered(8)
def latest(state: State) -> Period:
    """What is shown of a home when nothing is chosen: every link on a page asks for it."""
    return latest_period(state)


def years_held(state: State) -> list[int]:
    """The school years with marks or weekly files, in order."""
    return sorted({*state.years(), *state.totals_years()})


@remembered(32)
def parts_held(state: State, year: int) -> tuple[list[str], list[str]]:
    """The half-terms (HT1 to HT6) and the census terms of a year that hold marks, or
    whose edges weekly files fall on."""
    if year not in state.years():
        return _parts_of_files(state, year)
    period = parse_period(SchoolYear(year).label)
    by = ("half_term", "term")
    rows = ask(state, ("attendance",), by, period, audience="unsuppressed").rows
    held = [row.dims for row in rows if row.denominator]
    return (
        sorted({half_term for half_term, _ in held}),
        sorted({term for _, term in held}, key=TERMS.index),
    )


def _parts_of_files(state: State, year: int) -> tuple[list[str], list[str]]:
    label = SchoolYear(year).label

    def answered(part: str) -> bool:
        period = parse_period(f"{label}/{part}")
        return not why_not(state, Question(("attendance",), (), period))

    half_terms = [f"HT{number}" for number in range(1, 7)]
    return list(filter(answered, half_terms)), list(filter(answered, TERMS))


def is_under_way(look: Look) -> bool:
    """Whether the marks end before the period does: its figures will still move."""
    if look.as_at is None:
        return False
    calendar = look.state.calendar()
    _, ends = look.period.dates(calendar)
    return bool(calendar.school_days(look.as_at + timedelta(days=1), ends))


def year_before(look: Look) -> Period | None:
    """The same stretch a year earlier, or None if nothing is held of it.

    A half-term or term is set beside the same one; a year under way, or any other dates,
    beside the same number of school weeks: 364 days earlier.
    """
    if look.year.start - 1 not in years_held(look.state):
        return None
    earlier = _a_year_earlier(look)
    return None if look.why_not(("attendance",), period=earlier) else earlier


def _a_year_earlier(look: Look) -> Period:
    period, before = look.period, look.year.start - 1
    if period.half_term or period.term or not is_under_way(look):
        label, slash, part = period.text.partition("/")
        if label == look.year.label and part != "ytd":
            return parse_period(SchoolYear(before).label + slash + part)
        if label == look.year.label:
            return parse_period(SchoolYear(before).label)
    last = min(period.last, look.as_at or period.last)
    return parse_period(f"{period.first - A_YEAR}..{last - A_YEAR}")
