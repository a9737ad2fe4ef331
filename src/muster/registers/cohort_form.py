"""What is asked of a cohort: which day, and which of its children."""

from __future__ import annotations

from collections.abc import Callable

from django import forms

from muster.design.fields import DayField
from muster.measures.in_cohort import LIST, Member


# What the children can be narrowed to, and which those are.
ONLY: dict[str, tuple[str, Callable[[Member], bool]]] = {
    "no-marks": ("No marks reach us", lambda one: not one.has_marks),
    "elsewhere": ("Placed in another area", lambda one: one.is_elsewhere),
    "of-another": ("Of another authority", lambda one: one.is_of_another),
    "school": ("Only their school says so", lambda one: one.said_by != LIST),
}


class CohortForm(forms.Form):
    on = DayField(label="On", required=False)
    only = forms.ChoiceField(
        label="Which children",
        required=False,
        choices=[("", "All"), *((key, title) for key, (title, _) in ONLY.items())],
    )
