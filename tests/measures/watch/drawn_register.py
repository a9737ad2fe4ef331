"""A school's register drawn by hand, a line a child and week.

    Ann | 08/09/2025 | / \\ / \\ / \\ / \\ / \\

Ten codes are Monday to Friday, morning and afternoon; `-` is no mark and `.` says nothing.
The calendar is the national template, but for days said to be closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from muster.measures.watch.register import Register, laid_out
from muster.school_year import Calendar, day_number, parse_date
from muster.tables import codes
from muster.tables.marks import MarkBatch


IN_FULL = "/ \\ / \\ / \\ / \\ / \\"
SCHOOL = 7


def register(
    drawn: str, closed: Sequence[str] = (), first: str = "", last: str = ""
) -> Register:
    """The register of the drawn weeks; from ``first`` and to ``last`` where said."""
    weeks = sorted(_weeks(drawn))
    pupils = {name: at for at, name in enumerate(dict.fromkeys(w[0] for w in weeks))}
    batch = MarkBatch(
        school=np.full(len(weeks), SCHOOL, np.int32),
        pupil=np.array([pupils[name] for name, _, _ in weeks], np.int32),
        week=np.array([day_number(monday) for _, monday, _ in weeks], np.int32),
        marks=np.array([marks for _, _, marks in weeks], np.uint8),
    )
    days = [parse_date(day) for day in closed]
    rows = [(day, half, "inset", None) for day in days for half in ("AM", "PM")]
    calendar = Calendar.of_rows(rows, Calendar.template())
    begins = parse_date(first) if first else min(monday for _, monday, _ in weeks)
    ends = (
        parse_date(last)
        if last
        else date.fromordinal(max(m for _, m, _ in weeks).toordinal() + 6)
    )
    return laid_out([batch], calendar, begins, ends)


def names(drawn: str) -> list[str]:
    """The children's names, in the order of their numbers."""
    return list(dict.fromkeys(name for name, _, _ in sorted(_weeks(drawn))))


def _weeks(drawn: str):
    for line in drawn.strip().splitlines():
        name, monday, said = (part.strip() for part in line.split("|"))
        marks = [_byte(code) for code in (IN_FULL if said == "full" else said).split()]
        yield name, parse_date(monday), tuple(marks + [0] * (14 - len(marks)))


def _byte(code: str) -> int:
    return {".": codes.NOTHING, "-": codes.NO_MARK}.get(code) or (
        0 if code == "." else codes.by_code(code).id
    )
