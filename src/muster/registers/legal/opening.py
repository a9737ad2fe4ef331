"""Opening a case: from the week's list, or below the threshold for a reason; of one parent,
or of each of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from muster.registers import choices, finding, keeping
from muster.registers.contact import Contact
from muster.registers.entry import Entry
from muster.registers.found import Found, FoundRows
from muster.registers.keeping import Refused
from muster.registers.legal import evidence
from muster.registers.legal.case import REGISTER, Legal, Status, about
from muster.school_year import Calendar
from muster.tables.state import State


# The reason of a case from the week's list; every other is below the threshold.
MET = "threshold"


@dataclass(frozen=True)
class Pupil:
    """A child at the school whose register a case rests on, by the store’s numbers."""

    child: int
    pupil: int
    school: int


def below_reasons(on: date) -> list[tuple[str, str]]:
    """Why a case may be opened on a day though the threshold is not met (choices.toml)."""
    every = choices.choices(REGISTER.name, "reason", on)
    return [(code, says) for code, says in every if code != MET]


def met(found: FoundRows) -> FoundRows:
    """Those that say a child met the threshold by the register as it is, whatever was
    decided of it, the latest last."""
    return found.filter(on_list=MET, gone_on=None).order_by("since_on", "pk")


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
    _refuse_parents(parents, found.child)
    said: dict[str, Any] = {"on": on, "by": by, "calendar": calendar, "note": note}
    entries = []
    for parent in parents:
        held = Legal.objects.open().filter(child=found.child, parent=parent).first()
        if held is None:
            at = {"child": found.child, "school": found.school}
            entry = _open(parent, at, reason=MET, lead=lead, **said)
        else:
            entry = held
            _add_to(entry, **said)
        evidence.take(entry, found, on=on, by=by)
        finding.decide(found, code="case", on=on, by=by, entry=entry)
        entries.append(entry)
    return entries


@transaction.atomic
def open_below(
    pupil: Pupil,
    parents: Sequence[Contact],
    *,
    reason: str,
    why: str,
    on: date,
    by: str,
    state: State,
    lead: Any = None,
) -> list[Entry]:
    """A case for each parent of a child whom no list has: earlier than the National
    Framework's threshold, at which a notice must be considered (rules.md 4.1: recalled).
    It keeps the sessions without leave an information may still be laid for, if any.

    Takes a reason of ``below_reasons`` and, in words, why. Raises Refused for any other
    reason, without the words, for nobody, for whom the law counts as no parent, for a
    parent who has a case of this child open, and where the week’s list has the child.
    """
    _refuse_parents(parents, pupil.child)
    if met(Found.objects.filter(pupil=pupil.pupil)).exists():
        raise Refused("The threshold is met: open the case from the week’s list.")
    if reason not in dict(below_reasons(on)):
        raise Refused("Choose why it is opened below the threshold.")
    if not why.strip():
        raise Refused("Say why it is opened below the threshold.")
    at = {"child": pupil.child, "school": pupil.school}
    more = {"on": on, "by": by, "calendar": state.calendar(pupil.school)}
    entries = []
    for parent in parents:
        entry = _open(
            parent,
            at,
            reason=reason,
            note=why.strip(),
            lead=lead,
            status=Status.BELOW,
            **more,
        )
        evidence.take_lately(
            entry, pupil=pupil.pupil, school=pupil.school, state=state, on=on, by=by
        )
        entries.append(entry)
    return entries


def _open(parent: Contact, at: dict[str, int], **said: Any) -> Entry:
    return keeping.open_entry(
        REGISTER, about=about(parent), parent=parent, **at, **said
    )


def _refuse_parents(parents: Sequence[Contact], child: int) -> None:
    if not parents:
        raise Refused("Choose a parent. If none is held, add one first.")
    for parent in parents:
        if not parent.is_parent or parent.child != child:
            raise Refused(
                f"{parent} is not held as having parental responsibility for this child,"
                " or care of them."
            )


def _add_to(entry: Entry, *, on: date, by: str, calendar: Calendar, note: str) -> None:
    again = "" if entry.status == Status.BELOW else " again"
    text = f"The threshold is met{again}: the sessions are added. {note}".strip()
    if Status.THRESHOLD in REGISTER.leads_to[entry.status]:
        keeping.move(
            entry, to=Status.THRESHOLD, on=on, by=by, calendar=calendar, note=text
        )
    else:
        keeping.note(entry, text=text, on=on, by=by)
