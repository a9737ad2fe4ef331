"""Five bins with as many in each: what a map’s colours stand for."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple


BINS = 5


class Bins(NamedTuple):
    """``edges`` part the bins, a value on one being in the bin above; ``spans`` are the
    lowest and highest value in each."""

    edges: tuple[float, ...]
    spans: tuple[tuple[float, float], ...]

    def place(self, value: float) -> int:
        return bisect_right(self.edges, value)


def quantile_bins(values: Sequence[float], most: int = BINS) -> Bins:
    """As many in each bin as can be; fewer bins where many values are equal.

    Equal values are never parted, so a colour always says the same of two places.
    """
    ordered = sorted(values)
    marks = (ordered[len(ordered) * n // most] for n in range(1, most) if ordered)
    edges = tuple(sorted({mark for mark in marks if mark > ordered[0]}))
    bins = Bins(edges, ())
    held: dict[int, list[float]] = {}
    for value in ordered:
        held.setdefault(bins.place(value), []).append(value)
    return Bins(edges, tuple((held[at][0], held[at][-1]) for at in sorted(held)))
