"""What a calendar file says of the whole authority's days, as stretches of days alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

import pyarrow as pa


SAID = {
    "open": "Open",
    "partial": "Open, in part",
    "inset": "INSET",
    "bank_holiday": "Bank holiday",
    "holiday": "Holiday",
    "closed_planned": "Closed",
    "closed_unexpected": "Closed unexpectedly",
}
LONG_WEEKEND = timedelta(days=3)


@dataclass(frozen=True)
class Stretch:
    """Days in a row, weekends left out, of which the same is said. Kept as JSON."""

    first: str
    last: str
    days: int
    what: str


def stretches(table: pa.Table) -> list[Stretch]:
    """What is said of the authority's own days; what of schools' isn't in it."""
    return [
        Stretch(days[0].isoformat(), days[-1].isoformat(), len(days), what)
        for what, days in _alike(_by_day(table))
    ]


def _by_day(table: pa.Table) -> list[tuple[date, str]]:
    sessions: dict[date, dict[str, str]] = {}
    for row in table.to_pylist():
        if not row["school"]:
            half_term = row["half_term"]
            what = SAID[row["status"]] + (
                f", half-term {half_term}" if half_term else ""
            )
            sessions.setdefault(row["date"], {})[row["session"]] = what
    return [(day, _whole(said)) for day, said in sorted(sessions.items())]


def _whole(said: dict[str, str]) -> str:
    """What is said of both sessions, or of each."""
    if len(set(said.values())) == 1 and len(said) == 2:
        return next(iter(said.values()))
    return "; ".join(f"{session} {what}" for session, what in sorted(said.items()))


def _alike(days: Iterable[tuple[date, str]]) -> Iterator[tuple[str, list[date]]]:
    for what, group in groupby(days, key=lambda one: one[1]):
        row: list[date] = []
        for day, _ in group:
            if row and day - row[-1] > LONG_WEEKEND:
                yield what, row
                row = []
            row.append(day)
        yield what, row
