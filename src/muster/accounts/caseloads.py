"""Finding the child a caseload is to have, by what is written on the case: nothing of the
child is shown to whoever keeps people but the number the store knows them by."""

from __future__ import annotations

from muster.accounts.posts import Refused
from muster.tables.ids import as_held
from muster.tables.state import State
from muster.tables.upn import is_upn


def child_of(state: State, *, school: int | None, identifier: str) -> int:
    """The store's number of a child: of a UPN by itself, or of what a school's system
    calls them together with the school. Raises Refused; no sentence repeats a UPN."""
    if school is None and not is_upn(identifier):
        raise Refused(
            "That isn’t a UPN. Choose the school as well, for what its system calls them."
        )
    held = state.pupils
    rows = held.filter(held["supplied"] == as_held(identifier))
    if school is not None:
        rows = rows.filter(rows["school"] == school)
    found = set(rows["child"].to_list())
    if not found:
        raise Refused(
            "No child is held by that. Check it, and the school, with whoever gave it to"
            " you."
        )
    if len(found) > 1:
        raise Refused("More than one child is held by that. Choose the school as well.")
    return found.pop()
