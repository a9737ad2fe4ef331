"""The forms of access, erasure, correction, holds and retention."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from muster.design.fields import DayField
from muster.protection.access import FLAGS
from muster.protection.requests import GROUNDS
from muster.school_year import clock
from muster.tables import correcting
from muster.tables.correcting import IDENTIFIER


KEPT = "Don’t name the child here: this is kept."


def reason(label: str, help_text: str = KEPT) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FindForm(forms.Form):
    """By an identifier, or by a name and a birth date. Sent, never part of an address."""

    identifier = forms.CharField(
        label="UPN, former UPN, or the school’s own number",
        required=False,
        max_length=32,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    surname = forms.CharField(label="Surname", required=False, max_length=100)
    forename = forms.CharField(label="Forename", required=False, max_length=100)
    born_on = DayField(
        label="Date of birth", required=False, help_text="For example, 12/05/2014."
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        named = found.get("surname") and (found.get("forename") or found.get("born_on"))
        if not self.errors and not found.get("identifier") and not named:
            self.add_error(
                "identifier",
                "Enter a UPN or a school’s number; or a surname with a forename or a date"
                " of birth",
            )
        return found


def _received(self: Any) -> date:
    day: date = self.cleaned_data["received_on"]
    if day > clock.today():
        raise forms.ValidationError("The day it was received can’t be in the future")
    return day


class AccessForm(forms.Form):
    asked_by = forms.CharField(
        label="Who asks",
        help_text="Their name and what they are to the child: a parent, the child, a"
        " solicitor. Be sure of who they are before you answer.",
        max_length=300,
    )
    received_on = DayField(
        label="Received on", help_text="The month to answer runs from this day."
    )
    clean_received_on = _received


class ErasureForm(forms.Form):
    asked_by = forms.CharField(label="Who asks", max_length=300)
    received_on = DayField(label="Received on")
    ground = forms.ChoiceField(
        label="Why it is to be erased",
        choices=list(GROUNDS.items()),
        widget=forms.RadioSelect,
    )
    clean_received_on = _received


class DecideForm(forms.Form):
    decision = reason("What you decided, and why")


class ReasonForm(forms.Form):
    why = reason("Why")


class WithholdForm(forms.Form):
    item = forms.ChoiceField(label="What is held back")
    flag = forms.ChoiceField(
        label="Which rule allows it",
        choices=list(FLAGS.items()),
        widget=forms.RadioSelect,
    )
    why = reason("Why it applies here")

    def __init__(self, *args: Any, items: list[tuple[str, str]], **more: Any):
        super().__init__(*args, **more)
        self.fields["item"].choices = items


class CorrectForm(forms.Form):
    enrolment = forms.ChoiceField(label="Which enrolment")
    column = forms.ChoiceField(label="What is wrong")
    text = forms.CharField(
        label="What is right",
        required=False,
        max_length=200,
        help_text="Written as a file would have it. Leave it empty to take the wrong one"
        " out.",
    )
    source = forms.CharField(
        label="What says so",
        max_length=200,
        help_text="For example, a birth certificate that was seen.",
    )
    why = reason("Why it is corrected", "It is given to the parent with the rest.")

    def __init__(self, *args: Any, enrolments: list[tuple[str, str]], **more: Any):
        super().__init__(*args, **more)
        self.fields["enrolment"].choices = enrolments
        self.fields["column"].choices = [
            (IDENTIFIER, "What the school calls the child (UPN or number)"),
            *((one.name, one.meaning) for one in correcting.COLUMNS),
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("column") == IDENTIFIER and not found.get("text"):
            self.add_error("text", "Enter what the school calls the child")
        return found


class HoldForm(forms.Form):
    reason = reason("Why it is held", "An inquiry, a claim, a prosecution.")
    until = DayField(
        label="Until",
        required=False,
        help_text="Leave it empty to hold until somebody ends it.",
    )


class HoldMoreForm(HoldForm):
    """On a school or a whole kind of record."""

    what = forms.ChoiceField(label="What is held")
    field_order = ["what", "reason", "until"]

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **more: Any):
        super().__init__(*args, **more)
        self.fields["what"].choices = choices


class LengthForm(forms.Form):
    length = forms.IntegerField(
        label="How long it is kept",
        min_value=0,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )
    valid_from = DayField(label="From which day")
    why = reason("What your schedule says", "Its name and line.")
