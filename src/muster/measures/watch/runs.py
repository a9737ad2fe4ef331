"""Runs: stretches of a child's sessions, or of their days, without a break.

A session that was not possible (D, X, Y, Z, #, no mark) neither counts nor breaks a run
(rules.md 12.3: “consecutive possible sessions, ignoring NP sessions; a single present mark
breaks it”).
"""

from __future__ import annotations

import numpy as np

from muster.tables import codes


def runs_of(is_it: np.ndarray, counts: np.ndarray) -> list[np.ndarray]:
    """The places of each run of what ``is_it`` marks, in order, among what ``counts``.

    >>> [list(run) for run in runs_of(np.array([1, 0, 1, 0]) > 0, np.array([1, 0, 1, 1]) > 0)]
    [[0, 2]]
    """
    places = np.flatnonzero(counts)
    breaks = np.flatnonzero(np.diff(is_it[places].astype(np.int8))) + 1
    return [run for run in np.split(places, breaks) if len(run) and is_it[run[0]]]


def day_by_day(
    marks: np.ndarray, school_day: np.ndarray, wanted: np.ndarray
) -> np.ndarray:
    """What each school day of one pupil is: 1 if every possible session is wanted, 0 if
    one is not, -1 if none was possible.

    ``wanted`` is a mask over codes. A day half attended is broken (rules.md 3.3: “a school
    day counts as unauthorised-absent if every possible session that day is G/N/O/U”).
    """
    days = int(school_day[-1]) + 1 if len(school_day) else 0
    possible = np.bincount(school_day, codes.POSSIBLE[marks], minlength=days)
    found = np.bincount(school_day, wanted[marks], minlength=days)
    return np.where(possible == 0, -1, (found == possible).astype(np.int8))
