"""What schools told the authority of a child, and what they should have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from muster.design.filters import day
from muster.protection.held.item import Item
from muster.registers.models import (
    Expected,
    Return,
)
from muster.registers.returns.kinds import kinds
from muster.tables.holding import Held


def returned(held: Held) -> Iterator[Item]:
    """What schools told the authority of the child, and what they should have."""
    found = Return.objects.filter(child__in=held.children).order_by("sent_at", "pk")
    yield Item(
        "returns",
        "What schools told the authority of the child",
        "Returns that schools make when a child comes, goes, or is away for long.",
        ("Return", "Received", "What", "In words"),
        tuple(
            (one.of_kind.title, day(one.received_on), what, said)
            for one in found
            for what, said in _as_returned(one)
            if said
        ),
    )
    owed = Expected.objects.filter(child__in=held.children).order_by("arose_on", "pk")
    yield Item(
        "returns-expected",
        "What schools should have told the authority of the child",
        "Worked out from registers and rolls.",
        ("Return", "Of", "Due", "Came", "Asked for by letter on"),
        tuple(
            (
                kinds(one.arose_on)[one.kind].title,
                day(one.since_on),
                day(one.due_on),
                day(one.answered_by.received_on) if one.answered_by else "",
                ", ".join(day(date.fromisoformat(it["on"])) for it in one.chased),
            )
            for one in owed.select_related("answered_by")
        ),
    )


def _as_returned(one: Return) -> Iterator[tuple[str, str]]:
    yield one.of_kind.about, day(one.about_on)
    yield "Name", one.name
    yield "UPN", one.upn
    yield "Date of birth", day(one.born_on) if one.born_on else ""
    for field in one.of_kind.fields:
        yield field.label, field.said(one.said.get(field.name))
    yield "Answer", one.answer
    yield "Withdrawn because", one.withdrawn_why
