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
    new = np.ones(len(order), dtype=bool)
    new[1:] = (
        (pupil[1:] != pupil[:-1])
        | (week[1:] != week[:-1])
        | (school[1:] != school[:-1])
    )
    if new.all():
        return MarkBatch(school, pupil, week, marks)

    first = np.flatnonzero(new)
    depth = np.diff(np.append(first, len(order)))
    current = marks[first].copy()
    for nth in range(1, int(depth.max())):
        deeper = np.flatnonzero(depth > nth)
        said = marks[first[deeper] + nth]
        current[deeper] = np.where(said != SAYS_NOTHING, said, current[deeper])
    return MarkBatch(school[first], pupil[first], week[first], current)
