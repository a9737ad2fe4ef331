"""The register of protocols: what was agreed with partners on who does what, and when it
is looked at again."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models, transaction
from django.urls import reverse

from muster.accounts import audit
from muster.accounts.history import History
from muster.programme import Refused
from muster.programme.contacts import Contact
from muster.programme.groups.group import Group


class Protocol(models.Model):
    """One protocol. Its versions are its history; its RACI is names as papers write them,
    one owner of it being accountable."""

    title = models.CharField(max_length=200, unique=True)
    partners = models.TextField("between whom", blank=True)
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="protocols"
    )
    owner = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="protocols"
    )
    version = models.CharField(max_length=40)
    agreed_on = models.DateField(null=True, blank=True)
    review_on = models.DateField("to be reviewed by", null=True, blank=True)
    link = models.URLField("where it is", max_length=500, blank=True)
    responsible = models.CharField("who does it", max_length=400, blank=True)
    consulted = models.CharField("who is asked first", max_length=400, blank=True)
    informed = models.CharField("who is told", max_length=400, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    history = History()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programme:protocol", args=[self.pk])

    def status(self, on: date) -> tuple[str, str]:
        """How it stands on a day, as a status: its kind and its words."""
        if self.ended_on and self.ended_on <= on:
            return "none", "Ended"
        if self.agreed_on is None:
            return "watch", "Not agreed yet"
        if self.review_on is None:
            return "watch", "No review date"
        if self.review_on < on:
            days = (on - self.review_on).days
            return "bad", f"Review overdue by {days} {'day' if days == 1 else 'days'}"
        return "good", "In force"


@transaction.atomic
def keep(protocol: Protocol, *, by: str, **said: Any) -> Protocol:
    """Adds or changes a protocol; what it was stays in its history. Raises Refused for a
    title there is, and for a review before it was agreed."""
    made = protocol.pk is None
    for name, value in said.items():
        setattr(protocol, name, value)
    same = Protocol.objects.filter(title__iexact=protocol.title).exclude(pk=protocol.pk)
    if same.exists():
        raise Refused(f"There is a protocol called “{protocol.title}” already.")
    agreed, review = protocol.agreed_on, protocol.review_on
    if agreed and review and review <= agreed:
        raise Refused("It would be reviewed before it was agreed.")
    protocol.save()
    audit.record(
        did="protocol.added" if made else "protocol.changed",
        by=by,
        to=f"protocol:{protocol.pk}",
        after={"version": protocol.version, "review": protocol.review_on},
    )
    return protocol


def in_order(on: date) -> list[Protocol]:
    """Every protocol: those overdue first, the longest the first; the ended last."""
    worst = {"bad": 0, "watch": 1, "good": 2, "none": 3}
    found = Protocol.objects.select_related("owner", "group")
    return sorted(
        found,
        key=lambda one: (
            worst[one.status(on)[0]],
            one.review_on or date.max,
            one.title,
        ),
    )
