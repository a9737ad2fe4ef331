"""What is asked when a meeting is planned, moved, held; when something is shared, placed,
challenged or answered."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms

from muster.accounts.models import User
from muster.design.fields import DayField, offer, offer_rows
from muster.design.filters import hour
from muster.practice.challenge import Challenge
from muster.practice.risk import Rule
from muster.school_year.clock import today


NO_CHILD = "Name no child here: say how many pupils, and of what kind."


def long(
    label: str, help_text: str = "", *, required: bool = True, rows: int = 4
) -> Any:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def short(label: str, help_text: str = "", *, required: bool = True) -> Any:
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=200
    )


class TimeField(forms.TimeField):
    def __init__(self, label: str = "Begins at") -> None:
        super().__init__(
            label=label,
            required=False,
            input_formats=[
                *("%I%p", "%I %p", "%I:%M%p", "%I:%M %p", "%I.%M%p", "%I.%M %p"),
                *("%H:%M", "%H.%M"),
            ],
            help_text="For example, 2:30pm",
            widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
            error_messages={"invalid": "Write the time like 2:30pm"},
        )

    def prepare_value(self, value: Any) -> Any:
        return hour(value) if isinstance(value, time) else value


class PlaceForm(forms.Form):
    """Where a school is put for a term."""

    cohort = forms.ChoiceField(label="Where it stands", widget=forms.RadioSelect)
    reason = long("Why", "It stands beside the school’s place.", rows=3)

    def __init__(self, *args: Any, rule: Rule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self,
            "cohort",
            [
                *(
                    (one.name, f"{one.title}: {one.minutes} minutes")
                    for one in rule.cohorts
                ),
                ("rule", "Back where the rule has it"),
            ],
        )


class PlanForm(forms.Form):
    """One meeting."""

    on = DayField(
        label="On which day",
        error_messages={"required": "Enter the day of the meeting"},
    )
    starts_at = TimeField()
    minutes = forms.IntegerField(
        label="How many minutes",
        min_value=10,
        max_value=480,
        error_messages=dict.fromkeys(
            ("min_value", "max_value", "invalid"), "Enter minutes from 10 to 480"
        ),
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}
        ),
    )
    place = short("Where", "The school, an address, or online.", required=False)
    officer = forms.ModelChoiceField(
        User.objects.none(), label="Who holds it", required=False
    )

    def __init__(self, *args: Any, officers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = User.objects.filter(pk__in=[one.pk for one in officers])
        offer_rows(self, "officer", mine, none="Nobody yet")


class MoveForm(forms.Form):
    to = DayField(label="To which day")
    starts_at = TimeField()
    place = short("Where", required=False)
    why = long("Why it is moved", rows=2)


class WhyForm(forms.Form):
    why = long("Why", rows=3)


class HoldForm(forms.Form):
    on = DayField(label="Held on", until=today)
    came = long("Who came", "One to a line: name, and what they are.")
    notes = long("In a sentence or two", NO_CHILD, required=False, rows=3)


class AgreeForm(forms.Form):
    heading = long("What is agreed", NO_CHILD, rows=2)
    owner = short("Who does it", "A name, or what they are: “Head of Year 9”.")
    due_on = DayField(label="By when")


class ReportForm(forms.Form):
    text = long("How it goes", NO_CHILD, rows=3)
    is_done = forms.BooleanField(
        label="It is done: put it forward to be closed", required=False
    )


class DocumentForm(forms.Form):
    title = short("What it is called", "As the school reads it. Name no child.")
    document = forms.FileField(
        label="The document",
        help_text="PDF, Word, Excel or PowerPoint, of 20 MB at most.",
        error_messages={"empty": "The document is empty. Choose another"},
    )


class ChallengeForm(forms.Form):
    """What is wrong; and which figure is meant, where a row of several was asked about."""

    which = forms.ChoiceField(
        label="Which figure",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which figure is wrong"},
    )
    text = long("What you think is wrong", NO_CHILD)
    should_be = forms.CharField(
        label="What it should be, if you know", required=False, max_length=300
    )

    def __init__(self, *args: Any, figures: list[str], **more: Any) -> None:
        super().__init__(*args, **more)
        if len(figures) < 2:
            del self.fields["which"]
            return
        offer(self, "which", [(str(nth), says) for nth, says in enumerate(figures)])


class AgainForm(forms.Form):
    text = long("What is still wrong", NO_CHILD)


class AnswerForm(forms.Form):
    state = forms.ChoiceField(
        label="What came of it",
        widget=forms.RadioSelect,
        choices=[
            (Challenge.State.ANSWERED, "The figure stands"),
            (Challenge.State.CORRECTED, "It is put right"),
        ],
    )
    text = long("The answer", "The school reads it as you write it.")
