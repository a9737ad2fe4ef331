"""Making the reporting plan, and saying what came of each of its lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from muster.accounts import audit
from muster.design.filters import day
from muster.documents.models import Issued
from muster.programme import Refused
from muster.programme.contacts import Contact
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.reporting.line import (
    Clearance,
    NoneWanted,
    ReportingPlan,
    ReportLine,
)
from muster.school_year import SchoolYear


# Whoever is reported to; a working group or network is listed once it has a line.
BOARDS = (Group.Kind.BOARD, Group.Kind.COMMITTEE, Group.Kind.AUDIENCE)


def plan_of(year: SchoolYear) -> ReportingPlan:
    return ReportingPlan.objects.get_or_create(start=year.start)[0]


@transaction.atomic
def add_line(
    plan: ReportingPlan, *, group: Group, on: date, by: str, **said: Any
) -> ReportLine:
    """A report to a board. Raises Refused for a meeting of another group or year, and for
    a board that is to have none."""
    if plan.none_wanted.filter(group=group, ended_on=None).exists():
        raise Refused(f"{group} is marked as wanting none. Take that back first.")
    line = ReportLine(plan=plan, group=group, added_on=on, **said)
    _check(line)
    line.save()
    _tell("report.planned", line, by)
    return line


@transaction.atomic
def change_line(line: ReportLine, *, by: str, reason: str = "", **said: Any) -> None:
    """Raises Refused for one that was given or dropped, and as adding one does."""
    _refuse_done(line)
    before = _shown(line)
    for name, value in said.items():
        setattr(line, name, value)
    _check(line)
    line.save()
    _tell("report.changed", line, by, before, reason)


@transaction.atomic
def drop_line(line: ReportLine, *, on: date, by: str, why: str) -> None:
    _refuse_done(line)
    if not why.strip():
        raise Refused("Say why it is taken off the plan.")
    before = _shown(line)
    line.dropped_on, line.dropped_why = on, why
    line.save()
    _tell("report.dropped", line, by, before, why)


@transaction.atomic
def give(
    line: ReportLine,
    *,
    on: date,
    by: str,
    paper: Issued | None = None,
    update: str = "",
) -> None:
    """That the report was given: a paper that was issued, or what was said in words.

    Raises Refused with neither, and while a clearance is left to be given.
    """
    _refuse_done(line)
    if paper is None and not update.strip():
        raise Refused("Attach the paper that was given, or write what was said.")
    left = line.clearances.filter(given_on=None).select_related("contact").first()
    if left is not None:
        raise Refused(f"{left.contact} has not cleared it yet.")
    before = _shown(line)
    line.paper, line.update, line.given_on, line.given_by = paper, update, on, by
    line.save()
    _tell("report.given", line, by, before)


@transaction.atomic
def set_clearances(
    line: ReportLine, steps: Sequence[tuple[Contact, int]], *, by: str
) -> None:
    """Who clears it, in order, and their working days. Raises Refused once one has."""
    _refuse_done(line)
    if line.clearances.exclude(given_on=None).exists():
        raise Refused("Somebody cleared it already, so the steps stay as they are.")
    # Nobody has done anything about these: what stood here is in their history.
    for one in line.clearances.all():
        one.delete()
    for position, (contact, days) in enumerate(steps, start=1):
        Clearance.objects.create(
            line=line, position=position, contact=contact, days=days
        )
    after = [f"{contact} ({days})" for contact, days in steps]
    audit.record(
        did="report.clearances", by=by, to=f"report:{line.pk}", after={"steps": after}
    )


@transaction.atomic
def clear(step: Clearance, *, on: date, by: str, note: str = "") -> None:
    """That it was cleared. Raises Refused before those whose turn is earlier."""
    _refuse_done(step.line)
    if step.given_on:
        raise Refused(f"{step.contact} cleared it on {day(step.given_on)}.")
    earlier = step.line.clearances.filter(given_on=None, position__lt=step.position)
    if (first := earlier.select_related("contact").first()) is not None:
        raise Refused(f"{first.contact} has to clear it first.")
    step.given_on, step.given_by, step.note = on, by, note
    step.save()
    audit.record(
        did="report.cleared",
        by=by,
        to=f"report:{step.line_id}",
        after={"for": step.contact.name, "on": on},
    )


@transaction.atomic
def take_clearances_back(line: ReportLine, *, by: str) -> None:
    """What was cleared is not what goes: nobody has cleared it any more."""
    given = list(line.clearances.exclude(given_on=None))
    for step in given:
        step.given_on, step.given_by = None, ""
        step.save()
    if given:
        after = {"taken back": len(given)}
        to = f"report:{line.pk}"
        audit.record(did="report.clearances-back", by=by, to=to, after=after)


@transaction.atomic
def want_none(
    plan: ReportingPlan, group: Group, *, on: date, by: str, why: str
) -> None:
    """A board is to have no report this year. Raises Refused if it has one planned."""
    if not why.strip():
        raise Refused("Say why it wants none.")
    if plan.lines.filter(group=group, dropped_on=None).exists():
        raise Refused(f"{group} has reports planned. Take them off the plan first.")
    if plan.none_wanted.filter(group=group, ended_on=None).exists():
        raise Refused(f"{group} is marked as wanting none already.")
    NoneWanted.objects.create(plan=plan, group=group, why=why, said_on=on, by=by)
    audit.record(did="board.wants-none", by=by, to=f"group:{group.pk}", reason=why)


@transaction.atomic
def want_some(plan: ReportingPlan, group: Group, *, on: date, by: str) -> None:
    held = plan.none_wanted.filter(group=group, ended_on=None)
    if not held.update(ended_on=on):
        raise Refused(f"{group} isn’t marked as wanting none.")
    audit.record(did="board.wants-some", by=by, to=f"group:{group.pk}")


@transaction.atomic
def sign_off(
    plan: ReportingPlan, *, on: date, by: str, meeting: Meeting | None = None
) -> None:
    """Raises Refused while a board has neither a line nor a word that it wants none."""
    if missing := unplanned(plan):
        names = ", ".join(one.name for one in missing)
        raise Refused(f"Nothing is planned, nor marked “none wanted”, for {names}.")
    plan.signed_off_on, plan.signed_off_at, plan.signed_off_by = on, meeting, by
    plan.recorded_at = timezone.now()
    plan.save()
    audit.record(did="reporting-plan.signed-off", by=by, to=f"reporting-plan:{plan.pk}")


def boards(plan: ReportingPlan) -> list[Group]:
    """Every board, committee and audience, and whoever else has a line."""
    open_ones = Group.objects.filter(closed_on=None, kind__in=BOARDS)
    others = Group.objects.filter(report_lines__plan=plan)
    return list((open_ones | others).distinct().order_by("name"))


def unplanned(plan: ReportingPlan) -> list[Group]:
    """Boards with neither a line nor a word that they want none."""
    planned = set(
        plan.lines.filter(dropped_on=None).values_list("group", flat=True)
    ) | set(plan.none_wanted.filter(ended_on=None).values_list("group", flat=True))
    return [one for one in boards(plan) if one.pk not in planned]


def _check(line: ReportLine) -> None:
    meeting = line.meeting
    if meeting is not None and meeting.group_id != line.group_id:
        raise Refused(f"{meeting} is not a meeting of {line.group}.")
    if meeting is not None and meeting.on not in line.plan.year:
        raise Refused(f"{meeting} is not in {line.plan.year.title}.")
    if line.own_deadline and meeting and line.own_deadline > meeting.on:
        raise Refused(
            "The paper would be due after the meeting. Choose an earlier day."
        )


def _refuse_done(line: ReportLine) -> None:
    if line.given_on:
        raise Refused(f"It was given on {day(line.given_on)}.")
    if line.dropped_on:
        raise Refused(f"It was taken off the plan on {day(line.dropped_on)}.")


def _shown(line: ReportLine) -> dict[str, str]:
    names = ("title", "kind", "meeting_id", "writer_id", "format", "own_deadline")
    more = ("paper_id", "given_on", "dropped_on")
    return {name: str(getattr(line, name) or "") for name in (*names, *more)}


def _tell(
    did: str, line: ReportLine, by: str, before: Any = None, reason: str = ""
) -> None:
    audit.record(
        did=did,
        by=by,
        to=f"report:{line.pk}",
        before=before,
        after=_shown(line),
        reason=reason,
    )
