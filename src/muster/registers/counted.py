"""Entries, findings and severely absent children as the catalogue counts them: the one
provider of their tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from muster.accounts.stored import state
from muster.measures.members import school_names
from muster.measures.provided import Stretch
from muster.measures.scope import Scope
from muster.registers import choices
from muster.registers.entry import Entry
from muster.registers.found import Found
from muster.registers.lists import lists
from muster.registers.register import registers
from muster.registers.severe import Severe, movement
from muster.tables import in_cohorts
from muster.tables.state import State


def rows(of: Stretch, scope: Scope) -> Iterator[dict[str, Any]]:
    """Every spell begun by a day, of the children within a scope (`tables.entries`).

    What stands now is taken for how an open spell stood: its status, lead and review are
    kept as they are, and only its dates as they were.
    """
    as_at = of.as_at
    held, names = state(), school_names(state())
    late = Q(clocks__due_on__lt=as_at, clocks__stopped_on=None) & (
        Q(clocks__met_on=None) | Q(clocks__met_on__gt=as_at)
    )
    found = Entry.objects.filter(started_on__lte=as_at, register__in=registers())
    found = found.annotate(late=Count("clocks", filter=late))
    for one in _within(found, scope, held, as_at):
        yield _row(one, as_at, names)


def findings(of: Stretch, scope: Scope) -> Iterator[dict[str, Any]]:
    """Every finding by a day, of the children within a scope (`tables.findings`)."""
    as_at = of.as_at
    held, names = state(), school_names(state())
    rows = Found.objects.filter(found_on__lte=as_at)
    waiting = {
        pk
        for name in lists()
        for pk in Found.objects.waiting_then(name, as_at).values_list("pk", flat=True)
    }
    for one in _within(rows.prefetch_related("decided"), scope, held, as_at):
        decided = [each for each in one.decided.all() if each.on <= as_at]
        yield {
            "finding": one.pk,
            "child": one.child,
            "list": lists()[one.on_list].title,
            "school": names.get(one.school, ""),
            "decision": _decision(one.on_list, decided[0].code) if decided else "",
            "found_on": one.found_on,
            "gone_on": one.gone_on if one.gone_on and one.gone_on <= as_at else None,
            "decided_on": min((each.on for each in decided), default=None),
            "is_waiting": one.pk in waiting,
        }


def severity(of: Stretch, scope: Scope) -> Iterator[dict[str, Any]]:
    """Every child severely absent on a day or when the half-term before ended
    (`tables.severity`), as far as the registers were looked through by then."""
    as_at = of.as_at
    held, names = state(), school_names(state())
    rows = Severe.objects.all()
    if not scope.is_all:
        pupils = in_cohorts.places(held, as_at).filter(scope.of_pupils())["pupil"]
        rows = rows.filter(pupil__among=sorted(pupils.unique().to_list()))
    planned = registers()["support"].covering(as_at).filter(started_on__lte=as_at)
    have = set(planned.values_list("child", flat=True))
    for one in movement(rows, held, as_at):
        yield {
            "child": one.row.child,
            "school": names.get(one.row.school, ""),
            "movement": one.how.word,
            "was": one.row.was,
            "is_now": one.is_now,
            "has_plan": one.row.child in have,
        }


def _decision(name: str, code: str) -> str:
    held = lists()[name].decision(code)
    return held.says if held else code


def _within(
    rows: QuerySet[Any], scope: Scope, held: State, as_at: date
) -> Iterator[Any]:
    """The rows of children within a scope: of a child seen at one school, what is of
    another isn't counted."""
    if scope.is_all:
        yield from rows.order_by("pk")
        return
    places = in_cohorts.places(held, as_at).filter(scope.of_pupils())
    at = set(places.select("child", "school_id").iter_rows())
    mine = rows.filter(child__among=sorted({child for child, _ in at}))
    yield from (one for one in mine.order_by("pk") if (one.child, one.school) in at)


def _row(one: Any, as_at: date, names: dict[int, str]) -> dict[str, Any]:
    register = registers()[one.register]
    has_ended = one.ended_on is not None and one.ended_on <= as_at
    return {
        "entry": one.pk,
        "child": one.child,
        "register": register.title,
        "school": names.get(one.school, "") if one.school else "",
        "status": register.said(one.status),
        "why": choices.said(one.register, "reason", one.reason),
        "outcome": choices.said(one.register, "outcome", one.outcome)
        if has_ended
        else "",
        "started_on": one.started_on,
        "ended_on": one.ended_on if has_ended else None,
        "review_on": one.review_on,
        "has_lead": one.lead_id is not None,
        "clocks_late": one.late,
    }
