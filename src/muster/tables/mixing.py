"""Marks moved between children of one school and year group, so that nobody's year is whole.

Pupils are put in handfuls of about six of one year group who miss about as much. Each
fortnight the marks of a handful go round it by another step. So a school's marks of a
day stay what they were, and two fortnights that follow each other in somebody's marks
were never one child's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muster.tables.codes import ABSENT, FIRST_SYMBOL, NO_MARK, POSSIBLE
from muster.tables.marks import MarkBatch


HANDFUL, FEWEST = 6, 3
FORTNIGHT = 14


@dataclass(frozen=True)
class Handfuls:
    """Where each pupil stands: `order` is the pupils handful by handful; `number`,
    `place` and `size` are of each pupil in the order they were given."""

    order: np.ndarray
    starts: np.ndarray
    number: np.ndarray
    place: np.ndarray
    size: np.ndarray


def mixed(
    school: MarkBatch, year_group: np.ndarray, draw: np.random.Generator
) -> MarkBatch:
    """The marks of one school, each under another of its pupils.

    ``year_group`` has a number for each pupil id. The marks of a school with only one
    pupil are nobody else's to have, so they are left out. So is the text of marks nobody
    knows.
    """
    who, at = np.unique(school.pupil, return_inverse=True)
    if len(who) < 2:
        return school.only(np.zeros(len(school), dtype=bool))
    missed = np.bincount(at, ABSENT[school.marks].sum(axis=1))
    possible = np.bincount(at, POSSIBLE[school.marks].sum(axis=1))
    share = missed / np.maximum(possible, 1)
    held = handfuls(year_group[who], share, draw)

    block = (school.week - school.week.min()) // FORTNIGHT
    moved = _moved(held, int(block.max()) + 1, draw)[held.number[at], block]
    place = (held.place[at] + moved) % held.size[at]
    pupil = who[held.order[held.starts[held.number[at]] + place]]
    marks = np.where(school.marks >= FIRST_SYMBOL, np.uint8(NO_MARK), school.marks)
    return MarkBatch(school.school, pupil, school.week, marks)


def mixed_totals(
    counts: np.ndarray, year_group: np.ndarray, draw: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """What pupils of a school have in the same weekly files, mixed file by file.

    ``counts[pupil, file, part]`` run from the start of the year: sessions present, at an
    educational activity, authorised and unauthorised. What each gained from one file to
    the next is half of one other child's and half of another's, so even a single file
    gives nobody's year. Also gives whose counts can be kept: a school's corrections can
    take from a child what was never theirs.
    """
    if len(counts) < 2:
        return counts, np.zeros(len(counts), dtype=bool)
    total = counts[:, -1].sum(axis=1)
    share = counts[:, -1, 2:].sum(axis=1) / np.maximum(total, 1)
    held = handfuls(year_group, share, draw)
    files = np.arange(counts.shape[1])
    moved = _moved(held, len(files), draw)[held.number]
    one, other = (
        held.order[
            held.starts[held.number][:, None]
            + (held.place[:, None] - moved - more) % held.size[:, None]
        ]
        for more in (0, 1)
    )
    gained = np.diff(counts, axis=1, prepend=0)
    half = gained // 2
    found = (half[one, files] + (gained - half)[other, files]).cumsum(axis=1)
    below = np.bincount(held.number, (found < 0).any(axis=(1, 2)))
    return found, below[held.number] == 0


def _moved(held: Handfuls, times: int, draw: np.random.Generator) -> np.ndarray:
    """How far round each handful has gone by each time: a step of one or more each, so
    that it never stands where it just stood."""
    sizes = held.size[held.order[held.starts]]
    chance = draw.random((len(sizes), times))
    step = 1 + np.floor(chance * (sizes - 1)[:, None]).astype(np.int64)
    return step.cumsum(axis=1)


def handfuls(
    group: np.ndarray, share: np.ndarray, draw: np.random.Generator
) -> Handfuls:
    """Pupils of one group who miss about as much, a handful at a time.

    A group of one or two goes with the group beside it.
    """
    order = np.lexsort((draw.random(len(group)), share, group))
    _, sizes = np.unique(group[order], return_counts=True)
    lengths = [
        len(part)
        for many in _with_enough(sizes.tolist())
        for part in np.array_split(np.arange(many), max(1, many // HANDFUL))
    ]
    starts = np.cumsum([0, *lengths[:-1]])
    number, place, size = (np.empty(len(order), dtype=np.int64) for _ in range(3))
    number[order] = np.repeat(np.arange(len(lengths)), lengths)
    place[order] = np.arange(len(order)) - np.repeat(starts, lengths)
    size[order] = np.repeat(lengths, lengths)
    return Handfuls(order, starts, number, place, size)


def _with_enough(sizes: list[int]) -> list[int]:
    """Neighbouring groups joined until each has enough to mix; the last takes the rest."""
    enough, waiting = [], 0
    for size in sizes:
        waiting += size
        if waiting >= FEWEST:
            enough.append(waiting)
            waiting = 0
    if not enough:
        return [waiting]
    enough[-1] += waiting
    return enough
