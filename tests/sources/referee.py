"""A slow, obvious reading of long marks, to check the fast one against."""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from muster.school_year import SchoolYear, day_number, parse_date, week_of
from muster.tables.codes import by_code, resolve
from muster.tables.ids import school_key


HEADINGS = ["school", "pupil", "date", "session", "code"]
PRESENT = {"AM": by_code("/").id, "PM": by_code("\\").id}


@dataclass
class Expected:
    errors: list[tuple[int, str]]
    weeks: dict[tuple[str, str, int], list[int | str]]
    marks: int
    blank_rows: int


def write_csv(path: Path, rows: list[tuple[str, ...]], quoted: bool) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(
            file, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
        )
        writer.writerow(HEADINGS)
        writer.writerows(rows)


def read_marks(path: Path) -> Expected:
    errors: list[tuple[int, str]] = []
    held: dict[tuple[str, str, date, str], tuple[int, int | str]] = {}
    spelt: dict[str, str] = {}
    blank = 0
    with path.open(newline="", encoding="utf-8") as file:
        for row, cells in enumerate(list(csv.reader(file))[1:], start=2):
            cells = [cell.strip() for cell in cells]
            if not any(cells):
                blank += 1
                continue
            wrong = wrong_columns(cells)
            errors += [(row, column) for column in wrong]
            if wrong:
                continue
            school, pupil, written, session, code = cells
            key = school_key(school)
            spelt.setdefault(key, school)
            day, session = parse_date(written), session.upper()
            mark = what(code, day, session)
            place = key, pupil, day, session
            if place in held and held[place][1] != mark:
                errors.append((row, "code"))
            held.setdefault(place, (row, mark))
    return Expected(
        sorted(errors, key=in_order), in_weeks(held, spelt), len(held), blank
    )


def in_order(error: tuple[int, str]) -> tuple[int, int]:
    row, column = error
    return row, HEADINGS.index(column)


def wrong_columns(cells: list[str]) -> list[str]:
    school, pupil, written, session, _ = cells
    wrong = {
        "school": not school or school == "1E+5",
        "pupil": not 0 < len(pupil) <= 32,
        "date": not is_school_day(written),
        "session": session.upper() not in ("AM", "PM"),
    }
    return [column for column, is_wrong in wrong.items() if is_wrong]


def is_school_day(written: str) -> bool:
    try:
        SchoolYear.of(parse_date(written))
    except ValueError:
        return False
    return True


def what(code: str, day: date, session: str) -> int | str:
    byte = resolve(code, day)
    if byte is None:
        return code
    return PRESENT[session] if byte in PRESENT.values() else byte


def in_weeks(held, spelt) -> dict[tuple[str, str, int], list[int | str]]:
    weeks: dict[tuple[str, str, int], list[int | str]] = {}
    for (school, pupil, day, session), (_, mark) in held.items():
        key = spelt[school], pupil, day_number(week_of(day))
        marks = weeks.setdefault(key, [0] * 14)
        marks[2 * day.weekday() + (session == "PM")] = mark
    return weeks
