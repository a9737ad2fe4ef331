"""Calendars: sessions that differ from what is held, a school's or the authority's own.

A row with no session is for both, and one with no school is for the whole authority
(design.md 6; rules.md 12.2).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

from muster.school_year import SESSIONS, half_term_problem
from muster.sources.reading.format import Format, Got, Source
from muster.sources.reading.rows import gather
from muster.tables.columns import CALENDARS
from muster.tables.ids import school_key


SAMPLE = """\
school,date,session,status,half_term
,2025-10-24,,open,1
,2025-10-27,,holiday,2
900001,2025-11-03,AM,inset,2
900001,03/11/2025,PM,inset,2
Ash Primary,2026-01-05,,closed_unexpected,3
"""


@dataclass
class Sessions:
    """What a file says of sessions: for each, the row that said it first."""

    source: Source
    first: dict[tuple[str, date, str], tuple[int, str, int | None]] = field(
        default_factory=dict
    )
    rows: list[tuple[str, date, str, str, int | None]] = field(default_factory=list)
    halves: dict[tuple[str, date], tuple[int, int]] = field(default_factory=dict)

    def add(
        self,
        row: int,
        school: str,
        day: date,
        session: str,
        status: str,
        half: int | None,
    ) -> bool:
        """Adds one session; False if an earlier row said the same. Differing refuses."""
        key = school_key(school), day, session
        if (said := self.first.get(key)) is None:
            self._one_half_term(row, key[:2], half)
            self.first[key] = row, status, half
            self.rows.append((school, day, session, status, half))
            return True
        if said[1:] != (status, half):
            self.source.problems.refuse(
                f"Row {said[0]:,} says something else of {day:%d/%m/%Y} {session} for "
                "the same school. Keep whichever is right.",
                row=row,
            )
        return False

    def _one_half_term(
        self, row: int, place: tuple[str, date], half: int | None
    ) -> None:
        """A day is of one half-term, morning and afternoon."""
        if half is None:
            return
        earlier, theirs = self.halves.setdefault(place, (row, half))
        if theirs != half:
            self.source.problems.refuse(
                f"Row {earlier:,} says {place[1]:%d/%m/%Y} is in half-term {theirs} at the"
                f" same school, and this row says {half}. Keep whichever is right.",
                row=row,
            )


def read(source: Source) -> Got:
    """Sessions of a file, AM and PM apart, and its problems."""
    rows = gather(source)
    sessions = Sessions(source)
    repeated = 0
    columns = [rows.values(name) for name in CALENDARS.names]
    for row, school, day, session, status, half in zip(
        rows.numbers.tolist(), *columns, strict=True
    ):
        # None is a cell that was refused already.
        if None in (school, day, session, status):
            continue
        each = [session] if session else SESSIONS
        new = [sessions.add(row, school, day, one, status, half) for one in each]
        repeated += not any(new)
    if repeated and not source.problems.errors:
        lines = "1 row repeats" if repeated == 1 else f"{repeated:,} rows repeat"
        source.problems.warn(f"{lines} a session given already. Each counts once.")
    if not source.problems.errors:
        _warn_of_half_terms(sessions)
    days = [day for _, day, *_ in sessions.rows]
    return Got(
        _table(sessions),
        len(rows) - repeated,
        repeated,
        (min(days), max(days)) if days else None,
    )


def _warn_of_half_terms(sessions: Sessions) -> None:
    by_school: dict[str, list[tuple[date, str, str, int | None]]] = {}
    shown: dict[str, str] = {}
    for school, day, session, status, half in sessions.rows:
        key = school_key(school)
        shown.setdefault(key, school or "The authority")
        by_school.setdefault(key, []).append((day, session, status, half))
    for key, rows in by_school.items():
        if why := half_term_problem(rows):
            sessions.source.problems.warn(f"{shown[key]}: {why}")


def _table(sessions: Sessions) -> pa.Table:
    columns = list(zip(*sessions.rows, strict=True)) or [()] * 5
    kinds = (pa.string(), pa.date32(), pa.string(), pa.string(), pa.int32())
    arrays = [
        pa.array(values, type=kind) for values, kind in zip(columns, kinds, strict=True)
    ]
    return pa.table(arrays, names=list(CALENDARS.names))


FORMAT = Format("calendars", "Calendars", CALENDARS, SAMPLE, read)
