"""The clocks that run for an entry: begun by a deed, or on days somebody says; met; stopped.

How long each runs, and by what it is begun and met, is data (clocks.toml).
"""

from __future__ import annotations

from datetime import date

from muster.registers.clocks import rules_of
from muster.registers.entry import Clock, Entry
from muster.school_year import Calendar


def begin(entry: Entry, name: str, *, began_on: date, due_on: date) -> None:
    """Begins a clock of which a deed says from when to when."""
    Clock.objects.create(entry=entry, name=name, began_on=began_on, due_on=due_on)


def meet(entry: Entry, *names: str, on: date, by: str) -> None:
    running = entry.clocks.filter(name__in=names, met_on=None, stopped_on=None)
    running.update(met_on=on, by=by)


def stop(entry: Entry, *names: str, on: date, by: str, why: str) -> None:
    for clock in entry.clocks.filter(name__in=names, met_on=None, stopped_on=None):
        end(clock, on=on, by=by, why=why)


def begun_by(entry: Entry, deed: str, *, on: date, calendar: Calendar) -> None:
    """Begins what a deed begins, once: a clock that ran before doesn't run again."""
    ran = set(entry.clocks.values_list("name", flat=True))
    for rule in rules_of(entry.register, on):
        if rule.begins == deed and rule.name not in ran:
            Clock.objects.create(
                entry=entry, name=rule.name, began_on=on, due_on=rule.due(on, calendar)
            )


def met_by(entry: Entry, deed: str, *, on: date, by: str) -> None:
    met = [rule.name for rule in rules_of(entry.register, on) if rule.met_by == deed]
    running = entry.clocks.filter(name__in=met, met_on=None, stopped_on=None)
    running.update(met_on=on, by=by)


def end(clock: Clock, *, on: date, by: str, why: str) -> None:
    clock.stopped_on, clock.stopped_why, clock.by = on, why[:200], by
    clock.save(update_fields=["stopped_on", "stopped_why", "by"])
