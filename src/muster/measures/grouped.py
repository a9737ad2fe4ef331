"""Sessions added up by breakdown as the marks stream past.

Sessions add up, so a question about them alone needs no row a pupil: what each block of
marks says is added into the breakdown's totals at once, and memory follows the answer.
Several questions share one reading of the marks. How many pupils are behind each total is
counted on the way, for suppression.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from muster.measures import counts
from muster.measures.count import OUTSIDE, SPLIT, Bounds, Labels, within
from muster.measures.said import BITS, CODES, PATTERNS, Said
from muster.tables.codes import Class
from muster.tables.marks import MarkBatch
from muster.tables.state import State


# Counting how often each number of bits comes pays off from this many rows a cell.
FEW = PATTERNS


@dataclass(frozen=True, eq=False)
class Places:
    """Where a question's sessions are added.

    ``labels`` slice the time; ``slices`` are the slices that count, sorted; ``group_of``
    has each pupil's group by id, -1 for one who doesn't count, of ``groups``; ``wanted``
    are the columns of a measure's row to be had.
    """

    labels: Labels
    slices: np.ndarray
    group_of: np.ndarray
    groups: int
    wanted: frozenset[str]
    by_code: bool

    @cached_property
    def pattern(self) -> np.ndarray:
        return np.array(self.labels.cut.pattern)

    @cached_property
    def patterns(self) -> int:
        return self.labels.cut.patterns

    @cached_property
    def label_at(self) -> np.ndarray:
        """The place of each label among those that count; none for OUTSIDE, at the end."""
        kept = np.unique(self.slices // self.patterns)
        table = np.full(int(kept.max(initial=0)) + 2, OUTSIDE)
        table[kept] = np.arange(len(kept))
        return table

    @cached_property
    def times(self) -> int:
        return int(self.label_at.max(initial=OUTSIDE)) + 1

    @cached_property
    def cells(self) -> int:
        """A cell is a group and a label; each is counted pattern by pattern."""
        return self.groups * self.times

    def cell_of(self, group: np.ndarray, label: np.ndarray) -> np.ndarray:
        """The cell of each; one past the last where either doesn't count."""
        at = self.label_at[label]
        cell = group * self.times + at
        cell[(group < 0) | (at < 0)] = self.cells
        return cell

    @cached_property
    def sessions(self) -> np.ndarray:
        """How many sessions of each pattern every number of BITS holds."""
        numbers = np.arange(PATTERNS, dtype=np.uint16)
        of_pattern = [
            np.uint16(BITS[self.pattern == one].sum()) for one in range(self.patterns)
        ]
        return np.stack(
            [np.bitwise_count(numbers & mask) for mask in of_pattern], axis=1
        ).astype(np.float64)

    @cached_property
    def has_session(self) -> np.ndarray:
        return np.minimum(self.sessions, 1.0)


@dataclass(frozen=True)
class Added:
    """Totals of one question: ``totals`` by name, ``[groups, slices]`` each; ``seen``
    says where anything was said, and ``by_code`` has sessions ``[groups, slices, codes]``.
    """

    totals: dict[str, np.ndarray]
    seen: np.ndarray
    by_code: np.ndarray | None

    def add(self, other: Added) -> None:
        for name, total in self.totals.items():
            total += other.totals[name]
        self.seen[:] |= other.seen
        if self.by_code is not None and other.by_code is not None:
            self.by_code[:] += other.by_code


def add_up(
    state: State,
    year: int,
    schools: Sequence[int],
    bounds: Bounds | None,
    places: Sequence[Places],
    progress: counts.Progress,
) -> list[Added | None]:
    """Totals for each of the places, from one reading of the marks of these schools.

    ``bounds`` leave out marks outside them. None where there are no marks.
    """
    totals: list[Added | None] = [None] * len(places)
    work = partial(_of_block, bounds=bounds, places=places)
    for found in counts.each_block(state, year, schools, work, progress):
        for at, one in enumerate(found):
            if (total := totals[at]) is None:
                totals[at] = one
            else:
                total.add(one)
    return totals


def _of_block(
    batch: MarkBatch, bounds: Bounds | None, places: Sequence[Places]
) -> list[Added]:
    batch = within(batch, bounds) if bounds else batch
    said = Said.of(batch.marks)
    bits = _Bits(said)
    return [_added(batch, said, bits, one) for one in places]


class _Bits:
    """The sessions that count towards each total, as BITS, a number a row."""

    def __init__(self, said: Said):
        self._said = said

    def __getitem__(self, name: str) -> np.ndarray:
        return getattr(self, name)

    @cached_property
    def attended(self) -> np.ndarray:
        return self._said.present | self._said.bits(Class.ATTENDING, Class.AEA)

    @cached_property
    def authorised(self) -> np.ndarray:
        return self._said.bits(Class.AUTHORISED)

    @cached_property
    def unauthorised(self) -> np.ndarray:
        return self._said.bits(Class.UNAUTHORISED)

    @cached_property
    def not_recorded(self) -> np.ndarray:
        return self._said.bits(Class.MISSING)

    @cached_property
    def unknown(self) -> np.ndarray:
        return self._said.bits(Class.UNKNOWN)

    @cached_property
    def possible(self) -> np.ndarray:
        return self.attended | self.authorised | self.unauthorised

    @cached_property
    def due(self) -> np.ndarray:
        return self.possible | self._said.bits(Class.MISSING, Class.UNKNOWN)

    @cached_property
    def said(self) -> np.ndarray:
        return self.due | self._said.bits(Class.NOT_POSSIBLE)


# What makes a pupil one of those behind a total.
_PUPILS = {"pupils": "possible", "due_pupils": "due"}


def _added(batch: MarkBatch, said: Said, bits: _Bits, places: Places) -> Added:
    group = places.group_of[batch.pupil]
    cell, split = _cells(batch, places, group)
    rows, mask = split or (slice(None), None)
    pupil = batch.pupil[rows]
    starts = np.flatnonzero(
        np.append(True, (pupil[1:] != pupil[:-1]) | (cell[1:] != cell[:-1]))
    )

    def here(name: str) -> np.ndarray:
        return bits[name] if mask is None else bits[name][rows] & mask

    def pupils(name: str) -> np.ndarray:
        """Slices follow time, so a pupil's rows in one cell stand together."""
        theirs = np.bitwise_or.reduceat(here(name), starts)
        return _by_pattern(cell[starts], theirs, places, once=True)

    totals = {
        name: pupils(_PUPILS[name])
        if name in _PUPILS
        else _by_pattern(cell, here(name), places)
        for name in places.wanted
    }
    coded = _by_code(batch, said, group, places) if places.by_code else None
    return Added(totals, pupils("said") > 0, coded)


def _cells(
    batch: MarkBatch, places: Places, group: np.ndarray
) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray] | None]:
    """The cell of each pupil-week, and None; or, where a week spans an edge, the cell of
    each piece of one, with the pieces' rows and their sessions as BITS."""
    labels = places.labels
    at = labels.place_of(batch)
    label = labels.of_week.ravel()[at]
    split = np.flatnonzero((label == SPLIT) & (group >= 0))
    if not len(split):
        return places.cell_of(group, np.maximum(label, OUTSIDE)), None
    rows = np.flatnonzero(label >= 0)
    days = labels.table.reshape(-1, labels.table.shape[2])[at[split]]
    parts = [(rows, label[rows], np.full(len(rows), PATTERNS - 1, dtype=np.uint16))]
    for value in np.unique(days[days != OUTSIDE]):
        sessions = ((days == value) @ BITS).astype(np.uint16)
        some = np.flatnonzero(sessions)
        parts.append((split[some], np.full(len(some), value), sessions[some]))
    rows, label, mask = (
        np.concatenate(columns) for columns in zip(*parts, strict=True)
    )
    order = np.lexsort((label, rows))
    rows = rows[order]
    return places.cell_of(group[rows], label[order]), (rows, mask[order])


def _by_pattern(
    cell: np.ndarray, bits: np.ndarray, places: Places, *, once: bool = False
) -> np.ndarray:
    """Adds up by cell and pattern the sessions in ``bits``; ``once``: whether there are
    any. ``[groups, slices]``."""
    cells, patterns = places.cells, places.patterns
    added: np.ndarray
    if patterns == 1:
        number = bits != 0 if once else np.bitwise_count(bits)
        added = np.bincount(cell, weights=number, minlength=cells + 1)[:cells]
    else:
        table = places.has_session if once else places.sessions
        some = np.flatnonzero(bits != 0)
        cell, bits = cell[some], bits[some]
        if cells * FEW < len(bits):
            # Few cells: how often each number of bits comes, first.
            size = (cells + 1) * PATTERNS
            times = np.bincount(cell * PATTERNS + bits, minlength=size)
            added = times.reshape(-1, PATTERNS)[:cells].astype(np.float64) @ table
        else:
            added = np.empty((cells, patterns))
            for one in range(patterns):
                weights = table[bits, one]
                added[:, one] = np.bincount(cell, weights, cells + 1)[:cells]
    # Sums stay far below 2**53, so floating point held them exactly.
    return added.astype(np.int64).reshape(places.groups, places.times * patterns)


def _by_code(
    batch: MarkBatch, said: Said, group: np.ndarray, places: Places
) -> np.ndarray:
    """Sessions of each code but the two present marks, by group and slice."""
    labels = places.labels
    table = labels.table.reshape(-1, labels.table.shape[2])
    label = table[labels.place_of(batch)[said.row], said.session]
    cell = places.cell_of(group[said.row], label) * places.patterns
    cell += places.pattern[said.session]
    size = places.cells * places.patterns * CODES
    n = np.bincount(cell * CODES + said.code, minlength=size)[:size]
    return n.reshape(places.groups, places.times * places.patterns, CODES)
