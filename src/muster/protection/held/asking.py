"""What was corrected or asked about a child’s data, and who has looked."""

from __future__ import annotations

from collections.abc import Iterator

from muster.accounts import trail_key
from muster.accounts.models import Entry
from muster.design.filters import day
from muster.protection.correcting import Correction
from muster.protection.held.item import SOMEBODY, Item, shown
from muster.protection.requests import Request
from muster.tables.holding import Held


def corrections(held: Held) -> Iterator[Item]:
    found = Correction.objects.filter(child__in=held.children)
    yield Item(
        "corrections",
        "What was corrected",
        "What was found to be wrong and put right, and where the right one came from.",
        ("What", "Was", "Is", "Source", "Why", "When", "How it stands"),
        tuple(
            (
                one.what,
                one.was,
                one.now,
                one.source,
                one.why,
                shown(one, "made_at"),
                one.get_stage_display(),
            )
            for one in found
        ),
    )


def asked(held: Held) -> Iterator[Item]:
    """Earlier requests about the same child: their dates and what came of them."""
    found = [
        one for one in Request.objects.all() if set(one.children) & set(held.children)
    ]
    yield Item(
        "requests",
        "What was asked about this data before",
        "Requests to see it or to have it erased.",
        ("Request", "What was asked", "Received", "What came of it"),
        tuple(
            (
                one.number,
                one.get_kind_display(),
                day(one.received_on),
                one.get_stage_display(),
            )
            for one in found
        ),
    )


def trail(held: Held) -> Iterator[Item]:
    """Who looked or changed something: what they were then, never who they are."""
    hashes = [trail_key.of_child(child) for child in held.children]
    entries = Entry.objects.filter(child__in=hashes).order_by("pk")
    yield Item(
        "trail",
        "Who has looked",
        "Each time somebody opened, sent, corrected or decided something about the child.",
        ("When", "What was done", "By"),
        tuple(
            (shown(entry, "at"), _done(entry.did), entry.posts or SOMEBODY)
            for entry in entries
        ),
    )


def _done(did: str) -> str:
    """“child.viewed” as “Child: viewed”."""
    what, _, how = did.partition(".")
    return f"{what.capitalize().replace('-', ' ')}: {how.replace('-', ' ')}"
