"""Entries of registers somebody leads that are late or due to be looked at again: how many,
and never of whom, as nothing in a letter is about a child."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from muster.design.filters import counted
from muster.programme.reminders.due import Heading, Item
from muster.registers.entry import Clock, Entries, Entry
from muster.registers.register import registers


def told(on: date) -> Iterator[Item]:
    led = Entry.objects.open().exclude(lead=None)
    running = Clock.objects.filter(met_on=None, stopped_on=None, due_on__lt=on)
    late = _counted(led.filter(pk__in=running.values("entry")))
    reviews = _counted(led.filter(review_on__lte=on))
    for (lead, register), count in late.items():
        one = registers()[register].one
        yield Item(
            person=lead,
            heading=Heading.OVERDUE,
            about=f"entries-late-{register}",
            says=f"{counted(count, one)} you lead {_is(count)} late.",
            page=("registers:entries", register),
            is_overdue=True,
        )
    for (lead, register), count in reviews.items():
        one = registers()[register].one
        yield Item(
            person=lead,
            heading=Heading.DUE,
            about=f"entries-review-{register}",
            says=f"{counted(count, one)} you lead {_is(count)} to be looked at again.",
            page=("registers:reviews",),
        )


def _counted(entries: Entries) -> Counter[tuple[int, str]]:
    return Counter(entries.order_by().values_list("lead", "register"))


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
