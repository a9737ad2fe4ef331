"""The cycle of a half-term: refresh, check, commentary, meeting, papers, publish."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db import models, transaction

from muster.accounts import audit
from muster.accounts.history import History
from muster.programme import Refused
from muster.programme.contacts import Contact
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.reporting.line import ReportLine
from muster.school_year import Calendar, SchoolYear
from muster.school_year.term_dates import TermDates
from muster.school_year.working_days import working_days_after


# A paper rests on what was written and cleared by then.
COMMENTARY = "commentary"


@dataclass(frozen=True)
class Step:
    key: str
    title: str
    days: int
    is_meeting: bool = False
    is_papers: bool = False


class CycleStep(models.Model):
    """What is said of one step of one round: its own day, who does it, that it is done. A
    step nobody has said anything of has no row; its day is worked out."""

    start = models.PositiveSmallIntegerField("the year it begins in")
    number = models.PositiveSmallIntegerField("which half-term")
    step = models.CharField(max_length=20)
    own_day = models.DateField(null=True, blank=True)
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="cycle_steps"
    )
    done_on = models.DateField(null=True, blank=True)
    done_by = models.CharField(max_length=150, blank=True)
    note = models.TextField(blank=True)

    history = History()

    class Meta:
        ordering = ["start", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                "start", "number", "step", name="a_step_once_a_round"
            )
        ]

    def __str__(self) -> str:
        title = next((one.title for one in steps() if one.key == self.step), self.step)
        return f"{title}, half-term {self.number}, {SchoolYear(self.start).title}"


@dataclass(frozen=True)
class Due:
    """One step of one round: when it is due and why then, what was said of it, and which
    reports it waits for."""

    number: int
    step: Step
    on: date
    why: str
    said: CycleStep | None = None
    waits_for: tuple[ReportLine, ...] = ()

    @property
    def is_done(self) -> bool:
        return bool(self.said and self.said.done_on) or self.is_met

    @property
    def is_met(self) -> bool:
        """Whether every report it waits for was given: nobody need say so then."""
        return bool(self.waits_for) and not self.left

    @property
    def left(self) -> list[ReportLine]:
        """Reports it waits for that were not given."""
        return [one for one in self.waits_for if not one.given_on]

    @property
    def contact(self) -> Contact | None:
        return self.said.contact if self.said else None

    def is_late(self, today: date) -> bool:
        return not self.is_done and self.on < today


@dataclass(frozen=True)
class Round:
    number: int
    title: str
    begins_on: date
    ends_on: date
    steps: tuple[Due, ...]


@cache
def steps() -> tuple[Step, ...]:
    return tuple(Step(**one) for one in _said()["steps"])


@cache
def _said() -> dict:
    text = Path(__file__).with_name("cycle.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def rounds(
    year: SchoolYear,
    calendar: Calendar,
    *,
    group: Group | None,
    lines: Iterable[ReportLine] = (),
) -> list[Round]:
    """The six rounds of a year. ``group`` is whose meeting they lead to; ``lines`` are the
    year's reports."""
    firsts = [one.first for one in TermDates.of_calendar(calendar, year).half_terms]
    ends = [*firsts[1:], year.ends_on]
    said = {
        (one.number, one.step): one
        for one in CycleStep.objects.filter(start=year.start).select_related("contact")
    }
    held = [] if group is None else _meetings(group, year)
    mine = _by_round(list(lines), firsts)
    found = []
    for number, (first, last) in enumerate(zip(firsts, ends, strict=True), start=1):
        met = next((one for one in held if first <= one.on < last), None)
        due = tuple(
            _due(number, step, first, met, mine[number], said.get((number, step.key)))
            for step in steps()
        )
        title = _said()["rounds"][number - 1]
        found.append(Round(number, title, first, last, due))
    return found


def of_year(year: SchoolYear, calendar: Calendar) -> list[Round]:
    """The rounds of a year, by the meetings of its working group and all its reports."""
    groups = Group.objects.filter(kind=Group.Kind.WORKING, closed_on=None)
    lines = ReportLine.objects.filter(plan__start=year.start)
    return rounds(
        year,
        calendar,
        group=groups.order_by("pk").first(),
        lines=lines.select_related("meeting", "group"),
    )


def late(found: Iterable[Round], today: date) -> list[Due]:
    """Steps that should be done and aren't."""
    return [one for each in found for one in each.steps if one.is_late(today)]


@transaction.atomic
def say(
    year: SchoolYear,
    number: int,
    key: str,
    *,
    by: str,
    own_day: date | None,
    contact: Contact | None,
    note: str = "",
) -> CycleStep:
    """Another day for a step, or who does it. Raises Refused for a day outside the year."""
    if own_day and own_day not in year:
        raise Refused(f"{own_day:%d/%m/%Y} is not in {year.title}.")
    row = _row(year, number, key)
    row.own_day, row.contact, row.note = own_day, contact, note
    row.save()
    _tell("cycle.changed", row, by)
    return row


@transaction.atomic
def done(year: SchoolYear, due: Due, *, on: date, by: str) -> CycleStep:
    """Raises Refused for a step that is done, and while a report it waits for is missing."""
    row = _row(year, due.number, due.step.key)
    if row.done_on:
        raise Refused("It is done already.")
    if due.left:
        names = "; ".join(f"{one.title} to {one.group}" for one in due.left[:3])
        more = f" and {len(due.left) - 3} more" if len(due.left) > 3 else ""
        raise Refused(
            f"These were not given: {names}{more}. Say that they were, or take them off"
            " the reporting plan."
        )
    row.done_on, row.done_by = on, by
    row.save()
    _tell("cycle.done", row, by)
    return row


def _row(year: SchoolYear, number: int, key: str) -> CycleStep:
    if key not in {one.key for one in steps()} or not 1 <= number <= 6:
        raise Refused("There is no such step.")
    held = CycleStep.objects.filter(start=year.start, number=number, step=key).first()
    return held or CycleStep(start=year.start, number=number, step=key)


def _meetings(group: Group, year: SchoolYear) -> list[Meeting]:
    held = group.meetings.filter(on__range=(year.starts_on, year.ends_on))
    return list(held.exclude(state=Meeting.State.CANCELLED))


def _by_round(
    lines: list[ReportLine], firsts: list[date]
) -> dict[int, list[ReportLine]]:
    """Each report with the round whose commentary it can still have: one due before then
    is of the round before. One due before any is of the first."""
    [days] = [one.days for one in steps() if one.key == COMMENTARY]
    ready = [working_days_after(first, days) for first in firsts]
    found: dict[int, list[ReportLine]] = {n: [] for n in range(1, len(firsts) + 1)}
    for one in lines:
        if due := one.paper_due_on:
            found[max(sum(day <= due for day in ready), 1)].append(one)
    return found


def _due(
    number: int,
    step: Step,
    first: date,
    meeting: Meeting | None,
    lines: list[ReportLine],
    said: CycleStep | None,
) -> Due:
    waits = tuple(one for one in lines if not one.dropped_on) if step.is_papers else ()
    deadlines = [one.paper_due_on for one in waits if one.paper_due_on]
    if said and said.own_day:
        return Due(number, step, said.own_day, "set by hand", said, waits)
    if step.is_meeting and meeting:
        return Due(number, step, meeting.on, "the day it meets", said)
    if deadlines:
        return Due(number, step, max(deadlines), "the last paper deadline", said, waits)
    on = working_days_after(first, step.days)
    return Due(number, step, on, f"{step.days} working days in", said, waits)


def _tell(did: str, row: CycleStep, by: str) -> None:
    audit.record(
        did=did,
        by=by,
        to=f"cycle:{row.start}/{row.number}/{row.step}",
        after={"day": row.own_day, "done": row.done_on},
    )
