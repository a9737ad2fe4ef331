"""The limits of an individuals chart: how far a week usually strays."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean
from typing import NamedTuple


REACH = 2.66


class Individuals(NamedTuple):
    """A chart of single values over time: the mean and the limits (XmR)."""

    middle: float
    low: float
    high: float


def individuals(values: Sequence[float]) -> Individuals:
    """2.66 times the mean move from one value to the next, either side of the mean
    (Wheeler and Chambers 1992, Understanding Statistical Process Control)."""
    middle = fmean(values)
    reach = REACH * fmean(abs(after - before) for before, after in pairwise(values))
    return Individuals(middle, middle - reach, middle + reach)
