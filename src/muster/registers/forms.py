"""What is asked to find a child, and to open one beyond one's reach."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from muster.design.fields import DayField, offer
from muster.measures.titles import title_of
from muster.tables.columns import ENROLMENTS
from muster.tables.upn import is_upn


YEAR_GROUPS = [
    ("", "All"),
    *(
        (value, title_of("year_group", value))
        for value in ENROLMENTS.column("year_group").choices
    ),
]
BORN = "For example, 27/03/2014"


class SearchForm(forms.Form):
    """Posted, so that no child's name stands in an address."""

    name = forms.CharField(
        label="Name",
        required=False,
        max_length=100,
        help_text="A forename, a surname or both, or how they begin",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    born_on = DayField(label="Date of birth", required=False, help_text=BORN)
    identifier = forms.CharField(
        label="UPN, or what the school calls them",
        required=False,
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "class": "govuk-input--width-20"}
        ),
    )
    school = forms.TypedChoiceField(
        label="School", required=False, coerce=int, empty_value=None
    )
    year_group = forms.ChoiceField(
        label="Year group", required=False, choices=YEAR_GROUPS
    )

    def __init__(self, *args: Any, schools: list[tuple[int, str]]) -> None:
        super().__init__(*args)
        offer(self, "school", [("", "All"), *schools])

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        known = ("name", "born_on", "identifier", "school")
        if not self.errors and not any(given.get(field) for field in known):
            raise ValidationError(
                "Enter a name, a date of birth or an identifier, or choose a school"
            )
        return given


class BeyondForm(forms.Form):
    """Why, before whose."""

    reason = forms.CharField(
        label="Why you need to see this child’s record",
        max_length=2000,
        help_text="A sentence at least. Leave the child’s name out: the reason is read by"
        " people who may not know it.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why you need to see this child’s record"},
    )
    identifier = forms.CharField(
        label="UPN, or what the school calls them",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "class": "govuk-input--width-20"}
        ),
        error_messages={"required": "Enter the UPN, or what the school calls them"},
    )
    born_on = DayField(
        label="Date of birth, unless you gave a UPN", required=False, help_text=BORN
    )
    certain = forms.BooleanField(
        label="I need this for my work, and know that it is recorded and looked at",
        error_messages={"required": "Say that you need this for your work"},
    )

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"].strip()
        if len(reason.split()) < 4:
            raise ValidationError(
                "Write a whole sentence: what has happened, and what you will do"
            )
        return reason

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        identifier = given.get("identifier", "")
        is_short = identifier and "born_on" in given and not given["born_on"]
        if is_short and not is_upn(identifier):
            self.add_error(
                "born_on",
                "That is not a UPN, so enter the date of birth as well",
            )
        return given
