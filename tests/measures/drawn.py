"""Small authorities drawn as tables, the way one is agreed with an attendance officer.

    school | pupil | marks           | born_on    | from_on
    -------+-------+-----------------+------------+--------
    Ash    | Ann   | 38 I, 342 /     | 2014-05-12 |

A row is a run of a pupil's marks: so many of a code, then so many of another, laid along
the sessions from `start` (Monday 8 September 2025 if nothing is said). Only weekdays are
used, unless the start is at a weekend. `/` becomes `\\` in an afternoon and `-` is no mark.
Other columns are those of an enrolments file, or the school's phase, area and trust. The
same name at two schools is one child, with a good UPN; a row with no name is a new child.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from tests.measures.authority import DATES, Authority, Mark, upn

from muster.tables.columns import ENROLMENTS


MONDAY = date(2025, 9, 8)
OF_SCHOOL = ("phase", "area", "trust")
OF_ENROLMENT = tuple(n for n in ENROLMENTS.names if n not in ("school", "pupil"))


def drawn(table: str) -> Authority:
    """The authority of a drawn table. Every row's marks are in one load."""
    authority = Authority(loads=[[]])
    schools: dict[str, dict] = {}
    for number, row in enumerate(rows_of(table)):
        pupil = upn(row.get("pupil") or f"pupil {number}")
        of_school = {name: row[name] for name in OF_SCHOOL if row.get(name)}
        if of_school:
            schools[row["school"]] = {"name": row["school"], **of_school}
        enrolment = {
            name: _value(name, row[name]) for name in OF_ENROLMENT if name in row
        }
        if any(enrolment.values()):
            held = {"school": row["school"], "pupil": pupil, **enrolment}
            if held not in authority.enrolments:
                authority.enrolments.append(held)
        start = date.fromisoformat(row["start"]) if row.get("start") else MONDAY
        for (day, session), code in zip(
            sessions(start), codes(row["marks"]), strict=False
        ):
            authority.loads[0].append(Mark(row["school"], pupil, day, session, code))
    known = {row["school"] for row in rows_of(table)} if schools else set()
    authority.schools = [schools.get(name, {"name": name}) for name in sorted(known)]
    return authority


def rows_of(table: str) -> Iterator[dict[str, str]]:
    lines = [
        line for line in table.strip().splitlines() if set(line.strip()) - set("-+")
    ]
    heads = [head.strip() for head in lines[0].split("|")]
    for line in lines[1:]:
        cells = [cell.strip() for cell in line.split("|")]
        yield dict(zip(heads, cells, strict=True))


def codes(run: str) -> Iterator[str]:
    """ "2 I, 3 /" is I I / / /; a code by itself comes once."""
    for part in run.split(","):
        number, _, code = part.strip().rpartition(" ")
        yield from [code] * int(number or 1)


def sessions(start: date) -> Iterator[tuple[date, str]]:
    with_weekends = start.weekday() > 4
    day = start
    while True:
        if with_weekends or day.weekday() < 5:
            yield day, "AM"
            yield day, "PM"
        day += timedelta(days=1)


def _value(name: str, text: str) -> str | date | None:
    if name in DATES:
        return date.fromisoformat(text) if text else None
    return text
