"""A task log as a paper, in the ten columns it has always had."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Unpack

from muster.documents.blocks import Block, Column, Heading, Paper, Paragraph, Table
from muster.documents.cells import Cell, Lines
from muster.programme.papers import saying
from muster.programme.papers.annexes import annexes
from muster.programme.papers.marks import Marks, paper
from muster.programme.papers.ratings import MEANINGS, meanings_table
from muster.programme.papers.statuses import Reviews
from muster.programme.printed import CLOSED, NEW, OPEN, Document, Row


NAMES = {OPEN: "Open actions", NEW: "New actions", CLOSED: "Closed actions"}
# A column's part of the page's width.
BEFORE = {
    "Ref": 3.6,
    "Start Date": 7.2,
    "Title": 15.4,
    "Description": 21.4,
    "Owner": 6,
    "Deadline": 7,
}
STATUS = 7.5
AFTER = {"Notes": 17.6, "Closure Date": 6.8}


def log_paper(document: Document, **marks: Unpack[Marks]) -> Paper:
    """The log as it is laid before a meeting: A4, on its side."""
    head = dict(document.head)
    return paper(
        head.pop("title", "").strip() or "Task log",
        _dated(head.pop("created", ""), head.pop("updated", "")),
        as_at(document),
        [
            *head_lines(head),
            *_sections(document),
            *annexes(document),
            *_meanings(document.as_at),
        ],
        is_landscape=True,
        **marks,
    )


def as_at(document: Document) -> str:
    if document.as_at:
        return saying.long_day(document.as_at)
    return document.head.get("updated", "").strip() or "not dated"


def _dated(created: str, updated: str) -> str:
    said = [f"(Created: {created})"] if created else []
    return " ".join([*said, f"Updated: {updated}"] if updated else said)


def head_lines(head: dict[str, str]) -> Iterator[Paragraph]:
    """What else stands at its head: “Owner: Ada Ash”."""
    for name, said in head.items():
        title = name.replace("_", " ").capitalize()
        yield Paragraph(f"{title}: {said}".strip())


def in_sections(rows: Sequence[Row], first: Sequence[str] = ()) -> dict[str, list[Row]]:
    """Rows by section: those that have a place in their order, then as they come."""
    found: dict[str, list[Row]] = {name: [] for name in first}
    for row in rows:
        found.setdefault(row.section, []).append(row)
    return {name: held for name, held in found.items() if held}


def tables(document: Document) -> dict[str, Table]:
    """A table a section: open, new and closed, then any other there is."""
    made = {}
    for section, rows in in_sections(document.rows, (OPEN, NEW, CLOSED)).items():
        reviews = Reviews.last_of(document.reviews)
        if section == CLOSED:
            reviews = Reviews.of_closed(rows)
        made[section] = Table(
            NAMES.get(section, section or "Other actions"),
            columns(reviews),
            [cells(row, reviews) for row in rows],
        )
    return made


def columns(reviews: Reviews) -> list[Column]:
    before = [Column(title, share=share) for title, share in BEFORE.items()]
    after = [Column(title, share=share) for title, share in AFTER.items()]
    return [*before, *reviews.columns(STATUS), *after]


def cells(row: Row, reviews: Reviews) -> list[Cell]:
    return [
        row.ref,
        " ".join(row.said_of("start")),
        Lines(saying.title(row.heading, row.objective)),
        Lines([*saying.lines(row.description), *saying.steps(row.steps)]),
        saying.names(row.owners),
        Lines(saying.dates(row, "deadlines")),
        *reviews.cells(row),
        Lines(list(saying.lines(row.progress))),
        " ".join(row.said_of("closure")),
    ]


def _sections(document: Document) -> Iterator[Block]:
    if not document.rows:
        yield Paragraph("There is no action in this log.")
    for table in tables(document).values():
        yield Heading(table.caption)
        yield table


def _meanings(on: date | None) -> Iterator[Block]:
    yield Heading(MEANINGS)
    yield meanings_table(on)
