"""What a person chooses on a page of figures: a period, rules, and more on some pages."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from muster.explore.looking import (
    CENSUS,
    Look,
    latest,
    parts_held,
    years_held,
)
from muster.measures import ALL, BadPeriod, Period, Scope, parse_period
from muster.measures.rules import RULES
from muster.measures.titles import title_of
from muster.school_year import SchoolYear
from muster.tables.state import State


RULE_TITLES = {
    "census": "School census rules",
    "live": "Live rules",
    "roll": "Pupils on roll",
    "pupil": "Each child once",
}


STRETCHES = 6  # of those between weekly files: there may be forty in a year


class OpenChoice(forms.ChoiceField):
    """Offers the usual values and takes any other: an address may name one."""

    def valid_value(self, value: str) -> bool:
        return True


class ChooseForm(forms.Form):
    """The period and the rules. Bound to the address, with what it leaves out filled in."""

    period = OpenChoice(label="Period")
    rules = forms.ChoiceField(
        label="Counted under",
        choices=list(RULE_TITLES.items()),
        error_messages={
            "invalid_choice": "There are no rules called “%(value)s”. Use "
            + ", ".join(RULES)
            + "."
        },
    )

    def __init__(self, query: QueryDict, *, state: State, scope: Scope = ALL) -> None:
        self.state, self.scope = state, scope
        self.latest = latest(state)
        super().__init__(self._filled(query))
        self.fields["period"].choices = _with(self["period"].value(), offered(state))

    def _filled(self, query: QueryDict) -> dict[str, Any]:
        given = {name: value.strip() for name, value in query.items() if value.strip()}
        return {"period": self.latest.text, "rules": CENSUS} | given

    def clean_period(self) -> Period:
        try:
            return parse_period(self.cleaned_data["period"])
        except BadPeriod as why:
            raise ValidationError(str(why)) from None

    @property
    def status(self) -> int:
        return 400 if self.errors else 200

    def look(self) -> Look:
        """What to show: the choice, or the latest there is for a part that was wrong."""
        chosen = self.cleaned_data if self.is_bound and not self._errors_of() else {}
        return Look(
            self.state,
            chosen.get("period", self.latest),
            chosen.get("rules", CENSUS),
            self.scope,
        )

    def _errors_of(self) -> bool:
        return any(name in self.errors for name in ("period", "rules"))


def offered(state: State) -> list[tuple[str, str]]:
    """The periods that can be shown, latest year first: half-terms, terms, the year. Of a
    year of weekly files only, the year to date comes first and weeks between files last."""
    years = sorted(years_held(state), reverse=True)
    return [choice for year in years for choice in _of_year(state, year, years[0])]


def _of_year(state: State, year: int, last: int) -> list[tuple[str, str]]:
    label = SchoolYear(year).label
    whole = f"{label}/ytd" if year == last else label
    half_terms, terms = parts_held(state, year)
    parts = [*reversed(half_terms), *reversed(terms)]
    texts = [*(f"{label}/{part}" for part in parts), whole]
    if year not in state.years():
        texts = [whole, *texts[:-1], *_between_files(state.totals_days(year))]
    return [(text, parse_period(text).title) for text in texts]


def _between_files(days: Sequence[date]) -> list[str]:
    """The latest stretches from one weekly file to the next, latest first."""
    pairs = list(pairwise(days))[-STRETCHES:]
    return [f"{first + timedelta(days=1)}..{last}" for first, last in reversed(pairs)]


def _with(value: Any, choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The choices, and first the one in the address if it isn't among them."""
    if not value or value in dict(choices):
        return choices
    try:
        return [(value, parse_period(value).title), *choices]
    except BadPeriod:
        return [(value, value), *choices]


def titled(dimension: str, values: list[str]) -> list[tuple[str, str]]:
    """Choices of a dimension's values, with an "all" before them."""
    return [("", "All"), *((value, title_of(dimension, value)) for value in values)]
