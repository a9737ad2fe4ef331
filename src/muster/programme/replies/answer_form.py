"""The questions of a form as whoever was asked meets them."""

from __future__ import annotations

from typing import Any

from django import forms

from muster.programme.replies.form import LONG, SHORT, Form, Question, Reply
from muster.tables.upn import holds_upn


NAMES_A_CHILD = (
    "There seems to be a pupil’s number in this answer. Take it out: replies are about"
    " no child."
)


class AnswerForm(forms.Form):
    """A field a question, by its key."""

    def __init__(self, asked: Form, *given: Any, reply: Reply | None = None) -> None:
        super().__init__(*given, initial=reply.answers if reply else None)
        for question in asked.questions.all():
            self.fields[question.key] = field(question)

    @property
    def answers(self) -> dict[str, Any]:
        """What was answered, by question; what was left empty is left out."""
        return {key: value for key, value in self.cleaned_data.items() if value}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for key, value in list(said.items()):
            if isinstance(value, str) and holds_upn(value):
                self.add_error(key, NAMES_A_CHILD)
        if not self.errors and not any(said.values()):
            self.add_error(None, "Answer one question at least")
        return said


def field(question: Question) -> forms.Field:
    common: dict[str, Any] = {
        "label": question.text
        if question.is_required
        else f"{question.text} (optional)",
        "help_text": question.hint,
        "required": question.is_required,
    }
    needed = {"required": f"Answer “{question.text}”"}
    match question.kind:
        case Question.Kind.TEXT:
            return _text(SHORT, needed, common)
        case Question.Kind.LONG:
            area = forms.Textarea(attrs={"rows": 6})
            return _text(LONG, needed, common, widget=area)
        case Question.Kind.SEVERAL:
            return forms.MultipleChoiceField(
                choices=question.offered,
                widget=forms.CheckboxSelectMultiple,
                error_messages={**needed, "invalid_choice": "Choose from those shown"},
                **common,
            )
    return forms.ChoiceField(
        choices=question.offered,
        widget=forms.RadioSelect,
        error_messages={**needed, "invalid_choice": "Choose one of those shown"},
        **common,
    )


def _text(most: int, needed: Any, common: Any, **more: Any) -> forms.CharField:
    too_long = f"Use {most:,} letters at most; there are %(show_value)d"
    made = forms.CharField(
        max_length=most,
        error_messages={**needed, "max_length": too_long},
        **common,
        **more,
    )
    # A browser that cuts a pasted text short says nothing of it.
    made.widget.attrs.pop("maxlength", None)
    return made
