"""CSV that a spreadsheet can't take for formulas: names in it come from files.

Everything Muster gives out as CSV is written by `writer`; a workbook's own text is written
as text (documents/render/sheet.py).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from typing import IO, Any


# What Excel, LibreOffice and Google Sheets take for the beginning of one.
BEGINS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
# A sign before a number is no formula, and published figures are given as they came.
SIGNED = re.compile(r"[+-]?\d[\d,]*(\.\d*)?%?|[+-]")


def harmless(value: Any) -> Any:
    """The same, or with an apostrophe before what would be run."""
    if not isinstance(value, str) or not value.startswith(BEGINS):
        return value
    return value if SIGNED.fullmatch(value) else f"'{value}"


class writer:  # noqa: N801  in the place of csv.writer
    def __init__(self, file: IO[str], lineterminator: str = "\n"):
        self._rows = csv.writer(file, lineterminator=lineterminator)

    def writerow(self, row: Iterable[Any]) -> Any:
        """What the file makes of the line: an echo gives it back."""
        return self._rows.writerow([harmless(value) for value in row])

    def writerows(self, rows: Iterable[Sequence[Any]]) -> None:
        for row in rows:
            self.writerow(row)
