"""The boards that must agree, one after the other, and what each decided."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from muster.accounts import audit
from muster.design.filters import day
from muster.programme import Refused
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.plans import changing, standing, waiting
from muster.programme.strategies import moving
from muster.programme.strategies.moving import GATED
from muster.programme.strategies.strategy import (
    Gate,
    State,
    Strategy,
    due_on,
    gates_of,
)
from muster.school_year.said import of_day


@transaction.atomic
def add(
    strategy: Strategy,
    group: Group,
    *,
    on: date,
    by: str,
    meeting: Meeting | None = None,
) -> Gate:
    """A board after those there are. Raises Refused once the text is agreed."""
    _refuse_agreed(strategy)
    gates = gates_of(strategy)
    if any(one.group_id == group.pk for one in gates):
        raise Refused(f"{group} is among its boards already.")
    position = gates[-1].position + 1 if gates else 1
    gate = Gate.objects.create(
        strategy=strategy, round=strategy.round, position=position, group=group
    )
    _told(gate, by, "strategy.gate-added")
    if meeting is not None:
        take_to(gate, meeting, on=on, by=by)
    return gate


@transaction.atomic
def take_to(gate: Gate, meeting: Meeting, *, on: date, by: str) -> None:
    """At which meeting it is taken; the action it answers waits for that one then."""
    _refuse_decided(gate)
    if meeting.group_id != gate.group_id:
        raise Refused(f"{meeting} is not a meeting of {gate.group}.")
    if meeting.state == Meeting.State.CANCELLED:
        raise Refused(f"{meeting} is cancelled. Choose another.")
    before = gate.meeting
    gate.meeting, gate.planned_on = meeting, gate.planned_on or meeting.on
    gate.save()
    if action := gate.strategy.action:
        if before is not None and before != meeting:
            changing.wait_for(action, on=on, by=by, needs_meeting=before, stands=False)
        changing.wait_for(action, on=on, by=by, needs_meeting=meeting)
    _told(gate, by, "strategy.gate-planned")


@transaction.atomic
def take_out(gate: Gate, *, on: date, by: str) -> None:
    """A board need not agree. Raises Refused where it has, and of the last one there is
    while the text is before its boards."""
    _refuse_agreed(gate.strategy)
    _refuse_decided(gate)
    if gate.strategy.state == State.GATES and len(gates_of(gate.strategy)) == 1:
        raise Refused("No board would be left to agree. Take the text back first.")
    if gate.strategy.action and gate.meeting:
        changing.wait_for(
            gate.strategy.action, on=on, by=by, needs_meeting=gate.meeting, stands=False
        )
    _told(gate, by, "strategy.gate-removed")
    gate.delete()


@transaction.atomic
def decide(
    gate: Gate, decision: str, *, minute: str, on: date, by: str, note: str = ""
) -> None:
    """What a board decided at its meeting. The last to agree makes the text agreed; one
    that sends it back has it revised, and every board asked again.

    Raises Refused out of turn, before the meeting, and without a minute.
    """
    gate.refresh_from_db(from_queryset=Gate.objects.select_for_update())
    strategy = gate.strategy
    if why := why_not(gate, on):
        raise Refused(why)
    if not minute.strip():
        raise Refused("Give the reference of the minute.")
    if decision == Gate.Decision.SENT_BACK and not note.strip():
        raise Refused("Say why it was sent back.")
    gate.decision, gate.minute, gate.note = decision, minute.strip(), note.strip()
    gate.version, gate.decided_by = strategy.latest, by
    gate.save()
    _told(gate, by, "strategy.gate-decided")
    met = gate.meeting.on
    if not gate.has_passed:
        said = f"{gate.group} sent it back ({gate.minute}): {gate.note}"
        moving.move(strategy, State.REVISED, on=met, by=by, reason=said)
    elif all(one.has_passed for one in gates_of(strategy)):
        moving.move(strategy, State.AGREED, on=met, by=by)


def why_not(gate: Gate, on: date) -> str:
    """Why nothing can be decided at a gate now; "" where it can."""
    strategy, meeting = gate.strategy, gate.meeting
    if gate.decision:
        return f"{gate.group} has decided already."
    if strategy.state != State.GATES or gate.round != strategy.round:
        return f"It is not before its boards: it is “{State(strategy.state).label}”."
    before = [one for one in gates_of(strategy) if one.position < gate.position]
    if left := [one for one in before if not one.has_passed]:
        return f"{left[0].group} comes first, and has not agreed yet."
    if meeting is None:
        return f"Say at which meeting of {gate.group} it is taken."
    if meeting.state == Meeting.State.CANCELLED:
        return f"{meeting} is cancelled. Choose another."
    if meeting.on > on:
        return f"{meeting} has not been held yet."
    if before and before[-1].meeting.on > meeting.on:
        return f"{meeting} was before {before[-1].meeting}, which had to agree first."
    return ""


def warnings(strategy: Strategy, on: date) -> list[str]:
    """What is wrong with the days as they stand: nothing of this is kept."""
    if strategy.state not in GATED:
        return []
    gates = gates_of(strategy)
    return [
        *_out_of_order(gates),
        *(said for one in gates if (said := _warning(one, on))),
        *_of_action(strategy, on),
    ]


def follow(strategy: Strategy, *, on: date, by: str) -> None:
    """The action it answers is due with the last board. Raises Refused without a day."""
    due, action = due_on(strategy), strategy.action
    if action is None:
        raise Refused("It answers no action of a plan.")
    if due is None:
        raise Refused("Not every board has a meeting yet.")
    last = gates_of(strategy)[-1].meeting
    why = f"“{strategy}” is agreed at {last}."
    changing.set_deadline(action, [of_day(due)], on=on, by=by, reason=why)


def _out_of_order(gates: list[Gate]) -> list[str]:
    met = [one for one in gates if one.meeting]
    return [
        f"{later.meeting} comes before {first.meeting}, which must agree first."
        for first, later in zip(met, met[1:], strict=False)
        if later.meeting.on < first.meeting.on
    ]


def _warning(gate: Gate, on: date) -> str:
    if gate.decision or gate.meeting is None:
        return ""
    if gate.meeting.state == Meeting.State.CANCELLED:
        return f"{gate.meeting} is cancelled. Choose another for {gate.group}."
    if gate.meeting.on < on:
        return f"{gate.meeting} is past, and what it decided is not written down."
    if gate.slip > 0:
        days = f"{gate.slip} day{'s' * (gate.slip != 1)}"
        return f"{gate.meeting} is {days} later than first planned, {day(gate.planned_on)}."
    return ""


def _of_action(strategy: Strategy, on: date) -> list[str]:
    if strategy.action is None:
        return []
    now = standing.of_one(strategy.action, on)
    if now is None:
        return []
    said = waiting.clashes([now]).get(strategy.action.pk)
    return [f"Its action “{now.title}”: {said[0].lower()}{said[1:]}"] if said else []


def _refuse_agreed(strategy: Strategy) -> None:
    if strategy.state not in GATED:
        raise Refused(f"It is “{State(strategy.state).label}”. Open it again first.")


def _refuse_decided(gate: Gate) -> None:
    if gate.decision:
        raise Refused(f"{gate.group} has decided already: {gate.minute}.")


def _told(gate: Gate, by: str, did: str) -> None:
    after = {
        "board": gate.group_id,
        "meeting": gate.meeting_id,
        "decision": gate.decision,
        "minute": gate.minute,
    }
    audit.record(did=did, by=by, to=f"strategy:{gate.strategy_id}", after=after)
