"""A plan: a working group's task log, a scrutiny committee's action plan, a sub-plan."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.urls import reverse

from muster.accounts.history import History
from muster.programme.contacts import Contact
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.printed import Kind


class Plan(models.Model):
    """One plan, of one group. A sub-plan stands under an action of another plan.

    ``kind`` says how it is printed: a log has ten columns and two statuses a task, a plan
    four columns.
    """

    kind = models.CharField(
        max_length=4,
        choices=[(Kind.LOG.value, "Task log"), (Kind.PLAN.value, "Action plan")],
    )
    title = models.CharField(max_length=300)
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="plans"
    )
    under = models.ForeignKey(
        "programme.Action", models.PROTECT, null=True, blank=True, related_name="plans"
    )
    # What stood above the tables of a paper it was read from, by our names for it.
    head = models.JSONField("the head of its paper", default=dict, blank=True)
    created_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    history = History()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programme:plan", args=[self.pk])

    @property
    def is_log(self) -> bool:
        return self.kind == Kind.LOG


class PlanClosing(models.Model):
    """That a plan was closed, or opened again: from which day, why, at which meeting.

    What was said is neither changed nor deleted; ``Plan.closed_on`` follows the last.
    """

    class Move(models.TextChoices):
        CLOSED = "closed", "Closed"
        REOPENED = "reopened", "Opened again"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="closings")
    move = models.CharField(max_length=8, choices=Move.choices)
    on = models.DateField()
    reason = models.TextField()
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="plan_closings"
    )
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_plan_is_closed_with_a_reason",
                condition=~models.Q(reason=""),
            )
        ]

    def save(self, **how: object) -> None:
        if self.pk is not None:
            raise TypeError("What was said is not changed: say something later.")
        super().save(**how)  # type: ignore[arg-type]

    def delete(self, **how: object) -> tuple[int, dict[str, int]]:
        raise TypeError("What was said is not deleted: say something later.")


class Keeping(models.Model):
    """Who owns a plan as a whole, from a day on; old papers go on naming who did then."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="keepings")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+")
    name = models.CharField("as papers write it", max_length=200)
    from_on = models.DateField()
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ["-from_on", "-pk"]


class Review(models.Model):
    """A day on which a plan's statuses are looked at: what heads its status columns."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="reviews")
    on = models.DateField()
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint("plan", "on", name="one_review_of_a_plan_a_day")
        ]


class Section(models.Model):
    """A part of a plan, as printed: “Research”, “Communications”."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="sections")
    name = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint("plan", "name", name="a_section_once_a_plan")
        ]

    def __str__(self) -> str:
        return self.name


class Recommendation(models.Model):
    """What a committee recommended, which a plan answers.

    The executive accepts it, in part or not, within a time; officers do the actions; the
    committee itself confirms that it is done (the two-stage closure of programme.md A3).
    """

    class Response(models.TextChoices):
        NONE = "", "No response yet"
        ACCEPTED = "accepted", "Accepted"
        PART = "part", "Accepted in part"
        REJECTED = "rejected", "Not accepted"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="recommendations")
    number = models.CharField(max_length=20)
    text = models.TextField()
    lead = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="+"
    )
    committee = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="recommendations"
    )
    made_on = models.DateField(null=True, blank=True)
    response = models.CharField(max_length=10, choices=Response.choices, blank=True)
    response_on = models.DateField(null=True, blank=True)
    response_reason = models.TextField(blank=True)
    # What already works, said before what does not (the review was an appreciative inquiry).
    works_already = models.TextField(blank=True)
    confirmed_at = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="confirmations"
    )

    history = History()

    class Meta:
        ordering = ["plan", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                "plan", "number", name="one_recommendation_a_number_a_plan"
            ),
            models.CheckConstraint(
                name="a_response_has_a_day",
                condition=models.Q(response="") | models.Q(response_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Recommendation {self.number}: {self.text}"


def keeper(plan: Plan, on: date, known_at: datetime | None = None) -> Keeping | None:
    """Who owned a plan on a day, as far as was known at a moment."""
    held = plan.keepings.filter(from_on__lte=on)
    if known_at is not None:
        held = held.filter(recorded_at__lte=known_at)
    return held.select_related("contact").first()
