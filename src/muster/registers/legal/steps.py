"""What is done besides penalty notices: notices to improve, contracts, orders, and
prosecution (rules.md 4.3 and 4.4, recalled there: what law says is marked so on pages)."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from muster.registers.contact import Contact
from muster.registers.entry import Entry
from muster.registers.legal.notice import Notice


class Step(models.Model):
    """A notice to improve, a contract or an order: from when to when, and what came of it.
    ``says`` is the target of the first, what was agreed of the second, what the court
    ordered of the last."""

    class Kind(models.TextChoices):
        IMPROVE = "improve", "Notice to improve"
        CONTRACT = "contract", "Attendance contract"
        SUPERVISION = "supervision", "Education supervision order"
        PARENTING = "parenting", "Parenting order"
        ATTENDANCE = "attendance", "School attendance order"

    class Outcome(models.TextChoices):
        IMPROVED = "improved", "Attendance improved enough"
        NOT_IMPROVED = "not_improved", "It did not improve enough"
        KEPT = "kept", "It was kept to"
        BROKEN = "broken", "It was not kept to"
        ENDED = "ended", "It ended for another reason"

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind)
    from_on = models.DateField()
    to_on = models.DateField()
    says = models.TextField()
    signed_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True, default="")
    why = models.TextField(blank=True, default="")
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_step_ends_after_it_begins",
                condition=Q(to_on__gte=F("from_on")),
            ),
            models.CheckConstraint(
                name="a_step_that_ended_has_an_outcome",
                condition=Q(ended_on=None, outcome="")
                | (Q(ended_on__isnull=False) & ~Q(outcome="")),
            ),
            models.UniqueConstraint(
                name="one_notice_to_improve_at_a_time",
                fields=["entry"],
                condition=Q(kind="improve", ended_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} from {self.from_on:%d/%m/%Y}"


class ProsecutionRows(models.QuerySet["Prosecution"]):
    def standing(self) -> ProsecutionRows:
        """Those not discontinued: under way or heard, and nobody is tried for the same
        sessions again, however it ended."""
        return self.exclude(outcome="discontinued")

    def of(self, parent: Contact, child: int) -> ProsecutionRows:
        """Of one parent for one child, in whichever case; the parent as notices have it."""
        held = "entry__legal__parent"
        same = Q((held, parent)) | Q((f"{held}__name__iexact", parent.name))
        return self.filter(same, entry__child=child)


class Prosecution(models.Model):
    """``defences`` is what was found of each defence the law gives: whether it may apply,
    and in words. A prosecution is for what a notice was issued for, or for ``sessions``."""

    class Act(models.TextChoices):
        S444_1 = (
            "s444_1",
            "Education Act 1996, section 444(1): failing to secure attendance",
        )
        S444_1A = (
            "s444_1a",
            "Education Act 1996, section 444(1A): knowing of the absence, and failing to secure attendance",
        )

    class Plea(models.TextChoices):
        NOT_YET = "", "Not entered yet"
        GUILTY = "guilty", "Guilty"
        NOT_GUILTY = "not_guilty", "Not guilty"
        NONE = "none", "None entered"

    class Outcome(models.TextChoices):
        NOT_YET = "", "Not yet"
        PROVED = "proved", "Proved"
        NOT_PROVED = "not_proved", "Not proved"
        DISCONTINUED = "discontinued", "Discontinued"

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="prosecutions")
    notice = models.ForeignKey(
        Notice, models.CASCADE, null=True, blank=True, related_name="prosecutions"
    )
    act = models.CharField(max_length=8, choices=Act)
    why = models.TextField()
    offence_from = models.DateField()
    offence_to = models.DateField()
    sessions = models.JSONField(encoder=DjangoJSONEncoder)
    defences = models.JSONField(default=dict)
    laid_on = models.DateField("information laid")
    court = models.CharField(max_length=120, blank=True, default="")
    hearing_on = models.DateField(null=True, blank=True)
    plea = models.CharField(max_length=10, choices=Plea, blank=True, default="")
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True, default="")
    outcome_on = models.DateField(null=True, blank=True)
    fine = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    costs = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = ProsecutionRows.as_manager()

    class Meta:
        ordering = ["laid_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="an_offence_ends_after_it_begins",
                condition=Q(offence_to__gte=F("offence_from")),
            ),
            models.CheckConstraint(
                name="a_prosecution_that_ended_says_when",
                condition=Q(outcome="", outcome_on=None)
                | (~Q(outcome="") & Q(outcome_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"Prosecution of {self.laid_on:%d/%m/%Y}"
