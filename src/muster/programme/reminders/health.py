"""What `muster check` says of reminders: letters that failed, and people nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.conf import settings

from muster.accounts.models import User
from muster.design.filters import day
from muster.programme.reminders import due
from muster.programme.reminders.models import Choice, Digest, Round, When
from muster.programme.reminders.sending import FROM, RETRY, UNTIL


MINUTES = int(RETRY.total_seconds() // 60)


def findings(on: date, now: datetime) -> Iterator[str]:
    """A sentence for each thing that is wrong with the latest round and with what is due."""
    if not settings.EMAIL_IS_SET:
        return
    latest = Round.objects.filter(on__lte=on).order_by("-on").first()
    if latest is not None:
        yield from _failed(latest.on, on)
        yield from _unsure(latest.on, now)
    told = due.told(on)
    yield from _untold(told.get(None, []))
    yield from _without_address([pk for pk in told if pk is not None])


def _failed(of: date, on: date) -> Iterator[str]:
    failed = Digest.objects.filter(on=of, handed_at=None).exclude(failed_at=None)
    count, last = failed.count(), failed.order_by("-failed_at").first()
    if last is None:
        return
    again = (
        f"Tried again after {MINUTES} minutes, between {FROM:02}:00 and {UNTIL:02}:00."
        if of == on
        else "What they said is in the next working day’s."
    )
    many = "1 letter" if count == 1 else f"{count:,} letters"
    yield f"{many} of {day(of)} could not be sent. {last.fault} {again}"


def _unsure(of: date, now: datetime) -> Iterator[str]:
    """Handed over, and never heard of again."""
    unsure = Digest.objects.filter(on=of, sent_at=None, handed_at__lte=now - RETRY)
    for one in unsure.select_related("person"):
        yield (
            f"Whether the letter of {day(of)} to {one.person} arrived is not known: the"
            " worker or the mail server stopped while it was handed over. It is not sent"
            " twice; what it said is in the next working day’s."
        )


def _untold(items: list[due.Item]) -> Iterator[str]:
    late = [item for item in items if item.is_overdue]
    if late:
        count = len({item.page for item in late})
        what = "1 action" if count == 1 else f"{count:,} actions"
        yield (
            f"Nobody with an account can be told of {what} overdue or without an update."
            " Give an owner, or whoever keeps the plan, an account. The first:"
            f" {late[0].says}"
        )


def _without_address(told: list[int]) -> Iterator[str]:
    never = Choice.objects.filter(when=When.NEVER).values("person")
    found = User.objects.filter(pk__in=told, email="").exclude(pk__in=never)
    if names := [str(one) for one in found.order_by("name")]:
        yield (
            f"These have things to do and no email address: {', '.join(names)}. Add it"
            " under People."
        )
