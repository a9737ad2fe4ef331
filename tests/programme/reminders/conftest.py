"""People with accounts, and what they are told."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from muster.accounts.models import User
from muster.programme.contacts import Contact, named
from muster.programme.groups.group import Sitting
from muster.programme.plans import changing
from muster.programme.reminders import due, sending


LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def account(db):
    """account("A. Ash") gives whom papers call that an account, ash@quillshire.example."""

    def account(name: str, **more) -> User:
        last = name.split()[-1].lower()
        email = more.pop("email", f"{last}@quillshire.example")
        user = User.objects.create(username=last, name=name, email=email, **more)
        contact = named(name)
        contact.user = user
        contact.save()
        return user

    return account


@pytest.fixture
def people(account, plan, group):
    """Who owns, keeps and chairs: Ash owns the action, Birch keeps the plan, Cedar has
    chaired its group since the new year."""
    ash, birch, cedar = map(account, ("A. Ash", "B. Birch", "C. Cedar"))
    changing.keep(plan, birch.contact, on=date(2026, 1, 5), by="chair")
    sits(group, cedar.contact, date(2026, 1, 1))
    return ash, birch, cedar


def sits(group, contact: Contact, from_on: date, to_on: date | None = None) -> None:
    Sitting.objects.create(
        group=group,
        contact=contact,
        sits_as=Sitting.As.CHAIR,
        from_on=from_on,
        to_on=to_on,
    )


def says(user: User, on: date, heading: due.Heading | None = None) -> list[str]:
    """What somebody is told on a day, under a heading or under all."""
    found = due.for_me(user, on)
    return [one.says for one in found if heading is None or one.heading == heading]


def at(on: date, hour: int = 8, minute: int = 0) -> datetime:
    return datetime.combine(on, time(hour, minute), LONDON)


def post(on: date, hour: int = 8, minute: int = 0) -> str:
    """The round of letters, at a time of a day."""
    return sending.letters(lambda share: None, on=on, now=at(on, hour, minute))
