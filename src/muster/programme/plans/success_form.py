"""The form that ties a success measure to the catalogue."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from muster.measures.catalogue import MEASURES
from muster.measures.dimensions import OF_PUPIL, TITLES
from muster.measures.scope import Scope
from muster.programme import Refused
from muster.programme.plans import measuring
from muster.programme.plans.action import Success
from muster.programme.plans.plan_forms import SAID, SaidField
from muster.tables.state import State


# For whom a measure of marks can be asked, one value of one of them.
NARROWS = ("phase", "school", "area", "trust", *OF_PUPIL)


class SuccessForm(forms.Form):
    text = forms.CharField(
        label="How you will know that it worked",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="As the plan prints it. A change that somebody could check.",
    )
    measure = forms.ChoiceField(
        label="The measure that shows it", required=False, choices=()
    )
    is_proxy = forms.BooleanField(
        label="It stands for something that is not measured itself", required=False
    )
    dimension = forms.ChoiceField(
        label="Of whom",
        required=False,
        choices=[
            ("", "Everybody"),
            *((name, TITLES[name]) for name in NARROWS),
        ],
    )
    value = forms.CharField(
        label="Which of them",
        required=False,
        max_length=200,
        help_text="As it stands in tables: “primary”, “yes”, a school’s name.",
    )
    baseline_period = forms.CharField(
        label="Where it starts from",
        required=False,
        max_length=40,
        help_text="A half-term, term or year with marks: 2025-26/HT2, 2025-26/autumn,"
        " 2025-26. It is compared with the same time a year later.",
    )
    target_percent = forms.DecimalField(
        label="Target, in per cent",
        required=False,
        min_value=0,
        max_value=100,
        max_digits=6,
        decimal_places=3,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
    )
    by_when = SaidField(label="By when", required=False, max_length=200, help_text=SAID)
    source = forms.CharField(
        label="Where the evidence is", required=False, max_length=300
    )
    unmeasured_reason = forms.CharField(
        label="Why no measure fits",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Only where there is none. It is flagged until one is named or this is"
        " said.",
    )

    def __init__(
        self, *args: Any, state: State, scope: Scope, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.state, self.scope, self.today = state, scope, today
        self.fields["measure"].choices = [
            ("", "No measure yet"),
            *((one.name, one.title) for one in MEASURES),
        ]

    def clean(self) -> dict[str, Any]:
        """The fields of a `Success`, its baseline counted."""
        said = super().clean() or {}
        windows = said.pop("by_when", ())
        said["by_when"] = windows[-1].latest if windows else None
        said["by_when_said"] = "; ".join(map(str, windows))
        dimension, value = said.pop("dimension", ""), said.pop("value", "")
        said["narrowed"] = {dimension: value} if dimension and value else {}
        if dimension and not value:
            self.add_error("value", "Say which of them, or choose everybody")
        if not said.get("measure"):
            said.update(baseline_period="", target_percent=None, narrowed={})
            return said
        if self.errors:
            return said
        if not said.get("baseline_period"):
            self.add_error("baseline_period", "Enter the half-term, term or year")
            return said
        self._count_baseline(said)
        return said

    def _count_baseline(self, said: dict[str, Any]) -> None:
        try:
            found = measuring.baseline_of(
                self.state,
                said["measure"],
                said["narrowed"],
                said["baseline_period"],
                today=self.today,
                scope=self.scope,
            )
        except Refused as why:
            self.add_error("baseline_period", str(why))
            return
        said["baseline_numerator"] = found.numerator
        said["baseline_denominator"] = found.denominator
        target = said.get("target_percent")
        if target is not None and found.value == Decimal(target):
            self.add_error("target_percent", "That is where it stands already")


def initial(one: Success) -> dict[str, Any]:
    """What the form starts from, of a success measure there is."""
    [(dimension, value)] = one.narrowed.items() or [("", "")]
    names = ("text", "measure", "is_proxy", "baseline_period", "target_percent")
    names += ("source", "unmeasured_reason")
    held = {name: getattr(one, name) for name in names}
    more = {"dimension": dimension, "value": value, "by_when": one.by_when_as_said}
    return {**held, **more}


def said_of(one: Success) -> str:
    """What a success measure names: “Persistent absence, Phase: Primary”."""
    return measuring.called(one.measure, one.narrowed) if one.measure else ""
