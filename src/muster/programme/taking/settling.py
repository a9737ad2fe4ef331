"""Questions that close themselves: what was asked for was set, by whatever road.

Whoever set it answers the question, and the answer says what was set. Words of a paper
that nobody can read set nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from muster.accounts import audit
from muster.design.filters import day
from muster.programme.contacts import Contact
from muster.programme.plans import standing
from muster.programme.plans.action import (
    Action,
    Closing,
    Deadline,
    Fact,
    Note,
    Owners,
    Rating,
    Success,
    Wording,
)
from muster.programme.taking import asking
from muster.programme.taking.readings import Asked


# By field of a question, the sentence that answers it.
Answers = dict[str, str]
LABELS = {
    "ref": "Its reference",
    "heading": "Its title",
    "objective": "What it is for",
    "description": "What is to be done",
}


def _dated(fact: Deadline, after: Mapping[str, Any]) -> Answers:
    if fact.due_on is None:
        return {}
    return {"deadlines": f"The deadline was set: {'; '.join(fact.words)}."}


def _owned(fact: Owners, after: Mapping[str, Any]) -> Answers:
    names, answers = after.get("owners", []), after.get("accountable", "")
    found = {"owners": f"Owners were set: {', '.join(names)}."} if names else {}
    if answers or len(names) == 1:
        found[asking.ACCOUNTABLE] = f"{answers or names[0]} answers for it."
    return found


def _rated(fact: Rating, after: Mapping[str, Any]) -> Answers:
    return {"statuses": f"It was rated {fact.colour}."} if fact.colour else {}


def _worded(fact: Wording, after: Mapping[str, Any]) -> Answers:
    earlier = Wording.objects.filter(action=fact.action_id).exclude(pk=fact.pk)
    before = earlier.order_by("on", "recorded_at", "pk").last()
    if before is None:
        return {}
    found = {
        name: f"{label} was set: {getattr(fact, name)}."
        for name, label in LABELS.items()
        if getattr(fact, name) and getattr(fact, name) != getattr(before, name)
    }
    if fact.start and fact.start != before.start:
        found["start"] = f"The start was set: {fact.start}."
    return found


def _closed(fact: Closing, after: Mapping[str, Any]) -> Answers:
    if fact.move == Closing.Move.REOPENED:
        return dict.fromkeys(
            ("section", "closure", asking.GONE), "It was opened again."
        )
    if fact.move == Closing.Move.CONFIRMED:
        says = f"It was closed on {day(fact.closes_on or fact.on)}."
        return dict.fromkeys(("closure", "deadlines", asking.GONE), says)
    if fact.move == Closing.Move.PROPOSED:
        on = f" for {day(fact.closes_on)}" if fact.closes_on else ""
        return {"closure": f"Its closure was proposed{on}."}
    return {"closure": "The proposal to close it was taken back."}


def _noted(fact: Note, after: Mapping[str, Any]) -> Answers:
    return {} if fact.printed else {"progress": "A note was written."}


def _measured(fact: Success, after: Mapping[str, Any]) -> Answers:
    return {} if fact.printed else {"success": f"A measure was set: {fact.text}"}


SETS: dict[type[Fact], Callable[[Any, Mapping[str, Any]], Answers]] = {
    Deadline: _dated,
    Owners: _owned,
    Rating: _rated,
    Wording: _worded,
    Closing: _closed,
    Note: _noted,
    Success: _measured,
}


def heard(*, fact: Fact, by: str, after: Mapping[str, Any], **_: Any) -> None:
    """What somebody said of an action closes the questions it answers."""
    if type(fact) not in SETS:
        return
    action: Action = fact.action  # type: ignore[attr-defined]
    waiting = Asked.objects.filter(action=action, answered_at=None)
    if waiting.exists():
        paper = "A paper that was read in says so. " if fact.printed else ""
        for field, says in SETS[type(fact)](fact, after).items():
            _close(waiting.filter(field=field), f"{says} {paper}", by=by)
        if isinstance(fact, Owners) and not fact.printed:
            names = after.get("owners", [])
            others = waiting.filter(field=asking.WHO).exclude(text__in=names)
            _close(others, f"Owners were set: {', '.join(names)}.", by=by)
    if isinstance(fact, Rating) and fact.reason:
        _close_reasons(action, fact, by=by)


def _close_reasons(action: Action, fact: Rating, *, by: str) -> None:
    """The one question of all rows without a reason closes with the last of them."""
    waiting = Asked.objects.filter(
        reading__plan=action.plan_id, field=asking.REASONS, answered_at=None
    )
    if not waiting.exists():
        return
    every = standing.stood(Action.objects.filter(plan=action.plan_id), fact.on)
    if not any(map(asking.lacks_reason, every)):
        _close(waiting, "Each was rated with a reason.", by=by)


def known(*, contact: Contact, by: str, **_: Any) -> None:
    """Who somebody is was said: that they are one with another name, or have an account."""
    waiting = Asked.objects.filter(
        field=asking.WHO, answered_at=None, text__in=contact.names
    )
    names = " and ".join(contact.names)
    account = f", with the account of {contact.user}" if contact.user else ""
    _close(
        waiting,
        f"{names} {'are' if contact.aliases else 'is'} one person{account}.",
        by=by,
    )


def asked_anew(waiting: QuerySet[Asked], *, by: str) -> None:
    _close(waiting, "It is asked anew of a later paper.", by=by)


def _close(waiting: Iterable[Asked], says: str, *, by: str) -> None:
    for one in waiting:
        one.answer, one.answered_by, one.answered_at = says.strip(), by, timezone.now()
        one.save(update_fields=["answer", "answered_by", "answered_at"])
        audit.record(did="question.settled", by=by, to=f"question:{one.pk}")
