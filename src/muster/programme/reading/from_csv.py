"""CSV, as spreadsheets save it and as Muster itself exports it."""

from __future__ import annotations

import csv
import io

from .cells import Line, Unreadable, line


DELIMITERS = ",;|"
# Excel’s first line may say the delimiter.
SAYS = "sep="


def is_csv(text: str) -> bool:
    """Whether cells are told apart by commas: rows of tabs mean text, whatever its commas."""
    rows = [row for row in text[:20_000].splitlines() if row.strip()]
    # A tab or two may have been typed into a cell.
    has_tabs = any(row.count("\t") > 2 for row in rows)
    return bool(rows) and not has_tabs and _cells(rows) > 1


def _cells(rows: list[str]) -> int:
    """How many cells the widest of the first rows has outside quotation marks."""
    return max(1 + _count(row, _delimiter(rows)) for row in rows)


def _count(row: str, delimiter: str) -> int:
    return "".join(row.split('"')[::2]).count(delimiter)


def _delimiter(rows: list[str]) -> str:
    if rows and rows[0].lower().startswith(SAYS) and len(rows[0]) == len(SAYS) + 1:
        return rows[0][-1]
    return max(DELIMITERS, key=lambda each: sum(_count(row, each) for row in rows))


def lines_of_csv(name: str, text: str) -> list[Line]:
    rows = [row for row in text[:20_000].splitlines() if row.strip()]
    delimiter = _delimiter(rows)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines = []
    try:
        for number, cells in enumerate(reader, 1):
            if not (number == 1 and cells and cells[0].lower() == SAYS[:-1] + "="):
                lines.append(line(cells, f"row {number}"))
    except csv.Error as why:
        raise Unreadable(
            f"{name} could not be read as CSV near row {len(lines) + 1}: a quotation mark "
            "there is never closed, or a cell is far too long. Save it again as CSV."
        ) from why
    return lines
