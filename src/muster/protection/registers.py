"""The two registers of data protection: agreements to share data, and incidents.

Each can be seen as it was on any day.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.urls import reverse
from django.utils import timezone

from muster.accounts.history import History
from muster.protection.clocks import Clock, clock_of


class Refused(Exception):
    """The message is a sentence for whoever asked."""


class Agreement(models.Model):
    """One agreement to share data with another organisation. None is ever deleted."""

    class Direction(models.TextChoices):
        IN = "in", "They send to us"
        OUT = "out", "We send to them"
        BOTH = "both", "Both ways"

    partner = models.CharField(max_length=200)
    shared = models.TextField("what is shared")
    gateway = models.CharField("key of the gateway", max_length=40)
    direction = models.CharField(max_length=4, choices=Direction.choices)
    covers = models.TextField("feeds it covers, one a line", blank=True)
    signed_on = models.DateField()
    review_by = models.DateField()
    ended_on = models.DateField(null=True)
    owner = models.CharField(max_length=200)
    reference = models.CharField("where the signed copy is", max_length=400, blank=True)
    document = models.BinaryField(null=True)
    document_name = models.CharField(max_length=255, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=150)

    history = History(without=["document"])

    class Meta:
        ordering = ["partner", "pk"]

    def __str__(self) -> str:
        return f"{self.partner}, signed {self.signed_on}"

    def get_absolute_url(self) -> str:
        return reverse("records:agreement", args=[self.pk])


class Incident(models.Model):
    """Something that went wrong with people's data, or a complaint about it."""

    class Kind(models.TextChoices):
        BREACH = "breach", "A breach: data lost, seen, changed or sent wrongly"
        NEAR_MISS = "near-miss", "A near miss: it was stopped in time"
        COMPLAINT = "complaint", "A complaint about how data is used"

    class Risk(models.TextChoices):
        UNDECIDED = "", "Not decided yet"
        UNLIKELY = "unlikely", "A risk to people is unlikely: no report is needed"
        RISK = "risk", "A risk to people: the Information Commissioner is told"
        HIGH = "high", "A high risk: the people themselves are told too"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=200)
    happened = models.TextField("what happened")
    aware_at = models.DateTimeField("when somebody here knew")
    found_by = models.CharField(max_length=200)
    people = models.TextField("whose data it was")
    number = models.PositiveIntegerField("how many people, if known", null=True)
    contained = models.TextField("what was done to contain it", blank=True)
    risk = models.CharField(max_length=10, choices=Risk.choices, blank=True)
    risk_reason = models.TextField(blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField("when the clock was met", null=True)
    told_reference = models.CharField(max_length=200, blank=True)
    people_told_on = models.DateField(null=True)
    lessons = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    history = History()

    class Meta:
        ordering = ["-aware_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_risk_is_decided_by_somebody_with_a_reason",
                condition=models.Q(risk="")
                | (~models.Q(risk_reason="") & ~models.Q(decided_by="")),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("records:incident", args=[self.pk])

    @property
    def clock(self) -> Clock | None:
        """The clock it runs under; None where there is none, or no report is needed."""
        if self.risk == self.Risk.UNLIKELY:
            return None
        return clock_of(self.kind, timezone.localdate(self.aware_at))

    @property
    def due_at(self) -> datetime | None:
        return self.clock.due(self.aware_at) if self.clock else None


class IncidentNote(models.Model):
    """A line added to an incident. What was written once is not changed."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="notes")
    text = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=150)

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"{self.incident}: {self.written_at:%d %B %Y}"

    def save(self, **how: object) -> None:
        if self.pk is not None:
            raise TypeError("A note of an incident is not changed: write another.")
        super().save(**how)  # type: ignore[arg-type]
