"""Leavers of a day still to come: said now, closed when it has passed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import timezone

from muster.accounts import audit, handing_on, people
from muster.accounts.models import Invitation, Leaving, User
from muster.accounts.posts import Refused
from muster.school_year import clock


@transaction.atomic
def leaves(
    *, person: User, last_on: date, by: str, colleague: User | None = None
) -> None:
    """Somebody's last day: they can sign in on it, and no longer the day after.

    Raises Refused for a day that has passed, and as closing would today.
    """
    if last_on < clock.today():
        raise Refused("That day has passed. Close the account now instead.")
    if why := people.why_not_close(person, by):
        raise Refused(why)
    if handing_on.held_by(person) and colleague is None:
        raise Refused(f"Choose who takes on what is {person}’s.")
    Leaving.objects.update_or_create(
        person=person,
        defaults={
            "last_on": last_on,
            "colleague": colleague,
            "said_by": by,
            "said_at": timezone.now(),
        },
    )
    audit.record(
        did="person.leaves",
        by=by,
        to=f"person:{person.pk}",
        after={"last_on": last_on, "colleague": colleague and colleague.username},
    )


@transaction.atomic
def stays(*, person: User, by: str) -> None:
    """Somebody leaves after all not."""
    Leaving.objects.filter(person=person).delete()
    audit.record(did="person.stays", by=by, to=f"person:{person.pk}")


def close_leavers(tell: Callable[..., object]) -> str:
    """Closes everybody whose last day has passed, and takes away invitations that have
    run out. A line of the schedule: it gives a sentence, or nothing."""
    said = []
    for one in Leaving.objects.filter(last_on__lt=clock.today()):
        try:
            people.close(person=one.person, by=one.said_by, colleague=one.colleague)
        except Refused as why:
            said.append(f"{one.person} couldn’t be closed. {why}")
        else:
            said.append(f"{one.person} is closed.")
    Invitation.objects.filter(sent_at__lt=timezone.now() - Invitation.LASTS).delete()
    return " ".join(said)
