"""The letter: who has one on a day, and what it says. Nothing in it is about a child."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from django.conf import settings
from django.urls import reverse

from muster.accounts.models import User
from muster.design.filters import day
from muster.programme.reminders.due import Heading, Item
from muster.programme.reminders.models import Choice, Digest, When
from muster.tables.upn import without_upns


HERE = {"127.0.0.1", "localhost", "[::1]"}
COUNTED = {
    Heading.OVERDUE: "overdue",
    Heading.DUE: "due",
    Heading.UPDATES: "updates wanted",
    Heading.OTHERS: "of others",
    Heading.QUESTIONS: "to answer",
}


def readers(held: dict[int | None, list[Item]], on: date) -> list[User]:
    """Whoever is written to on a working day, of those who are told of something."""
    chosen = dict(Choice.objects.values_list("person", "when"))
    written = _written_this_week(on)
    people = User.objects.filter(pk__in=[pk for pk in held if pk], is_active=True)
    return [
        one
        for one in people.exclude(email="").order_by("pk")
        if _wants(chosen.get(one.pk, When.DAILY), held[one.pk], one.pk not in written)
    ]


def _wants(when: str, items: Sequence[Item], is_first_of_week: bool) -> bool:
    if when == When.NEVER:
        return False
    if when == When.OVERDUE:
        return any(item.is_overdue for item in items)
    if is_first_of_week:
        return True
    return when == When.DAILY and any(item.heading.presses for item in items)


def _written_this_week(on: date) -> set[int]:
    """Who had a letter since Monday: one that failed on Monday is written on Tuesday."""
    monday = on - timedelta(days=on.weekday())
    sent = Digest.objects.filter(on__gte=monday, on__lt=on, sent_at__isnull=False)
    return set(sent.values_list("person", flat=True))


def subject(items: Iterable[Item]) -> str:
    """“Muster: 2 overdue, 1 due”"""
    counted = [
        f"{len(list(held))} {COUNTED[heading]}" for heading, held in _grouped(items)
    ]
    return f"Muster: {', '.join(counted)}"


def text(items: Iterable[Item], on: date) -> str:
    parts = [f"What Muster has for you on {on:%A} {day(on)}."]
    for heading, held in _grouped(items):
        lines = [heading.upper(), *(_said(item) for item in held)]
        parts.append("\n\n".join(lines))
    parts.append(
        "You have one letter a day at most, on working days. Choose when you are written"
        f" to:\n{site()}{reverse('programme:reminders')}"
    )
    return without_upns("\n\n".join(parts)) + "\n"


def _grouped(items: Iterable[Item]) -> Iterator[tuple[Heading, Iterator[Item]]]:
    """By heading; they come in the order of those."""
    return groupby(items, key=lambda item: item.heading)


def _said(item: Item) -> str:
    # What somebody typed over several lines stays one paragraph of a letter.
    says = f"- {' '.join(item.says.split())}"
    return f"{says}\n  {site()}{item.href}"


def site() -> str:
    """The site's own address: the first of MUSTER_HOSTS."""
    host = settings.ALLOWED_HOSTS[0].lstrip(".")
    if host in HERE:
        return f"http://{host}:8000"
    return f"{'https' if settings.SESSION_COOKIE_SECURE else 'http'}://{host}"
