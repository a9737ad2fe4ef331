"""Rows that give again what an earlier row gave, and rows that contradict one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from muster.sources.reading.checked import WRONG
from muster.sources.reading.mark_weeks import Numbers
from muster.sources.reading.problems import Level
from muster.sources.reading.rows import Gathered
from muster.tables.ids import school_key


def first_of_each(
    rows: Gathered, key: Sequence[str], alike: str
) -> npt.NDArray[np.bool_]:
    """Which rows are the first with their key.

    A later row that says the same in every other column is a repeat; one that doesn't is
    an error, which says `alike` and which columns differ. Rows whose key has a wrong cell
    are left alone.
    """
    others = [name for name in rows.ids if name not in key]
    keys = np.stack([_key(rows, name) for name in key], axis=1)
    said = np.stack([rows.ids[name] for name in others] or [keys[:, 0] * 0], axis=1)
    first: dict[bytes, int] = {}
    keep = np.ones(len(rows), dtype=bool)
    at: list[int] = []
    messages: list[str] = []
    place = rows.source.problems.place
    for row in np.flatnonzero((keys != WRONG).all(axis=1)).tolist():
        earlier = first.setdefault(keys[row].tobytes(), row)
        if earlier == row:
            continue
        keep[row] = False
        differs = np.flatnonzero(said[row] != said[earlier])
        if len(differs):
            names = ", ".join(rows.source.heading(others[each]) for each in differs)
            at.append(row)
            messages.append(
                f"{place} {rows.numbers[earlier]:,} has {alike} but differs in {names}. "
                "Keep whichever is right."
            )
    rows.say(np.array(at, dtype=np.int64), Level.ERROR, messages)
    return keep


def _key(rows: Gathered, name: str) -> Numbers:
    if name not in rows.ids:
        return np.zeros(len(rows), dtype=np.int32)
    if name != "school":
        return rows.ids[name]
    # 999/2001 and 9992001 are one school, and so are two spellings of a name.
    first: dict[str, int] = {}
    values = rows.columns[name].values
    same = [first.setdefault(school_key(str(v)), n) for n, v in enumerate(values)]
    return np.array([*same, WRONG], dtype=np.int32)[rows.ids[name]]
