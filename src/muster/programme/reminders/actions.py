"""What people are told of their actions: due soon, due today, overdue; and of the steps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q

from muster.programme.plans import standing
from muster.programme.plans.action import Action, Step
from muster.programme.plans.rules import rule
from muster.programme.plans.standing import Standing
from muster.programme.reminders import updates
from muster.programme.reminders.due import Heading, Item
from muster.programme.reminders.saying import called, how_due
from muster.programme.reminders.whom import Whom


def told(on: date) -> Iterator[Item]:
    """Everything that is to be told of the actions that are open."""
    whom = Whom(on)
    looks = updates.Looks()
    for one in still_open(on):
        yield from _due(one, whom)
        yield from _steps(one, whom)
        yield from updates.told(one, whom, looks)


def still_open(on: date) -> list[Standing]:
    """Actions that are not closed, of plans that are not."""
    in_use = Q(plan__closed_on=None) | Q(plan__closed_on__gt=on)
    found = standing.stood(Action.objects.filter(in_use), on)
    return [one for one in found if not one.is_closed]


def _due(one: Standing, whom: Whom) -> Iterator[Item]:
    if one.due_on is None:
        return
    if one.due_on > one.on + timedelta(days=rule("due_within_days", one.on)):
        return
    item = Item(
        person=None,
        heading=Heading.OVERDUE if one.is_overdue else Heading.DUE,
        about=f"due of action {one.action.pk}",
        says=f"{called(one)} {how_due(one.due_on, one.on)}",
        page=("programme:action", one.action.pk),
        due_on=one.due_on,
        is_overdue=one.is_overdue,
    )
    yield from whom.owners(one, item)


def _steps(one: Standing, whom: Whom) -> Iterator[Item]:
    for step in one.steps:
        if step.state != Step.State.OPEN or step.due_on is None:
            continue
        if step.due_on >= one.on:
            continue
        item = Item(
            person=None,
            heading=Heading.OVERDUE,
            about=f"step {step.number} of action {one.action.pk}",
            says=f"The step “{step.text}” of {called(one)}"
            f" {how_due(step.due_on, one.on)}",
            page=("programme:action", one.action.pk),
            due_on=step.due_on,
            is_overdue=True,
        )
        yield from whom.owners(one, item)
