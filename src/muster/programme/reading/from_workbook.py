"""An Excel workbook: every sheet that is shown, its cells as they are read there."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from .cells import Line, Unreadable, line
from .packages import DAMAGED


# More rows that say something, or more columns, than this are no log.
MOST_ROWS, MOST_COLUMNS = 5000, 100
# A language, a colour or a currency, within a cell’s format.
IN_BRACKETS = re.compile(r"\[[^\]]*\]")


def lines_of_workbook(name: str, content: bytes) -> list[Line]:
    from openpyxl import load_workbook  # slow to import, and seldom needed

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Of cells that are merged the file holds the first one’s words, and no others.
            book, formulas = (
                load_workbook(
                    io.BytesIO(content),
                    read_only=True,
                    data_only=is_counted,
                    keep_links=False,
                )
                for is_counted in (True, False)
            )
        return [*_lines(name, book), *_uncounted(book, formulas)]
    except Unreadable:
        raise
    except Exception as why:
        # A damaged workbook fails in as many ways as there are parts of one.
        raise Unreadable(DAMAGED.format(name)) from why


def _lines(name: str, book: Any) -> Iterator[Line]:
    sheets = [(each, rows) for each in book.worksheets if (rows := _rows(name, each))]
    for sheet, rows in sheets:
        place = f"sheet “{sheet.title}”"
        if sheet.sheet_state != "visible":
            yield line([f"Sheet {sheet.title} is hidden and was not read."], place)
            continue
        first = next(" ".join(filter(None, cells)) for _, cells in rows)
        # A sheet’s name may be a section’s; Excel keeps 31 letters of it.
        if len(sheets) > 1 and not first.startswith(sheet.title):
            yield Line((sheet.title,), place, is_sheet=True)
        for number, cells in rows:
            yield line(cells, f"{place}, row {number}")


def _uncounted(book: Any, formulas: Any) -> Iterator[Line]:
    """Formulas a program wrote and nobody opened: the file holds no result of them."""
    for sheet, held in zip(book.worksheets, formulas.worksheets, strict=True):
        if sheet.sheet_state != "visible":
            continue
        held.reset_dimensions()
        for results, cells in zip(sheet.iter_rows(), held.iter_rows(), strict=True):
            for result, cell in zip(results, cells, strict=True):
                if cell.data_type == "f" and result.value is None:
                    formula = getattr(cell.value, "text", cell.value)
                    yield line(
                        [
                            (
                                f"Cell {cell.coordinate} holds the formula {formula} and no "
                                "result. Open the workbook, save it, and read it again."
                            )
                        ],
                        f"sheet “{sheet.title}”, row {cell.row}",
                    )


def _rows(name: str, sheet: Any) -> list[tuple[int, list[str]]]:
    """The rows that say anything, with their numbers, all as wide as the widest."""
    # Some programs write a wrong size, and rows beyond it would not be read.
    sheet.reset_dimensions()
    found = []
    for number, cells in enumerate(sheet.iter_rows(), 1):
        said = _trimmed([_written(cell) for cell in cells])
        if said:
            found.append((number, said))
        if len(found) > MOST_ROWS or len(said) > MOST_COLUMNS:
            raise Unreadable(
                f"{name}, sheet “{sheet.title}”, has more in it than a log or a plan has, "
                f"as far as row {number:,}. Copy its table into a new workbook, and send "
                "that."
            )
    width = max((len(said) for _, said in found), default=0)
    return [(number, said + [""] * (width - len(said))) for number, said in found]


def _trimmed(cells: list[str]) -> list[str]:
    """The cells as far as the last that says anything."""
    return cells[
        : max((place for place, cell in enumerate(cells, 1) if cell), default=0)
    ]


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
    has_day = "d" in IN_BRACKETS.sub("", shown_as.lower()).split(";")[0]
    return day.isoformat() if has_day else f"{day:%B %Y}"
