"""What is done to an entry of any register: opened, moved, noted, planned, handed on,
closed, opened again. Each takes keywords, says by whom, and leaves a line and a mark on
the trail.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from muster.accounts import audit
from muster.registers import choices, running
from muster.registers.clocks import CLOSE, DEED, OPEN, rules_of
from muster.registers.entry import Clock, Entry, Happened
from muster.registers.overlap import OVERLAPS
from muster.registers.register import Register, register_of
from muster.school_year import Calendar


Kind = Happened.Kind
P = ParamSpec("P")
T = TypeVar("T")
# Who did what nobody asked for: a rule, when its day had come.
MUSTER = "Muster"
TWICE = "This child has an open {one} already. Go on with that, or close it first."
BEYOND = (
    "The dates run into another {one} of this child. Check the other’s, then these."
)


class Refused(Exception):
    """The message is a sentence for whoever asked."""


def one_at_a_time(
    verb: Callable[Concatenate[Entry, P], T],
) -> Callable[Concatenate[Entry, P], T]:
    """Holds the entry from others, as it is now, until a verb is done with it."""

    @wraps(verb)
    def held(entry: Entry, *args: P.args, **named: P.kwargs) -> T:
        with transaction.atomic():
            type(entry).objects.select_for_update().get(pk=entry.pk)
            entry.refresh_from_db()
            return verb(entry, *args, **named)

    return held


def open_entry(
    register: Register,
    *,
    child: int,
    school: int | None,
    on: date,
    reason: str,
    by: str,
    calendar: Calendar,
    note: str = "",
    about: str = "",
    chosen_on: date | None = None,
    status: str = "",
    **of_its_own: Any,
) -> Entry:
    """A child comes on a register. ``calendar`` is of their school, for the clocks.
    ``chosen_on`` is when the reason was chosen, if not on the day it begins; ``status``
    how it begins, where a register has more than one way.

    Raises Refused for a child who is on it already, or was on these days; for a reason
    that isn't one on the day; where what is said of its own can't be.
    """
    if reason not in dict(choices.choices(register.name, "reason", chosen_on or on)):
        raise Refused(
            f"“{reason}” is not a reason for {register.one} on {on:%d/%m/%Y}."
        )
    assert not status or status in register.first, f"No {register.one} begins so."
    open_already = Entry.objects.open().filter(
        register=register.name, child=child, about=about
    )
    try:
        with transaction.atomic():
            if not of_its_own.get("ended_on") and open_already.exists():
                raise Refused(TWICE.format(one=register.one))
            entry = register.model(
                register=register.name,
                child=child,
                school=school,
                about=about,
                status=status or register.opens_as,
                started_on=on,
                reason=reason,
                opened_by=by,
                opened_at=timezone.now(),
                **of_its_own,
            )
            _refuse_wrong(entry, of_its_own)
            entry.save()
            say(entry, Kind.OPENED, on=on, by=by, text=note, after=entry.status)
            running.begun_by(entry, OPEN, on=on, calendar=calendar)
    except IntegrityError as why:
        raise Refused(_sentence(register, why)) from why
    return entry


@one_at_a_time
def move(
    entry: Entry,
    *,
    to: str,
    on: date,
    by: str,
    calendar: Calendar,
    note: str = "",
    by_deed: bool = False,
) -> None:
    """An entry becomes something else, if what it is leads there. Raises Refused. What
    only a deed of the register’s own leads to, only that deed may ask for (``by_deed``)."""
    register = register_of(entry)
    if why := register.refusal(entry, to):
        raise Refused(why)
    if to in register.by_deed and not by_deed:
        raise Refused(register.by_deed[to])
    _refuse_before(entry, on)
    before, entry.status = entry.status, to
    entry.save(update_fields=["status"])
    say(entry, Kind.MOVED, on=on, by=by, text=note, before=before, after=to)
    running.met_by(entry, to, on=on, by=by)
    running.begun_by(entry, to, on=on, calendar=calendar)


@one_at_a_time
def note(entry: Entry, *, text: str, on: date, by: str, kind: str = Kind.NOTED) -> None:
    """Something is written of an entry: a note, a contact, a review. Raises Refused for
    nothing, and for one that is kept elsewhere."""
    _refuse_read_only(entry)
    if not text.strip():
        raise Refused("Write what happened.")
    say(entry, Kind(kind), on=on, by=by, text=text.strip())


@one_at_a_time
def plan_next(
    entry: Entry,
    *,
    step: str,
    step_on: date | None,
    review_on: date | None,
    by: str,
    on: date,
) -> None:
    """What happens next, and when it is looked at again."""
    _refuse_read_only(entry)
    _refuse_closed(entry)
    entry.next_step, entry.next_on, entry.review_on = step, step_on, review_on
    entry.save(update_fields=["next_step", "next_on", "review_on"])
    when = f" by {step_on:%d/%m/%Y}" if step_on else ""
    review = f" Review on {review_on:%d/%m/%Y}." if review_on else ""
    say(entry, Kind.PLANNED, on=on, by=by, text=f"{step or 'Nothing'}{when}.{review}")


@one_at_a_time
def fill_in(entry: Entry, *, on: date, by: str, **said: Any) -> None:
    """What the register asks of its own. Only what changed is said; a field that isn't
    given stays. Raises Refused where a value can't be."""
    register = register_of(entry)
    _refuse_read_only(entry)
    _refuse_closed(entry)
    held = register.model.objects.get(pk=entry.pk)
    changed = [
        one
        for one in register.own_fields
        if one.name in said and getattr(held, one.name) != said[one.name]
    ]
    for one in changed:
        setattr(held, one.name, said[one.name])
    _refuse_wrong(held, said)
    if changed:
        held.save(update_fields=[one.name for one in changed])
        titles = ", ".join(str(one.verbose_name) for one in changed)
        say(entry, Kind.FILLED, on=on, by=by, text=titles.capitalize())


@one_at_a_time
def hand_to(entry: Entry, *, lead: Any, on: date, by: str) -> None:
    """Somebody else leads, or nobody."""
    _refuse_read_only(entry)
    _refuse_closed(entry)
    entry.lead = lead
    entry.save(update_fields=["lead"])
    say(entry, Kind.HANDED, on=on, by=by, text=str(lead) if lead else "Nobody")


@one_at_a_time
def close(entry: Entry, *, outcome: str, on: date, by: str, note: str = "") -> None:
    """A spell ends, with what came of it; its clocks are met by that or stop.

    Raises Refused before it began, for an outcome that isn't one on the day, and for one
    that is closed.
    """
    register = register_of(entry)
    _refuse_read_only(entry)
    _refuse_closed(entry)
    _refuse_before(entry, on)
    if why := register.unfinished(entry):
        raise Refused(why)
    if outcome not in dict(choices.choices(register.name, "outcome", on)):
        raise Refused(f"“{outcome}” is not how {register.one} ends on {on:%d/%m/%Y}.")
    entry.ended_on, entry.outcome = on, outcome
    entry.closed_by, entry.closed_at = by, timezone.now()
    _save(entry, "ended_on", "outcome", "closed_by", "closed_at")
    ended(entry, by=by, note=note)


@one_at_a_time
def reopen(entry: Entry, *, on: date, by: str, why: str) -> None:
    """Opens again what was closed too early. Its clocks don't run again by themselves.

    Raises Refused without a reason, and where another spell has begun since.
    """
    _refuse_read_only(entry)
    if entry.is_open:
        raise Refused("It is open.")
    assert entry.ended_on is not None
    if on < entry.ended_on:
        raise Refused(
            f"It was closed on {entry.ended_on:%d/%m/%Y}: give that day or a later one."
        )
    if not why.strip():
        raise Refused("Say why it is opened again.")
    was = entry.outcome
    entry.ended_on, entry.outcome, entry.closed_by, entry.closed_at = None, "", "", None
    _save(entry, "ended_on", "outcome", "closed_by", "closed_at")
    say(entry, Kind.REOPENED, on=on, by=by, text=why, before=was, after=entry.status)


@one_at_a_time
def restart_clock(
    entry: Entry, *, name: str, on: date, by: str, why: str, calendar: Calendar
) -> None:
    """Begins a clock again, for a reason that is kept: none begins again in silence."""
    _refuse_read_only(entry)
    _refuse_closed(entry)
    if not why.strip():
        raise Refused("Say why the clock begins again.")
    rule = next((one for one in rules_of(entry.register, on) if one.name == name), None)
    if rule is None:
        raise Refused(f"There is no clock “{name}” on {on:%d/%m/%Y}.")
    _refuse_before(entry, on)
    if rule.begins == DEED:
        raise Refused(f"“{rule.says}” is counted from what began it, and not again.")
    for clock in entry.clocks.filter(name=name, met_on=None, stopped_on=None):
        running.end(clock, on=on, by=by, why=why)
    due = rule.due(on, calendar)
    Clock.objects.create(entry=entry, name=name, began_on=on, due_on=due)
    text = f"{rule.says}: begun again, due {due:%d/%m/%Y}. {why.strip()}"
    say(entry, Kind.CLOCK, on=on, by=by, text=text)


def ended(entry: Entry, *, by: str, note: str = "") -> None:
    """The line of an end, and its clocks: met by that, or stopped."""
    on, outcome = entry.ended_on, entry.outcome
    assert on is not None
    say(entry, Kind.CLOSED, on=on, by=by, text=note, before=entry.status, after=outcome)
    running.met_by(entry, CLOSE, on=on, by=by)
    for clock in entry.clocks.filter(met_on=None, stopped_on=None):
        said = choices.said(entry.register, "outcome", outcome)
        running.end(clock, on=on, by=by, why=f"Closed: {said}")


def say(
    entry: Entry,
    kind: Happened.Kind,
    *,
    on: date,
    by: str,
    text: str = "",
    before: str = "",
    after: str = "",
) -> None:
    """Leaves a line with the entry, and a mark on the trail."""
    Happened.objects.create(
        entry=entry,
        kind=kind,
        on=on,
        text=text,
        before=before,
        after=after,
        by=by,
        at=timezone.now(),
    )
    audit.record(
        did=f"entry.{kind}",
        by=by,
        child=entry.child,
        to=f"entry:{entry.pk}",
        school=entry.school,
        before=before,
        after=after,
    )


def _save(entry: Entry, *fields: str) -> None:
    try:
        with transaction.atomic():
            entry.save(update_fields=fields)
    except IntegrityError as why:
        raise Refused(_sentence(register_of(entry), why)) from why


def _sentence(register: Register, why: IntegrityError) -> str:
    """What a constraint of the database means to people."""
    text = BEYOND if OVERLAPS in str(why) else TWICE
    return text.format(one=register.one)


def _refuse_wrong(entry: Entry, said: Mapping[str, Any]) -> None:
    """Raises Refused where what is said of a register's own can't be."""
    try:
        entry.clean_fields(exclude={f.name for f in entry._meta.fields} - {*said})
        entry.clean()
    except ValidationError as why:
        raise Refused(" ".join(why.messages)) from why


def _refuse_read_only(entry: Entry) -> None:
    if entry.is_read_only:
        raise Refused(f"This is kept in {entry.source}, and is changed there.")


def _refuse_closed(entry: Entry) -> None:
    if not entry.is_open:
        raise Refused("It is closed. Open it again first.")


def _refuse_before(entry: Entry, on: date) -> None:
    if on < entry.started_on:
        raise Refused(
            f"It began on {entry.started_on:%d/%m/%Y}: give that day or a later one."
        )
