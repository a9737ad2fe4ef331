"""What can be done to an entry on a page: each verb with its form, and when.

The page of an entry, its buttons and the page of a verb all read this table.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from muster.registers import entry_forms as forms
from muster.registers import keeping
from muster.registers.clocks import DEED, rules_of
from muster.registers.entry import Entry
from muster.registers.legal.following import NextStep, next_step
from muster.registers.legal.verbs import VERBS as OF_LEGAL
from muster.registers.register import register_of
from muster.registers.verb import How, Said, Verb
from muster.registers.verb import if_open as _open
from muster.school_year.clock import today


def _closed(entry: Entry) -> str:
    return "It is open." if entry.is_open else ""


def _always(entry: Entry) -> str:
    return ""


def _movable(entry: Entry) -> str:
    if why := _open(entry):
        return why
    register = register_of(entry)
    if not register.leads_to[entry.status]:
        return "Only closing follows."
    instead = register.by_deed
    by_hand = [one for one in register.leads_to[entry.status] if one not in instead]
    if not by_hand:
        return " ".join(
            text
            for status, text in instead.items()
            if status in register.leads_to[entry.status]
        )
    return ""


def _restartable(entry: Entry) -> str:
    if why := _open(entry):
        return why
    by_hand = [one for one in rules_of(entry.register, today()) if one.begins != DEED]
    return "" if by_hand else "Its clocks are counted from what began each."


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
        _restartable,
    ),
}


# What a register has besides, before what every register has, or in its place.
OF_ITS_OWN: dict[str, dict[str, Verb]] = {"legal": OF_LEGAL}
# A register that says which of its verbs comes next, and why.
NEXT: dict[str, Callable[[Entry, date, Collection[str]], NextStep | None]] = {
    "legal": next_step
}


def verbs_of(entry: Entry) -> dict[str, Verb]:
    """Everything that can ever be done to an entry of its register."""
    own = OF_ITS_OWN.get(entry.register, {})
    return own | {name: verb for name, verb in VERBS.items() if name not in own}


def offered(entry: Entry, user: Any, on: date) -> tuple[dict[str, Verb], str]:
    """What somebody can do to an entry as it stands, what comes next first, and why that
    does; nothing to one kept elsewhere."""
    verbs = {
        name: verb
        for name, verb in verbs_of(entry).items()
        if user.can(verb.needs) and not verb.refusal(entry)
    }
    step = NEXT[entry.register](entry, on, verbs) if entry.register in NEXT else None
    if step is None:
        return verbs, ""
    return {step.verb: verbs[step.verb]} | verbs, step.says
