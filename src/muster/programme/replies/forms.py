"""The forms by which a form is made."""

from __future__ import annotations

from typing import Any

from django import forms

from muster.design.fields import DayField
from muster.programme.asked import long
from muster.programme.replies.form import SHORT, Form, Question


class FormForm(forms.Form):
    kind = forms.ChoiceField(label="What it is for", choices=Form.Kind.choices)
    title = forms.CharField(label="Title", max_length=200)
    purpose = long("What it is about", "The first thing people read.")
    privacy = long(
        "Why we ask, and what happens with answers",
        "Who reads them, what is published, and how long they are kept.",
    )
    opens_on = DayField(label="Open from")
    closes_on = DayField(label="Open until", help_text="This day counts.")
    is_anonymous = forms.BooleanField(
        label="Replies are anonymous: a link only says that it was used", required=False
    )


class QuestionForm(forms.Form):
    text = forms.CharField(label="Question", max_length=300)
    kind = forms.ChoiceField(label="How it is answered", choices=Question.Kind.choices)
    choices = long(
        "Choices, a line each", "Only where there are choices.", required=False
    )
    hint = forms.CharField(
        label="Hint",
        max_length=300,
        required=False,
        help_text="For a scale: what 1 and 5 mean.",
    )
    is_required = forms.BooleanField(label="It must be answered", required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        lines = [line.strip() for line in said.get("choices", "").splitlines()]
        said["choices"] = [line for line in lines if line]
        if any(len(line) > SHORT for line in said["choices"]):
            self.add_error("choices", f"Use {SHORT} letters a choice at most")
        if said.get("kind") not in (Question.Kind.SINGLE, Question.Kind.SEVERAL):
            said["choices"] = []
        return said


class AskForm(forms.Form):
    who = long(
        "Whom to ask, a line each",
        "A name, an email address, an organisation, with commas between. One of them is"
        " enough: “, office@ash.example, Ash Primary”.",
        rows=8,
        max_length=100_000,
    )
