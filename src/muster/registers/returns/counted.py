"""Returns as the catalogue counts them: the one provider of the table of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q

from muster.accounts.stored import state
from muster.measures.members import school_names
from muster.measures.scope import Scope
from muster.registers.returns.kinds import kinds
from muster.registers.returns.sent import Expected
from muster.tables import in_cohorts


def rows(as_at: date, scope: Scope) -> Iterator[dict[str, Any]]:
    """Every return that was owed by a day, of the children within a scope
    (`tables.returns`)."""
    held, names = state(), school_names(state())
    stands = Q(gone_on=None) | Q(gone_on__gt=as_at)
    owed = Expected.objects.filter(stands, arose_on__lte=as_at)
    at: set[tuple[int, int]] = set()
    if not scope.is_all:
        mine = in_cohorts.places(held, as_at).filter(scope.of_pupils())
        at = set(mine.select("child", "school_id").iter_rows())
        owed = owed.filter(child__among=sorted({child for child, _ in at}))
    for one in owed.select_related("answered_by").order_by("pk"):
        # Of a child seen at one school, what another owes is not counted.
        if scope.is_all or (one.child, one.school) in at:
            came = one.answered_by.received_on if one.answered_by else None
            yield {
                "expected": one.pk,
                "child": one.child,
                "return": kinds(one.arose_on)[one.kind].title,
                "school": names.get(one.school, ""),
                "due_on": one.due_on,
                "came_on": came if came and came <= as_at else None,
            }
