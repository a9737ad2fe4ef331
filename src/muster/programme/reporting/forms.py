"""The forms of boards, their dates, what is reported to them and what they recommend."""

from __future__ import annotations

from typing import Any

from django import forms

from muster.design.fields import DayField
from muster.documents.models import Issued
from muster.programme import contacts
from muster.programme.asked import NameField, long
from muster.programme.groups.dates.found import MOST_BYTES
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.plans.plan import Plan, Recommendation
from muster.programme.reporting.line import ReportingPlan, ReportLine
from muster.programme.reporting.paper import headings
from muster.school_year.clock import today


def days_field(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=60,
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}
        ),
    )


# Boards and their dates ------------------------------------------------------------------


class BoardForm(forms.Form):
    KINDS = (Group.Kind.BOARD, Group.Kind.COMMITTEE, Group.Kind.AUDIENCE)

    kind = forms.ChoiceField(
        label="What it is", choices=[(one.value, one.label) for one in KINDS]
    )
    name = forms.CharField(label="Name", max_length=200)
    initials = forms.CharField(
        label="Short name on papers", max_length=20, required=False
    )
    purpose = long("What it is for", required=False)
    audience = forms.ChoiceField(
        label="Which pack it may have",
        required=False,
        choices=[
            ("", "None said"),
            ("board", "The board’s"),
            ("public", "The public’s"),
            ("officers", "Officers’"),
        ],
    )
    paper_days = days_field("Working days before a meeting that papers are due")
    reports_to = forms.ModelChoiceField(
        Group.objects.filter(closed_on=None),
        label="It reports to",
        required=False,
        empty_label="Nobody",
    )

    def __init__(self, *args: Any, board: Group | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.board = board
        if board is not None:
            self.fields["reports_to"].queryset = self.fields[
                "reports_to"
            ].queryset.exclude(pk=board.pk)
            others = [(board.kind, board.get_kind_display())]
            self.fields["kind"].choices = dict(
                [*self.fields["kind"].choices, *others]
            ).items()

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        same = Group.objects.filter(name__iexact=name)
        if self.board is not None:
            same = same.exclude(pk=self.board.pk)
        if same.exists():
            raise forms.ValidationError(
                f"There is a group called {name} already. Give this one another name."
            )
        return name


class ReasonForm(forms.Form):
    why = long("Why")


class SureForm(forms.Form):
    """Nothing to fill in: the button is the answer."""


class DatesForm(forms.Form):
    dates = forms.FileField(
        label="File of dates",
        help_text="A CSV with the columns group, date, and if you like time, ends, place,"
        " title, status and reference; an iCal file (.ics); or the XML of ModernGov’s"
        " GetMeetings, GetMeeting or GetCommittees, saved.",
        error_messages={"empty": "The file is empty. Choose another."},
    )
    group = forms.ModelChoiceField(
        Group.objects.filter(closed_on=None).exclude(kind=Group.Kind.AUDIENCE),
        label="Whose dates these are",
        required=False,
        empty_label="The file says whose",
    )

    def clean_dates(self) -> Any:
        sent = self.cleaned_data["dates"]
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(
                f"{sent.name} is larger than {MOST_BYTES // 1_000_000} MB, which no list"
                " of meetings is."
            )
        return sent


class PlaceForm(forms.Form):
    """Which group each unknown name of a file is: a choice a name, in the file's order."""

    def __init__(
        self, *args: Any, unplaced: tuple[tuple[str, str], ...], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.unplaced = unplaced
        groups = [
            (str(one.pk), one.name) for one in Group.objects.filter(closed_on=None)
        ]
        choices = [
            ("", "Choose"),
            ("leave", "None of ours: leave it out"),
            ("committee", "A new committee of that name"),
            ("board", "A new board of that name"),
            *groups,
        ]
        for number, (name, _) in enumerate(unplaced):
            self.fields[f"name_{number}"] = forms.ChoiceField(
                label=name,
                choices=choices,
                error_messages={"required": f"Choose which group “{name}” is"},
            )

    def choices(self) -> dict[tuple[str, str], str]:
        return {
            one: self.cleaned_data[f"name_{number}"]
            for number, one in enumerate(self.unplaced)
        }


# The reporting plan ----------------------------------------------------------------------


class LineForm(forms.Form):
    title = forms.CharField(label="What the report is called", max_length=200)
    kind = forms.ChoiceField(label="What it is", choices=ReportLine.Kind.choices)
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label="Meeting",
        required=False,
        empty_label="No day yet",
        help_text="Dates of the board in this school year.",
    )
    log = forms.ModelChoiceField(
        Plan.objects.filter(closed_on=None),
        label="Which log or plan, if it is one",
        required=False,
        empty_label="None",
    )
    writer = NameField("Who writes it")
    is_new = forms.BooleanField(
        label="Whoever I name is new here",
        required=False,
        help_text="Only where nobody has that name yet.",
    )
    format = forms.ChoiceField(label="As what", choices=ReportLine.Format.choices)
    own_deadline = DayField(
        label="Paper due, if not as the board asks",
        required=False,
        help_text="Leave it empty for so many working days before, as the board asks.",
    )

    def __init__(
        self, *args: Any, group: Group, plan: ReportingPlan, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        year = plan.year
        self.fields["meeting"].queryset = group.meetings.filter(
            on__range=(year.starts_on, year.ends_on)
        ).exclude(state=Meeting.State.CANCELLED)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        name, is_new = said.get("writer"), said.pop("is_new", False)
        if name and not is_new and not contacts.is_known(name):
            self.add_error("writer", unknown(name))
        return said


def unknown(name: str) -> str:
    """That nobody has a name, and who has one like it."""
    others = contacts.near(name)
    like = f" Do you mean {' or '.join(others)}?" if others else ""
    return (
        f"Nobody is called “{name}” here.{like} Write a name that is known, or say below"
        " that they are new."
    )


class ClearancesForm(forms.Form):
    steps = long(
        "Who clears it, in order",
        "A name and their working days a line. For example, Assistant director, 2",
        required=False,
    )

    def clean_steps(self) -> list[tuple[str, int]]:
        found, seen = [], set()
        for number, line in enumerate(self.cleaned_data["steps"].splitlines(), start=1):
            if not line.strip():
                continue
            name, comma, days = line.rpartition(",")
            if not comma or not days.strip().isdecimal() or not name.strip():
                raise forms.ValidationError(
                    f"Line {number}, “{line.strip()}”: write a name, a comma and how many"
                    " working days they have."
                )
            if int(days) > 60:
                raise forms.ValidationError(
                    f"Line {number}: {days.strip()} working days is longer than anybody has."
                )
            if name.strip().casefold() in seen:
                raise forms.ValidationError(
                    f"Line {number}: {name.strip()} is there twice. Once is enough."
                )
            seen.add(name.strip().casefold())
            found.append((name.strip(), int(days)))
        return found


class ClearForm(forms.Form):
    note = long("What they said", required=False)


class PaperChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title}, {obj} ({obj.issued_at:%d/%m/%Y})"


class GiveForm(forms.Form):
    paper = PaperChoice(
        Issued.objects.defer("figures"),
        label="The paper that was given",
        required=False,
        empty_label="None: it was said in words",
    )
    update = long("What was said", "For a brief update in words.", required=False)
    on = DayField(label="Given on", until=today)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("paper") and not said.get("update"):
            self.add_error("paper", "Choose the paper, or write what was said")
        return said


class SignOffForm(forms.Form):
    meeting = forms.ModelChoiceField(
        Meeting.objects.exclude(state=Meeting.State.CANCELLED).select_related("group"),
        label="Agreed at",
        required=False,
        empty_label="No meeting",
    )


# The cycle -------------------------------------------------------------------------------


class StepForm(forms.Form):
    own_day = DayField(
        label="Its day, if not as worked out",
        required=False,
        help_text="Leave it empty for the day worked out from the calendar.",
    )
    contact = NameField("Who does it")
    note = long("Note", required=False)


# Recommendations -------------------------------------------------------------------------


class RecommendationForm(forms.Form):
    committee = forms.ModelChoiceField(
        Group.objects.filter(closed_on=None),
        label="The committee that made it",
        empty_label="Choose the committee",
    )
    made_on = DayField(label="Made on", until=today)
    lead = NameField("Who leads on it")


class NewRecommendationForm(RecommendationForm):
    plan = forms.ModelChoiceField(
        Plan.objects.filter(closed_on=None),
        label="The plan that answers it",
        empty_label="Choose the plan",
    )
    number = forms.CharField(label="Its number", max_length=20)
    text = long("What was recommended")
    field_order = ["plan", "number", "text", "committee", "made_on", "lead"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        plan, number = said.get("plan"), said.get("number")
        if plan and Recommendation.objects.filter(plan=plan, number=number).exists():
            self.add_error("number", f"{plan} has a recommendation {number} already")
        return said


class ResponseForm(forms.Form):
    response = forms.ChoiceField(
        label="What the executive said",
        choices=[one for one in Recommendation.Response.choices if one[0]],
        widget=forms.RadioSelect,
    )
    on = DayField(label="On", until=today)
    reason = long("Why not, or which part", required=False)


class ConfirmForm(forms.Form):
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label="The meeting at which it confirmed that it is done",
        empty_label="Choose the meeting",
    )

    def __init__(self, *args: Any, recommendation: Recommendation, **kw: Any) -> None:
        super().__init__(*args, **kw)
        if recommendation.committee:
            self.fields["meeting"].queryset = recommendation.committee.meetings.exclude(
                state=Meeting.State.CANCELLED
            ).order_by("-on")


class ReviewForm(forms.Form):
    due_on = DayField(label="On")
    question = long("What will be asked")
    method = long(
        "How it will be answered",
        "Which measure, of whom, beside what, and what would count as a yes. It can’t be"
        " changed afterwards.",
    )


class AnswerForm(forms.Form):
    answer = long("What was found", "Say so too if it can’t be told.")


# Papers ----------------------------------------------------------------------------------


class BoardPaperForm(forms.Form):
    """What a paper says. Its tables are chosen once it has a pack."""

    title = forms.CharField(label="Title", max_length=200)
    purpose = long("Purpose")
    recommendations = long("What the board is asked to do", "One a line.")
    summary = long("Summary", rows=6)
    pack = PaperChoice(
        Issued.objects.defer("figures").filter(stem__startswith="pack-"),
        label="The data pack its figures come from",
        required=False,
        empty_label="No figures",
    )

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kw: Any) -> None:
        super().__init__(*args, **kw)
        if offered:
            self.fields["tables"] = forms.MultipleChoiceField(
                label="Which of its tables",
                choices=offered,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        for number, name in enumerate(headings()):
            self.fields[f"implication_{number}"] = long(
                f"{name} implications", required=False, rows=2
            )
        self.fields["exempt_text"] = long("What is not for publication", required=False)
        self.fields["exempt_reason"] = long(
            "Why it is not",
            "Which paragraph of Schedule 12A of the Local Government Act 1972, and why.",
            required=False,
            rows=2,
        )

    def said(self) -> dict[str, Any]:
        held = dict(self.cleaned_data)
        held["implications"] = {
            name: held.pop(f"implication_{number}")
            for number, name in enumerate(headings())
        }
        return {"tables": [], **held}


class FeedForm(forms.Form):
    """Whose calendar: one's own, or a group's for whoever keeps boards."""

    group = forms.ModelChoiceField(
        Group.objects.filter(closed_on=None),
        label="Whose calendar",
        required=False,
        empty_label="My own",
    )

    def __init__(self, *args: Any, may_keep: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_keep:
            del self.fields["group"]
