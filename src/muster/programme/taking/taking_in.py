"""Taking a printed log or plan in: every row becomes an action, or what is new of one.

What a paper says is kept as it says it. Nothing is settled here: what was odd is asked of
somebody, one question each (`Asked`), and stays a question until they answer it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from muster.accounts import audit
from muster.programme.contacts import named
from muster.programme.groups.group import Group
from muster.programme.plans import changing, standing
from muster.programme.plans.action import Action
from muster.programme.plans.plan import Plan
from muster.programme.printed import About, Document, Query, Row
from muster.programme.taking.readings import Asked, Reading
from muster.programme.taking.rows import Taker
from muster.school_year.dates import BadDate
from muster.school_year.said import read_said


@dataclass(frozen=True)
class Taken:
    """What came of it: the plan, how many actions are new or changed, and what is asked."""

    plan: Plan
    added: int
    changed: int
    queries: tuple[Query, ...]


def plan_of(document: Document) -> Plan | None:
    """The plan a document is a later version of: of its kind and title."""
    title = document.head.get("title", "")
    return Plan.objects.filter(kind=document.kind.value, title=title).first()


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
    document has not is left as it is, and asked about.
    """
    on = document.as_at or on
    plan = plan or plan_of(document) or _plan(document, group, on=on, by=by)
    for review in _review_days(document):
        changing.review(plan, on=review, by=by)
    held = _held(plan, on)
    taker = Taker(plan, on, by, _created(document) or on)
    actions: list[Action] = []
    for row, now in zip(document.rows, _match(document.rows, held), strict=True):
        actions.append(taker.take(row, now))
    queries = (*document.queries, *_left_out(held, actions))
    reading = Reading.objects.create(
        plan=plan, name=name, digest=digest, as_at=on, taken_at=timezone.now(), by=by
    )
    Asked.objects.bulk_create(_asked(reading, one, actions) for one in queries)
    audit.record(
        did="plan.taken-in",
        by=by,
        to=f"plan:{plan.pk}",
        after={"file": name, "rows": len(document.rows), "asked": len(queries)},
    )
    return Taken(plan, taker.added, taker.changed, tuple(queries))


def _plan(document: Document, group: Group | None, *, on: date, by: str) -> Plan:
    head = dict(document.head)
    owner = named(head["owner"]) if head.get("owner") else None
    return changing.start_plan(
        title=head.get("title") or document.kind.value.capitalize(),
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


def _match(
    rows: Sequence[Row], held: Sequence[standing.Standing]
) -> list[standing.Standing | None]:
    """For each row the action it is: the same reference and title, else the same title,
    else the same reference where only one row and one action have it."""
    left = list(held)
    found: dict[int, standing.Standing] = {}
    for alike in (_same_both, _same_title, _same_ref):
        for at, row in enumerate(rows):
            if at in found:
                continue
            same = [one for one in left if alike(row, one)]
            if len(same) == 1:
                found[at] = same[0]
                left.remove(same[0])
    return [found.get(at) for at in range(len(rows))]


def _same_both(row: Row, one: standing.Standing) -> bool:
    return _same_title(row, one) and _same_ref(row, one, blank=True)


def _same_title(row: Row, one: standing.Standing) -> bool:
    return _plain(row.heading) == _plain(one.wording.heading)


def _same_ref(row: Row, one: standing.Standing, blank: bool = False) -> bool:
    return _plain(row.ref) == _plain(one.ref) and (blank or bool(row.ref))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _left_out(
    held: Sequence[standing.Standing], taken: Sequence[Action]
) -> list[Query]:
    """Actions a later version of a paper has no longer: asked about, and left."""
    there = {one.pk for one in taken}
    return [
        Query(
            About.MISSING,
            f"The plan has “{one.ref} {one.title}”, and this paper has not. It is left as"
            " it is: close it with a reason if it is over.",
            one.title,
            "heading",
        )
        for one in held
        if one.action.pk not in there and not one.is_closed
    ]


def _asked(reading: Reading, query: Query, actions: Sequence[Action]) -> Asked:
    return Asked(
        reading=reading,
        action=None if query.row is None else actions[query.row],
        about=query.about.value,
        field=query.field,
        place=query.place,
        text=query.text,
        says=query.says,
    )
