"""What can be asked, what is answered, and which questions have no answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from muster.measures import dimensions
from muster.measures.figures import Figure
from muster.measures.measure import Measure
from muster.measures.periods import Period
from muster.measures.rules import Rules
from muster.measures.scope import ALL, Scope
from muster.tables.codes import Class
from muster.tables.filled import Filled


ENGINES = ("numpy", "duckdb", "polars")  # the first is the default
AUDIENCES = ("unsuppressed", "officers", "board", "public")
# The codes of a reason, by the measure that has reasons.
BY_REASON = {
    "attendance": (Class.ATTENDING, Class.AEA),
    "overall_absence": (Class.AUTHORISED, Class.UNAUTHORISED),
    "authorised_absence": (Class.AUTHORISED,),
    "unauthorised_absence": (Class.UNAUTHORISED,),
}


class CannotAsk(ValueError):
    """A question that has no answer; the message says why and what to ask instead."""


@dataclass(frozen=True)
class Question:
    """What is asked. Hashable, so that an answer is kept as long as its state.

    ``names`` are measures, ``by`` dimensions, ``schools`` ids to keep to. ``today`` is
    needed for measures of cases, which stand as they stood on a day.
    """

    names: tuple[str, ...]
    by: tuple[str, ...] = ()
    period: Period | None = None
    rules: str = "census"
    schools: tuple[int, ...] = ()
    scope: Scope = ALL
    audience: str = "officers"
    engine: str = ENGINES[0]
    today: date | None = None


@dataclass(frozen=True)
class Answer:
    """Figures and what they rest on; ``notes`` are sentences to be said beside them.

    ``rules`` say whose sessions count, so there are none of a measure of cases.
    """

    period: Period
    rules: Rules | None
    by: tuple[str, ...]
    audience: str
    as_at: date | None
    rows: tuple[Figure, ...]
    unknown_age: int
    notes: tuple[str, ...] = ()

    @property
    def rules_name(self) -> str:
        return self.rules.name if self.rules else ""

    def of(self, measure: str) -> tuple[Figure, ...]:
        return tuple(row for row in self.rows if row.measure == measure)


def table_of(measures: Sequence[Measure]) -> Filled | None:
    """The table of cases that measures are all of; None of marks. Raises CannotAsk."""
    tables = {measure.table for measure in measures}
    if len(tables) > 1:
        by_table = {
            measure.table.title if measure.table else "marks": measure.title
            for measure in measures
        }
        said = ", ".join(f"{title} of {of}" for of, title in by_table.items())
        raise CannotAsk(
            f"These are counted of different things, so ask for each by itself: {said}."
        )
    return tables.pop() if tables else None


def check(question: Question, measures: Sequence[Measure]) -> None:
    """Raises CannotAsk or NoSuchDimension, each a sentence."""
    if table := table_of(measures):
        what = table.title.capitalize()
        dimensions.check(question.by, table.dimensions, what)
    else:
        dimensions.check(question.by)
    if question.audience not in AUDIENCES:
        raise CannotAsk(
            f"“{question.audience}” is not an audience. Use {', '.join(AUDIENCES)}."
        )
    if question.engine not in ENGINES:
        raise CannotAsk(
            f"“{question.engine}” is not an engine. Use {', '.join(ENGINES)}."
        )
    for measure in measures:
        short = [d for d in question.by if d in dimensions.NOT_PERSISTENT]
        if measure.counts_enrolments and short:
            raise CannotAsk(
                f"{measure.title} is measured over a longer time, so there is none by"
                f" {short[0]}. Ask by half_term or term."
            )
        if dimensions.REASON in question.by and measure.name not in BY_REASON:
            raise CannotAsk(
                f"{measure.title} has no reasons. By reason, ask for one of"
                f" {', '.join(BY_REASON)}."
            )
