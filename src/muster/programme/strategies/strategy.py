"""A strategy, a set of priorities or a policy statement: its text, and how it was agreed.

A version's text is never changed: the next one stands after it, with what changed and who
wrote it. Every step it took is kept, those of an earlier round too.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.urls import reverse

from muster.accounts.history import History
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.plans.action import Action


class State(models.TextChoices):
    DRAFT = "draft", "Being drafted"
    CONSULTATION = "consultation", "Out for consultation"
    REVISED = "revised", "Being revised"
    GATES = "gates", "Before its boards"
    AGREED = "agreed", "Agreed"
    LAUNCHED = "launched", "Launched"
    SUPERSEDED = "superseded", "Superseded"
    SET_ASIDE = "set_aside", "Set aside"


class Strategy(models.Model):
    """``round`` grows each time it goes back: its gates begin again, and the decisions of
    the rounds before stay. ``action`` is the one of a plan that this answers."""

    class Kind(models.TextChoices):
        STRATEGY = "strategy", "Strategy"
        PRIORITIES = "priorities", "Priorities"
        POLICY = "policy", "Policy statement"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=200)
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="strategies"
    )
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="strategies"
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    round = models.PositiveSmallIntegerField(default=1)
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes"
    )
    made_on = models.DateField()
    by = models.CharField(max_length=150)

    history = History()

    class Meta:
        ordering = ["title", "pk"]
        verbose_name_plural = "strategies"
        constraints = [
            models.CheckConstraint(
                name="what_is_superseded_says_by_what",
                condition=~models.Q(state="superseded")
                | models.Q(superseded_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programme:strategy", args=[self.pk])

    @property
    def latest(self) -> Version:
        return self.versions.latest("number")


class Kept(models.Model):
    """What is written once: it is neither changed nor deleted."""

    class Meta:
        abstract = True

    def save(self, **how: object) -> None:
        if self.pk is not None:
            raise TypeError("What was kept is not changed: keep another.")
        super().save(**how)  # type: ignore[arg-type]

    def delete(self, **how: object) -> tuple[int, dict[str, int]]:
        raise TypeError("What was kept is not deleted: keep another.")


class Version(Kept):
    """The whole text, in sections: a heading and what stands under it."""

    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    parts = models.JSONField("its sections")
    changed = models.TextField("what changed")
    on = models.DateField()
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                "strategy", "number", name="one_version_a_number_a_strategy"
            )
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("programme:version", args=[self.strategy_id, self.number])

    @property
    def stem(self) -> str:
        """What its paper is filed under once it is agreed."""
        return f"strategy-{self.strategy_id}"


class Move(Kept):
    """One step from a state to another."""

    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="moves")
    version = models.ForeignKey(Version, models.PROTECT, related_name="moves")
    before = models.CharField(max_length=12, choices=State.choices, blank=True)
    after = models.CharField(max_length=12, choices=State.choices)
    round = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)
    on = models.DateField()
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ["pk"]


class Gate(models.Model):
    """A board that must agree, in its place among the others of a round.

    ``planned_on`` is the day of the first meeting named: what its moves are told from.
    """

    class Decision(models.TextChoices):
        AGREED = "agreed", "Agreed"
        SENT_BACK = "sent_back", "Sent back"

    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="gates")
    round = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    group = models.ForeignKey(Group, models.PROTECT, related_name="gates")
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="gates"
    )
    planned_on = models.DateField(null=True, blank=True)
    version = models.ForeignKey(
        Version, models.PROTECT, null=True, blank=True, related_name="gates"
    )
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    minute = models.CharField("the minute’s reference", max_length=60, blank=True)
    note = models.TextField(blank=True)
    decided_by = models.CharField("who wrote it down", max_length=150, blank=True)

    history = History()

    class Meta:
        ordering = ["round", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                "strategy", "round", "group", name="a_board_once_a_round"
            ),
            models.CheckConstraint(
                name="a_decision_has_its_meeting_minute_and_version",
                condition=models.Q(decision="")
                | (
                    models.Q(meeting__isnull=False, version__isnull=False)
                    & ~models.Q(minute="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.group.short

    @property
    def has_passed(self) -> bool:
        return self.decision == self.Decision.AGREED

    @property
    def slip(self) -> int:
        """By how many days its meeting is later than was planned first."""
        if self.meeting is None or self.planned_on is None:
            return 0
        return (self.meeting.on - self.planned_on).days


def gates_of(strategy: Strategy) -> list[Gate]:
    """The gates of the round it is in, in order."""
    held = strategy.gates.filter(round=strategy.round)
    return list(held.select_related("group", "meeting__group", "version"))


def due_on(strategy: Strategy) -> date | None:
    """The day of its last board, wherever that is moved to; None until all have one."""
    gates = gates_of(strategy)
    if not gates or any(one.meeting is None for one in gates):
        return None
    return gates[-1].meeting.on
