"""Severe-absence plans: who has one, with whom it was agreed, and what it asks.

Every severely absent child has a plan, with a parent, the child, a lead and a review
(rules.md 3.1, 3.4, 3.6 F1 to F3; Working together to improve school attendance, 2024).
"""

from __future__ import annotations

from django.db import models

from muster.registers.entry import Entry
from muster.registers.register import Register


class Status(models.TextChoices):
    OPENED = "opened", "Opened"
    TALKED = "talked", "Barriers talked about"
    PLANNED = "planned", "Plan agreed"
    REVIEWED = "reviewed", "Plan reviewed"
    STUCK = "stuck", "No way forward found"


S = Status
LEADS_TO = {
    S.OPENED: frozenset({S.TALKED, S.PLANNED, S.STUCK}),
    S.TALKED: frozenset({S.PLANNED, S.STUCK}),
    S.PLANNED: frozenset({S.REVIEWED, S.STUCK}),
    S.REVIEWED: frozenset({S.PLANNED, S.STUCK}),
    S.STUCK: frozenset({S.TALKED, S.PLANNED}),
}


class Support(Entry):
    """A plan. What was agreed is in words; with whom, and what other services do, is
    counted."""

    class Help(models.TextChoices):
        NOT_ASKED = "", "Not asked yet"
        OFFERED = "offered", "Offered"
        DECLINED = "declined", "Declined"
        BEGUN = "begun", "Begun"
        ENDED = "ended", "Ended"

    barriers = models.TextField(blank=True, default="")
    agreed = models.TextField(blank=True, default="")
    with_parent = models.BooleanField(default=False)
    with_child = models.BooleanField(default=False)
    agreed_on = models.DateField(null=True, blank=True)
    assessed_on = models.DateField("single assessment", null=True, blank=True)
    early_help = models.CharField(max_length=10, choices=Help, blank=True, default="")
    early_help_outcome = models.CharField(max_length=200, blank=True, default="")
    agencies = models.CharField(
        "others who take part", max_length=200, blank=True, default=""
    )


REGISTER = Register(
    name="support",
    title="Severe-absence plans",
    one="plan",
    says="Children who miss half of what is possible, or near it, and what was agreed with each",
    model=Support,
    statuses=Status,
    leads_to=LEADS_TO,
    opens_as=S.OPENED,
)
