"""A group's year on a page: each month with its meetings, its reports and what is due."""

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
from muster.school_year.said import Precision, SaidDate


class What(StrEnum):
    """The columns of the year, in order."""

    MEETING = "Meetings"
    REPORT = "Reports"
    ACTION = "Actions due"


@dataclass(frozen=True)
class Due:
    """One thing of the year, in the month of the last day its date can mean."""

    what: What
    text: str
    when: SaidDate | None = None
    ref: str = ""
    owner: str = ""

    @property
    def month(self) -> date | None:
        return self.when.latest.replace(day=1) if self.when else None

    @property
    def line(self) -> Line:
        """A day is said; a month is said by the row it stands in."""
        is_day = self.when and self.when.precision is Precision.DAY
        day = (
            f"{self.when.latest.day} {self.when.latest:%B}: "
            if self.when and is_day
            else ""
        )
        by = f" ({self.owner})" if self.owner else ""
        return Line(f"{day}{self.text}{by}", lead=self.ref)


@dataclass(frozen=True)
class WorkplanOf:
    """A group's workplan for the twelve months from the one ``starts_on`` is in."""

    group: str
    starts_on: date
    lines: Sequence[Due] = ()
    agreed: str = ""

    @property
    def months(self) -> list[date]:
        first = self.starts_on.year * 12 + self.starts_on.month - 1
        return [date(at // 12, at % 12 + 1, 1) for at in range(first, first + 12)]


def workplan_paper(plan: WorkplanOf, *, as_at: date, **marks: Unpack[Marks]) -> Paper:
    first, *_, last = plan.months
    return paper(
        f"{plan.group}: workplan",
        f"{first:%B %Y} to {last:%B %Y}",
        saying.long_day(as_at),
        _blocks(plan),
        is_landscape=True,
        **marks,
    )


def _blocks(plan: WorkplanOf) -> Iterator[Block]:
    if plan.agreed:
        yield Paragraph(plan.agreed)
    columns = [Column("Month", share=12)]
    columns += [Column(what.value, share=88 / 3) for what in What]
    rows = [_month(plan, month) for month in plan.months]
    yield Table(f"The year of the {plan.group}", columns, rows)
    for title, held in (
        (
            "In other years",
            [d for d in plan.lines if d.month and d.month not in plan.months],
        ),
        ("Without a date", [d for d in plan.lines if d.month is None]),
    ):
        if held:
            yield Heading(title)
            yield _others(title, held)


def _month(plan: WorkplanOf, month: date) -> list[Cell]:
    due = sorted(
        (line for line in plan.lines if line.when and line.month == month),
        key=lambda line: line.when.latest if line.when else month,
    )
    cells: list[Cell] = [
        Lines([line.line for line in due if line.what is what]) for what in What
    ]
    return [f"{month:%B %Y}", *cells]


def _others(title: str, held: Sequence[Due]) -> Table:
    columns = [
        Column("What", share=20),
        Column("Which", share=60),
        Column("When", share=20),
    ]
    rows: list[list[Cell]] = [
        [one.what.value, Lines([one.line]), str(one.when or "No date")] for one in held
    ]
    return Table(title, columns, rows)
