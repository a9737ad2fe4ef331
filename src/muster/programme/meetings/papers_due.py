"""The papers that belong on an agenda by themselves, and the issue of each that stands.

Those of the reports due to the meeting, the group’s plans as they were issued for its day,
and the pack its members may have. A plan issued again, or a plan still on the agenda from a
meeting before, is one item, with the issue that is for this meeting.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from muster.documents.models import Issued
from muster.programme.groups.meeting import Meeting
from muster.programme.plans import issuing
from muster.programme.plans.plan import Plan
from muster.programme.reporting.line import ReportLine
from muster.programme.reporting.paper import BoardPaper


# Whose packs a group can be said to have. Other packs are nobody’s to be attached unasked.
PACKS = ("officers", "board", "public")


@dataclass(frozen=True)
class Due:
    """A paper as an item of an agenda."""

    title: str
    purpose: str
    paper: Issued


def due(meeting: Meeting, plans: Iterable[Plan]) -> Iterator[Due]:
    yield from _reports(meeting)
    yield from _plans(meeting, plans)
    yield from _packs(meeting)


def _reports(meeting: Meeting) -> Iterator[Due]:
    """What the reporting plan has for the meeting, once there is a paper; and papers
    written for it that are on no plan. A part that is exempt is opened from the paper."""
    lines = ReportLine.objects.filter(meeting=meeting, dropped_on=None)
    on_plan = Q(line__in=lines) | Q(line=None, meeting=meeting)
    written = BoardPaper.objects.filter(on_plan).exclude(issued=None)
    for one in written.select_related("issued").defer("issued__figures"):
        yield Due(one.title, "to decide", one.issued)
    given = lines.exclude(paper=None).select_related("paper", "log")
    for line in given.defer("paper__figures"):
        yield Due(line.title, "to discuss", line.paper)
    logs = {one.log_id: one for one in lines.filter(paper=None).exclude(log=None)}
    issued = issuing.issued_on(Plan.objects.filter(pk__in=logs), meeting.on)
    for plan, paper in issued.items():
        yield Due(logs[plan].title, "to discuss", paper)


def _plans(meeting: Meeting, plans: Iterable[Plan]) -> Iterator[Due]:
    kinds = {one.pk: one.get_kind_display() for one in plans}
    for plan, paper in issuing.issued_on(plans, meeting.on).items():
        yield Due(f"{kinds[plan]}: {paper.title}", "to discuss", paper)


def _packs(meeting: Meeting) -> Iterator[Due]:
    """The pack the group’s members may have, where one was issued since they last met."""
    group = meeting.group
    if group.audience not in PACKS:
        return
    before = group.meetings.filter(on__lt=meeting.on)
    last = before.exclude(state=Meeting.State.CANCELLED).last()
    found = Issued.objects.defer("figures").filter(
        audience=group.audience, issued_at__date__lte=meeting.on
    )
    if last is not None:
        found = found.filter(issued_at__date__gt=last.on)
    paper = found.exclude(agenda_items__meeting__group=group).first()
    if paper is not None:
        yield Due(f"Data pack: {paper.title}", "to discuss", paper)


def renewed(
    papers: Iterable[Issued], meeting: Meeting, plans: Iterable[Plan]
) -> list[Issued]:
    """Papers as they are for a meeting: of a plan that was issued for it, that issue."""
    newest = issuing.issued_on(plans, meeting.on)
    return list(
        dict.fromkeys(newest.get(issuing.plan_of(one) or 0, one) for one in papers)
    )
