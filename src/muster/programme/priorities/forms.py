"""The forms of priorities."""

from __future__ import annotations

from typing import Any

from django import forms

from muster.design.fields import DayField
from muster.measures.catalogue import MEASURES
from muster.programme.asked import long
from muster.programme.groups.group import Group
from muster.programme.plans.plan import Plan


class WhyForm(forms.Form):
    """What is said of every priority when it is taken up."""

    title = forms.CharField(label="What it is called", max_length=200)
    why_in = long("Why it is a priority", "In a sentence or two, for the meeting.")
    goes_out_when = long(
        "What would take it off the list",
        "For example: inside the limits of chance in two half-terms running.",
    )
    group = forms.ModelChoiceField(
        Group.objects.filter(closed_on=None),
        label="The group that keeps it",
        required=False,
        empty_label="No group",
    )


class PriorityForm(WhyForm):
    """A priority that comes from no signal: it names its measure, or says why not."""

    measure = forms.ChoiceField(
        label="The measure it is looked at by", required=False, choices=()
    )
    no_measure_reason = long(
        "Why there is none", "Only where no measure fits.", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = [
            ("", "No measure"),
            *((one.name, one.title) for one in MEASURES),
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("measure") and not said.get("no_measure_reason"):
            self.add_error(
                "measure", "Choose a measure, or say below why there is none"
            )
        return said


class ActionForm(forms.Form):
    """A new action that answers a priority."""

    plan = forms.ModelChoiceField(
        Plan.objects.filter(closed_on=None),
        label="The plan it goes into",
        empty_label="Choose the plan",
    )
    heading = forms.CharField(label="What is to be done", max_length=300)
    owner = forms.CharField(
        label="Who answers for it", max_length=200, help_text="A name or initials."
    )
    due_on = DayField(label="Due on", help_text="For example, 27/03/2026.")
    ref = forms.CharField(label="Reference", max_length=20, required=False)


class OutForm(forms.Form):
    why = long("Why it is no priority any longer")
