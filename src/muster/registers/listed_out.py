"""A register's list as a spreadsheet: every field, whose and at which school.

What comes out goes in again: headings are the fields' names, days are dd/mm/yyyy, and what
happened is a cell of dated lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from muster.registers import choices
from muster.registers.entry import Entry, Happened
from muster.registers.register import Register


SHARED = (
    "Reference",
    "Child",
    "School",
    "Status",
    "Began on",
    "Ended on",
    "Reason",
    "Outcome",
    "Lead officer",
    "Next step",
    "Next step by",
    "Review on",
    "Kept in",
    "Notes",
)
# What somebody wrote; the rest of the lines say what the other columns say.
WRITTEN = (Happened.Kind.NOTED, Happened.Kind.CONTACT, Happened.Kind.REVIEWED)


def headings(register: Register) -> list[str]:
    own = [str(one.verbose_name).capitalize() for one in register.own_fields]
    return [*SHARED, *own]


def rows(
    register: Register,
    entries: Iterable[Entry],
    names: dict[int, str],
    schools: dict[int, str],
) -> Iterator[list[str]]:
    """A row an entry; ``entries`` are of the register's own model."""
    for one in entries:
        own = [_cell(one, field) for field in register.own_fields]
        yield [*_shared(register, one, names, schools), *own]


def _shared(
    register: Register, one: Entry, names: dict[int, str], schools: dict[int, str]
) -> list[str]:
    return [
        one.reference or str(one.pk),
        names.get(one.child, ""),
        schools.get(one.school or 0, ""),
        register.said(one.status),
        _day(one.started_on),
        _day(one.ended_on),
        choices.said(one.register, "reason", one.reason),
        choices.said(one.register, "outcome", one.outcome) if one.outcome else "",
        str(one.lead) if one.lead else "",
        one.next_step,
        _day(one.next_on),
        _day(one.review_on),
        one.source,
        _notes(one),
    ]


def _notes(one: Entry) -> str:
    lines = [line for line in one.happened.all() if line.kind in WRITTEN]
    return "\n".join(f"{_day(line.on)}: {line.text}" for line in reversed(lines))


def _cell(one: Entry, field: Any) -> str:
    value = getattr(one, field.name)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return _day(value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, "")) if value else ""
    return "" if value is None else str(value)


def _day(value: date | None) -> str:
    return f"{value:%d/%m/%Y}" if value else ""
