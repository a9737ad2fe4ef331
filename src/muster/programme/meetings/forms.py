"""The forms of groups and meetings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from muster.design.fields import DayField
from muster.documents.models import Issued
from muster.programme.asked import ClockField, NameField, long
from muster.programme.contacts import Contact, named
from muster.programme.groups.group import Group, Seat, Sitting
from muster.programme.groups.meeting import Meeting
from muster.programme.groups.rhythm import WEEKDAYS, WEEKS, Rhythm
from muster.programme.meetings import exempt
from muster.programme.meetings.item import Item, Outcome, Presence
from muster.programme.meetings.papers_due import PACKS
from muster.programme.plans.plan import Plan
from muster.programme.plans.standing import AMBER, BLUE, GREEN, RED
from muster.school_year.dates import BadDate
from muster.school_year.said import SaidDate, read_said


def short(label: str, help_text: str = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=200
    )


class WhenField(forms.CharField):
    """A date as papers say it: a day, a month, a term. What was said is kept."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(
            label=label,
            max_length=200,
            help_text="A day, a month or a term: 27/03/2026, March 2026, spring term 2026.",
            widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
            **more,
        )

    def clean(self, value: Any) -> SaidDate | None:
        if not (text := super().clean(value)):
            return None
        try:
            return read_said(text)
        except BadDate as why:
            raise ValidationError(str(why)) from None


class NamesField(forms.CharField):
    """People by their names or initials, with commas between."""

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        names = [one.strip() for one in text.replace(";", ",").split(",")]
        found = list(dict.fromkeys(filter(None, names)))
        if self.required and not found:
            raise ValidationError("Write one name at least.")
        return found


def contacts(names: list[str]) -> list[Contact]:
    return list(dict.fromkeys(named(one) for one in names))


# Groups -----------------------------------------------------------------------------------


class GroupForm(forms.Form):
    name = short("What it is called")
    initials = forms.CharField(
        label="Initials",
        required=False,
        max_length=20,
        help_text="As papers write it. Its decisions are numbered by them: AWG/2026-03/2.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
    )
    kind = forms.ChoiceField(label="What it is", choices=Group.Kind.choices)
    reports_to = forms.ModelChoiceField(
        Group.objects.filter(closed_on=None),
        label="Reports to",
        required=False,
        empty_label="Nobody",
        help_text="Its closed minutes are on the next agenda there.",
    )
    purpose = long("What it is for", required=False)
    audience = forms.ChoiceField(
        label="Which data pack its members may have",
        required=False,
        choices=[("", "None"), *((one, one.capitalize()) for one in PACKS)],
        help_text="The latest one that was signed off is on its next agenda.",
    )
    paper_days = forms.IntegerField(
        label="Working days before a meeting that papers are due",
        min_value=0,
        max_value=60,
        initial=7,
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}
        ),
    )


class ChangeGroupForm(GroupForm):
    closed_on = DayField(
        label="Closed on",
        required=False,
        help_text="Of a group that meets no longer. Its papers stay.",
    )


class TermsForm(forms.Form):
    text = long("Terms of reference", rows=12)
    from_on = DayField(label="In force from")
    review_on = DayField(label="To be reviewed by", required=False)
    agreed_at = forms.ModelChoiceField(
        Meeting.objects.none(),
        label="Agreed at the meeting of",
        required=False,
        empty_label="No meeting",
    )

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = group.meetings.filter(state=Meeting.State.HELD).order_by("-on")
        self.fields["agreed_at"].queryset = held


class SeatForm(forms.Form):
    name = short("Whom it is for", "For example: PRU headteachers.")
    wanted = forms.IntegerField(
        label="How many",
        min_value=1,
        max_value=99,
        initial=1,
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}
        ),
    )


class SitForm(forms.Form):
    name = short("Who", "A name or initials, as papers write them.")
    organisation = short("From where", "A school, a team, a partner.", required=False)
    sits_as = forms.ChoiceField(label="As", choices=Sitting.As.choices)
    seat = forms.ModelChoiceField(
        Seat.objects.none(), label="In which seat", required=False, empty_label="None"
    )
    deputy_for = forms.ModelChoiceField(
        Sitting.objects.none(),
        label="Deputy for",
        required=False,
        empty_label="Nobody",
        help_text="Of a deputy only.",
    )
    from_on = DayField(label="From")
    to_on = DayField(label="To", required=False)

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].queryset = group.seats.filter(closed_on=None)
        sits = group.sittings.exclude(sits_as=Sitting.As.DEPUTY).filter(to_on=None)
        self.fields["deputy_for"].queryset = sits
        self.fields["deputy_for"].label_from_instance = lambda one: one.contact.name


class LastDayForm(forms.Form):
    to_on = DayField(label="Their last day")


class RhythmForm(forms.Form):
    from_on = DayField(label="From")
    every = forms.ChoiceField(
        label="How often", choices=Rhythm.Every.choices, widget=forms.RadioSelect
    )
    week = forms.TypedChoiceField(
        label="Which one of its month", choices=WEEKS, coerce=int
    )
    weekday = forms.TypedChoiceField(
        label="Day of the week", choices=WEEKDAYS, coerce=int
    )
    starts_at = ClockField("Begins at")
    ends_at = ClockField("Ends at")
    place = short("Where", required=False)


class UsualForm(forms.Form):
    title = short("What it is called")
    purpose = forms.CharField(
        label="To do what",
        required=False,
        max_length=60,
        help_text="For example: to note, to decide.",
    )
    at_end = forms.BooleanField(label="At the end of the meeting", required=False)


# Meetings ---------------------------------------------------------------------------------


class MeetingForm(forms.Form):
    on = DayField(label="The day")
    starts_at = ClockField("Begins at")
    ends_at = ClockField("Ends at")
    place = short("Where", required=False)
    title = short("What kind of meeting", "Only if not an ordinary one.", False)


class MoveForm(MeetingForm):
    reason = long(
        "Why it is changed", "Calendars that have it show the change.", rows=2
    )


class WhyForm(forms.Form):
    reason = long("Why", rows=2)


class RestoreForm(forms.Form):
    on = DayField(label="The day")
    reason = long("Why", required=False, rows=2)


class ItemForm(forms.Form):
    """An item, and whether the public may read it."""

    title = forms.CharField(label="What it is called", max_length=300)
    purpose = forms.CharField(
        label="To do what",
        required=False,
        max_length=60,
        help_text="For example: to note, to discuss, to decide.",
    )
    presenter = short("Who leads it", required=False)
    takes = forms.IntegerField(
        label="Minutes it takes",
        required=False,
        min_value=0,
        max_value=600,
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}
        ),
    )
    note = long("Note on the agenda", required=False, rows=2)
    papers = forms.ModelMultipleChoiceField(
        Issued.objects.none(),
        label="Papers",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    exempt_reason = forms.ChoiceField(
        label="May the public read it?",
        required=False,
        help_text=f"What is exempt is left out of public papers. It is exempt only where"
        f" {exempt.public_interest()}. Never exempt: {'; '.join(exempt.never())}.",
    )
    public_title = forms.CharField(
        label="What public papers call it",
        required=False,
        max_length=300,
        help_text="Of an exempt item. Without one they give the paragraph only.",
    )

    def __init__(
        self,
        *args: Any,
        meeting: Meeting,
        item: Item | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        reasons = [(one.key, f"No. {one.words}") for one in exempt.reasons(meeting.on)]
        self.fields["exempt_reason"].choices = [("", "Yes, it is public"), *reasons]
        offered = _papers(item)
        self.fields["papers"].queryset = offered
        if not offered:
            del self.fields["papers"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said["takes"] = said.get("takes") or 0
        return said


def _papers(item: Item | None) -> models.QuerySet[Issued]:
    """The latest packs, and whatever the item has: what came by itself is not lost when
    something else of it is changed."""
    papers = Issued.objects.defer("figures")
    latest = papers.filter(audience__in=PACKS).values_list("pk", flat=True)[:6]
    held = [one.pk for one in item.brought] if item else []
    return papers.filter(pk__in=[*latest, *held])


class AttendForm(forms.Form):
    name = short("Who", "A name, as the minutes are to have it.")
    organisation = short("From where", required=False)
    deputy_for = forms.ModelChoiceField(
        Contact.objects.none(),
        label="As a deputy for",
        required=False,
        empty_label="Nobody",
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sits = meeting.group.sittings.held(meeting.on)
        members = Contact.objects.filter(sittings__in=sits).distinct()
        self.fields["deputy_for"].queryset = members


class RecordForm(forms.Form):
    kind = forms.ChoiceField(
        label="What came of it",
        choices=[
            (Outcome.Kind.DECISION, "A decision, which gets a number"),
            (Outcome.Kind.INFORMATION, "Information"),
        ],
        widget=forms.RadioSelect,
        initial=Outcome.Kind.DECISION,
    )
    outcome = long("In words", rows=2)


class ActionForm(forms.Form):
    """An action agreed of an item."""

    heading = forms.CharField(label="What is to be done", max_length=300)
    owners = NamesField(
        label="Who does it",
        max_length=400,
        help_text="Names or initials, with commas between. The first answers for it.",
    )
    due = WhenField("By when")
    ref = forms.CharField(
        label="Reference in the plan",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
    )
    plan = forms.ModelChoiceField(
        Plan.objects.none(), label="Into which plan", empty_label=None
    )

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans


class RateForm(forms.Form):
    """A status given in the meeting."""

    colour = forms.ChoiceField(
        label="How it stands",
        choices=[(one, one.capitalize()) for one in (GREEN, AMBER, RED, BLUE)],
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
    )
    why = long("Why it is amber or red", required=False, rows=2)
    path = long("How it gets back to green", required=False, rows=2)
    path_by = DayField(label="By which day", required=False)
    difference = long(
        "Why not as the rule says", "Only where it is better than that.", False, 2
    )


class NoteForm(forms.Form):
    """What the plan is to say of an action from now on."""

    progress = long("How it goes, as the plan is to say it", rows=3)
    authors = short("Who said so", required=False)


class SettleForm(forms.Form):
    text = long("What the minutes will say", required=False, rows=10)
    against = forms.IntegerField(widget=forms.HiddenInput)


class CorrectForm(forms.Form):
    text = long("What the minutes should say", rows=6)
    why = long("Why", rows=2)
    agreed_at = forms.ModelChoiceField(
        Meeting.objects.none(), label="Agreed at the meeting of", empty_label=None
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed_at"].queryset = held_since(meeting)


class AgreeForm(forms.Form):
    at = forms.ModelChoiceField(
        Meeting.objects.none(), label="Agreed at the meeting of", empty_label=None
    )

    def __init__(self, *args: Any, meetings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].queryset = meetings


def held_since(meeting: Meeting) -> Any:
    """Meetings of its group that were held on its day or after it, the latest first."""
    held = meeting.group.meetings.filter(state=Meeting.State.HELD, on__gte=meeting.on)
    return held.select_related("group").order_by("-on")


# The year ---------------------------------------------------------------------------------


class LineForm(forms.Form):
    text = forms.CharField(label="What is reported or done", max_length=300)
    owner = short("Who does it", required=False)
    when = WhenField("When")


class ProtocolForm(forms.Form):
    title = short("What it is called")
    partners = long("Between whom", "One partner a line.", rows=3)
    owner = NameField("Who answers for it", help_text="A name or initials.")
    group = forms.ModelChoiceField(
        Group.objects.filter(closed_on=None),
        label="The group that keeps it",
        required=False,
        empty_label="No group",
    )
    version = forms.CharField(
        label="Version",
        max_length=40,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
    )
    agreed_on = DayField(label="Agreed on", required=False)
    review_on = DayField(label="To be reviewed by", required=False)
    link = forms.URLField(
        label="Where it is",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="Its address on the web.",
    )
    responsible = short("Who does it", "Names or teams.", False)
    consulted = short("Who is asked first", required=False)
    informed = short("Who is told", required=False)
    ended_on = DayField(label="Ended on", required=False)


HOW = [
    (Presence.How.PRESENT, "Present"),
    (Presence.How.APOLOGIES, "Apologies"),
    (Presence.How.ABSENT, "Absent"),
]


def day_said(on: date | None) -> str:
    """A day as a box shows it."""
    return f"{on:%d/%m/%Y}" if on else ""
