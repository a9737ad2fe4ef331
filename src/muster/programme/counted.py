"""Actions as the catalogue counts them: the one provider of the table of actions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from muster.measures.provided import Stretch
from muster.measures.scope import Scope
from muster.programme.plans import standing
from muster.programme.plans.action import Action
from muster.programme.plans.standing import Standing


def rows(of: Stretch, scope: Scope) -> Iterator[dict[str, Any]]:
    """Every action as it stood on a day (`tables.actions`). Plans are the whole
    authority's: who asks with a narrower scope was refused before."""
    for one in standing.stood(Action.objects.all(), of.as_at):
        yield _row(one)


def _row(one: Standing) -> dict[str, Any]:
    plan = one.action.plan
    return {
        "action": one.action.pk,
        "plan": plan.title,
        "section": str(one.wording.section or ""),
        "group": plan.group.short if plan.group else "",
        "colour": one.colour,
        "opened_on": one.listed_on,
        "original_due_on": one.original_due_on,
        "due_on": one.due_on,
        "moves": one.moves,
        "closed_on": one.closed_on,
        "updated_on": one.updated_on,
        "cycle_from_on": one.cycle_from,
        "reviews_amber": one.reviews_amber,
    }
