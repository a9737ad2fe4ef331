"""What is written for a period's packs: asked for, written, cleared by somebody else.

A section has one commentary a period. It stands in the officers' and the board's packs,
and in the public one if it says so. Changing the words takes the clearing back.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from muster.accounts import audit
from muster.accounts.called import called
from muster.accounts.models import User
from muster.accounts.permissions import Permission
from muster.measures import parse_period
from muster.reports.asking import section
from muster.reports.audiences import Audience
from muster.reports.figures import Comment
from muster.reports.models import Commentary
from muster.tables.upn import holds_upn


PARTS = ("sees", "why", "asks")


class Refused(Exception):
    """Why it can't be done; the message is a sentence for the person."""


def of(period: str) -> dict[str, Commentary]:
    """A period's commentary by section."""
    return {one.section: one for one in Commentary.objects.filter(period=period)}


def writers() -> list[User]:
    """People who may write."""
    people = User.objects.filter(is_active=True).order_by("name")
    return [one for one in people if one.can(Permission.WRITE_COMMENTARY)]


@transaction.atomic
def ask(*, period: str, section: str, writer: str, due_on: date | None) -> Commentary:
    """Asks somebody to write a section by a day. What was written stays, to be gone on
    with, and is not cleared any more."""
    before = _stood(Commentary.objects.filter(period=period, section=section).first())
    held, _ = Commentary.objects.update_or_create(
        period=period,
        section=section,
        defaults={
            "writer": writer,
            "due_on": due_on,
            "cleared_by": "",
            "cleared_at": None,
        },
    )
    _record("commentary.asked-for", held, audit.asker().username, before)
    return held


@transaction.atomic
def write(
    *,
    period: str,
    section: str,
    sees: str,
    why: str,
    asks: str,
    is_public: bool,
    by: str,
    at: datetime,
) -> Commentary:
    """Keeps what somebody wrote; who writes is its writer from now on.

    Raises Refused for words that hold a pupil's number: no child is in a pack.
    """
    for text in (sees, why, asks):
        if holds_upn(text):
            raise Refused(
                "There is a unique pupil number in the text. A pack names no child: say"
                " how many pupils, and of what kind."
            )
    said = {"sees": sees.strip(), "why": why.strip(), "asks": asks.strip()}
    before = Commentary.objects.filter(period=period, section=section).first()
    # Sent again unchanged, the words are still whoever's they were.
    is_same = before is not None and before.is_written and before.words() == said
    stood = _stood(before)
    held, _ = Commentary.objects.update_or_create(
        period=period,
        section=section,
        defaults={
            **said,
            "is_public": is_public,
            "writer": before.writer if before and is_same else by,
            "written_by": before.written_by if before and is_same else by,
            "written_at": at,
            "cleared_by": "",
            "cleared_at": None,
        },
    )
    _record("commentary.written", held, by, stood)
    return held


@transaction.atomic
def clear(*, held: Commentary, seen: str, by: str, at: datetime) -> None:
    """Says that somebody else has read it and it may go out.

    ``seen`` is the ``mark`` of the words that were read. Raises Refused if they have
    changed since.
    """
    if reason := why_not_cleared(held, by):
        raise Refused(reason)
    same = Commentary.objects.filter(
        pk=held.pk, written_at=held.written_at, written_by=held.written_by
    )
    if seen != held.mark or not same.update(cleared_by=by, cleared_at=at):
        raise Refused("The words have changed since you opened them. Read them again.")
    before = _stood(held)
    held.cleared_by, held.cleared_at = by, at
    held.save(update_fields=["cleared_by", "cleared_at"])  # for its history
    _record("commentary.cleared", held, by, before)


def why_not_cleared(held: Commentary, by: str) -> str:
    """The reason this person can't clear it; "" if they can."""
    if not held.is_written:
        return "Nothing has been written yet, so there is nothing to clear."
    if held.is_cleared:
        return f"It is cleared already, by {called(held.cleared_by)}."
    if held.written_by == by:
        return "You wrote it. Somebody else must read and clear it."
    return ""


def asked_of(username: str) -> list[str]:
    """What somebody is asked for and hasn't written, in words."""
    return [
        f"{section(one.section).title}, {parse_period(one.period).title}"
        for one in _unwritten(username)
    ]


@transaction.atomic
def pass_on(username: str, to: str) -> None:
    """What somebody is asked for and hasn't written is asked of a colleague."""
    for one in _unwritten(username):
        before, one.writer = _stood(one), to
        one.save(update_fields=["writer"])
        _record("commentary.asked-for", one, audit.asker().username, before)


def _unwritten(username: str) -> QuerySet[Commentary]:
    return Commentary.objects.filter(writer=username, written_at=None)


@transaction.atomic
def take_away(*, held: Commentary) -> None:
    """A section goes without: what was asked, or written, is taken away."""
    before, to = _stood(held), _called(held)
    held.delete()
    audit.record(
        did="commentary.taken-away", by=audit.asker().username, to=to, before=before
    )


def _record(
    did: str, held: Commentary, by: str, before: dict[str, object] | None
) -> None:
    audit.record(did=did, by=by, to=_called(held), before=before, after=_stood(held))


def _called(held: Commentary) -> str:
    return f"commentary:{held.period}/{held.section}"


def _stood(held: Commentary | None) -> dict[str, object] | None:
    """Whose words stand and where, for the trail. The words are in their own history."""
    if held is None:
        return None
    kept = ("writer", "written_by", "written_at", "cleared_by", "is_public")
    return {name: getattr(held, name) for name in kept}


def names_of_children(text: str, children: frozenset[tuple[str, str]]) -> list[str]:
    """Children on roll whose forename and surname stand side by side in a text, either
    way round, whatever the apostrophes and capitals."""
    words = _plain(text)
    said, held = f" {' '.join(words)} ", set(words)
    found = []
    for child in children:
        first, last = map(_plain, child)
        # Most children fall out here: a roll is long, and a text short.
        if first and last and held.issuperset(last) and held.issuperset(first):
            both = (f" {' '.join(one)} " for one in (first + last, last + first))
            if any(one in said for one in both):
                found.append(" ".join(child).title())
    return sorted(found)


def _plain(text: str) -> list[str]:
    """Words in small letters, without apostrophes or the s of a possessive."""
    words = text.lower().replace("’", "'").replace("-", " ")
    return re.findall(r"\w+", re.sub(r"'s\b", "", words).replace("'", ""))


def for_pack(period: str, audience: Audience) -> tuple[Comment, ...]:
    """What stands in an audience's pack, in the order of its sections."""
    held = of(period)
    return tuple(
        Comment(
            section=name,
            sees=one.sees,
            why=one.why,
            asks=one.asks,
            writer=called(one.written_by),
            cleared_by=called(one.cleared_by),
        )
        for name in audience.sections
        if (one := held.get(name)) and one.is_written and _is_for(one, audience)
    )


def waits_for(period: str, audience: Audience) -> list[str]:
    """Sections whose words must be written or cleared before the pack is signed off."""
    held = of(period)
    return [
        name
        for name in audience.sections
        if (one := held.get(name)) and _is_for(one, audience) and not one.is_cleared
    ]


def _is_for(one: Commentary, audience: Audience) -> bool:
    return one.is_public or audience.name != "public"
