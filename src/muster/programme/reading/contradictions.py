"""What a document says against itself, or leaves unsaid: asked about, never put right.

Each check is given the whole document and yields what it would ask.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

from muster.programme.printed import (
    CLOSED,
    COLOURS,
    NEW,
    NOBODY_SAID,
    About,
    Document,
    Kind,
    Query,
    Row,
)
from muster.school_year.dates import BadDate
from muster.school_year.holidays import SATURDAY
from muster.school_year.said import Precision, find_said, read_said

from .dependence import dependences


Asked = Iterator[Query]
Check = Callable[[Document], Asked]

STARTED = re.compile(r"\bstarted(?: on)?\s+$", re.I)
SOMEONE_ELSE = re.compile(
    r"\bto (?:identify|find|nominate|appoint|name) (?:an? |some |the )?"
    r"(?:\w+ )?(?:colleague|person|someone|officer|lead|owner)\b",
    re.I,
)


def contradictions(document: Document) -> Asked:
    for check in CHECKS:
        yield from check(document)


def _query(
    number: int, row: Row, field: str, says: str, text: object = "", *, about: About
) -> Query:
    return Query(about, f"{_called(row)}: {says}", str(text), field, number, row.place)


def _called(row: Row) -> str:
    heading = row.heading if len(row.heading) < 60 else f"{row.heading[:57]}…"
    return " ".join(filter(None, [row.ref, heading])) or "A row with no title"


def _contradicts(
    number: int, row: Row, field: str, says: str, text: object = ""
) -> Query:
    return _query(number, row, field, says, text, about=About.CONTRADICTION)


def _missing(number: int, row: Row, field: str, says: str) -> Query:
    return _query(number, row, field, says, about=About.MISSING)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _head_day(document: Document, name: str) -> date | None:
    try:
        return read_said(document.head.get(name, "")).earliest
    except BadDate:
        return None


def what_is_missing(document: Document) -> Asked:
    for number, row in enumerate(document.rows):
        if not row.owners:
            yield _missing(number, row, "owners", "nobody owns it. Name who does.")
        if not row.said_of("deadlines"):
            yield _missing(
                number, row, "deadlines", "no date can be read for it. Give one."
            )
        if document.kind is Kind.PLAN:
            continue
        if not row.ref:
            yield _missing(number, row, "ref", "it has no reference. Give it one.")
        if not row.heading:
            yield _missing(number, row, "heading", "it has no title. Give it one.")
        if not row.statuses:
            yield _missing(number, row, "statuses", "no review has given it a status.")
        if row.section == CLOSED and not row.said_of("closure"):
            yield _missing(
                number, row, "closure", "it is closed, with no day of closure. Give it."
            )


def repeated_refs(document: Document) -> Asked:
    seen: dict[str, Row] = {}
    for number, row in enumerate(document.rows):
        ref = row.ref.rstrip(".").casefold()
        if ref and ref in seen:
            first = seen[ref]
            yield _query(
                number,
                row,
                "ref",
                f"“{row.ref}” is also the reference of “{first.heading}” in "
                f"{first.section}. Both are kept; give one another reference.",
                row.ref,
                about=About.REPEATED,
            )
        seen.setdefault(ref, row)


def several_owners(document: Document) -> Asked:
    for number, row in enumerate(document.rows):
        if len(row.owners) > 1:
            names = f"{', '.join(row.owners[:-1])} and {row.owners[-1]}"
            yield _contradicts(
                number,
                row,
                "accountable",
                f"{names} own it together. Say which one is accountable.",
                " ".join(row.owners),
            )


def has_a_status_that_is_no_colour(document: Document) -> Asked:
    for number, row in enumerate(document.rows):
        if row.section == CLOSED:
            continue
        strange = [each.said for each in row.statuses if not _is_status(each.said)]
        for said in dict.fromkeys(strange):
            says = (
                f"its status “{said}” is no colour. It is kept as said and counts as grey:"
                " rate it green, amber, red or blue."
            )
            yield _query(number, row, "statuses", says, said, about=About.UNREADABLE)


def _is_status(said: str) -> bool:
    is_new = said.casefold().startswith("new")
    return is_new or said.upper() in COLOURS or bool(NOBODY_SAID.fullmatch(said))


def is_new_and_was_rated(document: Document) -> Asked:
    for number, row in enumerate(document.rows):
        rated = [each for each in row.statuses if each.said.upper() in COLOURS]
        if row.section == NEW and len(rated) > 1:
            first = rated[0]
            says = (
                f"it stands among the new actions, and was {first.said} on"
                f" {_day(first.on)} already. Both statuses are kept, and it is listed from"
                " then on: say whether that is right."
            )
            yield _contradicts(number, row, "section", says, first.said)


def starts_at_a_weekend(document: Document) -> Asked:
    for number, row in enumerate(document.rows):
        start = row.start
        if start and start.precision is Precision.DAY and _is_weekend(start.earliest):
            says = (
                f"it starts on {_day(start.earliest)}, a {start.earliest:%A}. Check it."
            )
            yield _contradicts(number, row, "start", says, start)


def _is_weekend(day: date) -> bool:
    return day.weekday() >= SATURDAY


def starts_before_the_log(document: Document) -> Asked:
    created = _head_day(document, "created")
    for number, row in enumerate(document.rows):
        start = row.start
        if created and start and start.latest < created:
            says = (
                f"it starts on {_day(start.latest)}, before the log was created on "
                f"{_day(created)}. Check it."
            )
            yield _contradicts(number, row, "start", says, start)


def starts_otherwise_in_its_note(document: Document) -> Asked:
    for number, row in enumerate(document.rows):
        near = row.start.earliest if row.start else document.as_at
        for found in find_said(row.progress, near=near):
            before = row.progress[max(0, found.start - 20) : found.start]
            if not row.start or not STARTED.search(before):
                continue
            on = found.said.earliest
            if not row.start.earliest <= on <= row.start.latest:
                says = (
                    f"its start date is “{row.start}”, and its note says it started on "
                    f"{_day(on)}. Say which is right."
                )
                yield _contradicts(number, row, "start", says, row.start)


def ends_before_it_starts(document: Document) -> Asked:
    for number, row in enumerate(document.rows):
        if row.start and row.due_on and row.due_on < row.start.earliest:
            says = (
                f"it is due on {_day(row.due_on)}, before it starts on "
                f"{_day(row.start.earliest)}. Check both."
            )
            yield _contradicts(number, row, "deadlines", says, row.deadlines[-1])


def closes_after_its_day(document: Document) -> Asked:
    for number, row in enumerate(document.rows):
        closure, as_at = row.closure, document.as_at
        if closure and as_at and closure.earliest > as_at:
            away = (closure.latest - as_at).days
            says = (
                f"its closure is on {_day(closure.latest)}, {_days(away)} after the day "
                f"this paper speaks of. It is read as proposed, and the row as open."
                if row.section != CLOSED
                else f"it is closed, yet its closure on {_day(closure.latest)} is still "
                "to come. Check it."
            )
            yield _contradicts(number, row, "closure", says, closure)


def closes_after_its_deadline(document: Document) -> Asked:
    for number, row in enumerate(document.rows):
        closure, due = row.closure, row.due_on
        if closure and due and closure.earliest > due:
            late = (closure.latest - due).days
            says = (
                f"it was due by {_day(due)} and its closure is {_days(late)} later, on "
                f"{_day(closure.latest)}. Say whether the deadline was moved."
            )
            yield _contradicts(number, row, "closure", says, closure)


def is_overdue(document: Document) -> Asked:
    for number, row in enumerate(document.rows):
        due, as_at = row.due_on, document.as_at
        if row.section != CLOSED and due and as_at and due < as_at:
            says = (
                f"it was due by {_day(due)}, {_days((as_at - due).days)} before the day "
                "this paper speaks of. Move the deadline with a reason, or close it."
            )
            yield _contradicts(number, row, "deadlines", says, row.deadlines[-1])


def is_due_before_anyone_looks(document: Document) -> Asked:
    """Between this review and the next, which is the first day something is to be closed."""
    as_at = document.as_at
    closures = [row.closure.latest for row in document.rows if row.closure]
    following = min((day for day in closures if as_at and day > as_at), default=None)
    if as_at is None or following is None:
        return
    for number, row in enumerate(document.rows):
        due = row.due_on
        if (
            row.section != CLOSED
            and not row.closure
            and due
            and as_at <= due < following
        ):
            says = (
                f"it falls due on {_day(due)}, before the next review on "
                f"{_day(following)}, and would be late before anyone looks. Check it."
            )
            yield _contradicts(number, row, "deadlines", says, row.deadlines[-1])


def is_due_on_the_day_of_a_step(document: Document) -> Asked:
    for number, row in enumerate(document.rows):
        due = row.deadlines[-1] if row.deadlines else None
        if not due or due.precision is not Precision.DAY:
            continue
        prose = " ".join([row.description, *row.steps])
        named = {found.said.latest for found in find_said(prose, near=due.latest)}
        if due.latest in named:
            says = (
                f"it is due on {_day(due.latest)}, the very day its own steps name. "
                "It slips if that day moves: say whether that is meant."
            )
            yield _contradicts(number, row, "deadlines", says, due)


def wants_another_owner(document: Document) -> Asked:
    for number, row in enumerate(document.rows):
        found = SOMEONE_ELSE.search(row.progress)
        if found and row.owners:
            says = (
                f"{row.owners[0]} owns it, and its note says someone is still to be found "
                f"(“{found.group()}”). Say who does the work."
            )
            yield _contradicts(number, row, "owners", says, found.group())


def comes_before_what_it_needs(document: Document) -> Asked:
    for number, first in dependences(document.rows):
        row = document.rows[number]
        if row.due_on and first.deadlines and row.due_on < first.deadlines[0].earliest:
            says = (
                f"it is due by {_day(row.due_on)} and rests on “{first.heading}”, "
                f"which is dated {first.deadlines[0]}, later. Check both dates."
            )
            yield _contradicts(number, row, "deadlines", says, row.deadlines[-1])


def says_no_progress(document: Document) -> Asked:
    """A plan is headed “Proposed Actions / Progress” and may say only what is proposed."""
    told = Counter(bool(row.progress) for row in document.rows)
    if document.kind is Kind.PLAN and document.rows and not told[True]:
        yield Query(
            About.MISSING,
            "No action says how far it has come, though a column is headed Progress, and "
            "none has a status. Ask each owner.",
            field="progress",
        )


CHECKS: tuple[Check, ...] = (
    what_is_missing,
    repeated_refs,
    several_owners,
    has_a_status_that_is_no_colour,
    is_new_and_was_rated,
    starts_at_a_weekend,
    starts_before_the_log,
    starts_otherwise_in_its_note,
    ends_before_it_starts,
    closes_after_its_day,
    closes_after_its_deadline,
    is_overdue,
    is_due_before_anyone_looks,
    is_due_on_the_day_of_a_step,
    wants_another_owner,
    comes_before_what_it_needs,
    says_no_progress,
)
