"""The forms of setting up."""

from __future__ import annotations

from typing import Any

from django import forms

from muster.accounts import look
from muster.accounts.parts import PARTS
from muster.tables.authorities import authorities


class NameForm(forms.Form):
    name = forms.CharField(
        label="Name of the authority",
        max_length=200,
        help_text="As it should stand on papers. For example, Exampleshire County Council.",
        error_messages={"required": "Enter the name of the authority"},
    )
    la_code = forms.CharField(
        label="The Department’s number for it",
        help_text="Three digits, the first three of every LAESTAB of yours. For example,"
        " 999.",
        error_messages={"required": "Enter the Department’s number, three digits"},
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}
        ),
    )


class LookForm(forms.Form):
    colour = forms.CharField(
        label="Colour",
        required=False,
        help_text="# and six figures or letters, like #1d4f91. White words must be easy to"
        " read on it. Leave it empty for Muster’s own.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    logo = forms.FileField(
        label="Logo",
        required=False,
        help_text="A PNG or SVG picture of up to 200 KB. It stands on white.",
        error_messages={"empty": "The logo’s file is empty. Choose another"},
    )

    def clean_colour(self) -> str:
        text = self.cleaned_data["colour"]
        try:
            return look.colour_of(text) if text else ""
        except look.Refused as why:
            raise forms.ValidationError(str(why)) from None

    def clean_logo(self) -> bytes:
        """The picture itself; nothing if none was sent."""
        sent = self.cleaned_data["logo"]
        content = sent.read(look.MOST_BYTES + 1) if sent else b""
        try:
            if content:
                look.kind_of_logo(content)
        except look.Refused as why:
            raise forms.ValidationError(str(why)) from None
        return content


class TemplateForm(forms.Form):
    template = forms.FileField(
        label="Word document",
        help_text="A .docx file of up to 10 MB, with {{ body }} alone in a paragraph where"
        " the paper should begin.",
        error_messages={
            "required": "Choose a Word document",
            "empty": "The document is empty. Choose one that has {{ body }} in it",
        },
    )


class PartsForm(forms.Form):
    parts = forms.MultipleChoiceField(
        label="Parts in use",
        required=False,
        choices=[(part.key, f"{part.title}: {part.sentence}") for part in PARTS],
        widget=forms.CheckboxSelectMultiple,
    )


class CalendarForm(forms.Form):
    calendar = forms.FileField(
        label="iCal file",
        help_text="The .ics file of term dates from your website.",
        error_messages={
            "required": "Choose an iCal file",
            "empty": "The file is empty. Choose another",
        },
    )


TEN = 10


class NeighboursForm(forms.Form):
    """Ten selects, the nearest first. `own` is the number of the authority itself."""

    def __init__(
        self, *args: Any, own: str, known: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        choices = [
            ("", "Choose an authority"),
            *((n, name) for n, name in known.items() if n != own),
        ]
        for rank in range(1, TEN + 1):
            self.fields[f"rank_{rank}"] = forms.ChoiceField(
                label=f"{rank}, the nearest" if rank == 1 else str(rank),
                choices=choices,
                error_messages={"required": f"Choose the authority for place {rank}"},
            )

    def clean(self) -> dict[str, Any]:
        """No authority stands in two places."""
        cleaned = super().clean() or {}
        at: dict[str, str] = {}
        for field, chosen in list(cleaned.items()):
            if chosen in at:
                place = at[chosen].removeprefix("rank_")
                self.add_error(
                    field,
                    f"{self.known[chosen]} is in place {place} already. Choose another.",
                )
            else:
                at[chosen] = field
        return cleaned

    @property
    def chosen(self) -> list[str]:
        return [self.cleaned_data[f"rank_{rank}"] for rank in range(1, TEN + 1)]


def listed(areas: dict[str, str]) -> dict[str, str]:
    """Names of authorities by number, in order of name: of a list that was loaded, else
    those of England."""
    named = areas or dict(authorities())
    return dict(sorted(named.items(), key=lambda one: one[1]))
