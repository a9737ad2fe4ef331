"""The forms of plans as a whole: starting one, adding to it, who keeps it, its reviews."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms

from muster.design.fields import DayField
from muster.programme.asked import long
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.plans import at_meeting
from muster.programme.plans.plan import Plan
from muster.programme.printed import Kind
from muster.school_year import BadDate
from muster.school_year.said import SaidDate, read_windows


KINDS = [
    (Kind.LOG.value, "Task log: statuses at each review, in ten columns"),
    (Kind.PLAN.value, "Action plan: actions and success measures, in four columns"),
]
SAID = "As people say it: 27/03/2026, March 2026, or spring term 2026."


class SaidField(forms.CharField):
    """A date as papers say it, kept as said: a day, a month, a range or a term."""

    def clean(self, value: Any) -> tuple[SaidDate, ...]:
        text = super().clean(value)
        if not text:
            return ()
        try:
            return read_windows(text)
        except BadDate as why:
            raise forms.ValidationError(str(why)) from None


class NamesField(forms.CharField):
    """Names, one a line, each once: a list of them once cleaned."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> list[str]:
        lines = (line.strip() for line in super().clean(value).splitlines())
        return list(dict.fromkeys(filter(None, lines)))


class MeetingField(forms.ModelChoiceField):
    """A meeting of those who look after a plan: one there was, or with ``offers`` one to
    come. Any can be read from the form: the verb says of the others why not."""

    def __init__(
        self,
        label: str,
        *,
        offers: Callable[[Plan, date], list[Meeting]] = at_meeting.past,
        **more: Any,
    ) -> None:
        super().__init__(
            Meeting.objects.select_related("group"),
            label=label,
            empty_label=more.pop("empty_label", "No meeting"),
            **more,
        )
        self.offers = offers

    def of(self, plan: Plan, on: date) -> None:
        offered = self.offers(plan, on)
        self.choices = [
            ("", self.empty_label or "No meeting"),
            *((one.pk, str(one)) for one in offered),
        ]


class StartForm(forms.Form):
    title = forms.CharField(label="What it is called", max_length=300)
    kind = forms.ChoiceField(label="Kind", choices=KINDS, widget=forms.RadioSelect)
    group = forms.ModelChoiceField(
        Group.objects.filter(closed_on=None),
        label="The group whose plan it is",
        required=False,
        empty_label="No group",
    )
    owner = forms.CharField(
        label="Who keeps it",
        max_length=200,
        required=False,
        help_text="The name or initials papers use.",
    )


class AddForm(forms.Form):
    """A new action."""

    heading = forms.CharField(label="What it is called", max_length=300)
    objective = long("What it is for", required=False, rows=2)
    description = long("What is to be done", required=False)
    ref = forms.CharField(
        label="Reference",
        max_length=20,
        required=False,
        help_text="As printed: 7 or 2a. One that was ever used is not used again.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
    )
    section = forms.CharField(label="Section", max_length=200, required=False)
    owners = NamesField(
        label="Who does it",
        required=False,
        help_text="Names or initials, one a line. The first answers for it.",
    )
    due = SaidField(label="When it is due", required=False, help_text=SAID)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if plan.is_log:  # a log's sections follow from how its tasks stand
            del self.fields["section"]


class KeepForm(forms.Form):
    owner = forms.CharField(
        label="Who keeps the plan from now on",
        max_length=200,
        help_text="The name or initials papers use. Old papers go on naming who kept it then.",
    )
    from_on = DayField(label="From", required=False)


class ReviewForm(forms.Form):
    meeting = MeetingField("At which meeting", required=False, offers=at_meeting.around)
    on = DayField(
        label="Or on which day",
        required=False,
        help_text="If it is no meeting. For example, 27/03/2026.",
    )

    def __init__(self, *args: Any, plan: Plan, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].of(plan, today)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not said.get("meeting") and not said.get("on"):
            self.add_error("meeting", "Choose a meeting, or give a day below")
        return said


class CloseForm(forms.Form):
    reason = long(
        "Why it is closed",
        "For example: every action is done, or the group was merged into another.",
    )
    meeting = MeetingField("The meeting that closed it", required=False)
    on = DayField(
        label="Or from which day",
        required=False,
        help_text="If no meeting closed it. Today, if you leave it empty.",
    )

    def __init__(self, *args: Any, plan: Plan, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].of(plan, today)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        meeting, on = said.get("meeting"), said.get("on")
        if meeting and on and meeting.on != on:
            self.add_error(
                "on",
                f"{meeting} was on another day. Leave the day empty, or choose no meeting",
            )
        return said


class ReopenForm(forms.Form):
    reason = long("Why it is opened again")
