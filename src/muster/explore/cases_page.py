"""A measure of cases, such as actions: as they stood on a day, whole and part by part.

Cases are no marks: there are no rules, half-terms to set side by side or children to hide,
so the page is a short one. What a figure comes to is never kept, since cases change.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse

from muster.explore import words
from muster.explore.choosing import OpenChoice
from muster.explore.rows import dimension_title, long_title
from muster.measures import (
    ALL,
    Answer,
    BadPeriod,
    CannotAsk,
    Figure,
    Measure,
    NoSuchDimension,
    Period,
    Question,
    Scope,
    ask,
    listed,
    parse_period,
    provided,
    why_not,
)
from muster.measures.catalogue import OF_CASES
from muster.school_year import HALF_TERMS, SchoolYear
from muster.tables.state import State


class CasesForm(forms.Form):
    """The period: cases are shown as they stood at its end, or today."""

    period = OpenChoice(label="Period")

    def __init__(self, query: QueryDict, *, state: State, today: date) -> None:
        self.latest = provided.latest_period(today)
        asked = query.get("period", "").strip() or self.latest.text
        super().__init__({"period": asked})
        self.fields["period"].choices = offered(state, today, asked)

    def clean_period(self) -> Period:
        try:
            return parse_period(self.cleaned_data["period"])
        except BadPeriod as why:
            raise ValidationError(str(why)) from None

    @property
    def status(self) -> int:
        return 400 if self.errors else 200

    @property
    def chosen(self) -> Period:
        return self.latest if self.errors else self.cleaned_data["period"]


def offered(state: State, today: date, asked: str) -> list[tuple[str, str]]:
    """This school year and the one before, with the half-terms of each that have begun."""
    this, calendar = SchoolYear.of(today), state.calendar()
    halves = [f"/HT{number}" for number in reversed(HALF_TERMS)]
    texts = [f"{this}{part}" for part in ("/ytd", *halves)]
    if this.start > SchoolYear.FIRST:
        before = SchoolYear(this.start - 1)
        texts += [f"{before}{part}" for part in ("", *halves)]
    found = [
        (period.text, period.title)
        for period in map(parse_period, texts)
        if period.dates(calendar)[0] <= today
    ]
    return found if asked in dict(found) else [(asked, asked), *found]


@dataclass(frozen=True)
class CasesLook:
    """Whose cases, over what time, on what day."""

    state: State
    period: Period
    today: date
    scope: Scope = ALL

    def why_not(self, measure: Measure) -> str:
        question = Question(
            (measure.name,), (), self.period, scope=self.scope, today=self.today
        )
        return why_not(self.state, question)

    def ask(self, *names: str, by: tuple[str, ...] = ()) -> Answer:
        return ask(
            self.state, names, by, self.period, scope=self.scope, today=self.today
        )


def rates(look: CasesLook) -> dict[str, str]:
    """What each measure of cases comes to, by its name, as far as it can be had."""
    found = {}
    for measure in OF_CASES:
        if not look.why_not(measure):
            (figure,) = look.ask(measure.name).rows
            found[measure.name] = words.rate(figure)
    return found


def of(look: CasesLook, measure: Measure) -> dict[str, Any]:
    """Everything on the page below the form; ``cannot`` says why there are no figures."""
    page: dict[str, Any] = {"measure": measure, "period": look.period}
    if cannot := look.why_not(measure):
        return page | {"cannot": cannot}
    whole = look.ask(measure.name)
    (figure,) = whole.rows
    assert measure.table
    return page | {
        "as_at": whole.as_at,
        "whole": _tile(figure, measure),
        "parts_by": [
            _part(look, measure, dimension) for dimension in measure.table.dimensions
        ],
    }


def _tile(figure: Figure, measure: Measure) -> dict[str, Any]:
    return {
        "label": "The authority",
        "means": {"text": measure.sentence, "source": measure.source},
        "value": words.rate(figure),
        "detail": words.out_of(figure),
    }


def _part(look: CasesLook, measure: Measure, dimension: str) -> dict[str, Any]:
    """The table by one dimension, and where it can be taken away."""
    title = dimension_title(dimension)
    figures = look.ask(measure.name, by=(dimension,)).rows
    query = {"period": look.period.text, "by": dimension}
    address = reverse("explore:measure_csv", args=[measure.name])
    return {
        "caption": f"{measure.title} by {words.mid(title)}",
        "columns": [
            {"text": title},
            {"text": "Counted", "number": True},
            {"text": f"Out of ({words.unit_of(measure)})", "number": True},
            {"text": "Per cent", "number": True},
        ],
        "rows": [
            [
                long_title(dimension, *row.dims),
                words.count_cell(row.numerator, row),
                words.count_cell(row.denominator, row),
                words.cell(row),
            ]
            for row in figures
        ],
        "of": [((measure.name,), {dimension: row.dims[0]}) for row in figures],
        "csv": f"{address}?{urlencode(query, safe='/')}",
    }


def csv_rows(
    look: CasesLook, measure: Measure, query: QueryDict
) -> list[tuple[Any, ...]] | str:
    """The heading and the rows that `muster measure` prints; or why there are none."""
    by = tuple(name for name in (query.get("by"), query.get("by2")) if name)
    try:
        answer = look.ask(measure.name, by=by)
    except (CannotAsk, NoSuchDimension) as why:
        return str(why)
    return [listed.columns(by), *listed.as_rows(answer)]
