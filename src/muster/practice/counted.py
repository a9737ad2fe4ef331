"""Support meetings as the catalogue counts them: the one provider of their table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from muster.accounts.stored import state
from muster.measures.scope import Scope
from muster.practice.meeting import SupportMeeting
from muster.practice.standing import schools
from muster.practice.term import term_on, terms_between


State = SupportMeeting.State


def rows(as_at: date, scope: Scope) -> Iterator[dict[str, Any]]:
    """Every school within a scope, in each term there was a meeting to plan
    (`tables.support_meetings`). A meeting that was cancelled is as if never planned."""
    found = SupportMeeting.objects.exclude(state=State.CANCELLED)
    every = list(found.values_list("term", "school", "planned_on", "held_on"))
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
