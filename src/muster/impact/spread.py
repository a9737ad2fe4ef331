"""How much of a rate is chance, learnt from the pupils themselves.

A rate is a sum over a sum: counted sessions over possible ones. A pupil's *leftover* is
what they were counted for less what their school's rate would have given them; how
large leftovers are says how far a school's rate moves with who happens to be on its roll.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muster.impact.limits import FEWEST, to_normal


@dataclass(frozen=True)
class Rates:
    """One measure at each school: ``rate``, and ``variance``, that of chance. ``counted``
    and ``out_of`` are sums, ``pupils`` how many are behind, ``some`` how many of them were
    counted at all. ``leftover`` and ``weight`` are pupil by pupil, ``per_weight`` the
    variance of a leftover for each squared weight."""

    rate: np.ndarray
    variance: np.ndarray
    counted: np.ndarray
    out_of: np.ndarray
    pupils: np.ndarray
    some: np.ndarray
    leftover: np.ndarray
    weight: np.ndarray
    per_weight: float


def rates(
    counted: np.ndarray, out_of: np.ndarray, school: np.ndarray, schools: int
) -> Rates:
    """Each school's rate, from rows of pupils. ``school`` is a number below ``schools``.

    Pupils of all these schools together say how much a pupil's leftover varies: one
    school's own are too few, and a school with nobody counted would seem certain.
    """

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(school, weights=values, minlength=schools)

    whole, of = total(counted), total(out_of)
    rate = np.divide(whole, of, out=np.zeros(schools), where=of > 0)
    leftover = counted - rate[school] * out_of
    weights = float((out_of.astype(float) ** 2).sum())
    per_weight = float((leftover**2).sum()) / weights if weights else 0.0
    squares = total(out_of.astype(float) ** 2)
    variance = np.divide(
        per_weight * squares, of**2, out=np.zeros(schools), where=of > 0
    )
    return Rates(
        rate,
        variance,
        whole,
        of,
        total(out_of > 0),
        total(counted > 0),
        leftover,
        out_of.astype(float),
        per_weight,
    )


def change_variance(
    now: Rates,
    before: Rates,
    both: tuple[np.ndarray, np.ndarray],
    school: np.ndarray,
) -> np.ndarray:
    """The variance of chance in each school's change: most pupils were there both times and
    carry most of their habits with them.

    ``both`` are the rows, now and before, of the pupils there both times, and ``school``
    where each is.
    """
    here, then = both
    pairs = now.weight[here] * before.weight[then]
    shared = float((now.leftover[here] * before.leftover[then]).sum())
    per_pair = max(shared / pairs.sum(), 0.0) if pairs.sum() else 0.0
    together = np.bincount(school, weights=pairs, minlength=len(now.rate))
    of = now.out_of * before.out_of
    common = np.divide(per_pair * together, of, out=np.zeros(len(of)), where=of > 0)
    return np.maximum(now.variance + before.variance - 2 * common, 0.0)


@dataclass(frozen=True)
class Moved:
    """A difference between sums of many schools, and how sure it is: ``strength`` is in
    standard errors of a normal distribution, 0 where schools are too few to say."""

    by: float
    strength: float


def share_of(
    counted: np.ndarray, out_of: np.ndarray, school: np.ndarray, schools: int
) -> tuple[float, np.ndarray]:
    """A rate of everybody, and what each school adds to its being higher or lower."""
    whole = float(out_of.sum())
    if not whole:
        return 0.0, np.zeros(schools)
    rate = float(counted.sum()) / whole
    leftover = counted - rate * out_of
    return rate, np.bincount(school, weights=leftover, minlength=schools) / whole


def moved(*parts: tuple[int, tuple[float, np.ndarray]]) -> Moved:
    """A sum and difference of rates of everybody, as ``(1, now), (-1, before)``.

    Sure by how much schools agree, each set beside itself: what moves children of a school
    together is in it, and so is how schools drift from year to year (linearised variance of
    ratios, clustered by school).
    """
    by = sum(sign * rate for sign, (rate, _) in parts)
    added = np.sum([sign * adds for sign, (_, adds) in parts], axis=0)
    # A school that says nothing of either rate has no say in how sure they are.
    says = np.any([adds != 0 for _, (_, adds) in parts], axis=0)
    many = int(says.sum())
    if many < FEWEST:
        return Moved(by, 0.0)
    error = np.sqrt(many / (many - 1) * (added[says] ** 2).sum())
    if not error:
        return Moved(by, 0.0)
    return Moved(by, float(to_normal(np.array([by / error]), many - 1)[0]))
