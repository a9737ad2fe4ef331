"""Sample files from the demo authority, for anyone to try loading."""

import csv
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.csv

from muster.school_year import (
    SESSIONS,
    from_day_number,
    week_label,
)
from muster.tables import codes
from muster.tables.marks import NO_MARK, SAYS_NOTHING, MarkWeeks

from .authority import Authority
from .given import write_given
from .planted import Phase
from .sending import mark_weeks


SCHOOL_WEEK = 10
# Pupils of the file with mistakes, whose other marks are right.
A_FEW = 12


def write_files(authority: Authority, folder: Path) -> list[Path]:
    """Write files to try: tables, next week's marks, mistakes, and what others give.

    The folder is made if it isn't there; files of the same names are written over.
    Gives the paths, in the order to load them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    latest = authority.years[-1]
    week = next_week(authority)
    monday = from_day_number(int(week.week[0]))
    tables = {
        "schools.csv": authority.schools,
        f"enrolments-{latest.label}.csv": authority.enrolments[latest],
        "calendars.csv": authority.calendars,
    }
    written = []
    for name, table in tables.items():
        written.append(folder / name)
        _write_table(table, written[-1])
    marks = folder / f"marks-week-{week_label(monday)}.csv"
    _write_rows(marks, ("school", "pupil", "week", "marks"), _weekly(week))
    mistakes = folder / "marks-with-mistakes.csv"
    _write_rows(mistakes, LONG, _with_mistakes(week))
    return [*written, marks, mistakes, *write_given(authority, folder)]


def next_week(authority: Authority) -> MarkWeeks:
    """This week's marks, not yet loaded, of one primary and one secondary school.

    In a holiday, the last week there was.
    """
    world = authority.world
    schools = [_plain(authority, phase) for phase in (Phase.PRIMARY, Phase.SECONDARY)]
    for year in reversed(authority.years):
        marks = mark_weeks(world, year, until=authority.today, schools=schools)
        if len(marks):
            break
    rows = marks.week == marks.week.max()
    return replace(
        marks,
        pupil=marks.pupil[rows],
        week=marks.week[rows],
        marks=marks.marks[rows],
    )


def _plain(authority: Authority, phase: Phase) -> int:
    """The first school of a phase with nothing planted, or the first if all have."""
    schools = authority.world.schools
    of_phase = [nth for nth, each in enumerate(schools) if each.phase is phase]
    return next((nth for nth in of_phase if not schools[nth].plants), of_phase[0])


# The files

LONG = ("school", "pupil", "date", "session", "code")
Row = tuple[str, ...]


def _write_table(table: pa.Table, path: Path) -> None:
    options = pyarrow.csv.WriteOptions(quoting_style="needed")
    pyarrow.csv.write_csv(table, path, options)


def _write_rows(path: Path, header: Row, rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _weekly(week: MarkWeeks) -> Iterable[Row]:
    """Ten codes a pupil-week with spaces between, - for no mark (design.md 6)."""
    letters = _letters(week)
    for row in range(len(week)):
        pupil = int(week.pupil[row])
        marks = " ".join(letters[byte] for byte in week.marks[row, :SCHOOL_WEEK])
        monday = from_day_number(int(week.week[row])).isoformat()
        school = week.schools[week.pupil_school[pupil]]
        yield school, week.pupils[pupil], monday, marks


def _letters(week: MarkWeeks) -> list[str]:
    letters = ["-"] * 256
    for code in codes.CODES:
        letters[code.id] = code.code
    for nth, text in enumerate(week.symbols):
        letters[codes.FIRST_SYMBOL + nth] = text
    assert letters[NO_MARK] == letters[SAYS_NOTHING] == "-"
    return letters


def _long(week: MarkWeeks, number: int) -> list[Row]:
    """The first so many pupils' marks, a row a session."""
    letters = _letters(week)
    rows: list[Row] = []
    for row in range(min(number, len(week))):
        pupil = int(week.pupil[row])
        school = week.schools[week.pupil_school[pupil]]
        for session in range(SCHOOL_WEEK):
            day = from_day_number(int(week.week[row]) + session // 2)
            code = letters[week.marks[row, session]]
            rows.append(
                (
                    school,
                    week.pupils[pupil],
                    day.isoformat(),
                    SESSIONS[session % 2],
                    code,
                )
            )
    return rows


def _with_mistakes(week: MarkWeeks) -> list[Row]:
    """One of each mistake a person is likely to meet, among marks that are right."""
    rows = _long(week, A_FEW)
    school, pupil, day, session, code = rows[0]
    later = rows[1]
    year = day[:4]
    wrong = {
        12: (school, pupil, f"31/02/{year}", session, code),
        23: (school, pupil, "Monday 23rd", session, code),
        34: (school, pupil, day, "Lunch", code),
        45: (school, "", day, session, code),
        56: ("", pupil, day, session, code),
        67: ("999999", pupil, day, session, code),
        78: (school, _mistyped(pupil), day, session, code),
        89: (school, later[1], later[2], later[3], "I" if later[4] != "I" else "/"),
        100: (school, pupil, f"{day[8:]}/{day[5:7]}/{int(year) + 20}", session, code),
    }
    for place, row in wrong.items():
        rows.insert(place, row)
    return rows


def _mistyped(upn: str) -> str:
    """The last figure one out, so that the check letter no longer fits."""
    last = upn[-1]
    return upn[:-1] + ("2" if last == "1" else "1")
