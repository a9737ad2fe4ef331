"""What a return asks, by the fields of its kind. A row of a file is checked by the same
form, so that the two can't differ."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from muster.design.fields import DayField, offer
from muster.registers.returns.kinds import DELETION, PART_TIME, Field, Kind
from muster.school_year import SchoolYear
from muster.tables.upn import cleaned, is_upn


ABOUT = "about_on"
# A return is of something that has come, or is agreed to: a slip of a year isn't.
SOON = timedelta(days=90)
PLANNED = (DELETION, PART_TIME)


def line(label: str, *, required: bool = True, most: int = 200) -> forms.CharField:
    attrs = {"autocomplete": "off"}
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        widget=forms.TextInput(attrs=attrs),
    )


def text(label: str, *, required: bool = False, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class ReturnForm(forms.Form):
    """A return of one kind on a day, of a child who is known or of a ``newcomer``."""

    def __init__(
        self, *args: Any, kind: Kind, on: date, newcomer: bool = False, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.kind, self.day, self.newcomer = kind, on, newcomer
        if newcomer:
            self.fields["name"] = line("Name: forename, then surname")
            self.fields["upn"] = line("UPN, if you have it", required=False, most=20)
            self.fields["born_on"] = DayField(label="Date of birth", until=lambda: on)
        self.fields[ABOUT] = DayField(label=kind.about)
        for one in kind.fields:
            self.fields[one.name] = _asked(one, on)

    def clean_upn(self) -> str:
        upn = cleaned(str(self.cleaned_data["upn"]))
        if upn and not is_upn(upn):
            raise forms.ValidationError(
                "That isn’t a UPN: its check letter doesn’t fit. Copy it from your system"
                " again, or leave it empty."
            )
        return upn

    def clean_about_on(self) -> date:
        about: date = self.cleaned_data[ABOUT]
        last = self.day + (SOON if self.kind.name in PLANNED else timedelta())
        if about > last:
            raise forms.ValidationError(
                f"{about:%d/%m/%Y} is too far ahead. Give a day up to {last:%d/%m/%Y}."
            )
        first = SchoolYear(SchoolYear.of(self.day).start - 1).starts_on
        if about < first:
            raise forms.ValidationError(
                f"{about:%d/%m/%Y} is too long ago. Give a day from {first:%d/%m/%Y} on."
            )
        return about

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        about = said.get(ABOUT)
        for one in self.kind.fields:
            value = said.get(one.name)
            if one.not_before and about and value and value < about:
                self.add_error(
                    one.name,
                    f"{value:%d/%m/%Y} is before {about:%d/%m/%Y},"
                    f" the {self.kind.about.lower()}. Give that day or a later one.",
                )
        return said

    @property
    def said(self) -> dict[str, Any]:
        """What is kept of it: the fields of the kind, days as text."""
        found = {}
        for one in self.kind.fields:
            value = self.cleaned_data[one.name]
            found[one.name] = value.isoformat() if isinstance(value, date) else value
        return found


def initial(kind: Kind, about_on: date, said: dict[str, Any]) -> dict[str, Any]:
    """What was said before, as the form shows it."""
    found: dict[str, Any] = {ABOUT: f"{about_on:%d/%m/%Y}"}
    for one in kind.fields:
        value = said.get(one.name)
        is_day = one.kind == "day" and value
        found[one.name] = f"{date.fromisoformat(value):%d/%m/%Y}" if is_day else value
    return found


def _asked(one: Field, on: date) -> forms.Field:
    match one.kind:
        case "day":
            until = (lambda: on) if one.has_come else None
            return DayField(label=one.label, required=one.needed, until=until)
        case "whole":
            wrong = f"{one.label}: enter a whole number from {one.least} to {one.most}"
            return forms.IntegerField(
                label=one.label,
                required=one.needed,
                min_value=one.least,
                max_value=one.most,
                error_messages=dict.fromkeys(
                    ("min_value", "max_value", "invalid"), wrong
                ),
                widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
            )
        case "yes":
            return forms.BooleanField(label=one.label, required=False)
        case "choice":
            chosen = one.choices(on)
            return forms.ChoiceField(
                label=one.label,
                required=one.needed,
                choices=chosen if one.needed else [("", "Not said"), *chosen],
                widget=forms.RadioSelect,
            )
        case "text":
            return text(one.label, required=one.needed)
    return line(one.label, required=one.needed)


class WhyForm(forms.Form):
    why = text("Why", required=True, rows=2)


class FindForm(forms.Form):
    """Posted, so that no child's name stands in an address."""

    name = line("Name", required=False)
    identifier = line("UPN, or what the school calls them", required=False, most=40)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not (said.get("name", "").strip() or said.get("identifier", "").strip()):
            raise forms.ValidationError(
                "Enter a name, a UPN or the school’s own number"
            )
        return said


class FileForm(forms.Form):
    file = forms.FileField(
        label="CSV file or Excel workbook",
        error_messages={
            "required": "Choose a file",
            "empty": "The file is empty. Choose another",
        },
    )


class AnswerForm(forms.Form):
    """Accepting a return, or asking about it."""

    does = forms.ChoiceField(
        label="Your answer",
        choices=[("accept", "Accept it"), ("query", "Ask the school about it")],
        widget=forms.RadioSelect,
    )
    answer = text("What the school reads")

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("does") == "query" and not said.get("answer", "").strip():
            self.add_error("answer", "Write what you ask the school")
        return said


class ChaseForm(forms.Form):
    """Of which overdue returns heads are written to."""

    kind = forms.MultipleChoiceField(
        label="Which returns",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose which returns to ask for"},
    )
    school = forms.MultipleChoiceField(
        label="Which schools",
        widget=forms.CheckboxSelectMultiple,
        help_text="Each head has one letter, with all that is asked for.",
        error_messages={"required": "Choose which schools to write to"},
    )
    new = forms.BooleanField(
        label="Only what was not asked for yet",
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        kinds: list[tuple[str, str]],
        schools: list[tuple[str, str]],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        offer(self, "kind", kinds)
        offer(self, "school", schools)


class ChooseForm(forms.Form):
    """Which of the expected returns are listed."""

    which = forms.ChoiceField(
        label="Which",
        required=False,
        choices=[
            ("", "Not come yet"),
            ("overdue", "Overdue"),
            ("late", "Came late"),
            ("time", "Came in time"),
            ("all", "All"),
        ],
    )
    kind = forms.ChoiceField(label="Return", required=False)
    month = forms.ChoiceField(label="Due in", required=False)
    school = forms.ChoiceField(label="School", required=False)

    def __init__(
        self,
        *args: Any,
        kinds: list[tuple[str, str]],
        months: list[tuple[str, str]],
        schools: list[tuple[str, str]],
    ) -> None:
        super().__init__(*args)
        for name, every, any_ in (
            ("kind", kinds, "All"),
            ("month", months, "Any month"),
            ("school", schools, "All"),
        ):
            offer(self, name, [("", any_), *every])
