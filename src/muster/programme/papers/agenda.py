"""The agenda of a meeting: its items with their times and papers, and what is still open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Unpack

from muster.documents.blocks import Block, Column, Heading, Paper, Paragraph, Table
from muster.documents.cells import Cell, Line, Lines
from muster.programme.papers import saying
from muster.programme.papers.actions import Agreed, actions_table
from muster.programme.papers.marks import Marks, paper


ITEMS, STILL_OPEN = "Items", "Actions still open"


@dataclass(frozen=True)
class Item:
    """One item. ``purpose`` is what the meeting is to do with it: “to decide”."""

    title: str
    presenter: str = ""
    purpose: str = ""
    minutes: int = 0
    papers: Sequence[str] = ()
    note: str = ""
    is_exempt: bool = False


@dataclass(frozen=True)
class AgendaOf:
    """A meeting to come. Every action still open is on it; none need be remembered."""

    group: str
    on: date
    starts_at: time | None = None
    place: str = ""
    chair: str = ""
    items: Sequence[Item] = ()
    open_actions: Sequence[Agreed] = ()


def agenda_paper(meeting: AgendaOf, *, as_at: date, **marks: Unpack[Marks]) -> Paper:
    """`as_at` is the day the open actions are said as they stand."""
    at = f", {_clock(meeting.starts_at)}" if meeting.starts_at else ""
    where = f", {meeting.place}" if meeting.place else ""
    return paper(
        f"{meeting.group}: agenda",
        f"{saying.long_day(meeting.on)}{at}{where}",
        saying.long_day(as_at),
        _blocks(meeting),
        **marks,
    )


def _blocks(meeting: AgendaOf) -> Iterator[Block]:
    if meeting.chair:
        yield Paragraph(f"Chair: {meeting.chair}")
    yield Heading(ITEMS)
    if meeting.items:
        yield Table(ITEMS, _columns(meeting), list(_rows(meeting)))
    else:
        yield Paragraph("No item has been put on it yet.")
    yield Heading(STILL_OPEN)
    if meeting.open_actions:
        yield actions_table(STILL_OPEN, meeting.open_actions)
    else:
        yield Paragraph("No action is open.")


def _columns(meeting: AgendaOf) -> list[Column]:
    columns = [
        Column("Item", share=6),
        Column("What", share=52),
        Column("Who", share=18),
        Column("To do what", share=14),
    ]
    return [*columns, Column("Time", share=10)] if _times(meeting) else columns


def _rows(meeting: AgendaOf) -> Iterator[list[Cell]]:
    times = _times(meeting)
    for at, item in enumerate(meeting.items):
        row: list[Cell] = [str(at + 1), _what(item), item.presenter, item.purpose]
        yield [*row, times[at]] if times else row


def _what(item: Item) -> Lines:
    marked = " (exempt)" if item.is_exempt else ""
    papers = [Line(f"Paper: {paper}", is_point=True) for paper in item.papers]
    title = Line("", lead=f"{item.title}{marked}")
    return Lines([title, *saying.lines(item.note), *papers])


def _times(meeting: AgendaOf) -> list[str]:
    """When each item begins, as far as the items before it say how long they take."""
    if meeting.starts_at is None:
        return []
    times: list[str] = []
    now: datetime | None = datetime.combine(meeting.on, meeting.starts_at)
    for item in meeting.items:
        times.append(_clock(now.time()) if now else "")
        now = now + timedelta(minutes=item.minutes) if now and item.minutes else None
    return times


def _clock(at: time) -> str:
    return f"{at:%H:%M}"
