"""The forms of the registers of agreements and of incidents."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

from django import forms
from django.utils import timezone

from muster.design.fields import DayField
from muster.protection import agreements
from muster.protection.processing import gateways
from muster.protection.registers import Agreement, Incident
from muster.school_year import BadDate, parse_date
from muster.school_year.clock import today
from muster.tables.state import State


DAY = "For example, 27/03/2026."
WIDE = {"class": "govuk-input--width-20"}
CLOCK_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)", re.ASCII)


class MomentField(forms.CharField):
    """A day and a time as people write them, at the clock on the wall."""

    widget = forms.TextInput(attrs=WIDE)

    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value).strip()
        if not text:
            return None
        said, _, hour = text.partition(" ")
        found = CLOCK_TIME.fullmatch(hour.strip())
        if not found:
            raise forms.ValidationError(
                f"“{text}” has no time of day. Write it like 27/03/2026 14:30."
            )
        try:
            day = parse_date(said)
        except BadDate as why:
            raise forms.ValidationError(str(why)) from None
        return timezone.make_aware(
            datetime(day.year, day.month, day.day, int(found[1]), int(found[2]))
        )


def long(label: str, *, help_text: str = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AgreementForm(forms.Form):
    partner = forms.CharField(
        label="Who it is with",
        max_length=200,
        help_text="The other organisation, or organisations.",
    )
    shared = long("What is shared", help_text="In a sentence or two.")
    direction = forms.ChoiceField(
        label="Which way it goes",
        choices=Agreement.Direction.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which way it goes"},
    )
    gateway = forms.ChoiceField(label="The law that lets it be shared", choices=())
    covers = long(
        "Feeds it covers",
        required=False,
        help_text="One a line: a school by URN, LAESTAB or name, a trust, “every school”"
        " or “weekly pupil file”. Leave it empty if none of what is loaded comes under it.",
    )
    signed_on = DayField(label="Signed on", help_text=DAY)
    review_by = DayField(label="Review by", help_text=DAY)
    owner = forms.CharField(
        label="Who answers for it here", max_length=200, help_text="A name or a post."
    )
    reference = forms.CharField(
        label="Where the signed copy is",
        max_length=400,
        required=False,
        help_text="A reference or an address. Or send the document below.",
    )
    document = forms.FileField(
        label="The signed document",
        required=False,
        help_text="PDF or Word, up to 10 MB.",
        error_messages={"empty": "The document is empty. Choose another"},
    )

    def __init__(self, *args: Any, state: State, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state = state
        self.fields["gateway"].choices = [
            ("", "Choose a law"),
            *((key, f"{law.title}: {law.source}") for key, law in gateways().items()),
        ]

    def clean_covers(self) -> str:
        """The lines that stand; every one that can’t is said."""
        lines = [line.strip() for line in self.cleaned_data["covers"].splitlines()]
        lines = [line for line in lines if line]
        wrong = [why for line in lines if (why := agreements.refusal(line, self.state))]
        if wrong:
            raise forms.ValidationError(wrong)
        return "\n".join(lines)

    def clean_document(self) -> Any:
        sent = self.cleaned_data["document"]
        if sent is None:
            return None
        if Path(sent.name).suffix.lower() not in agreements.KINDS_OF_DOCUMENT:
            raise forms.ValidationError(
                f"“{sent.name}” is neither a PDF nor a Word document. Choose one that is"
            )
        if sent.size > agreements.MOST_DOCUMENT:
            raise forms.ValidationError(
                f"“{sent.name}” is larger than 10 MB, the most there may be. Give a"
                " reference to where it is instead"
            )
        return sent

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        signed, review = said.get("signed_on"), said.get("review_by")
        if signed and review and review < signed:
            self.add_error(
                "review_by", "The review is before the signing. Enter a later day"
            )
        return said

    def held(self) -> dict[str, Any]:
        """What the register keeps of it."""
        said = dict(self.cleaned_data)
        if sent := said.pop("document"):
            said |= {"document": sent.read(), "document_name": sent.name[:255]}
        return said


class EndForm(forms.Form):
    on = DayField(label="The last day anything is shared", help_text=DAY)
    reason = long("Why it ends")


class IncidentForm(forms.Form):
    kind = forms.ChoiceField(
        label="What it is",
        choices=Incident.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is"},
    )
    title = forms.CharField(
        label="In a few words",
        max_length=200,
        help_text="Leave names of children out. For example, List sent to the wrong school.",
    )
    happened = long("What happened", help_text="When, where, and how it came about.")
    aware_at = MomentField(
        label="When somebody here first knew",
        help_text="The clock runs from then. For example, 27/03/2026 14:30.",
    )
    found_by = forms.CharField(label="Who found it", max_length=200)
    people = long(
        "Whose data, and what of it",
        help_text="Kinds of people and of data: pupils’ names and marks, say.",
    )
    number = forms.IntegerField(
        label="How many people",
        required=False,
        min_value=0,
        max_value=10_000_000,
        help_text="As far as it is known. Leave it empty if it isn’t.",
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}
        ),
        error_messages={"invalid": "Enter a whole number, or leave it empty"},
    )
    contained = long("What was done to contain it", required=False)

    def clean_aware_at(self) -> datetime:
        known: datetime = self.cleaned_data["aware_at"]
        if timezone.localdate(known) > today():
            raise forms.ValidationError("That day is still to come. Enter a past one")
        return known


class NoteForm(forms.Form):
    text = long("What to add", help_text="What was written once can’t be changed.")


class DecideForm(forms.Form):
    risk = forms.ChoiceField(
        label="Risk to the people it is about",
        choices=[one for one in Incident.Risk.choices if one[0]],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how great the risk is"},
    )
    who = forms.CharField(
        label="Who decides", max_length=200, help_text="A named person."
    )
    reason = long("Why")


class ToldForm(forms.Form):
    at = MomentField(label="When", help_text="For example, 27/03/2026 14:30.")
    reference = forms.CharField(
        label="Reference", required=False, max_length=200, help_text="Theirs or yours."
    )


class PeopleToldForm(forms.Form):
    on = DayField(label="When", help_text=DAY)
    how = long("How, and what they were told")


class CloseForm(forms.Form):
    lessons = long("What was learnt, and what is different now")
