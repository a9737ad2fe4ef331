"""Minutes: closed, agreed, and corrected.

Once they are closed the database itself refuses another text (`guard`). What they should
have said is a correction, agreed at a meeting, and stands beside what they say.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from muster.accounts import audit
from muster.programme import Refused
from muster.programme.groups.meeting import Meeting
from muster.programme.meetings import agenda, printing, writing
from muster.programme.meetings.holding import expected, refuse_unheld
from muster.programme.meetings.item import Correction, Item, MinuteText, Outcome
from muster.programme.plans.closing_plans import few


def left_to_do(meeting: Meeting) -> list[str]:
    """What must be done before the minutes can be closed, a sentence each."""
    left = []
    if not meeting.presences.exists():
        left.append("Say who was there.")
    aside = MinuteText.objects.filter(
        item__meeting=meeting, is_aside=True, settled_by=None
    )
    for one in aside.select_related("item"):
        left.append(
            f"Two people wrote about “{one.item}” at once. Settle which text holds."
        )
    return left


def still_empty(meeting: Meeting, *, sees_exempt: bool) -> list[str]:
    """What may be forgotten once they are closed and can’t be written in then, a sentence
    each: whom nobody has marked, and what nobody wrote about."""
    unmarked = [
        one.sitting.contact.name for one in expected(meeting) if not one.presence
    ]
    said = []
    if unmarked:
        said.append(f"Nobody has said whether they were there: {few(unmarked)}.")
    empty = [
        printing.title_of(one, not sees_exempt)
        for one in agenda.of(meeting).listed
        if not (printing.text_of(one) or one.outcomes.exists())
    ]
    if empty:
        many = "This item has" if len(empty) == 1 else f"These {len(empty)} items have"
        said.append(f"{many} no minutes: {few(empty)}.")
    return said


@transaction.atomic
def close(meeting: Meeting, *, by: str) -> None:
    """From now on the minutes say what they say. Raises Refused while anything is left."""
    refuse_unheld(meeting)
    if left := left_to_do(meeting):
        raise Refused(" ".join(left))
    for item in meeting.items.all():
        item.closed_text = writing.standing_text(item)
        item.is_closed = True
        item.save()
    for kept in (*meeting.presences.all(), *_outcomes(meeting)):
        kept.is_closed = True
        kept.save()
    meeting.minutes_closed_at, meeting.minutes_closed_by = timezone.now(), by
    meeting.save()
    audit.record(did="minutes.closed", by=by, to=f"meeting:{meeting.pk}")


@transaction.atomic
def agree(meeting: Meeting, *, at: Meeting, by: str) -> None:
    """A later meeting of the group agrees the minutes. Raises Refused while they are open,
    and for a meeting that was not held after it."""
    if not meeting.is_closed:
        raise Refused("The minutes are not closed yet.")
    _refuse_other(meeting, at)
    if at.on <= meeting.on:
        raise Refused("A meeting agrees the minutes of one before it.")
    meeting.minutes_agreed_at = at
    meeting.save()
    to, after = f"meeting:{meeting.pk}", {"at": at.pk}
    audit.record(did="minutes.agreed", by=by, to=to, after=after)


@transaction.atomic
def correct(
    item: Item,
    *,
    text: str,
    why: str,
    agreed_at: Meeting,
    by: str,
    outcome: Outcome | None = None,
) -> Correction:
    """What the minutes of an item, or one of its outcomes, should have said. Raises Refused
    while they are open, without a reason or the meeting that agreed it, and of an item that
    was taken off the agenda: minutes say nothing of it."""
    meeting = item.meeting
    if item.off_reason:
        raise Refused("It was taken off this agenda: the minutes say nothing of it.")
    if not meeting.is_closed:
        raise Refused("The minutes are still open: change them as they are.")
    if not (text.strip() and why.strip()):
        raise Refused("Write what they should say, and why.")
    _refuse_other(meeting, agreed_at)
    if agreed_at.on < meeting.on:
        raise Refused(
            "A correction is agreed at a meeting after this one, or at itself."
        )
    made = Correction.objects.create(
        item=item,
        outcome=outcome,
        text=text.strip(),
        why=why.strip(),
        agreed_at=agreed_at,
        at=timezone.now(),
        by=by,
    )
    audit.record(
        did="minutes.corrected",
        by=by,
        to=f"item:{item.pk}",
        after={"correction": made.pk, "agreed at": agreed_at.pk},
        reason=why,
    )
    return made


def _refuse_other(meeting: Meeting, at: Meeting) -> None:
    if at.group_id != meeting.group_id:
        raise Refused(f"{at} is a meeting of another group.")
    if at.state != Meeting.State.HELD:
        raise Refused(f"{at} was not held.")


def _outcomes(meeting: Meeting) -> list[Outcome]:
    return list(Outcome.objects.filter(item__meeting=meeting))
