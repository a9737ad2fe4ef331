"""Small numbers are hidden here, once, on the way out (rules.md 11.2).

A cell is hidden when the pupils behind it number 1 to t-1, when the counted pupils do, or
when the pupils left over do (the complement). Where that leaves exactly one hidden cell in
a line of a table, whose total anyone could ask for, the smallest other cell is hidden too.
Nothing tells the one kind from the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from muster.tables.legal import OF_PROSECUTION


THRESHOLD = 5
MINIMUM_BASE = 10
# Groups, measures and places whose small numbers say more about a child than others' do
# (11.3): by name, wherever in a table one stands.
SENSITIVE = frozenset(
    {
        "looked_after",
        "child_in_need",
        "child_protection",
        "social_worker",
        "youth_justice",
        "young_carer",
        "ethnicity",
        "prosecutions",
        *OF_PROSECUTION,
    }
)
# Fewer pupils than this, and the public sees whole percentages (11.2 rule 4).
WHOLE_PERCENT_BELOW = 100


@dataclass(frozen=True)
class Limits:
    """What one audience may not be shown: counts under ``threshold``, or under
    ``sensitive`` where a table is of something sensitive, and anything of fewer pupils
    than ``base``."""

    audience: str
    threshold: int = THRESHOLD
    sensitive: int = THRESHOLD
    base: int = 0

    def of(self, names: Collection[str]) -> int:
        """The threshold of a table of these breakdowns, measures and places."""
        return self.threshold if SENSITIVE.isdisjoint(names) else self.sensitive

    def hide(self, cell: Cell, dimensions: Collection[str]) -> bool:
        return is_small(cell, self.of(dimensions), self.base)


# From those who may know most to those who may know least (11.2, 11.3).
LIMITS = (
    Limits("officers"),
    Limits("board", sensitive=10),
    Limits("public", sensitive=10, base=MINIMUM_BASE),
)


def limits_of(audience: str) -> Limits:
    return next(limits for limits in LIMITS if limits.audience == audience)


@dataclass(frozen=True)
class Cell:
    """What suppression looks at: never sessions, always pupils.

    ``place`` is the cell's place in the table, a value for each dimension. ``counted`` and
    ``out_of`` are pupils; for a measure of sessions ``counted`` is None and only the
    pupils behind the figure matter (rules.md 11.2 rule 9).
    """

    place: tuple[str, ...]
    out_of: int
    counted: int | None = None

    @property
    def size(self) -> int:
        return self.out_of if self.counted is None else self.counted


def hidden(
    cells: Sequence[Cell],
    *,
    threshold: int = THRESHOLD,
    minimum_base: int = 0,
    besides: Collection[tuple[str, ...]] = (),
) -> list[bool]:
    """Which cells of one table must not be shown.

    Takes the cells of one measure; gives a truth for each, in order. ``besides`` are
    places hidden already, whatever they hold. Deterministic: equal cells are taken in the
    order of their places.
    """
    shown = [
        cell.place not in besides and not is_small(cell, threshold, minimum_base)
        for cell in cells
    ]
    _hide_second(cells, shown)
    return [not one for one in shown]


def hidden_bases(
    cells: Sequence[Cell], *, threshold: int = THRESHOLD, minimum_base: int = 0
) -> set[tuple[str, ...]]:
    """The places where how many pupils there are must not be known.

    Measures of enrolments stand side by side over the same pupils. What one of them shows
    of a place gives its number of pupils away, so a place hidden for that number, or to
    keep another's from being worked out, is hidden in them all.
    """
    bases = {cell.place: Cell(cell.place, cell.out_of) for cell in cells}
    gone = hidden(list(bases.values()), threshold=threshold, minimum_base=minimum_base)
    return {place for place, hide in zip(bases, gone, strict=True) if hide}


def is_small(cell: Cell, threshold: int, minimum_base: int) -> bool:
    """Whether a cell may not be shown for its own sake (11.2 rules 1 to 3)."""

    def few(number: int) -> bool:
        return 0 < number < threshold

    if few(cell.out_of) or 0 < cell.out_of < minimum_base:
        return True
    if cell.counted is None:
        return False
    return few(cell.counted) or few(cell.out_of - cell.counted)


def _hide_second(cells: Sequence[Cell], shown: list[bool]) -> None:
    """Secondary suppression along each dimension, to a fixed point."""
    lines = _lines(cells)
    changed = True
    while changed:
        changed = False
        for line in lines:
            hidden_here = [number for number in line if not shown[number]]
            others = [n for n in line if shown[n] and cells[n].size > 0]
            if len(hidden_here) == 1 and others:
                shown[min(others, key=lambda n: (cells[n].size, cells[n].place))] = (
                    False
                )
                changed = True


def _lines(cells: Sequence[Cell]) -> list[list[int]]:
    """Cells that add up to something: alike in every dimension but one."""
    lines: dict[tuple, list[int]] = defaultdict(list)
    for number, cell in enumerate(cells):
        for dimension in range(len(cell.place)):
            rest = cell.place[:dimension] + cell.place[dimension + 1 :]
            lines[dimension, rest].append(number)
    return [lines[key] for key in sorted(lines)]


def rounded(number: int, base: int = 5) -> int:
    """To the nearest five, halves up: for the public audience only (11.2 rule 5)."""
    return (2 * number + base) // (2 * base) * base
