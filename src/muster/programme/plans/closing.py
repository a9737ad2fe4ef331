"""Closing an action, in two steps: whoever does it proposes, a named meeting confirms."""

from __future__ import annotations

from datetime import date

from muster.programme import Refused
from muster.programme.groups.meeting import Meeting
from muster.programme.plans import at_meeting
from muster.programme.plans.action import Action, Closing
from muster.programme.plans.saying import now_of, one_at_a_time, refuse_closed, say


@one_at_a_time
def propose_closure(
    action: Action,
    *,
    on: date,
    by: str,
    reason: str = "",
    meeting: Meeting | None = None,
) -> None:
    """That an action be closed, at a meeting if one is named.

    Raises Refused for one that is closed or proposed, without either evidence that it was
    done or a reason to close it undone, and for a meeting that is over or of a group that
    doesn’t look after its plan.
    """
    at_meeting.refuse_over(action.plan, meeting, on)
    now = now_of(action, on)
    refuse_closed(now)
    if now.is_proposed:
        raise Refused("Its closure is proposed already.")
    if not now.evidence and not reason:
        raise Refused("Add evidence that it is done, or say why it closes without.")
    said = Closing(
        action=action,
        move=Closing.Move.PROPOSED,
        closes_on=meeting.on if meeting else None,
        reason=reason,
        meeting=meeting,
    )
    _close(said, on=on, by=by)


@one_at_a_time
def withdraw_closure(action: Action, *, on: date, by: str, reason: str) -> None:
    """Takes a proposal back. Raises Refused where there is none."""
    if not now_of(action, on).is_proposed:
        raise Refused("Its closure is not proposed.")
    said = Closing(action=action, move=Closing.Move.WITHDRAWN, reason=reason)
    _close(said, on=on, by=by)


@one_at_a_time
def confirm_closure(
    action: Action, *, meeting: Meeting, by: str, reason: str = ""
) -> None:
    """Closes what was proposed: a named meeting says so, on its day.

    Raises Refused for what was not proposed, and for a meeting that is cancelled or of a
    group that doesn’t look after its plan.
    """
    at_meeting.refuse_strange(action.plan, meeting)
    if not now_of(action, meeting.on).is_proposed:
        raise Refused("Its closure is not proposed. Propose it first, with evidence.")
    said = Closing(
        action=action,
        move=Closing.Move.CONFIRMED,
        closes_on=meeting.on,
        meeting=meeting,
        reason=reason,
    )
    _close(said, on=meeting.on, by=by)


@one_at_a_time
def reopen(action: Action, *, on: date, by: str, reason: str) -> None:
    """Opens a closed action again. Raises Refused without a reason."""
    if not now_of(action, on).is_closed:
        raise Refused("It is not closed.")
    if not reason:
        raise Refused("Say why it is opened again.")
    _close(
        Closing(action=action, move=Closing.Move.REOPENED, reason=reason), on=on, by=by
    )


def _close(said: Closing, *, on: date, by: str) -> None:
    say(said, on=on, by=by, did=f"action.{said.move}", reason=said.reason)
