"""The children a pack lists: from the week's lists while it is open, as they stood once it
is frozen. Names are looked up for whoever reads, and kept nowhere here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from muster.design.filters import day
from muster.documents.models import Issued
from muster.practice.meeting import Named, SupportMeeting
from muster.practice.pack import OnList
from muster.registers import saying
from muster.registers.found import Found, FoundRows
from muster.registers.lists import lists
from muster.registers.register import register_of, registers


# What is talked about child by child, and what is counted only.
CHILD_BY_CHILD = ("severe", "newly", "nearly", "threshold")
COUNTED = (*CHILD_BY_CHILD, "unresolved", "part_time", "sickness", "continuous")


@dataclass(frozen=True)
class Line:
    """A child on a list of a pack. ``plan`` is how their plan stands, or nothing."""

    on_list: str
    child: int
    said: str
    has_plan: bool
    plan: str


def of_school(school: int, on: date) -> list[Line]:
    """Who is on the lists that are talked about, in the lists' published order."""
    plans = {
        one.child: one
        for one in registers()["support"].covering(on).select_related("lead")
    }
    found = []
    for name in CHILD_BY_CHILD:
        for row in _talked_about(name, school, on):
            plan = plans.get(row.child)
            found.append(
                Line(
                    name,
                    row.child,
                    saying.said(row),
                    plan is not None,
                    _plan_said(plan) if plan else "",
                )
            )
    # A finding a spell: a child twice on one list is talked about once.
    once: dict[tuple[str, int], Line] = {}
    for one in found:
        once.setdefault((one.on_list, one.child), one)
    return list(once.values())


def _talked_about(name: str, school: int, on: date) -> FoundRows:
    """Whoever waits on a list, by its own rule and order; of the severely absent everybody,
    and whether a plan is in place."""
    mine = Found.objects.filter(school=school)
    if name == "severe":
        return mine.filter(on_list=name, gone_on=None).order_by(
            "rank", "since_on", "pk"
        )
    return mine.waiting(name, on)


def _plan_said(plan: Any) -> str:
    lead = f", led by {plan.lead}" if plan.lead else ", led by nobody"
    review = f", looked at again on {day(plan.review_on)}" if plan.review_on else ""
    return f"{register_of(plan).said(plan.status)}{lead}{review}"


def counts(school: int, on: date, lines: Sequence[Line]) -> list[OnList]:
    """How many are on each list; of the severely absent, how many have a plan."""
    found = []
    for name in COUNTED:
        rows = _talked_about(name, school, on).order_by()
        mine = [one for one in lines if one.on_list == name]
        planned = sum(one.has_plan for one in mine) if name == "severe" else None
        count = rows.values("child").distinct().count()
        title = "Severely absent" if name == "severe" else lists()[name].title
        found.append(OnList(name, title, count, planned))
    return found


def of_meeting(meeting: SupportMeeting, on: date) -> list[Line]:
    """The children of a meeting’s pack: as frozen, or as they stand."""
    if meeting.pack_id is None:
        return of_school(meeting.school, on)
    return [
        Line(one.on_list, one.child, one.said, one.has_plan, one.plan)
        for one in meeting.named.filter(paper=meeting.pack_id)
    ]


def keep(meeting: SupportMeeting, paper: Issued, lines: Sequence[Line]) -> None:
    """The children a pack lists, as they stand now."""
    Named.objects.bulk_create(
        Named(
            meeting=meeting,
            paper=paper,
            school=meeting.school,
            position=position,
            on_list=one.on_list,
            child=one.child,
            said=one.said,
            has_plan=one.has_plan,
            plan=one.plan[:200],
        )
        for position, one in enumerate(lines)
    )
