"""The priorities of a day as a pack is told of them, from the programme.

A pack that leaves the officers is not told what an exempt action is: only that there is one.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import date

from muster.programme.meetings.agenda import exempt_actions
from muster.programme.plans import measuring, standing
from muster.programme.plans.action import Action, Success
from muster.programme.plans.standing import Standing
from muster.programme.priorities.priority import Priority, on_day
from muster.reports.figures import Answering, Chosen
from muster.tables.state import State


WITHHELD = Answering(
    title="An exempt action",
    owner="",
    due_on=None,
    delivery="",
    successes=(("Not for publication", "–"),),
)


def priorities(state: State, on: date, *, is_public: bool) -> tuple[Chosen, ...]:
    """Every priority there is on a day, with how its actions stand then; ``is_public``
    without what an exempt action says."""
    withheld = exempt_actions() if is_public else {}
    return tuple(_chosen(one, state, on, withheld) for one in on_day(on))


def _chosen(one: Priority, state: State, on: date, withheld: Container[int]) -> Chosen:
    actions = standing.stood(Action.objects.filter(answers__priority=one), on)
    return Chosen(
        title=one.title,
        why_in=one.why_in,
        sentence=one.sentence,
        since=one.taken_on,
        measure=one.measure,
        narrowed=tuple(one.narrowed.items()),
        school=one.school,
        actions=tuple(
            WITHHELD if each.action.pk in withheld else _answering(each, state, on)
            for each in actions
        ),
    )


def _answering(one: Standing, state: State, on: date) -> Answering:
    return Answering(
        title=f"{one.ref} {one.title}".strip(),
        owner=", ".join(owner.name for owner in one.owners),
        due_on=one.due_on,
        delivery="Closed" if one.is_closed else one.colour.capitalize(),
        successes=tuple(
            (success.text, _did(success, state, on)) for success in one.successes
        ),
    )


def _did(success: Success, state: State, on: date) -> str:
    """What its measure did, in the words there are for it."""
    how = measuring.progress(success, state, today=on)
    if how is None:
        return "No measure stands for it yet"
    return f"{how.judged.impact.words}. {how.judged.says}"
