"""Returns as the catalogue counts them: the one provider of the table of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.db.models import Q

from muster.accounts.stored import state
from muster.measures.members import school_names
from muster.measures.provided import Stretch
from muster.measures.scope import Scope
from muster.registers.returns.kinds import kinds
from muster.registers.returns.sent import Expected
from muster.tables import in_cohorts


def rows(of: Stretch, scope: Scope) -> Iterator[dict[str, Any]]:
    """Every return whose last day is in a stretch, of the children within a scope
    (`tables.returns`): what is counted is of those, whatever was owed in other terms."""
    as_at = of.as_at
    held, names = state(), school_names(state())
    stands = Q(gone_on=None) | Q(gone_on__gt=as_at)
    due = Expected.objects.filter(due_on__range=(of.first_on, as_at))
    owed = due.filter(stands, arose_on__lte=as_at)
    at: set[tuple[int, int]] = set()
    is_all = scope.is_all
    if not is_all:
        mine = in_cohorts.places(held, as_at).filter(scope.of_pupils())
        at = set(mine.select("child", "school_id").iter_rows())
        owed = owed.filter(child__among=sorted({child for child, _ in at}))
    titles = cache(lambda arose_on, kind: kinds(arose_on)[kind].title)
    # Of a school thousands are asked for at once: what is counted, and no more.
    asked = ("pk", "child", "school", "kind", "arose_on", "due_on")
    for one in owed.order_by("pk").values_list(
        *asked, "answered_by__received_on", named=True
    ):
        # Of a child seen at one school, what another owes is not counted.
        if is_all or (one.child, one.school) in at:
            came = one.answered_by__received_on
            yield {
                "expected": one.pk,
                "child": one.child,
                "return": titles(one.arose_on, one.kind),
                "school": names.get(one.school, ""),
                "due_on": one.due_on,
                "came_on": came if came and came <= as_at else None,
            }
