"""Legal steps as the catalogue counts them: the one provider of the table of them, and how
many each child had, for figures by group."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count

from muster.accounts.stored import state
from muster.measures.members import school_names
from muster.measures.provided import Stretch
from muster.measures.scope import Scope
from muster.registers.found import Found
from muster.registers.legal.notice import Notice
from muster.registers.legal.steps import Prosecution, Step
from muster.tables import in_cohorts
from muster.tables.legal import GROUPS, IMPROVE, NOTICE, PROSECUTION, THRESHOLD, UNMET


NO_GROUPS = dict.fromkeys(GROUPS, "")


def rows(of: Stretch, scope: Scope) -> Iterator[dict[str, Any]]:
    """Every step begun by a day, of the children within a scope (`tables.legal`). A
    child’s group is as lists have it on that day, else as a school said last."""
    as_at = of.as_at
    held, names, every = state(), school_names(state()), list(_every(as_at))
    said = in_cohorts.said_of(held, as_at, {row["child"] for row in every}, GROUPS)
    at: set[tuple[int, int]] = set()
    if not scope.is_all:
        places = in_cohorts.places(held, as_at)
        mine = places.filter(scope.of_pupils())
        at = set(mine.select("child", "school_id").iter_rows())
    for row in every:
        school = row["school"]
        # Of a child seen at one school, the steps of another are not counted.
        if scope.is_all or (row["child"], school) in at:
            row["school"] = names.get(school, "") if school else ""
            yield row | said.get(row["child"], NO_GROUPS)


def _every(as_at: date) -> Iterator[dict[str, Any]]:
    met = Found.objects.filter(on_list="threshold", since_on__lte=as_at)
    for found in met.defer("sessions", "figures").order_by("pk"):
        unmet = found.unmet_on is not None and found.unmet_on <= as_at
        step = f"threshold {found.pk}"
        yield _row(step, THRESHOLD, found, found.since_on, is_unmet=unmet)
    notices = Notice.objects.ours().filter(issued_on__lte=as_at)
    notices = notices.defer("sessions", "whys")
    for one in notices.select_related("entry").order_by("pk"):
        yield _row(
            f"notice {one.pk}",
            NOTICE,
            one.entry,
            one.issued_on,
            why=one.get_reason_display(),
            is_paid=one.paid_on is not None and one.paid_on <= as_at,
            is_withdrawn=one.withdrawn_on is not None and one.withdrawn_on <= as_at,
        )
    steps = Step.objects.filter(from_on__lte=as_at)
    for step in steps.select_related("entry").order_by("pk"):
        kind = str(step.get_kind_display())
        yield _row(f"step {step.pk}", kind, step.entry, step.from_on)
    begun = Prosecution.objects.filter(laid_on__lte=as_at)
    for each in begun.select_related("entry").order_by("pk"):
        yield _row(f"prosecution {each.pk}", PROSECUTION, each.entry, each.laid_on)


def _row(step: str, kind: str, of: Any, on: date, **more: Any) -> dict[str, Any]:
    plain = {"why": "", "is_paid": False, "is_withdrawn": False, "is_unmet": False}
    said = {
        "step": step,
        "kind": kind,
        "child": of.child,
        "school": of.school,
        "on": on,
    }
    return plain | said | more


class PerChild(NamedTuple):
    """How many times a child had a kind of step, and what is said of them by group."""

    kind: str
    child: int
    times: int
    groups: dict[str, str]


def per_child(first: date, last: date) -> list[PerChild]:
    """Each kind of step each child had in a period, with their groups as ``rows`` has
    them: the database adds up, and no row is loaded."""
    met = Found.objects.filter(on_list="threshold", since_on__range=(first, last))
    steps = Step.objects.filter(kind=Step.Kind.IMPROVE, from_on__range=(first, last))
    notices = Notice.objects.ours().filter(issued_on__range=(first, last))
    begun = Prosecution.objects.filter(laid_on__range=(first, last))
    asked: tuple[tuple[str, Any, str], ...] = (
        (THRESHOLD, met, "child"),
        (UNMET, met.filter(unmet_on__lte=last), "child"),
        (IMPROVE, steps, "entry__child"),
        (NOTICE, notices, "entry__child"),
        (PROSECUTION, begun, "entry__child"),
    )
    summed = [
        (kind, *row)
        for kind, rows, child in asked
        for row in rows.order_by().values_list(child).annotate(Count("pk"))
    ]
    said = in_cohorts.said_of(state(), last, {child for _, child, _ in summed}, GROUPS)
    return [
        PerChild(kind, child, times, said.get(child, NO_GROUPS))
        for kind, child, times in summed
    ]
