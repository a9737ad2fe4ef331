"""Returns schools owe the authority, as they are counted: a row a return that was due."""

from __future__ import annotations

from muster.tables.cells import Kind
from muster.tables.columns import Column
from muster.tables.filled import Filled


RETURNS = Filled(
    "returns",
    "returns of schools",
    "One row for each return that the marks or the roll say a school owed and whose last "
    "day is in the period asked for, as it stood at the end of it.",
    (
        Column("expected", Kind.COUNT, "Its number, its own.", required=True),
        Column(
            "child",
            Kind.COUNT,
            "The store’s number of the child; small numbers of children are hidden.",
            required=True,
        ),
        Column("return", Kind.TEXT, "Which return it is.", required=True),
        Column("school", Kind.TEXT, "The school that owed it."),
        Column("due_on", Kind.DATE, "The last day it was in time.", required=True),
        Column("came_on", Kind.DATE, "The day it came; blank while it had not."),
    ),
    dimensions=("return", "school"),
    person="child",
)
