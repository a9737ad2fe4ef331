"""The forms a pack is made with, and what is written for it."""

from datetime import date
from typing import Any

from django import forms

from muster.accounts.models import User
from muster.reports import words
from muster.reports.audiences import AUDIENCES
from muster.reports.commentary import names_of_children
from muster.school_year import BadDate, parse_date


class MakeForm(forms.Form):
    period = forms.ChoiceField(
        label="Period",
        help_text="Only those with marks. A pack is held against the year before, where"
        " there are marks of it.",
        error_messages={"required": "Choose a period"},
    )
    audience = forms.ChoiceField(
        label="Who it is for",
        widget=forms.RadioSelect,
        initial=AUDIENCES[0].name,
        choices=[(one.name, one.choice) for one in AUDIENCES],
        error_messages={"required": "Choose who the pack is for"},
    )

    def __init__(self, *args: Any, periods: list[tuple[str, str]], **more: Any):
        super().__init__(*args, **more)
        self.fields["period"].choices = periods


class WriteForm(forms.Form):
    """What a section says in words."""

    sees = forms.CharField(
        label="What we see",
        help_text="Two or three sentences, with the figures a reader should remember.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what the figures show"},
        max_length=2000,
    )
    why = forms.CharField(
        label="Why, as far as we know",
        required=False,
        help_text="What people who were there say. No figure here says why it moved, so"
        " say who thinks so.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )
    asks = forms.CharField(
        label="What we ask",
        required=False,
        help_text="What readers are asked to decide, do or find out, and by when.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
    is_public = forms.BooleanField(
        label="It goes in the public pack too", required=False
    )
    no_children = forms.BooleanField(
        label="I have checked: nobody named here is a child",
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(
        self,
        *args: Any,
        children: frozenset[tuple[str, str]] = frozenset(),
        **more: Any,
    ):
        super().__init__(*args, **more)
        self.children = children

    def clean(self) -> dict[str, Any]:
        """A child's name is stopped, unless the writer says it is somebody else's."""
        text = " . ".join(
            self.cleaned_data.get(name, "") for name in ("sees", "why", "asks")
        )
        found = names_of_children(text, self.children)
        self.fields["no_children"].widget = (
            forms.CheckboxInput() if found else forms.HiddenInput()
        )
        if found and not self.cleaned_data.get("no_children"):
            names = words.listed([f"“{name}”" for name in dict.fromkeys(found)])
            self.add_error(
                "no_children",
                f"{names} is also the name of a child on roll. A pack names no child:"
                " take it out, or say below that it is somebody else",
            )
        return self.cleaned_data


class AskForm(forms.Form):
    """Who is to write a section, and by when."""

    writer = forms.ChoiceField(
        label="Who is to write it", error_messages={"required": "Choose who writes it"}
    )
    due_on = forms.CharField(
        label="By when",
        required=False,
        help_text="For example, 15/01/2026.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )

    def __init__(self, *args: Any, writers: list[User], **more: Any):
        super().__init__(*args, **more)
        self.fields["writer"].choices = [
            ("", "Choose somebody"),
            *((one.username, f"{one}, {one.post_titles}") for one in writers),
        ]

    def clean_due_on(self) -> date | None:
        text = self.cleaned_data["due_on"].strip()
        if not text:
            return None
        try:
            return parse_date(text)
        except BadDate as why:
            raise forms.ValidationError(str(why)) from None
