"""The forms of what is said of an action. Each begins with how the action stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.http import Http404
from django.utils import timezone

from muster.accounts.models import User
from muster.design.fields import DayField
from muster.design.filters import day
from muster.documents import shelves
from muster.documents.models import Issued
from muster.programme.asked import long
from muster.programme.plans import at_meeting, changing, standing, suggesting
from muster.programme.plans.action import Action, Note, Step
from muster.programme.plans.plan_forms import (
    SAID,
    MeetingField,
    NamesField,
    SaidField,
)
from muster.programme.plans.standing import AMBER, BLUE, GREEN, RED, Standing
from muster.school_year.said import SaidDate


COLOURS = [
    (GREEN, "Green: on course for its date, and nothing needs help"),
    (AMBER, "Amber: at risk, with a plan back to green in its owner’s control"),
    (RED, "Red: wrong, with no plan, or one beyond its owner’s control"),
    (BLUE, "Blue: delivered, and put forward to be closed"),
]


class SayForm(forms.Form):
    """``now`` is how the action stands and ``user`` says it; ``number`` is that of a part
    of it."""

    def __init__(
        self,
        *args: Any,
        now: Standing,
        user: User,
        number: int | None = None,
        **kwargs: Any,
    ) -> None:
        self.now, self.user, self.number = now, user, number
        kwargs["initial"] = {**self.held(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, MeetingField):
                field.of(now.action.plan, now.on)

    def held(self) -> dict[str, Any]:
        """What the fields begin with."""
        return {}


class RateForm(SayForm):
    colour = forms.ChoiceField(
        label="How it stands", choices=COLOURS, widget=forms.RadioSelect
    )
    reason = long("Why", "Asked of amber and red.", required=False)
    path = long(
        "How it gets back to green",
        "What is done, and by whom. Asked of amber and red.",
        required=False,
    )
    path_by = DayField(label="By which day", required=False)
    difference = long(
        "Why it is better than the rule says",
        "Only where your colour is better than the one suggested above.",
        required=False,
        rows=2,
    )
    meeting = MeetingField(
        "Said at a meeting",
        required=False,
        help_text="It then stands from the day of that meeting.",
    )

    def held(self) -> dict[str, Any]:
        """The last reason and way back, to be said again or anew; the colour is asked."""
        made = self.now.rating
        if made is None or made.colour not in (AMBER, RED) or made.path_by is None:
            return {}
        return {
            "reason": made.reason,
            "path": made.path,
            "path_by": dated(made.path_by),
        }

    @property
    def suggested(self) -> suggesting.Suggestion:
        return changing.suggest_for(self.now)


class NoteForm(SayForm):
    kind = forms.ChoiceField(
        label="Kind", choices=Note.Kind.choices, initial=Note.Kind.PROGRESS
    )
    text = long("What is to be said", rows=6)
    authors = forms.CharField(
        label="With whom",
        required=False,
        max_length=300,
        help_text="Who wrote it with you, or whom a briefing was with.",
    )
    meeting = MeetingField("Said at a meeting", required=False)


class AddStepForm(SayForm):
    text = long("The step", "What is to be done, in a line.", rows=2)
    due_on = DayField(label="By which day", required=False)


class StepForm(SayForm):
    text = long("The step", rows=2)
    state = forms.ChoiceField(
        label="How it stands", choices=Step.State.choices, widget=forms.RadioSelect
    )
    due_on = DayField(label="By which day", required=False)

    def held(self) -> dict[str, Any]:
        found = [one for one in self.now.steps if one.number == self.number]
        if not found:
            raise Http404
        [step] = found
        return {"text": step.text, "state": step.state, "due_on": dated(step.due_on)}


class EvidenceForm(SayForm):
    title = forms.CharField(
        label="What shows that it is done",
        max_length=300,
        required=False,
        help_text="For example: the policy as published on 4 September 2025. Everybody who"
        " reads the action reads this. Only a paper chosen below can do without.",
    )
    paper = forms.ModelChoiceField(
        Issued.objects.none(),
        label="A paper that was issued here",
        required=False,
        help_text="Only those who may open it are told its title.",
    )
    link = forms.URLField(
        label="Or where it is",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="A web address. Leave it empty for what stands in no one place.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        papers = self.fields["paper"]
        papers.queryset = shelves.openable(self.user)
        papers.choices = [("", "No paper"), *_by_shelf(papers.queryset)]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        paper = said.get("paper")
        if self.errors:
            return said
        if not said["title"] and paper is None:
            self.add_error("title", "Say what shows that it is done, or choose a paper")
        if paper is not None and said["link"]:
            self.add_error("link", "Choose a paper or give an address, not both")
        if paper is not None and not said["title"]:
            issued_on = timezone.localtime(paper.issued_at).date()
            said["title"] = f"A paper issued on {day(issued_on)}"
        return said


def _by_shelf(papers: Iterable[Issued]) -> list[tuple[int, str]]:
    """Papers to choose from: those of a kind together, the newest of each first."""
    shelved = sorted(
        ((shelves.shelf_of(one).title, one) for one in papers), key=lambda each: each[0]
    )
    return [(one.pk, f"{title}: {_dated(one)}") for title, one in shelved]


def _dated(paper: Issued) -> str:
    issued_on = timezone.localtime(paper.issued_at).date()
    return f"{shelves.called(paper)}, {day(issued_on)}"


class ProposeForm(SayForm):
    meeting = MeetingField("To be closed at", required=False, offers=at_meeting.coming)
    reason = long(
        "Why it closes without evidence",
        "Only where no evidence is added that it was done: overtaken, say, or no longer"
        " needed.",
        required=False,
    )


class WhyForm(SayForm):
    reason = long("Why")


class ConfirmForm(SayForm):
    meeting = MeetingField(
        "The meeting that closed it", empty_label="Choose the meeting"
    )
    reason = long("What the meeting said", required=False)


class OwnersForm(SayForm):
    owners = NamesField(
        label="Who does it",
        help_text="Names or initials as papers write them, one a line.",
    )
    accountable = forms.CharField(
        label="Who of them answers for it",
        max_length=200,
        help_text="One of the names above. What is shared by all is done by nobody.",
    )
    consulted = NamesField(label="Who is consulted", required=False)
    informed = NamesField(label="Who is kept informed", required=False)
    reason = long("Why it changes", required=False, rows=2)

    def held(self) -> dict[str, Any]:
        shares: dict[str, list[str]] = {}
        for one in self.now.everybody:
            shares.setdefault(one.share, []).append(one.name)
        answers = self.now.accountable
        return {
            "owners": "\n".join(shares.get("responsible", [])),
            "accountable": answers.name if answers else "",
            "consulted": "\n".join(shares.get("consulted", [])),
            "informed": "\n".join(shares.get("informed", [])),
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        owners, answers = said.get("owners"), said.get("accountable")
        if owners and answers and answers not in owners:
            self.add_error(
                "accountable",
                f"“{answers}” is not among the names above. Add it there.",
            )
        return said


class DeadlineForm(SayForm):
    due = SaidField(label="The new deadline", help_text=SAID)
    reason = long("Why it moves", required=False)
    approved_at = MeetingField("The meeting that approved it", required=False)


class RewordForm(SayForm):
    heading = forms.CharField(label="What it is called", max_length=300)
    objective = long("What it is for", required=False, rows=2)
    description = long("What is to be done", required=False)
    ref = forms.CharField(label="Reference", required=False, max_length=20)
    start = SaidField(label="When it starts", help_text=SAID, required=False)
    section = forms.CharField(label="Section", required=False, max_length=200)
    reason = long("Why it is reworded", rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.now.action.plan.is_log:
            del self.fields["section"]

    def held(self) -> dict[str, Any]:
        names = ("heading", "objective", "description", "ref")
        wording = self.now.wording
        kept = {name: getattr(wording, name) for name in names}
        start = str(wording.start or "")
        return {**kept, "start": start, "section": str(wording.section or "")}

    def clean_start(self) -> SaidDate | None:
        """One date or none. What a paper says and nobody can read stands until one is set."""
        said = self.cleaned_data["start"]
        if len(said) > 1:
            raise forms.ValidationError("Give one date or one range of dates.")
        return said[0] if said else None


class WaitForm(SayForm):
    """What it waits for: another action, of any plan, or a meeting."""

    needs = forms.TypedChoiceField(
        label="Another action", required=False, coerce=int, empty_value=None
    )
    needs_meeting = MeetingField(
        "Or a meeting", required=False, offers=at_meeting.coming
    )
    reason = long("Why", required=False, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = standing.stood(
            Action.objects.exclude(pk=self.now.action.pk), self.now.on
        )
        self.fields["needs"].choices = [
            ("", "No action"),
            *((one.action.pk, _called(one)) for one in others if not one.is_closed),
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.errors:
            return said
        if bool(said.get("needs")) == bool(said.get("needs_meeting")):
            self.add_error("needs", "Choose one action, or one meeting below")
        return said


def _called(one: Standing) -> str:
    return f"{one.action.plan.title}: {one.ref} {one.title}".replace(":  ", ": ")


def dated(value: date | None) -> str:
    return f"{value:%d/%m/%Y}" if value else ""
