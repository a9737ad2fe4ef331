"""What happened to an action, in order: as rows of a table, and as marks on a line of time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from muster.design import charts
from muster.design.charts import ChartData, Mark
from muster.design.filters import day
from muster.programme.plans import printing, standing
from muster.programme.plans.action import (
    Action,
    Closing,
    Deadline,
    Dependency,
    Evidence,
    Fact,
    Note,
    Owners,
    Rating,
    Step,
    Success,
    Wording,
)
from muster.programme.plans.standing import NAMES, Standing
from muster.programme.plans.told import said


STATUS, DEADLINE, NOTES, DOING, CLOSURE = (
    "Status",
    "Deadline",
    "Notes",
    "Steps",
    "Closing",
)
LANES = (STATUS, DEADLINE, NOTES, DOING, CLOSURE)
LETTERS = {"red": "R", "amber": "A", "green": "G", "grey": "Y", "blue": "B"}
KEY = (
    "Status: R red, A amber, G green, Y grey, B blue, W in other words. Deadline: M where"
    " it was set or moved, D where it falls now, F where it fell at first. Notes: N."
    " Steps: S a step, E evidence. Closing: P proposed, T taken back, C closed, O opened"
    " again."
)


@dataclass(frozen=True)
class Event:
    """One thing said. ``what`` is its kind, in words; ``lane`` and ``letter`` its mark,
    where it has one."""

    fact: Fact
    what: str
    said: str
    why: str = ""
    lane: str = ""
    letter: str = ""
    colour: str = "plain"


def events(one: Standing) -> list[Event]:
    """Everything said of an action up to the day, the newest first."""
    found = [
        event
        for model, name in NAMES.items()
        for at, fact in enumerate(getattr(one, name))
        for event in TOLD[model](fact, at)
    ]
    return sorted(
        found, key=lambda each: (each.fact.on, each.fact.recorded_at), reverse=True
    )


def told_of(fact: Fact) -> str:
    """What one fact says, in a line: a note its text, anything else what it is first."""
    [event] = TOLD[type(fact)](fact, 1)
    if isinstance(fact, Note):
        return event.said
    return " ".join(f"{event.what}: {event.said}. {event.why}".split())


def line_of_time(one: Standing, told: list[Event]) -> ChartData:
    marks = [
        Mark(each.fact.on, each.lane, each.letter, each.colour)
        for each in reversed(told)
        if each.lane
    ]
    if one.original_due_on and one.moves:
        marks.append(Mark(one.original_due_on, DEADLINE, "F"))
    if one.due_on:
        marks.append(Mark(one.due_on, DEADLINE, "D"))
    if not marks:
        marks = [Mark(one.listed_on, NOTES, "N")]
    return charts.timeline(
        "What was said of it, by its day", marks, lanes=LANES, today=one.on
    )


def _worded(fact: Wording, at: int) -> Iterator[Event]:
    name = f"{fact.ref} {fact.heading}".strip()
    yield Event(fact, "Reworded" if at else "Came into the plan", name, fact.reason)


def _step(fact: Step, at: int) -> Iterator[Event]:
    due = f", by {day(fact.due_on)}" if fact.due_on else ""
    state = Step.State(fact.state).label
    yield Event(fact, f"Step: {state.lower()}", f"{fact.text}{due}", "", DOING, "S")


def _owned(fact: Owners, at: int) -> Iterator[Event]:
    each = list(fact.each.all())
    answers = [f"{one.name} answers for it" for one in each if one.is_accountable]
    names = ", ".join(one.name for one in each if one.share == "responsible")
    whose = "; ".join([names or "Nobody", *answers])
    yield Event(fact, "Owners", whose, fact.reason)


def _due(fact: Deadline, at: int) -> Iterator[Event]:
    due = "; ".join(fact.words) or "No date"
    due += f" ({printing.NO_DAY})" if fact.unread else ""
    at_meeting = f"Approved at {fact.approved_at}." if fact.approved_at else ""
    why = " ".join(filter(None, [fact.reason, at_meeting]))
    what = "Deadline moved" if at else "Deadline"
    yield Event(fact, what, due, why, DEADLINE, "M")


def _rated(fact: Rating, at: int) -> Iterator[Event]:
    why = [fact.reason]
    if fact.path:
        why.append(f"Back to green by {day(fact.path_by)}: {fact.path}")
    if fact.difference:
        why.append(f"The rule said {fact.suggested}: {fact.difference}")
    if fact.meeting:
        why.append(f"At {fact.meeting}.")
    yield Event(
        fact,
        "Status",
        said(fact).capitalize(),
        " ".join(filter(None, why)),
        STATUS,
        LETTERS.get(fact.colour, "W"),
        fact.colour or "plain",
    )


def _noted(fact: Note, at: int) -> Iterator[Event]:
    who = f"With {fact.authors}." if fact.authors else ""
    yield Event(fact, Note.Kind(fact.kind).label, fact.text, who, NOTES, "N")


def _closed(fact: Closing, at: int) -> Iterator[Event]:
    letters = {"proposed": "P", "withdrawn": "T", "confirmed": "C", "reopened": "O"}
    on = f"For {day(fact.closes_on)}." if fact.closes_on else ""
    at_meeting = f"At {fact.meeting}." if fact.meeting else ""
    when = " ".join(filter(None, [on, at_meeting])) or "–"
    label = Closing.Move(fact.move).label
    yield Event(fact, label, when, fact.reason, CLOSURE, letters[fact.move])


def _shown(fact: Evidence, at: int) -> Iterator[Event]:
    yield Event(fact, "Evidence", fact.title, "", DOING, "E")


def _waits(fact: Dependency, at: int) -> Iterator[Event]:
    what = "Waits for" if fact.stands else "Waits no longer for"
    on = fact.needs_meeting or called(fact.needs, fact.on)
    yield Event(fact, what, str(on), fact.reason)


def called(action: Action, on: date) -> str:
    """What an action is called on a day: its reference and title."""
    now = standing.of_one(action, on)
    return f"{now.ref} {now.title}".strip() if now else str(action)


def _measured(fact: Success, at: int) -> Iterator[Event]:
    dropped = fact.state == Success.State.DROPPED
    what = "Success measure taken off" if dropped else "Success measure"
    yield Event(fact, what, fact.text or "–")


TOLD: dict[type[Fact], Callable[[Any, int], Iterator[Event]]] = {
    Wording: _worded,
    Step: _step,
    Owners: _owned,
    Deadline: _due,
    Rating: _rated,
    Note: _noted,
    Closing: _closed,
    Evidence: _shown,
    Dependency: _waits,
    Success: _measured,
}
