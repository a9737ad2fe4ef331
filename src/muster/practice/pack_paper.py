"""A meeting pack as a paper: blocks for the PDF and the Word document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from muster.design import charts
from muster.design.filters import day, number
from muster.documents.blocks import (
    Block,
    Bullets,
    Callout,
    Chart,
    Column,
    Definition,
    Definitions,
    Heading,
    KeyFigure,
    KeyFigures,
    Lead,
    Look,
    Paper,
    Paragraph,
    Table,
    Tone,
)
from muster.documents.cells import Cell
from muster.measures import get
from muster.practice.pack import Count, Pack, Row
from muster.practice.words import NONE


FEW_NOTE = (
    "* fewer than 10 pupils: one child moves the share a great deal. c: withheld, too few"
    " children."
)


def paper(
    pack: Pack,
    *,
    title: str,
    subtitle: str,
    reference: str,
    agenda: Sequence[str],
    look: Look | None = None,
) -> Paper:
    return Paper(
        title=title,
        subtitle=subtitle,
        organisation=pack.organisation,
        audience=f"For {pack.name} and {pack.organisation}",
        as_at=as_at_said(pack),
        reference=reference,
        blocks=[
            *_front(pack),
            *_actions(pack),
            *_beside(pack),
            *_children(pack),
            *_groups(pack),
            *_codes(pack),
            Heading("Agenda"),
            Bullets(list(agenda)),
            Heading("How schools are put in order"),
            _readings(pack),
            *_definitions(pack),
        ],
        look=look or Look(),
        is_numbered=False,
    )


def as_at_said(pack: Pack) -> str:
    return day(date.fromisoformat(pack.as_at)) if pack.as_at else "No marks yet"


# Cells ------------------------------------------------------------------------------------


def share(count: Count | None) -> str:
    """“18.4%”, marked where few pupils are behind it; a dash where there is none."""
    if count is None:
        return NONE
    if count.is_hidden:
        return "c"
    return f"{count.percent}%{'*' if count.is_few else ''}"


def out_of(count: Count | None) -> str:
    if count is None or count.numerator is None or count.denominator is None:
        return NONE
    return f"{count.numerator:,} of {count.denominator:,}"


def moved(row: Row) -> str:
    """“1.2 points up on a year ago”; nothing where one of the two is not known."""
    gap = _gap(row)
    if gap is None:
        return ""
    if not gap:
        return "As a year ago"
    points = "point" if abs(gap) == 1 else "points"
    return f"{abs(gap)} {points} {'up' if gap > 0 else 'down'} on a year ago"


def _gap(row: Row) -> Decimal | None:
    now = row.now.percent if row.now else None
    before = row.before.percent if row.before else None
    return None if now is None or before is None else now - before


def _table(
    caption: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    note: str = "",
) -> Table:
    first, *rest = headings
    columns = [Column(first), *(Column(one, numeric=True) for one in rest)]
    return Table(caption, columns, rows, note)


def _worded(
    caption: str, columns: Sequence[tuple[str, float]], rows: Sequence[Sequence[Cell]]
) -> Table:
    return Table(
        caption, [Column(title, share=share) for title, share in columns], rows
    )


# Parts ------------------------------------------------------------------------------------


def _front(pack: Pack) -> list[Block]:
    if pack.is_empty:
        return [
            Callout(
                "No marks are held of this school",
                f"Nothing is held of it in {pack.period_title}. Load its register marks, or"
                " ask whoever sends them.",
            )
        ]
    severe = next((one for one in pack.lists if one.name == "severe"), None)
    figures = [_key(pack, one) for one in pack.headlines if one.now]
    if severe is not None:
        without = severe.count - (severe.with_plan or 0)
        figures.append(
            KeyFigure(
                "Severely absent, without a plan",
                number(without),
                detail=f"of {number(severe.count)} severely absent",
                tone=Tone.WORSE if without else Tone.PLAIN,
            )
        )
    return [Lead(pack.why), KeyFigures(figures)]


def held_against(pack: Pack, row: Row) -> str:
    """“All schools here 8.0%; England, secondary schools 8.1%”."""
    peers = pack.peers_title[:1].upper() + pack.peers_title[1:]
    held = ((peers, row.peers), (pack.england_title, row.england))
    return "; ".join(
        f"{what} {value}" for what, value in held if value not in ("", "c")
    )


def _key(pack: Pack, row: Row) -> KeyFigure:
    gap = _gap(row)
    tone = Tone.PLAIN if not gap else (Tone.WORSE if gap > 0 else Tone.BETTER)
    return KeyFigure(
        row.title,
        share(row.now),
        detail=moved(row),
        note=held_against(pack, row),
        tone=tone,
    )


def _actions(pack: Pack) -> list[Block]:
    heading = Heading("What was agreed before")
    if not pack.actions:
        return [heading, Paragraph("Nothing was agreed at a support meeting before.")]
    rows = [[one.title, one.owners, one.due_on, one.how] for one in pack.actions]
    columns = (("Action", 4), ("Who", 2), ("By when", 1.5), ("How it stands", 2.5))
    return [heading, _worded("Actions agreed, and how they stand", columns, rows)]


def _beside(pack: Pack) -> list[Block]:
    if pack.is_empty:
        return []
    peers = pack.peers_title or "Other schools"
    rows = [
        [
            one.title,
            share(one.now),
            out_of(one.now),
            share(one.before),
            one.peers or NONE,
            one.england or NONE,
        ]
        for one in pack.headlines
    ]
    table = _table(
        "Figures beside others",
        (
            "Measure",
            "Now",
            "Counted",
            "A year ago",
            peers.capitalize(),
            pack.england_title,
        ),
        rows,
        note=f"{pack.period_title} to {as_at_said(pack)}. {_before_said(pack)}"
        f"{_peers_said(pack)}England: what the Department published of the year to date. {FEW_NOTE}",
    )
    chart = trend(pack)
    return [Heading("Attendance beside others"), table, *([chart] if chart else [])]


def _before_said(pack: Pack) -> str:
    return f"A year ago: {pack.before_title}. " if pack.before_title else ""


def _peers_said(pack: Pack) -> str:
    return f"{pack.why_these_peers} " if pack.why_these_peers else ""


def trend(pack: Pack) -> Chart | None:
    """Overall absence by half-term, a line a year and one of its peers."""
    labels = sorted({label for _, points in pack.lines for label, _ in points})
    if len(labels) < 2:
        return None
    named = {label: f"Half-term {label[2:]}" for label in labels}
    series = {
        title: [(named[label], _drawn(value)) for label, value in points]
        for title, points in pack.lines
    }
    held = [(title, dict(points)) for title, points in pack.lines]
    return Chart(
        "Overall absence by half-term",
        _told(pack, named),
        charts.line(
            "Overall absence, share of possible sessions",
            series,
            labels=list(named.values()),
        ),
        _table(
            "Overall absence by half-term",
            ("Half-term", *(title for title, _ in held)),
            [
                [named[label], *(points.get(label, NONE) for _, points in held)]
                for label in labels
            ],
        ),
    )


def _drawn(value: str) -> Decimal | None:
    return None if value == "c" else Decimal(value.rstrip("%"))


def _told(pack: Pack, named: dict[str, str]) -> str:
    title, points = pack.lines[0]
    said = ", ".join(f"{value} in {named[label].lower()}" for label, value in points)
    others = len(pack.lines) - 1
    beside = f" {others} more lines are held against it." if others > 1 else ""
    return f"A line of {title[:1].lower()}{title[1:]}: {said}.{beside}"


def _children(pack: Pack) -> list[Block]:
    rows = [
        [
            one.title,
            number(one.count),
            NONE if one.with_plan is None else number(one.with_plan),
        ]
        for one in pack.lists
    ]
    return [
        Heading("Children to talk about"),
        Paragraph(
            "Each child is listed by name on the pack’s page, for those who may see them,"
            " and not in this paper."
        ),
        _table(
            "Children on the week’s lists",
            ("List", "Children", "With a plan"),
            rows,
        ),
    ]


def _groups(pack: Pack) -> list[Block]:
    if not pack.groups:
        return []
    tables = [
        _table(
            one.title,
            ("Group", "Overall absence", "Persistently absent", "Pupils"),
            [
                [
                    title,
                    share(absence.now),
                    share(persistent.now),
                    out_of(persistent.now),
                ]
                for title, absence, persistent in one.rows
            ],
            note=FEW_NOTE if one is pack.groups[-1] else "",
        )
        for one in pack.groups
    ]
    return [Heading("Groups of pupils"), *tables]


def _codes(pack: Pack) -> list[Block]:
    if not pack.codes:
        return []
    rows = [
        [
            one.title,
            out_of(one.now),
            share(one.now),
            share(one.before),
            one.peers or NONE,
        ]
        for one in pack.codes
    ]
    peers = (pack.peers_title or "Other schools").capitalize()
    headings = ("Code", "Sessions", "Share", "A year ago", peers)
    return [
        Heading("How codes are used"),
        _table("Codes, as shares of possible sessions", headings, rows),
    ]


def _readings(pack: Pack) -> Table:
    rows = [[title, f"{says[:1].upper()}{says[1:]}"] for title, says in pack.readings]
    return _worded(
        "What the order of meetings looks at", (("What", 2), ("What it says", 3)), rows
    )


def _definitions(pack: Pack) -> list[Block]:
    if pack.is_empty:
        return []
    found = [get(one.measure) for one in (*pack.headlines, *pack.codes)]
    return [
        Heading("What is counted"),
        Definitions([Definition(one.title, one.sentence, one.source) for one in found]),
    ]
