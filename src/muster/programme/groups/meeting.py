"""A day a group meets."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.urls import reverse

from muster.accounts.history import History
from muster.programme.groups.group import Group


class Meeting(models.Model):
    """One meeting. ``uid`` never changes, so that a calendar which took it once finds it
    again, moved or cancelled; ``sequence`` grows with every such change."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    group = models.ForeignKey(Group, models.PROTECT, related_name="meetings")
    on = models.DateField("the day")
    starts_at = models.TimeField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    title = models.CharField("if not an ordinary one", max_length=200, blank=True)
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.PLANNED
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    # Where its date came from: typed, rhythm, or a file; and what that calls it.
    source = models.CharField(max_length=20, default="typed")
    source_key = models.CharField(max_length=200, blank=True)
    minutes_closed_at = models.DateTimeField(null=True, blank=True)
    minutes_closed_by = models.CharField(max_length=150, blank=True)
    minutes_agreed_at = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="agreed_minutes"
    )

    history = History()

    class Meta:
        ordering = ["on", "starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "group",
                "on",
                name="one_meeting_a_group_a_day",
                condition=~models.Q(state="cancelled"),
                violation_error_message="It meets on that day already.",
            ),
            models.UniqueConstraint(
                "group",
                "source_key",
                name="a_meeting_once_from_a_source",
                condition=~models.Q(source_key=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group.short}, {self.on.day} {self.on:%B %Y}"

    def get_absolute_url(self) -> str:
        return reverse("programme:meeting", args=[self.pk])

    @property
    def is_closed(self) -> bool:
        """Whether its minutes are closed: they change by correction only."""
        return self.minutes_closed_at is not None


def over_by(on: date) -> models.Q:
    """Meetings that are over on a day: those before it, and that day’s own once their
    minutes are closed."""
    return models.Q(on__lt=on) | models.Q(on=on, minutes_closed_at__isnull=False)


def next_meeting(group: Group, on: date) -> Meeting | None:
    """The first meeting of a group on a day or after it that is neither over nor
    cancelled."""
    coming = group.meetings.exclude(over_by(on)).exclude(state=Meeting.State.CANCELLED)
    return coming.first()
