"""Actions drawn as tables, and what stands in for whoever keeps them.

    plan | opened | first due  | due        | closed     | updated    | colour | moves
    -----+--------+------------+------------+------------+------------+--------+------
    Log  |        | 2026-03-01 | 2026-03-27 |            | 2026-03-20 | green  | 1

Columns left out, and blank cells, are as in ORDINARY: an open action of the autumn, never
moved, updated in the cycle, with no date to be done by. What was first due is still due
that day unless another is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from tests.measures.drawn import rows_of

from muster.measures.provided import Stretch
from muster.measures.scope import Scope


TODAY = date(2026, 3, 27)
CYCLE_FROM = date(2026, 2, 23)
ORDINARY: dict[str, Any] = {
    "plan": "Log",
    "section": "",
    "group": "",
    "colour": "",
    "opened_on": date(2025, 9, 8),
    "original_due_on": None,
    "due_on": None,
    "moves": 0,
    "closed_on": None,
    "updated_on": date(2026, 3, 2),
    "cycle_from_on": CYCLE_FROM,
    "reviews_amber": 0,
}
HEADS = {
    "opened": "opened_on",
    "first due": "original_due_on",
    "due": "due_on",
    "closed": "closed_on",
    "updated": "updated_on",
    "ambers": "reviews_amber",
}


def actions(table: str) -> list[dict[str, Any]]:
    """The rows of a drawn table; “never” is a day there isn't."""
    return [
        _action(number, dict(_said(row)))
        for number, row in enumerate(rows_of(table), start=1)
    ]


def _action(number: int, said: dict[str, Any]) -> dict[str, Any]:
    due = {"due_on": said.get("original_due_on")}
    return {"action": number} | ORDINARY | due | said


def _said(row: dict[str, str]) -> Iterator[tuple[str, Any]]:
    for head, text in row.items():
        name = HEADS.get(head, head)
        if not text:
            continue
        if text == "never":
            yield name, None
        elif name.endswith("_on"):
            yield name, date.fromisoformat(text)
        else:
            yield name, int(text) if text.isdecimal() else text


class Kept:
    """A provider that gives what a test put in it, and remembers what it was asked."""

    def __init__(self, rows: Sequence[dict[str, Any]] = ()):
        self.rows = list(rows)
        self.asked: list[tuple[date, Scope]] = []

    def __call__(self, of: Stretch, scope: Scope) -> list[dict[str, Any]]:
        self.asked.append((of.as_at, scope))
        return self.rows
