"""Schools that stand out: from their phase, and from themselves a year before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from muster.impact import words
from muster.impact.evidence import Evidence
from muster.impact.findings import Finding, Place, When
from muster.impact.limits import (
    FEWEST,
    beyond_chance,
    funnel,
    proportion_variance,
)
from muster.impact.pupils import Pupils
from muster.impact.spread import Rates
from muster.impact.triggers import FALSE_SHARE, Trigger, trigger
from muster.measures import get


ABSENCE, PERSISTENT = "overall_absence", "persistent_absence"
REASONS = ("reason_u", "reason_c2", "reason_n", "reason_g")
RECORDING = ("not_recorded", "unknown_codes")
SPECIAL = "special"
SCHOOL = ("phase", "school")


@dataclass(frozen=True)
class Outside:
    """A school that went far enough: its number and how far, in standard errors."""

    school: int
    strength: float


def findings(of: Evidence) -> Iterator[Finding]:
    yield from _levels(of, trigger("absence_of_school", of.on), ABSENCE)
    yield from _levels(of, trigger("persistence_of_school", of.on), PERSISTENT)
    yield from _changes(of)
    for measure in REASONS:
        yield from _shares(of, trigger("reason_of_school", of.on), measure)
        yield from _rising(of, measure)
    for measure in RECORDING:
        yield from _shares(of, trigger("recording_of_school", of.on), measure)


def _levels(of: Evidence, rule: Trigger, measure: str) -> Iterator[Finding]:
    for phase in of.phases:
        held = of.rates_of_phase(of.now, measure, phase)
        if not held.out_of.sum():
            continue
        target = float(held.counted.sum() / held.out_of.sum())
        variance = held.variance
        if get(measure).counts_enrolments:
            variance = proportion_variance(target, held.out_of)
        for one in outside(rule, held, held.rate, variance, target):
            name = str(of.schools[one.school])
            where = words.in_phase(phase)
            yield Finding(
                rule,
                name,
                f"{get(measure).title} at {name} was {{now}}, {{now-phase}} {where}"
                " ({phase}).",
                {
                    "now": Place(measure, SCHOOL, (phase, name)),
                    "phase": Place(measure, ("phase",), (phase,)),
                },
                one.strength,
                (words.INTAKE, *words.doubts(of, name, held.pupils[one.school])),
                name,
                is_better=one.strength < 0,
            )


def _changes(of: Evidence) -> Iterator[Finding]:
    if of.before is None:
        return
    rule = trigger("change_of_school", of.on)
    now = of.rates(of.now, ABSENCE)
    for one in outside(rule, now, *beyond_phase(of, of.before), 0.0):
        name, phase = str(of.schools[one.school]), of.phase_of[one.school]
        went = "higher" if one.strength > 0 else "lower"
        yield Finding(
            rule,
            name,
            f"Overall absence at {name} was {{now}} and, in {words.same(of)}, {{before}};"
            f" {words.in_phase(phase)} it was {{phase}} and {{phase_before}}. Next to them"
            f" it has gone {went}.",
            {
                "now": Place(ABSENCE, SCHOOL, (phase, name)),
                "before": Place(ABSENCE, SCHOOL, (phase, name), When.BEFORE),
                "phase": Place(ABSENCE, ("phase",), (phase,)),
                "phase_before": Place(ABSENCE, ("phase",), (phase,), When.BEFORE),
            },
            one.strength,
            (
                words.ONE_YEAR,
                *words.unfinished(of),
                *words.doubts(of, name, now.pupils[one.school]),
            ),
            name,
            is_better=one.strength < 0,
        )


def beyond_phase(of: Evidence, before: Pupils) -> tuple[np.ndarray, np.ndarray]:
    """How much each school's absence moved beyond its phase's, and the variance of chance
    in it. What is left after the phase's own move says how schools drift, so schools of all
    phases are judged together."""
    by, variance = np.zeros(len(of.schools)), np.zeros(len(of.schools))
    for phase in of.phases:
        here = of.rates_of_phase(of.now, ABSENCE, phase)
        then = of.rates_of_phase(before, ABSENCE, phase)
        kept = (here.out_of > 0) & (then.out_of > 0)
        if not kept.any():
            continue
        whole = here.counted[kept].sum() / here.out_of[kept].sum()
        whole -= then.counted[kept].sum() / then.out_of[kept].sum()
        by[kept] = (here.rate - then.rate)[kept] - whole
        variance[kept] = of.change_variance(here, then)[kept]
    return by, variance


def _shares(of: Evidence, rule: Trigger, measure: str) -> Iterator[Finding]:
    """A code’s share far above what is usual."""
    for phase in of.phases:
        usual = _usual(of, measure, phase)
        if usual is None or not usual.rates.out_of.any():
            continue
        held = usual.rates
        middle = float(np.median(held.rate[held.out_of > 0]))
        for one in outside(rule, held, held.rate, held.variance, middle):
            if of.phase_of[one.school] != phase or one.strength < 0:
                continue
            name = str(of.schools[one.school])
            doubts = words.doubts(of, name, held.pupils[one.school])
            yield Finding(
                rule,
                name,
                f"{words.marked(measure)} at {name}: {{now}}. {usual.where} it was {{usual}}.",
                {"now": Place(measure, SCHOOL, (phase, name)), "usual": usual.place},
                one.strength,
                (*words.of_code(measure), *doubts),
                name,
                is_better=False,
            )


class Usual(NamedTuple):
    """Schools to hold one against, and where their figure is."""

    rates: Rates
    place: Place
    where: str


def _usual(of: Evidence, measure: str, phase: str) -> Usual | None:
    """The school’s phase; every school, where that is too few to say what is usual. But a
    few special schools are held against nobody: what is usual elsewhere isn’t for them."""
    held = of.rates_of_phase(of.now, measure, phase)
    if (held.out_of > 0).sum() >= FEWEST:
        where = words.in_phase(phase).capitalize()
        return Usual(held, Place(measure, ("phase",), (phase,)), where)
    if phase == SPECIAL:
        return None
    return Usual(of.rates(of.now, measure), Place(measure), "In all schools")


def _rising(of: Evidence, measure: str) -> Iterator[Finding]:
    if of.before is None or not of.was_in_use(measure):
        return
    rule = trigger("reason_rising", of.on)
    now, before = of.rates(of.now, measure), of.rates(of.before, measure)
    kept = (now.out_of > 0) & (before.out_of > 0)
    by = np.where(kept, now.rate - before.rate, 0.0)
    variance = np.where(kept, of.change_variance(now, before), 0.0)
    usual = float(np.median(by[kept])) if kept.any() else 0.0
    for one in outside(rule, now, by, variance, usual, before.rate):
        if one.strength < 0:
            continue
        name, phase = str(of.schools[one.school]), of.phase_of[one.school]
        yield Finding(
            rule,
            name,
            f"{words.marked(measure)} at {name}: {{now}}, up from {{before}} in"
            f" {words.same(of)}.",
            {
                "now": Place(measure, SCHOOL, (phase, name)),
                "before": Place(measure, SCHOOL, (phase, name), When.BEFORE),
            },
            one.strength,
            (
                *words.of_code(measure),
                *words.unfinished(of),
                *words.doubts(of, name, now.pupils[one.school]),
            ),
            name,
            is_better=False,
        )


def outside(
    rule: Trigger,
    held: Rates,
    values: np.ndarray,
    variances: np.ndarray,
    target: float,
    was: np.ndarray | None = None,
) -> Iterator[Outside]:
    """The schools far enough from the target by every part of the rule.

    ``was`` is what each is held against where that isn't the target: its own past.
    """
    limits = funnel(values, variances, target)
    if limits is None:
        return
    known = (variances > 0) & (held.pupils >= rule.pupils)
    known &= held.some >= rule.some
    strength = np.where(known, limits.strength(values, variances), 0.0)
    far = np.abs(strength) >= rule.beyond
    far &= 100 * np.abs(values - target) >= rule.points
    if rule.times > 1:
        usual = target if was is None else was
        far &= held.rate >= rule.times * usual
    named = np.zeros(len(values), dtype=bool)
    named[known] = beyond_chance(strength[known], FALSE_SHARE)
    for school in np.flatnonzero(far & named):
        yield Outside(int(school), float(strength[school]))
