"""What is asked of a cohort: which day, and which of its children."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django import forms

from muster.design.fields import DayField
from muster.measures.in_cohort import LIST, Member
from muster.school_year import SchoolYear
from muster.school_year.clock import today


# What the children can be narrowed to, and which those are.
ONLY: dict[str, tuple[str, Callable[[Member], bool]]] = {
    "no-marks": ("No marks reach us", lambda one: not one.has_marks),
    "elsewhere": ("Placed in another area", lambda one: one.is_elsewhere),
    "of-another": ("Of another authority", lambda one: one.is_of_another),
    "school": ("Only their school says so", lambda one: one.said_by != LIST),
}


class CohortForm(forms.Form):
    on = DayField(label="On", required=False, until=today)
    only = forms.ChoiceField(
        label="Which children",
        required=False,
        choices=[("", "All"), *((key, title) for key, (title, _) in ONLY.items())],
    )

    def clean_on(self) -> date | None:
        on: date | None = self.cleaned_data["on"]
        if on:
            try:
                SchoolYear.of(on)
            except ValueError as why:
                raise forms.ValidationError(str(why)) from None
        return on
