"""What schools’ and other services’ files said of a child: rolls, totals, lists, marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from muster.design.filters import day
from muster.protection.held.item import Item, shown
from muster.sources.models import Load
from muster.tables.cohorts import COHORTS
from muster.tables.columns import ENROLMENTS, MARKS
from muster.tables.holding import Held, Row, Week
from muster.tables.weekly import FROM_HEADING, WEEKLY_PUPILS


DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Weekend")
# A session with no mark; one a file says nothing about is a dot.
BLANK = "–"


def identity(held: Held) -> Iterator[Item]:
    yield Item(
        "identity",
        "Who this is about",
        "The names schools have sent, and the numbers they know the child by.",
        ("What", "As it was sent", "By which school"),
        (
            *(("Name", name, "") for name in held.names),
            *(
                (
                    "Unique pupil number (UPN)"
                    if one["upn"]
                    else "The school’s number",
                    one["supplied"],
                    one["school"],
                )
                for one in held.identifiers
            ),
        ),
    )


def enrolments(held: Held) -> Iterator[Item]:
    """What each file said of the child, each thing once with every file that said it."""
    meanings = {column.name: column.meaning for column in ENROLMENTS.columns}
    yield Item(
        "enrolments",
        "Schools the child was on the roll of",
        "What schools and systems have sent about the child, and which files said so.",
        ("What", "What was sent", "School", "Files"),
        _said(held.of("enrolments"), meanings, _numbers(held)),
    )


def totals(held: Held) -> Iterator[Item]:
    by_heading = {column.name: column.meaning for column in WEEKLY_PUPILS.columns}
    meanings = {name: by_heading[at] for name, at in FROM_HEADING.items()}
    yield Item(
        "totals",
        "Totals of each week",
        "Sessions counted by the Department for Education from the start of the school year"
        " to a day, with what its file says of the child.",
        ("What", "What was sent", "School", "Files"),
        _said(held.of("totals"), meanings, _numbers(held), as_at=True),
    )


def in_cohorts(held: Held) -> Iterator[Item]:
    """What other services said; a row that was under the child's UPN and not about them is
    not given."""
    meanings = {column.name: column.meaning for column in COHORTS.columns}
    yield Item(
        "cohorts",
        "Lists from social care, youth justice and the SEND service",
        "What other services of the council have sent about the child, and which files"
        " said so.",
        ("What", "What was sent", "Where it is from", "Files"),
        _said(held.of("cohorts"), meanings, _numbers(held)),
    )


def marks(held: Held) -> Iterator[Item]:
    numbers = _numbers(held)
    yield Item(
        "marks",
        "Marks that count now",
        "The register, a week a row and a code for each morning and afternoon. What each"
        " code means is below.",
        ("Week beginning", "School", *DAYS),
        tuple((day(week.monday), week.school, *_week(week)) for week in held.standing),
    )
    yield Item(
        "marks-sent",
        "Marks as they were sent",
        "Every file’s marks, those that were corrected later or taken back too.",
        ("Week beginning", "School", *DAYS, "File"),
        tuple(
            (
                day(week.monday),
                week.school,
                *_week(week),
                numbers[week.load] + _standing(week),
            )
            for week in sorted(held.weeks, key=lambda one: one.monday)
        ),
    )
    words = {(code, means) for week in held.weeks for _, code, means in week.marks}
    yield Item(
        "codes",
        "What the codes mean",
        MARKS.column("code").meaning,
        ("Code", "Meaning"),
        tuple((code or BLANK, means) for code, means in sorted(words)),
    )


def loads(held: Held) -> Iterator[Item]:
    """The files, by the fields of them that are about nobody."""
    found = Load.objects.filter(token__in=held.loads).order_by("pk")
    yield Item(
        "loads",
        "The files it came from",
        "Each was sent by a school or a system and loaded by a member of staff.",
        ("File", "Kind", "Loaded", "Taken back"),
        tuple(
            (
                f"File {load.pk}",
                shown(load, "format"),
                shown(load, "loaded_at"),
                shown(load, "undone_at"),
            )
            for load in found
        ),
    )


def _numbers(held: Held) -> dict[str, str]:
    """What each load is called: its number, never its name, which may be a child's."""
    known = dict(Load.objects.filter(token__in=held.loads).values_list("token", "pk"))
    return {
        token: f"file {known[token]}" if token in known else "a file"
        for token in held.loads
    }


def _said(
    rows: Sequence[Row],
    meanings: dict[str, str],
    numbers: dict[str, str],
    as_at: bool = False,
) -> tuple[tuple[str, ...], ...]:
    found: dict[tuple[str, str, str], dict[str, None]] = {}
    for row in rows:
        for name, value in row.cells.items():
            if value in (None, "") or name not in meanings:
                continue
            to = f", to {day(row.as_at)}" if as_at and row.as_at else ""
            file = f"{numbers[row.load]}{to}{_standing(row)}"
            found.setdefault(
                (meanings[name].rstrip("."), _text(value), row.school), {}
            )[file] = None
    return tuple((*key, "; ".join(files)) for key, files in found.items())


def _standing(one: Row | Week) -> str:
    return " (taken back)" if one.undone else " (no longer in use)" if one.old else ""


def _text(value: Any) -> str:
    return day(value) if isinstance(value, date) else str(value)


def _week(week: Week) -> tuple[str, ...]:
    """A cell a day, “/ \\”; a weekend’s marks in words, in the last."""
    said = {session: code or BLANK for session, code, _ in week.marks}
    days = [
        " ".join(said.pop(f"{one} {half}", "·") for half in ("AM", "PM"))
        for one in DAYS[:5]
    ]
    return (*days, ", ".join(f"{session} {code}" for session, code in said.items()))
