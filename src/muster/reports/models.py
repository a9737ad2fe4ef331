"""What people write for a pack before it is signed off."""

from django.db import models

from muster.accounts.history import History


class Commentary(models.Model):
    """What one section of a period's packs says in words: asked of somebody by a day,
    written, and cleared by somebody else."""

    period = models.CharField(max_length=40)
    section = models.CharField(max_length=40)
    sees = models.TextField("what we see", blank=True)
    why = models.TextField("why", blank=True)
    asks = models.TextField("what we ask", blank=True)
    is_public = models.BooleanField("it goes in the public pack too", default=False)
    writer = models.CharField("who is asked, or wrote", max_length=150)
    written_by = models.CharField(max_length=150, blank=True)
    due_on = models.DateField(null=True)
    written_at = models.DateTimeField(null=True)
    cleared_by = models.CharField(max_length=150, blank=True)
    cleared_at = models.DateTimeField(null=True)

    history = History()

    class Meta:
        ordering = ["period", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_commentary_a_section", fields=["period", "section"]
            ),
            models.CheckConstraint(
                name="cleared_at_and_by_together",
                condition=models.Q(cleared_at__isnull=True, cleared_by="")
                | (models.Q(cleared_at__isnull=False) & ~models.Q(cleared_by="")),
            ),
            models.CheckConstraint(
                name="cleared_once_it_is_written",
                condition=models.Q(cleared_at__isnull=True)
                | models.Q(written_at__isnull=False),
            ),
            models.CheckConstraint(
                name="cleared_by_somebody_else",
                condition=models.Q(cleared_by="")
                | ~models.Q(cleared_by=models.F("written_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section} of {self.period}"

    def words(self) -> dict[str, str]:
        return {"sees": self.sees, "why": self.why, "asks": self.asks}

    @property
    def mark(self) -> str:
        """Which words these are: another once they are changed."""
        return f"{self.written_at:%Y%m%d%H%M%S%f}" if self.written_at else ""

    @property
    def is_written(self) -> bool:
        return self.written_at is not None

    @property
    def is_cleared(self) -> bool:
        return self.cleared_at is not None
