"""The forms of papers that are read in, and of the questions they raise."""

from __future__ import annotations

from typing import Any

from django import forms

from muster.design.fields import DayField
from muster.programme.asked import long
from muster.programme.groups.group import Group
from muster.programme.plans.plan import Plan
from muster.programme.printed import Document
from muster.programme.reading.opening import MOST_BYTES
from muster.programme.taking.taking_in import namesakes, plan_of
from muster.school_year.clock import today


MEGABYTES = MOST_BYTES // 1024**2


class SendForm(forms.Form):
    file = forms.FileField(
        label="The paper",
        help_text="A task log or an action plan in Word, Excel, PDF, text or CSV, of"
        f" {MEGABYTES} MB at most.",
        error_messages={
            "required": "Choose a file to read",
            "empty": "The file is empty. Choose one that has a table in it.",
        },
    )

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(
                f"{sent.name} is {sent.size / 1024**2:.0f} MB, and a paper is {MEGABYTES}"
                " MB at most. Take out its pictures, or send only its table."
            )
        return sent


class TakeForm(forms.Form):
    """Where a paper goes, and the day it speaks of."""

    plan = forms.ModelChoiceField(Plan.objects.none(), required=False)
    group = forms.ModelChoiceField(
        Group.objects.filter(closed_on=None),
        label="The group whose plan it is",
        required=False,
        empty_label="No group",
    )
    on = DayField(
        label="The day it speaks of",
        help_text="The paper doesn’t say. Its statuses and deadlines hold from this day.",
    )

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        self.document = document
        same = plan_of(document, document.as_at or today())
        if namesakes(document) > 1:
            same = None  # which of them must be chosen
        self.same = same
        kwargs["initial"] = {"plan": same, "on": f"{today():%d/%m/%Y}"}
        super().__init__(*args, **kwargs)
        plans = Plan.objects.filter(kind=document.kind.value, closed_on=None)
        new = f"The one it is a version of: {same}" if same else "A new plan"
        self.fields["plan"] = forms.ModelChoiceField(
            plans, label="The plan it goes into", required=False, empty_label=new
        )
        if same:
            del self.fields["group"]
        if document.as_at:
            del self.fields["on"]

    def clean(self) -> dict[str, Any]:
        """The plan that was shown, and no other: which it is may hang on the day."""
        said = super().clean() or {}
        on = self.document.as_at or said.get("on")
        plan = said["plan"] = said.get("plan") or self.same
        if on and plan is None and (found := plan_of(self.document, on)):
            self.add_error(
                "plan",
                f"As of that day it is a version of “{found}”. Choose the plan it goes into.",
            )
        return said


class AnswerForm(forms.Form):
    answer = long("Your answer", "What is so, and what was done about it.")
