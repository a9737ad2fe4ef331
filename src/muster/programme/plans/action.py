"""An action, and every dated thing said of it.

An action is its number and nothing else: what it is called, who owns it, when it is due
and what colour it has are facts, each with the day it holds from and the moment somebody
wrote it down. A fact is never changed; a later one stands instead. So an action can be
read as it stood on any day, and as it was known to stand at any moment (`standing`).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.urls import reverse

from muster.design.filters import day
from muster.documents.models import Issued
from muster.programme.contacts import Contact
from muster.programme.groups.meeting import Meeting
from muster.programme.plans.plan import Plan, Recommendation, Section
from muster.school_year.said import Precision, SaidDate


class Action(models.Model):
    """One action of a plan: a task of a log. Closed with a reason, never deleted."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="actions")
    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, null=True, blank=True, related_name="actions"
    )
    made_at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Action {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("programme:action", args=[self.pk])


class Fact(models.Model):
    """Something said of an action, from a day on. ``printed`` is whether a paper that was
    read in said so, and not a person here: no rule of ours was asked then."""

    on = models.DateField("holds from")
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=150)
    printed = models.BooleanField("read from a paper", default=False)

    class Meta:
        abstract = True
        ordering = ["on", "recorded_at", "pk"]

    def save(self, **how: object) -> None:
        if self.pk is not None:
            raise TypeError("What was said is not changed: say something later.")
        super().save(**how)  # type: ignore[arg-type]

    def delete(self, **how: object) -> tuple[int, dict[str, int]]:
        raise TypeError("What was said is not deleted: say something later.")


class Wording(Fact):
    """What an action is called and where it stands in its plan.

    ``ref`` is as printed: “2a”, “1b.”, or nothing; it may be doubled in a plan that came
    so. ``start_said`` is a date as said, with the days it can mean: none, where nobody can
    read it. ``closure_said`` is what a paper says of closing that is no day.
    """

    action = models.ForeignKey(Action, models.PROTECT, related_name="wordings")
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="+"
    )
    position = models.PositiveSmallIntegerField()
    ref = models.CharField(max_length=60, blank=True)
    heading = models.TextField()
    objective = models.TextField(blank=True)
    description = models.TextField(blank=True)
    start_said = models.TextField(blank=True)
    start_earliest = models.DateField(null=True, blank=True)
    start_latest = models.DateField(null=True, blank=True)
    start_precision = models.CharField(max_length=6, blank=True)
    closure_said = models.TextField("its closing, as said", blank=True)
    reason = models.TextField("why it was reworded", blank=True)

    @property
    def start(self) -> SaidDate | None:
        if self.start_earliest is None or self.start_latest is None:
            return None
        return SaidDate(
            self.start_said,
            self.start_earliest,
            self.start_latest,
            Precision(self.start_precision),
        )


class Step(Fact):
    """A step of an action. Steps have numbers of their own; the latest of a number stands."""

    class State(models.TextChoices):
        OPEN = "open", "To do"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

    action = models.ForeignKey(Action, models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    due_on = models.DateField(null=True, blank=True)


class Owners(Fact):
    """Who owns an action, all of them, from a day on."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="ownings")
    reason = models.TextField(blank=True)


class Owner(models.Model):
    """One of an action's owners. One of them at most is accountable."""

    owners = models.ForeignKey(Owners, models.PROTECT, related_name="each")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="owns")
    # As it was written then: a person renamed since is not renamed on old papers.
    name = models.CharField("as papers write it", max_length=200)
    position = models.PositiveSmallIntegerField()
    is_accountable = models.BooleanField(default=False)
    # What else the RACI of an action says: consulted and informed are listed apart.
    share = models.CharField(
        max_length=12,
        choices=[
            ("responsible", "Responsible"),
            ("consulted", "Consulted"),
            ("informed", "Informed"),
        ],
        default="responsible",
    )

    @property
    def called(self) -> str:
        """Who it is, on a page: “Jo Stone (JS)” where papers write less than is known."""
        full = self.contact.full_name
        return f"{full} ({self.name})" if full != self.name else self.name

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                "owners", "contact", name="an_owner_once_an_action"
            ),
            models.UniqueConstraint(
                "owners",
                name="one_accountable_owner",
                condition=models.Q(is_accountable=True),
            ),
        ]


class Deadline(Fact):
    """When an action is due: the first is the original one, every later one a move.

    ``said`` are the windows as said, in order; due on the last day of the last. Words from
    which no day can be read stand there alone, without days.
    """

    action = models.ForeignKey(Action, models.PROTECT, related_name="deadlines")
    said = models.JSONField("the windows it can be in", default=list)
    due_on = models.DateField(null=True, blank=True)
    reason = models.TextField("why it was moved", blank=True)
    approved_at = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="moves"
    )

    @property
    def windows(self) -> tuple[SaidDate, ...]:
        return tuple(_window(one) for one in self.said if "latest" in one)

    @property
    def unread(self) -> str:
        """What a paper said of it from which no day can be read."""
        return " ".join(one["text"] for one in self.said if "latest" not in one)

    @property
    def words(self) -> list[str]:
        """It as said, whether a day can be read from it or not."""
        return [one["text"] for one in self.said]


class Rating(Fact):
    """The colour an action was given, why, and how it gets back to green.

    ``suggested`` is what the rule said that day; where a person said otherwise,
    ``difference`` is why.
    """

    action = models.ForeignKey(Action, models.PROTECT, related_name="ratings")
    colour = models.CharField(max_length=8, blank=True)
    said = models.CharField("as a paper wrote it", max_length=40, blank=True)
    reason = models.TextField(blank=True)
    path = models.TextField("path to green", blank=True)
    path_by = models.DateField("green again by", null=True, blank=True)
    suggested = models.CharField(max_length=8, blank=True)
    difference = models.TextField("why not as suggested", blank=True)
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="ratings"
    )


class Note(Fact):
    """Something written about an action's progress. Printed the newest first.

    What a paper that was read in had in its cell stands for every note before it; where
    ``is_more``, it was typed there besides them: under one of them, or on top.
    """

    class Kind(models.TextChoices):
        PROGRESS = "progress", "Progress"
        WORKS = "works", "What already works"
        BRIEFING = "briefing", "A briefing"
        RESEARCH = "research", "Research"
        DECISION = "decision", "A decision"

    action = models.ForeignKey(Action, models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PROGRESS)
    text = models.TextField()
    # Who wrote it with whoever recorded it, and whom a briefing was with.
    authors = models.CharField(max_length=300, blank=True)
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="notes"
    )
    is_more = models.BooleanField("typed beside the notes there were", default=False)
    under = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )


class Closing(Fact):
    """A step towards an action being closed, or open again.

    Whoever owns it proposes, a named meeting confirms. A closing day read from a paper may
    lie after the day the paper speaks of: it is proposed then, whatever the column says.
    """

    class Move(models.TextChoices):
        PROPOSED = "proposed", "Closure proposed"
        WITHDRAWN = "withdrawn", "Proposal withdrawn"
        CONFIRMED = "confirmed", "Closed"
        REOPENED = "reopened", "Opened again"

    action = models.ForeignKey(Action, models.PROTECT, related_name="closings")
    move = models.CharField(max_length=10, choices=Move.choices)
    closes_on = models.DateField("the day of closure", null=True, blank=True)
    said = models.CharField("that day, as said", max_length=200, blank=True)
    reason = models.TextField(blank=True)
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="closings"
    )


class Evidence(Fact):
    """What shows that something was done: a link, a paper that was issued, or words."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=300)
    link = models.URLField(max_length=500, blank=True)
    paper = models.ForeignKey(
        Issued, models.PROTECT, null=True, blank=True, related_name="+"
    )


class Dependency(Fact):
    """That an action waits for another, or for a meeting; the latest on the same stands."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="dependencies")
    needs = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="needed_by"
    )
    needs_meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="needed_by"
    )
    stands = models.BooleanField(default=True)
    reason = models.TextField(blank=True)

    class Meta(Fact.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="a_dependency_is_on_one_thing",
                condition=models.Q(needs=None, needs_meeting__isnull=False)
                | models.Q(needs__isnull=False, needs_meeting=None),
            ),
            models.CheckConstraint(
                name="an_action_does_not_wait_for_itself",
                condition=models.Q(needs=None) | ~models.Q(needs=models.F("action")),
            ),
        ]


class Success(Fact):
    """How it would be known that an action worked; the latest of a number stands.

    ``measure`` is one of the catalogue and ``narrowed`` says for whom; without one it is
    words, flagged until a proxy is agreed or a reason given for having none.
    """

    class State(models.TextChoices):
        STANDS = "stands"
        DROPPED = "dropped"

    action = models.ForeignKey(Action, models.PROTECT, related_name="successes")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    measure = models.CharField("its name in the catalogue", max_length=80, blank=True)
    narrowed = models.JSONField("for whom", default=dict, blank=True)
    baseline_period = models.CharField(max_length=40, blank=True)
    baseline_numerator = models.BigIntegerField(null=True, blank=True)
    baseline_denominator = models.BigIntegerField(null=True, blank=True)
    target_percent = models.DecimalField(
        max_digits=7, decimal_places=3, null=True, blank=True
    )
    # The last day it can mean, and how it was said where that was no day: “July 2026”.
    by_when = models.DateField(null=True, blank=True)
    by_when_said = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)
    is_proxy = models.BooleanField(
        "stands for something not measured itself", default=False
    )
    unmeasured_reason = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.STANDS)
    agreed_at = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="+"
    )

    @property
    def by_when_as_said(self) -> str:
        """“July 2026”, or the day; nothing where neither was said."""
        return self.by_when_said or (day(self.by_when) if self.by_when else "")


FACTS: tuple[type[Fact], ...] = (
    Wording,
    Step,
    Owners,
    Deadline,
    Rating,
    Note,
    Closing,
    Evidence,
    Dependency,
    Success,
)


def started(start: SaidDate | None, as_said: str = "") -> dict[str, Any]:
    """A start as a wording keeps it; ``as_said`` is what a paper says that is no day."""
    return {
        "start_said": start.text if start else as_said,
        "start_earliest": start.earliest if start else None,
        "start_latest": start.latest if start else None,
        "start_precision": start.precision.value if start else "",
    }


def window_said(one: SaidDate) -> dict[str, str]:
    """A window as a deadline keeps it."""
    return {
        "text": one.text,
        "earliest": one.earliest.isoformat(),
        "latest": one.latest.isoformat(),
        "precision": one.precision.value,
    }


def _window(kept: dict[str, str]) -> SaidDate:
    return SaidDate(
        kept["text"],
        date.fromisoformat(kept["earliest"]),
        date.fromisoformat(kept["latest"]),
        Precision(kept["precision"]),
    )
