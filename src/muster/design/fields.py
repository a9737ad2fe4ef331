"""Fields of forms that every folder uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from muster.school_year import BadDate, parse_date


class DayField(forms.CharField):
    """A day as people write one, by the strict grammar of dates; None if left empty.

    ``until`` gives the last day it can be: today, for what has happened.
    """

    def __init__(self, *, until: Callable[[], date] | None = None, **kwargs: Any):
        self.until = until
        attrs = {"class": "govuk-input--width-10", "inputmode": "numeric"}
        super().__init__(
            widget=forms.TextInput(attrs=attrs),
            help_text=kwargs.pop("help_text", "For example, 04/09/2025"),
            max_length=40,
            **kwargs,
        )

    def clean(self, value: Any) -> date | None:
        if not (text := super().clean(value)):
            return None
        try:
            on = parse_date(text)
        except BadDate as why:
            raise ValidationError(str(why)) from None
        if self.until and on > self.until():
            raise ValidationError("That day is still to come. Give one that has come.")
        return on


def offer(form: forms.BaseForm, name: str, choices: Iterable[Any]) -> None:
    """Says what one of a form’s fields offers, where that is known with the form alone."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField), f"{name} offers nothing"
    field.choices = list(choices)


def offer_rows(
    form: forms.BaseForm, name: str, rows: QuerySet[Any], *, none: str = ""
) -> None:
    """The same of a field that offers rows of a table; ``none`` is what no row is called."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField), f"{name} offers no rows"
    field.queryset = rows
    if none:
        field.empty_label = none
