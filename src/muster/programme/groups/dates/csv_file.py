"""Dates in a CSV: group, date; and if it has them time, ends, place, title, status,
reference."""

from __future__ import annotations

import csv
import io

from muster.programme.groups.dates.found import (
    OFF,
    Found,
    Said,
    Unreadable,
    checked,
    clock_of,
    day_of,
)
from muster.school_year import BadDate


NEEDED = ("group", "date")
COLUMNS = (*NEEDED, "time", "ends", "place", "title", "status", "reference")
LIKE = {
    "committee": "group",
    "board": "group",
    "day": "date",
    "start": "time",
    "starts": "time",
    "venue": "place",
    "location": "place",
    "ref": "reference",
}
STATUSES = {"", "planned", "confirmed", "provisional", "held", *OFF}
LONGEST = 200


def read(content: bytes) -> Said:
    rows = _rows(content)
    if not rows:
        raise Unreadable(
            "This file is empty. Give it a row of headings and rows of dates."
        )
    headings = [_heading(one) for one in rows[0][1]]
    _check(headings)
    meetings, problems = [], []
    for line, cells in rows[1:]:
        held = dict(zip(headings, (one.strip() for one in cells), strict=False))
        extra = [one for one in cells[len(headings) :] if one.strip()]
        if extra:
            problems.append(
                f"Row {line}: there are more cells than headings: “{extra[0]}”. If a cell"
                " has a comma in it, put it in double quotes."
            )
        elif wrong := _wrong(line, held):
            problems += wrong
        else:
            meetings.append(_meeting(line, held))
    if problems:
        raise Unreadable(*problems)
    if not meetings:
        raise Unreadable("This file has headings and no dates. Add a row a meeting.")
    return Said("csv", checked("csv", meetings))


def _rows(content: bytes) -> list[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(
            "This file isn’t UTF-8. In Excel, save it as “CSV UTF-8 (comma delimited)”."
        ) from None
    if "\0" in text:
        raise Unreadable("This isn’t a CSV: it has bytes no text has.")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return [(reader.line_num, row) for row in reader if any(map(str.strip, row))]
    except csv.Error as why:
        raise Unreadable(
            f"Row {reader.line_num}: this isn’t CSV ({why}). Save it as CSV again."
        ) from None


def _heading(text: str) -> str:
    said = " ".join(text.split()).casefold()
    return LIKE.get(said, said)


def _check(headings: list[str]) -> None:
    problems = [
        f"There is no column “{one}”. The first row must name it."
        for one in NEEDED
        if one not in headings
    ]
    problems += [
        f"There are two columns “{one}”. Keep one of them."
        for one in sorted({one for one in headings if headings.count(one) > 1 and one})
    ]
    known = ", ".join(COLUMNS)
    problems += [
        f"Nothing is known of the column “{one}”. Take it out, or name it one of {known}."
        for one in headings
        if one and one not in COLUMNS
    ]
    if problems:
        raise Unreadable(*problems)


def _wrong(line: int, held: dict[str, str]) -> list[str]:
    """What is wrong with a row, a sentence a cell."""
    said = []
    for name in ("group", "place", "title", "reference"):
        if len(held.get(name, "")) > LONGEST:
            said.append(f"Row {line}, {name}: it is longer than {LONGEST} characters.")
    if not held.get("group"):
        said.append(f"Row {line}, group: it is empty. Say whose meeting it is.")
    try:
        day_of(held.get("date", ""))
    except BadDate as why:
        said.append(f"Row {line}, date: {why}")
    times = []
    for name in ("time", "ends"):
        try:
            times.append(clock_of(held.get(name, "")))
        except ValueError as why:
            said.append(f"Row {line}, {name}: {why}")
    if len(times) == 2 and times[1] and (times[0] is None or times[1] <= times[0]):
        said.append(
            f"Row {line}, ends: it ends at {held['ends']}, before it begins. Correct one"
            " of the two times."
        )
    if held.get("status", "").casefold() not in STATUSES:
        said.append(
            f"Row {line}, status: “{held['status']}” is not one. Write planned or"
            " cancelled, or leave it empty."
        )
    return said


def _meeting(line: int, held: dict[str, str]) -> Found:
    return Found(
        place=f"Row {line}",
        group=held["group"],
        on=day_of(held["date"]),
        key=held.get("reference", ""),
        starts_at=clock_of(held.get("time", "")),
        ends_at=clock_of(held.get("ends", "")),
        venue=held.get("place", ""),
        title=held.get("title", ""),
        status=held.get("status", ""),
    )
