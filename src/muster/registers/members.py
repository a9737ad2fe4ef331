"""The children of a dated cohort, as far as somebody sees their care and special needs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from muster.accounts.reach import our_names
from muster.measures import in_cohort
from muster.measures.in_cohort import Members
from muster.registers.child import Children
from muster.tables.cohorts import Cohort


def members(seen: Children, cohort: Cohort, on: date, today: date) -> Members:
    ours = frozenset(name.casefold() for name in our_names())
    return Members(seen.state, seen.cared_for, cohort, on, today, ours)


def titles_of(seen: Children, of: Collection[int], on: date) -> dict[int, list[str]]:
    """The cohorts these children are in on a day, of those whose care is seen."""
    return in_cohort.titles_of(seen.state, seen.cared_for & set(of), on)
