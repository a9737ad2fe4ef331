"""How the actions of plans stand, by colour: counts and the worst, never an average."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from muster.programme.plans import standing
from muster.programme.plans.action import Action
from muster.programme.plans.plan import Plan
from muster.programme.plans.standing import WORST_FIRST, Standing


COLUMNS = [
    {"text": "Plan"},
    {"text": "Group"},
    {"text": "Worst"},
    *({"text": colour.capitalize(), "number": True} for colour in WORST_FIRST),
    {"text": "Closed", "number": True},
    {"text": "Overdue", "number": True},
]


def counts(found: Iterable[Standing]) -> dict[str, int]:
    """How many are of each colour, worst first, and how many are closed or overdue. What
    nobody can tell is a count of its own and never green."""
    each = list(found)
    held = Counter(one.colour for one in each if not one.is_closed)
    return {
        **{colour: held[colour] for colour in WORST_FIRST},
        "closed": sum(one.is_closed for one in each),
        "overdue": sum(one.is_overdue for one in each),
    }


def worst(found: Iterable[Standing]) -> str:
    """The worst colour that one of them has at best; "" where none is open."""
    there = {one.at_best for one in found if not one.is_closed}
    return next((colour for colour in WORST_FIRST if colour in there), "")


def by_plan(plans: Sequence[Plan], on: date) -> dict[int, list[Standing]]:
    """By plan, how its actions stand on a day."""
    found = standing.stood(
        Action.objects.filter(plan__in=[one.pk for one in plans]), on
    )
    held: dict[int, list[Standing]] = {one.pk: [] for one in plans}
    for one in found:
        held[one.action.plan_id].append(one)
    return held


def rows(plans: Sequence[Plan], on: date) -> list[list[Any]]:
    """Plans as rows: whose each is, the worst of its colours, and how many of each."""
    stood = by_plan(plans, on)
    return [_row(plan, stood[plan.pk]) for plan in plans]


def _row(plan: Plan, found: list[Standing]) -> list[Any]:
    colour, counted = worst(found), counts(found)
    shown = (colour, "") if colour else ("", "Nothing open")
    closed = " (closed)" if plan.closed_on else ""
    return [
        {"text": f"{plan.title}{closed}", "href": plan.get_absolute_url()},
        plan.group.short if plan.group else "–",
        {"rating": shown},
        *(str(counted[one]) for one in (*WORST_FIRST, "closed", "overdue")),
    ]
