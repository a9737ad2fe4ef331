"""The step from Year 6 to Year 7: the same children, a year apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from muster.impact.authority import same_children
from muster.impact.evidence import Evidence
from muster.impact.pupils import Pupils
from muster.impact.schools import ABSENCE
from muster.measures import Figure
from muster.measures.disclosure import limits_of
from muster.measures.figures import for_public


SIX, SEVEN = "6", "7"


@dataclass(frozen=True)
class Step:
    """Overall absence of the same children: all of them, and those eligible for free
    school meals, then and now. A figure may be hidden."""

    before: Figure
    now: Figure
    poor_before: Figure
    poor_now: Figure

    def without_pupils(self) -> Step:
        """The same, without how many pupils are behind each: nobody is shown that."""
        held = (self.before, self.now, self.poor_before, self.poor_now)
        return Step(*(replace(one, pupils=0) for one in held))


def step(of: Evidence, audience: str) -> Step | None:
    """None where nobody can be followed: no year before, or nobody in both."""
    if of.before is None:
        return None
    here, then = same_children(of, of.before)
    if not len(here):
        return None
    seven = int((of.now.values("year_group") == SEVEN).sum())
    six = int((of.before.values("year_group") == SIX).sum())
    poor = of.now.values("fsm")[here] == "yes"
    figures = []
    for rows_now, rows_then in ((here, then), (here[poor], then[poor])):
        # What is left of a year group shown beside this must not be a few children.
        left = {one - len(rows_now) for one in (six, seven)}
        left |= {len(here) - len(rows_now)} - {0}
        fewest = _fewest(audience)
        gives_away = any(0 < one < fewest for one in left)
        figures += [
            _figure(one, rows, audience, gives_away)
            for one, rows in ((of.before, rows_then), (of.now, rows_now))
        ]
    return Step(*figures)


def _fewest(audience: str) -> int:
    limits = limits_of("officers" if audience == "unsuppressed" else audience)
    return max(limits.threshold, limits.base)


def _figure(one: Pupils, rows: np.ndarray, audience: str, gives_away: bool) -> Figure:
    counted, out_of = (int(column[rows].sum()) for column in one.measured(ABSENCE))
    found = Figure(ABSENCE, (), counted, out_of, len(rows))
    if audience == "unsuppressed":
        return found
    if gives_away or 0 < len(rows) < _fewest(audience):
        return found.hidden()
    return for_public(found) if audience == "public" else found
