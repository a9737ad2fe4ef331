"""A priority: a signal or a concern the group took up, and the actions that answer it.

Why it is in and what would take it out are said when it is taken up, and why it went out
when it does. A priority has a measure, or says why it has none (programme.md B2 18, 37).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models, transaction
from django.urls import reverse

from muster.accounts import audit
from muster.accounts.history import History
from muster.programme import Refused
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.plans.action import Action


class Priority(models.Model):
    """``measure`` narrowed by ``narrowed`` is what it is looked at by; ``sentence`` is the
    evidence in words, as it stood in ``period`` when it was taken up."""

    title = models.CharField(max_length=200)
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="priorities"
    )
    why_in = models.TextField()
    goes_out_when = models.TextField()
    sentence = models.TextField("the evidence", blank=True)
    period = models.CharField(max_length=40, blank=True)
    measure = models.CharField("its name in the catalogue", max_length=80, blank=True)
    narrowed = models.JSONField("for whom", default=dict, blank=True)
    school = models.CharField("the school it is about", max_length=200, blank=True)
    signal = models.CharField("key of the signal", max_length=64, blank=True)
    no_measure_reason = models.TextField(blank=True)
    taken_on = models.DateField()
    taken_at = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="priorities"
    )
    by = models.CharField(max_length=150)
    out_on = models.DateField(null=True, blank=True)
    why_out = models.TextField(blank=True)
    out_at = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="+"
    )
    actions = models.ManyToManyField(
        Action, through="Answer", related_name="priorities"
    )

    history = History()

    class Meta:
        ordering = ["-taken_on", "-pk"]
        verbose_name_plural = "priorities"
        constraints = [
            models.CheckConstraint(
                name="a_priority_has_a_measure_or_says_why_not",
                condition=~models.Q(measure="") | ~models.Q(no_measure_reason=""),
            ),
            models.CheckConstraint(
                name="a_priority_goes_out_with_a_reason",
                condition=models.Q(out_on=None) | ~models.Q(why_out=""),
            ),
            # One signal of a period is taken up once.
            models.UniqueConstraint(
                "signal",
                "period",
                name="a_signal_once",
                condition=~models.Q(signal=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programme:priority", args=[self.pk])

    @property
    def is_in(self) -> bool:
        return self.out_on is None


class Answer(models.Model):
    """That an action answers a priority."""

    priority = models.ForeignKey(Priority, models.PROTECT, related_name="answers")
    action = models.ForeignKey(Action, models.PROTECT, related_name="answers")
    on = models.DateField()
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                "priority", "action", name="an_action_answers_a_priority_once"
            )
        ]


@dataclass(frozen=True)
class Evidence:
    """What a signal shows, in plain values: whoever shows signals hands it over."""

    sentence: str
    period: str
    measure: str = ""
    narrowed: Mapping[str, str] = field(default_factory=dict)
    school: str = ""
    signal: str = ""


@transaction.atomic
def take_up(
    *,
    title: str,
    why_in: str,
    goes_out_when: str,
    on: date,
    by: str,
    evidence: Evidence | None = None,
    group: Group | None = None,
    taken_at: Meeting | None = None,
    no_measure_reason: str = "",
    **more: Any,
) -> Priority:
    """A new priority. Raises Refused for one with neither measure nor reason, and for a
    signal that was taken up already."""
    shown = vars(evidence) if evidence else {}
    if not (shown.get("measure") or more.get("measure") or no_measure_reason):
        raise Refused("Name the measure it is looked at by, or say why it has none.")
    taken = taken_up(evidence) if evidence else None
    if taken is not None:
        raise Refused(f"That signal was taken up already, as “{taken}”.")
    made = Priority.objects.create(
        title=title,
        why_in=why_in,
        goes_out_when=goes_out_when,
        taken_on=on,
        by=by,
        group=group,
        taken_at=taken_at,
        no_measure_reason=no_measure_reason,
        **shown,
        **more,
    )
    audit.record(
        did="priority.taken-up",
        by=by,
        to=f"priority:{made.pk}",
        after={"title": title, "measure": made.measure},
    )
    return made


def taken_up(evidence: Evidence) -> Priority | None:
    """The priority a signal of a period has become."""
    if not evidence.signal:
        return None
    return Priority.objects.filter(
        signal=evidence.signal, period=evidence.period
    ).first()


@transaction.atomic
def answer(priority: Priority, action: Action, *, on: date, by: str) -> Answer:
    """That an action answers a priority. Raises Refused for one that is out."""
    if not priority.is_in:
        raise Refused("It is no priority any longer.")
    held, made = Answer.objects.get_or_create(
        priority=priority, action=action, defaults={"on": on, "by": by}
    )
    if made:
        audit.record(
            did="priority.answered",
            by=by,
            to=f"priority:{priority.pk}",
            after={"action": action.pk},
        )
    return held


@transaction.atomic
def take_out(
    priority: Priority, *, on: date, by: str, why: str, out_at: Meeting | None = None
) -> None:
    """It is no priority any longer, and why. Raises Refused without a reason."""
    if not priority.is_in:
        raise Refused("It is no priority any longer.")
    if not why.strip():
        raise Refused("Say why it is no priority any longer.")
    priority.out_on, priority.why_out, priority.out_at = on, why, out_at
    priority.save()
    audit.record(
        did="priority.taken-out", by=by, to=f"priority:{priority.pk}", reason=why
    )


def of_period(period: str) -> Sequence[Priority]:
    """The priorities that signals of a period became."""
    return list(Priority.objects.filter(period=period).exclude(signal=""))


def on_day(day: date) -> Sequence[Priority]:
    """The priorities there were on a day, the oldest first."""
    stands = models.Q(out_on=None) | models.Q(out_on__gt=day)
    held = Priority.objects.filter(stands, taken_on__lte=day)
    return list(held.select_related("group").order_by("taken_on", "pk"))
