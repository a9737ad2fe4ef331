"""An Excel workbook: every sheet that is shown, its cells as they are read there."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from .cells import Line, Unreadable, line
from .packages import DAMAGED


# Wider or longer than this is no log: a sheet may be formatted to its last row.
MOST_ROWS, MOST_COLUMNS = 20_000, 60


def lines_of_workbook(name: str, content: bytes) -> list[Line]:
    from openpyxl import load_workbook  # slow to import, and seldom needed

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Not read-only: that mode does not know which cells are merged.
            book = load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
        return list(_lines(name, book))
    except Unreadable:
        raise
    except Exception as why:
        # A damaged workbook fails in as many ways as there are parts of one.
        raise Unreadable(DAMAGED.format(name)) from why


def _lines(name: str, book: Any) -> Iterator[Line]:
    sheets = [each for each in book.worksheets if any(map(any, _rows(each)))]
    for sheet in sheets:
        if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
            raise Unreadable(
                f"{name}, sheet “{sheet.title}”, goes to row {sheet.max_row:,} and column "
                f"{sheet.max_column}, far more than a log or a plan. Copy its table into a "
                "new workbook, and send that."
            )
        if sheet.sheet_state != "visible":
            yield line([f"Sheet {sheet.title} is hidden and was not read."], "")
            continue
        rows = list(_rows(sheet))
        first = next(" ".join(filter(None, cells)) for cells in rows if any(cells))
        # A sheet’s name may be a section’s; Excel keeps 31 letters of it.
        if len(sheets) > 1 and not first.startswith(sheet.title):
            yield Line((sheet.title,), f"sheet “{sheet.title}”", is_sheet=True)
        for number, cells in enumerate(rows, 1):
            yield line(cells, f"sheet “{sheet.title}”, row {number}")


def _rows(sheet: Any) -> Iterator[list[str]]:
    last = min(sheet.max_row, MOST_ROWS)
    for row in sheet.iter_rows(max_row=last, max_col=MOST_COLUMNS):
        cells = [_written(cell) for cell in row]
        yield cells[: sheet.max_column]


def _written(cell: Any) -> str:
    """A cell as text. A date that Excel shows as a month is a month, not its first day."""
    value = cell.value
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case datetime() | date():
            return _day(value, str(cell.number_format))
        case float() if value.is_integer():
            return str(int(value))
        case time():
            return value.isoformat()
    return str(value)


def _day(value: date, shown_as: str) -> str:
    if isinstance(value, datetime) and value.time() != time():
        return value.isoformat(" ")
    day = value.date() if isinstance(value, datetime) else value
    has_day = "d" in shown_as.lower().split(";")[0].replace("[red]", "")
    return day.isoformat() if has_day else f"{day:%B %Y}"
