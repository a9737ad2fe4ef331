"""A task log, from its lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from muster.programme.printed import CLOSED, About, Document, Kind, Row, Status
from muster.school_year.said import SaidDate, find_said
from muster.school_year.said_points import PLAIN, POINT

from .cells import Line
from .contradictions import contradictions
from .folding import Folded, Record, fold, status_headings
from .head import read_head
from .likeness import ask_of_names
from .names import read_owners
from .placing import ask_of_headings, ask_of_loose, ask_of_record
from .questions import Questions
from .steps import split_steps, split_title


REF = re.compile(r"[A-Za-z]{0,4}[ ./-]?\d{1,4}[ ./-]?(?:[a-z]{1,3}|\d{1,3})?\.?", re.I)


def read_log(lines: Sequence[Line]) -> Document:
    """The log its lines say, with what must be asked about it."""
    folded, questions = fold(lines, Kind.LOG), Questions()
    head = read_head(folded.above, Kind.LOG, questions)
    questions.one(head.get("created", ""), field="created")
    as_said = head.pop("as_at", "")
    updated = questions.one(head.get("updated", as_said), field="updated")
    ask_of_headings(folded, Kind.LOG, questions)
    reviews = _Reviews(folded, updated, questions)
    as_at = updated.latest if updated else reviews.last
    rows = [
        _row(number, record, reviews, as_at, questions)
        for number, record in enumerate(folded.records)
    ]
    ask_of_loose(folded, questions)
    if as_at is None:
        questions.ask(
            About.MISSING,
            "Nothing says which day this log speaks of. Give the day it was updated.",
            field="updated",
        )
    document = Document(Kind.LOG, head, as_at, tuple(rows), reviews.days)
    asked = [*questions.asked, *contradictions(document), *ask_of_names(document)]
    return replace(document, queries=tuple(asked))


class _Reviews:
    """The days the status columns are headed with, of each run of headings."""

    def __init__(
        self, folded: Folded, updated: SaidDate | None, questions: Questions
    ) -> None:
        self.near = updated.latest if updated else None
        self.questions = questions
        self._of_heading: dict[str, date | None] = {}
        for columns, line in folded.headings:
            for heading in status_headings(columns):
                if heading not in self._of_heading:
                    self._of_heading[heading] = self._day(heading, line.place)
        self.days = tuple(sorted(set(filter(None, self._of_heading.values()))))

    @property
    def last(self) -> date | None:
        return max(self.days, default=None)

    def of(self, heading: str, headings: list[str]) -> date | None:
        """The day of a heading. A last column without one is of the day of the log."""
        day = self._of_heading.get(heading)
        if day is None and heading == headings[-1]:
            self._ask_undated(heading)
            return self.near
        return day

    def _day(self, heading: str, place: str) -> date | None:
        found = POINT.search(heading.translate(PLAIN))
        if not found:
            return None
        said = self.questions.one(
            heading[found.start() : found.end()],
            field="reviews",
            place=place,
            near=self.near,
        )
        return said.latest if said else None

    def _ask_undated(self, heading: str) -> None:
        if self.near:
            self.questions.ask(
                About.REPAIRED,
                f"The column “{heading}” has no day. What it says is taken as of "
                f"{self.near:%d/%m/%Y}, when the log was updated. Check it.",
                text=heading,
                field="reviews",
            )


def _row(
    number: int,
    record: Record,
    reviews: _Reviews,
    as_at: date | None,
    questions: Questions,
) -> Row:
    ref, place = record.text("ref"), record.place
    if ref and not REF.fullmatch(ref):
        questions.ask(
            About.UNREADABLE,
            f"“{ref}” does not look like a reference. Check the row: a cell may be missing.",
            text=ref,
            field="ref",
            row=number,
            place=place,
        )
    ask_of_record(record, number, questions)
    heading, objective = split_title(record.text("title"))
    description, steps = split_steps(record.text("description"))
    start = questions.one(
        record.text("start"), field="start", row=number, place=place, near=as_at
    )
    statuses = _statuses(number, record, reviews, questions)
    # What is closed was closed by then; what is due, or to be closed, comes after.
    is_closed = record.section == CLOSED
    from_day = start.earliest if start else as_at
    until = statuses[-1].on if statuses else as_at
    closure = questions.one(
        record.text("closure"),
        field="closure",
        row=number,
        place=place,
        near=until if is_closed else from_day,
        later=not is_closed,
    )
    deadlines = questions.windows(
        record.text("deadline"),
        field="deadlines",
        row=number,
        place=place,
        near=from_day,
        later=True,
    )
    return Row(
        section=record.section,
        ref=ref,
        heading=heading,
        objective=objective,
        description=description,
        steps=steps,
        owners=read_owners(record.text("owner")),
        start=start,
        deadlines=deadlines,
        progress=record.text("notes"),
        statuses=statuses,
        closure=closure,
        place=place,
    )


def _statuses(
    number: int, record: Record, reviews: _Reviews, questions: Questions
) -> tuple[Status, ...]:
    """What each review said. A cell may give a day of its own: “GREEN 8/07/15”."""
    found, borrowed = [], False
    headings = status_headings(record.columns)
    for heading, cell in record.statuses:
        if not cell:
            continue
        said, on = _of_its_own(cell)
        if on is None:
            said, on = " ".join(cell.split()), reviews.of(heading, headings)
            borrowed = True
        if on is None:
            questions.ask(
                About.UNREADABLE,
                f"“{said}” stands under “{heading}”, which has no day. Say of which review "
                "it is.",
                text=said,
                field="statuses",
                row=number,
                place=record.place,
            )
            continue
        found.append(Status(on, said))
    has_section = any(column.field == "section" for column in record.columns)
    if borrowed and has_section and record.section == CLOSED and found:
        questions.ask(
            About.REPAIRED,
            "A closed row keeps its own last statuses, and these give no days of their "
            "own. They are put on the days of the columns. Check them.",
            field="statuses",
            row=number,
            place=record.place,
        )
    return tuple(sorted(found, key=lambda status: status.on))


def _of_its_own(cell: str) -> tuple[str, date | None]:
    found = find_said(cell, near=None)
    if len(found) != 1 or cell[found[0].end :].strip(" )"):
        return cell, None
    said = " ".join(cell[: found[0].start].strip(" (\n").split())
    return (said, found[0].said.latest) if said else (cell, None)
