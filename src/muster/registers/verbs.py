"""What can be done to an entry on a page: each verb with its form, and when.

The page of an entry, its buttons and the page of a verb all read this table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from muster.registers import entry_forms as forms
from muster.registers import keeping
from muster.registers.entry import Entry
from muster.registers.register import register_of
from muster.school_year import Calendar


Said = dict[str, Any]


@dataclass(frozen=True)
class How:
    """Who does it, and the calendar of the child's school for what counts school days."""

    by: str
    calendar: Calendar


@dataclass(frozen=True)
class Verb:
    """``not_now`` is why it can't be done to an entry as it stands, or nothing."""

    title: str
    button: str
    form: type[forms.EntryForm]
    do: Callable[[Entry, Said, How], object]
    done: str
    not_now: Callable[[Entry], str]


def _open(entry: Entry) -> str:
    return "" if entry.is_open else "It is closed. Open it again first."


def _closed(entry: Entry) -> str:
    return "It is open." if entry.is_open else ""


def _always(entry: Entry) -> str:
    return ""


def _movable(entry: Entry) -> str:
    if why := _open(entry):
        return why
    leads = register_of(entry).leads_to[entry.status]
    return "" if leads else "Only closing follows."


def _move(entry: Entry, said: Said, how: How) -> None:
    keeping.move(entry, by=how.by, calendar=how.calendar, **said)


def _restart(entry: Entry, said: Said, how: How) -> None:
    keeping.restart_clock(entry, by=how.by, calendar=how.calendar, **said)


def _by(do: Callable[..., object]) -> Callable[[Entry, Said, How], object]:
    return lambda entry, said, how: do(entry, by=how.by, **said)


VERBS: dict[str, Verb] = {
    "move": Verb(
        "Move it on", "Save", forms.MoveForm, _move, "It is moved on.", _movable
    ),
    "note": Verb(
        "Write what happened",
        "Save",
        forms.NoteForm,
        _by(keeping.note),
        "It is written down.",
        _always,
    ),
    "next": Verb(
        "Say what happens next",
        "Save",
        forms.NextForm,
        _by(keeping.plan_next),
        "What happens next is kept.",
        _open,
    ),
    "details": Verb(
        "Fill it in",
        "Save",
        forms.DetailsForm,
        _by(keeping.fill_in),
        "It is filled in.",
        _open,
    ),
    "lead": Verb(
        "Say who leads it",
        "Save",
        forms.LeadForm,
        _by(keeping.hand_to),
        "Who leads it is kept.",
        _open,
    ),
    "close": Verb(
        "Close it",
        "Close it",
        forms.CloseForm,
        _by(keeping.close),
        "It is closed.",
        _open,
    ),
    "reopen": Verb(
        "Open it again",
        "Open it again",
        forms.WhyForm,
        _by(keeping.reopen),
        "It is open again.",
        _closed,
    ),
    "clock": Verb(
        "Begin a clock again",
        "Begin it",
        forms.ClockForm,
        _restart,
        "The clock runs again.",
        _open,
    ),
}


def offered(entry: Entry) -> dict[str, Verb]:
    """What can be done to an entry as it stands; nothing to one kept elsewhere."""
    if entry.is_read_only:
        return {}
    return {name: verb for name, verb in VERBS.items() if not verb.not_now(entry)}
