"""Actions as a meeting's papers list them: what, who, by when, how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from muster.documents.blocks import Column, Table
from muster.documents.cells import Cell, Line, Lines
from muster.programme.papers import saying
from muster.programme.papers.ratings import choices, rating
from muster.school_year.said import SaidDate


@dataclass(frozen=True)
class Agreed:
    """An action: its ref in its log or plan, if it has one, and how it stands, if rated.

    ``why`` is why it is amber or red, and how it gets back to green. Exempt as the item is
    that it was agreed under.
    """

    text: str
    ref: str = ""
    owners: tuple[str, ...] = ()
    due: SaidDate | None = None
    status: str = ""
    is_exempt: bool = False
    why: str = ""


def actions_table(caption: str, actions: Sequence[Agreed]) -> Table:
    """A status has a column only where an action has one."""
    has_status = any(action.status for action in actions)
    columns = [
        Column("Action", share=56),
        Column("Owner", share=20),
        Column("By", share=14),
    ]
    if has_status:
        columns.append(Column("Status", share=10, choices=choices(with_new=True)))
    return Table(caption, columns, [_row(action, has_status) for action in actions])


def _row(action: Agreed, has_status: bool) -> list[Cell]:
    row: list[Cell] = [
        Lines([Line(action.text, lead=action.ref), *saying.lines(action.why)]),
        saying.names(action.owners),
        str(action.due or ""),
    ]
    if has_status:
        row.append(rating(action.status) if action.status else "")
    return row
