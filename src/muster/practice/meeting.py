"""A support meeting: one school, one term, what was to be talked about and was agreed.

What happened to a meeting is kept line by line and never changed. The pack a school saw is
an issued paper (`documents.issuing`), of figures; the children it lists are rows here, so
that a name is always looked up for whoever reads, and one who is erased is erased here too.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from muster.accounts.permissions import Permission
from muster.accounts.reach import scope_of
from muster.documents.models import Issued
from muster.measures import Scope
from muster.programme.plans.action import Action
from muster.registers import among  # noqa: F401  (school__among)
from muster.tables.state import State


class OfSchools(models.QuerySet[Any]):
    """Rows of a ``school``: whoever holds meetings sees those of their schools."""

    def visible_to(self, user: Any, state: State) -> OfSchools:
        return self.within(scope_of(user, Permission.HOLD_SUPPORT_MEETINGS, state))

    def within(self, scope: Scope) -> OfSchools:
        """Those of schools of which a scope has every pupil."""
        if scope.is_all:
            return self
        schools = scope.schools if scope.is_whole_schools else frozenset()
        return self.filter(school__among=sorted(schools or ()))


def as_it_is(row: models.Model) -> None:
    """Holds a row from others, as it is now, until the transaction ends: what a page had
    read may have been changed since."""
    rows = type(row)._default_manager
    rows.select_for_update().only("pk").get(pk=row.pk)
    row.refresh_from_db()


class SupportMeeting(models.Model):
    """``school`` is the store’s number and ``term`` a period: “2025-26/spring”. ``uid``
    never changes, so that a calendar which took it finds it again; ``sequence`` grows with
    every move. ``pack`` is the one the school is shown now; those withdrawn stay in
    ``shared``."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    school = models.IntegerField("the store’s number of a school")
    term = models.CharField(max_length=20)
    planned_on = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=200, blank=True, default="")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="support_meetings",
    )
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    held_on = models.DateField(null=True, blank=True)
    came = models.TextField("who came", blank=True, default="")
    notes = models.TextField(blank=True, default="")
    next_on = models.DateField("when it meets next", null=True, blank=True)
    pack = models.OneToOneField(
        Issued, models.PROTECT, null=True, blank=True, related_name="support_meeting"
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    set_on = models.DateField("day on which it was planned")
    cancelled_on = models.DateField(null=True, blank=True)
    planned_by = models.CharField(max_length=150)
    planned_at = models.DateTimeField()

    objects = OfSchools.as_manager()

    class Meta:
        ordering = ["planned_on", "starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_support_meeting_a_school_a_day",
                fields=["school", "planned_on"],
                condition=~Q(state="cancelled"),
            ),
            models.CheckConstraint(
                name="a_support_meeting_held_has_its_day",
                condition=Q(state="held", held_on__isnull=False)
                | (~Q(state="held") & Q(held_on=None)),
            ),
            models.CheckConstraint(
                name="a_support_meeting_called_off_has_its_day",
                condition=Q(state="cancelled", cancelled_on__isnull=False)
                | (~Q(state="cancelled") & Q(cancelled_on=None)),
            ),
        ]
        indexes = [models.Index(fields=["term", "school"])]

    def __str__(self) -> str:
        return f"Support meeting {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("practice:meeting", args=[self.pk])

    @property
    def on(self) -> Any:
        return self.held_on or self.planned_on


class AgendaItem(models.Model):
    """One thing to talk about, and what was said of it."""

    meeting = models.ForeignKey(SupportMeeting, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    notes = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Agreed(models.Model):
    """An action of the programme that was agreed with a school at a meeting."""

    meeting = models.ForeignKey(SupportMeeting, models.PROTECT, related_name="agreed")
    school = models.IntegerField()
    action = models.OneToOneField(Action, models.PROTECT, related_name="agreed_with")

    objects = OfSchools.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Agreed at {self.meeting}"


class Named(models.Model):
    """A child a pack lists, as they stood when it was frozen: a pack that was withdrawn and
    shown anew lists its own. No name is kept."""

    paper = models.ForeignKey(Issued, models.PROTECT, related_name="named")
    meeting = models.ForeignKey(SupportMeeting, models.CASCADE, related_name="named")
    on_list = models.CharField(max_length=20)
    position = models.PositiveIntegerField()
    child = models.IntegerField()
    school = models.IntegerField()
    said = models.TextField("what the register said")
    has_plan = models.BooleanField(default=False)
    plan = models.CharField("how the plan stands", max_length=200, blank=True)

    class Meta:
        ordering = ["on_list", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="a_child_once_on_a_list_of_a_pack",
                fields=["paper", "on_list", "child"],
            )
        ]

    def __str__(self) -> str:
        return f"A child of {self.meeting}"


class MeetingHappened(models.Model):
    """One thing that happened to a meeting. A line is never changed."""

    class Kind(models.TextChoices):
        PLANNED = "planned", "Planned"
        MOVED = "moved", "Moved"
        CANCELLED = "cancelled", "Cancelled"
        SHARED = "shared", "Pack shared with the school"
        WITHDRAWN = "withdrawn", "Pack withdrawn from the school"
        HELD = "held", "Held"
        WRITTEN = "written", "Notes written"
        AGREED = "agreed", "Action agreed"
        NEXT = "next", "Next date"

    meeting = models.ForeignKey(SupportMeeting, models.CASCADE, related_name="happened")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(blank=True, default="")
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.meeting}"


class Placed(models.Model):
    """That an officer put a school in another cohort than the rule does, for a term. The
    last of a school and term stands; none, in ``cohort``, goes back to the rule."""

    school = models.IntegerField()
    term = models.CharField(max_length=20)
    cohort = models.CharField(max_length=20, blank=True)
    reason = models.TextField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = OfSchools.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_school_is_placed_for_a_reason", condition=~Q(reason="")
            )
        ]

    def __str__(self) -> str:
        return f"School {self.school}, {self.term}: {self.cohort}"
