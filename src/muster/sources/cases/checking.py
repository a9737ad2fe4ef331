"""What would become of every row of a sheet, before anything is kept.

Asked anew each time, from the file, the mapping, the answers people gave and the register
as it stands: so a sheet that was loaded opens nothing when it comes again.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.crypto import salted_hmac

from muster.registers.child import Children
from muster.registers.entry import Entry
from muster.registers.meant import Meant, People
from muster.sources.cases import feeding
from muster.sources.cases.fields import likeness
from muster.sources.cases.models import Brought, Mapping, Sheet, Whose
from muster.sources.cases.rows import Case, Reader, wrong
from muster.sources.cases.table import Table, read_table
from muster.sources.reading.problems import Problem
from muster.tables.state import State


@dataclass(frozen=True)
class Doubt:
    """A case whose child isn't sure. ``is_none`` once somebody said it is none of ours."""

    case: Case
    meant: Meant
    is_none: bool = False


@dataclass(frozen=True)
class Sure:
    case: Case
    child: int


@dataclass(frozen=True)
class Change:
    """An entry that is kept there and has changed there."""

    case: Case
    entry: Entry
    what: list[str]


@dataclass
class Checked:
    """Every row is in one of these."""

    table: Table
    opens: list[Sure] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    there: list[tuple[Case, Entry]] = field(default_factory=list)
    waits: list[Doubt] = field(default_factory=list)
    nobodys: list[Doubt] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def wrong_rows(self) -> int:
        return len({one.row for one in self.problems})


def table_of(sheet: Sheet) -> Table:
    """Raises NotReadable."""
    return read_table(sheet.path, likeness(sheet.mapping.of))


def known_as(mapping: Mapping, case: Case) -> str:
    """A keyed hash of how a case speaks of its child."""
    said = case.said
    words = (said.upn, *said.parts, said.name, said.born_on, case.school_said)
    return salted_hmac(f"whose {mapping.pk}", repr(words)).hexdigest()


def check(sheet: Sheet, *, user: Any, state: State, on: date) -> Checked:
    """Raises NotReadable for a file that is no table."""
    table = table_of(sheet)
    return Checker(sheet.mapping, table, user, state, on).run()


class Checker:
    def __init__(
        self, mapping: Mapping, table: Table, user: Any, state: State, on: date
    ) -> None:
        self.mapping, self.table, self.on = mapping, table, on
        self.reader = Reader(mapping, table, state, on)
        self.people = People(Children.visible_to(user, state))
        self.answers = dict(
            Whose.objects.filter(mapping=mapping).values_list("known_as", "child")
        )
        register = mapping.of
        self.brought = {
            one.reference: one.entry
            for one in Brought.objects.filter(mapping=mapping).select_related("entry")
        }
        self.spells: dict[int, list[Entry]] = defaultdict(list)
        for entry in Entry.objects.filter(register=register.name, about=""):
            self.spells[entry.child].append(entry)
        self.numbers: dict[str, int] = {}
        self.checked = Checked(table)

    def run(self) -> Checked:
        for number, cells in self.table.rows:
            read = self.reader.read(number, cells)
            if isinstance(read, list):
                self.checked.problems += read
            elif not self._is_twice(read):
                self._place(read)
        self._refuse_overlaps()
        return self.checked

    def _is_twice(self, case: Case) -> bool:
        if self.mapping.is_kept_there and not case.reference:
            return self._refuse(case, "It has no number of the case, and a source that"
                                " keeps its cases needs one to change them by.")  # fmt: skip
        before = self.numbers.setdefault(case.reference, case.row)
        if case.reference and before != case.row:
            return self._refuse(
                case,
                f"The number “{case.reference}” stands in row {before} too. Leave one of"
                " them out, or give each its own.",
            )
        return False

    def _place(self, case: Case) -> None:
        held = self.brought.get(case.reference) if case.reference else None
        child = self._child(case, held)
        if child is None:
            return
        if held is not None and held.child != child:
            self._refuse(
                case,
                f"The number “{case.reference}” came before, of another child. Ask"
                " whoever keeps the source which of them it is.",
            )
        elif held is not None and held.source == self.mapping.source:
            self._changed(case, held)
        elif entry := held or self._same_start(child, case):
            self.checked.there.append((case, entry))
        else:
            self.checked.opens.append(Sure(case, child))

    def _child(self, case: Case, held: Entry | None) -> int | None:
        """Whose it is, if that is sure; else it waits, or is nobody's. A number that came
        before is of whom it was of, though we call the child something else since."""
        meant = self.people.meant(case.said)
        if meant.child is not None:
            return meant.child
        if held is not None and held.child in self.people.everybody:
            return held.child
        key = known_as(self.mapping, case)
        answer = self.answers.get(key)
        if answer in self.people.everybody:
            return answer
        if key in self.answers and answer is None:
            self.checked.nobodys.append(Doubt(case, meant, is_none=True))
        else:
            self.checked.waits.append(Doubt(case, meant))
        return None

    def _changed(self, case: Case, held: Entry) -> None:
        if case.started_on != held.started_on:
            self._refuse(
                case,
                f"It began on {held.started_on:%d/%m/%Y} when it came before, and on"
                f" {case.started_on:%d/%m/%Y} now. Ask whoever keeps the source.",
            )
            return
        what = feeding.differences(held, case, self.on)
        if what:
            self.checked.changes.append(Change(case, held, what))
        else:
            self.checked.there.append((case, held))

    def _same_start(self, child: int, case: Case) -> Entry | None:
        spells = self.spells.get(child, [])
        return next((e for e in spells if e.started_on == case.started_on), None)

    def _refuse_overlaps(self) -> None:
        """Spells of one child may share a day, and no more: with each other and with what
        is on the register, which ends as the same file says."""
        said = {one.entry.pk: one.case.ended_on for one in self.checked.changes}
        sure, self.checked.opens = self.checked.opens, []
        taken: dict[int, list[tuple[date, date, str]]] = defaultdict(list)
        for one in sorted(sure, key=lambda sure: (sure.case.started_on, sure.case.row)):
            case = one.case
            spells = taken[one.child] or [
                _on_register(e, said.get(e.pk, e.ended_on))
                for e in self.spells.get(one.child, [])
            ]
            ends = case.ended_on or date.max
            over = [
                which
                for begins, until, which in spells
                if case.started_on < until and begins < ends
                or case.started_on == begins
            ]  # fmt: skip
            if over:
                self._refuse(case, f"It runs into {over[0]} of the same child: a child has"
                             " one at a time. Check the dates of both.")  # fmt: skip
                taken[one.child] = spells
                continue
            spells.append((case.started_on, ends, f"that of row {case.row}"))
            taken[one.child] = spells
            self.checked.opens.append(one)

    def _refuse(self, case: Case, message: str) -> bool:
        self.checked.problems.append(wrong(case, self.table, message))
        return True


def _on_register(entry: Entry, ended_on: date | None) -> tuple[date, date, str]:
    until = f"to {ended_on:%d/%m/%Y}" if ended_on else "and open"
    which = f"one on the register (from {entry.started_on:%d/%m/%Y}, {until})"
    return entry.started_on, ended_on or date.max, which
