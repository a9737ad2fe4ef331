"""A case that is worked, or was, in another system: brought on a register as it stands there,
and changed as that system says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from muster.registers import choices, running
from muster.registers.clocks import rules_of
from muster.registers.entry import Entry, Happened
from muster.registers.keeping import Refused, ended, open_entry, say
from muster.registers.register import Register
from muster.school_year import Calendar


Kind = Happened.Kind


@transaction.atomic
def bring(
    register: Register,
    *,
    source: str,
    status: str,
    status_on: date | None,
    ended_on: date | None,
    outcome: str,
    came_on: date,
    by: str,
    calendar: Calendar,
    **opening: Any,
) -> Entry:
    """A case that was worked elsewhere comes on a register as it stands, open or closed,
    its clocks begun on the day the case began. ``came_on`` is the day it is brought in,
    which is when its words were put into ours.

    Raises Refused as opening and closing do.
    """
    end: dict[str, Any] = {}
    if ended_on:
        if outcome not in dict(choices.choices(register.name, "outcome", came_on)):
            raise Refused(f"“{outcome}” is not how {register.one} ends.")
        now = timezone.now()
        end = {"ended_on": ended_on, "outcome": outcome}
        end |= {"closed_by": by, "closed_at": now}
    entry = open_entry(
        register,
        by=by,
        calendar=calendar,
        chosen_on=came_on,
        note=f"Brought in from {source} on {came_on:%d/%m/%Y}.",
        **opening,
        **end,
    )
    if status != register.opens_as:
        stand(entry, to=status, since=status_on, on=came_on, by=by, calendar=calendar, source=source)  # fmt: skip
    if ended_on:
        ended(entry, by=by)
    return entry


def stand(
    entry: Entry,
    *,
    to: str,
    since: date | None,
    on: date,
    by: str,
    calendar: Calendar,
    source: str,
) -> None:
    """An entry is what the system it came from says, wherever our own statuses lead.

    A clock that this meets is met on the day it has been so ``since``; where nobody gave
    the day it stops, and says why; so does one of a step that the status is past.
    """
    before, entry.status = entry.status, to
    entry.save(update_fields=["status"])
    unknown = f"Done in {source}, on a day that was not given"
    text = f"So it stands in {source}." if since else f"{unknown}."
    say(entry, Kind.MOVED, on=since or on, by=by, text=text, before=before, after=to)
    if since:
        running.met_by(entry, to, on=since, by=by)
        running.begun_by(entry, to, on=since, calendar=calendar)
    done = {
        rule.name
        for rule in rules_of(entry.register, entry.started_on)
        if to in rule.past
    }
    for clock in entry.clocks.filter(name__in=done, met_on=None, stopped_on=None):
        running.end(clock, on=on, by=by, why=unknown)


@contextmanager
def spoken_for(entry: Entry) -> Iterator[None]:
    """While the system that keeps an entry speaks, it can be changed here; nobody else
    sees it so."""
    source = entry.source
    with transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(source="")
        entry.refresh_from_db()
        yield
        Entry.objects.filter(pk=entry.pk).update(source=source)
    entry.source = source
