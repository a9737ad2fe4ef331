"""The forward plan: which report goes to which board, when, and who writes it."""

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


class State(StrEnum):
    """How a line of the plan stands."""

    PLANNED = "Planned"
    GIVEN = "Given"
    LATE = "Late"
    MISSED = "Missed"


@dataclass(frozen=True)
class Planned:
    """One report to one meeting of a board. Without a day it stands last, and says so.

    ``paper_due`` is the day the board must have the paper.
    """

    board: str
    report: str
    on: date | None = None
    paper_due: date | None = None
    owner: str = ""
    form: str = ""
    purpose: str = ""
    state: State = State.PLANNED


def forward_plan_paper(
    title: str,
    lines: Sequence[Planned],
    *,
    boards: Sequence[str] = (),
    as_at: date,
    **marks: Unpack[Marks],
) -> Paper:
    """A section a board, in the order given. A board that receives nothing says so."""
    return paper(
        title,
        "Forward plan of reports",
        saying.long_day(as_at),
        _blocks(lines, boards),
        is_landscape=True,
        **marks,
    )


def _blocks(lines: Sequence[Planned], boards: Sequence[str]) -> Iterator[Block]:
    every = dict.fromkeys([*boards, *(line.board for line in lines)])
    if not every:
        yield Paragraph("There is no board in this plan.")
    for board in every:
        held = [line for line in lines if line.board == board]
        held.sort(key=lambda line: (line.on or date.max, line.report))
        yield Heading(board)
        if held:
            yield Table(board, columns(), list(map(_row, held)))
        else:
            yield Paragraph("No report is planned for this board.")


def columns() -> list[Column]:
    return [
        Column("Meeting", share=15),
        Column("Report", share=37),
        Column("Paper due", share=15),
        Column("Owner", share=15),
        Column("Form", share=10),
        Column("State", share=8),
    ]


def _row(line: Planned) -> list[Cell]:
    return [
        _day(line.on),
        Lines([Line("", lead=line.report), *saying.lines(line.purpose)]),
        _day(line.paper_due),
        line.owner or "No owner",
        line.form,
        State(line.state).value,
    ]


def _day(on: date | None) -> str:
    return saying.long_day(on) if on else "No date"
