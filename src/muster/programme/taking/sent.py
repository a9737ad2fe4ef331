"""Papers that were sent to be read, from their arrival until they are taken in or put aside.

The bytes stand in the database: a paper is small (`opening.MOST_BYTES`), so that what was
sent and who sent it come and go in one transaction, on every machine of a site. The page
that shows what was read and the deed that takes it in both read these same bytes; nothing
of the first reading is trusted by the second.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from muster.accounts import audit
from muster.programme.groups.group import Group
from muster.programme.plans.plan import Plan
from muster.programme.printed import Document
from muster.programme.reading import read
from muster.programme.taking.taking_in import Taken, take_in


# What nobody took in or put aside is deleted after this.
KEPT = timedelta(days=7)


class Sent(models.Model):
    """A paper that waits to be looked at. It goes once it is taken in or put aside."""

    key = models.CharField(max_length=32, unique=True)
    name = models.CharField("the file’s name", max_length=255)
    content = models.BinaryField()
    digest = models.CharField("SHA-256 of the file", max_length=64)
    sent_at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programme:sent", args=[self.key])

    def read(self) -> Document:
        return read(self.name, bytes(self.content))


@transaction.atomic
def send(name: str, content: bytes, *, by: str) -> Sent:
    """Keeps a paper to be looked at. Raises Unreadable for one that can’t be read."""
    read(name, content)
    sent = Sent.objects.create(
        key=secrets.token_hex(16),
        name=name[-255:],
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        sent_at=timezone.now(),
        by=by,
    )
    # By its key: people name files after people.
    audit.record(
        did="reading.sent",
        by=by,
        to=f"reading:{sent.key}",
        after={"bytes": len(content)},
    )
    return sent


@transaction.atomic
def take(
    sent: Sent,
    *,
    on: date,
    by: str,
    plan: Plan | None = None,
    group: Group | None = None,
) -> Taken:
    """Takes a paper in, whole, and forgets its bytes."""
    taken = take_in(
        sent.read(),
        on=on,
        by=by,
        name=sent.name,
        digest=sent.digest,
        plan=plan,
        group=group,
    )
    sent.delete()
    return taken


@transaction.atomic
def put_aside(sent: Sent, *, by: str) -> None:
    """Throws a paper away that is not to be taken in."""
    audit.record(did="reading.put-aside", by=by, to=f"reading:{sent.key}")
    sent.delete()


def clear(tell: Callable[[float], object], before: datetime | None = None) -> str:
    """Deletes what was sent and never taken in (config/schedule.py)."""
    old = Sent.objects.filter(sent_at__lt=before or timezone.now() - KEPT)
    count, _ = old.delete()
    return (
        f"Cleared away {count} {'paper' if count == 1 else 'papers'}." if count else ""
    )
