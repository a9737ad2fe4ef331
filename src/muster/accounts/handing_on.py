"""What is somebody's, and passes to a colleague when they leave.

Folders above say at start-up what of theirs can be a person's:

    handing_on.register(Held("Commentary they were asked for", theirs, pass_on))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from muster.accounts import audit
from muster.accounts.models import User
from muster.accounts.posts import Refused


@dataclass(frozen=True)
class Held:
    """One kind of thing people have. ``theirs`` gives each in words, by a username;
    ``pass_on`` gives one's to another's, by their usernames."""

    title: str
    theirs: Callable[[str], list[str]]
    pass_on: Callable[[str, str], None]


_registered: dict[str, Held] = {}


def register(held: Held) -> None:
    _registered[held.title] = held


def held_by(person: User) -> dict[str, list[str]]:
    """What is somebody's, by kind; kinds they have nothing of are left out."""
    every = {one.title: one.theirs(person.username) for one in _registered.values()}
    return {title: things for title, things in every.items() if things}


def hand_on(*, person: User, colleague: User | None, by: str) -> None:
    """All of it to a colleague. Raises Refused where there is some and no colleague."""
    held = held_by(person)
    if not held:
        return
    if colleague is None:
        things = "; ".join(f"{title}: {', '.join(held[title])}" for title in held)
        raise Refused(f"Choose who takes on what is {person}’s. {things}.")
    if colleague.pk == person.pk or not colleague.is_active:
        raise Refused(f"{colleague} can’t take it on. Choose a colleague who stays.")
    for title in held:
        _registered[title].pass_on(person.username, colleague.username)
    audit.record(
        did="person.handed-on",
        by=by,
        to=f"person:{person.pk}",
        after={"colleague": f"person:{colleague.pk}", "things": held},
    )
