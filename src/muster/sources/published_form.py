"""What is asked of published figures, as `muster published` is asked it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from muster.design.fields import DayField
from muster.measures import BadPeriod, get
from muster.measures import published as asking
from muster.measures.published import GIVEN, NotPublished, Published
from muster.tables.published import PREFIX
from muster.tables.state import State


PHASES = ("", "Total", "Primary", "Secondary", "Special")
FIRST = "overall_absence"


def title_of(name: str) -> str:
    """What a measure is called; any column is called as its file has it."""
    return name if name.startswith(PREFIX) else get(name).title


class PublishedForm(forms.Form):
    """Bound to the address. `name` is a measure of ours that some file gives."""

    name = forms.ChoiceField(label="Measure")
    column = forms.CharField(
        label="Or a column of a file", required=False, max_length=120
    )
    area = forms.CharField(label="Area, or its code", required=False, max_length=120)
    period = forms.CharField(label="Period", required=False, max_length=40)
    phase = forms.ChoiceField(
        label="Phase",
        required=False,
        choices=[(each, each or "Every phase") for each in PHASES],
    )
    as_at = DayField(label="As at", required=False)

    def __init__(self, query: QueryDict) -> None:
        super().__init__({"name": FIRST} | query.dict(), auto_id="published_%s")
        titles = sorted((title_of(name), name) for name in GIVEN)
        self.fields["name"].choices = [(name, title) for title, name in titles]

    @property
    def asked(self) -> str:
        """The measure, or the column if one is written."""
        column = self.cleaned_data["column"].strip().removeprefix(PREFIX)
        return f"{PREFIX}{column}" if column else self.cleaned_data["name"]

    def answer(self, state: State) -> list[Published]:
        """The figures; none, with the form's errors saying why, where it is refused."""
        if not self.is_valid():
            return []
        said: dict[str, Any] = self.cleaned_data
        as_at: date | None = said["as_at"]
        try:
            return asking.published(
                state, self.asked, said["area"], said["period"], said["phase"], as_at
            )
        except BadPeriod as why:
            self.add_error("period", str(why))
        except NotPublished as why:
            self.add_error(self._about(str(why)), str(why))
        return []

    def _about(self, why: str) -> str:
        """The field a refusal is about."""
        if why.startswith("No published area"):
            return "area"
        return "column" if self.cleaned_data["column"] else "name"
