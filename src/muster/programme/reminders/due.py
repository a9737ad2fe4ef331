"""What each person should be told of on a day: plain values, from facts only.

What was sent to anybody is kept apart (`models`) and decides nothing here. Folders above
say at start-up what else people are to be told of:

    due.register(due.Kind("Commentary", told))

where ``told(on)`` gives an `Item` for each thing and each person who is told of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.urls import reverse

from muster.accounts.models import User


class Heading(StrEnum):
    """What a thing stands under in a letter, in this order."""

    OVERDUE = "Overdue"
    DUE = "Due"
    UPDATES = "Updates wanted"
    OTHERS = "What others were to do"
    QUESTIONS = "Questions to answer"

    @property
    def presses(self) -> bool:
        """Whether a letter is written for it on any day, and not once a week."""
        return self != Heading.QUESTIONS


@dataclass(frozen=True)
class Item:
    """One thing one person is told of.

    ``person`` is the number of their account; None where nobody has one who could be told,
    which `muster check` says. ``about`` is what it is about in one word: of two items on
    the same the first stands. ``page`` is the name of a page and what its address takes.
    """

    person: int | None
    heading: Heading
    about: str
    says: str
    page: tuple[Any, ...]
    due_on: date | None = None
    is_overdue: bool = False

    @property
    def href(self) -> str:
        """The path of its page."""
        name, *args = self.page
        return reverse(name, args=args)


@dataclass(frozen=True)
class Kind:
    """One kind of thing people are told of."""

    title: str
    told: Callable[[date], Iterable[Item]]


_registered: dict[str, Kind] = {}
HEADINGS = list(Heading)


def register(kind: Kind) -> None:
    _registered[kind.title] = kind


def told(on: date) -> dict[int | None, list[Item]]:
    """What everybody is told of on a day, by the number of their account."""
    found: dict[int | None, dict[str, Item]] = defaultdict(dict)
    for kind in _registered.values():
        for item in kind.told(on):
            found[item.person].setdefault(item.about, item)
    return {who: sorted(held.values(), key=_in_order) for who, held in found.items()}


def for_me(user: User, on: date) -> list[Item]:
    """What one person is told of, the most pressing first."""
    return told(on).get(user.pk, [])


def _in_order(item: Item) -> tuple[int, date, str]:
    return HEADINGS.index(item.heading), item.due_on or date.max, item.about
