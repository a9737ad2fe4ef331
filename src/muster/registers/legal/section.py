"""What the page of a legal case shows of its own: notices, steps, and what it rests on."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from muster.accounts.stored import state
from muster.design.filters import counted, day
from muster.registers.entry import Entry
from muster.registers.legal.case import Legal
from muster.registers.legal.conduct import in_force, reasons, relied
from muster.registers.legal.evidence import (
    Changed,
    Evidence,
    changed,
    left_of,
)
from muster.registers.legal.notice import Notice
from muster.registers.legal.paying import costs
from muster.registers.legal.stepping import said as of_court
from muster.registers.legal.steps import Prosecution, Step
from muster.registers.legal.threshold import as_marks_stand, said
from muster.registers.penalty import next_notice
from muster.registers.seen import called
from muster.school_year import SchoolYear


def section(entry: Entry, on: date) -> dict[str, Any]:
    case = Legal.objects.select_related("parent").get(pk=entry.pk)
    of_both = Notice.objects.of(case.parent, case.child)
    notices = list(of_both.select_related("entry"))
    following = next_notice([one.given for one in notices], on)
    place = {1: "the first", 2: "the second"}.get(following.place or 0)
    return {
        **(_threshold(case, notices, on) if case.is_open else {}),
        "next_notice": f"A notice now would be {place} within three years."
        if place
        else following.why,
        "notices": [notice_row(one, on) for one in notices],
        "whys": [
            [one.number, says, why] for one in notices for says, why in reasons(one)
        ],
        "overdue": [one.number for one in of_both.running() if one.is_overdue(on)],
        "steps": [_step(one, on) for one in entry.steps.all()],
        "prosecutions": [
            [day(one.laid_on), one.get_act_display(), of_court(one)]
            for one in Prosecution.objects.filter(entry=entry)
        ],
        "evidence": [_evidence(one) for one in entry.evidence.all()],
        "file": reverse("registers:prosecution_file", args=[entry.pk]),
    }


def notice_row(one: Notice, on: date) -> list[str]:
    which = {1: "First", 2: "Second"}.get(one.place or 0, "Elsewhere")
    served = f", served {day(one.served_on)}" if one.served_on else ""
    period = (
        f"{day(one.offence_from)} to {day(one.offence_to)}" if one.offence_from else "–"
    )
    return [
        f"{one.number[:1].upper()}{one.number[1:]}",
        which,
        one.get_reason_display(),
        f"{day(one.issued_on)}{served}",
        f"{period} ({counted(len(one.sessions), 'session')})"
        if one.sessions
        else period,
        stands(one, on),
    ]


def stands(one: Notice, on: date) -> str:
    """How a notice stands on a day, in words."""
    if one.withdrawn_on:
        back = " What was paid is to be paid back." if one.paid_on else ""
        return f"Withdrawn on {day(one.withdrawn_on)}: {one.withdrawn_why}.{back}"
    if one.issuer:
        return "Counts among the two"
    if one.paid_on:
        assert one.reduced_on or one.due_on
        within = "21 days" if one.is_paid_reduced else "28 days"
        return f"£{one.paid_pounds} paid on {day(one.paid_on)}, within {within}"
    if one.prosecutions.exists():
        return "Prosecuted"
    if one.is_overdue(on):
        return f"Unpaid since {day(one.due_on)}: prosecute or withdraw"
    return f"To be paid: {costs(one)}"


def _step(one: Step, on: date) -> list[str]:
    if one.ended_on:
        early = ", early" if one.ended_on < one.to_on else ""
        how = f"{one.get_outcome_display()} ({day(one.ended_on)}{early}). {one.why}"
    else:
        how = "To be reviewed" if one.to_on < on else "Running"
    signed = f" Signed on {day(one.signed_on)}." if one.signed_on else ""
    return [
        one.get_kind_display(),
        f"{day(one.from_on)} to {day(one.to_on)}",
        f"{one.says}{signed}",
        how.strip(),
    ]


def _threshold(case: Legal, notices: list[Notice], on: date) -> dict[str, Any]:
    """How near the marks come to the threshold now; and, where they don’t meet it, what the
    code of conduct makes of that for a notice."""
    rows = list(case.evidence.all())
    issued = any(one.entry_id == case.pk for one in notices if _stands(one))
    if not rows or issued or case.prosecutions.standing().exists():
        # What its own notice or prosecution relied on is settled; the next is looked at
        # when it is due.
        return {}
    at, held = rows[-1], state()
    days = [each.on for one in rows for each in one.held]
    first = min(days, default=None)
    if first and SchoolYear.of(first).start not in held.years():
        return {"threshold": "The marks it rests on are no longer held."}
    found = as_marks_stand(
        held,
        at.pupil,
        at.school,
        on=on,
        since=relied(case),
        first=first,
        met_on=min((one.met_on for one in rows if one.met_on), default=None),
    )
    return {
        "threshold": said(found),
        "below": "" if found.is_met else _of_conduct(on),
    }


def _stands(one: Notice) -> bool:
    return not one.issuer and one.withdrawn_on is None


def _of_conduct(on: date) -> str:
    """What the code of conduct asks of a notice below the threshold."""
    check = next((one for one in in_force(on) if one.name == "threshold"), None)
    if check is None:
        return "The code of conduct asks nothing of that before a penalty notice."
    if check.law:
        return "A penalty notice can’t be issued while that is so."
    return "A penalty notice needs a written reason while that is so."


def _evidence(one: Evidence) -> dict[str, Any]:
    other = changed(one, state())
    now = {(each.on, each.half): each for each in other}
    return {
        "title": _title(one),
        "taken": f"Taken on {day(one.taken_on)} by {called([one.taken_by])[one.taken_by]}",
        "changed": len(other),
        "left": len(left_of(one, other)),
        "rows": [
            [day(each.on), each.half, each.code, _now(now.get((each.on, each.half)))]
            for each in one.held
        ],
    }


def _title(one: Evidence) -> str:
    if not one.sessions:
        return f"No session without leave by {day(one.taken_on)}"
    many = counted(len(one.sessions), "session")
    if one.met_on:
        return f"{many}, the threshold met on {day(one.met_on)}"
    return f"{many} up to {day(one.taken_on)}"


def _now(one: Changed | None) -> str:
    if one is None:
        return "The same"
    return one.now or "No mark"
