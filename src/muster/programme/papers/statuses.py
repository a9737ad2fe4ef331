"""The two status columns of a log: at the last review and at the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from muster.documents.blocks import Column
from muster.documents.cells import Cell
from muster.programme.papers.ratings import NEW_TASK, choices, rating
from muster.programme.papers.saying import short_day
from muster.programme.printed import CLOSED, NEW, Row, Status


PREVIOUS, CURRENT = "Previous status (RAG)", "Current Status (RAG)"


@dataclass(frozen=True)
class Reviews:
    """The days the two columns are headed with; None where they have none."""

    previous: date | None = None
    current: date | None = None

    @classmethod
    def last_of(cls, reviews: Sequence[date]) -> Reviews:
        *_, previous, current = (None, None, *reviews)
        return cls(previous, current)

    @classmethod
    def of_closed(cls, rows: Sequence[Row]) -> Reviews:
        """Those of closed tasks, where all of them were last reviewed on the same days."""
        pairs = [_last_two(row) for row in rows]
        previous = {status.on for status, _ in pairs if status}
        current = {status.on for _, status in pairs if status}
        if len(previous) > 1 or len(current) > 1:
            return cls()
        return cls(next(iter(previous), None), next(iter(current), None))

    @property
    def titles(self) -> tuple[str, str]:
        return _titled(PREVIOUS, self.previous), _titled(CURRENT, self.current)

    def columns(self, share: float) -> list[Column]:
        previous, current = self.titles
        return [
            Column(previous, share=share, choices=choices(with_new=True)),
            Column(current, share=share, choices=choices()),
        ]

    def cells(self, row: Row) -> list[Cell]:
        previous, current = self._statuses(row)
        before = _cell(previous, self.previous)
        if row.section == NEW and not before:
            before = rating(NEW_TASK)
        return [before, _cell(current, self.current)]

    def _statuses(self, row: Row) -> tuple[Status | None, Status | None]:
        """A closed task's own last two. An open one's are the latest at each review, and
        say their own day if that is another."""
        if row.section == CLOSED or self.current is None:
            return _last_two(row)
        given = [status for status in row.statuses if status.on <= self.current]
        before = [s for s in given if self.previous and s.on <= self.previous]
        since = given[len(before) :]
        return before[-1] if before else None, since[-1] if since else None


def _last_two(row: Row) -> tuple[Status | None, Status | None]:
    *_, previous, current = (None, None, *row.statuses)
    return previous, current


def _titled(title: str, on: date | None) -> str:
    return f"{title} {short_day(on)}" if on else title


def _cell(status: Status | None, headed: date | None) -> Cell:
    if status is None or not status.said.strip():
        return ""
    return rating(status.said, "" if status.on == headed else short_day(status.on))
