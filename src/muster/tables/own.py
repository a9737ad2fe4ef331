"""The authority's past figures as it has them from elsewhere: old reports, other systems.

They stand beside what Muster counts and are never mixed into it: whatever shows one says
“as reported elsewhere”, and by whom.
"""

from __future__ import annotations

from muster.tables.cells import Kind
from muster.tables.columns import Column, Table


# What they are said to be from where the file doesn't say.
UNSAID = "the authority’s own records"

SCHOOL = Column(
    "school",
    Kind.SCHOOL,
    "The school: a URN, a LAESTAB or a name. Blank is the whole authority.",
    example="900001",
)
SOURCE = Column(
    "source",
    Kind.TEXT,
    f"Who reported it, or in what; blank is {UNSAID}.",
    example="Annual report 2024",
)

OWN_FIGURES = Table(
    "own_figures",
    "The authority’s own past figures",
    "One row for each school, period and measure, as reported elsewhere. Give the "
    "percentage, or both counts, or all three.",
    (
        SCHOOL,
        Column(
            "period",
            Kind.TEXT,
            "The period: 2023-24, 2023/24, HT1 2024/25, Autumn term 2023/24.",
            required=True,
            example="2023-24",
        ),
        Column(
            "measure",
            Kind.TEXT,
            "One of Muster’s measures, by its name or its title.",
            required=True,
            example="Persistent absence",
        ),
        Column("numerator", Kind.COUNT, "How many were counted.", example="58"),
        Column("denominator", Kind.COUNT, "Out of how many.", example="301"),
        Column(
            "value",
            Kind.PERCENT,
            "The percentage, with its sign or without. With both counts it must be what "
            "they come to.",
            example="19.3%",
        ),
        SOURCE,
    ),
    one_of=("value", "numerator"),
)

OWN_FIGURES_WIDE = Table(
    "own_figures",
    "The authority’s own past figures, a row a school",
    "One row a school and a column for each measure and period, headed like “Persistent "
    "absence 2023/24” or “Overall absence HT1 2024/25”. A blank cell says nothing.",
    (
        Column(
            SCHOOL.name,
            SCHOOL.kind,
            SCHOOL.meaning,
            required=True,
            blank=True,
            example=SCHOOL.example,
            also=("school name", "name", "urn", "laestab"),
        ),
        SOURCE,
    ),
    others=r".*[A-Za-z]{3}.*(19|20)\d\d[-/–]\d\d.*|(19|20)\d\d[-/–]\d\d.*[A-Za-z]{3}.*",
    by_others=True,
)
