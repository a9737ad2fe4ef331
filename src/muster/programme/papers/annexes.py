"""What stands after a log’s or a plan’s tables, and is none of their rows.

Our own reader passes over it (`reading.ours`), so each table says that changes belong
elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from muster.documents.blocks import Block, Column, Heading, Table
from muster.documents.cells import Cell, Line, Lines
from muster.programme.papers import saying
from muster.programme.papers.ratings import rating
from muster.programme.printed import Document, OwnerKnown, Why
from muster.programme.reading.ours import (
    NOT_READ,
    OWNERS,
    OWNERS_HEADINGS,
    WHY,
    WHY_HEADINGS,
)


UNSAID = "No reason is recorded. The notes may give one."


def annexes(document: Document) -> Iterator[Block]:
    if document.whys:
        yield Heading(WHY)
        yield whys_table(document.whys)
    if document.owners:
        yield Heading(OWNERS)
        yield owners_table(document.owners)


def whys_table(whys: Sequence[Why]) -> Table:
    shares = (22, 10, 9, 27, 22, 10)
    columns = [
        Column(title, share=share)
        for title, share in zip(WHY_HEADINGS, shares, strict=True)
    ]
    rows = [_why(one) for one in whys if one.is_said]
    if bare := [one for one in whys if not one.is_said]:
        rows.append(_unsaid(bare))
    return Table(WHY, columns, rows, NOT_READ)


def _why(one: Why) -> list[Cell]:
    return [
        Lines([Line(one.title, lead=one.ref)]),
        saying.names(one.owners),
        rating(one.status),
        Lines(list(saying.lines(one.reason or UNSAID))),
        Lines(list(saying.lines(one.path or "Nobody has said how."))),
        saying.long_day(one.path_by) if one.path_by else "No day",
    ]


def _unsaid(bare: Sequence[Why]) -> list[Cell]:
    """One row for all of which nobody said why: a log read from old papers is full of them."""
    called = ", ".join(one.ref or f"“{one.title}”" for one in bare)
    return [Lines([Line("", lead=called)]), "", "", UNSAID, "", ""]


def owners_table(owners: Sequence[OwnerKnown]) -> Table:
    shares = (18, 24, 28, 30)
    columns = [
        Column(title, share=share)
        for title, share in zip(OWNERS_HEADINGS, shares, strict=True)
    ]
    rows: list[list[Cell]] = [
        [one.called, one.name, one.role, one.organisation] for one in owners
    ]
    return Table(OWNERS, columns, rows, NOT_READ)
