"""Children on the week's lists, as the register has them, and what was decided of each.

A finding stays where it is until the register no longer says so or somebody decides. What
was decided stays when the register is corrected, and whoever decided is told.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, OuterRef, Q

from muster.registers import health
from muster.registers.child import Children
from muster.registers.entry import MISTAKE, Entry
from muster.registers.lists import lists
from muster.registers.register import registers
from muster.tables.state import State


class FoundRows(models.QuerySet["Found"]):
    def visible_to(self, user: Any, state: State) -> FoundRows:
        """Those of children somebody may see (:meth:`Children.of_cases`), on lists that are
        for them (:mod:`health`)."""
        seen = Children.visible_to(user, state)
        told = health.told(seen, "on_list", lists().items())
        return self.filter(seen.of_cases(), told)

    def waiting(self, name: str, on: date) -> FoundRows:
        """Who is on a list on a day: found, still so, and with nothing decided that holds.
        In the published order."""
        return self.filter(gone_on=None)._undecided(name, on)

    def waiting_then(self, name: str, on: date) -> FoundRows:
        """Who was on a list at the end of a day that is past, as far as is kept: a plan is
        taken for having covered as it does now."""
        still = Q(gone_on=None) | Q(gone_on__gt=on)
        return self.filter(still, found_on__lte=on)._undecided(name, on)

    def corrected_for(self, by: str) -> FoundRows:
        """Those somebody decided of and whose register was corrected after, until they say
        that they saw it; the latest first."""
        told = Decided.objects.filter(
            correction_seen_on=None, found=OuterRef("pk"), by=by
        )
        rows = self.filter(Exists(told), corrected_on__isnull=False)
        return rows.order_by("-corrected_on", "pk")

    def _undecided(self, name: str, on: date) -> FoundRows:
        decided = Decided.objects.holding(on).filter(found=OuterRef("pk"))
        rows = self.filter(~Exists(decided), on_list=name)
        if needs := lists()[name].needs:
            held = registers()[needs].covering(on).filter(child=OuterRef("child"))
            rows = rows.filter(~Exists(held))
        return rows.order_by("rank", "since_on", "pk")


class DecidedRows(models.QuerySet["Decided"]):
    def holding(self, on: date) -> DecidedRows:
        """Those that keep a child off a list on a day by themselves. One that opened an
        entry of the register a list asks for doesn't: the entry does, for as long as it
        covers the child. Nor does one whose entry was opened by mistake."""
        opened = Q()
        for one in lists().values():
            codes = [each.code for each in one.decisions if each.opens == one.needs]
            opened |= Q(found__on_list=one.name, code__in=codes if one.needs else ())
        holds = Q(until=None) | Q(until__gte=on)
        rows = self.filter(holds, on__lte=on).exclude(opened)
        return rows.exclude(entry__outcome=MISTAKE)


class Found(models.Model):
    """A child found for a list. ``child``, ``pupil`` and ``school`` are the store's numbers;
    with ``since_on`` the pupil makes it this finding. ``sessions`` are day, half and code of
    each session it rests on. ``corrected_on`` is when the register was last found changed
    after a decision, and ``corrected`` the sessions it has otherwise now; ``unmet_on`` when it was found corrected so that a threshold that was met is
    not: it was counted on the day, and figures say that a corrected register took it back.
    """

    on_list = models.CharField(max_length=20)
    child = models.IntegerField()
    pupil = models.IntegerField()
    school = models.IntegerField()
    since_on = models.DateField()
    rank = models.IntegerField()
    figures = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    sessions = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    found_on = models.DateField()
    gone_on = models.DateField(null=True, blank=True)
    corrected_on = models.DateField(null=True, blank=True)
    corrected = models.JSONField(blank=True, default=list, encoder=DjangoJSONEncoder)
    unmet_on = models.DateField(null=True, blank=True)

    objects = FoundRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_child_is_found_once", fields=["on_list", "pupil", "since_on"]
            ),
        ]
        indexes = [
            models.Index(fields=["on_list", "gone_on", "rank"]),
            models.Index(fields=["school"]),
        ]

    def __str__(self) -> str:
        return f"Finding {self.pk} of {self.on_list}"


class Decided(models.Model):
    """What was decided of a finding. ``until`` is the last day it keeps the child off the
    list; none is for good. ``upto_on`` is the last session that was looked at, and
    ``correction_seen_on`` when whoever decided said that they saw the correction since;
    a further one makes it blank again."""

    found = models.ForeignKey(Found, models.CASCADE, related_name="decided")
    code = models.CharField(max_length=20)
    why = models.TextField(blank=True, default="")
    until = models.DateField(null=True, blank=True)
    upto_on = models.DateField(null=True, blank=True)
    correction_seen_on = models.DateField(null=True, blank=True)
    entry = models.ForeignKey(
        Entry, models.SET_NULL, null=True, blank=True, related_name="decided"
    )
    on = models.DateField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = DecidedRows.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["by", "-at"])]

    def __str__(self) -> str:
        return f"{self.code} of {self.found}"


class Looked(models.Model):
    """When a school's register was last looked through, and as what it was then."""

    school = models.IntegerField(unique=True)
    key = models.CharField(max_length=64)
    on = models.DateField()

    def __str__(self) -> str:
        return f"School {self.school}, {self.on}"
