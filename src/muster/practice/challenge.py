"""“This is wrong”: what a school says of a figure, and how it is answered."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from muster.documents.models import Issued
from muster.practice.meeting import OfSchools


class Challenge(models.Model):
    """One figure that a school thinks wrong, or an officer who meets it. ``where`` are
    breakdowns and their values, ``shown`` what it said then, whatever it says since. Of an
    item of a list, ``child`` is whose; no name is kept."""

    class State(models.TextChoices):
        ASKED = "asked", "Not looked at yet"
        LOOKED = "looked", "Being looked at"
        ANSWERED = "answered", "Answered: the figure stands"
        CORRECTED = "corrected", "Answered: it is put right"

    OPEN = (State.ASKED, State.LOOKED)

    school = models.IntegerField("the store’s number of a school")
    measure = models.CharField(max_length=80)
    period = models.CharField(max_length=40)
    where = models.JSONField("breakdowns and their values", default=dict, blank=True)
    paper = models.ForeignKey(
        Issued, models.PROTECT, null=True, blank=True, related_name="challenges"
    )
    numerator = models.BigIntegerField(null=True, blank=True)
    denominator = models.BigIntegerField(null=True, blank=True)
    shown = models.CharField("what it said", max_length=300, blank=True, default="")
    child = models.IntegerField("the store’s number of a child", null=True, blank=True)
    text = models.TextField("what is thought wrong")
    should_be = models.CharField("what it should be", max_length=300, blank=True)
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="followed"
    )
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    asked_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    looked_by = models.CharField(max_length=150, blank=True, default="")
    looked_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True, default="")
    answered_by = models.CharField(max_length=150, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)

    objects = OfSchools.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_challenge_answered_has_its_answer",
                condition=Q(state__in=["asked", "looked"], answer="", answered_on=None)
                | (
                    Q(state__in=["answered", "corrected"], answered_on__isnull=False)
                    & ~Q(answer="")
                    & ~Q(answered_by="")
                ),
            )
        ]
        indexes = [models.Index(fields=["school", "-at"])]

    def __str__(self) -> str:
        return f"Challenge {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    def is_late(self, on: date) -> bool:
        return self.is_open and self.due_on < on
