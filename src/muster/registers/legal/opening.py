"""Opening a case from the week's list: of one parent, or of each of both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from muster.registers import finding, keeping
from muster.registers.contact import Contact
from muster.registers.entry import Entry
from muster.registers.found import Found
from muster.registers.keeping import Refused
from muster.registers.legal import evidence
from muster.registers.legal.case import REGISTER, Legal, Status, about
from muster.school_year import Calendar


@transaction.atomic
def open_cases(
    found: Found,
    parents: Sequence[Contact],
    *,
    on: date,
    by: str,
    calendar: Calendar,
    note: str = "",
    lead: Any = None,
) -> list[Entry]:
    """A case for each parent, with the sessions of the finding; a parent who has one open
    gets them in that. Raises Refused for nobody, and for whom the law counts as no parent."""
    if not parents:
        raise Refused("Choose a parent. If none is held, add one first.")
    return [
        _of_parent(found, parent, on=on, by=by, calendar=calendar, note=note, lead=lead)
        for parent in parents
    ]


def _of_parent(
    found: Found,
    parent: Contact,
    *,
    on: date,
    by: str,
    calendar: Calendar,
    note: str,
    lead: Any,
) -> Entry:
    if not parent.is_parent or parent.child != found.child:
        raise Refused(
            f"{parent} is not held as having parental responsibility for this child,"
            " or care of them."
        )
    entry: Entry | None = (
        Legal.objects.open().filter(child=found.child, parent=parent).first()
    )
    if entry is None:
        entry = keeping.open_entry(
            REGISTER,
            child=found.child,
            school=found.school,
            on=on,
            reason="threshold",
            by=by,
            calendar=calendar,
            note=note,
            about=about(parent),
            parent=parent,
            lead=lead,
        )
    else:
        _add_to(entry, on=on, by=by, calendar=calendar, note=note)
    evidence.take(entry, found, on=on, by=by)
    finding.decide(found, code="case", on=on, by=by, entry=entry)
    return entry


def _add_to(entry: Entry, *, on: date, by: str, calendar: Calendar, note: str) -> None:
    text = f"The threshold is met again: the sessions are added. {note}".strip()
    if Status.THRESHOLD in REGISTER.leads_to[entry.status]:
        keeping.move(
            entry, to=Status.THRESHOLD, on=on, by=by, calendar=calendar, note=text
        )
    else:
        keeping.note(entry, text=text, on=on, by=by)
