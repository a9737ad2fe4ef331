"""An action plan as a paper: four columns a section, and a status only where it has one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Unpack

from muster.documents.blocks import Block, Column, Heading, Paper, Paragraph, Table
from muster.documents.cells import Cell, Line, Lines
from muster.programme.papers import saying
from muster.programme.papers.annexes import annexes
from muster.programme.papers.log import as_at, head_lines, in_sections
from muster.programme.papers.marks import Marks, paper
from muster.programme.papers.ratings import MEANINGS, meanings_table
from muster.programme.papers.statuses import Reviews
from muster.programme.printed import Document, Row


COLUMNS = {
    "Proposed Actions / Progress": 40,
    "Success Measures": 30,
    "Responsibility": 16,
    "Date": 14,
}
STATUS = 8
PROGRESS = "Progress:"
# As a plan's own head says them, in its order.
HEAD = {
    "recommendation_lead": "Recommendation Lead",
    "recommendation": "Recommendation",
    "accountability": "Accountability",
    "impact_review": "Impact Review dates",
}
NUMBERED = re.compile(r"\d+[a-z]?\s*:", re.IGNORECASE)


def plan_paper(document: Document, **marks: Unpack[Marks]) -> Paper:
    """The plan as it is laid before a committee: A4, on its side."""
    head = dict(document.head)
    title = head.pop("title", "").strip() or "Action plan"
    blocks = [*_head(head), *_sections(document), *annexes(document)]
    return paper(title, "", as_at(document), blocks, is_landscape=True, **marks)


def _head(head: dict[str, str]) -> Iterator[Paragraph]:
    """A line it has, even if nothing stands in it: what is missing is to be seen."""
    for name, title in HEAD.items():
        if name in head:
            text = head.pop(name).strip()
            mark = " " if NUMBERED.match(text) else ": "
            yield Paragraph(f"{title}{mark}{text}".strip())
    yield from head_lines(head)


def tables(document: Document) -> dict[str, Table]:
    """A table a section, in the order the sections come."""
    reviews = Reviews.last_of(document.reviews)
    has_status = any(row.statuses for row in document.rows)
    columns = [Column(title, share=share) for title, share in COLUMNS.items()]
    if has_status:
        columns += reviews.columns(STATUS)
    return {
        section: Table(
            section or "Actions",
            columns,
            [cells(row) + (reviews.cells(row) if has_status else []) for row in rows],
        )
        for section, rows in in_sections(document.rows).items()
    }


def cells(row: Row) -> list[Cell]:
    """Ref, action and progress share a cell, as they do in the plans people write."""
    below = [*saying.lines(row.description), *saying.steps(row.steps)]
    has_more = bool(below or row.progress)
    first, *objective = saying.action(row.heading, row.objective, has_more)
    return [
        Lines(
            [
                Line(first, lead=saying.reference(row.ref, row.heading)),
                *map(Line, objective),
                *below,
                *_progress(row.progress),
            ]
        ),
        Lines(list(saying.lines(row.success))),
        saying.names(row.owners),
        Lines(saying.dates(row, "deadlines")),
    ]


def _progress(text: str) -> Iterator[Line]:
    """Named, so that nobody takes what was done for what is to be done."""
    lines = list(saying.lines(text))
    if not lines:
        return
    first = "" if lines[0].is_point else lines.pop(0).text
    yield Line(first, lead=PROGRESS)
    yield from lines


def _sections(document: Document) -> Iterator[Block]:
    if not document.rows:
        yield Paragraph("There is no action in this plan.")
    for table in tables(document).values():
        yield Heading(table.caption)
        yield table
    if any(row.statuses for row in document.rows):
        yield Heading(MEANINGS)
        yield meanings_table(document.as_at)
