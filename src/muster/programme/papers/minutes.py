"""The minutes of a meeting: who was there, what was said, decided and to be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Unpack

from muster.documents.blocks import (
    Block,
    Bullets,
    Callout,
    Column,
    Heading,
    Paper,
    Paragraph,
    Table,
)
from muster.documents.cells import Cell, Line, Lines
from muster.programme.papers import saying
from muster.programme.papers.actions import Agreed, actions_table
from muster.programme.papers.marks import Marks, paper


EXEMPT = "This item is exempt and is left out of this copy."
DECISIONS, ACTIONS = "Decisions", "Actions"


@dataclass(frozen=True)
class Person:
    """Somebody at a meeting; ``role`` says for whom or as what."""

    name: str
    role: str = ""

    @property
    def said(self) -> str:
        return f"{self.name}, {self.role}" if self.role else self.name


@dataclass(frozen=True)
class Minute:
    """One item and what was said of it: a line a paragraph, “- ” begins a point.
    ``why`` is what a copy without it says of it: under which paragraph it is exempt."""

    title: str
    notes: str = ""
    number: str = ""
    is_exempt: bool = False
    why: str = ""


@dataclass(frozen=True)
class Decision:
    """What was decided. ``ref`` is the minute others cite; exempt as its item is."""

    text: str
    ref: str = ""
    is_exempt: bool = False


@dataclass(frozen=True)
class MinutesOf:
    """A meeting as it was. Without ``agreed_on`` its minutes are a draft."""

    group: str
    on: date
    place: str = ""
    chair: str = ""
    present: Sequence[Person] = ()
    apologies: Sequence[Person] = ()
    items: Sequence[Minute] = ()
    decisions: Sequence[Decision] = ()
    actions: Sequence[Agreed] = ()
    next_meeting: str = ""
    agreed_on: date | None = None


def minutes_paper(
    meeting: MinutesOf, *, with_exempt: bool = False, **marks: Unpack[Marks]
) -> Paper:
    """Exempt items are named and not said, unless they are asked for."""
    where = f", {meeting.place}" if meeting.place else ""
    return paper(
        f"{meeting.group}: minutes",
        f"{saying.long_day(meeting.on)}{where}",
        saying.long_day(meeting.agreed_on or meeting.on),
        _blocks(meeting, with_exempt),
        **marks,
    )


def _blocks(meeting: MinutesOf, with_exempt: bool) -> Iterator[Block]:
    if meeting.agreed_on is None:
        yield Callout("Draft", "These minutes have not been agreed by the group.")
    yield from _people(meeting)
    if meeting.items:
        yield Heading("Items")
    for at, item in enumerate(meeting.items, start=1):
        yield from _item(item, at, with_exempt)
    if meeting.decisions:
        yield Heading(DECISIONS)
        yield _decisions(meeting.decisions, with_exempt)
    yield Heading(ACTIONS)
    if meeting.actions:
        actions = [_open_part(action, with_exempt) for action in meeting.actions]
        yield actions_table(ACTIONS, actions)
    else:
        yield Paragraph("No action was agreed.")
    if meeting.next_meeting:
        yield Heading("Next meeting")
        yield Paragraph(meeting.next_meeting)


def _people(meeting: MinutesOf) -> Iterator[Block]:
    yield Heading("People")
    if meeting.chair:
        yield Paragraph(f"Chair: {meeting.chair}")
    for title, people in (
        ("Present", meeting.present),
        ("Apologies", meeting.apologies),
    ):
        yield Heading(title, 3)
        if people:
            yield Bullets([person.said for person in people])
        else:
            yield Paragraph("None recorded.")


def _item(item: Minute, at: int, with_exempt: bool) -> Iterator[Block]:
    marked = " (exempt)" if item.is_exempt else ""
    yield Heading(f"{item.number or at}. {item.title}{marked}", 3)
    if item.is_exempt and not with_exempt:
        yield Paragraph(f"{EXEMPT} {item.why}".strip())
    else:
        yield from _said(item.notes)


def _said(notes: str) -> Iterator[Block]:
    """Lines as paragraphs, and points that follow one another as one list."""
    points: list[str] = []
    for line in saying.lines(notes):
        if line.is_point:
            points.append(line.text)
            continue
        if points:
            yield Bullets(points)
            points = []
        yield Paragraph(line.text)
    if points:
        yield Bullets(points)


def _open_part(action: Agreed, with_exempt: bool) -> Agreed:
    if with_exempt or not action.is_exempt:
        return action
    return Agreed(EXEMPT, is_exempt=True)


def _decisions(decisions: Sequence[Decision], with_exempt: bool) -> Table:
    columns = [Column("Minute", share=12), Column("What was decided", share=88)]
    rows: list[list[Cell]] = [
        [
            one.ref,
            Lines([Line(one.text if with_exempt or not one.is_exempt else EXEMPT)]),
        ]
        for one in decisions
    ]
    return Table(DECISIONS, columns, rows)
