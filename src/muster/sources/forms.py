"""The form that files are sent with."""

from __future__ import annotations

from typing import Any

from django import forms

from muster.design.fields import DayField
from muster.sources import formats
from muster.sources.asked import AS_AT, COHORT, LA, PERIOD, TO
from muster.sources.models import Upload
from muster.tables.cohorts import cohorts


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


# What says what a file doesn't: the fields below “If the files need explaining”.
EXPLAINING = ("format", "as_at", "to", "period", "la", "cohort", "code_map")


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
    as_at = DayField(
        label=AS_AT.field,
        required=False,
        help_text=f"{AS_AT.means} For example, 15/01/2026. Leave it empty if the file’s"
        " name says it; characteristics then hold for every year.",
    )
    to = DayField(
        label=TO.field,
        required=False,
        help_text=f"{TO.means} For a weekly pupil file. For example, 19/12/2025.",
    )
    period = forms.CharField(
        label=PERIOD.field,
        required=False,
        max_length=40,
        help_text=f"{PERIOD.means} For example, 2023-24.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    la = forms.CharField(
        label=LA.field,
        required=False,
        max_length=4,
        help_text=LA.means,
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}
        ),
    )
    cohort = forms.ChoiceField(
        label=COHORT.field,
        required=False,
        help_text="Of a list from social care, youth justice or SEND that has no column for"
        f" it. {AS_AT.field}, above, is the day a list is whole as at: children who aren’t on"
        " it have left. With no day, it is changes only.",
        choices=[
            ("", "The file says"),
            *((one.key, one.title) for one in cohorts().values()),
        ],
    )
    code_map = forms.FileField(
        label="A code map",
        required=False,
        help_text="A CSV with the headings code and meaning, if the marks are not in the"
        " national codes.",
        error_messages={"empty": "The code map is empty. Choose one that has rows"},
    )

    @classmethod
    def like(cls, upload: Upload) -> SendForm:
        """The form as it was filled in for a file, to send it again."""
        days = {
            name: day.strftime("%d/%m/%Y") if day else ""
            for name, day in (("as_at", upload.as_at), ("to", upload.to))
        }
        names = ("format", "period", "la", "cohort")
        said = {name: getattr(upload, name) for name in names}
        return cls(initial=said | days)

    @property
    def has_more(self) -> bool:
        """Whether anything but files was filled in, so the rest should be shown."""
        return any(self[name].value() or self[name].errors for name in EXPLAINING)
