"""Unique pupil numbers nobody has: right by their check letter, of authority 999."""

import numpy as np

from muster.tables.upn import LETTERS

from .children import BASE, Children
from .dice import dice
from .places import LA_NUMBER, School
from .rates import SHARE
from .rolls import Rolls


Array = np.ndarray

PLACES = np.arange(2, 14)


def upns(children: Children, schools: list[School], rolls: Rolls, seed: int) -> Array:
    """A UPN a child (rules.md 8.4), given by the first school they were at.

    Some newcomers have a temporary one, whose last character is a letter.
    """
    school, year = _allocated(children, rolls)
    serial = _rank_within(school * 100 + year)
    estab = np.array([int(each.laestab[3:]) for each in schools])[school]
    figures = [np.full(len(children), int(figure)) for figure in LA_NUMBER]
    figures += [estab // 10**place % 10 for place in (3, 2, 1, 0)]
    figures += [year // 10, year % 10]
    figures += [serial // 100 % 10, serial // 10 % 10, serial % 10]
    values = np.stack(figures, axis=1)
    draw = dice(seed, "upns").random(len(children))
    temporary = (children.joined != BASE) & (draw < SHARE["temporary_upn"])
    written = values.astype(np.uint8) + ord("0")
    letters = np.frombuffer(LETTERS.encode(), dtype=np.uint8)
    # The last figure's place in the letters, so that no two become alike.
    written[temporary, -1] = letters[values[temporary, -1]]
    check = letters[(values * PLACES).sum(axis=1) % len(LETTERS)]
    whole = np.concatenate([check[:, None], written], axis=1)
    return np.ascontiguousarray(whole).view("S13").ravel().astype(str)


def _allocated(children: Children, rolls: Rolls) -> tuple[Array, Array]:
    """The first school of each child and the last two figures of the year it was in."""
    order = np.lexsort((rolls.subsidiary, rolls.from_on, rolls.child))
    child, first = np.unique(rolls.child[order], return_index=True)
    school = np.zeros(len(children), dtype=np.int64)
    school[child] = rolls.school[order][first]
    year = np.where(children.joined == BASE, children.cohort, children.joined)
    return school, year % 100


def _rank_within(group: Array) -> Array:
    """0, 1, 2 and so on among the rows of each group, in order."""
    order = np.argsort(group, kind="stable")
    begins = np.flatnonzero(np.diff(group[order], prepend=group[order[0]] - 1))
    lengths = np.diff(np.append(begins, len(group)))
    rank = np.empty(len(group), dtype=np.int64)
    rank[order] = np.arange(len(group)) - np.repeat(begins, lengths)
    return rank
