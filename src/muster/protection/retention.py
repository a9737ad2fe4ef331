"""Keeping nothing longer than needed: how long, what is past it, and clearing it away.

A table (retention.toml) has a default for each kind of record, and a council its own from a
day on. Nothing goes by itself that is a child's: somebody looks at what would go, and says
so. What is under a legal hold stays. Source: UK GDPR article 5(1)(e); rules.md 11.5.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.sessions.models import Session
from django.db import models
from django.urls import reverse
from django.utils import timezone

from muster.accounts import audit
from muster.accounts.authority import authority, look_of_papers
from muster.accounts.models import Entry
from muster.design.filters import day
from muster.documents import blocks
from muster.documents.models import Issued
from muster.documents.render import pdf
from muster.jobs import queue
from muster.jobs.models import Job
from muster.jobs.queue import Tell, background, enqueue
from muster.protection import access, holds
from muster.protection.requests import Kind, Refused, Request
from muster.registers.models import Payment
from muster.school_year import SchoolYear, clock
from muster.sources import received, upkeep, uploads
from muster.sources.cases import sending as cases
from muster.sources.models import Sheet, Upload
from muster.sources.words import counted
from muster.tables import keeping
from muster.tables.erasing import Gone


class Period(models.Model):
    """How long the council keeps a kind of record, from a day on."""

    record = models.CharField(max_length=20)
    length = models.PositiveIntegerField()
    valid_from = models.DateField()
    why = models.TextField("what its schedule says")
    set_by = models.CharField(max_length=150)
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["valid_from", "pk"]

    def __str__(self) -> str:
        return f"{self.record}: {self.length}, from {self.valid_from}"


class Clearance(models.Model):
    """One run of retention: what was shown to whoever confirmed it, and what went."""

    preview = models.JSONField("what would go", default=list)
    took = models.JSONField("what went", default=list)
    confirmed_by = models.CharField(max_length=150)
    confirmed_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    certificate = models.BinaryField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("protection:clearance", args=[self.pk])

    @property
    def number(self) -> str:
        return f"R-{self.pk:04}"


@dataclass(frozen=True)
class Record:
    """A kind of record, as retention.toml has it."""

    key: str
    title: str
    why: str
    source: str
    unit: str = ""
    default: int = 0
    least: int | None = None
    most: int | None = None

    @property
    def length(self) -> int:
        """The council's own as it stands today, else the default."""
        own = Period.objects.filter(record=self.key, valid_from__lte=clock.today())
        last = own.last()
        return last.length if last else self.default

    @property
    def says(self) -> str:
        """“3 school years”."""
        if not self.unit:
            return "for good"
        return counted(self.length, self.unit.removesuffix("s"))

    def before(self) -> date:
        """What is from before this day is past its time."""
        today, length = clock.today(), self.length
        if self.unit == "days":
            return today - timedelta(days=length)
        if self.unit == "school years":
            return SchoolYear(SchoolYear.of(today).start - length).starts_on
        return _years_before(today, length)


@cache
def records() -> dict[str, Record]:
    text = Path(__file__).with_name("retention.toml").read_text("utf-8")
    return {key: Record(key, **said) for key, said in tomllib.loads(text).items()}


def set_length(
    record: Record, length: int, *, valid_from: date, why: str, by: str
) -> Period:
    """Says how long the council keeps a kind of record. Raises Refused."""
    if not record.unit:
        raise Refused(f"{record.title} are kept for good.")
    if record.least is not None and length < record.least:
        raise Refused(f"{record.title}: {record.least} {record.unit} at least.")
    if record.most is not None and length > record.most:
        raise Refused(f"{record.title}: {record.most} {record.unit} at most.")
    made = Period.objects.create(
        record=record.key, length=length, valid_from=valid_from, why=why, set_by=by
    )
    audit.record(
        did="retention.set",
        by=by,
        to=f"record:{record.key}",
        before=record.length,
        after=length,
        reason=why,
    )
    return made


# What would go -----------------------------------------------------------------------


@dataclass(frozen=True)
class Past:
    """What of a kind of record is past its time, by school year where it has one."""

    record: Record
    of: str
    count: int
    held: str = ""


def preview() -> list[Past]:
    """A line a kind of record and school year; what a hold keeps is said."""
    whole = holds.records()
    lines = []
    for record in records().values():
        held = "held whole" if record.key in whole else ""
        found = COUNTS[record.key](record)
        lines += [Past(record, of, n, held) for of, n in found] or [
            Past(record, "", 0, held)
        ]
    return lines


def _old_marks(record: Record) -> list[tuple[str, int]]:
    state = uploads.state()
    found: dict[int, int] = {}
    for layer in keeping.old_layers(state, SchoolYear.of(record.before()).start):
        found[layer.year or 0] = found.get(layer.year or 0, 0) + layer.rows
    return [(SchoolYear(year).title, n) for year, n in sorted(found.items())]


def _old_leavers(record: Record) -> list[tuple[str, int]]:
    state, before = uploads.state(), record.before()
    left = keeping.leavers(state, before)
    found: dict[int, int] = {}
    for pupil in keeping.leavers_to_drop(state, before, holds.kept()):
        year = SchoolYear.of(left[pupil]).start
        found[year] = found.get(year, 0) + 1
    return [
        (f"left in {SchoolYear(year).title}", n) for year, n in sorted(found.items())
    ]


def _count(rows: models.QuerySet) -> list[tuple[str, int]]:
    n = rows.count()
    return [("", n)] if n else []


Counting = Callable[[Record], list[tuple[str, int]]]
COUNTS: dict[str, Counting] = {
    "marks": _old_marks,
    "leavers": _old_leavers,
    "uploads": lambda one: [
        *_count(Upload.objects.filter(sent_at__lt=_moment(one))),
        *_count(Sheet.objects.filter(is_put_aside=False, sent_at__lt=_moment(one))),
    ],
    "answers": lambda one: _count(
        Request.objects.filter(kind=Kind.ACCESS, ended_at__lt=_moment(one)).exclude(
            folder=""
        )
    ),
    "requests": lambda one: _count(Request.objects.filter(ended_at__lt=_moment(one))),
    "payments": lambda one: _count(Payment.objects.settled_before(one.before())),
    "jobs": lambda one: _count(Job.objects.filter(finished_at__lt=_moment(one))),
    "sessions": lambda one: _count(
        Session.objects.filter(expire_date__lt=timezone.now())
    ),
    "trail": lambda one: _count(Entry.objects.filter(at__lt=_moment(one))),
    "papers": lambda one: _count(Issued.objects.none()),
}

# What a run clears away. The trail and papers are not among it, on purpose.
CLEARED = (
    "marks",
    "leavers",
    "uploads",
    "answers",
    "requests",
    "payments",
    "jobs",
    "sessions",
)


# Clearing it away --------------------------------------------------------------------


def ask_to_clear(*, by: str) -> Clearance:
    """A person has seen what would go, and says so: a worker clears it. Raises Refused."""
    lines = [one for one in preview() if one.record.key in CLEARED and not one.held]
    if not sum(one.count for one in lines):
        raise Refused("Nothing is past its time.")
    made = Clearance.objects.create(
        preview=[[one.record.title, one.of, one.count] for one in lines if one.count],
        confirmed_by=by,
    )
    audit.record(
        did="retention.confirmed",
        by=by,
        to=f"clearance:{made.pk}",
        after=made.preview,
    )
    enqueue(
        clear,
        title=f"Retention {made.number}",
        by=by,
        page=made.get_absolute_url(),
        pk=made.pk,
    )
    return made


@background
def clear(tell: Tell, *, pk: int) -> str:
    """Clears away what is past its time, the children's records in a version each."""
    made = Clearance.objects.get(pk=pk)
    if made.done_at:
        return f"{made.number} is done."
    whole = holds.records()
    took = list(made.took)
    done = {key for key, *_ in took}
    for n, key in enumerate(CLEARED):
        tell(n / len(CLEARED), records()[key].title)
        if key in whole or key in done:
            continue
        took.append([key, records()[key].title, CLEARING[key](records()[key])])
        Clearance.objects.filter(pk=pk).update(took=took)
    made.took, made.done_at = took, timezone.now()
    made.certificate = pdf.render(certificate(made))
    made.save()
    audit.record(
        did="retention.done", by=made.confirmed_by, to=f"clearance:{pk}", after=took
    )
    return f"Retention {made.number} is done. Its certificate can be read."


def nightly(tell: Callable[[float], object]) -> str:
    """What goes without being asked, each night: files nobody loaded, what jobs said,
    answers that were sent, sign-ins that have run out."""
    now, whole = records(), holds.records()
    said = ""
    if not whole & {"uploads", "jobs"}:
        said = upkeep.prune(tell, _moment(now["uploads"]), _moment(now["jobs"]))
    for key in ("answers", "sessions"):
        if key not in whole:
            CLEARING[key](now[key])
    return said


def _clear_marks(record: Record) -> int:
    year = SchoolYear.of(record.before()).start

    def change(draft: Any, state: Any) -> Gone:
        return keeping.drop_old(draft, state, year, holds.kept())

    if not _old_marks(record):
        return 0
    return sum(_rewritten(change).rows.values())


def _clear_leavers(record: Record) -> int:
    before = record.before()
    if not _old_leavers(record):
        return 0
    return _rewritten(
        lambda draft, state: keeping.drop_leavers(draft, state, before, holds.kept())
    ).identifiers


def _rewritten(change: Callable[[Any, Any], Gone]) -> Gone:
    return uploads.rewrite("what is past its time", change, lambda gone: None)


def _clear_requests(record: Record) -> int:
    old = Request.objects.filter(ended_at__lt=_moment(record))
    for request in old:
        access.throw_away(request.folder)
    return old.delete()[0]


def _clear_payments(record: Record) -> int:
    return Payment.objects.settled_before(record.before()).delete()[0]


def _clear_sessions(record: Record) -> int:
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]


CLEARING: dict[str, Callable[[Record], int]] = {
    "marks": _clear_marks,
    "leavers": _clear_leavers,
    "uploads": lambda record: (
        received.prune(_moment(record)) + cases.prune(_moment(record))
    ),
    "answers": lambda record: access.forget_answers(_moment(record)),
    "requests": _clear_requests,
    "payments": _clear_payments,
    "jobs": lambda record: queue.prune(_moment(record)),
    "sessions": _clear_sessions,
}


def certificate(made: Clearance) -> blocks.Paper:
    """What was cleared away, by which rule, and what was kept. It names nobody."""
    ours = authority()
    kept = [str(hold.reason) for hold in holds.Hold.objects.standing()]
    rows = [(title, records()[key].says, f"{n:,}") for key, title, n in made.took]
    return blocks.Paper(
        title="Certificate of retention",
        subtitle=f"Run {made.number}",
        organisation=ours.name or "The authority",
        audience="For whoever answers for data protection",
        as_at=day(clock.today()),
        reference=made.number,
        look=look_of_papers(ours),
        blocks=[
            blocks.Lead(
                f"What was past its time was cleared away on {day(clock.today())}, as"
                f" confirmed by {made.confirmed_by}."
            ),
            blocks.Heading("What was cleared away"),
            blocks.Table(
                "What was cleared away",
                [
                    blocks.Column("Record"),
                    blocks.Column("Kept for"),
                    blocks.Column("Cleared away", numeric=True),
                ],
                rows,
                note="Marks and weekly files are counted in rows, leavers in pupils.",
            ),
            blocks.Heading("What was kept, and why"),
            blocks.Bullets(
                [
                    "Signed-off papers, for good: they hold figures and never children.",
                    "The trail of who did what.",
                    f"What is under {counted(len(kept), 'legal hold')}."
                    if kept
                    else "No legal hold stands.",
                ]
            ),
        ],
    )


def _moment(record: Record) -> datetime:
    """The start of the day before which a record is past its time."""
    return timezone.make_aware(datetime.combine(record.before(), datetime.min.time()))


def _years_before(today: date, years: int) -> date:
    try:
        return today.replace(year=today.year - years)
    except ValueError:  # 29 February
        return today.replace(year=today.year - years, day=28)
