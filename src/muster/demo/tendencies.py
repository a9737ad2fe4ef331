"""How much of a year each child is likely to miss, solved for the published rates.

Among children alike in phase, year group, free school meals and SEN, a few are away most
of the year and the tendencies of the rest follow a gamma distribution. The share of the
few, and the mean and spread of the rest, are solved so that rates.PUBLISHED comes out.
The children then stand in the order of their scores, evenly: which child is where is
left to chance, and how many are is not.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from . import rates
from .children import YEAR_7, YEAR_11
from .dice import Dice
from .planted import Phase


Array = np.ndarray

Z = np.linspace(-4, 4, 401)
BELOW_Z = np.array([NormalDist().cdf(z) for z in Z])
# Tried: means of a cell, and variances of a phase as multiples of the mean squared.
MEANS = np.geomspace(0.004, 0.6, 200)
SPREADS = np.arange(0.1, 1.21, 0.05)
GROUPS, ANY_YEAR = 14, 9


@dataclass(frozen=True)
class Rows:
    """What is known of each enrolment of a year.

    `known` is whether the child came with a file; `score` how strongly absence pulls at
    them among children alike.
    """

    phase: Array
    group: Array
    fsm: Array
    sen: Array
    known: Array
    score: Array
    severe_draw: Array


@dataclass(frozen=True)
class Cells:
    """Children alike, and how many: a row a cell."""

    phase: Array
    group: Array
    fsm: Array
    sen: Array
    known: Array
    pupils: Array

    def of_rates(self) -> dict[str, Array]:
        """The cells each published rate is of. PRUs stand apart, as the census has it."""
        filed = self.known & (self.phase != Phase.PRU)
        return {each.word: self.phase == each for each in Phase} | {
            "fsm": filed & self.fsm,
            "no fsm": filed & ~self.fsm,
            "sen": filed & self.sen,
            "no sen": filed & ~self.sen,
            "unknown": ~self.known,
        }

    @property
    def counted(self) -> Array:
        """How many enrolments of each cell the published rates are of: aged 5 to 15."""
        return self.pupils * ((self.group > 0) & (self.group <= YEAR_11))


def solve(rows: Rows, year: int, draw: Dice) -> tuple[Array, Array]:
    """The share of the year each enrolment is to miss, and who is severely absent.

    For those it is what they miss besides.
    """
    cells, of = _cells(rows)
    persistent, severe = rates.YEAR_ODDS.get(year, (1.0, 1.0))
    some = _raked(cells, rates.PERSISTENT_BY_GROUP, 0, persistent)
    most = _raked(cells, rates.SEVERE_BY_GROUP, 1, severe)
    # Those whose draw is below exp(score), times whatever makes them enough.
    likely = rows.score - np.log(rows.severe_draw)
    is_severe = 1 - _standing(of, likely, draw) < most[of]
    means, spreads = _gammas(cells, some, most)
    usual = np.flatnonzero(~is_severe)
    standing = _standing(of[usual], rows.score[usual], draw)
    share = np.full(len(of), rates.BESIDE_SEVERE)
    share[usual] = _gamma(standing, means[of[usual]], spreads[of[usual]])
    return share, is_severe


def _cells(rows: Rows) -> tuple[Cells, Array]:
    """Special schools and PRUs are too few to tell their year groups apart."""
    small = rows.phase >= Phase.SPECIAL
    aged = (rows.group > 0) & (rows.group <= YEAR_11)
    group = np.where(small, ANY_YEAR * aged, rows.group)
    in_pru = rows.phase == Phase.PRU
    shape = (len(Phase), GROUPS, 2, 2, 2)
    key = np.ravel_multi_index(
        (
            rows.phase,
            group,
            rows.fsm & ~in_pru,
            rows.sen & ~in_pru,
            rows.known | in_pru,
        ),
        shape,
    )
    pupils = np.bincount(key)
    found = np.flatnonzero(pupils)
    phase, group, fsm, sen, known = np.unravel_index(found, shape)
    cells = Cells(phase, group, fsm == 1, sen == 1, known == 1, pupils[found])
    place = np.cumsum(pupils > 0) - 1
    return cells, place[key]


def _raked(cells: Cells, shape: Array, nth: int, odds: float) -> Array:
    """The chance in each cell: the year groups' shape, moved until the rates are met.

    What each rate asks is added in log odds. Rates of the same children in two ways have
    an average each, so they are met as nearly as those agree.
    """
    kept = {
        name: where
        for name, where in cells.of_rates().items()
        if (where * cells.counted).any()
    }
    of = np.array(list(kept.values()))
    weight = of * cells.counted
    weight = weight / weight.sum(axis=1, keepdims=True)
    published = np.array([rates.PUBLISHED[name][nth] / 100 for name in kept])
    wanted = _log_odds(published) + np.log(odds)
    harder = rates.FSM_IN_SECONDARY * (cells.fsm & (cells.group >= YEAR_7))
    chance = _chance(_log_odds(shape[cells.group]) + harder)
    for _ in range(60):
        short = wanted - _log_odds(weight @ chance)
        chance = _chance(_log_odds(chance) + 0.4 * short @ of)
    return chance


def _gammas(cells: Cells, some: Array, most: Array) -> tuple[Array, Array]:
    """Mean and spread of each cell: the phase's spread is what makes its overall rate."""
    reached = (some - most) / (1 - most)
    means, spreads = np.zeros((2, len(some)))
    for phase in Phase:
        here = cells.phase == phase
        luck = rates.SPELL_LUCK[phase]
        tried = np.array([_means(reached[here], spread, luck) for spread in SPREADS])
        missed = most[here] * rates.SEVERE_SHARE + (1 - most[here]) * tried
        counted = cells.counted[here]
        overall = missed @ counted / max(counted.sum(), 1)
        best = np.abs(overall - rates.PUBLISHED[phase.word][2] / 100).argmin()
        means[here], spreads[here] = tried[best], SPREADS[best]
    return means, spreads


def _means(reached: Array, spread: float, luck: float) -> Array:
    """The means of tendencies at which so many miss one in ten, as their spells fall.

    By Wilson and Hilferty: the cube root of a gamma is nearly normal.
    """
    variance = spread + luck / MEANS
    z = (1 - variance / 9 - np.cbrt(0.1 / MEANS)) / (np.sqrt(variance) / 3)
    return np.interp(reached, np.interp(z, Z, BELOW_Z), MEANS)


def _gamma(below: Array, mean: Array, spread: Array) -> Array:
    """What so many are below: Wilson and Hilferty's again."""
    z = np.interp(below, BELOW_Z, Z)
    return mean * np.maximum(1 - spread / 9 + z * np.sqrt(spread) / 3, 0.1) ** 3


def _standing(of: Array, score: Array, draw: Dice) -> Array:
    """How far up its cell each is, 0 to 1: evenly, from a start drawn for the cell."""
    order = np.lexsort((score, of))
    pupils = np.bincount(of)
    first = np.cumsum(pupils) - pupils
    place = np.empty(len(of))
    place[order] = np.arange(len(of)) - first[of[order]]
    return (place + draw.random(len(pupils))[of]) / pupils[of]


def _log_odds(chance: Array) -> Array:
    return np.log(chance / (1 - chance))


def _chance(log_odds: Array) -> Array:
    return 1 / (1 + np.exp(-log_odds))
