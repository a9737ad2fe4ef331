"""A case that is kept in another system, as its next extract has it.

What changed there is changed here by the same verbs, a line each, though nobody else can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from muster.accounts.models import User
from muster.registers import bringing, keeping
from muster.registers.entry import Entry
from muster.registers.register import register_of
from muster.school_year import Calendar
from muster.sources.cases.notes import lines_of
from muster.sources.cases.rows import Case


def differences(held: Entry, case: Case, on: date) -> list[str]:
    """What an extract that is read on a day changes of an entry, in words."""
    own = _own_changes(held, case)
    said = [
        ("opened again", held.ended_on and not case.ended_on),
        ("how it stands", held.status != case.status and not case.ended_on),
        ("who leads it", held.lead_id != case.lead and not case.ended_on),
        ("what happens next", _next_differs(held, case) and not case.ended_on),
        (", ".join(own), own),
        ("notes", _new_notes(held, case, on)),
        ("closed", case.ended_on and not held.ended_on),
        ("how it ended", _end_differs(held, case)),
    ]
    return [what for what, differs in said if differs]


def _next_differs(held: Entry, case: Case) -> bool:
    ours = (held.next_step, held.next_on, held.review_on)
    return ours != (case.next_step, case.next_on, case.review_on)


def _end_differs(held: Entry, case: Case) -> bool:
    """Whether both have it closed, on another day or with another outcome."""
    both = bool(held.ended_on and case.ended_on)
    ours = (held.ended_on, held.outcome)
    return both and ours != (case.ended_on, case.outcome)


def _own_changes(held: Entry, case: Case) -> list[str]:
    register = register_of(held)
    if not case.own:
        return []
    one = register.model.objects.get(pk=held.pk)
    return [
        str(field.verbose_name)
        for field in register.own_fields
        if field.name in case.own and getattr(one, field.name) != case.own[field.name]
    ]


def _new_notes(held: Entry, case: Case, on: date) -> list[tuple[date, str]]:
    """The lines of notes that it hasn't yet. A note is the same with the same day and words;
    what has no date is told by its words."""
    if not case.notes:
        return []
    before = set(held.happened.values_list("on", "text"))
    before |= {(None, text) for _, text in before}
    lines = lines_of(case.notes, until=on)
    return [(day or on, text) for day, text in lines if (day, text) not in before]


def feed(held: Entry, case: Case, *, on: date, by: str, calendar: Calendar) -> None:
    """Changes an entry to what the extract has. Raises Refused."""
    source = held.source
    lead = User.objects.filter(pk=case.lead).first() if case.lead else None
    with bringing.spoken_for(held):
        if held.ended_on and not case.ended_on:
            keeping.reopen(held, why=f"{source} has it open again.", on=on, by=by)
        elif _end_differs(held, case):
            keeping.reopen(held, why=f"{source} has another end.", on=on, by=by)
        if held.is_open:
            for change in _changes(held, case, lead, source, calendar, on, by):
                change()
        for day, text in _new_notes(held, case, on):
            keeping.note(held, text=text, on=day, by=by)
        if case.ended_on and held.is_open:
            keeping.close(held, outcome=case.outcome, on=case.ended_on, by=by)


def _changes(
    held: Entry,
    case: Case,
    lead: User | None,
    source: str,
    calendar: Calendar,
    on: date,
    by: str,
) -> Iterator[Callable[[], None]]:
    if held.status != case.status and not case.ended_on:
        yield partial(
            bringing.stand,
            held,
            to=case.status,
            since=case.status_on,
            on=on,
            by=by,
            calendar=calendar,
            source=source,
        )
    if held.lead_id != case.lead:
        yield partial(keeping.hand_to, held, lead=lead, on=on, by=by)
    if _next_differs(held, case):
        yield partial(
            keeping.plan_next,
            held,
            step=case.next_step,
            step_on=case.next_on,
            review_on=case.review_on,
            on=on,
            by=by,
        )
    if _own_changes(held, case):
        yield partial(keeping.fill_in, held, on=on, by=by, **case.own)
