"""Taking a printed log or plan in: every row becomes an action, or what is new of one.

What a paper says is kept as it says it. Nothing is settled here: what was odd is asked of
somebody, one question each (`Asked`), and stays a question until they answer it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import models, transaction
from django.utils import timezone

from muster.accounts import audit
from muster.design.filters import day
from muster.programme import Refused
from muster.programme.contacts import named
from muster.programme.groups.group import Group
from muster.programme.plans import changing, printing, standing
from muster.programme.plans.action import Action
from muster.programme.plans.plan import Plan
from muster.programme.printed import About, Document, Query, Row
from muster.programme.reading.differences import Difference, differences, matched
from muster.programme.taking import asking, settling, telling
from muster.programme.taking.asking import Question
from muster.programme.taking.readings import Asked, Reading
from muster.programme.taking.rows import Taker
from muster.school_year.dates import BadDate
from muster.school_year.said import read_said


@dataclass(frozen=True)
class Taken:
    """What came of it: the plan, how many actions are new or changed, what is odd, and what
    of that nobody was asked before. ``changes`` says in a sentence each what was changed."""

    plan: Plan
    added: int
    changed: int
    queries: tuple[Query, ...]
    new: tuple[Query, ...]
    changes: tuple[str, ...] = ()

    @property
    def asked(self) -> int:
        return len(self.new)


def plan_of(document: Document, on: date) -> Plan | None:
    """The plan a document is a later version of: of its kind and title. One that says no
    title, as bare rows don't, is of the plan that has most of its rows, if half at least."""
    held = Plan.objects.filter(kind=document.kind.value)
    if title := document.head.get("title", ""):
        # One that goes on before one that is closed.
        return (
            held.filter(title=title)
            .order_by(models.F("closed_on").asc(nulls_first=True), "pk")
            .first()
        )
    rows = document.rows
    known = [(len(matched(_printed(plan, on), rows)), -plan.pk, plan) for plan in held]
    most, _, plan = max(known, default=(0, 0, None))
    return plan if 2 * most >= len(rows) else None


@transaction.atomic
def take_in(
    document: Document,
    *,
    on: date,
    by: str,
    name: str = "",
    digest: str = "",
    plan: Plan | None = None,
    group: Group | None = None,
) -> Taken:
    """Takes a document in, into the plan it is a version of or a new one.

    ``on`` is the day it speaks of where it doesn't say. An action the plan has and the
    document has not is left as it is, and asked about. Raises Refused where that plan is
    closed, or may be one of several.
    """
    on = document.as_at or on
    known = asking.Known()
    plan = (
        plan or _plan_of_one(document, on) or _plan(document, name, group, on=on, by=by)
    )
    _refuse_closed(plan)
    for review in _review_days(document):
        changing.review(plan, on=review, by=by)
    held = list(_held(plan, on))
    rows = [printing.row(one) for one in held]
    pairs = matched(rows, document.rows)
    printed = Document(document.kind, rows=tuple(rows))
    differ = differences(printed, replace(document, head={}))
    fields = _fields(differ)
    taker = Taker(plan, on, by, _created(document) or on)
    actions = [
        taker.take(row, held[pairs[at]] if at in pairs else None, fields[at])
        for at, row in enumerate(document.rows)
    ]
    reading = Reading.objects.create(
        plan=plan, name=name, digest=digest, as_at=on, taken_at=timezone.now(), by=by
    )
    questions = [
        *_questions(document, taker, actions, known),
        *_left_out(held, actions),
    ]
    queries = tuple(one.query for one in questions)
    new = asking.new_ones(plan, questions, asking.same_rows(pairs, differ))
    _ask(reading, new)
    said = {"file": name, "rows": len(document.rows), "asked": len(queries)}
    audit.record(did="plan.taken-in", by=by, to=f"plan:{plan.pk}", after=said)
    return Taken(
        plan,
        taker.added,
        taker.changed,
        queries,
        tuple(one.query for one in new),
        tuple(telling.told(differ, taker.said)),
    )


def _plan_of_one(document: Document, on: date) -> Plan | None:
    """The plan it is a version of, if there is one. Raises Refused where it may be any of
    several."""
    if (count := namesakes(document)) > 1:
        raise Refused(
            f"There are {count} plans called “{document.head['title']}”. Say which of them"
            " this is a version of, or give one of them another title."
        )
    return plan_of(document, on)


def _refuse_closed(plan: Plan) -> None:
    if plan.closed_on:
        raise Refused(
            f"It is a version of “{plan.title}”, which was closed on"
            f" {day(plan.closed_on)}. Open that plan again first, with a reason."
        )


def _ask(reading: Reading, new: Sequence[Question]) -> None:
    """Keeps what is asked. The one question of all rows without a reason stands in place
    of that of an earlier paper."""
    if any(one.query.field == asking.REASONS for one in new):
        before = Asked.objects.filter(reading__plan=reading.plan, field=asking.REASONS)
        settling.asked_anew(before.filter(answered_at=None), by=reading.by)
    for one in new:
        one.asked(reading).save()


def _questions(
    document: Document, taker: Taker, actions: Sequence[Action], known: asking.Known
) -> list[Question]:
    """What is odd in a document, and what of its rows Muster doesn’t know."""
    now = {one.action.pk: one for one in _held(taker.plan, taker.on)}
    rated = [(document.rows[at], now[actions[at].pk]) for at in sorted(taker.rated)]
    queries = [
        *document.queries,
        *taker.queries,
        *asking.strangers(document, known),
        *asking.without_reasons(rated),
    ]
    found = [
        Question(one, None if one.row is None else actions[one.row]) for one in queries
    ]
    return [
        one
        for one in found
        if not known.is_settled(one.query, one.action and now.get(one.action.pk))
    ]


def namesakes(document: Document) -> int:
    """How many open plans have its title: of more than one somebody must say which."""
    if not (title := document.head.get("title", "")):
        return 0
    held = Plan.objects.filter(kind=document.kind.value, closed_on=None)
    return held.filter(title=title).count()


def _plan(
    document: Document, name: str, group: Group | None, *, on: date, by: str
) -> Plan:
    head = dict(document.head)
    owner = named(head["owner"]) if head.get("owner") else None
    return changing.start_plan(
        title=head.get("title") or name or document.kind.value.capitalize(),
        kind=document.kind.value,
        on=_created(document) or on,
        by=by,
        owner=owner,
        group=group,
        head={key: value for key, value in head.items() if key not in KEPT_APART},
    )


# What a head says that a plan keeps in fields of its own.
KEPT_APART = {"title", "created", "updated", "owner"}


def _created(document: Document) -> date | None:
    """The day a paper says it was created on, where that can be read."""
    try:
        return read_said(document.head.get("created", "")).earliest
    except BadDate:
        return None


def _review_days(document: Document) -> list[date]:
    rated = {one.on for row in document.rows for one in row.statuses}
    return sorted({*document.reviews, *rated})


def _held(plan: Plan, on: date) -> list[standing.Standing]:
    return standing.stood(Action.objects.filter(plan=plan), on)


def _printed(plan: Plan, on: date) -> list[Row]:
    return [printing.row(one) for one in _held(plan, on)]


def _fields(differ: Sequence[Difference]) -> dict[int, frozenset[str]]:
    """By row of the document, the fields that differ from what the plan prints."""
    found: dict[int, frozenset[str]] = defaultdict(frozenset)
    for one in differ:
        if one.after_row is not None and one.field:
            found[one.after_row] |= {one.field}
    return found


def _left_out(
    held: Sequence[standing.Standing], taken: Sequence[Action]
) -> list[Question]:
    """Actions a later version of a paper has no longer: asked about, and left."""
    there = {one.pk for one in taken}
    return [
        Question(
            Query(
                About.MISSING,
                f"The plan has “{one.ref} {one.title}”, and this paper has not. It is left"
                " as it is: close it with a reason if it is over.",
                one.title,
                asking.GONE,
            ),
            one.action,
        )
        for one in held
        if one.action.pk not in there and not one.is_closed
    ]
