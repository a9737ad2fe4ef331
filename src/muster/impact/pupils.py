"""What each pupil has in a period, as the measures see them: what limits are learnt from.

Never shown. Figures that are shown come from `measures`, small numbers hidden.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl

from muster.measures import MEASURES, Period, Question, get
from muster.measures import units as counted
from muster.measures.answering import Asked
from muster.measures.measure import Row, parts
from muster.measures.members import members
from muster.measures.rules import PRU_PHASES
from muster.measures.said import CODES as KEPT_APART
from muster.measures.slices import slices_of
from muster.measures.units import Coded
from muster.tables import codes
from muster.tables.state import State, remembered


@dataclass(frozen=True, eq=False)
class Pupils:
    """A row a pupil (or a child, under rules that count children) with marks in a period.

    ``who`` has their id, school, phase and characteristics; ``child`` who they are at
    every school. Pupil referral units are
    left out: they are too few, and unlike each other.
    """

    who: pl.DataFrame
    child: np.ndarray
    few: int
    columns: dict[str, np.ndarray]
    of_code: dict[str, np.ndarray]
    _measured: dict[str, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.who.height

    def measured(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Counted and out of, row by row."""
        if name not in self._measured:
            measure = get(name)
            said = sum(self.of_code[code] for code in measure.codes)
            row = Row(self.few, self.columns.__getitem__, said)
            found = parts(measure, row)
            self._measured[name] = (
                np.asarray(found[f"n_{name}"], dtype=np.int64),
                np.asarray(found[f"d_{name}"], dtype=np.int64),
            )
        return self._measured[name]

    def values(self, dimension: str) -> np.ndarray:
        return self.who[dimension].cast(pl.String).to_numpy()

    @cached_property
    def phase(self) -> np.ndarray:
        return self.values("phase")

    @cached_property
    def school(self) -> np.ndarray:
        return self.values("school")

    @cached_property
    def ids(self) -> np.ndarray:
        return self.who["id"].to_numpy()


@remembered(8)
def pupils(state: State, period: Period, rules: str) -> Pupils | None:
    """The pupils of a half-term, term or year; None where marks of it aren't held."""
    [*earlier, year] = period.years
    if earlier or not period.is_of_slices or year.start not in state.years():
        return None
    asked = Asked(state, Question(("overall_absence",), (), period, rules))
    of = asked.cohort(year)
    slices = slices_of(period, (), year)
    found = counted.of_period(state, period, (), of)
    units = members(state, *of).units
    of_code = _by_code(counted.codes_of_period(state, of, slices), units.height)
    who = units.with_row_index("row")[found.unit.tolist()]
    kept = np.flatnonzero(
        ~who["phase"].cast(pl.String).str.to_lowercase().is_in(PRU_PHASES).to_numpy()
    )
    columns = {name: column[kept] for name, column in found.columns.items()}
    return Pupils(
        who[kept.tolist()],
        _children(state, who["id"].to_numpy()[kept], asked.rules.by_child),
        asked.rules.few,
        columns,
        {code: n[found.unit[kept]] for code, n in of_code.items()},
    )


def _children(state: State, ids: np.ndarray, by_child: bool) -> np.ndarray:
    """The child of each row, which is a child itself under some rules."""
    if by_child:
        return ids
    held = state.pupils
    child = np.zeros(int(held["pupil"].max() or 0) + 1, np.int64)  # type: ignore[arg-type]
    child[held["pupil"].to_numpy()] = held["child"].to_numpy()
    return child[ids]


def _by_code(coded: Iterable[Coded], units: int) -> dict[str, np.ndarray]:
    """Sessions of each unit with each code there is a measure of."""
    names = sorted({code for measure in MEASURES for code in measure.codes})
    place = np.full(KEPT_APART, len(names))
    place[[codes.by_code(name).id for name in names]] = range(len(names))
    columns = len(names) + 1  # the last is of all other codes
    found = np.zeros(units * columns)
    for unit, _, code, n in coded:
        at = unit * columns + place[code]
        found += np.bincount(at, weights=n, minlength=len(found))
    by_unit = found.reshape(units, columns)
    return {name: by_unit[:, number] for number, name in enumerate(names)}


def in_both(now: Pupils, before: Pupils) -> tuple[np.ndarray, np.ndarray]:
    """The rows, now and before, of those there both times: a pupil at the same school."""
    _, here, then = np.intersect1d(
        now.ids, before.ids, assume_unique=True, return_indices=True
    )
    return here, then
