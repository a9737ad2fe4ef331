"""What was done in law about a child’s absence: notices, orders, prosecutions."""

from __future__ import annotations

from collections.abc import Iterator

from muster.protection.held.item import Item, sessions, shown
from muster.registers.legal.stepping import said as in_court
from muster.registers.models import (
    Evidence,
    Notice,
    Prosecution,
    Step,
)
from muster.tables.holding import Held


def legal(held: Held) -> Iterator[Item]:
    """Notices, contracts, orders and prosecutions about the child’s absence; those who
    took them are not given."""
    mine = {"entry__child__in": held.children}
    yield Item(
        "notices",
        "Penalty notices for the child’s absence",
        "What each was for, the sessions it rests on, and what came of it.",
        (
            *("Issued", "By another authority", "To", "For", "Sessions", "Support"),
            *("Why all the same", "Paid", "Withdrawn"),
        ),
        tuple(map(_notice, Notice.objects.filter(**mine).order_by("pk"))),
    )
    yield Item(
        "measures",
        "Notices to improve, contracts, orders and prosecutions",
        "What was asked, agreed or ordered about the child’s absence, and what came of it.",
        ("What", "From", "To", "In words", "Sessions", "What came of it"),
        (
            *map(_step, Step.objects.filter(**mine).order_by("pk")),
            *map(_prosecution, Prosecution.objects.filter(**mine).order_by("pk")),
        ),
    )
    yield Item(
        "evidence",
        "Sessions taken as evidence",
        "Sessions of the register as they were when they were taken into a case, and those"
        " of which the register says something else since.",
        ("Taken on", "Sessions", "Since corrected to"),
        tuple(
            (shown(one, "taken_on"), sessions(one.sessions), sessions(one.changed))
            for one in Evidence.objects.filter(**mine).order_by("pk")
        ),
    )


def _notice(one: Notice) -> tuple[str, ...]:
    return (
        shown(one, "issued_on"),
        one.issuer,
        str(one.parent),
        one.get_reason_display(),
        sessions(one.sessions),
        one.support_says,
        "; ".join(one.whys.values()),
        shown(one, "paid_on"),
        one.withdrawn_why,
    )


def _step(one: Step) -> tuple[str, ...]:
    return (
        one.get_kind_display(),
        shown(one, "from_on"),
        shown(one, "to_on"),
        one.says,
        "",
        f"{one.get_outcome_display()} {one.why}".strip(),
    )


def _prosecution(one: Prosecution) -> tuple[str, ...]:
    return (
        one.get_act_display(),
        shown(one, "offence_from"),
        shown(one, "offence_to"),
        " ".join([one.why, *(each["says"] for each in one.defences.values())]),
        sessions(one.sessions),
        in_court(one),
    )
