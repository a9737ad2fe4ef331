"""A file of returns of one kind: its columns, and its rows as they are written."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zipfile import BadZipFile, ZipFile

from muster.design import spreadsheets
from muster.registers.returns.forms import ABOUT
from muster.registers.returns.kinds import Field, Kind


MOST_BYTES = 2_000_000
# What a workbook may unpack to: a small file can hold a very large one.
MOST_UNPACKED = 50_000_000
MOST_ROWS = 2_000
WORKBOOK = b"PK\x03\x04"
PUPIL = "pupil"
DAMAGED = "The workbook can’t be read. Open it in Excel, save it again, and send that."
HOW = {
    "day": "A date like 04/09/2025",
    "yes": "yes, or empty",
    "text": "In words",
    "line": "In words",
}


@dataclass(frozen=True)
class Column:
    """A column of the file, as its page describes it."""

    name: str
    meaning: str
    example: str = ""
    is_needed: bool = False


class Wrong(Exception):
    """What is wrong with a whole file, and what to do, at a row and a column."""

    def __init__(self, sentence: str, row: int = 1, column: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.row, self.column = sentence, row, column


def columns(kind: Kind, on: date) -> list[Column]:
    if kind.newcomer:
        who = [
            Column("name", "Forename, then surname", "Wren Ashby", True),
            Column("upn", "UPN, if you have it"),
            Column("born_on", "Date of birth, like 12/05/2014", "12/05/2014", True),
        ]
    else:
        meaning = "UPN, or what your own system calls the child"
        who = [Column(PUPIL, meaning, "A123", True)]
    about = Column(ABOUT, f"{kind.about}, like 04/09/2025", "04/09/2025", True)
    return [*who, about, *(_column(one, on) for one in kind.fields)]


def _column(one: Field, on: date) -> Column:
    if chosen := one.choices(on):
        codes = "; ".join(f"{code} ({says})" for code, says in chosen)
        return Column(
            one.name, f"{one.label}. One of: {codes}", chosen[0][0], one.needed
        )
    how = f"{one.least} to {one.most}" if one.kind == "whole" else HOW[one.kind]
    example = {"day": "04/10/2025", "whole": str(one.most), "text": "In words"}
    return Column(
        one.name, f"{one.label}. {how}", example.get(one.kind, ""), one.needed
    )


def template(kind: Kind, on: date) -> str:
    """The headings, and a row that shows what goes under each."""
    held = columns(kind, on)
    out = io.StringIO()
    spreadsheets.writer(out).writerows(
        [[one.name for one in held], [one.example for one in held]]
    )
    return "\ufeff" + out.getvalue()


def read(content: bytes, kind: Kind, on: date) -> list[tuple[int, dict[str, str]]]:
    """The rows with their numbers, by column. Raises Wrong for a file that isn't one."""
    if len(content) > MOST_BYTES:
        raise Wrong(
            f"The file is larger than {MOST_BYTES // 1_000_000} MB. Send it in parts."
        )
    lines = list(_workbook(content) if content[:4] == WORKBOOK else _csv(content))
    above = next((at for at, line in enumerate(lines) if any(line)), 0)
    names = [one.name for one in columns(kind, on)]
    headings = [_heading(cell, kind) for cell in lines[above]] if lines else []
    _check(headings, columns(kind, on))
    rows = [
        (number, _cells(number, headings, line, names))
        for number, line in enumerate(lines[above + 1 :], start=above + 2)
        if any(cell.strip() for cell in line)
    ]
    if not rows:
        raise Wrong("There is nothing under the headings. Add a row for each return.")
    if len(rows) > MOST_ROWS:
        raise Wrong(f"There are more than {MOST_ROWS:,} rows. Send it in parts.")
    return rows


def _csv(content: bytes) -> Iterator[list[str]]:
    try:
        held = content.decode("utf-8").lstrip("\ufeff")
    except UnicodeDecodeError:
        raise Wrong(
            "The file isn’t UTF-8 text. In Excel, save it as “CSV UTF-8”, or as a workbook."
        ) from None
    if "\0" in held:
        raise Wrong("The file isn’t text. In Excel, save it as “CSV UTF-8”.")
    try:
        # Excel writes semicolons where a comma is the sign of decimals.
        first = held.lstrip().partition("\n")[0]
        between = max(",;\t", key=first.count)
        yield from csv.reader(
            io.StringIO(held, newline=""), strict=True, delimiter=between
        )
    except csv.Error:
        raise Wrong(
            "A quotation mark is open to the end of the file. Close it."
        ) from None


def _workbook(content: bytes) -> Iterable[list[str]]:
    from openpyxl import load_workbook  # slow to import, and seldom needed

    try:
        with ZipFile(io.BytesIO(content)) as packed:
            size = sum(one.file_size for one in packed.infolist())
        if size > MOST_UNPACKED:
            raise Wrong("The workbook is too large. Keep one sheet with the returns.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        shown = [one for one in book.worksheets if one.sheet_state == "visible"]
        sheet = shown[0]
        sheet.reset_dimensions()
        rows = []
        for number, line in enumerate(sheet.iter_rows(values_only=True)):
            if number > 2 * MOST_ROWS:
                raise Wrong(
                    f"There are more than {MOST_ROWS:,} rows. Send it in parts."
                )
            rows.append([_written(cell) for cell in line])
        return rows
    except Wrong:
        raise
    except BadZipFile as why:
        raise Wrong(DAMAGED) from why
    except Exception as why:
        # A damaged workbook fails in as many ways as there are parts of one.
        raise Wrong(DAMAGED) from why


def _written(value: Any) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case bool():
            return "yes" if value else ""
        case float() if value.is_integer():
            return str(int(value))
    return str(value)


def _heading(cell: str, kind: Kind) -> str:
    """A heading as the template has it; the words of the form do as well."""
    said = cell.strip()
    words = {one.label.casefold(): one.name for one in kind.fields}
    words[kind.about.casefold()] = ABOUT
    return words.get(said.casefold(), said.casefold().replace(" ", "_"))


def _check(headings: list[str], held: list[Column]) -> None:
    listed = ", ".join(one.name for one in held)
    while headings and not headings[-1]:
        headings.pop()
    for one in held:
        if one.is_needed and one.name not in headings:
            raise Wrong(
                f"There is no column “{one.name}” in the first row of the file. The"
                f" columns are: {listed}.",
                column=one.name,
            )
    for name in headings:
        if name not in listed.split(", "):
            raise Wrong(
                f"“{name}” is no column of this file. The columns are: {listed}.",
                column=name,
            )
        if headings.count(name) > 1:
            raise Wrong(f"There are two columns “{name}”. Take one out.", column=name)


def _cells(
    number: int, headings: list[str], line: list[str], names: list[str]
) -> dict[str, str]:
    if any(cell.strip() for cell in line[len(headings) :]):
        raise Wrong(
            "There are more cells than headings. Put quotation marks round a cell with a"
            " comma in it.",
            number,
        )
    # A template writes an apostrophe before what a spreadsheet would run.
    said = dict(zip(headings, (cell.strip() for cell in line), strict=False))
    return {name: said.get(name, "") for name in names}
