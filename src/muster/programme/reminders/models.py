"""When people are written to, and what was sent to them. None of it says what is due."""

from __future__ import annotations

from django.db import models

from muster.accounts.models import User


class When(models.TextChoices):
    DAILY = "daily", "On any working day when something is due, overdue or missed"
    OVERDUE = "overdue", "Only on working days when something is overdue or missed"
    WEEKLY = "weekly", "Once a week, on its first working day"
    NEVER = "never", "Never. Muster’s own pages still show what is due"


class Choice(models.Model):
    """When somebody chose to be written to; who chose nothing is written to daily."""

    person = models.OneToOneField(User, models.CASCADE, related_name="reminders")
    when = models.CharField(max_length=8, choices=When.choices, default=When.DAILY)


class Round(models.Model):
    """That the letters of a day are recorded: all of them, or the row isn't there."""

    on = models.DateField(unique=True)
    made_at = models.DateTimeField()


class Digest(models.Model):
    """The one letter of a person on a day.

    Recorded, handed over, sent: each is kept before the next is tried. What was handed over
    and never heard of again may have arrived, so it is never sent a second time; what was
    refused is tried again. ``text`` is what was handed over.
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="digests")
    on = models.DateField("the day")
    recorded_at = models.DateTimeField()
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField("why it couldn’t be sent", max_length=300, blank=True)

    class Meta:
        ordering = ["on", "person"]
        constraints = [
            models.UniqueConstraint("person", "on", name="one_digest_a_person_a_day"),
            models.CheckConstraint(
                name="a_digest_is_handed_over_before_it_is_sent",
                condition=models.Q(sent_at=None) | models.Q(handed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"The letter to {self.person} of {self.on}"
