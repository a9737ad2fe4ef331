"""A spreadsheet as rows of text: CSV or Excel, through the readers that marks have."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from muster.school_year import BadDate
from muster.sources.cases.days import day_in
from muster.sources.reading.opening import (
    NotReadable,
    Score,
    Sheet,
    WrongEncoding,
    open_text,
    reopened,
)
from muster.sources.reading.workbook import is_workbook, open_workbook
from muster.tables.upn import is_upn


# More would take longer to look at than anybody waits for a page.
MOST_ROWS = 20_000
TOO_MANY = (
    "This file has {rows:,} rows, and cases are read up to {most:,} at a time. Leave out"
    " those that ended long ago, or send it in parts: those that ended first, and all that"
    " are open together in the last file."
)
NO_HEADINGS = (
    "The first row looks like a case, not like headings: “{found}” stands in it. Put a row"
    " of headings above it, one for each column, and send it again."
)
NO_TEXT = (
    "The file isn’t text: a cell holds a character no spreadsheet writes. Open it in Excel,"
    " save it as a workbook or as “CSV UTF-8”, and send that."
)
OTHER_SHEETS = (
    "The workbook has the same headings on the sheets “{read}” and {others}, and only one"
    " is read. Put all rows on one sheet, or send each as a file."
)


@dataclass(frozen=True)
class Table:
    """``rows`` are the number a spreadsheet shows and a cell a heading; blank rows are
    left out. ``place`` is what a row is called, and ``headings_row`` where the headings
    were found."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    place: str
    headings_row: int

    def column(self, heading: str) -> list[str]:
        if heading not in self.headings:
            return []
        at = self.headings.index(heading)
        return [cells[at].strip() for _, cells in self.rows]


def read_table(path: Path, score: Score) -> Table:
    """Reads a file whole. ``score`` says how much a row looks like the headings.

    Raises NotReadable with a sentence on whatever is wrong with it.
    """
    if path.stat().st_size == 0:
        raise NotReadable("The file is empty. Send one with headings and rows.")

    def as_headings(cells: Sequence[str]) -> float:
        # A row with a day or a UPN in it is a case, whatever else it says.
        return 0 if any(map(_of_a_case, cells)) else score(cells)

    is_book = is_workbook(path)
    sheet = (open_workbook if is_book else open_text)(path, as_headings)
    if sheet.remarks:
        raise NotReadable(sheet.remarks[0])
    _refuse_no_headings(sheet.headings)
    rows = _rows(sheet, as_headings)
    if not rows:
        raise NotReadable(
            "There are headings and no rows below them. Send the cases too."
        )
    if len(rows) > MOST_ROWS:
        raise NotReadable(TOO_MANY.format(rows=len(rows), most=MOST_ROWS))
    return Table(
        _told_apart(sheet.headings), tuple(rows), sheet.place, sheet.headings_row
    )


def _refuse_no_headings(headings: Sequence[str]) -> None:
    for cell in headings:
        if _of_a_case(cell):
            shown = "a UPN" if is_upn(cell) else cell
            raise NotReadable(NO_HEADINGS.format(found=shown))


def _of_a_case(cell: str) -> bool:
    return is_upn(cell) or _is_day(cell)


def _is_day(cell: str) -> bool:
    try:
        return bool(day_in(cell))
    except BadDate:
        return False


def _told_apart(headings: Sequence[str]) -> tuple[str, ...]:
    """Headings each once: one there twice, or left blank, says which column it is."""
    names = [" ".join(one.split()) for one in headings]
    often = Counter(names)
    return tuple(
        name if name and often[name] == 1 else f"{name} (column {_letter(at)})".strip()
        for at, name in enumerate(names)
    )


def _letter(at: int) -> str:
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _rows(sheet: Sheet, score: Score) -> list[tuple[int, tuple[str, ...]]]:
    while True:
        try:
            text = b"".join(chunk for chunk, _ in sheet.chunks()).decode("utf-8")
            if "\0" in text:
                raise NotReadable(NO_TEXT)
            return _cut(sheet, text)
        except (WrongEncoding, UnicodeDecodeError):
            sheet = reopened(sheet, score)


def _cut(sheet: Sheet, text: str) -> list[tuple[int, tuple[str, ...]]]:
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=sheet.delimiter, strict=True
    )
    rows, wide, number = [], len(sheet.headings), sheet.first_row
    try:
        for cells in reader:
            extra = [cell for cell in cells[wide:] if cell.strip()]
            if extra:
                raise NotReadable(
                    f"{sheet.place} {number:,} has more cells than there are headings: "
                    f"“{extra[0][:60]}” is beyond the last. A comma inside a cell needs "
                    "quotation marks around the cell: save the file again from the "
                    "spreadsheet."
                )
            if any(cell.strip() for cell in cells):
                padded = [*cells[:wide], *[""] * (wide - len(cells))]
                rows.append((number, tuple(padded)))
            # A cell of several lines is one row to a spreadsheet.
            number += 1
    except csv.Error:
        raise NotReadable(
            f"{sheet.place} {number:,}: a quotation mark is never closed. Save the file "
            "again from the spreadsheet."
        ) from None
    return rows


def words_of(cells: Sequence[str]) -> list[str]:
    """The different words of a column, as they first stand; “Open” and “open ” are one."""
    found: dict[str, str] = {}
    for cell in cells:
        found.setdefault(key_of(cell), " ".join(cell.split()))
    return list(found.values())


def key_of(word: str) -> str:
    return re.sub(r"\s+", " ", word).strip().casefold()
