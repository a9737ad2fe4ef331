"""What whoever keeps a plan is told of: the questions that papers raised on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Q

from muster.programme.plans.plan import Plan
from muster.programme.reminders.due import Heading, Item
from muster.programme.reminders.whom import Whom


def told(on: date) -> Iterator[Item]:
    whom = Whom(on)
    waiting = Count("readings__asked", filter=Q(readings__asked__answered_at=None))
    in_use = Plan.objects.filter(Q(closed_on=None) | Q(closed_on__gt=on))
    for plan in in_use.annotate(waiting=waiting).filter(waiting__gt=0):
        some = "A question" if plan.waiting == 1 else f"{plan.waiting} questions"
        wait = "waits" if plan.waiting == 1 else "wait"
        yield Item(
            person=whom.above(plan).keeper_first,
            heading=Heading.QUESTIONS,
            about=f"questions of plan {plan.pk}",
            says=f"{some} on {plan} {wait} for an answer: papers that were read in raised"
            f" {'it' if plan.waiting == 1 else 'them'}.",
            page=("programme:plan", plan.pk),
        )
