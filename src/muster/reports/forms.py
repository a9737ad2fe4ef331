"""The form a pack is made with."""

from typing import Any

from django import forms

from muster.reports.audiences import AUDIENCES


class MakeForm(forms.Form):
    period = forms.ChoiceField(
        label="Period",
        help_text="Only those with marks. A pack is held against the year before, where"
        " there are marks of it.",
        error_messages={"required": "Choose a period"},
    )
    audience = forms.ChoiceField(
        label="Who it is for",
        widget=forms.RadioSelect,
        initial=AUDIENCES[0].name,
        choices=[(one.name, one.choice) for one in AUDIENCES],
        error_messages={"required": "Choose who the pack is for"},
    )

    def __init__(self, *args: Any, periods: list[tuple[str, str]], **more: Any):
        super().__init__(*args, **more)
        self.fields["period"].choices = periods
