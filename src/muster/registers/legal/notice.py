"""Penalty notices: what each is for, what it costs and by when, and what came of it.

What is due is worked out once, when a notice is issued (penalty.py), and kept: a rule that
changes later changes no notice. A notice of another authority is recorded too: it counts.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from muster.registers.contact import Contact
from muster.registers.entry import Entry
from muster.registers.penalty import Due, Given
from muster.tables.state import State


class NoticeRows(models.QuerySet["Notice"]):
    def visible_to(self, user: Any, state: State) -> NoticeRows:
        """Those of cases somebody may see."""
        seen = Entry.objects.visible_to(user, state).filter(register="legal")
        return self.filter(entry__in=seen)

    def ours(self) -> NoticeRows:
        return self.filter(issuer="")

    def standing(self) -> NoticeRows:
        """Those not withdrawn: they count, and what they rely on is relied on."""
        return self.filter(withdrawn_on=None)

    def running(self) -> NoticeRows:
        """Ours that are neither paid nor withdrawn, and of which nobody is prosecuted."""
        return self.ours().filter(
            paid_on=None, withdrawn_on=None, prosecutions__isnull=True
        )

    def of(self, parent: Contact, child: int) -> NoticeRows:
        """Of one parent for one child, whoever issued them. A parent who was ended and
        added again is the same one: nobody has a third notice for having been retyped."""
        same = Q(parent=parent) | Q(parent__name__iexact=parent.name)
        return self.filter(same, child=child)


class Notice(models.Model):
    """``pupil`` is the store’s number of the child at the school of the sessions; ``place``
    is which one within three years it was. ``issuer`` is another authority; blank is us.
    ``whys`` are the reasons for issuing it where the code of conduct asked for one."""

    class Reason(models.TextChoices):
        HOLIDAY = "holiday", "Unauthorised holiday in term time"
        LATE = "late", "Late after the register closed"
        ABSENCE = "absence", "Other unauthorised absence"
        OTHER = "other", "Another reason"

    class How(models.TextChoices):
        POST = "post", "First-class post"
        HAND = "hand", "Given to the parent"
        LEFT = "left", "Left at the address"

    class Ground(models.TextChoices):
        WRONG = "wrong", "It should not have been issued"
        PERSON = "person", "It was not for the person it named"
        ERRORS = "errors", "It has material errors"
        UNPAID = "unpaid", "It is unpaid, and nobody will be prosecuted"

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="notices")
    parent = models.ForeignKey(Contact, models.PROTECT, related_name="notices")
    child = models.IntegerField()
    pupil = models.IntegerField(null=True, blank=True)
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=10, choices=Reason)
    offence_from = models.DateField(null=True, blank=True)
    offence_to = models.DateField(null=True, blank=True)
    sessions = models.JSONField(default=list, blank=True, encoder=DjangoJSONEncoder)
    support = models.CharField(max_length=10, blank=True, default="")
    support_says = models.TextField(blank=True, default="")
    whys = models.JSONField(default=dict, blank=True)
    issuer = models.CharField(max_length=120, blank=True, default="")
    issued_on = models.DateField()
    how = models.CharField(max_length=5, choices=How, blank=True, default="")
    served_on = models.DateField(null=True, blank=True)
    pounds = models.PositiveSmallIntegerField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    reduced_pounds = models.PositiveSmallIntegerField(null=True, blank=True)
    reduced_on = models.DateField(null=True, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    paid_pounds = models.PositiveSmallIntegerField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_for = models.CharField(
        max_length=8, choices=Ground, blank=True, default=""
    )
    withdrawn_why = models.TextField(blank=True, default="")
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = NoticeRows.as_manager()

    class Meta:
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_notice_of_ours_says_what_is_due",
                condition=~Q(issuer="")
                | Q(
                    place__in=(1, 2),
                    pupil__isnull=False,
                    served_on__gte=F("issued_on"),
                    due_on__isnull=False,
                    pounds__isnull=False,
                    offence_to__gte=F("offence_from"),
                ),
            ),
            models.CheckConstraint(
                name="a_notice_is_withdrawn_for_a_reason",
                condition=Q(withdrawn_on=None, withdrawn_why="", withdrawn_for="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_why="")),
            ),
            models.CheckConstraint(
                name="a_notice_is_paid_so_much",
                condition=Q(paid_on=None, paid_pounds=None)
                | Q(paid_on__isnull=False, paid_pounds__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["child"]),
            models.Index(fields=["issued_on"]),
            models.Index(
                fields=["due_on"],
                condition=Q(paid_on=None, withdrawn_on=None),
                name="notices_to_be_paid",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What a payment quotes; another authority’s has none of ours."""
        return f"the notice of {self.issuer}" if self.issuer else f"PN{self.pk:06d}"

    @property
    def given(self) -> Given:
        return Given(self.issued_on, self.withdrawn_on is not None)

    @property
    def due(self) -> Due:
        assert self.pounds is not None and self.due_on is not None
        return Due(self.pounds, self.due_on, self.reduced_pounds, self.reduced_on)

    @property
    def is_paid_reduced(self) -> bool:
        """Paid at the lower amount, within its 21 days."""
        return self.paid_on is not None and self.paid_pounds == self.reduced_pounds

    def is_overdue(self, on: date) -> bool:
        """Its last day has passed, and nothing came of it: prosecute or withdraw."""
        return (
            not self.issuer
            and self.paid_on is None
            and self.withdrawn_on is None
            and self.due_on is not None
            and self.due_on < on
        )


def number_of(text: str) -> int | None:
    """The notice meant by “PN000012”, “pn 12” or “12”; None for anything else."""
    digits = text.strip().upper().removeprefix("PN").strip()
    return int(digits) if digits.isascii() and digits.isdecimal() else None
