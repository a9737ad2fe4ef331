"""What waits for one person: their actions, updates wanted, questions and meetings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models

from muster.accounts.models import User
from muster.accounts.permissions import Permission
from muster.design.filters import counted, day
from muster.programme import contacts
from muster.programme.groups.group import Sitting
from muster.programme.groups.meeting import Meeting, next_meeting
from muster.programme.plans.action import Action, Step
from muster.programme.plans.plan import Plan
from muster.programme.plans.rules import rule
from muster.programme.plans.standing import Standing, stood
from muster.programme.taking.readings import Asked


@dataclass(frozen=True)
class Mine:
    """An action of somebody’s, and sentences on what it wants of them."""

    standing: Standing
    wants: tuple[str, ...]


def actions(user: User, on: date) -> list[Mine]:
    """Open actions they own, what wants most first: overdue, silent, then by their day."""
    found = [one for one in _owned(user, on) if not one.is_closed]
    nexts = next_reviews([one.action.plan for one in found], on)
    made = [Mine(one, tuple(_wants(one, nexts[one.action.plan_id]))) for one in found]
    return sorted(made, key=lambda one: _urgency(one.standing))


def _owned(user: User, on: date) -> list[Standing]:
    """Actions of open plans that they own on a day, and not only did once."""
    mine = contacts.numbers_of(user)
    held = Action.objects.filter(
        ownings__each__contact__in=mine, plan__closed_on=None
    ).distinct()
    return [
        one
        for one in stood(Action.objects.filter(pk__in=held.values("pk")), on)
        if mine & {each.contact_id for each in one.owners}
    ]


def _urgency(one: Standing) -> tuple[bool, bool, date]:
    return (not one.is_overdue, not one.is_silent, one.due_on or date.max)


def _wants(one: Standing, review: date | None) -> Iterator[str]:
    if one.is_overdue:
        yield f"{counted(one.days_overdue, 'day')} overdue"
    elif soon := _soon(one):
        yield soon
    if one.is_silent:
        yield "nobody wrote about it this cycle"
    if one.rating is None:
        yield "it has never been rated"
    if review and is_update_wanted(one):
        yield f"an update is wanted by {day(review)}"
    late = [step for step in steps(one) if step.due_on and step.due_on < one.on]
    if late:
        are = "is" if len(late) == 1 else "are"
        yield f"{counted(len(late), 'step')} {are} overdue"
    if one.due_on is None:
        yield "it has no deadline"


def _soon(one: Standing) -> str:
    """That it is due within the days the rule says; nothing where it is later."""
    if one.due_on is None or one.is_overdue:
        return ""
    left = (one.due_on - one.on).days
    if left > rule("due_soon_days", one.on):
        return ""
    return f"due in {counted(left, 'day')}" if left else "due today"


def is_update_wanted(one: Standing) -> bool:
    """Whether nobody wrote about it since the last review of its plan."""
    since = one.updated_on
    last = one.reviewed_on or one.listed_on
    return since is None or since <= last


def steps(one: Standing) -> list[Step]:
    return [step for step in one.steps if step.state == Step.State.OPEN]


def next_reviews(plans: Sequence[Plan], on: date) -> dict[int, date | None]:
    """By plan, the next day its statuses are looked at: a review given, or a meeting."""
    return {
        plan.pk: _next_review(plan, on)
        for plan in {one.pk: one for one in plans}.values()
    }


def _next_review(plan: Plan, on: date) -> date | None:
    given = plan.reviews.filter(on__gt=on).values_list("on", flat=True).first()
    meeting = next_meeting(plan.group, on) if plan.group else None
    return min(
        (one for one in (given, meeting.on if meeting else None) if one), default=None
    )


def questions(user: User, on: date) -> models.QuerySet[Asked]:
    """Questions that wait for an answer and that they may give: of their actions, and of
    any plan where they keep plans."""
    waiting = Asked.objects.filter(answered_at=None, reading__plan__closed_on=None)
    if not user.can(Permission.KEEP_PLANS):
        waiting = waiting.filter(action__in=[one.action.pk for one in _owned(user, on)])
    return waiting.select_related("reading__plan", "action")


def meetings(user: User, on: date) -> list[Meeting]:
    """The next meeting of each group they sit on."""
    sits = Sitting.objects.held(on).filter(contact__in=contacts.numbers_of(user))
    groups = {one.group_id: one.group for one in sits.select_related("group")}
    found = [next_meeting(group, on) for group in groups.values()]
    return sorted((one for one in found if one), key=lambda one: (one.on, one.pk))
