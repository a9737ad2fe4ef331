"""Asking heads for returns that have not come: a letter a school, and on each return it
asks for the day, by whom and in which letter.

A letter is not kept: it names children, and what it says is held already, so it is written
again from the returns that name it. The trail keeps its SHA-256 as it was first written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from muster.accounts import audit
from muster.accounts.models import User
from muster.design.filters import day
from muster.registers import letters
from muster.registers.child import NAMELESS, Children
from muster.registers.keeping import Refused
from muster.registers.letter_values import of_school
from muster.registers.returns.kinds import kinds
from muster.registers.returns.sent import Expected, Expecteds
from muster.tables.state import State


LETTER = "returns_chased"
NTH = ("First", "Second", "Third", "Fourth", "Fifth")


@dataclass(frozen=True)
class Chase:
    """One letter to one school: the returns it asks for, and how often each was asked for
    by then."""

    reference: str
    school: int
    on: date
    by: str
    asks: tuple[Expected, ...]

    @property
    def outstanding(self) -> int:
        """How many of them are expected still, and did not come."""
        return sum(
            one.answered_by_id is None and one.gone_on is None for one in self.asks
        )


def said(one: Expected, called: Mapping[str, str]) -> str:
    """“chased on 3 March 2026 by Sam Okafor, for the second time”, of the last time."""
    if not one.chased:
        return ""
    last = one.chased[-1]
    who = called.get(last["by"], last["by"])
    times = f", for the {_nth(len(one.chased)).lower()} time" if one.chased[1:] else ""
    return f"chased on {day(_on(last))} by {who}{times}"


@transaction.atomic
def chase(rows: Expecteds, *, on: date, by: User, state: State) -> list[Chase]:
    """Writes to the head of each school that owes one of these, and says so on each. One
    asked for that day already is left out.

    Raises Refused where none is left, and with a sentence for each thing a letter would
    say and nothing is held of: then none is written.
    """
    owed = _owed(rows.late(on).filter(gone_on=None), on)
    if not owed:
        raise Refused("None of those is overdue and not asked for today already.")
    made = []
    for school in sorted({one.school for one in owed}):
        mine = [one for one in owed if one.school == school]
        reference = _reference(school, on)
        for one in mine:
            entry = {"on": on.isoformat(), "by": by.username, "letter": reference}
            one.chased = [*one.chased, entry]
            one.save(update_fields=["chased"])
        written = Chase(reference, school, on, by.username, tuple(mine))
        content = letter_of(written, by, state)
        audit.record(
            did="returns.chased",
            by=by.username,
            to=f"letter:{reference}",
            school=school,
            after={
                "returns": [one.pk for one in mine],
                "sha256": hashlib.sha256(content).hexdigest(),
            },
        )
        made.append(written)
    return made


def _owed(late: Expecteds, on: date) -> list[Expected]:
    """Those of these that were not asked for on a day already.

    Whatever their schools owe is locked first, in one order: of two who write to a school
    at once, for whichever kinds, the second waits for the reference of the first.
    """
    schools = sorted(set(late.order_by().values_list("school", flat=True)))
    of_schools = Expected.objects.filter(school__in=schools).order_by("pk")
    list(of_schools.select_for_update().values_list("pk"))
    held = late.filter(school__in=schools)
    return [one for one in held if not one.chased or _on(one.chased[-1]) < on]


def chases(rows: Iterable[Expected]) -> list[Chase]:
    """The letters these returns were asked for in, the latest first."""
    found: dict[str, list[Expected]] = {}
    said: dict[str, dict[str, str]] = {}
    for one in rows:
        for each in one.chased:
            found.setdefault(each["letter"], []).append(one)
            said[each["letter"]] = each
    made = [
        Chase(name, asks[0].school, _on(said[name]), said[name]["by"], tuple(asks))
        for name, asks in found.items()
    ]
    return sorted(made, key=lambda one: (-one.on.toordinal(), one.reference))


def of_letter(reference: str, seen: Expecteds) -> Chase | None:
    """A letter by its reference, of what somebody sees; None where it asks for a return
    they don't: a letter with some of its children left out would be another."""
    asks = [
        one
        for one in Expected.objects.filter(school=_school(reference)).order_by("pk")
        if any(each["letter"] == reference for each in one.chased)
    ]
    mine = seen.filter(pk__in=[one.pk for one in asks]).count()
    if not asks or mine < len(asks):
        return None
    return next(one for one in chases(asks) if one.reference == reference)


def letter_of(one: Chase, user: User, state: State) -> bytes:
    """The letter, as a Word document, as ``user`` may read the names of its children.
    Raises Refused, as `letters.written` does."""
    names = Children.visible_to(user, state).names_of([each.child for each in one.asks])
    rows = sorted(one.asks, key=lambda each: (each.due_on, each.pk))
    sender = User.objects.filter(username=one.by).first() or user
    earlier = [
        _on(before)
        for each in rows
        for before in each.chased[: _time(each, one.reference) - 1]
    ]
    values = of_school(one.school, sender, state, one.on) | {
        "reference": one.reference,
        "request": _request(max(_time(each, one.reference) for each in rows)),
        "earlier": day(max(earlier)) if earlier else "",
        "returns": [
            {
                "child": names.get(each.child, NAMELESS),
                "kind": kinds(each.arose_on)[each.kind].title,
                "since": day(each.since_on),
                "due": day(each.due_on),
                "request": _request(_time(each, one.reference)),
            }
            for each in rows
        ],
    }
    return letters.written(LETTER, values, one.on)


def _time(one: Expected, reference: str) -> int:
    """Which time it was that a letter asked for it: 1 for the first."""
    asked = [each["letter"] for each in one.chased]
    return asked.index(reference) + 1


def _nth(time: int) -> str:
    return NTH[time - 1] if time <= len(NTH) else f"{time}th"


def _request(time: int) -> str:
    return f"{_nth(time)} request"


def _reference(school: int, on: date) -> str:
    """RC-12-20260303-1: the school, the day, and which letter of that day to it."""
    first = f"RC-{school}-{on:%Y%m%d}-"
    used = {
        each["letter"]
        for one in Expected.objects.filter(school=school).exclude(chased=[])
        for each in one.chased
    }
    return f"{first}{sum(name.startswith(first) for name in used) + 1}"


def _school(reference: str) -> int:
    part = (reference.split("-") + [""])[1]
    return int(part) if part.isdecimal() and len(part) < 10 else 0


def _on(said: dict[str, Any]) -> date:
    return date.fromisoformat(said["on"])
