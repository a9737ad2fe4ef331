"""Term dates typed: six half-terms and INSET days of one school year."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from muster.school_year import BadDate, Calendar, SchoolYear, parse_date
from muster.school_year.term_dates import (
    TITLES,
    HalfTerm,
    TermDates,
    kept_closed,
    problem_of_day,
    problem_of_order,
)
from muster.sources.setting_up.written import Written, as_csv


HEADINGS = ("school", "date", "session", "status", "half_term")
NUMBERS = range(1, len(TITLES) + 1)


class TermDatesForm(forms.Form):
    """`first_1` and `last_1` to `first_6` and `last_6`, and `inset`, a day a line."""

    def __init__(self, *args: Any, year: SchoolYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        for number, title in zip(NUMBERS, TITLES, strict=True):
            self.fields[f"first_{number}"] = _day("First day", title)
            self.fields[f"last_{number}"] = _day("Last day", title)
        self.fields["inset"] = forms.CharField(
            label="INSET days",
            required=False,
            help_text="Days every school is closed to pupils for training, one a line, like"
            " 01/09/2025. Leave out those each school chooses for itself.",
            widget=forms.Textarea(attrs={"class": "govuk-input--width-20"}),
        )

    @classmethod
    def showing(cls, dates: TermDates) -> TermDatesForm:
        """Filled in with the dates that are held."""
        initial = {"inset": "\n".join(map(_said, dates.inset))}
        for number, half_term in zip(NUMBERS, dates.half_terms, strict=True):
            initial[f"first_{number}"] = _said(half_term.first)
            initial[f"last_{number}"] = _said(half_term.last)
        return cls(year=dates.year, initial=initial)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        days = {
            name: self._read(name, text)
            for name, text in list(cleaned.items())
            if name != "inset"
        }
        inset = [
            self._read("inset", line)
            for line in cleaned.get("inset", "").split("\n")
            if line.strip()
        ]
        if self.errors:
            return cleaned
        half_terms = tuple(
            HalfTerm(days[f"first_{n}"], days[f"last_{n}"]) for n in NUMBERS
        )
        if problem := problem_of_order(half_terms):
            self.add_error(f"first_{problem[0]}", problem[1])
            return cleaned
        return cleaned | {"dates": TermDates(self.year, half_terms, tuple(inset))}

    def _read(self, name: str, text: str) -> date:
        try:
            day = parse_date(text.strip())
        except BadDate as why:
            self.add_error(name, str(why))
            return self.year.starts_on
        if why := problem_of_day(day, self.year):
            self.add_error(name, why)
        return day

    @property
    def halves(self) -> list[tuple[str, Any, Any]]:
        """Each half-term's title and its two fields, as the page lays them out."""
        return [
            (title, self[f"first_{n}"], self[f"last_{n}"])
            for n, title in zip(NUMBERS, TITLES, strict=True)
        ]


def as_file(dates: TermDates, held: Calendar) -> Written:
    """The year as a calendars file of the whole authority.

    Days that were closed for a reason of their own are left as they are held.
    """
    kept = kept_closed(dates, held)
    rows = [
        ("", day.isoformat(), "", status, half_term or "")
        for day, status, half_term in dates.days()
        if day not in kept
    ]
    return Written(f"Term dates {dates.year.label}.csv", as_csv(HEADINGS, rows))


def _day(label: str, title: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        error_messages={"required": f"{title}: enter the {label.lower()}"},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )


def _said(day: date) -> str:
    return f"{day:%d/%m/%Y}"
