"""The annual reporting plan: which report goes to which board's meeting, and how it stands."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from django.db import models
from django.urls import reverse

from muster.accounts.history import History
from muster.documents.models import Issued
from muster.programme.contacts import Contact
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.plans.plan import Plan
from muster.school_year import SchoolYear
from muster.school_year.working_days import working_days_before


class ReportingPlan(models.Model):
    """The reporting plan of one school year. Signed off at a meeting, it goes on changing,
    and what changed since is seen from the dates of its lines."""

    start = models.PositiveSmallIntegerField("the year it begins in", unique=True)
    signed_off_at = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_off_on = models.DateField(null=True, blank=True)
    signed_off_by = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)

    history = History()

    class Meta:
        ordering = ["-start"]

    def __str__(self) -> str:
        return f"Reporting plan {SchoolYear(self.start).title}"

    @property
    def year(self) -> SchoolYear:
        return SchoolYear(self.start)


class Standing(StrEnum):
    """How a line of the plan stands on a day."""

    PLANNED = "planned"
    LATE = "late"
    MISSED = "missed"
    GIVEN = "given"
    GIVEN_LATE = "given late"
    ADRIFT = "adrift"
    DROPPED = "dropped"


class ReportLine(models.Model):
    """One report to one board, at one of its meetings.

    Met by a paper that was issued or by what was said in words (a “brief update”). Taken
    off the plan with a reason, never deleted.
    """

    class Kind(models.TextChoices):
        PACK = "pack", "A data pack"
        LOG = "log", "The task log"
        PLAN = "plan", "The action plan"
        PAPER = "paper", "A paper of its own"
        BRIEF = "brief", "A brief update in words"

    class Format(models.TextChoices):
        DOCX = "docx", "Word"
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "Excel"
        SPOKEN = "spoken", "Spoken"

    plan = models.ForeignKey(ReportingPlan, models.PROTECT, related_name="lines")
    group = models.ForeignKey(Group, models.PROTECT, related_name="report_lines")
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="report_lines"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=200)
    log = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="report_lines"
    )
    writer = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="report_lines"
    )
    format = models.CharField(
        max_length=10, choices=Format.choices, default=Format.DOCX
    )
    # Only where it isn't so many working days before the meeting as the board asks.
    own_deadline = models.DateField(null=True, blank=True)
    added_on = models.DateField()
    paper = models.ForeignKey(
        Issued, models.PROTECT, null=True, blank=True, related_name="+"
    )
    update = models.TextField("what was said", blank=True)
    given_on = models.DateField(null=True, blank=True)
    given_by = models.CharField(max_length=150, blank=True)
    dropped_on = models.DateField(null=True, blank=True)
    dropped_why = models.TextField(blank=True)

    history = History()

    class Meta:
        ordering = ["group__name", "meeting__on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_report_is_given_as_something",
                condition=models.Q(given_on=None)
                | models.Q(paper__isnull=False)
                | ~models.Q(update=""),
            ),
            models.CheckConstraint(
                name="a_report_is_dropped_with_a_reason",
                condition=models.Q(dropped_on=None) | ~models.Q(dropped_why=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programme:report_line", args=[self.pk])

    @property
    def paper_due_on(self) -> date | None:
        """The last day for the paper; None until its meeting has a day."""
        if self.own_deadline or self.meeting is None:
            return self.own_deadline
        return working_days_before(self.meeting.on, self.group.paper_days)

    def standing(self, on: date) -> Standing:
        if self.dropped_on:
            return Standing.DROPPED
        due = self.paper_due_on
        if self.given_on:
            was_late = bool(due and self.given_on > self._latest(due))
            return Standing.GIVEN_LATE if was_late else Standing.GIVEN
        if self.meeting is None or self.meeting.state == Meeting.State.CANCELLED:
            return Standing.ADRIFT
        if self.meeting.on < on:
            return Standing.MISSED
        return Standing.LATE if due and on > self._latest(due) else Standing.PLANNED

    def _latest(self, due: date) -> date:
        """What is only said has until the meeting itself."""
        is_said = self.format == self.Format.SPOKEN or self.kind == self.Kind.BRIEF
        return self.meeting.on if is_said and self.meeting else due


class Clearance(models.Model):
    """Somebody who must clear a report before it goes, after those before them. ``days``
    are the working days they have."""

    line = models.ForeignKey(ReportLine, models.PROTECT, related_name="clearances")
    position = models.PositiveSmallIntegerField()
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="clearances")
    days = models.PositiveSmallIntegerField("working days they have", default=2)
    given_on = models.DateField(null=True, blank=True)
    given_by = models.CharField(max_length=150, blank=True)
    note = models.TextField(blank=True)

    history = History()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint("line", "position", name="a_clearance_once_a_place")
        ]

    def __str__(self) -> str:
        return str(self.line)


class NoneWanted(models.Model):
    """That a board is to have no report in a year, and why."""

    plan = models.ForeignKey(ReportingPlan, models.PROTECT, related_name="none_wanted")
    group = models.ForeignKey(Group, models.PROTECT, related_name="none_wanted")
    why = models.TextField()
    said_on = models.DateField()
    by = models.CharField(max_length=150)
    # A board that wants one after all: kept, so that the plan of a past day can be told.
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["group", "pk"]
        constraints = [
            models.UniqueConstraint(
                "plan",
                "group",
                name="none_wanted_once_a_board",
                condition=models.Q(ended_on=None),
            )
        ]


def clearances_due(line: ReportLine) -> list[tuple[Clearance, date | None]]:
    """Each clearance and its last day: the last of them on the day the paper is due, each
    before it early enough for those after it to have their days."""
    steps = list(line.clearances.select_related("contact"))
    due = line.paper_due_on
    found: list[tuple[Clearance, date | None]] = []
    for step in reversed(steps):
        found.append((step, due))
        due = working_days_before(due, step.days) if due else None
    return found[::-1]


def write_by(line: ReportLine) -> date | None:
    """The day the first clearance has it from; without one, the day the paper is due."""
    due = line.paper_due_on
    days = sum(one.days for one in line.clearances.all())
    return working_days_before(due, days) if due and days else due
