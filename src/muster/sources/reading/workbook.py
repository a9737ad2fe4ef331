"""An Excel workbook, opened as a file of rows: the sheet with the headings, as text.

Dates are written yyyy-mm-dd and a number as the sheet holds it, to the fifteen figures
Excel keeps; a cell shown as a percentage has its sign. What a formula came to is read,
and nothing is run.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from muster.sources.reading.opening import (
    CHUNK,
    HEADINGS_BY,
    NotReadable,
    Score,
    Sheet,
    best_row,
    size_of,
)


# Unpacked. What is larger is quicker as CSV, whose size has no limit.
LARGEST = 250 * 1024 * 1024
MOST_ROWS = 1_048_576

DAMAGED = (
    "This workbook could not be read: it may be damaged. Open it in Excel, save it again "
    "as a workbook or as CSV, and load that."
)


def is_workbook(path: Path) -> bool:
    """Whether a file is an Excel workbook, whatever it is called."""
    try:
        with zipfile.ZipFile(path) as held:
            return any(name.startswith("xl/") for name in held.namelist())
    except (zipfile.BadZipFile, OSError):
        return False


def open_workbook(path: Path, score: Score) -> Sheet:
    """Opens the first sheet whose headings score best, or the first with anything in it.

    Raises NotReadable.
    """
    _refuse_size(path)
    with _sheets(path) as sheets:
        tops = {each.title: list(islice(_rows(each), HEADINGS_BY)) for each in sheets}
    found = []
    for title, rows in tops.items():
        if any(map(any, rows)):
            at = best_row(rows, score)
            found.append((score(rows[at]), title, at + 1))
    if not found:
        raise NotReadable("The workbook is empty. Load one with headings and rows.")
    best, title, row = max(found, key=lambda each: each[0])
    others = [
        name for each, name, _ in found if best and each == best and name != title
    ]
    headings = tuple(tops[title][row - 1])
    return Sheet(
        path,
        size_of(path),
        encoding="utf-8",
        delimiter=",",
        headings=headings,
        headings_row=row,
        skip=0,
        old_line_ends=False,
        place=f"Sheet “{title}”, row",
        remarks=_remarks(title, others),
        rows=lambda: _as_csv(path, title, row, len(headings)),
    )


def _refuse_size(path: Path) -> None:
    with zipfile.ZipFile(path) as held:
        unpacked = sum(each.file_size for each in held.infolist())
    if unpacked > LARGEST:
        raise NotReadable(
            f"This workbook is {unpacked // 1024**2:,} MB once unpacked, and Muster reads "
            f"workbooks up to {LARGEST // 1024**2} MB. Save its sheet as CSV and load "
            "that: a CSV may be as large as it is."
        )


def _remarks(title: str, others: Sequence[str]) -> tuple[str, ...]:
    if not others:
        return ()
    listed = ", ".join(f"“{name}”" for name in dict.fromkeys(others))
    return (
        (
            f"Only the sheet “{title}” is read. The workbook has the same headings in "
            f"{listed}: put the rows in one sheet, or save each as a file."
        ),
    )


@contextmanager
def _sheets(path: Path) -> Iterator[list[Any]]:
    """The sheets that are not hidden. Raises NotReadable for whatever goes wrong."""
    from openpyxl import load_workbook  # slow to import, and seldom needed

    try:
        # By its handle: a file that was sent has no name that says what it is.
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            try:
                yield [each for each in book.worksheets if _is_shown(each)]
            finally:
                book.close()
    except NotReadable:
        raise
    except Exception as why:
        # A damaged workbook fails in as many ways as there are parts of one.
        raise NotReadable(DAMAGED) from why


def _is_shown(sheet: Any) -> bool:
    return bool(sheet.sheet_state == "visible")


def _rows(sheet: Any) -> Iterator[list[str]]:
    """Each row's cells as text, as far as the last that has any."""
    # Some programs write a wrong size, and rows beyond it would not be read.
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if number > MOST_ROWS:
            raise NotReadable(DAMAGED)
        texts = [_written(cell) for cell in cells]
        while texts and not texts[-1].strip():
            texts.pop()
        yield texts


def _written(cell: Any) -> str:
    value = cell.value
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case int() | float():
            return _number(value, is_percent="%" in (cell.number_format or ""))
        case datetime():
            at_midnight = value.time() == time()
            return (value.date() if at_midnight else value).isoformat()
        case date() | time():
            return value.isoformat()
    return str(value)


def _number(value: float, *, is_percent: bool) -> str:
    kept = Decimal(format(value, ".15g"))
    plain = format(kept * 100 if is_percent else kept, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return f"{plain}%" if is_percent else plain


def _as_csv(
    path: Path, title: str, headings_row: int, width: int
) -> Iterator[tuple[bytes, int]]:
    """The rows below the headings as CSV, a piece at a time."""
    from openpyxl.utils import get_column_letter

    size = size_of(path)
    with _sheets(path) as sheets:
        sheet = next(each for each in sheets if each.title == title)
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        for number, cells in enumerate(_rows(sheet), 1):
            if number <= headings_row:
                continue
            if len(cells) > width:
                raise NotReadable(
                    f"Sheet “{title}”, row {number:,} has something in column "
                    f"{get_column_letter(len(cells))}, which has no heading. Give the "
                    "column a heading, or clear it."
                )
            writer.writerow(cells + [""] * (width - len(cells)))
            if text.tell() > CHUNK:
                yield text.getvalue().encode("utf-8"), 0
                text.seek(0)
                text.truncate()
        yield text.getvalue().encode("utf-8"), size
