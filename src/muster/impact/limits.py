"""Limits of chance: how far a figure may lie from the usual with nothing being the matter.

Schools differ by more than chance: their children do. So a limit has two parts, the chance
there is in a school of its size and the spread there is between schools: additive
over-dispersion (Spiegelhalter 2005, "Funnel plots for comparing institutional performance",
Statistics in Medicine 24; "Handling over-dispersion of performance indicators", Quality and
Safety in Health Care 14). Limits without the second would call a third of schools and more
unusual.

Sessions are not tosses of a coin: a child who is ill is ill for days. What chance there is
in a school's absence is therefore counted from how much its pupils differ (`impact.spread`),
never from the number of sessions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np


# 95% and 99.8%: two and about three standard errors (Spiegelhalter 2005).
WARNING, OUTSIDE = 0.95, 0.998
WINSORISED = 0.1  # at each end, as the Care Quality Commission does
# Fewer schools than this say nothing of how much schools differ.
FEWEST = 5
NORMAL = NormalDist()


@dataclass(frozen=True)
class Funnel:
    """Where schools of any size may lie. ``between`` is the variance between schools
    (tau squared), ``schools`` how many it was learnt from."""

    target: float
    between: float
    schools: int

    def limits(self, variance: float, level: float = OUTSIDE) -> tuple[float, float]:
        """The lowest and the highest usual value, where chance alone has this variance."""
        reach = of_student(NORMAL.inv_cdf((1 + level) / 2), self.schools - 1)
        reach *= math.sqrt(variance + self.between)
        return self.target - reach, self.target + reach

    def strength(self, values: np.ndarray, variances: np.ndarray) -> np.ndarray:
        """How far from the target, in standard errors of a normal distribution."""
        error = np.sqrt(variances + self.between)
        z = np.divide(
            values - self.target, error, out=np.zeros(len(values)), where=error > 0
        )
        return to_normal(z, self.schools - 1)


def funnel(values: np.ndarray, variances: np.ndarray, target: float) -> Funnel | None:
    """The funnel of some schools' values; None where there are too few to learn from.

    ``variances`` are those of chance alone. The spread between schools is learnt with the
    farthest at each end brought in, so that the schools being looked for don't hide
    themselves; and what that takes from a normal distribution is given back, which the
    published formula doesn't: limits must hold what they say.
    """
    kept = variances > 0
    values, variances = values[kept], variances[kept]
    many = len(values)
    if many < FEWEST:
        return None
    share = max(WINSORISED, 1 / many)
    z = winsorised((values - target) / np.sqrt(variances), share)
    dispersion = float(np.mean(z**2)) / winsorised_variance(share)
    return Funnel(target, between(dispersion, variances), many)


def winsorised(values: np.ndarray, share: float = WINSORISED) -> np.ndarray:
    """The values with a share at each end brought in to the nearest of the others."""
    low, high = np.quantile(values, [share, 1 - share])
    return np.clip(values, low, high)


def winsorised_variance(share: float) -> float:
    """What is left of a standard normal distribution's variance."""
    edge = NORMAL.inv_cdf(1 - share)
    return 1 - 2 * share - 2 * edge * NORMAL.pdf(edge) + 2 * share * edge**2


def between(dispersion: float, variances: np.ndarray) -> float:
    """The variance between schools, by the method of moments, from the mean square of
    their z-scores (DerSimonian and Laird 1986; Spiegelhalter 2005, section 5.2)."""
    many, weight = len(variances), 1 / variances
    spare = weight.sum() - (weight**2).sum() / weight.sum()
    return max(0.0, float((many * dispersion - (many - 1)) / spare))


def proportion_variance(target: float, out_of: np.ndarray) -> np.ndarray:
    """The variance of chance in a share of pupils, each counted or not; 0 of nobody’s."""
    variance = np.zeros(len(out_of))
    return np.divide(target * (1 - target), out_of, out=variance, where=out_of > 0)


def of_student(z: float, freedom: int) -> float:
    """How many standard errors, learnt from so few, are worth z known ones.

    Wallace (1959), Annals of Mathematical Statistics 30: within 3% from four degrees of
    freedom, and on the side of caution.
    """
    scale = (8 * freedom + 3) / (8 * freedom + 1)
    return math.sqrt(freedom * math.expm1((z * scale) ** 2 / freedom))


def to_normal(t: np.ndarray, freedom: int) -> np.ndarray:
    """The other way about: what so many standard errors, learnt from so few, are worth."""
    scale = (8 * freedom + 1) / (8 * freedom + 3)
    return np.sign(t) * scale * np.sqrt(freedom * np.log1p(t**2 / freedom))


def beyond_chance(strengths: np.ndarray, false_share: float) -> np.ndarray:
    """Which of many looked at may be named, so that of those named no more than about this
    share is chance (Benjamini and Hochberg 1995); higher and lower are judged apart."""
    higher = _named(strengths, false_share)
    return higher | _named(-strengths, false_share)


def _named(strengths: np.ndarray, false_share: float) -> np.ndarray:
    chance = np.array([math.erfc(z / math.sqrt(2)) / 2 for z in strengths])
    order = np.argsort(chance)
    allowed = false_share * np.arange(1, len(chance) + 1) / max(len(chance), 1)
    under = np.flatnonzero(chance[order] <= allowed)
    named = np.zeros(len(chance), dtype=bool)
    named[order[: under.max(initial=-1) + 1]] = True
    return named


def likely(counted: int, out_of: int, level: float = WARNING) -> tuple[float, float]:
    """What a share of so few pupils might as well have been (Wilson 1927)."""
    z = NORMAL.inv_cdf((1 + level) / 2)
    share, extra = counted / out_of, z**2 / out_of
    middle = (share + extra / 2) / (1 + extra)
    reach = z * math.sqrt(share * (1 - share) / out_of + extra / (4 * out_of))
    reach /= 1 + extra
    return max(0.0, middle - reach), min(1.0, middle + reach)


@dataclass(frozen=True)
class Individuals:
    """A chart of single values over time: the middle and the limits (XmR)."""

    middle: float
    low: float
    high: float


def individuals(values: np.ndarray) -> Individuals:
    """Limits from how much each value moved from the one before: 2.66 mean moves each way
    (Wheeler and Chambers 1992, Understanding Statistical Process Control).

    For showing weeks, not for judging a school: weeks follow one another, and of schools
    where nothing changed half would be called changed within a year (see docs/signals.md).
    """
    middle = float(values.mean())
    reach = 3 * float(np.abs(np.diff(values)).mean()) / 1.128
    return Individuals(middle, middle - reach, middle + reach)
