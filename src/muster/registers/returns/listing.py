"""Returns as rows of tables, for the pages of the authority and of a school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from muster.accounts.called import all_called
from muster.accounts.stored import state
from muster.design.filters import counted, day
from muster.measures.members import school_names
from muster.registers import saying
from muster.registers.child import NAMELESS, Children
from muster.registers.returns import chasing
from muster.registers.returns.counting import Counted
from muster.registers.returns.kinds import DELETION, NEW_PUPIL, kinds
from muster.registers.returns.send_pages import called, standing
from muster.registers.returns.sent import Expected, Return, may_have_come


COUNTS = [
    {"text": "Expected", "number": True},
    {"text": "In time", "number": True},
    {"text": "Late", "number": True},
    {"text": "Overdue", "number": True},
    {"text": "Not overdue", "number": True},
]
IN_DOUBT = "watch", "May have come: somebody has to say whose it is"
SENT = [{"text": text} for text in ("Child", "Return", "Of", "Sent", "How it stands")]


def expected(
    user: Any, rows: Sequence[Expected], on: date, *, school: bool, link: Any
) -> list[list[Any]]:
    """Child, return, why, due and how it stands; and the school, if there are several.
    ``link`` gives the last cell: the way to send it, or to what came."""
    seen = Children.visible_to(user, state())
    names = seen.names_of([one.child for one in rows])
    places = school_names(state())
    people = all_called(each["by"] for one in rows for each in one.chased)
    doubtful = may_have_come()
    return [
        [
            names.get(one.child, NAMELESS),
            *([places.get(one.school, "")] if school else []),
            kinds(one.arose_on)[one.kind].title,
            because(one),
            day(one.due_on),
            {"status": IN_DOUBT if one.pk in doubtful else _standing(one, on, people)},
            link(one),
        ]
        for one in rows
    ]


def because(one: Expected) -> str:
    """Why it is expected: what the roll or the list says."""
    if one.kind == NEW_PUPIL:
        return f"On the roll since {day(one.since_on)}"
    if one.kind == DELETION and one.found is None:
        return f"On the roll until {day(one.since_on)}"
    return saying.said(one.found) if one.found else f"Since {day(one.since_on)}"


def sent(
    user: Any, rows: Sequence[Return], link: Any, *, school: bool
) -> list[list[Any]]:
    """Child, return, the day it is of, when it came and how it stands."""
    names = called(user, list(rows))
    places = school_names(state())
    return [
        [
            {"text": names[one.pk], "href": link(one)},
            *([places.get(one.school, "")] if school else []),
            one.of_kind.title,
            day(one.about_on),
            f"{day(one.received_on)}{', late' if one.is_late else ''}",
            standing(one) + (": who is the child?" if one.is_doubtful else ""),
        ]
        for one in rows
    ]


def counts(rows: Sequence[Counted], title: Any) -> list[list[Any]]:
    return [
        [title(one.of), one.expected, one.in_time, one.late, one.overdue, one.waiting]
        for one in rows
    ]


def _standing(one: Expected, on: date, people: Mapping[str, str]) -> tuple[str, str]:
    """How it stands, and when it was asked for by letter, by whom."""
    kind, said = _came(one, on)
    chased = chasing.said(one, people)
    return kind, f"{said}; {chased}" if chased else said


def _came(one: Expected, on: date) -> tuple[str, str]:
    late = one.days_late(on)
    if one.answered_by:
        came = day(one.answered_by.received_on)
        return (
            ("watch", f"Came {came}, {counted(late, 'day')} late")
            if late
            else ("good", f"Came {came}")
        )
    if late:
        return "bad", f"{counted(late, 'day')} overdue"
    return "none", "Not due yet"
