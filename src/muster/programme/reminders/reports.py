"""What people are told of what goes to boards: reports to write and to clear, steps of the
cycle, and whether a recommendation worked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from muster.accounts import stored
from muster.design.filters import day
from muster.programme.contacts import Contact
from muster.programme.groups.meeting import Meeting
from muster.programme.plans.rules import rule
from muster.programme.reminders.due import Heading, Item
from muster.programme.reminders.saying import how_due
from muster.programme.reminders.whom import Whom
from muster.programme.reporting import cycle
from muster.programme.reporting.line import ReportLine, clearances_due, write_by
from muster.programme.reporting.recommendations import ImpactReview
from muster.school_year import SchoolYear


def told(on: date) -> Iterator[Item]:
    """What is due within days, or was and isn't done."""
    whom = Whom(on)
    soon = on + timedelta(days=rule("due_within_days", on))
    for contact, about, what, due_on, page in (*_reports(), *_steps(on), *_reviews()):
        if contact is None or due_on is None or due_on > soon:
            continue
        yield Item(
            person=whom.account(contact),
            heading=Heading.OVERDUE if due_on < on else Heading.DUE,
            about=about,
            says=f"{what} {how_due(due_on, on)}",
            page=page,
            due_on=due_on,
            is_overdue=due_on < on,
        )


# One thing: whose it is, what it is about in a word, in words, its day and its page.
Thing = tuple[Contact | None, str, str, date | None, tuple[Any, ...]]


def _reports() -> Iterator[Thing]:
    """Whoever writes a report, until it is given; and whose turn it is to clear it."""
    going = ReportLine.objects.filter(given_on=None, dropped_on=None).exclude(
        meeting__state=Meeting.State.CANCELLED
    )
    for line in going.select_related("writer", "meeting", "group"):
        called = f"“{line.title}” to {line.group}"
        if line.meeting:
            called += f", {day(line.meeting.on)},"
        page = ("programme:report_line", line.pk)
        yield line.writer, f"report {line.pk}", called, write_by(line), page
        for step, due_on in clearances_due(line):
            if step.given_on is None:
                about = f"clearing report {line.pk}"
                yield step.contact, about, f"Your clearing of {called}", due_on, page
                break


def _steps(on: date) -> Iterator[Thing]:
    for each in cycle.of_year(SchoolYear.of(on), stored.state().calendar()):
        for one in each.steps:
            if one.contact and not one.is_done:
                about = f"step {one.step.key} of half-term {one.number}"
                called = f"“{one.step.title}”, half-term {one.number},"
                yield one.contact, about, called, one.on, ("programme:cycle",)


def _reviews() -> Iterator[Thing]:
    """Whether a recommendation worked is for whoever leads on it to answer."""
    waiting = ImpactReview.objects.filter(answered_on=None)
    for one in waiting.select_related("recommendation__lead"):
        made = one.recommendation
        yield (
            made.lead,
            f"impact review {one.pk}",
            f"“{one.question}”, of recommendation {made.number},",
            one.due_on,
            ("programme:recommendation", made.pk),
        )
