"""Support meetings as the catalogue counts them: the one provider of their table.

A meeting stood on a day if it had been planned by the end of it and not called off; or if
it had been held, whenever it was written down. What was planned, and called off, later than
a day is not of that day: a figure asked again of it comes to the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from muster.accounts.stored import state
from muster.measures.provided import Stretch
from muster.measures.scope import Scope
from muster.practice.meeting import SupportMeeting
from muster.practice.standing import schools
from muster.practice.term import term_on, terms_between


def _stood(on: date) -> QuerySet[SupportMeeting]:
    """The meetings that were planned, or had been held, by the end of a day, and not
    called off by then."""
    standing = Q(cancelled_on=None) | Q(cancelled_on__gt=on)
    return SupportMeeting.objects.filter(
        standing, Q(set_on__lte=on) | Q(held_on__lte=on)
    )


def rows(of: Stretch, scope: Scope) -> Iterator[dict[str, Any]]:
    """Every school within a scope, in each term there was a meeting to plan
    (`tables.support_meetings`)."""
    as_at = of.as_at
    every = list(_stood(as_at).values_list("term", "school", "planned_on", "held_on"))
    planned = Counter((term, school) for term, school, _, _ in every)
    held = Counter(
        (term, school) for term, school, _, on in every if on and on <= as_at
    )
    first = min((day for _, _, day, _ in every), default=as_at)
    mine = [one for one in schools(state()) if scope.has_whole(one.id)]
    for term in terms_between(min(first, as_at), term_on(as_at).first):
        for one in mine:
            yield {
                "school": one.name,
                "phase": one.phase,
                "trust": one.trust,
                "term": term.term or "",
                "term_from_on": term.first,
                "term_to_on": term.last,
                "planned": planned[term.text, one.id],
                "held": held[term.text, one.id],
            }
