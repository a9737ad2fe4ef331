"""A task log, from its lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from muster.programme.printed import CLOSED, NEW, OPEN, About, Document, Kind, Row
from muster.school_year.dates import BadDate
from muster.school_year.said import read_said

from .cells import Line
from .contradictions import contradictions
from .folding import Record, fold
from .head import read_head
from .likeness import ask_of_names
from .names import read_owners
from .placing import ask_of_headings, ask_of_loose, ask_of_record
from .questions import Questions
from .reviews import Reviews, read_statuses
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
    reviews = Reviews(folded, updated, questions)
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


def _row(
    number: int,
    record: Record,
    reviews: Reviews,
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
    if record.section not in (OPEN, NEW, CLOSED):
        questions.ask(
            About.UNREADABLE,
            f"“{record.section}” is not a section of a log. Write OPEN, NEW or CLOSED.",
            text=record.section,
            field="section",
            row=number,
            place=place,
        )
    ask_of_record(record, number, questions)
    heading, objective = split_title(record.text("title"))
    description, steps = split_steps(record.text("description"))
    start = questions.one(
        record.text("start"), field="start", row=number, place=place, near=as_at
    )
    statuses = read_statuses(number, record, reviews, questions)
    # What is due, or to be closed, comes after it starts; what is closed was closed near
    # its last review.
    from_day = start.earliest if start else as_at
    near, later = from_day, True
    if record.section == CLOSED and statuses:
        near = statuses[-1].on
        later = _is_closer_after(record.text("closure"), near)
    closure = questions.one(
        record.text("closure"),
        field="closure",
        row=number,
        place=place,
        near=near,
        later=later,
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
        unread=questions.unread(
            start=(record.text("start"), start),
            deadlines=(record.text("deadline"), deadlines),
            closure=(record.text("closure"), closure),
        ),
        place=place,
    )


def _is_closer_after(text: str, day: date) -> bool:
    """Whether a day without a year is closer to another when it is after it."""
    try:
        before = read_said(text, near=day).latest
        after = read_said(text, near=day, later=True).latest
    except BadDate:
        return False
    return abs(after - day) < abs(day - before)
