"""Fields of forms that every folder uses."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from muster.school_year import BadDate, parse_date


class DayField(forms.CharField):
    """A day as people write one, by the strict grammar of dates; None if left empty."""

    def __init__(self, **kwargs: Any) -> None:
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
            return parse_date(text)
        except BadDate as why:
            raise ValidationError(str(why)) from None
