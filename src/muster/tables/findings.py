"""Children found for the week's lists, as they are counted: a row a finding of a child."""

from __future__ import annotations

from muster.tables.cells import Kind
from muster.tables.columns import Column
from muster.tables.filled import Filled


FINDINGS = Filled(
    "findings",
    "findings of the week’s lists",
    "One row for each time the registers put a child on one of the week’s lists, by a day, "
    "as it stood at the end of that day.",
    (
        Column("finding", Kind.COUNT, "The finding’s number, its own.", required=True),
        Column(
            "child",
            Kind.COUNT,
            "The store’s number of the child; small numbers of children are hidden.",
            required=True,
        ),
        Column("list", Kind.TEXT, "The list the child is on.", required=True),
        Column("school", Kind.TEXT, "The school whose register says so."),
        Column(
            "decision", Kind.TEXT, "What was decided last; blank while nothing was."
        ),
        Column("found_on", Kind.DATE, "The day it was found.", required=True),
        Column(
            "gone_on",
            Kind.DATE,
            "The day the register no longer said so; blank before.",
        ),
        Column(
            "decided_on",
            Kind.DATE,
            "The day something was first decided; blank while nothing was.",
        ),
        Column(
            "is_waiting",
            Kind.YES_NO,
            "Whether it waited for somebody: still so, nothing decided that holds, and no "
            "plan that covers it.",
            required=True,
        ),
    ),
    dimensions=("list", "school", "decision"),
    person="child",
)
