"""One row of a sheet as a case in our fields and words, or what can't be read in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from muster.registers.meant import Said
from muster.registers.register import Register
from muster.school_year import BadDate
from muster.sources.cases import schools
from muster.sources.cases.days import day_in
from muster.sources.cases.fields import Column, columns_of, own_fields
from muster.sources.cases.models import Mapping
from muster.sources.cases.table import Table, key_of
from muster.sources.reading.problems import Problem
from muster.tables.state import State
from muster.tables.upn import cleaned


# What a status of theirs can be beside ours: ended, whatever stage it ended at.
CLOSED = "-closed"
NOBODY = "-nobody"
YES, NO = {"yes", "y", "true", "1", "x", "✓"}, {"no", "n", "false", "0", ""}
# What every case has a word for, whether the file says one or not.
ALWAYS = ("status", "reason", "outcome")
LONGEST = {"reference": 60, "next_step": 200}


@dataclass(frozen=True)
class Case:
    """A row that was read. ``school_said`` is the file's word for the school."""

    row: int
    said: Said
    school_said: str
    reference: str
    started_on: date
    ended_on: date | None
    status: str
    status_on: date | None
    reason: str
    outcome: str
    lead: int | None
    next_step: str
    next_on: date | None
    review_on: date | None
    notes: str
    own: dict[str, Any] = field(default_factory=dict)


@dataclass
class Reader:
    """Reads rows by a mapping; ``problems`` are of the row that is being read."""

    mapping: Mapping
    table: Table
    state: State
    on: date

    def __post_init__(self) -> None:
        self.register: Register = self.mapping.of
        places = {heading: at for at, heading in enumerate(self.table.headings)}
        self.places = {
            name: places[heading]
            for name, heading in self.mapping.columns.items()
            if heading in places
        }
        self.columns = {one.name: one for one in columns_of(self.register)}
        self.own = {one.name: one for one in own_fields(self.register)}

    def read(self, row: int, cells: tuple[str, ...]) -> Case | list[Problem]:
        self.row, self.cells, self.problems = row, cells, list[Problem]()
        said = {name: self._value(one) for name, one in self.columns.items()}
        self._check_days(said)
        self._check_words(said)
        if not any(said[name] for name in ("upn", "surname", "forename", "name")):
            self._wrong("The row names no child: give a UPN, or names.")
        if self.problems:
            return self.problems
        return self._case(said)

    def _case(self, said: dict[str, Any]) -> Case:
        is_closed = said["status"] == CLOSED
        whose = Said(
            upn=cleaned(said["upn"]),
            forename=said["forename"],
            surname=said["surname"],
            name=said["name"],
            born_on=said["born_on"],
            school=schools.meant(said["school"], self.mapping, self.state),
            year_group=said["year_group"],
        )
        return Case(
            row=self.row,
            said=whose,
            school_said=said["school"],
            reference=said["reference"],
            started_on=said["started_on"],
            ended_on=said["ended_on"],
            status=self.register.opens_as if is_closed else said["status"],
            status_on=said["status_on"],
            reason=said["reason"],
            outcome=said["outcome"] if said["ended_on"] else "",
            lead=int(said["lead"]) if said["lead"].isdecimal() else None,
            next_step=said["next_step"],
            next_on=said["next_on"],
            review_on=said["review_on"],
            notes=said["notes"],
            own={name: said[name] for name in self.own if name in self.places},
        )

    # Cells

    def _value(self, one: Column) -> Any:
        cell = self._cell(one.name)
        if one.kind == "day":
            return self._day(one, cell)
        if one.kind == "words":
            return self.mapping.words.get(one.name, {}).get(key_of(cell), "")
        if one.name in self.own and one.name in self.places:
            return self._own(one, cell)
        if len(cell) > LONGEST.get(one.name, len(cell)):
            longest = LONGEST[one.name]
            self._wrong(
                f"It has {len(cell)} letters, and {longest} is the most. Shorten it, and "
                "put the rest into the notes.",
                one.name,
            )
        return cell

    def _cell(self, name: str) -> str:
        return self.cells[self.places[name]].strip() if name in self.places else ""

    def _day(self, one: Column, cell: str) -> date | None:
        if not cell:
            return None
        try:
            return day_in(cell)
        except BadDate as why:
            self._wrong(str(why), one.name, cell)
            return None

    def _own(self, one: Column, cell: str) -> Any:
        if one.kind == "yes":
            return self._yes(one, cell)
        held = self.own[one.name]
        if not cell:
            return held.get_default()
        try:
            return held.clean(cell, None)
        except ValidationError as why:
            self._wrong(" ".join(why.messages), one.name, cell)
            return None

    def _yes(self, one: Column, cell: str) -> bool:
        word = cell.casefold()
        if word not in YES | NO:
            self._wrong("Write Yes or No, or leave it empty.", one.name, cell)
        return word in YES

    # What can't be

    def _check_days(self, said: dict[str, Any]) -> None:
        began = said["started_on"]
        if began is None and not self._is_wrong("started_on"):
            self._wrong("Every case needs the day it began.", "started_on")
        for name in ("started_on", "ended_on", "status_on"):
            if said[name] and said[name] > self.on:
                self._wrong("That day is still to come.", name, self._cell(name))
        for name in ("ended_on", "status_on"):
            if began and said[name] and said[name] < began:
                self._wrong(
                    f"That is before it began, on {began:%d/%m/%Y}. One of the two is "
                    "wrong.",
                    name,
                    self._cell(name),
                )

    def _check_words(self, said: dict[str, Any]) -> None:
        if said["status"] == CLOSED and not said["ended_on"]:
            if not self._is_wrong("ended_on"):
                self._wrong(
                    "It is closed, and the day it ended isn’t given.", "ended_on"
                )
        for name, one in self.columns.items():
            if self._needs_word(one, said):
                title = one.title.lower()
                self._wrong(
                    f"No {title} of ours is chosen for that. Choose one at “Their words”.",
                    name,
                    self._cell(name) or "(empty)",
                )

    def _needs_word(self, one: Column, said: dict[str, Any]) -> bool:
        """Whether what the cell says should have been put into a word of ours, and isn't."""
        if one.kind != "words" or (one.name == "outcome" and not said["ended_on"]):
            return False
        if one.name in ALWAYS:
            return not said[one.name]
        cell = self._cell(one.name)
        chosen = self.mapping.words.get(one.name, {})
        return bool(cell) and key_of(cell) not in chosen

    def _is_wrong(self, name: str) -> bool:
        heading = self.mapping.columns.get(name)
        return any(one.column == heading for one in self.problems if heading)

    def _wrong(self, message: str, name: str = "", found: str = "") -> None:
        column = self.mapping.columns.get(name) or (
            self.columns[name].title if name else None
        )
        self.problems.append(
            Problem(self.row, column, found or None, message, place=self.table.place)
        )


def wrong(case: Case, table: Table, message: str) -> Problem:
    """What is wrong with a case as a whole."""
    return Problem(case.row, None, None, message, place=table.place)
