"""One thing that can be done to an entry on a page: its form, what it does, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from muster.accounts.permissions import Permission
from muster.registers import entry_forms as forms
from muster.registers.entry import Entry
from muster.school_year import Calendar


Said = dict[str, Any]


@dataclass(frozen=True)
class How:
    """Who does it, and the calendar of the child's school for what counts school days."""

    by: str
    calendar: Calendar


@dataclass(frozen=True)
class Verb:
    """``not_now`` is why it can't be done to an entry as it stands, or nothing. ``needs``
    is who may; ``shows`` what its page shows above the form, as ``template`` has it."""

    title: str
    button: str
    form: type[forms.EntryForm]
    do: Callable[[Entry, Said, How], object]
    done: str
    not_now: Callable[[Entry], str]
    needs: Permission = Permission.KEEP_REGISTERS
    template: str = ""
    shows: Callable[[forms.EntryForm], dict[str, Any]] = lambda form: {}

    def refusal(self, entry: Entry) -> str:
        """Why it can’t be done to an entry now; nothing where it can."""
        if entry.is_read_only:
            return f"This is kept in {entry.source}, and is changed there."
        return self.not_now(entry)


def if_open(entry: Entry) -> str:
    return "" if entry.is_open else "It is closed. Open it again first."
