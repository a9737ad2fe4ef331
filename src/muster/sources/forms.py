"""The form that files are sent with."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from muster.school_year import BadDate, parse_date
from muster.sources import formats


TELL = "Let Muster tell from the headings"
EMPTY = "The file is empty. Choose one that has headings and rows"


class Many(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several: a list of them once cleaned."""

    widget = Many

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        each = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in each or [None]]


class SendForm(forms.Form):
    files = FilesField(
        label="Files",
        help_text="CSV files, as large as they are, or Excel workbooks. Nothing is loaded until"
        " you have seen what is in them.",
        error_messages={"required": "Choose a file to load", "empty": EMPTY},
    )
    format = forms.ChoiceField(
        label="What they are",
        required=False,
        help_text="Only if Muster doesn’t recognise them by their headings.",
        choices=[("", TELL), *((each.name, each.title) for each in formats.FORMATS)],
    )
    as_at = forms.CharField(
        label="The day they were true",
        required=False,
        help_text="For a weekly pupil file, the day it runs to, and for published figures,"
        " the day they were published, unless the file’s name says it. For enrolments"
        " whose characteristics change over time. For example, 15/01/2026. Leave it empty"
        " and they hold for every year.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    code_map = forms.FileField(
        label="A code map",
        required=False,
        help_text="A CSV with the headings code and meaning, if the marks are not in the"
        " national codes.",
        error_messages={"empty": "The code map is empty. Choose one that has rows"},
    )

    def clean_as_at(self) -> date | None:
        text = self.cleaned_data["as_at"].strip()
        if not text:
            return None
        try:
            return parse_date(text)
        except BadDate as why:
            raise forms.ValidationError(str(why)) from None

    @property
    def has_more(self) -> bool:
        """Whether anything but files was filled in, so the rest should be shown."""
        rest = ("format", "as_at", "code_map")
        return self.is_bound and any(
            self[name].value() or self[name].errors for name in rest
        )
