"""Legal measures as they are counted: a row a step taken about a child’s absence, as it
stood on a day, and a row each time a child met the threshold."""

from __future__ import annotations

from muster.tables.cells import Kind
from muster.tables.columns import Column
from muster.tables.filled import Filled


THRESHOLD, NOTICE, IMPROVE, PROSECUTION = (
    "Threshold met",
    "Penalty notice",
    "Notice to improve",
    "Prosecution",
)
# Those of the first that a corrected register took back: no kind of step, but a figure.
UNMET = "Of these, taken back by a corrected register"
# What counts prosecutions, however it is called: a kind of step, a status, an outcome.
OF_PROSECUTION = (
    PROSECUTION,
    "The prosecution ended with the offence proved",
    "The prosecution ended without that",
)
GROUPS = ("sex", "ethnicity", "sen", "fsm", "looked_after", "social_worker")

LEGAL = Filled(
    "legal",
    "legal measures",
    "One row for each notice, contract, order and prosecution about a child’s absence, and "
    "for each time a child met the threshold, begun by a day, as it stood at its end. A "
    "threshold counts as met on its day, and says if a corrected register took it back.",
    (
        Column("step", Kind.TEXT, "What it is, and its number.", required=True),
        Column(
            "child",
            Kind.COUNT,
            "The store’s number of the child; small numbers of children are hidden.",
            required=True,
        ),
        Column("kind", Kind.TEXT, "What was done.", required=True),
        Column("why", Kind.TEXT, "What a notice was for; blank for anything else."),
        Column("school", Kind.TEXT, "The school the child was at; blank at none."),
        Column("on", Kind.DATE, "The day it was done.", required=True),
        Column(
            "is_paid", Kind.YES_NO, "Whether a notice was paid by then.", required=True
        ),
        Column(
            "is_withdrawn",
            Kind.YES_NO,
            "Whether a notice was withdrawn by then.",
            required=True,
        ),
        Column(
            "is_unmet",
            Kind.YES_NO,
            "Whether a threshold that was met on the day is not met by the register as it "
            "was corrected by then.",
            required=True,
        ),
        *(
            Column(name, Kind.TEXT, "The child’s group; blank where it isn’t known.")
            for name in GROUPS
        ),
    ),
    dimensions=("kind", "why", "school", *GROUPS),
    person="child",
)
