"""Reports that a log or a plan meets once it is issued."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q

from muster.documents.models import Issued
from muster.programme.groups.meeting import Meeting
from muster.programme.plans.at_meeting import groups_of
from muster.programme.plans.plan import Plan
from muster.programme.reporting import planning
from muster.programme.reporting.line import ReportLine


# What was missed longer ago is dropped or said in words, and not met by a paper of today.
LATE = timedelta(days=60)
OFFERED = 12


def met_by(plan: Plan, on: date) -> list[ReportLine]:
    """The reports still to be given that are this plan, those due first before the others;
    of those that name no plan, such as go to a board that looks after it."""
    named = Q(log=plan) | Q(log=None, kind=plan.kind, group__in=groups_of(plan))
    found = ReportLine.objects.filter(
        named,
        kind__in=(ReportLine.Kind.LOG, ReportLine.Kind.PLAN),
        given_on=None,
        dropped_on=None,
        meeting__on__gte=on - LATE,
    ).exclude(meeting__state=Meeting.State.CANCELLED)
    related = found.select_related("group", "meeting__group")
    return list(related.order_by("meeting__on", "pk")[:OFFERED])


def meet(lines: Iterable[ReportLine], paper: Issued, *, on: date, by: str) -> None:
    """The paper is what was given for each. Raises Refused as `planning.give` does."""
    for line in lines:
        planning.give(line, on=on, by=by, paper=paper)
