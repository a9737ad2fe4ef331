"""What in a log or plan needs a meeting's time: one page, the most serious first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Unpack

from muster.documents.blocks import (
    Block,
    Column,
    KeyFigure,
    KeyFigures,
    Paper,
    Paragraph,
    Table,
    Tone,
)
from muster.documents.cells import Cell, Colour, Line, Lines
from muster.programme.papers import saying
from muster.programme.papers.marks import Marks, paper
from muster.programme.papers.ratings import choices, rating
from muster.school_year.said import SaidDate


LISTED = "Actions to look at"


@dataclass(frozen=True)
class OpenAction:
    """An open action as it stands.

    ``status`` is its word at the last review, ``reviews`` at how many running it has had
    it and ``since`` the first of those days; ``is_stuck`` if it is amber at too many of them.
    ``first_due`` is the day first agreed and
    ``moves`` how often that has moved; ``updated_on`` is when anyone last wrote of it.
    ``path`` is what is to bring it back on course, and ``remarks`` what else a meeting
    should know, a sentence each: a recorded colour that the rule wouldn’t give, say.
    """

    ref: str
    title: str
    owners: tuple[str, ...] = ()
    status: str = ""
    reviews: int = 0
    since: date | None = None
    due: SaidDate | None = None
    first_due: date | None = None
    moves: int = 0
    updated_on: date | None = None
    is_stuck: bool = False
    path: str = ""
    plan: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def colour(self) -> Colour:
        return rating(self.status).colour if self.status.strip() else Colour.PLAIN

    def days_overdue(self, as_at: date) -> int:
        return max((as_at - self.due.latest).days, 0) if self.due else 0

    def is_silent(self, since: date) -> bool:
        """Nobody has written of it since the cycle began."""
        return self.updated_on is None or self.updated_on < since


def exceptions_paper(
    title: str,
    actions: Sequence[OpenAction],
    *,
    as_at: date,
    cycle_from: date,
    stuck_after: int,
    **marks: Unpack[Marks],
) -> Paper:
    """`actions` are all that are open; those on course are counted and not listed.
    ``stuck_after`` is at how many reviews running an amber one is called stuck."""
    listed = [one for one in actions if list(reasons(one, as_at, cycle_from))]
    listed.sort(key=lambda one: seriousness(one, as_at))
    blocks = [
        _counts(actions, as_at, cycle_from, stuck_after),
        *_list(listed, len(actions), as_at, cycle_from),
    ]
    return paper(
        title,
        "Exception report",
        saying.long_day(as_at),
        blocks,
        **marks,
    )


def seriousness(
    one: OpenAction, as_at: date
) -> tuple[bool, bool, bool, bool, int, int]:
    """Red, then overdue, then stuck at amber, then amber: the longest first."""
    late = one.days_overdue(as_at)
    return (
        one.colour is not Colour.RED,
        not late,
        not one.is_stuck,
        one.colour is not Colour.AMBER,
        -late,
        -one.reviews,
    )


def reasons(one: OpenAction, as_at: date, cycle_from: date) -> Iterator[str]:
    """Why it is on the page, a sentence each."""
    if one.colour in (Colour.RED, Colour.AMBER, Colour.GREY):
        yield _how_long(one)
    if late := one.days_overdue(as_at):
        yield f"{_counted(late, 'day')} overdue"
    if one.moves:
        yield _moved(one)
    if one.due is None:
        yield "It has no date"
    if one.is_silent(cycle_from):
        last = one.updated_on
        yield f"No update since {saying.long_day(last)}" if last else "Never updated"
    yield from one.remarks


def _how_long(one: OpenAction) -> str:
    stuck = "Stuck: " if one.is_stuck else ""
    since = f", since {saying.long_day(one.since)}" if one.since else ""
    at = f" at {_counted(one.reviews, 'review')} running" if one.reviews > 1 else ""
    return f"{stuck}{one.colour.value.upper()}{at}{since}"


def _moved(one: OpenAction) -> str:
    times = {1: "once", 2: "twice"}.get(one.moves, f"{one.moves} times")
    slip = (one.due.latest - one.first_due).days if one.due and one.first_due else 0
    later = f", {_counted(slip, 'day')} later than first agreed" if slip > 0 else ""
    return f"Date changed {times}{later}"


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _counts(
    actions: Sequence[OpenAction], as_at: date, cycle_from: date, stuck_after: int
) -> KeyFigures:
    found = {
        "Red": sum(one.colour is Colour.RED for one in actions),
        "Overdue": sum(one.days_overdue(as_at) > 0 for one in actions),
        f"Amber at {stuck_after} reviews or more": sum(one.is_stuck for one in actions),
        "No update in this cycle": sum(one.is_silent(cycle_from) for one in actions),
    }
    return KeyFigures(
        [
            KeyFigure(
                name,
                str(number),
                f"of {_counted(len(actions), 'open action')}",
                tone=Tone.WORSE if number else Tone.PLAIN,
            )
            for name, number in found.items()
        ]
    )


def _list(
    listed: Sequence[OpenAction], whole: int, as_at: date, cycle_from: date
) -> Iterator[Block]:
    if not listed:
        yield Paragraph("Nothing in it is off course.")
        return
    on_course = whole - len(listed)
    note = f"On course and not listed: {_counted(on_course, 'open action')}."
    yield Table(
        LISTED, columns(), [_row(one, as_at, cycle_from) for one in listed], note
    )


def columns() -> list[Column]:
    return [
        Column("Action", share=27),
        Column("Owner", share=12),
        Column("Deadline", share=12),
        Column("Status", share=11, choices=choices()),
        Column("Why it is here", share=38),
    ]


def _row(one: OpenAction, as_at: date, cycle_from: date) -> list[Cell]:
    why = Line(". ".join(reasons(one, as_at, cycle_from)) + ".")
    path = [Line(one.path, lead="What is to be done:")] if one.path else []
    plan = [Line(one.plan)] if one.plan else []
    return [
        Lines([Line(one.title, lead=one.ref), *plan]),
        saying.names(one.owners),
        str(one.due or ""),
        rating(one.status) if one.status.strip() else "",
        Lines([why, *path]),
    ]
