"""Money that came, as it was told: what fits a notice pays it, and the rest waits.

A payment that waits is never lost: somebody says what became of it.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from muster.registers.legal.notice import Notice


class Payments(models.QuerySet["Payment"]):
    def waiting(self) -> Payments:
        """Those that pay no notice, and of which nobody has said what became of them."""
        return self.filter(notice=None, settled_on=None)

    def settled_before(self, day: date) -> Payments:
        """Those that paid no notice, and of which somebody said so before a day."""
        return self.filter(notice=None, settled_on__lt=day)


class Payment(models.Model):
    """``reference`` is as the payer wrote it. ``notice`` is the one it paid. ``waits`` is
    why it pays none, until ``settled_on``."""

    reference = models.CharField(max_length=60)
    on = models.DateField()
    pounds = models.DecimalField(max_digits=8, decimal_places=2)
    notice = models.ForeignKey(
        Notice, models.CASCADE, null=True, blank=True, related_name="payments"
    )
    waits = models.CharField(max_length=300, blank=True, default="")
    settled_on = models.DateField(null=True, blank=True)
    settled_how = models.CharField(max_length=300, blank=True, default="")
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = Payments.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="a_payment_is_entered_once", fields=["reference", "on", "pounds"]
            ),
            models.CheckConstraint(
                name="a_payment_pays_a_notice_or_waits",
                condition=(Q(notice__isnull=False) | ~Q(waits="")),
            ),
            models.CheckConstraint(
                name="a_payment_is_settled_somehow",
                condition=Q(settled_on=None, settled_how="")
                | (Q(settled_on__isnull=False) & ~Q(settled_how="")),
            ),
        ]

    def __str__(self) -> str:
        return f"£{self.pounds} on {self.on:%d/%m/%Y}, “{self.reference}”"
