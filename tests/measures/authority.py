"""A small authority as plain lists, and how one is put into a store.

The referee works from the lists; the store gets the same rows the way a format would
hand them over. A mark is (school, pupil, date, session, code as written).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from muster.school_year import day_number, week_of
from muster.tables import codes
from muster.tables.columns import CALENDARS, ENROLMENTS, SCHOOLS, Table
from muster.tables.marks import MarkWeeks
from muster.tables.state import State
from muster.tables.store import Draft, Store
from muster.tables.upn import check_letter


class Mark(NamedTuple):
    school: str
    pupil: str
    day: date
    session: str
    code: str


@dataclass
class Authority:
    """`loads` are lists of marks in the order they were loaded."""

    schools: list[dict] = field(default_factory=list)
    enrolments: list[dict] = field(default_factory=list)
    calendars: list[dict] = field(default_factory=list)
    loads: list[list[Mark]] = field(default_factory=list)


def upn(name: str) -> str:
    """A UPN made of a name, with a good check letter, the same every time."""
    number = sum(ord(letter) * 37**place for place, letter in enumerate(name)) % 10**6
    body = f"999400{number:06d}"
    return check_letter(body) + body


NUMBERS = {"half_term", "easting", "northing", "numerator", "denominator"}
DATES = {"from_on", "to_on", "born_on", "opened_on", "closed_on", "date"}


def table_of(table: Table, rows: list[dict]) -> pa.Table:
    """The rows as a format hands them over: every column, blanks as "" or null."""

    def column(name: str) -> pa.Array:
        if name in DATES:
            return pa.array([row.get(name) for row in rows], pa.date32())
        if name in NUMBERS:
            return pa.array([row.get(name) for row in rows], pa.int32())
        return pa.array([row.get(name) or "" for row in rows], pa.string())

    return pa.table({name: column(name) for name in table.names})


def weeks_of(marks: list[Mark]) -> MarkWeeks:
    """The marks as a format hands them over, codes nobody knows as symbols."""
    pupils: dict[tuple[str, str], int] = {}
    schools: dict[str, int] = {}
    symbols: dict[str, int] = {}
    cells: dict[tuple[int, int], list[int]] = defaultdict(lambda: [codes.NOTHING] * 14)
    for mark in marks:
        schools.setdefault(mark.school, len(schools))
        pupil = pupils.setdefault((mark.school, mark.pupil), len(pupils))
        place = mark.day.weekday() * 2 + (mark.session == "PM")
        byte = codes.resolve(mark.code, mark.day)
        if byte is None:
            known = symbols.setdefault(mark.code, len(symbols))
            byte = codes.FIRST_SYMBOL + known
        cells[pupil, day_number(week_of(mark.day))][place] = byte
    return MarkWeeks(
        schools=list(schools),
        pupils=[pupil for _, pupil in pupils],
        pupil_school=np.array([schools[school] for school, _ in pupils], np.int32),
        pupil=np.array([pupil for pupil, _ in cells], np.int32),
        week=np.array([week for _, week in cells], np.int32),
        marks=np.array(list(cells.values()), np.uint8).reshape(-1, 14),
        symbols=list(symbols),
    )


def describe(draft: Draft, authority: Authority) -> None:
    """Adds the tables of an authority to a draft, each as a load of its own."""
    if authority.schools:
        draft.add_table("schools", "schools", table_of(SCHOOLS, authority.schools))
    if authority.enrolments:
        rows = table_of(ENROLMENTS, authority.enrolments)
        draft.add_table("enrolments", "enrolments", rows)
    if authority.calendars:
        rows = table_of(CALENDARS, authority.calendars)
        draft.add_table("calendars", "calendars", rows)


def stored(authority: Authority, home: Path) -> Store:
    """A store that holds the authority, in force. Its marks are loads m0, m1, ..."""
    store = Store(home)
    with store.draft("an authority") as draft:
        describe(draft, authority)
        for number, marks in enumerate(authority.loads):
            draft.add_marks(f"m{number}", weeks_of(marks))
        version = draft.save()
    store.make_current(version)
    return store


def state_of(authority: Authority, home: Path) -> State:
    return stored(authority, home).state()
