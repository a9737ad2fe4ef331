"""Returns that were sent, and those that should have been.

A return says what a school says, by the fields of its kind (:mod:`kinds`). One that is
wrong is not changed: another is sent in its place and the first is withdrawn, so that
what the authority was told, and when, stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from muster.accounts.permissions import Permission
from muster.accounts.reach import scope_of
from muster.registers import (
    among,  # noqa: F401  (child__among)
    health,
)
from muster.registers.child import Children
from muster.registers.found import Found
from muster.registers.returns.kinds import Kind, kinds
from muster.school_year import SchoolYear, clock
from muster.tables.state import State


class How(models.TextChoices):
    FORM = "form", "By the school, on a form"
    FILE = "file", "By the school, in a file"
    TELEPHONE = "telephone", "By the authority, for the school"


class Stage(models.TextChoices):
    RECEIVED = "received", "Received"
    QUERIED = "queried", "Asked about"
    ACCEPTED = "accepted", "Accepted"
    WITHDRAWN = "withdrawn", "Withdrawn"


def schools_of(user: Any, state: State) -> frozenset[int]:
    """The schools somebody sends returns for."""
    return scope_of(user, Permission.SEND_RETURNS, state).schools or frozenset()


def _kinds() -> Iterable[tuple[str, Kind]]:
    return kinds(clock.today()).items()


class Returns(models.QuerySet["Return"]):
    def visible_to(self, user: Any, state: State) -> Returns:
        """Those of children somebody may see, and those of their own school, of whom it
        told us itself. One of a child nobody knows goes with its school. What says of
        health is for those who may be told of it (:mod:`health`)."""
        seen = Children.visible_to(user, state)
        reached = (seen.seen.patch.schools or frozenset()) | schools_of(user, state)
        mine, ours = seen.of_cases(), Q(school__in=sorted(schools_of(user, state)))
        unknown = Q(child=None, school__in=sorted(reached))
        told = health.told(seen, "kind", _kinds())
        return self.filter(
            mine | ours | unknown if mine else Q(), told | ours if told else Q()
        )

    def standing(self) -> Returns:
        return self.exclude(stage=Stage.WITHDRAWN)

    def waiting(self) -> Returns:
        """What somebody at the authority has to answer."""
        return self.filter(stage=Stage.RECEIVED)


class Return(models.Model):
    """``child`` and ``school`` are the store's numbers. A new pupil may be somebody nothing
    held names: ``name``, ``upn`` and ``born_on`` are as the school gave them, and
    ``may_be`` are children they might be, until a person says. ``about_on`` is the day it is
    of, ``file`` the hash of the file it came in, ``due_on`` as it was when it came."""

    kind = models.CharField(max_length=20)
    school = models.IntegerField("the store’s number of a school")
    child = models.IntegerField("the store’s number of a child", null=True)
    name = models.CharField(max_length=200, blank=True, default="")
    upn = models.CharField(max_length=40, blank=True, default="")
    born_on = models.DateField(null=True)
    may_be = models.JSONField(default=list)
    about_on = models.DateField()
    due_on = models.DateField(null=True)
    received_on = models.DateField()
    said = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    how = models.CharField(max_length=10, choices=How)
    file = models.CharField(max_length=64, blank=True, default="")
    sent_by = models.CharField(max_length=150)
    sent_at = models.DateTimeField()
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.RECEIVED)
    answer = models.TextField(blank=True, default="")
    answered_by = models.CharField(max_length=150, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(blank=True, default="")
    replaces = models.OneToOneField(
        "self", models.SET_NULL, null=True, related_name="replaced_by"
    )

    objects = Returns.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="a_return_of_a_child_is_sent_once",
                fields=["kind", "school", "child", "about_on"],
                condition=~Q(stage="withdrawn") & Q(child__isnull=False),
            ),
            models.UniqueConstraint(
                name="a_return_of_an_unknown_child_is_sent_once",
                fields=["kind", "school", "name", "upn", "about_on"],
                condition=~Q(stage="withdrawn") & Q(child=None),
            ),
            models.CheckConstraint(
                name="a_return_is_withdrawn_for_a_reason",
                condition=~Q(stage="withdrawn") | ~Q(withdrawn_why=""),
            ),
        ]
        indexes = [
            models.Index(fields=["school", "kind", "child"]),
            models.Index(fields=["stage", "received_on"]),
        ]

    def __str__(self) -> str:
        return f"Return {self.pk}"

    @property
    def of_kind(self) -> Kind:
        """The kind as it was when it came."""
        return kinds(self.received_on)[self.kind]

    @property
    def is_late(self) -> bool:
        return self.due_on is not None and self.received_on > self.due_on

    @property
    def is_doubtful(self) -> bool:
        """Whether a person has to say who the child is."""
        return self.child is None and bool(self.may_be)

    @property
    def is_open(self) -> bool:
        """Whether the school may still change it."""
        return self.stage in (Stage.RECEIVED, Stage.QUERIED)


class Expecteds(models.QuerySet["Expected"]):
    def visible_to(self, user: Any, state: State) -> Expecteds:
        """Those of children somebody may see (:meth:`Children.of_cases`), of kinds that are
        for them (:mod:`health`)."""
        seen = Children.visible_to(user, state)
        return self.filter(seen.of_cases(), health.told(seen, "kind", _kinds()))

    def of_year(self, on: date) -> Expecteds:
        """What still stands and arose in the school year of a day."""
        return self.filter(gone_on=None, arose_on__gte=SchoolYear.of(on).starts_on)

    def outstanding(self) -> Expecteds:
        """What has not come, the longest due first."""
        return self.filter(answered_by=None).order_by("due_on", "pk")

    def in_time(self) -> Expecteds:
        return self.filter(answered_by__received_on__lte=F("due_on"))

    def came_late(self) -> Expecteds:
        return self.filter(answered_by__received_on__gt=F("due_on"))

    def late(self, on: date) -> Expecteds:
        return self.outstanding().filter(overdue(on))


def may_have_come() -> frozenset[int]:
    """Those that a return may be of which waits for a person to say whose it is."""
    doubtful = Return.objects.standing().filter(child=None).exclude(may_be=[])
    waits = {
        (kind, school, child)
        for kind, school, may_be in doubtful.values_list("kind", "school", "may_be")
        for child in may_be
    }
    schools = {school for _, school, _ in waits}
    rows = Expected.objects.filter(answered_by=None, school__in=schools)
    asked = rows.values_list("pk", "kind", "school", "child")
    return frozenset(pk for pk, *of in asked if tuple(of) in waits)


def overdue(on: date) -> Q:
    """What has not come and should have; a school isn’t asked for what may have come."""
    return Q(answered_by=None, due_on__lt=on) & ~Q(pk__in=may_have_come())


class Expected(models.Model):
    """A return the marks or the roll say a school owes. ``since_on``, what it is of, makes
    it this one with the pupil; ``arose_on`` is when the duty began. ``due_on`` is kept as
    it was then. ``gone_on`` is when the register was found to say so no longer. Each time
    it was ``chased``: the day, by whom, and the reference of the letter to the head."""

    kind = models.CharField(max_length=20)
    school = models.IntegerField()
    child = models.IntegerField()
    pupil = models.IntegerField()
    since_on = models.DateField()
    arose_on = models.DateField()
    due_on = models.DateField()
    found = models.ForeignKey(Found, models.SET_NULL, null=True, related_name="+")
    answered_by = models.ForeignKey(
        Return, models.SET_NULL, null=True, related_name="answers"
    )
    gone_on = models.DateField(null=True)
    chased = models.JSONField("letters that asked for it", default=list, blank=True)

    objects = Expecteds.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_return_is_expected_once", fields=["kind", "pupil", "since_on"]
            ),
            models.UniqueConstraint(
                name="a_return_answers_one_at_most",
                fields=["answered_by"],
                condition=Q(gone_on=None, answered_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["school", "kind"]),
            models.Index(
                fields=["due_on"],
                condition=Q(answered_by=None, gone_on=None),
                name="returns_outstanding",
            ),
        ]

    def __str__(self) -> str:
        return f"Expected {self.pk} of {self.kind}"

    def days_late(self, on: date) -> int:
        came = self.answered_by.received_on if self.answered_by else on
        return max((came - self.due_on).days, 0)
