"""Entries as the catalogue counts them: the one provider of the table of entries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Q

from muster.accounts.stored import state
from muster.measures.members import school_names
from muster.measures.scope import Scope
from muster.registers import choices
from muster.registers.entry import Entry
from muster.registers.register import registers
from muster.tables import in_cohorts


def rows(as_at: date, scope: Scope) -> Iterator[dict[str, Any]]:
    """Every spell begun by a day, of the children within a scope (`tables.entries`).

    What stands now is taken for how an open spell stood: its status, lead and review are
    kept as they are, and only its dates as they were.
    """
    held, names = state(), school_names(state())
    late = Q(clocks__due_on__lt=as_at, clocks__stopped_on=None) & (
        Q(clocks__met_on=None) | Q(clocks__met_on__gt=as_at)
    )
    found = Entry.objects.filter(started_on__lte=as_at, register__in=registers())
    if not scope.is_all:
        places = in_cohorts.places(held, as_at).filter(scope.of_pupils())
        at = set(places.select("child", "school_id").iter_rows())
        found = found.filter(child__among=sorted({child for child, _ in at}))
    for one in found.annotate(late=Count("clocks", filter=late)).order_by("pk"):
        # Of a child seen at one school, the cases of another are not counted.
        if scope.is_all or (one.child, one.school) in at:
            yield _row(one, as_at, names)


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
