"""What children of a register missed at another school in the same school year.

A statistic counts enrolments, a mover once a school (rules.md 2.1). A list of whom to help
is of children: whoever missed half of a year at two schools has missed half of it, whichever
of the two they are at now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from muster.measures.watch.register import laid_out
from muster.school_year import SchoolYear, day_number
from muster.tables import codes
from muster.tables.state import State


@dataclass(frozen=True)
class Days:
    """Of one child at one school: possible sessions and those missed, by numbered day."""

    day: np.ndarray
    possible: np.ndarray
    absent: np.ndarray

    def between(self, first: date, last: date) -> tuple[int, int]:
        """How many were possible from a day to another, and how many missed."""
        kept = (self.day >= day_number(first)) & (self.day <= day_number(last))
        return int(self.possible[kept].sum()), int(self.absent[kept].sum())


# By the number a pupil has at one school, what the same child has at each other.
Elsewhere = Mapping[int, Sequence[Days]]
NOWHERE: Elsewhere = {}


def elsewhere(
    state: State, first: date, last: date, schools: Sequence[int] | None = None
) -> Elsewhere:
    """What children at these schools, or all, have at others from a day to another. Reads
    the registers of those who were at more than one."""
    pupils = state.pupils.select("pupil", "child", "school")
    several = pupils.filter(pl.len().over("child") > 1)
    if schools is not None:
        here = several.filter(pl.col("school").is_in(list(schools)))["child"]
        several = several.filter(pl.col("child").is_in(here.implode()))
    days = {
        pupil: held
        for (school,), rows in several.group_by("school")
        for pupil, held in _days(state, int(school), rows["pupil"], first, last)
    }
    of_child: dict[int, list[int]] = defaultdict(list)
    for pupil, child in several.select("pupil", "child").iter_rows():
        of_child[child].append(pupil)
    return {
        pupil: [days[other] for other in every if other != pupil and other in days]
        for every in of_child.values()
        for pupil in every
    }


def _days(
    state: State, school: int, pupils: pl.Series, first: date, last: date
) -> list[tuple[int, Days]]:
    wanted = pupils.to_numpy()
    batches = [
        batch.only(np.isin(batch.pupil, wanted))
        for year in state.years()
        if SchoolYear(year).starts_on <= last and first <= SchoolYear(year).ends_on
        if school in state.schools_with_marks(year)
        for batch in state.marks(year, [school])
    ]
    batches = [batch for batch in batches if len(batch.pupil)]
    if not batches:
        return []
    register = laid_out(batches, state.calendar(school), first, last)
    return [
        (pupil, Days(register.day, codes.POSSIBLE[marks], codes.ABSENT[marks]))
        for pupil, marks in zip(register.pupils.tolist(), register.marks, strict=True)
    ]
