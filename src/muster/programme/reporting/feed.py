"""Private calendars: who has one, known by a token nobody can read again."""

from __future__ import annotations

import hashlib
import secrets

from django.db import models, transaction
from django.utils import timezone

from muster.accounts import audit
from muster.accounts.models import User
from muster.accounts.permissions import Permission
from muster.programme import Refused
from muster.programme.groups.group import Group
from muster.school_year import clock


SHOWN = 6


class Feed(models.Model):
    """One calendar: of a person (`user`) or of a group. Whoever has its address has the
    calendar, so only a digest of the token in it is kept."""

    user = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="calendars"
    )
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="calendars"
    )
    digest = models.CharField("SHA-256 of the token", max_length=64, unique=True)
    prefix = models.CharField("how the token begins", max_length=SHOWN)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_calendar_is_of_a_person_or_a_group",
                condition=models.Q(user=None, group__isnull=False)
                | models.Q(user__isnull=False, group=None),
            )
        ]

    def __str__(self) -> str:
        return f"The calendar of {self.user or self.group}"


@transaction.atomic
def make(
    *, by: str, user: User | None = None, group: Group | None = None
) -> tuple[Feed, str]:
    """A calendar and its token, shown once."""
    token = secrets.token_urlsafe(32)
    feed = Feed.objects.create(
        user=user,
        group=group,
        digest=_digest(token),
        prefix=token[:SHOWN],
        made_at=timezone.now(),
        made_by=by,
    )
    audit.record(
        did="calendar.made", by=by, to=_of(feed), after={"begins": feed.prefix}
    )
    return feed, token


@transaction.atomic
def revoke(feed: Feed, *, by: str) -> None:
    """Ends it at once. Raises Refused for one that has ended."""
    if feed.revoked_at:
        raise Refused("It has ended already.")
    feed.revoked_at, feed.revoked_by = timezone.now(), by
    feed.save()
    audit.record(
        did="calendar.revoked", by=by, to=_of(feed), before={"begins": feed.prefix}
    )


def known(token: str) -> Feed | None:
    """The calendar with this token. None for a wrong or ended one, and for that of a person
    who may no longer read what is in it."""
    held = Feed.objects.select_related("user", "group")
    feed = held.filter(digest=_digest(token), revoked_at=None).first()
    if feed is None or (feed.user and not _may_read(feed.user)):
        return None
    return feed


def used(feed: Feed) -> None:
    """Keeps the day, and no more: calendars ask every hour."""
    today = clock.today()
    if feed.last_used_on != today:
        Feed.objects.filter(pk=feed.pk).update(last_used_on=today)


def _may_read(user: User) -> bool:
    return user.is_active and user.can(Permission.READ_PROGRAMME)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _of(feed: Feed) -> str:
    return f"person:{feed.user_id}" if feed.user_id else f"group:{feed.group_id}"
