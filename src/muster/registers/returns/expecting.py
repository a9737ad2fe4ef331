"""What each school should have returned, from the week's lists and the rolls; and which
return answers it. One return answers one: a second illness is returned again.

Nothing is counted again: sickness, continuous absence and C2 are as the lists found them
(:mod:`muster.registers.finding`), so this looks only at the schools that did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from muster.registers.found import Decided, Found
from muster.registers.lists import OF_FILES
from muster.registers.returns import meaning
from muster.registers.returns.kinds import (
    ATTENDANCE,
    DELETION,
    NEW_PUPIL,
    PART_TIME,
    SICKNESS,
    kinds,
)
from muster.registers.returns.rolls import Stay, came, stays, went
from muster.registers.returns.sent import Expected, Return
from muster.school_year import Calendar, SchoolYear
from muster.tables.state import State


OF_LIST = {"sickness": SICKNESS, "continuous": ATTENDANCE, "part_time": PART_TIME}
# Which of the days of a run makes ten of it (rules.md 3.3).
TENTH = 10


@dataclass(frozen=True)
class Owed:
    """A return a school owes of a child: of what day, and since when."""

    kind: str
    pupil: int
    child: int
    since_on: date
    arose_on: date
    found: int | None = None


def bring_up(state: State, on: date, schools: Sequence[int]) -> int:
    """Brings what these schools owe up to a day. Gives how much that is."""
    calendars = {school: state.calendar(school) for school in schools}
    rolls = stays(state, on, calendars)
    return sum(
        _take(state, school, list(_owed(school, rolls[school], calendar, on)), on)
        for school, calendar in calendars.items()
    )


def _owed(school: int, of: list[Stay], calendar: Calendar, on: date) -> Iterator[Owed]:
    yield from _by_lists(school)
    for stay in came(of, calendar, on):
        yield Owed(NEW_PUPIL, stay.pupil, stay.child, stay.from_on, stay.from_on)
    gone = list(went(of, calendar, on))
    for stay in gone:
        assert stay.to_on
        yield Owed(DELETION, stay.pupil, stay.child, stay.to_on, stay.to_on)
    yield from _said_to_have_left(school, {stay.child for stay in gone}, on)


def _by_lists(school: int) -> Iterator[Owed]:
    rows = Found.objects.filter(school=school, on_list__in=OF_LIST, gone_on=None)
    for row in rows:
        kind = OF_LIST[row.on_list]
        yield Owed(kind, row.pupil, row.child, row.since_on, _arose_on(row), row.pk)


def _arose_on(row: Found) -> date:
    """The fifteenth day of illness, the tenth of a run, the first C2."""
    if row.on_list == "sickness":
        return _day(row.figures["reached"])
    if row.on_list == "continuous":
        days = sorted({_day(session[0]) for session in row.sessions})
        return days[TENTH - 1] if len(days) >= TENTH else row.since_on
    return row.since_on


def _said_to_have_left(school: int, known: set[int], on: date) -> Iterator[Owed]:
    """Whoever vanished, from the register or the weekly file, and as an officer decided
    left, before a roll says so; not who is there again. Who went from the list of the
    files for a deletion return, or to that of the register, is away still."""
    returned = Return.objects.standing().filter(
        school=school, kind=DELETION, about_on__gte=SchoolYear.of(on).starts_on
    )
    vanished = Found.objects.filter(school=school, on_list="vanished", gone_on=None)
    away = Q(found__child__in=returned.filter(child__isnull=False).values("child"))
    away |= Q(found__child__in=vanished.values("child"))
    decided = Decided.objects.filter(
        Q(found__gone_on=None) | Q(found__on_list=OF_FILES) & away,
        code="left",
        found__on_list__in=("vanished", OF_FILES),
        found__school=school,
    ).select_related("found")
    rows = {one.found.child: one.found for one in decided.order_by("pk")}
    for row in rows.values():
        if row.child not in known:
            yield Owed(
                DELETION, row.pupil, row.child, row.since_on, row.since_on, row.pk
            )


@transaction.atomic
def _take(state: State, school: int, owed: list[Owed], on: date) -> int:
    """What one school owes in place of what it did. A day something was due stays as it
    was; last school year's is settled and isn't looked at again."""
    rows = Expected.objects.select_for_update().filter(school=school)
    held = {(row.kind, row.pupil, row.since_on): row for row in rows}
    now = {(one.kind, one.pupil, one.since_on): one for one in owed}
    calendar, begins = state.calendar(school), SchoolYear.of(on).starts_on
    Expected.objects.bulk_create(
        [
            Expected(
                kind=one.kind,
                school=school,
                child=one.child,
                pupil=one.pupil,
                since_on=one.since_on,
                arose_on=one.arose_on,
                due_on=kinds(one.arose_on)[one.kind].due(one.arose_on, calendar),
                found_id=one.found,
            )
            for key, one in now.items()
            if key not in held
        ],
        batch_size=500,
    )
    changed = []
    answer_now = {row.answered_by_id for row in held.values() if row.gone_on is None}
    for key, row in held.items():
        gone_on = None if key in now else row.gone_on or on
        if gone_on != row.gone_on and row.arose_on >= begins:
            row.gone_on = gone_on
            if gone_on is None and row.answered_by_id in answer_now:
                row.answered_by = None  # what answered it answers another since
            elif gone_on is None:
                answer_now.add(row.answered_by_id)
            changed.append(row)
    Expected.objects.bulk_update(changed, ["gone_on", "answered_by"], batch_size=200)
    meaning.look_again(state, school)
    match(school)
    return len(now)


def match(school: int) -> None:
    """Answers what a school owes with what it sent of the same child and answers nothing
    else yet: the nearest in days first, if near enough to be of the same thing."""
    owed = Expected.objects.select_for_update().filter(school=school, gone_on=None)
    open_ = list(owed.filter(answered_by=None))
    taken = owed.exclude(answered_by=None).values("answered_by")
    free = Return.objects.standing().filter(
        school=school, child__among=sorted({one.child for one in open_})
    )
    by_child: dict[tuple[str, int | None], list[Return]] = {}
    for one in free.exclude(pk__in=taken):
        by_child.setdefault((one.kind, one.child), []).append(one)
    pairs = [
        pair
        for one in open_
        for pair in _near(one, by_child.get((one.kind, one.child), []))
    ]
    done: set[int] = set()
    for _, one, sent in sorted(pairs, key=lambda it: (it[0], it[1].pk, it[2].pk)):
        if one.answered_by_id is None and sent.pk not in done:
            done.add(sent.pk)
            answer(one, sent)


def answer(owed: Expected, sent: Return) -> None:
    """Says that a return is the one that was due, and no other; it was due when that was."""
    others = Expected.objects.filter(answered_by=sent, gone_on=None)
    others.exclude(pk=owed.pk).update(answered_by=None)
    owed.answered_by = sent
    owed.save(update_fields=["answered_by"])
    if sent.due_on != owed.due_on:
        sent.due_on = owed.due_on
        sent.save(update_fields=["due_on"])


def _near(
    owed: Expected, sent: Iterable[Return]
) -> Iterator[tuple[int, Expected, Return]]:
    """Those that may be of what is owed, with the days between."""
    within = kinds(owed.arose_on)[owed.kind].within
    for one in sent:
        apart = abs((one.about_on - owed.since_on).days)
        if apart <= within:
            yield apart, owed, one


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
