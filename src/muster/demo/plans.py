"""How much each child on a roll is planned to miss in a year, and of what kind.

A row a spell, everything as arrays. The marks of a school are then drawn from its rows.
"""

from dataclasses import dataclass

import numpy as np

from muster.school_year import SchoolYear

from . import rates, tendencies
from .children import YEAR_7, YEAR_11, Children
from .dice import dice
from .listing import little_known
from .places import School
from .planted import Phase
from .rolls import Rolls


Array = np.ndarray


@dataclass(frozen=True)
class Plan:
    """The rows of one school year.

    `ill` and `away` are shares of sessions; `often` multiplies the rates of everything
    that goes with absence (suspensions, lateness, part-time timetables); `severe` is
    whether most of the year is missed, and by illness where `severe_ill`.
    """

    rolls: Rolls
    group: Array
    phase: Array
    ill: Array
    away: Array
    often: Array
    severe: Array
    severe_share: Array
    severe_ill: Array
    ethnicity: Array

    def of_school(self, school: int) -> "Plan":
        """The rows of one school; rolls are sorted by school."""
        first, last = np.searchsorted(self.rolls.school, (school, school + 1))
        rows = np.arange(first, last)
        return Plan(
            self.rolls.rows(rows),
            *(getattr(self, name)[rows] for name in list(self.__annotations__)[1:]),
        )

    def __len__(self) -> int:
        return len(self.group)


def plan_year(
    children: Children,
    schools: list[School],
    rolls: Rolls,
    year: SchoolYear,
    first: int,
    seed: int,
) -> Plan:
    """The plan of every spell of `rolls`, which all have a day in the year."""
    child = rolls.child
    group = np.clip(year.start - children.cohort[child], 0, 13)
    phase = np.array([school.phase for school in schools])[rolls.school]
    luck = dice(seed, "year", year.start)
    score = rates.SPREAD_OF_CHILDREN * children.pull[child]
    score += rates.SPREAD_OF_YEARS * luck.normal(size=len(children))[child]
    score += _school_pull(schools, year.start, seed)[rolls.school]
    sen = children.sen(year.start)[child]
    rows = tendencies.Rows(
        phase=phase,
        group=group,
        fsm=children.fsm(year.start, first)[child],
        sen=sen > 0,
        known=~little_known(children)[child],
        score=score + _pull(children, child, group, sen),
        severe_draw=children.severe_draw[child],
    )
    share, severe = tendencies.solve(rows, year.start, luck)
    more = _above_usual(share, phase)
    often = np.exp(1.1 * more - 0.45)
    made_up = np.array(rates.MADE_UP)[phase]
    otherwise = _otherwise(phase, often, year.start)
    planned = made_up * np.maximum(share - otherwise, 0.1 * share)
    ill = planned * _illness_share(group, more)
    kind = children.kind_draw[child]
    return Plan(
        rolls=rolls,
        group=group,
        phase=phase,
        ill=np.minimum(ill, 0.6),
        away=np.minimum(planned - ill, 0.6),
        often=often,
        severe=severe,
        severe_share=_most(made_up, kind * 7 % 1),
        severe_ill=kind < np.where(group >= YEAR_7, 0.35, 0.6),
        ethnicity=children.ethnicity[child],
    )


def _most(made_up: Array, draw: Array) -> Array:
    """What the severely absent are to miss: SEVERE_SHARE on average."""
    return np.minimum(made_up * (rates.SEVERE_SHARE + 0.35 * (draw - 0.5)), 0.97)


def _above_usual(share: Array, phase: Array) -> Array:
    """How far each is above what is usual in their phase, on a log scale."""
    logs = np.log(share)
    return logs - (np.bincount(phase, logs) / np.maximum(np.bincount(phase), 1))[phase]


def _otherwise(phase: Array, often: Array, year: int) -> Array:
    """What is missed for other reasons than a plan is for, on average."""
    spread = np.zeros(len(Phase))
    for each in (rates.APPOINTMENT, rates.EXCEPTIONAL, rates.LATE_AFTER_CLOSE):
        spread += each
    spread += np.array(rates.SUSPENDED) + rates.PART_TIME
    flat = np.array(rates.HOLIDAY)
    if year == rates.WAVE_YEAR:
        flat = flat + np.array(rates.WAVE_CATCHES) * rates.WAVE_COSTS
    return spread[phase] * often + flat[phase]


def _pull(children: Children, child: Array, group: Array, sen: Array) -> Array:
    """What a plan, need, care and the rest add to a child's standing."""
    pull = rates.PULL["plan"] * (sen == 2)
    pull += rates.PULL["in_need"] * children.in_need[child]
    # Children looked after miss little school until their last two years of it.
    early, late = rates.PULL_IN_CARE
    pull += np.where(group < YEAR_11 - 1, early, late) * children.looked_after[child]
    pull += rates.PULL_BY_DECILE * (children.decile[child] - 5.5)
    by_code = np.array(list(rates.PULL_BY_ETHNICITY.values()))
    return pull + by_code[children.ethnicity[child]]


def _school_pull(schools: list[School], year: int, seed: int) -> Array:
    """Each school's own effect and its luck in the year; planted schools have none."""
    lasting = dice(seed, "school effects").normal(size=len(schools))
    passing = dice(seed, "school effects", year).normal(size=len(schools))
    effect = rates.SPREAD_OF_SCHOOLS * lasting + rates.SPREAD_OF_SCHOOL_YEARS * passing
    plain = np.array([not school.plants for school in schools])
    return effect * plain


def _illness_share(group: Array, pull: Array) -> Array:
    primary, secondary = (
        rates.ILLNESS_SHARE["primary"],
        rates.ILLNESS_SHARE["secondary"],
    )
    share = np.where(
        group < YEAR_7,
        primary[0] - primary[1] * pull,
        secondary[0] - secondary[1] * pull,
    )
    return np.clip(share, 0.2, 0.97)
