"""Holding a meeting: who is there, what comes of each item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from muster.accounts import audit
from muster.design.filters import day
from muster.programme import Refused
from muster.programme.contacts import Contact, named
from muster.programme.groups.group import Group, Sitting
from muster.programme.groups.meeting import Meeting
from muster.programme.meetings import agenda
from muster.programme.meetings.agenda import refuse_closed, refuse_off
from muster.programme.meetings.item import Item, Outcome, Presence
from muster.programme.plans import changing, closing
from muster.programme.plans.action import Action
from muster.programme.plans.plan import Plan
from muster.school_year.said import SaidDate


How = Presence.How


@transaction.atomic
def start(meeting: Meeting, *, today: date, by: str) -> None:
    """The meeting takes place: its agenda is what is on it now. Raises Refused before its
    day, and for one that was held or is cancelled."""
    if meeting.on > today:
        raise Refused(
            f"It is on {day(meeting.on)}. Minutes are written from that day on; move the"
            " meeting if it takes place before."
        )
    agenda.build(meeting, by=by)
    meeting.state = Meeting.State.HELD
    meeting.save()
    audit.record(did="meeting.held", by=by, to=f"meeting:{meeting.pk}")


# Who is there -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Expected:
    """A member on the day of a meeting, and what is known of whether they were there."""

    sitting: Sitting
    presence: Presence | None

    @property
    def how(self) -> str:
        return self.presence.how if self.presence else ""


def expected(meeting: Meeting) -> list[Expected]:
    """Everybody who sits on the group on the day, the chair first; a person once, as the
    first thing they are. Deputies come only where somebody says so."""
    there = {one.contact_id: one for one in meeting.presences.all()}
    order = list(Sitting.As)
    sitting = meeting.group.sittings.held(meeting.on).select_related("contact", "seat")
    first: dict[int, Sitting] = {}
    for one in sorted(sitting, key=lambda one: order.index(Sitting.As(one.sits_as))):
        if one.sits_as != Sitting.As.DEPUTY:
            first.setdefault(one.contact_id, one)
    return [Expected(one, there.get(who)) for who, one in first.items()]


@transaction.atomic
def mark(
    meeting: Meeting,
    contact: Contact,
    *,
    how: str,
    by: str,
    deputy_for: Contact | None = None,
    organisation: str = "",
) -> Presence:
    """Whether somebody was there; said again, what was said last. Raises Refused once the
    minutes are closed, and for a deputy of nobody."""
    refuse_closed(meeting)
    if (how == How.DEPUTY) != (deputy_for is not None):
        raise Refused("Say whose deputy it was.")
    if deputy_for == contact:
        raise Refused("Nobody is their own deputy.")
    sits = meeting.group.sittings.held(meeting.on)
    held, _ = Presence.objects.update_or_create(
        meeting=meeting,
        contact=contact,
        defaults={
            "how": how,
            "name": contact.name,
            "deputy_for": deputy_for,
            "organisation": organisation or contact.organisation,
            "is_member": sits.filter(contact=contact).exists(),
        },
    )
    audit.record(
        did="meeting.present",
        by=by,
        to=f"meeting:{meeting.pk}",
        after={"contact": contact.pk, "how": how},
    )
    return held


@transaction.atomic
def attend(
    meeting: Meeting,
    name: str,
    *,
    by: str,
    organisation: str = "",
    deputy_for: Contact | None = None,
) -> Presence:
    """Somebody who does not sit on the group was there, by name."""
    how = How.DEPUTY if deputy_for else How.PRESENT
    return mark(
        meeting,
        named(name.strip()),
        how=how,
        by=by,
        deputy_for=deputy_for,
        organisation=organisation,
    )


# What comes of an item --------------------------------------------------------------------


@transaction.atomic
def record(item: Item, *, kind: str, text: str, by: str) -> Outcome:
    """Information or a decision. A decision is numbered in its month: AWG/2026-03/2."""
    refuse_unheld(item.meeting)
    refuse_off(item)
    if kind == Outcome.Kind.ACTION:
        raise Refused("An action is agreed with an owner and a date.")
    ref = _next_ref(item.meeting) if kind == Outcome.Kind.DECISION else ""
    return _outcome(item, kind, text, by, ref=ref)


@transaction.atomic
def agree_action(
    item: Item,
    plan: Plan,
    *,
    heading: str,
    owners: Sequence[Contact],
    due: SaidDate,
    by: str,
    ref: str = "",
    accountable: Contact | None = None,
) -> Outcome:
    """An action that was agreed of an item: it is in the group’s plan from the meeting on,
    with its owners and its date. Raises Refused for a plan that is not the group’s."""
    meeting = item.meeting
    refuse_unheld(meeting)
    refuse_off(item)
    if not agenda.plans_of(meeting.group).filter(pk=plan.pk).exists():
        raise Refused(f"“{plan}” is not a plan of the {meeting.group}.")
    if not owners:
        raise Refused("Say who does it.")
    said: dict[str, Any] = {"on": meeting.on, "by": by}
    action = changing.add_action(plan, heading=heading, ref=ref, **said)
    changing.set_owners(action, owners, accountable=accountable, **said)
    changing.set_deadline(action, [due], approved_at=meeting, **said)
    return _outcome(item, Outcome.Kind.ACTION, heading, by, action=action)


@transaction.atomic
def rate(item: Item, *, by: str, **said: Any) -> None:
    """The colour the meeting gives the action of an item (`changing.rate`). The day of the
    meeting becomes a review of its plan."""
    meeting, action = item.meeting, _action(item)
    changing.review(action.plan, on=meeting.on, by=by, meeting=meeting)
    changing.rate(action, on=meeting.on, by=by, meeting=meeting, **said)


@transaction.atomic
def note(item: Item, text: str, *, by: str, authors: str = "") -> None:
    """How the action of an item goes, as somebody said at the meeting."""
    meeting, action = item.meeting, _action(item)
    changing.note(action, text, on=meeting.on, by=by, authors=authors, meeting=meeting)


@transaction.atomic
def close_action(item: Item, *, by: str, reason: str = "") -> None:
    """The meeting confirms that the action of an item is closed, as was proposed."""
    action = _action(item)
    closing.confirm_closure(action, meeting=item.meeting, by=by, reason=reason)


@transaction.atomic
def strike(outcome: Outcome, *, reason: str, by: str) -> None:
    """Takes back what was recorded; its number stays its own. An action it made is in its
    plan, and is closed there. Raises Refused without a reason."""
    refuse_closed(outcome.item.meeting)
    if not reason.strip():
        raise Refused("Say why it is struck out.")
    outcome.struck_reason = reason.strip()
    outcome.save()
    to = f"outcome:{outcome.pk}"
    audit.record(did="outcome.struck", by=by, to=to, reason=reason)


def refuse_unheld(meeting: Meeting) -> None:
    refuse_closed(meeting)
    if meeting.state != Meeting.State.HELD:
        raise Refused("The meeting has not begun. Start it first.")


def _action(item: Item) -> Action:
    refuse_unheld(item.meeting)
    refuse_off(item)
    if item.action is None:
        raise Refused("This item is no action.")
    return item.action


def _outcome(item: Item, kind: str, text: str, by: str, **more: Any) -> Outcome:
    if not text.strip():
        raise Refused("Write what came of it.")
    made = Outcome.objects.create(
        item=item, kind=kind, text=text.strip(), at=timezone.now(), by=by, **more
    )
    after = {"item": item.pk, "ref": made.ref, "action": made.action_id}
    audit.record(did=f"outcome.{kind}", by=by, to=f"outcome:{made.pk}", after=after)
    return made


def _next_ref(meeting: Meeting) -> str:
    """The next number of its group and month. What was struck out keeps its own."""
    Group.objects.select_for_update().get(pk=meeting.group_id)
    stem = f"{short_of(meeting.group)}/{meeting.on:%Y-%m}/"
    used = Outcome.objects.filter(ref__startswith=stem).values_list("ref", flat=True)
    last = max((int(ref.removeprefix(stem)) for ref in used), default=0)
    return f"{stem}{last + 1}"


def short_of(group: Group) -> str:
    """What a group’s decisions are filed under: its initials, or those of its name."""
    if group.initials:
        return "".join(one for one in group.initials if one.isalnum()) or "G"
    first = [word[0] for word in group.name.split() if word[0].isalnum()]
    return "".join(first).upper()[:20] or "G"
