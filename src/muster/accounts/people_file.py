"""The CSV file people are imported from: its columns, and its rows as they are written."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass


# The page sends it back once more, in a form of at most 2.5 MB that writes a letter as
# up to three.
MOST_BYTES = 500_000
MOST_ROWS = 5_000
BETWEEN = ";"


@dataclass(frozen=True)
class Column:
    """A column of the file, as its page and the reference describe it."""

    name: str
    meaning: str
    example: str = ""
    is_needed: bool = False


COLUMNS = (
    Column("username", "What they sign in with. One person may have several rows, one for"
           " each post.", "jfield", True),
    Column("name", "Their name. Needed in the first row of somebody new.", "Jo Field"),
    Column("email", "Their work email address, where the link to choose a password goes.",
           "jo.field@quillshire.example"),
    Column("aliases", "What minutes and papers call them, with semicolons between.",
           "JF; J. Field"),
    Column("role", "What the post lets them do: a role’s short name, like"
           " attendance-officer. Without one, the row is about the person alone.",
           "attendance-officer"),
    Column("organisation", "Where the post is: the name of a team or partner that is listed"
           " under Organisations, a trust’s name, or a school’s URN, LAESTAB or name. Blank"
           " for the authority itself."),
    Column("title", "What they are called there, if it isn’t what the role is called.",
           "Attendance officer, north"),
    Column("schools", "For a role with a patch: the URN, LAESTAB or name of each school,"
           " with semicolons between.", "100001; 999/2002"),
    Column("from_on", "The first day of the post. Blank for today.", "01/09/2025"),
    Column("to_on", "Its last day. Blank for a post with no end yet.", "31/08/2026"),
)  # fmt: skip
NAMES = tuple(column.name for column in COLUMNS)


def sample() -> str:
    """The headings and a row that shows what goes under each."""
    text = io.StringIO()
    csv.writer(text).writerows([NAMES, [column.example for column in COLUMNS]])
    return text.getvalue()


class Wrong(Exception):
    """A cell, or a file, that can't be: its row and column, and what to do."""

    def __init__(self, column: str, sentence: str, row: int = 1):
        super().__init__(sentence)
        self.column = column
        self.sentence = sentence
        self.row = row


def read(content: bytes) -> list[tuple[int, dict[str, str]]]:
    if len(content) > MOST_BYTES:
        raise Wrong(
            "", f"The file is larger than {MOST_BYTES // 1_000} KB. Send it in parts."
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Wrong(
            "", "The file isn’t UTF-8 text. In Excel, save it as “CSV UTF-8”."
        ) from None
    if "\0" in text:
        raise Wrong("", "The file isn’t text. In Excel, save it as “CSV UTF-8”.")
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        raise Wrong(
            "", "A quotation mark is open to the end of the file. Close it."
        ) from None
    headings = [cell.strip() for cell in lines[0]] if lines else []
    _check_headings(headings)
    rows = [
        (number, _cells(number, headings, line))
        for number, line in enumerate(lines[1:], start=2)
        if any(cell.strip() for cell in line)
    ]
    if not rows:
        raise Wrong("", "There is nothing under the headings. Add a row for each post.")
    if len(rows) > MOST_ROWS:
        raise Wrong("", f"There are more than {MOST_ROWS:,} rows. Send it in parts.")
    return rows


def _check_headings(headings: list[str]) -> None:
    listed = ", ".join(NAMES)
    if "username" not in headings:
        raise Wrong(
            "username", f"There is no column “username”. The columns are: {listed}."
        )
    for name in headings:
        if name not in NAMES:
            raise Wrong(
                name, f"“{name}” is no column of this file. The columns are: {listed}."
            )
        if headings.count(name) > 1:
            raise Wrong(name, f"There are two columns “{name}”. Take one out.")


def _cells(number: int, headings: list[str], line: list[str]) -> dict[str, str]:
    if len(line) > len(headings):
        raise Wrong(
            "",
            "There are more cells than headings. Put quotation marks round a cell with a"
            " comma in it.",
            number,
        )
    said = dict(zip(headings, (cell.strip() for cell in line), strict=False))
    return {name: said.get(name, "") for name in NAMES}


def parts(text: str, between: str = BETWEEN) -> list[str]:
    """The parts of a cell, each once, without the blanks."""
    every = (part.strip() for part in text.split(between))
    return list(dict.fromkeys(part for part in every if part))
