"""A meeting’s day: set, moved, cancelled, set again. Its uid stays, its sequence grows."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from muster.accounts import audit
from muster.design.filters import day
from muster.programme import Refused
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.school_year.working_days import problem_of_year


# What a calendar shows of a meeting.
SHOWN = ("on", "starts_at", "ends_at", "place", "title", "state")


@transaction.atomic
def plan(group: Group, *, on: date, by: str, **said: Any) -> Meeting:
    """A new meeting. Raises Refused where the group meets on that day already."""
    _free(group, on)
    meeting = Meeting(group=group, on=on, **said)
    _in_order(meeting)
    meeting.save()
    _tell("meeting.planned", meeting, by, before=None)
    return meeting


@transaction.atomic
def change(meeting: Meeting, *, by: str, reason: str = "", **said: Any) -> None:
    """Another day, time, place or title. Raises Refused for a meeting that was held or is
    cancelled, and where the group meets on that day already."""
    _refuse_past(meeting)
    before = _shown(meeting)
    moved = said.get("on", meeting.on) != meeting.on
    if moved:
        _free(meeting.group, said["on"], but=meeting)
    for name, value in said.items():
        setattr(meeting, name, value)
    _in_order(meeting)
    if _shown(meeting) == before:
        return
    meeting.sequence += 1
    meeting.save()
    did = "meeting.moved" if moved else "meeting.changed"
    _tell(did, meeting, by, before, reason)


@transaction.atomic
def cancel(meeting: Meeting, *, by: str, reason: str) -> None:
    """Raises Refused for one that was held or is cancelled, and without a reason."""
    _refuse_past(meeting)
    if not reason.strip():
        raise Refused("Say why it is cancelled.")
    before = _shown(meeting)
    meeting.state = Meeting.State.CANCELLED
    meeting.sequence += 1
    meeting.save()
    _tell("meeting.cancelled", meeting, by, before, reason)


@transaction.atomic
def restore(meeting: Meeting, *, on: date, by: str, reason: str = "") -> None:
    """A cancelled meeting takes place after all, on a day. Raises Refused, where somebody
    restored it meanwhile too."""
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update())
    if meeting.state != Meeting.State.CANCELLED:
        raise Refused("It isn’t cancelled.")
    _free(meeting.group, on, but=meeting)
    before = _shown(meeting)
    meeting.state, meeting.on = Meeting.State.PLANNED, on
    meeting.sequence += 1
    meeting.save()
    _tell("meeting.restored", meeting, by, before, reason)


def _free(group: Group, on: date, but: Meeting | None = None) -> None:
    if why := problem_of_year(on):
        raise Refused(why)
    there = group.meetings.filter(on=on).exclude(state=Meeting.State.CANCELLED)
    if there.exclude(pk=but.pk if but else None).exists():
        raise Refused(f"{group} meets on {day(on)} already.")


def _refuse_past(meeting: Meeting) -> None:
    """Raises Refused of a meeting that was held, as somebody may have said meanwhile, or
    that must have been: something was decided there."""
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update())
    if _was_used(meeting):
        raise Refused("Something was decided there, so its day stays as it is.")
    if meeting.state == Meeting.State.HELD or meeting.is_closed:
        raise Refused("It was held, so its day stays as it is.")
    if meeting.state == Meeting.State.CANCELLED:
        raise Refused("It is cancelled.")


def _was_used(meeting: Meeting) -> bool:
    """Whether a decision names it as where it was taken."""
    decided = (
        meeting.confirmations.all(),
        meeting.moves.all(),
        meeting.plan_closings.all(),
        meeting.closings.exclude(move="proposed"),
        meeting.gates.exclude(decision=""),
    )
    return any(each.exists() for each in decided)


def _in_order(meeting: Meeting) -> None:
    starts, ends = meeting.starts_at, meeting.ends_at
    if ends and (starts is None or ends <= starts):
        raise Refused("It ends before it begins. Correct one of the two times.")


def _shown(meeting: Meeting) -> dict[str, str]:
    return {name: str(getattr(meeting, name) or "") for name in SHOWN}


def _tell(did: str, meeting: Meeting, by: str, before: Any, reason: str = "") -> None:
    audit.record(
        did=did,
        by=by,
        to=f"meeting:{meeting.pk}",
        before=before,
        after=_shown(meeting),
        reason=reason,
    )
