"""Files that were read into plans, and the questions they raised."""

from __future__ import annotations

from django.db import models

from muster.programme.plans.action import Action
from muster.programme.plans.plan import Plan


class Reading(models.Model):
    """A file that was read, and the plan it was taken into."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="readings")
    name = models.CharField("the file’s name", max_length=255)
    digest = models.CharField("SHA-256 of the file", max_length=64)
    as_at = models.DateField()
    taken_at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ["-taken_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class Asked(models.Model):
    """A question a paper raised. It stays until somebody answers it."""

    reading = models.ForeignKey(Reading, models.PROTECT, related_name="asked")
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="asked"
    )
    about = models.CharField(max_length=20)
    field = models.CharField(max_length=40, blank=True)
    place = models.CharField(max_length=100, blank=True)
    text = models.TextField("what was found", blank=True)
    says = models.TextField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["reading", "pk"]
