"""Entries of registers as they are counted: a row a spell of a child, as it stood on a day."""

from __future__ import annotations

from muster.tables.cells import Kind
from muster.tables.columns import Column
from muster.tables.filled import Filled


ENTRIES = Filled(
    "entries",
    "entries of registers",
    "One row for each spell of a child on a register begun by a day, as it stood at the end "
    "of that day.",
    (
        Column(
            "entry",
            Kind.COUNT,
            "The entry’s number, its own for as long as it is kept.",
            required=True,
        ),
        Column(
            "child",
            Kind.COUNT,
            "The store’s number of the child; small numbers of children are hidden.",
            required=True,
        ),
        Column("register", Kind.TEXT, "The register it is on.", required=True),
        Column("school", Kind.TEXT, "The school the child was at; blank at none."),
        Column("status", Kind.TEXT, "Where the work stood.", required=True),
        Column("why", Kind.TEXT, "Why the child came on the register.", required=True),
        Column("outcome", Kind.TEXT, "How it ended; blank while it was open."),
        Column("started_on", Kind.DATE, "The day it began.", required=True),
        Column("ended_on", Kind.DATE, "The day it ended; blank while it was open."),
        Column("review_on", Kind.DATE, "The day it was to be looked at again."),
        Column("has_lead", Kind.YES_NO, "Whether somebody led it.", required=True),
        Column(
            "clocks_late",
            Kind.COUNT,
            "How many of its clocks had run past their day and were not met.",
            required=True,
        ),
    ),
    dimensions=("register", "school", "status", "why", "outcome"),
    person="child",
)
