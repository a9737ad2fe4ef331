"""What is asked on the way of a sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from muster.design.fields import DayField, offer
from muster.design.filters import counted
from muster.measures.members import school_names
from muster.registers import choices
from muster.registers.entry_forms import leaders
from muster.registers.register import Register, registers
from muster.school_year.clock import today
from muster.sources.cases import schools
from muster.sources.cases.fields import Column, columns_of, guessed, own_fields
from muster.sources.cases.models import Mapping
from muster.sources.cases.rows import ALWAYS, CLOSED, NOBODY
from muster.sources.cases.table import Table, key_of, words_of
from muster.tables.names import plain
from muster.tables.state import State


MOST_WORDS = 80
MOST_SCHOOLS = 30
HERE, THERE = "here", "there"
KEPT = (
    (HERE, "Here, from now on: this file brings them in once"),
    (THERE, "There: this file is an extract, and they can’t be changed here"),
)


class SendForm(forms.Form):
    file = forms.FileField(
        label="The spreadsheet",
        help_text="CSV or an Excel workbook, with one case a row and headings in any words.",
        error_messages={
            "required": "Choose a spreadsheet.",
            "empty": "The file is empty. Send one with headings and rows.",
        },
    )
    mapping = forms.ModelChoiceField(
        Mapping.objects.all(),
        label="Where it comes from",
        required=False,
        empty_label="A source that sends for the first time",
    )
    source = forms.CharField(
        label="What the source is called",
        max_length=60,
        required=False,
        help_text="For example, Old case system. It stands with every case it brings.",
    )
    register = forms.ChoiceField(label="Which register it is for", required=False)
    kept = forms.ChoiceField(
        label="Where its cases are kept",
        choices=KEPT,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        every = [
            (one.name, one.title) for one in registers().values() if one.can_be_brought
        ]
        offer(self, "register", [("", "Choose one"), *every])
        if not Mapping.objects.exists():
            del self.fields["mapping"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("mapping"):
            for name, why in (
                ("source", "Say what the source is called."),
                ("register", "Choose the register it is for."),
                ("kept", "Say where its cases are kept."),
            ):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, why)
        return said


class ColumnsForm(forms.Form):
    """Which column is which field: kept from the last time, else guessed."""

    def __init__(self, *args: Any, mapping: Mapping, table: Table) -> None:
        super().__init__(*args)
        self.mapping, self.table = mapping, table
        self.columns = columns_of(mapping.of)
        held = {k: v for k, v in mapping.columns.items() if v in table.headings}
        initial = held or guessed(mapping.of, table.headings)
        for one in self.columns:
            self.fields[one.name] = forms.ChoiceField(
                label=one.title,
                required=False,
                choices=[("", "Not in this file"), *((h, h) for h in table.headings)],
                initial=initial.get(one.name, ""),
            )

    def groups(self) -> list[tuple[str, list[Any]]]:
        found: dict[str, list[Any]] = {}
        for one in self.columns:
            found.setdefault(one.group, []).append(self[one.name])
        return list(found.items())

    def clean(self) -> dict[str, Any]:
        said = {name: value for name, value in self.cleaned_data.items() if value}
        self._refuse_twice(said)
        self._refuse_missing(said)
        self._refuse_many_words(said)
        return said

    def _refuse_twice(self, said: dict[str, str]) -> None:
        often = Counter(said.values())
        for name, heading in said.items():
            if often[heading] > 1:
                self.add_error(name, f"“{heading}” is chosen twice. Choose it once.")

    def _refuse_missing(self, said: dict[str, str]) -> None:
        if "started_on" not in said:
            self.add_error("started_on", "Choose the column with the day a case began.")
        if not ({"upn", "name"} & {*said} or {"surname", "forename"} <= {*said}):
            self.add_error(
                "upn", "Choose UPN, or surname and forename, or a whole name."
            )
        if self.mapping.is_kept_there and "reference" not in said:
            self.add_error(
                "reference",
                "A source that keeps its cases needs its number of each, to change it by.",
            )

    def _refuse_many_words(self, said: dict[str, str]) -> None:
        for one in self.columns:
            if one.kind == "words" and one.name in said:
                n = len(words_of(self.table.column(said[one.name])))
                if n > MOST_WORDS:
                    self.add_error(
                        one.name,
                        f"This column says {n} different things, and {MOST_WORDS} is the"
                        " most that can be put into ours. Is it another column?",
                    )


class WordsForm(forms.Form):
    """Which of our words each of theirs is, and which school each spelling that is none of
    ours: so many at a time, those nobody said of before first."""

    def __init__(
        self, *args: Any, mapping: Mapping, table: Table, state: State, on: date
    ) -> None:
        super().__init__(*args)
        self.mapping = mapping
        self.asked: list[tuple[Column, str, str]] = []
        for one in columns_of(mapping.of):
            if one.kind == "words":
                self._ask(one, table, on)
            elif one.name == schools.SCHOOL:
                self._ask_schools(one, table, state)

    def _ask_schools(self, one: Column, table: Table, state: State) -> None:
        held = self.mapping.words.get(one.name, {})
        spelt = schools.otherwise_spelt(self.mapping, table, state)
        spelt.sort(key=lambda each: key_of(each[0]) in held)
        names = school_names(state)
        offered = sorted(names.items(), key=lambda each: each[1].casefold())
        for n, (word, rows) in enumerate(spelt[:MOST_SCHOOLS]):
            key, name = key_of(word), f"{one.name}-{n}"
            self.asked.append((one, key, name))
            self.fields[name] = forms.ChoiceField(
                label=f"“{word}” ({counted(rows, 'row')})",
                choices=[
                    ("", "Choose one"),
                    (
                        schools.ELSEWHERE,
                        "None of these: its rows are looked at one by one",
                    ),
                    *((str(number), called) for number, called in offered),
                ],
                initial=held.get(key) or schools.likely(word, names),
                error_messages={"required": f"School: choose which “{word}” is."},
            )

    def _ask(self, one: Column, table: Table, on: date) -> None:
        cells = said_in(self.mapping, one, table)
        often = Counter(key_of(cell) for cell in cells)
        offered = offered_for(self.mapping.of, one, on)
        held = self.mapping.words.get(one.name, {})
        for n, word in enumerate(words_of(cells)):
            key = key_of(word)
            if not key and one.name not in ALWAYS:
                continue
            name = f"{one.name}-{n}"
            self.asked.append((one, key, name))
            said = f"“{word}”" if word else "Nothing is said"
            self.fields[name] = forms.ChoiceField(
                label=f"{said} ({counted(often[key], 'row')})",
                choices=[("", "Choose one"), *offered],
                initial=held.get(key) or _same(word, offered),
                error_messages={"required": f"{one.title}: choose what {said} is."},
            )

    def groups(self) -> list[tuple[str, list[Any]]]:
        found: dict[str, list[Any]] = {}
        for one, _, name in self.asked:
            found.setdefault(one.title, []).append(self[name])
        return list(found.items())

    @property
    def is_answered(self) -> bool:
        """Whether every word was put into ours before."""
        held = self.mapping.words
        return all(key in held.get(one.name, {}) for one, key, _ in self.asked)

    def words(self) -> dict[str, dict[str, str]]:
        """What was known with what was chosen now."""
        kept = {name: dict(words) for name, words in self.mapping.words.items()}
        for one, key, name in self.asked:
            kept.setdefault(one.name, {})[key] = self.cleaned_data[name]
        return kept


def said_in(mapping: Mapping, one: Column, table: Table) -> Sequence[str]:
    """The cells of a column of words; an outcome's only where a case ended, and nothing,
    once, where a file hasn't the column of what every case needs."""
    cells = table.column(mapping.columns.get(one.name, ""))
    if not cells and one.name in ALWAYS:
        cells = [""] * len(table.rows)
    if one.name == "outcome":
        ended = table.column(mapping.columns.get("ended_on", ""))
        return [cell for cell, day in zip(cells, ended, strict=False) if day]
    return cells


def offered_for(register: Register, one: Column, on: date) -> list[tuple[str, str]]:
    if one.name == "status":
        statuses = [
            (str(value), str(said)) for value, said in register.statuses.choices
        ]
        return [*statuses, (CLOSED, "Closed, as its end date says")]
    if one.name in ("reason", "outcome"):
        return choices.choices(register.name, one.name, on)
    if one.name == "lead":
        return [(NOBODY, "Nobody"), *((str(who.pk), str(who)) for who in leaders())]
    field = next(each for each in own_fields(register) if each.name == one.name)
    return [(str(value), str(said)) for value, said in field.flatchoices if value]


def _same(word: str, offered: Sequence[tuple[str, str]]) -> str:
    """Ours that is called exactly so."""
    return next((v for v, said in offered if plain(said) == plain(word) and word), "")


class LoadForm(forms.Form):
    without = forms.BooleanField(
        label="Load without the rows that can’t be read",
        error_messages={
            "required": "Correct the rows that can’t be read and send the file again, or"
            " say that it is loaded without them."
        },
    )


class MissingForm(forms.Form):
    do = forms.ChoiceField(
        label="What happens to it",
        choices=[("stays", "It stays open"), ("close", "It is closed")],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label="Why, and who was asked", max_length=500)
    outcome = forms.ChoiceField(label="How it ended", required=False)
    on = DayField(label="When it ended", required=False, until=today)

    def __init__(self, *args: Any, register: Register, on: date) -> None:
        super().__init__(*args)
        ways = choices.choices(register.name, "outcome", on)
        offer(self, "outcome", [("", "Choose one"), *ways])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("do") == "close":
            if not said.get("outcome"):
                self.add_error("outcome", "Say how it ended.")
            if not said.get("on") and "on" not in self.errors:
                self.add_error("on", "Give the day it ended.")
        return said
