"""Support meetings as they are counted: a row a school and term, as it stood on a day."""

from __future__ import annotations

from muster.tables.cells import Kind
from muster.tables.columns import Column
from muster.tables.filled import Filled


SUPPORT_MEETINGS = Filled(
    "support_meetings",
    "schools in a term",
    "One row for each school in each term, from the first with a support meeting to the "
    "one a day is in, as it stood at the end of that day.",
    (
        Column("school", Kind.TEXT, "The school.", required=True),
        Column("phase", Kind.TEXT, "Its phase."),
        Column("trust", Kind.TEXT, "Its trust."),
        Column("term", Kind.TEXT, "Autumn, spring or summer.", required=True),
        Column("term_from_on", Kind.DATE, "The term’s first day.", required=True),
        Column("term_to_on", Kind.DATE, "The term’s last day.", required=True),
        Column(
            "planned",
            Kind.COUNT,
            "How many meetings of the term stood by then: planned or held.",
            required=True,
        ),
        Column(
            "held", Kind.COUNT, "How many of them had been held by then.", required=True
        ),
    ),
    dimensions=("school", "phase", "trust", "term"),
)
