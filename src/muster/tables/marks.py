"""Register marks as they are held: a row a pupil-week, a byte a session.

The grain is what real feeds have (design.md 3): school, pupil, the week's Monday and
fourteen bytes, Monday morning to Sunday afternoon. A byte is a code id of
``tables/codes``: 0 says nothing about that session, 1 is "no mark recorded", and 128 to
255 are a load's own symbols, which keep the raw text of codes nobody knows.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


SESSIONS = 14
SAYS_NOTHING = 0
NO_MARK = 1
FIRST_SYMBOL = 128


@dataclass
class MarkWeeks:
    """What a marks format hands over: one row a pupil-week, in any order.

    ``pupils[i]`` is at ``schools[pupil_school[i]]``; ``pupil`` holds, per row, an index
    into ``pupils``; ``week`` the day number (days since 1970-01-01) of the Monday;
    ``marks`` the bytes, ``[rows, 14]``; ``symbols`` the raw text of bytes 128, 129, ...
    A (pupil, week) pair appears once.
    """

    schools: list[str]
    pupils: list[str]
    pupil_school: np.ndarray
    pupil: np.ndarray
    week: np.ndarray
    marks: np.ndarray
    symbols: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.pupil)

    def without(self, pupils: np.ndarray) -> MarkWeeks:
        """Those of the pupils that a mask over ``pupils`` doesn't have."""
        kept, place = ~pupils, np.cumsum(~pupils, dtype=np.int32) - 1
        rows = kept[self.pupil]
        return MarkWeeks(
            schools=self.schools,
            pupils=[one for one, stays in zip(self.pupils, kept, strict=True) if stays],
            pupil_school=self.pupil_school[kept],
            pupil=place[self.pupil[rows]],
            week=self.week[rows],
            marks=self.marks[rows],
            symbols=self.symbols,
        )

    def count(self) -> int:
        """How many sessions these weeks say something about."""
        return int(np.count_nonzero(self.marks))


@dataclass(frozen=True)
class MarkBatch:
    """Stored pupil-weeks of whole schools, sorted by school, pupil and week."""

    school: np.ndarray
    pupil: np.ndarray
    week: np.ndarray
    marks: np.ndarray

    def __len__(self) -> int:
        return len(self.pupil)

    def only(self, kept: np.ndarray | slice) -> MarkBatch:
        """The rows of a mask or a slice."""
        return MarkBatch(
            self.school[kept], self.pupil[kept], self.week[kept], self.marks[kept]
        )


def overlay(batches: list[MarkBatch]) -> MarkBatch:
    """The current marks: the last batch's non-zero byte wins, session by session.

    Takes batches in the order they were loaded; gives one row a pupil-week, sorted.
    """
    if len(batches) == 1:
        return batches[0]
    school = np.concatenate([batch.school for batch in batches])
    pupil = np.concatenate([batch.pupil for batch in batches])
    week = np.concatenate([batch.week for batch in batches])
    marks = np.concatenate([batch.marks for batch in batches])

    # lexsort is stable, so equal pupil-weeks stay in loading order.
    order = np.lexsort((week, pupil, school))
    school, pupil, week, marks = school[order], pupil[order], week[order], marks[order]
    every = MarkBatch(school, pupil, week, marks)
    first = _firsts(every)
    if len(first) == len(every):
        return every

    depth = np.diff(np.append(first, len(order)))
    current = marks[first].copy()
    for nth in range(1, int(depth.max())):
        deeper = np.flatnonzero(depth > nth)
        said = marks[first[deeper] + nth]
        current[deeper] = np.where(said != SAYS_NOTHING, said, current[deeper])
    return MarkBatch(school[first], pupil[first], week[first], current)


class Contradiction(ValueError):
    """Two marks of one load for one session. ``row`` is one of the pupil-weeks."""

    def __init__(self, row: int):
        super().__init__("Two marks for one session.")
        self.row = row


def joined(batch: MarkBatch) -> MarkBatch:
    """One row a pupil-week, of sorted ones that may come twice and agree.

    Raises Contradiction where they say different things of a session.
    """
    first = _firsts(batch)
    if len(first) == len(batch):
        return batch
    whole = np.maximum.reduceat(batch.marks, first, axis=0)
    number = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(batch))))
    differs = (batch.marks != SAYS_NOTHING) & (batch.marks != whole[number])
    if differs.any():
        raise Contradiction(int(np.flatnonzero(differs.any(axis=1))[0]))
    return MarkBatch(batch.school[first], batch.pupil[first], batch.week[first], whole)


def _firsts(batch: MarkBatch) -> np.ndarray:
    """The first row of each pupil-week of a sorted batch."""
    keys = batch.school, batch.pupil, batch.week
    new = np.ones(len(batch), dtype=bool)
    new[1:] = np.logical_or.reduce([key[1:] != key[:-1] for key in keys])
    return np.flatnonzero(new)
