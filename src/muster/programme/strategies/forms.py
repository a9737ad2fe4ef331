"""What the pages of strategies ask."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from muster.design.fields import DayField
from muster.programme.asked import long
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.plans import standing
from muster.programme.plans.action import Action
from muster.programme.strategies.consultation import Consultation, Theme
from muster.programme.strategies.reach import Audience, Sending
from muster.programme.strategies.strategy import Gate, State, Strategy


TEXT_HINT = (
    "A line that begins with “#” is the heading of a section: # What we want. A line that"
    " begins with “- ” is a point of a list."
)


class ActionField(forms.ModelChoiceField):
    """An action of a plan, by what it is called on a day."""

    def __init__(self, on: date, held: Action | None) -> None:
        super().__init__(
            Action.objects.none(),
            label="The action of a plan that it answers",
            required=False,
            empty_label="None",
            help_text="That action then waits for the meetings of its boards.",
        )
        stood = standing.stood(Action.objects.filter(plan__closed_on=None), on)
        self.names = {one.action.pk: _named(one) for one in stood if not one.is_closed}
        if held is not None:
            # One that is closed since stays the one it answers.
            self.names.setdefault(held.pk, f"{held.plan}: {held}")
        self.queryset = Action.objects.filter(pk__in=self.names)

    def label_from_instance(self, action: Action) -> str:
        return self.names[action.pk]


class AboutForm(forms.Form):
    """What a strategy is; its text has a page of its own."""

    title = forms.CharField(label="Title", max_length=200)
    kind = forms.ChoiceField(label="What it is", choices=Strategy.Kind.choices)
    group = forms.ModelChoiceField(
        Group.objects.filter(closed_on=None),
        label="The group that writes it",
        required=False,
        empty_label="No group",
    )

    def __init__(self, *given: Any, on: date, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["action"] = ActionField(on, self.initial.get("action"))


class StartForm(AboutForm):
    text = long("The first draft", TEXT_HINT, rows=20, max_length=200_000)


class WriteForm(forms.Form):
    text = long("Text", TEXT_HINT, rows=30, max_length=200_000)
    changed = long("What changes with this version", "A sentence for readers.", rows=2)
    number = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    def __init__(self, *given: Any, asks: str) -> None:
        super().__init__(*given)
        self.fields["reason"] = long(asks)


class SupersedeForm(forms.Form):
    other = forms.ModelChoiceField(
        Strategy.objects.none(),
        label="What takes its place",
        empty_label="Choose the strategy",
    )

    def __init__(self, *given: Any, strategy: Strategy) -> None:
        super().__init__(*given)
        agreed = Strategy.objects.filter(state__in=[State.AGREED, State.LAUNCHED])
        self.fields["other"].queryset = agreed.exclude(pk=strategy.pk)


class BoardForm(forms.Form):
    group = forms.ModelChoiceField(
        Group.objects.filter(closed_on=None).exclude(kind=Group.Kind.AUDIENCE),
        label="Board",
        empty_label="Choose the board",
        help_text="It is asked after those that are there.",
    )


class MeetingForm(forms.Form):
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label="Meeting", empty_label="Choose the meeting"
    )

    def __init__(self, *given: Any, gate: Gate) -> None:
        super().__init__(*given, initial={"meeting": gate.meeting_id})
        held = gate.group.meetings.exclude(state=Meeting.State.CANCELLED)
        self.fields["meeting"].queryset = held.select_related("group")


class DecideForm(forms.Form):
    decision = forms.ChoiceField(
        label="What it decided", choices=Gate.Decision.choices, widget=forms.RadioSelect
    )
    minute = forms.CharField(
        label="Reference of the minute",
        max_length=60,
        help_text="For example, CIB 31/4.",
    )
    note = long("In its words", "Why, where it was sent back.", required=False)


class ConsultForm(forms.Form):
    purpose = long("What you ask for", "The first thing people read.")
    privacy = long(
        "Why you ask, and what happens with answers",
        "Who reads them, what is published, and how long they are kept.",
    )
    closes_on = DayField(label="Open until", help_text="This day counts.")
    is_anonymous = forms.BooleanField(
        label="Replies are anonymous: a link only says that it was used", required=False
    )


class ThemeForm(forms.Form):
    said = long("You said", "One thing that people said, in a sentence or two.")


class AnswerForm(ThemeForm):
    answer = forms.ChoiceField(
        label="What became of it",
        required=False,
        choices=[("", "Not decided yet"), *Theme.Answer.choices],
    )
    done = long("We did", "What was changed, or why nothing was.", required=False)


class DrawForm(forms.Form):
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.none(),
        label="Themes it speaks of",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *given: Any, consultation: Consultation, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["themes"].queryset = consultation.themes.all()


class CloseForm(forms.Form):
    no_themes = long(
        "Why nothing was drawn from the replies",
        "Only where there are replies, and no themes.",
        required=False,
    )


class AudienceToAskForm(forms.Form):
    audience = forms.ModelChoiceField(
        Audience.objects.all(), label="Audience", empty_label="Choose the audience"
    )


class AudienceForm(forms.Form):
    kind = forms.ChoiceField(label="Who they are", choices=Audience.Kind.choices)
    name = forms.CharField(
        label="Name", max_length=200, help_text="For example, Secondary schools."
    )


class SendForm(forms.Form):
    audience = forms.ModelChoiceField(
        Audience.objects.all(), label="Audience", empty_label="Choose the audience"
    )
    what = forms.CharField(
        label="What was sent",
        max_length=300,
        help_text="For example, The strategy, by email.",
    )
    channel = forms.ChoiceField(label="How", choices=Sending.Channel.choices)
    on = DayField(label="When")
    asks = forms.BooleanField(
        label="Each is asked by a link whether they have read it", required=False
    )
    closes_on = DayField(
        label="They can answer until",
        required=False,
        help_text="Only where they are asked.",
    )


class AcknowledgeForm(forms.Form):
    found = forms.ModelMultipleChoiceField(
        queryset=None,
        label="Who has taken it in",
        widget=forms.CheckboxSelectMultiple,
    )
    how = forms.CharField(
        label="How that is known",
        max_length=200,
        help_text="For example, Heads’ meeting, from the attendance sheet.",
    )
    on = DayField(label="When")

    def __init__(self, *given: Any, members: Any) -> None:
        super().__init__(*given)
        self.fields["found"].queryset = members


class BriefingForm(forms.Form):
    with_whom = forms.CharField(
        label="With whom", max_length=200, help_text="For example, Cllr Rowan."
    )
    on = DayField(label="When")
    text = long("What was said, in a sentence or two")


class MessagesForm(forms.Form):
    lines = long("Messages, a line each", rows=8)
    changed = long("What changed since the last version", required=False, rows=2)

    def clean_lines(self) -> list[str]:
        return self.cleaned_data["lines"].splitlines()


def _named(one: standing.Standing) -> str:
    title = one.title if len(one.title) < 80 else f"{one.title[:79]}…"
    return f"{one.action.plan}: {one.ref} {title}"
