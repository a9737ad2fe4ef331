"""An invented paper of about eight pages, with every kind of block in it."""

import random

import pytest

from muster.design import charts
from muster.documents.blocks import (
    Asks,
    Bullets,
    Callout,
    Chart,
    ChartPair,
    Column,
    Contents,
    Coverage,
    CoverageLine,
    Definition,
    Definitions,
    Heading,
    KeyFigure,
    KeyFigures,
    Lead,
    PageBreak,
    Paper,
    Paragraph,
    Table,
    Tone,
)


AREAS = ("Brackwater", "Upper Quill", "Sallow Bridge", "Thornmoss", "Eastgarth")
FIRST = ("Alder", "Brindle", "Copper", "Dapple", "Elder", "Fallow", "Gorse", "Heron")
FIRST += ("Linnet", "Marl", "Otter")
SECOND = ("brook", "field", "gate", "light", "mere", "row", "stone", "wick", "wharf")
SECOND += ("yard",)
HALF_TERMS = [
    f"HT{term}\n{year}" for year in ("2023/24", "2024/25") for term in range(1, 7)
]
HALF_TERMS += ["HT1\n2025/26"]
REASONS = (
    ("Illness", 3.1, 3.4),
    ("Medical appointment", 0.5, 0.5),
    ("Holiday not agreed", 0.8, 0.6),
    ("Other, not agreed", 1.6, 1.5),
    ("Suspended", 0.2, None),
    ("Late after registers close", 0.2, 0.2),
    ("Other, agreed", 0.5, 0.6),
)
GROUPS = (
    ("Free school meals", 29.8, 12.1),
    ("Education, health and care plan", 31.4, 15.9),
    ("SEN support", 25.2, 14.8),
    ("Looked after", 18.9, 16.6),
    ("Child in need", 38.6, 16.1),
    ("Young carers", None, 16.6),
)
MATTERS = """Persistent absence is falling in primary schools and not in secondary schools.
Four secondary schools hold one in five of all children severely absent."""


@pytest.fixture(scope="session")
def paper():
    return sample_paper()


def sample_paper():
    return Paper(
        title="School attendance: autumn half-term 1, 2025/26",
        subtitle="Half-termly report to the Children’s Improvement Board",
        organisation="Quillshire Council",
        audience="Officers only: contains suppressed small numbers",
        as_at="7 November 2025",
        reference="QC-ATT-2025-HT1",
        blocks=[*opening(), *trend(), *reasons(), *groups(), *where(), *closing()],
    )


def opening():
    yield Lead(
        "Attendance in our schools was 93.1% this half-term, 0.3 points better than a "
        "year ago and level with England. The gain is in primary schools; secondary "
        "schools have not moved, and severe absence there is still rising."
    )
    yield KeyFigures(
        [
            KeyFigure(
                "Overall absence",
                "6.9%",
                "Down 0.3 points",
                "England 6.9%",
                Tone.BETTER,
            ),
            KeyFigure(
                "Persistent absence",
                "16.6%",
                "Down 1.2 points",
                "England 17.1%",
                Tone.BETTER,
            ),
            KeyFigure(
                "Severe absence", "2.2%", "Up 0.2 points", "England 2.1%", Tone.WORSE
            ),
            KeyFigure("Missed without agreement", "2.6%", "No change", "England 2.4%"),
        ]
    )
    yield Asks(
        means=[
            "Around 1,090 fewer children were persistently absent than a year ago.",
            "Severe absence now takes a third of all the sessions lost in Years 10 and 11.",
            "Monday and Friday account for most of the gap to our best year.",
        ],
        asks=[
            "Agree that the four schools in section 4 have a targeting meeting before December.",
            "Note that registers from two schools are incomplete (section 5).",
            "Ask the Virtual School to report on the nine children not on a plan.",
        ],
    )
    yield Contents()


def trend():
    rnd = random.Random(11)
    primary = [
        round(5.9 - 0.045 * at + rnd.uniform(-0.25, 0.25), 1) for at in range(13)
    ]
    secondary = [round(8.7 + 0.02 * at + rnd.uniform(-0.3, 0.3), 1) for at in range(13)]
    special = [round(11.5 + rnd.uniform(-0.6, 0.6), 1) for _ in range(13)]
    special[3] = None
    named = {"Primary": primary, "Secondary": secondary, "Special": special}
    yield Heading("Absence over time")
    yield Paragraph(
        "Absence has come down in primary schools in five half-terms of the last six. "
        "Secondary schools peaked in spring 2024 and have been level since.\n\nHalf-terms "
        "are each school’s own, so two schools with different holidays are compared "
        "like with like."
    )
    yield Chart(
        "Primary absence is falling; secondary is not",
        "Line chart of overall absence in thirteen half-terms from autumn 2023. Primary "
        "falls from 5.9% to 5.3%; secondary stays near 8.9%; special schools stay near "
        "11.5%, with one half-term withheld.",
        charts.line(
            "Overall absence, % of possible sessions",
            {
                name: list(zip(HALF_TERMS, points, strict=True))
                for name, points in named.items()
            },
            reference=charts.Reference(6.9, "England"),
        ),
        Table(
            "Overall absence by phase and half-term, % of possible sessions",
            [Column("Half-term"), *(Column(name, numeric=True) for name in named)],
            [
                [
                    term.replace("\n", " "),
                    *(cell(points[at]) for points in named.values()),
                ]
                for at, term in enumerate(HALF_TERMS)
            ],
        ),
        note="England is the Department for Education’s figure for the same half-term.",
    )
    weeks = [f"W{week}" for week in (36, 37, 38, 39, 40, 41, 42, 43)]
    now = [94.6, 94.2, 93.9, 93.5, 93.0, 92.6, 92.4, 91.2]
    before = [94.4, 93.8, 93.5, 93.0, 92.7, 92.2, 92.3, 90.8]
    yield ChartPair(
        Chart(
            "Each week was better than the same week last year",
            "Line chart of weekly attendance. This year falls from 94.6% to 91.2% over "
            "eight weeks and is above last year in each of them.",
            charts.line(
                "Attendance, % of possible sessions",
                {
                    "This year": list(zip(weeks, now, strict=True)),
                    "Last year": list(zip(weeks, before, strict=True)),
                },
                from_zero=False,
            ),
            Table(
                "Attendance by week, %",
                [Column("Week"), Column("This year", True), Column("Last year", True)],
                [
                    [w, cell(a), cell(b)]
                    for w, a, b in zip(weeks, now, before, strict=True)
                ],
            ),
        ),
        Chart(
            "Severe absence is highest in Brackwater",
            "Bar chart of severe absence by area: Brackwater 3.4%, Thornmoss 2.6%, Upper "
            "Quill 2.0%, Eastgarth 1.7%. Sallow Bridge is withheld.",
            charts.bars(
                "Severe absence, % of enrolments",
                [*zip(AREAS, (3.4, 2.0, None, 2.6, 1.7), strict=True)],
                reference=charts.Reference(2.2, "All"),
                highlight=["Brackwater"],
            ),
            Table(
                "Severe absence by area, % of enrolments",
                [Column("Area"), Column("Severe absence", numeric=True)],
                [
                    [a, cell(v)]
                    for a, v in zip(AREAS, (3.4, 2.0, None, 2.6, 1.7), strict=True)
                ],
            ),
        ),
    )
    yield Callout(
        "Read the last week with care",
        "Two schools closed early for boiler repairs on 23 October. Their sessions are "
        "marked as not possible and are left out, as the rules require.",
    )


def reasons():
    yield Heading("Why sessions were missed")
    yield Chart(
        "Illness is down; holidays not agreed are up by a third",
        "Column chart of reasons for absence, this half-term beside a year ago. Illness "
        "falls from 3.4% to 3.1%; holidays not agreed rise from 0.6% to 0.8%.",
        charts.columns(
            "Sessions missed, % of possible sessions",
            {
                "This half-term": {name: now for name, now, _ in REASONS},
                "A year ago": {name: before for name, _, before in REASONS},
            },
        ),
        Table(
            "Sessions missed by reason, % of possible sessions",
            [
                Column("Reason"),
                Column("This half-term", True),
                Column("A year ago", True),
            ],
            [[name, cell(now), cell(before)] for name, now, before in REASONS],
        ),
    )
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    heat = [
        (session, day, value)
        for session, values in (
            ("Morning", (7.2, 6.3, 6.1, 6.4, 7.9)),
            ("Afternoon", (7.4, 6.5, 6.4, 6.7, 8.6)),
        )
        for day, value in zip(days, values, strict=True)
    ]
    yield Chart(
        "Friday afternoon is the most missed session of the week",
        "Grid of absence by weekday and session. Friday afternoon is highest at 8.6% and "
        "Wednesday morning lowest at 6.1%.",
        charts.heat("Overall absence, % of possible sessions", heat),
        Table(
            "Overall absence by weekday and session, % of possible sessions",
            [Column("Weekday"), Column("Morning", True), Column("Afternoon", True)],
            [
                [day, cell(heat[at][2]), cell(heat[at + 5][2])]
                for at, day in enumerate(days)
            ],
        ),
    )


def groups():
    yield Heading("Which children miss most")
    yield Paragraph(
        "Children in need are more than twice as likely as other children to be "
        "persistently absent. The gap for children on free school meals has narrowed by "
        "1.4 points in a year."
    )
    yield Chart(
        "Four in ten children in need are persistently absent",
        "Bar chart of persistent absence in six groups beside everyone else. Child in "
        "need 38.6% against 16.1%; free school meals 29.8% against 12.1%. Young carers "
        "are withheld.",
        charts.grouped_bars(
            "Persistent absence, % of enrolments",
            GROUPS,
            names=("In this group", "Not in this group"),
        ),
        Table(
            "Persistent absence by group, % of enrolments",
            [Column("Group"), Column("In this group", True), Column("Not in it", True)],
            [[name, cell(within), cell(rest)] for name, within, rest in GROUPS],
        ),
    )
    yield Heading("Severe absence", 3)
    yield Bullets(
        [
            "1,104 children missed half or more of their sessions, 96 more than a year ago.",
            "412 of them were severely absent in summer too; 203 have returned.",
            "Nine looked-after children are severely absent and have no plan.",
        ]
    )


def where():
    rows = schools()
    table = Table(
        "Absence by school, autumn half-term 1, 2025/26 (% of sessions or enrolments)",
        [
            *map(Column, ("School", "Area", "Phase")),
            *(Column(title, numeric=True) for title in ("On roll", "Overall")),
            *(Column(title, True) for title in ("Not agreed", "Persistent", "Severe")),
        ],
        [
            ["All schools", "", "", f"{on_roll():,}", "6.9", "2.6", "16.6", "2.2"],
            *([*r[:3], f"{r[3]:,}", *map(cell, r[4:])] for r in rows),
        ],
        note="c: withheld because fewer than five children are behind the figure, or "
        "because it would give another withheld figure away.",
        totals=[0],
    )
    yield Heading("Schools")
    yield Callout("Four schools to meet", MATTERS, Tone.WORSE)
    yield Chart(
        "Most secondary schools stand above the authority’s figure",
        "Scatter of 110 schools: persistent absence against children on roll. Secondary "
        "schools are larger and mostly above the authority’s 16.6%; six are named.",
        charts.dots(
            "Persistent absence, % of enrolments",
            [
                charts.Dot(r[0], r[3], r[6], r[3] * (r[6] or 0) / 100, r[2])
                for r in rows
            ],
            across="Children on roll",
            reference=charts.Reference(16.6, "Authority"),
        ),
        table,
    )
    yield table


def on_roll():
    return sum(row[3] for row in schools())


def schools():
    rnd = random.Random(7)
    rows = []
    for at, (first, second) in enumerate((f, s) for f in FIRST for s in SECOND):
        is_secondary = at % 6 == 4
        kind = (
            "Academy"
            if is_secondary
            else ("Church of England Primary" if at % 9 == 2 else "Primary")
        )
        roll = rnd.randint(640, 1480) if is_secondary else rnd.randint(84, 460)
        overall = rnd.gauss(8.8 if is_secondary else 5.6, 1.1)
        severe = max(overall * 0.45 - 1.6, 0.4)
        rows.append(
            (
                f"{first}{second} {kind}",
                AREAS[rnd.randrange(5)],
                "Secondary" if is_secondary else "Primary",
                roll,
                overall,
                overall * rnd.uniform(0.25, 0.45),
                overall * rnd.uniform(2.1, 2.8) if roll > 100 else None,
                severe if roll * severe / 100 >= 5 else None,
            )
        )
    return rows


def closing():
    yield PageBreak()
    yield Heading("How complete the figures are")
    yield Coverage(
        "Behind this paper",
        [
            CoverageLine(
                "Schools sending registers",
                108,
                110,
                "Missing: two academies, both since 13 October.",
            ),
            CoverageLine("Sessions with a mark", 3_404_118, 3_427_990),
            CoverageLine("Children with a date of birth", on_roll(), on_roll()),
        ],
    )
    yield Heading("What the words mean")
    yield Definitions(
        [
            Definition(
                "Overall absence",
                "Sessions missed, for any reason, out of sessions possible.",
                "DfE, Pupil absence in schools in England: methodology",
            ),
            Definition(
                "Persistent absence",
                "Enrolments that missed one in ten or more of their possible sessions.",
                "DfE, Pupil absence in schools in England: methodology",
            ),
            Definition(
                "Severe absence",
                "Enrolments that missed half or more of their possible sessions.",
                "DfE, Pupil absence in schools in England: methodology",
            ),
            (
                "Enrolment",
                "One child at one school: a child at two schools counts twice.",
                "",
            ),
            (
                "Withheld (c)",
                "A figure that could point to fewer than five children.",
                "Quillshire disclosure rules",
            ),
        ]
    )


def cell(value):
    return "c" if value is None else f"{value:.1f}"
