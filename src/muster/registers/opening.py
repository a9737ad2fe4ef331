"""A record opened beyond its opener's reach: whose, by whom, why and until when."""

from django.conf import settings
from django.db import models


class Opening(models.Model):
    """``child`` is the store's number. The trail has the opening too, for longer."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="openings"
    )
    child = models.IntegerField("the store’s number of a child")
    reason = models.TextField()
    opened_at = models.DateTimeField(db_index=True)
    until = models.DateTimeField()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="an_opening_ends_after_it_begins",
                condition=models.Q(until__gt=models.F("opened_at")),
            ),
            models.CheckConstraint(
                name="an_opening_has_a_reason", condition=~models.Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"Opening {self.pk}"
