"""Saying something of an action: keeping the fact, and telling the trail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from typing import Any, TypeVar

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from muster.accounts import audit
from muster.design.filters import day
from muster.programme import Refused
from muster.programme.plans import standing
from muster.programme.plans.action import Action, Fact
from muster.programme.plans.plan import Plan
from muster.programme.plans.standing import Standing


T = TypeVar("T")
# Sent with each `fact` that is kept: `by` whom, and what the trail says `after` it.
was_said = Signal()
PLAN_CLOSED = "Its plan is closed. Open the plan again first, with a reason."
# What every fact has, and a wording doesn't say.
COMMON = {"id", "action", "on", "recorded_at", "by", "printed"}


def one_at_a_time(verb: Callable[..., T]) -> Callable[..., T]:
    """For a verb on an action or a plan, which comes first: one transaction, in which
    nobody else says anything of the plan. What it reads still stands when it keeps."""

    @wraps(verb)
    def said(about: Action | Plan, *args: Any, **more: Any) -> T:
        plan = about.pk if isinstance(about, Plan) else about.plan_id
        with transaction.atomic():
            Plan.objects.select_for_update(no_key=True).get(pk=plan)
            return verb(about, *args, **more)

    return said


def say(
    fact: Fact,
    *,
    on: date,
    by: str,
    did: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Keeps a fact, and tells the trail. Raises Refused where the plan is closed."""
    refuse_closed_plan(fact.action.plan_id)  # type: ignore[attr-defined]
    fact.on, fact.by, fact.recorded_at = on, by, timezone.now()
    fact.save()
    said = {"on": on, **(after or {})}
    action = fact.action_id  # type: ignore[attr-defined]
    audit.record(
        did=did, by=by, to=f"action:{action}", before=before, after=said, reason=reason
    )
    was_said.send(type(fact), fact=fact, by=by, after=said)


def now_of(action: Action, on: date) -> Standing:
    """How an action stands on a day. Raises Refused before it stood in its plan."""
    now = standing.of_one(action, on)
    if now is None:
        raise Refused(f"It was in no plan yet on {day(on)}.")
    return now


def refuse_closed_plan(plan: int) -> None:
    """Raises Refused for a plan that is closed. Until what is said next is kept, nobody
    closes it: the row is locked, and so it is asked for anew."""
    held = Plan.objects.select_for_update(no_key=True)
    if held.values_list("closed_on", flat=True).get(pk=plan):
        raise Refused(PLAN_CLOSED)


def refuse_closed(now: Standing) -> None:
    if now.is_closed:
        raise Refused("It is closed. Open it again first, with a reason.")
