"""All that a half-term's papers need of this folder, looked for once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from muster.impact.evidence import Evidence, evidence
from muster.impact.schools import ABSENCE
from muster.impact.signals import Found, found
from muster.impact.transition import Step, step
from muster.measures import Period
from muster.tables.state import State, remembered


@dataclass(frozen=True)
class Review:
    """``spread`` is, by phase, the variance of one pupil's absence about their school's:
    a school of so many has that over so many. ``on_two_rolls`` are children with a main and
    a subsidiary school; None where no enrolment says which is which."""

    found: Found
    spread: Mapping[str, float]
    step: Step | None
    on_two_rolls: int | None


@remembered(16)
def review(state: State, period: Period, rules: str, audience: str) -> Review:
    of = evidence(state, period, rules)
    return Review(
        found(state, period, rules),
        {phase: _spread(of, phase) for phase in of.phases} if of else {},
        step(of, audience) if of else None,
        on_two_rolls(state, period),
    )


def _spread(of: Evidence, phase: str) -> float:
    held = of.rates_of_phase(of.now, ABSENCE, phase)
    here = held.pupils > 0
    if not here.any():
        return 0.0
    return float(
        np.average(held.variance[here] * held.pupils[here], weights=held.pupils[here])
    )


def on_two_rolls(state: State, period: Period) -> int | None:
    """Children whose enrolments in the period say main at one school and subsidiary at
    another (M and S, rules.md 7.2)."""
    first, last = period.dates(state.calendar())
    rows = state.enrolments_in(period.years[-1])
    if not rows.height or rows["status"].is_null().all():
        return None
    there = rows.filter(
        pl.col("from_on").is_null() | (pl.col("from_on") <= last),
        pl.col("to_on").is_null() | (pl.col("to_on") >= first),
    ).join(state.pupils.select("pupil", "child"), on="pupil")
    of = {
        status: set(there.filter(pl.col("status").cast(pl.String) == status)["child"])
        for status in ("M", "S")
    }
    return len(of["M"] & of["S"])
