"""What actions wait for, and where what they wait for comes too late."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from muster.design.filters import day
from muster.programme.groups.meeting import Meeting
from muster.programme.plans import standing
from muster.programme.plans.action import Action, Dependency
from muster.programme.plans.standing import Standing


def clashes(found: Iterable[Standing]) -> dict[int, str]:
    """By action, a sentence on what it waits for that is due after it. Nothing of this is
    kept: it follows from the dates."""
    every = {one.action.pk: one for one in found}
    said = {}
    for one in every.values():
        if one.is_closed or one.due_on is None:
            continue
        late = [
            text for on in one.dependencies if (text := _late(on, one.due_on, every))
        ]
        if late:
            said[one.action.pk] = " ".join(late)
    return said


def clashes_of(found: Sequence[Standing], on: date) -> dict[int, str]:
    """The same of actions whose plans are not all at hand: what they wait for elsewhere
    is looked up."""
    here = {one.action.pk for one in found}
    needed = {
        each.needs_id for one in found for each in one.dependencies if each.needs_id
    }
    if not needed - here:
        return clashes(found)
    elsewhere = Action.objects.filter(pk__in=needed - here)
    return clashes([*found, *standing.stood(elsewhere, on)])


def _late(on: Dependency, due: date, every: dict[int, Standing]) -> str:
    if on.needs_meeting_id is not None:
        return _late_meeting(on.needs_meeting, due)
    needed = every.get(on.needs_id)
    if needed is None or needed.is_closed or needed.due_on is None:
        return ""
    if needed.due_on <= due:
        return ""
    name = f"{needed.ref} {needed.title}".strip()
    return (
        f"It is due on {day(due)}, and waits for “{name}”, due on {day(needed.due_on)}."
    )


def _late_meeting(meeting: Meeting, due: date) -> str:
    if meeting.state == Meeting.State.CANCELLED:
        return f"It waits for {meeting}, which is cancelled."
    if meeting.on <= due:
        return ""
    return f"It is due on {day(due)}, and waits for {meeting}."
