"""When somebody is written to: their own choice, and nobody else's."""

from __future__ import annotations

from django.db import transaction

from muster.accounts import audit
from muster.accounts.models import User
from muster.programme.reminders.models import Choice, When


def chosen(person: User) -> When:
    held = Choice.objects.filter(person=person).first()
    return When(held.when) if held else When.DAILY


@transaction.atomic
def choose(*, person: User, when: When) -> None:
    before = chosen(person)
    Choice.objects.update_or_create(person=person, defaults={"when": when})
    audit.record(
        did="reminders.chosen",
        by=person.username,
        to=f"person:{person.pk}",
        before={"when": before},
        after={"when": when},
    )
