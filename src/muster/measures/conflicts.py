"""Contradictions between two schools of one child, raised for a person (rules.md 1.2, D).

A dual-registered child has a real mark at one school and D at the other. D at both, or a
real mark at both, is an error in a register; nothing here decides which.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from muster.school_year import from_day_number
from muster.tables import codes
from muster.tables.marks import MarkBatch
from muster.tables.state import State


BOTH_AWAY, BOTH_HERE = "D at both schools", "a real mark at both schools"


@dataclass(frozen=True)
class Conflict:
    """One session of one child that two registers disagree on."""

    child: int
    day: date
    session: str
    kind: str
    schools: tuple[int, ...]


def conflicts(state: State, year: int) -> list[Conflict]:
    """Every contradiction of a school year, by child, day and session."""
    shared = state.pupils.filter(pl.len().over("child") > 1)
    if not shared.height:
        return []
    wanted = shared["pupil"].to_numpy()
    child_of = np.zeros(int(state.pupils["pupil"].max()) + 1, dtype=np.int64)  # type: ignore[arg-type]
    child_of[state.pupils["pupil"].to_numpy()] = state.pupils["child"].to_numpy()
    parts = [
        batch.only(kept)
        for batch in state.marks(year, shared["school"].unique().to_list())
        if (kept := np.isin(batch.pupil, wanted)).any()
    ]
    return _found(parts, child_of) if parts else []


def _found(parts: list[MarkBatch], child_of: np.ndarray) -> list[Conflict]:
    school = np.concatenate([part.school for part in parts])
    week = np.concatenate([part.week for part in parts])
    marks = np.concatenate([part.marks for part in parts])
    child = child_of[np.concatenate([part.pupil for part in parts])]
    order = np.lexsort((school, week, child))
    school, week, marks, child = school[order], week[order], marks[order], child[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (child[1:] != child[:-1]) | (week[1:] != week[:-1])
    starts = np.flatnonzero(new)

    away = np.add.reduceat(codes.mask_of("D")[marks], starts, axis=0, dtype=np.int32)
    here = np.add.reduceat(codes.POSSIBLE[marks], starts, axis=0, dtype=np.int32)
    found = []
    for kind, wrong in ((BOTH_AWAY, (away > 1) & (here == 0)), (BOTH_HERE, here > 1)):
        mask = codes.mask_of("D") if kind == BOTH_AWAY else codes.POSSIBLE
        for group, session in zip(*np.nonzero(wrong), strict=True):
            begin = starts[group]
            end = starts[group + 1] if group + 1 < len(starts) else len(school)
            named = school[begin:end][mask[marks[begin:end, session]]]
            found.append(
                Conflict(
                    int(child[begin]),
                    from_day_number(int(week[begin]) + int(session) // 2),
                    ("AM", "PM")[session % 2],
                    kind,
                    tuple(named.tolist()),
                )
            )
    return sorted(found, key=lambda c: (c.child, c.day, c.session))
