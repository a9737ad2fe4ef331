"""What changed in a log or plan since a day: a page to read before the log itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Unpack

from muster.documents.blocks import Block, Column, Heading, Paper, Paragraph, Table
from muster.documents.cells import Cell, Line, Lines
from muster.programme.papers import saying
from muster.programme.papers.marks import Marks, paper
from muster.programme.papers.ratings import rating


class About(StrEnum):
    """What a change is of, in the order of the page."""

    ADDED = "Added"
    CLOSED = "Closed"
    REOPENED = "Opened again"
    STATUS = "Status"
    DATE = "Dates"
    OWNER = "Owners"
    WORDS = "Words and progress"


@dataclass(frozen=True)
class Change:
    """One change: what stood before and what stands after, when, by whom and why."""

    about: About
    ref: str
    title: str
    on: date
    before: str = ""
    after: str = ""
    by: str = ""
    reason: str = ""


def changed_paper(
    title: str,
    changes: Sequence[Change],
    *,
    since: date,
    as_at: date,
    **marks: Unpack[Marks],
) -> Paper:
    return paper(
        title,
        f"What changed since {saying.long_day(since)}",
        saying.long_day(as_at),
        _blocks(changes, since, as_at),
        is_landscape=True,
        **marks,
    )


def _blocks(changes: Sequence[Change], since: date, as_at: date) -> Iterator[Block]:
    if not changes:
        days = f"{saying.long_day(since)} and {saying.long_day(as_at)}"
        yield Paragraph(f"Nothing changed between {days}.")
    for about in About:
        held = [change for change in changes if change.about is about]
        if held:
            held.sort(key=lambda change: change.on)
            yield Heading(about.value)
            yield Table(about.value, columns(), list(map(_row, held)))


def columns() -> list[Column]:
    return [
        Column("Action", share=26),
        Column("Before", share=19),
        Column("After", share=19),
        Column("When", share=12),
        Column("By whom and why", share=24),
    ]


def _row(change: Change) -> list[Cell]:
    return [
        Lines([Line(change.title, lead=change.ref)]),
        _stood(change.about, change.before),
        _stood(change.about, change.after),
        saying.long_day(change.on),
        Lines([*saying.lines(change.by), *saying.lines(change.reason)]),
    ]


def _stood(about: About, said: str) -> Cell:
    if about is About.STATUS and said.strip():
        return rating(said)
    return Lines(list(saying.lines(said)))
