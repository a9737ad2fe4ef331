"""A file of returns taken whole, or not at all: every row that is wrong is a sentence."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from muster.registers.child import Children
from muster.registers.keeping import Refused
from muster.registers.returns import sending, sheets
from muster.registers.returns.forms import ABOUT, ReturnForm
from muster.registers.returns.kinds import Kind
from muster.registers.returns.sent import How, Return
from muster.registers.returns.sheets import PUPIL, Wrong
from muster.tables import children
from muster.tables.ids import as_held
from muster.tables.state import State
from muster.tables.upn import LIKE_A_UPN


YES, NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0", "")


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong, where, and what to do. Row 1 is the headings."""

    row: int
    column: str
    sentence: str


@dataclass
class Taken:
    """What came of a file. ``already`` says that the very same file was taken before."""

    problems: list[Problem] = field(default_factory=list)
    sent: list[Return] = field(default_factory=list)
    already: bool = False


class _NotTaken(Exception):
    pass


def take(
    content: bytes,
    *,
    kind: Kind,
    school: int,
    on: date,
    by: str,
    how: How,
    state: State,
    seen: Children,
) -> Taken:
    """Sends a return for each row. ``seen`` are the children whoever sends it may see."""
    mark = hashlib.sha256(content).hexdigest()
    taken = Taken()
    if Return.objects.filter(file=mark, school=school, kind=kind.name).exists():
        taken.already = True
        return taken
    try:
        rows = sheets.read(content, kind, on)
    except Wrong as wrong:
        taken.problems.append(Problem(wrong.row, wrong.column, wrong.sentence))
        return taken
    roll = _roll(state, seen, school)
    try:
        with transaction.atomic():
            for number, row in rows:
                said = _Row(number, row, kind, on, roll, taken)
                if said.is_good:
                    said.send(school=school, by=by, how=how, state=state, file=mark)
            if taken.problems:
                raise _NotTaken
    except _NotTaken:
        taken.sent.clear()
    taken.problems.sort()
    return taken


class _Row:
    """One row: checked as the form checks it, and sent."""

    def __init__(
        self,
        number: int,
        row: dict[str, str],
        kind: Kind,
        on: date,
        roll: dict[str, set[int]],
        taken: Taken,
    ) -> None:
        self.number, self.row, self.kind, self.on, self.taken = (
            number,
            row,
            kind,
            on,
            taken,
        )
        before = len(taken.problems)
        self.child = None if kind.newcomer else self._child(roll)
        self.form = ReturnForm(
            _given(row, kind, on), kind=kind, on=on, newcomer=kind.newcomer
        )
        for column, sentences in self.form.errors.items():
            for sentence in sentences:
                found = "" if column == "upn" else row.get(column, "")
                self._wrong(column, _with_cell(found, sentence))
        for one in kind.fields:
            if one.kind == "yes" and row[one.name].casefold() not in (*YES, *NO):
                self._wrong(one.name, f"“{row[one.name][:60]}” is neither yes nor no.")
        self.is_good = len(taken.problems) == before

    def send(self, **how: Any) -> None:
        said = self.form.cleaned_data
        about = sending.About(
            self.child, said.get("name", ""), said.get("upn", ""), said.get("born_on")
        )
        try:
            sent = sending.send(
                self.kind,
                about=about,
                about_on=said[ABOUT],
                said=self.form.said,
                on=self.on,
                **how,
            )
        except Refused as why:
            self._wrong(ABOUT, str(why))
        else:
            self.taken.sent.append(sent)

    def _child(self, roll: dict[str, set[int]]) -> int | None:
        asked = self.row[PUPIL]
        if not asked:
            self._wrong(PUPIL, "Nobody is named. Enter a UPN, or your own number.")
            return None
        found = roll.get(as_held(asked).upper(), set())
        if len(found) == 1:
            return next(iter(found))
        # A UPN is repeated nowhere.
        who = "That UPN" if LIKE_A_UPN.search(asked) else f"“{asked[:60]}”"
        self._wrong(
            PUPIL,
            f"{who} is nobody on your school’s roll here. Check it, or send this one"
            " on the form."
            if not found
            else f"{who} fits more than one child of your school. Use the UPN.",
        )
        return None

    def _wrong(self, column: str, sentence: str) -> None:
        self.taken.problems.append(Problem(self.number, column, sentence))


def _given(row: dict[str, str], kind: Kind, on: date) -> dict[str, str]:
    """A row as the form takes it: a choice by its code or its words, yes or no."""
    given = dict(row)
    for one in kind.fields:
        value = row[one.name].casefold()
        if one.kind == "yes":
            given[one.name] = "on" if value in YES else ""
        for code, words in one.choices(on):
            if value in (code.casefold(), words.casefold()):
                given[one.name] = code
    return given


def _with_cell(cell: str, sentence: str) -> str:
    """A sentence that says what was found, where it doesn't yet."""
    if not cell or cell in sentence:
        return sentence
    return f"“{cell[:60]}”: {sentence[:1].lower()}{sentence[1:]}"


def _roll(state: State, seen: Children, school: int) -> dict[str, set[int]]:
    """Whom a school's identifiers mean, of those of its children who are seen."""
    numbers = {one.number for one in seen.of_school(school)}
    held = children.places(state).filter(school_id=school)
    rows = held.filter(held["child"].is_in(sorted(numbers))).select("pupil", "child")
    known = state.pupils.filter(state.pupils["pupil"].is_in(rows["pupil"].to_list()))
    found: dict[str, set[int]] = {}
    for supplied, child in known.select("supplied", "child").iter_rows():
        found.setdefault(str(supplied).upper(), set()).add(child)
    return found
