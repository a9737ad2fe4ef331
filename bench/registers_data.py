"""Cases by the hundred thousand, put beside those of an invented authority.

Rows go straight into the tables, a kind at a time, as deeds would have left them: entries
with their lines and clocks, findings and what was decided, notices, returns, meetings with
schools and what is shared with them. Children and schools are the home's own.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, islice
from typing import Any

from django.db import connection, models, transaction

from muster.accounts.models import User
from muster.accounts.stored import state
from muster.practice.challenge import Challenge
from muster.practice.meeting import AgendaItem, MeetingHappened, SupportMeeting
from muster.practice.shelf import Opened, Shared
from muster.registers import choices
from muster.registers.clocks import rules_of
from muster.registers.contact import Contact
from muster.registers.entry import Clock, Entry, Happened
from muster.registers.found import Decided, Found
from muster.registers.legal.case import about
from muster.registers.legal.notice import Notice
from muster.registers.lists import lists
from muster.registers.register import Register, registers
from muster.registers.returns.kinds import kinds
from muster.registers.returns.sent import Expected, Return


BY = "rosalind"
# Of a hundred entries, how many are on each register.
SHARES = {"support": 50, "part_time": 30, "legal": 20}
FIRST = date(2024, 9, 2)
TERMS = (("2024-25/spring", date(2025, 1, 13)), ("2024-25/summer", date(2025, 4, 28)),
         ("2025-26/autumn", date(2025, 9, 15)), ("2025-26/spring", date(2026, 1, 12)))  # fmt: skip


@dataclass(frozen=True)
class Size:
    open: int = 5_000
    closed: int = 100_000
    findings: int = 20_000
    notices: int = 3_000
    returns: int = 5_000


@dataclass(frozen=True)
class Pupil:
    """A child at the school they joined last."""

    child: int
    pupil: int
    school: int


def fill(size: Size, on: date) -> None:
    """Adds what is short of a size. Always the same of the same home."""
    dice = random.Random(1)
    rows = state().pupils.select("child", "pupil", "school")
    pupils = [
        Pupil(*row)
        for row in rows.unique("child", keep="last").sort("child").iter_rows()
    ]
    taken = set(Entry.objects.values_list("child", flat=True))
    free = [one for one in pupils if one.child not in taken]
    dice.shuffle(free)
    people = list(User.objects.filter(is_active=True).values_list("pk", flat=True))
    with transaction.atomic():
        _entries(size, free, people, dice, on)
        _findings(size, pupils, dice, on)
        _returns(size, pupils, dice, on)
        _meetings(sorted({one.school for one in pupils}), people, dice, on)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


# Entries -----------------------------------------------------------------------------------


def _entries(
    size: Size, free: list[Pupil], people: list[int], dice: random.Random, on: date
) -> None:
    """An open one of a child each; two closed, one after the other, of others."""
    opens = max(size.open - Entry.objects.open().count(), 0)
    held = free[: opens + size.closed // 2]
    names = dice.choices([*SHARES], [*SHARES.values()], k=len(held))
    of = {one.child: registers()[name] for one, name in zip(held, names, strict=True)}
    parents = _parents([one for one in held if of[one.child].name == "legal"])
    number = (Entry.objects.aggregate(last=models.Max("pk"))["last"] or 0) + 1
    entries: list[Entry] = []
    for nth, one in enumerate(held):
        for began, ended in _spells(nth < opens, dice, on):
            entry = _entry(of[one.child], one, began, ended, people, dice, on)
            entry.id = entry.entry_ptr_id = number + len(entries)
            if parent := parents.get(one.child):
                entry.parent, entry.about = parent, about(parent)
            entries.append(entry)
    _insert(Entry, entries)
    for register in registers().values():
        _insert(
            register.model, [one for one in entries if one.register == register.name]
        )
    _insert(Happened, chain.from_iterable(map(_lines, entries)))
    _insert(Clock, chain.from_iterable(_clocks(one, on) for one in entries))
    legal = [one for one in entries if one.register == "legal"]
    whose = {one.child: one.pupil for one in held}
    some = dice.sample(legal, min(size.notices, len(legal)))
    _insert(Notice, (_notice(one, whose[one.child], dice, on) for one in some))


def _parents(held: list[Pupil]) -> dict[int, Contact]:
    Contact.objects.bulk_create(
        [
            Contact(child=one.child, name=f"Parent of {one.child}", relation="mother",
                    is_parent=True, address="1 Invented Lane", added_by=BY,
                    added_at=_at(FIRST))
            for one in held
        ],
        batch_size=1000,
    )  # fmt: skip
    children = [one.child for one in held]
    found = Contact.objects.filter(child__among=children, name__startswith="Parent of")
    return {one.child: one for one in found}


def _spells(
    is_open: bool, dice: random.Random, on: date
) -> Iterator[tuple[date, date | None]]:
    if is_open:
        yield on - timedelta(days=dice.randrange(1, 200)), None
        return
    began = FIRST + timedelta(days=dice.randrange(0, 200))
    ended = began + timedelta(days=dice.randrange(20, 120))
    yield began, ended
    again = ended + timedelta(days=dice.randrange(1, 60))
    yield again, again + timedelta(days=dice.randrange(20, 120))


def _entry(
    register: Register,
    one: Pupil,
    began: date,
    ended: date | None,
    people: list[int],
    dice: random.Random,
    on: date,
) -> Any:
    name = register.name
    reasons, outcomes = (choices.choices(name, what, began) for what in ("reason", "outcome"))  # fmt: skip
    entry = register.model(
        register=name,
        child=one.child,
        school=one.school,
        status=dice.choice(register.statuses.values),
        started_on=began,
        reason=dice.choice(reasons)[0],
        lead_id=dice.choice([None, *people]),
        next_step=dice.choice(["", "Ring the family", "Meet the school"]),
        opened_by=BY,
        opened_at=_at(began),
    )
    if ended is None:
        entry.next_on = on + timedelta(days=dice.randrange(-20, 20))
        entry.review_on = on + timedelta(days=dice.randrange(-40, 60))
    else:
        entry.ended_on, entry.outcome = ended, dice.choice(outcomes)[0]
        entry.closed_by, entry.closed_at = BY, _at(ended)
    if name == "part_time":
        entry.sessions_a_week = dice.randrange(2, 10)
        entry.ends_on = (ended or on) + timedelta(days=dice.randrange(-20, 40))
    return entry


def _lines(entry: Entry) -> Iterator[Happened]:
    def line(kind: str, day: date, **said: str) -> Happened:
        return Happened(entry=entry, kind=kind, on=day, by=BY, at=_at(day), **said)

    yield line("opened", entry.started_on, after=entry.status)
    for days in (3, 10):
        yield line("noted", entry.started_on + timedelta(days), text="Rang: no answer.")
    if entry.ended_on:
        yield line("closed", entry.ended_on, before=entry.status, after=entry.outcome)


def _clocks(entry: Entry, on: date) -> Iterator[Clock]:
    for rule in rules_of(entry.register, entry.started_on):
        days = rule.number * (1 if rule.unit == "days" else 2)
        due = entry.started_on + timedelta(days=days)
        met = min(due, entry.ended_on) if entry.ended_on else None
        yield Clock(
            entry=entry,
            name=rule.name,
            began_on=entry.started_on,
            due_on=due,
            met_on=met,
            by=BY if met else "",
        )


def _notice(entry: Any, pupil: int, dice: random.Random, on: date) -> Notice:
    issued = entry.started_on + timedelta(days=1)
    due = issued + timedelta(days=30)
    notice = Notice(
        entry=entry,
        parent=entry.parent,
        child=entry.child,
        pupil=pupil,
        place=1,
        reason=dice.choice(Notice.Reason.values),
        offence_from=issued - timedelta(days=40),
        offence_to=issued - timedelta(days=10),
        sessions=_sessions(issued - timedelta(days=40), 10),
        issued_on=issued,
        how="post",
        served_on=issued + timedelta(days=2),
        pounds=160,
        due_on=due,
        reduced_pounds=80,
        reduced_on=issued + timedelta(days=23),
        by=BY,
        at=_at(issued),
    )
    if entry.ended_on and dice.random() < 0.8:
        notice.paid_on, notice.paid_pounds = min(due, entry.ended_on), 160
    elif entry.ended_on:
        notice.withdrawn_on, notice.withdrawn_for = entry.ended_on, "wrong"
        notice.withdrawn_why = "The register was corrected."
    return notice


# Findings, returns and meetings ------------------------------------------------------------


def _findings(size: Size, pupils: list[Pupil], dice: random.Random, on: date) -> None:
    """Every fourth is decided, and every tenth has gone."""
    short = max(size.findings - Found.objects.count(), 0)
    every = list(lists().values())
    number = (Found.objects.aggregate(last=models.Max("pk"))["last"] or 0) + 1
    found, decided = [], []
    for nth, one in enumerate(dice.choices(pupils, k=short)):
        on_list = every[nth % len(every)]
        # A day of its own for each: nothing is found twice.
        since = on - timedelta(days=nth // len(every) % 180)
        row = Found(
            pk=number + nth,
            on_list=on_list.name,
            child=one.child,
            pupil=one.pupil,
            school=one.school,
            since_on=since,
            rank=-dice.randrange(10, 90),
            figures=FIGURES,
            sessions=_sessions(since, 20),
            found_on=since,
            gone_on=on if nth % 10 == 3 else None,
        )
        found.append(row)
        if nth % 4 == 0:
            codes = [each for each in on_list.decisions if not each.opens]
            code = dice.choice(codes).code
            decided.append(
                Decided(
                    found=row, code=code, why="Seen at home.", on=on, by=BY, at=_at(on)
                )
            )
    held = set(Found.objects.values_list("on_list", "pupil", "since_on"))
    keys = {(row.on_list, row.pupil, row.since_on): row for row in found}
    new = [row for key, row in keys.items() if key not in held]
    _insert(Found, new)
    kept = {row.pk for row in new}
    _insert(Decided, (one for one in decided if one.found_id in kept))


FIGURES = {
    "absent": 60, "possible": 110, "to_leave": 12, "misses_left": 3, "left_this_year": 90,
    "sessions": 12, "days": 11, "to": "2026-03-20", "from": "2026-02-02", "running": True,
    "half_days": 31, "spells": 3, "reached": "2026-03-02",
}  # fmt: skip


def _returns(size: Size, pupils: list[Pupil], dice: random.Random, on: date) -> None:
    """Each answers what was expected; as many again are expected and have not come."""
    every = [one for one in kinds(on) if one != "part_time"]
    number = (Return.objects.aggregate(last=models.Max("pk"))["last"] or 0) + 1
    sent, expected = [], []
    for nth, one in enumerate(dice.sample(pupils, min(2 * size.returns, len(pupils)))):
        kind = every[nth % len(every)]
        about_on = on - timedelta(days=dice.randrange(1, 170))
        due = about_on + timedelta(days=7)
        row = Expected(kind=kind, school=one.school, child=one.child, pupil=one.pupil,
                       since_on=about_on, arose_on=about_on, due_on=due)  # fmt: skip
        if nth < size.returns:
            came = about_on + timedelta(days=dice.randrange(0, 12))
            sent.append(
                Return(pk=number + nth, kind=kind, school=one.school, child=one.child,
                       about_on=about_on, due_on=due, received_on=came, how="form",
                       said={"address": "1 Invented Lane"}, sent_by=BY, sent_at=_at(came),
                       stage="received" if nth % 10 == 0 else "accepted")
            )  # fmt: skip
            row.answered_by = sent[-1]
        expected.append(row)
    _insert(Return, sent)
    Expected.objects.bulk_create(expected, batch_size=1000, ignore_conflicts=True)


def _meetings(
    schools: list[int], people: list[int], dice: random.Random, on: date
) -> None:
    """Every school each term, the last of them still to come for most; two documents on
    each one's shelf; a challenge of every other."""
    meetings = [
        SupportMeeting(school=school, term=term, planned_on=day, minutes=60,
                       officer_id=dice.choice(people), state="held" if day < on else "planned",
                       held_on=day if day < on else None, uid=uuid.UUID(int=dice.getrandbits(128)),
                       set_on=begins, planned_by=BY, planned_at=_at(begins))
        for term, begins in TERMS
        for school in schools
        for day in [begins + timedelta(days=dice.randrange(1, 80))]
    ]  # fmt: skip
    held = set(SupportMeeting.objects.values_list("school", "planned_on"))
    meetings = [one for one in meetings if (one.school, one.planned_on) not in held]
    SupportMeeting.objects.bulk_create(meetings, batch_size=500)
    kept = list(SupportMeeting.objects.filter(planned_by=BY))
    titles = ("Figures", "Severely absent children", "Next date")
    _insert(AgendaItem, (AgendaItem(meeting=one, position=nth, title=title) for one in kept for nth, title in enumerate(titles)))  # fmt: skip
    _insert(MeetingHappened, (MeetingHappened(meeting=one, kind="planned", by=BY, at=one.planned_at) for one in kept))  # fmt: skip
    shared = [
        Shared(school=school, title=f"Letter {nth}", name="letter.pdf", content=b"%PDF",
               digest="0" * 64, size=4, shared_by=BY, shared_at=_at(on))
        for school in schools
        for nth in (1, 2)
    ]  # fmt: skip
    Shared.objects.bulk_create(shared, batch_size=500)
    papers = Shared.objects.filter(name="letter.pdf")[: len(schools)]
    _insert(Opened, (Opened(shared=one, by="marigold", first_at=_at(on), last_at=_at(on)) for one in papers))  # fmt: skip
    _insert(Challenge, (
        Challenge(school=school, measure="overall_absence", period="2025-26/HT3",
                  numerator=100, denominator=1000, text="Two children had left.", by="marigold",
                  at=_at(on), asked_on=on, due_on=on + timedelta(days=10))
        for school in schools[::2]
    ))  # fmt: skip


# Rows --------------------------------------------------------------------------------------


def _sessions(first: date, count: int) -> list[list[str]]:
    days = (first + timedelta(days=nth // 2) for nth in range(count))
    return [[one.isoformat(), ("AM", "PM")[n % 2], "O"] for n, one in enumerate(days)]


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)


def _insert(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """Rows into a model's own table: bulk_create has none of a model that is another too."""
    fields = [
        one
        for one in model._meta.local_concrete_fields
        if one.name != "id" or model in (Entry, Found, Return)
    ]
    name = connection.ops.quote_name
    sql = (
        f"INSERT INTO {name(model._meta.db_table)}"
        f" ({', '.join(name(one.column) for one in fields)})"
        f" VALUES ({', '.join(['%s'] * len(fields))})"
    )
    said = (
        [one.get_db_prep_save(one.pre_save(row, True), connection) for one in fields]
        for row in rows
    )
    with connection.cursor() as cursor:
        while some := list(islice(said, 5000)):
            cursor.executemany(sql, some)
