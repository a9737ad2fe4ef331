"""Closing a plan as a whole, once nothing in it is open; and opening it again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.utils import timezone

from muster.accounts import audit
from muster.design.filters import day
from muster.programme import Refused
from muster.programme.groups.meeting import Meeting
from muster.programme.plans import at_meeting, standing
from muster.programme.plans.action import Action
from muster.programme.plans.issuing import called, listed
from muster.programme.plans.plan import Plan, PlanClosing


# As many are named; of the rest it is said how many they are.
NAMED = 8


def why_open(plan: Plan, on: date) -> str:
    """Why a plan can’t be closed as it stands on a day, in sentences; nothing if it can."""
    return " ".join(_why_open(plan, on))


def _why_open(plan: Plan, on: date) -> Iterator[str]:
    if names := _open_actions(plan, on):
        one = len(names) == 1
        yield (
            f"{_many(len(names), 'of its actions')} open on {day(on)}: {few(names)}. Close"
            f" {'it' if one else 'each of them'} first: propose its closure, with evidence"
            " or a reason, and let a meeting confirm it."
        )
    below = Plan.objects.filter(under__plan=plan, closed_on=None)
    if names := [f"“{one.title}”" for one in below]:
        yield (
            f"{_many(len(names), 'of the plans under its actions')} open: {few(names)}."
            f" Close {'it' if len(names) == 1 else 'each of them'} first."
        )


def _many(count: int, of_what: str) -> str:
    return f"{count} {of_what} {'is' if count == 1 else 'are'}"


def few(names: list[str]) -> str:
    """The first of them by name, and how many more there are."""
    if len(names) <= NAMED:
        return listed(names)
    return f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"


def _open_actions(plan: Plan, on: date) -> list[str]:
    """What is not closed on a day; and what comes into the plan only afterwards."""
    stood = standing.stood(Action.objects.filter(plan=plan), on)
    names = [called(one) for one in stood if not one.is_closed]
    later = plan.actions.exclude(pk__in=[one.action.pk for one in stood])
    for action in later.prefetch_related("wordings"):
        first = action.wordings.all()[0]
        names.append(first.ref.rstrip(".") or f"“{first.heading}”")
    return names


@transaction.atomic
def close_plan(
    plan: Plan,
    *,
    on: date,
    today: date,
    by: str,
    reason: str,
    meeting: Meeting | None = None,
) -> None:
    """Closes a plan from a day on; at a meeting, from the day of that.

    Raises Refused without a reason, for a day to come or before the plan was, and while
    anything in it or under it is open (`why_open`).
    """
    plan = _locked(plan)
    on = meeting.on if meeting else on
    if plan.closed_on:
        raise Refused(f"The plan was closed on {day(plan.closed_on)} already.")
    _refuse_unsaid(reason, "Say why the plan is closed.")
    _refuse_day(plan, on, today)
    at_meeting.refuse_unheld(plan, meeting, today)
    if why := why_open(plan, today) or why_open(plan, on):
        raise Refused(why)
    _say(plan, PlanClosing.Move.CLOSED, on, by, reason, meeting)


@transaction.atomic
def reopen_plan(plan: Plan, *, on: date, by: str, reason: str) -> None:
    """Opens a closed plan again: its actions stay closed until each is opened itself.

    Raises Refused without a reason, and under an action whose plan is closed.
    """
    plan = _locked(plan)
    if not plan.closed_on:
        raise Refused("The plan is not closed.")
    _refuse_unsaid(reason, "Say why the plan is opened again.")
    if plan.under and _locked(plan.under.plan).closed_on:
        raise Refused(
            f"It stands under an action of “{plan.under.plan.title}”, which is closed."
            " Open that again first."
        )
    _say(plan, PlanClosing.Move.REOPENED, on, by, reason, None)


def _locked(plan: Plan) -> Plan:
    """The plan as it is now. Whoever is saying something of it has done so by then."""
    return Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)


def _refuse_unsaid(reason: str, why: str) -> None:
    if not reason.strip():
        raise Refused(why)


def _refuse_day(plan: Plan, on: date, today: date) -> None:
    if on > today:
        raise Refused(
            f"{day(on)} is still to come. Close the plan on that day or later."
        )
    if on < plan.created_on:
        raise Refused(
            f"The plan was started on {day(plan.created_on)}, so it can’t be closed on"
            f" {day(on)}. Give a later day."
        )


def _say(
    plan: Plan,
    move: PlanClosing.Move,
    on: date,
    by: str,
    reason: str,
    meeting: Meeting | None,
) -> None:
    before = plan.closed_on
    plan.closed_on = on if move == PlanClosing.Move.CLOSED else None
    plan.save()
    PlanClosing.objects.create(
        plan=plan,
        move=move,
        on=on,
        reason=reason.strip(),
        meeting=meeting,
        recorded_at=timezone.now(),
        by=by,
    )
    audit.record(
        did=f"plan.{move}",
        by=by,
        to=f"plan:{plan.pk}",
        before={"closed_on": before},
        after={"closed_on": plan.closed_on, "on": on},
        reason=reason,
    )
