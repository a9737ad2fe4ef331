"""What colour the rule would give an action, and why (programme.md A4.2).

Green is on course, with nothing needing help. Amber is an issue or a date at risk, with a
plan back to green that has a day. Red is the same with no such plan, or overdue past the
tolerance. Grey is where nobody can tell. Blue is delivered, with its closure proposed. A
person decides; where they say otherwise they say why, and both are kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from muster.design.filters import day
from muster.programme.plans.action import Step
from muster.programme.plans.rules import rule
from muster.programme.plans.standing import (
    AMBER,
    BLUE,
    GREEN,
    GREY,
    RED,
    Standing,
)


@dataclass(frozen=True)
class Suggestion:
    """A colour, and the sentences that led to it."""

    colour: str
    why: tuple[str, ...]


def suggest(
    one: Standing,
    clashes: Mapping[int, str] | None = None,
    *,
    is_being_told: bool = False,
    path_by: date | None = None,
) -> Suggestion:
    """What the rule gives on the day of the standing.

    ``clashes`` are, by action, a sentence on what it waits for that comes too late
    (`waiting.clashes`). ``is_being_told`` is for the moment somebody says how it goes:
    that nobody had said so until then is over. ``path_by`` is the day of a plan back to
    green that is being told.
    """
    if one.is_proposed and one.evidence:
        return Suggestion(BLUE, ("It is delivered, and its closure is proposed.",))
    if untold := tuple(_untold(one, is_being_told)):
        return Suggestion(GREY, untold)
    issues = tuple(_issues(one, clashes or {}))
    if one.days_overdue > rule("red_after_days", one.on):
        return Suggestion(RED, issues)
    if not issues:
        due = day(one.due_on) if one.due_on else "no day"
        return Suggestion(GREEN, (f"Nothing stands against {due}.",))
    if path_by or has_path(one):
        return Suggestion(AMBER, (*issues, "There is a plan back to green."))
    return Suggestion(RED, (*issues, "There is no plan back to green with a day."))


def has_path(one: Standing) -> bool:
    """Whether a plan back to green is written, and its day is not over."""
    made = one.rating
    return bool(made and made.path and made.path_by and made.path_by >= one.on)


def why_not(one: Standing, colour: str) -> str:
    """Why an action can’t be given a colour, in a sentence; nothing when it can."""
    if one.is_closed:
        return "It is closed. Open it again first, with a reason."
    if colour == GREEN and one.is_overdue:
        return (
            f"It was due on {day(one.due_on)}: what is overdue can’t be green."
            " Move its deadline, with a reason, or choose amber or red."
        )
    if colour == BLUE and not one.is_proposed:
        return "Blue is for what is delivered: propose its closure first."
    return ""


def _untold(one: Standing, is_being_told: bool) -> Iterator[str]:
    if not one.owners:
        yield "It has no owner."
    if one.due_on is None:
        yield "It has no deadline."
    if one.is_silent and not is_being_told:
        last = f"since {day(one.updated_on)}" if one.updated_on else "yet"
        yield f"Nobody has written how it goes {last}."


def _issues(one: Standing, clashes: Mapping[int, str]) -> Iterator[str]:
    if one.is_overdue:
        days = one.days_overdue
        yield f"It is {days} {'day' if days == 1 else 'days'} overdue."
    late = [step for step in one.steps if _is_late(step, one.on)]
    if late:
        yield f"{len(late)} of its steps {'is' if len(late) == 1 else 'are'} overdue."
    if clash := clashes.get(one.action.pk):
        yield clash
    if made := one.rating:
        if made.colour in (AMBER, RED) and made.reason and not one.is_overdue:
            yield f"It was {made.colour} at the last rating: {made.reason}"


def _is_late(step: Step, on: date) -> bool:
    return (
        step.state == Step.State.OPEN and step.due_on is not None and step.due_on < on
    )
