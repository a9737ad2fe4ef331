"""Part-time timetables: agreed, short, reviewed and ended.

Only in exceptional circumstances, in the pupil's interest, agreed by school and parent,
with an end, and never to manage behaviour (rules.md 7.3; Working together to improve school
attendance, 2024, paragraphs 53 to 68). Most authorities ask their schools to tell them.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from muster.registers.entry import Entry
from muster.registers.register import Register, Watch


FULL_TIME = 10  # sessions a week


class Status(models.TextChoices):
    REPORTED = "reported", "Reported by the school"
    AGREED = "agreed", "Agreed with the parent"
    EXTENDED = "extended", "Agreed again, for longer"


S = Status
LEADS_TO = {
    S.REPORTED: frozenset({S.AGREED}),
    S.AGREED: frozenset({S.EXTENDED}),
    S.EXTENDED: frozenset({S.AGREED}),
}


class PartTime(Entry):
    """A timetable: how many of the week's ten sessions, agreed with whom, and until when."""

    sessions_a_week = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(FULL_TIME - 1)],
    )
    parent_agreed_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField("last day of the timetable", null=True, blank=True)
    back_to_full = models.TextField("how it grows to full time", blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_timetable_is_part_time",
                condition=Q(sessions_a_week=None) | Q(sessions_a_week__lt=FULL_TIME),
            ),
        ]

    def clean(self) -> None:
        if self.ends_on and self.ends_on < self.started_on:
            raise ValidationError(
                f"It begins on {self.started_on:%d/%m/%Y}: its last day is that or later."
            )


def covers(on: date) -> Q:
    """A timetable that is held, has an end, and has not come to it."""
    return Q(ended_on=None, ends_on__gte=on)


REGISTER = Register(
    name="part_time",
    title="Part-time timetables",
    one="timetable",
    says="Children of compulsory school age on a temporary part-time timetable",
    model=PartTime,
    statuses=Status,
    leads_to=LEADS_TO,
    opens_as=S.REPORTED,
    covers=covers,
    # Without an end a timetable keeps nobody off the list.
    needs=("ends_on", "sessions_a_week"),
    asks=("parent_agreed_on", "back_to_full"),
    ends="ends_on",
    watches={
        "past_end": Watch(
            "Past their end", "Past its end", lambda on: Q(parttime__ends_on__lt=on)
        ),
        "endless": Watch(
            "Without an end", "No end", lambda on: Q(parttime__ends_on=None)
        ),
    },
)
