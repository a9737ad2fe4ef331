"""What people ask about their data, and by when they must have an answer.

A request for access is answered within a month, two more where it is complex; the clock
stops while who asks is being identified, or is asked what they mean. Source: UK GDPR
article 12(3), rules.md 11.4. An educational record asked of a maintained school is the
school's to answer, in 15 school days, and is not counted here.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone

from muster.accounts import audit
from muster.school_year import clock
from muster.school_year.holidays import bank_holidays


# The grounds of article 17(1), as whoever decides reads them.
GROUNDS = {
    "not-needed": "It is no longer needed for what it was held for",
    "objection": "Somebody objected, and nothing overrides that",
    "unlawful": "It should not have been held at all",
    "law": "A law says that it must go",
    "mistake": "It was sent to us by mistake",
}


class Refused(Exception):
    """The message is a sentence for whoever asked."""


class Kind(models.TextChoices):
    ACCESS = "access", "To see what is held"
    ERASURE = "erasure", "To have it erased"


class Stage(models.TextChoices):
    OPEN = "open", "To do"
    MADE = "made", "Made, to be read and sent"
    ASKED = "asked", "To be confirmed by a colleague"
    UNDER_WAY = "under-way", "Under way"
    DONE = "done", "Done"
    REFUSED = "refused", "Refused"


class Request(models.Model):
    """What somebody asked about one child's data, and what came of it.

    ``children`` are the store's numbers of one person. Once they are erased nothing here
    says who they were.
    """

    kind = models.CharField(max_length=10, choices=Kind.choices)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.OPEN)
    children = models.JSONField("the child’s numbers in the store", default=list)
    about = models.CharField("the child’s name", max_length=200, blank=True)
    asked_by = models.CharField(
        "who asks, and what they are", max_length=300, blank=True
    )
    received_on = models.DateField()
    extended = models.TextField("why two more months are needed", blank=True)
    paused_on = models.DateField(null=True)
    paused_for = models.TextField("what the clock waits for", blank=True)
    paused_days = models.PositiveIntegerField("days it stood still", default=0)
    ground = models.CharField(
        "why it is to be erased, a code", max_length=20, blank=True
    )
    decision = models.TextField("what was decided, and why", blank=True)
    withheld = models.JSONField("items held back, and why", default=dict)
    folder = models.CharField(
        "where the answer is, in the home", max_length=40, blank=True
    )
    took = models.JSONField("what an erasure took, in numbers", default=dict)
    certificate = models.BinaryField(null=True)
    opened_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.CharField(max_length=150, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse(f"protection:{self.kind}", args=[self.pk])

    @property
    def number(self) -> str:
        """As letters and certificates quote it: “A-0012”, “E-0013”."""
        return f"{self.kind[0].upper()}-{self.pk:04}"

    @property
    def due_on(self) -> date:
        return due(
            self.received_on,
            months=3 if self.extended else 1,
            paused=self.paused_days + self._standing_still,
        )

    @property
    def _standing_still(self) -> int:
        return (clock.today() - self.paused_on).days if self.paused_on else 0

    @property
    def is_over(self) -> bool:
        return self.stage in (Stage.DONE, Stage.REFUSED)

    @property
    def is_late(self) -> bool:
        return not self.is_over and clock.today() > self.due_on


def due(received_on: date, *, months: int, paused: int = 0) -> date:
    """The same day of a later month, or its last day where it has no such day; the next
    working day where that is a weekend or a bank holiday (the ICO's guidance)."""
    month = received_on.month - 1 + months
    year, month = received_on.year + month // 12, month % 12 + 1
    day = min(received_on.day, monthrange(year, month)[1])
    found = date(year, month, day) + timedelta(days=paused)
    while found.weekday() > 4 or found in bank_holidays():
        found += timedelta(days=1)
    return found


def ask(
    kind: Kind, children: list[int], *, by: str, about: str, **said: Any
) -> Request:
    """Opens a request. The trail has that it was, and of whom as a hash."""
    made = Request.objects.create(
        kind=kind, children=children, about=about[:200], opened_by=by, **said
    )
    note(made, f"{kind}.asked", by)
    return made


def extend(request: Request, why: str, *, by: str) -> None:
    """Two more months. Raises Refused once it is over, or was extended before."""
    _open(request)
    if request.extended:
        raise Refused("It was extended before. A request is extended once.")
    request.extended = why
    request.save(update_fields=["extended"])
    note(request, "access.extended", by, reason=why)


def pause(request: Request, why: str, *, by: str) -> None:
    """Stops the clock from today. Raises Refused where it stands still already."""
    _open(request)
    if request.paused_on:
        raise Refused("The clock stands still already.")
    request.paused_on, request.paused_for = clock.today(), why
    request.save(update_fields=["paused_on", "paused_for"])
    note(request, "access.paused", by, reason=why)


def resume(request: Request, *, by: str) -> None:
    """Starts the clock again: the days it stood still are added."""
    _open(request)
    if not request.paused_on:
        raise Refused("The clock is running.")
    request.paused_days += (clock.today() - request.paused_on).days
    request.paused_on, request.paused_for = None, ""
    request.save(update_fields=["paused_on", "paused_for", "paused_days"])
    note(request, "access.resumed", by)


def refuse(request: Request, why: str, *, by: str) -> None:
    """Ends a request with a reason, for the answer to whoever asked."""
    _open(request)
    if request.stage == Stage.UNDER_WAY:
        raise Refused("It is under way. Wait until it is done.")
    end(request, Stage.REFUSED, why, by=by)
    note(request, f"{request.kind}.refused", by, reason=why)


def end(request: Request, stage: Stage, decision: str, *, by: str) -> None:
    request.stage, request.decision = stage, decision
    request.ended_at = timezone.now()
    request.save(update_fields=["stage", "decision", "ended_at"])


def note(request: Request, did: str, by: str, **more: Any) -> None:
    """A row of the trail for each of the child's numbers."""
    for child in request.children or [None]:
        audit.record(did=did, by=by, child=child, to=f"request:{request.pk}", **more)


def _open(request: Request) -> None:
    if request.is_over:
        raise Refused(f"{request.number} is {request.get_stage_display().lower()}.")
