"""Whether what an action is measured by has moved since its baseline, beyond chance.

This is how the measure moved, never what moved it: no design here earns that word. The
same half-term, term or year is compared a year apart, so that the season is in neither; how
sure a change is comes from how much schools agree (`spread.moved`), or for one school from
how much its pupils differ. Where no such comparison can be made nothing is said
(programme.md A4.2: the rating of impact is a measure's, and never by hand).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from muster.impact.authority import change
from muster.impact.evidence import Evidence, evidence
from muster.impact.limits import NORMAL, WARNING
from muster.measures import Period, get
from muster.measures.dimensions import OF_PUPIL
from muster.tables.state import State


# Beyond chance: what chance alone would give five times in a hundred.
BEYOND = NORMAL.inv_cdf((1 + WARNING) / 2)


class Impact(StrEnum):
    """What can be said of a measure beside an action. The value is stored."""

    words: str

    NOT_DUE = "not-due", "Not due"
    NO_SIGNAL = "no-signal", "No usable signal"
    AS_PLANNED = "as-planned", "Moving as planned"
    NO_CHANGE = "no-change", "No detectable change"
    AWAY = "away", "Moving away"

    def __new__(cls, value: str, words: str) -> Impact:
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = words
        return member


@dataclass(frozen=True)
class Judged:
    """A rating, and the sentence that says what it rests on. ``strength`` is the change in
    standard errors, 0 where it was not judged."""

    impact: Impact
    says: str
    strength: float = 0.0


def judged(
    state: State,
    measure: str,
    where: Mapping[str, str],
    *,
    baseline: Period,
    now: Period,
    wanted: int,
    rules: str = "census",
) -> Judged:
    """How a measure of marks moved from its baseline to now.

    ``where`` narrows it to one value of at most one breakdown; ``wanted`` is 1 where it
    should rise, -1 where it should fall.
    """
    if get(measure).table:
        return Judged(
            Impact.NO_SIGNAL,
            "It is counted whole, over so few cases that no limits of chance can be set.",
        )
    if len(where) > 1:
        return Judged(
            Impact.NO_SIGNAL,
            "Chance is not known for a measure narrowed in more than one way.",
        )
    if now.first <= baseline.first:
        return Judged(Impact.NOT_DUE, "Nothing after its baseline is held yet.")
    of = evidence(state, now, rules)
    if of is None or of.before is None or of.earlier is None:
        return Judged(
            Impact.NO_SIGNAL,
            f"Register marks are not held of {now.title} and of a year before.",
        )
    if of.earlier.text != baseline.text:
        return Judged(
            Impact.NOT_DUE,
            f"Its baseline is {baseline.title}: it is compared with the same time a year"
            " later, so that the season is in neither.",
        )
    if not of.is_over:
        return Judged(Impact.NOT_DUE, f"{now.title} is not over.")
    return _compared(of, measure, where, wanted)


def _compared(
    of: Evidence, measure: str, where: Mapping[str, str], wanted: int
) -> Judged:
    if not of.was_in_use(measure):
        return Judged(
            Impact.NO_SIGNAL, "The codes it counts were not in use at its baseline."
        )
    strength = _strength(of, measure, where)
    if strength is None:
        return Judged(
            Impact.NO_SIGNAL, "Too few schools or pupils are behind it to tell chance."
        )
    if abs(strength) < BEYOND:
        return Judged(
            Impact.NO_CHANGE,
            "It has not moved further than chance alone would move it.",
            strength,
        )
    way = "up" if strength > 0 else "down"
    impact = Impact.AS_PLANNED if strength * wanted > 0 else Impact.AWAY
    return Judged(
        impact, f"It went {way} by more than chance alone would give.", strength
    )


def _strength(of: Evidence, measure: str, where: Mapping[str, str]) -> float | None:
    """The change in standard errors; None where that can't be known."""
    if not where:
        return change(of, measure).strength or None
    [(dimension, value)] = where.items()
    if dimension == "school":
        return _of_school(of, measure, value)
    if dimension != "phase" and dimension not in OF_PUPIL:
        return None
    return change(of, measure, (dimension, value)).strength or None


def _of_school(of: Evidence, measure: str, name: str) -> float | None:
    [at] = np.nonzero(of.schools == name)
    if not len(at) or of.before is None:
        return None
    [school] = at
    now, before = of.rates(of.now, measure), of.rates(of.before, measure)
    if not now.out_of[school] or not before.out_of[school]:
        return None
    variance = float(of.change_variance(now, before)[school])
    if not variance:
        return None
    return float((now.rate[school] - before.rate[school]) / np.sqrt(variance))
