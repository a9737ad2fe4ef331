"""What is being done in the background, and what is done again and again."""

from django.db import models


class Job(models.Model):
    """One piece of work somebody asked for, as it is shown to them.

    The worker's own record of it is the task result `task`: that one says which worker
    has it, this one says how far it is and what came of it.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    title = models.CharField(max_length=300)
    page = models.CharField("address of the page it belongs to", max_length=300)
    task = models.UUIDField(null=True, unique=True)
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.WAITING
    )
    fraction = models.FloatField(default=0)
    sentence = models.TextField("what it is doing, or what came of it", blank=True)
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    cancel_asked_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField("when it last said how far it is", null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="job_fraction_is_one_at_most",
                condition=models.Q(fraction__gte=0, fraction__lte=1),
            ),
            models.CheckConstraint(
                name="job_is_finished_when_it_is_over",
                condition=models.Q(
                    finished_at__isnull=True, state__in=["waiting", "running"]
                )
                | models.Q(
                    finished_at__isnull=False, state__in=["done", "failed", "cancelled"]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.state})"

    @property
    def is_over(self) -> bool:
        return self.finished_at is not None

    @property
    def percent(self) -> int:
        return int(100 * self.fraction)


class Turn(models.Model):
    """When a line of the schedule is next due, and how it went last time."""

    name = models.CharField(max_length=200, unique=True)
    due_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    failed = models.BooleanField(default=False)
    sentence = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name}, due {self.due_at}"
