"""An entry: one spell of one child on one register, and what every register shares.

A register is data (:mod:`register`); its own fields are a model that is an Entry too, so
that lists, clocks, moves and spreadsheets are written once. What happened to an entry is
kept line by line and never changed. What must never be false is a constraint: a spell does
not end before it begins, and one of a child does not run into another (:mod:`overlap`).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from muster.registers import among  # noqa: F401  (child__among)
from muster.registers.child import Children
from muster.school_year import Calendar
from muster.tables.state import State


# The outcome, on every register, of what should not have been opened (choices.toml).
MISTAKE = "mistake"


class Entries(models.QuerySet["Entry"]):
    def visible_to(self, user: Any, state: State) -> Entries:
        """Those of children somebody may see (:meth:`Children.of_cases`)."""
        return self.filter(Children.visible_to(user, state).of_cases())

    def open_on(self, day: date) -> Entries:
        """Those that had begun and not ended at the end of a day."""
        ended = Q(ended_on=None) | Q(ended_on__gt=day)
        return self.filter(ended, started_on__lte=day)

    def open(self) -> Entries:
        return self.filter(ended_on=None)


class Entry(models.Model):
    """``child`` and ``school`` are the store's numbers. ``about`` parts spells of one child
    that may run beside each other: of each parent, say. An entry that came from another
    system names it (``source``) and its number there (``reference``)."""

    register = models.CharField(max_length=20)
    child = models.IntegerField("the store’s number of a child")
    school = models.IntegerField("the store’s number of a school", null=True)
    about = models.CharField(max_length=40, blank=True, default="")
    status = models.CharField(max_length=20)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=20)
    outcome = models.CharField(max_length=20, blank=True, default="")
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="entries_led",
    )
    next_step = models.CharField(max_length=200, blank=True, default="")
    next_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=60, blank=True, default="")
    reference = models.CharField(max_length=60, blank=True, default="")
    opened_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField()
    closed_by = models.CharField(max_length=150, blank=True, default="")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = Entries.as_manager()

    class Meta:
        ordering = ["-started_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_spell_ends_after_it_begins",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
            ),
            models.CheckConstraint(
                name="a_spell_that_ended_has_an_outcome",
                condition=Q(ended_on=None, outcome="", closed_by="", closed_at=None)
                | (
                    Q(ended_on__isnull=False, closed_at__isnull=False)
                    & ~Q(outcome="")
                    & ~Q(closed_by="")
                ),
            ),
            models.UniqueConstraint(
                name="one_open_spell_of_a_child",
                fields=["register", "child", "about"],
                condition=Q(ended_on=None),
            ),
            models.UniqueConstraint(
                name="one_entry_of_another_systems_number",
                fields=["register", "source", "reference"],
                condition=~Q(source=""),
            ),
        ]
        indexes = [
            models.Index(fields=["register", "ended_on", "-started_on"]),
            models.Index(fields=["child"]),
        ]

    def __str__(self) -> str:
        return f"Entry {self.pk} of {self.register}"

    @property
    def is_open(self) -> bool:
        return self.ended_on is None

    @property
    def is_read_only(self) -> bool:
        """Kept in another system, which is where it is changed."""
        return bool(self.source)

    def calendar(self, state: State) -> Calendar:
        """Of the child’s school, for what counts school days; the authority’s at none."""
        return state.calendar(self.school) if self.school else state.calendar()


class Happened(models.Model):
    """One thing that happened to an entry. A line is never changed: a slip is corrected by
    a later one."""

    class Kind(models.TextChoices):
        OPENED = "opened", "Opened"
        MOVED = "moved", "Moved on"
        NOTED = "noted", "Note"
        CONTACT = "contact", "Contact"
        REVIEWED = "reviewed", "Review"
        LETTER = "letter", "Letter"
        DOCUMENT = "document", "Document"
        PLANNED = "planned", "Next step"
        HANDED = "handed", "Lead officer"
        FILLED = "filled", "Filled in"
        CLOCK = "clock", "Clock"
        CLOSED = "closed", "Closed"
        REOPENED = "reopened", "Opened again"

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="happened")
    kind = models.CharField(max_length=10, choices=Kind)
    on = models.DateField()
    text = models.TextField(blank=True, default="")
    before = models.CharField(max_length=20, blank=True, default="")
    after = models.CharField(max_length=20, blank=True, default="")
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.entry}"


class Clock(models.Model):
    """A clock that runs for an entry, or ran. ``due_on`` is kept as it was when it began: a
    rule that changes later, or a calendar, doesn't move it in silence."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="clocks")
    name = models.CharField(max_length=20)
    began_on = models.DateField()
    due_on = models.DateField()
    met_on = models.DateField(null=True, blank=True)
    stopped_on = models.DateField(null=True, blank=True)
    stopped_why = models.CharField(max_length=200, blank=True, default="")
    by = models.CharField(max_length=150, blank=True, default="")

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="a_clock_runs_once",
                fields=["entry", "name"],
                condition=Q(met_on=None, stopped_on=None),
            ),
            models.CheckConstraint(
                name="a_clock_is_met_or_stopped",
                condition=Q(met_on=None) | Q(stopped_on=None),
            ),
            models.CheckConstraint(
                name="a_clock_is_stopped_for_a_reason",
                condition=Q(stopped_on=None) | ~Q(stopped_why=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(met_on=None, stopped_on=None),
                name="clocks_that_run",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.entry}"

    @property
    def is_running(self) -> bool:
        return self.met_on is None and self.stopped_on is None

    def days_late(self, on: date) -> int:
        """Days past its day, as it was met or, while it runs, on a day; 0 in time."""
        if self.stopped_on is not None:
            return 0
        return max(((self.met_on or on) - self.due_on).days, 0)
