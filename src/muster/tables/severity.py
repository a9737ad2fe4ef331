"""Severely absent children as they are counted: a row a child in a half-term."""

from __future__ import annotations

from muster.tables.cells import Kind
from muster.tables.columns import Column
from muster.tables.filled import Filled


SEVERITY = Filled(
    "severity",
    "severely absent children",
    "One row for each child who had missed half or more of their possible sessions of the "
    "school year when the half-term before ended, or had by a day.",
    (
        Column(
            "child",
            Kind.COUNT,
            "The store’s number of the child; small numbers of children are hidden.",
            required=True,
        ),
        Column(
            "school",
            Kind.TEXT,
            "The school whose register says so, now or else then.",
        ),
        Column(
            "movement",
            Kind.TEXT,
            "What became of the child: entered, stayed, moved, left it, off every roll.",
            required=True,
        ),
        Column("was", Kind.YES_NO, "Severely absent then.", required=True),
        Column("is_now", Kind.YES_NO, "Severely absent now.", required=True),
        Column("has_plan", Kind.YES_NO, "Whether a plan is open.", required=True),
    ),
    dimensions=("school", "movement"),
    person="child",
)
