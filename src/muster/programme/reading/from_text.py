"""Text with tabs between its cells, as copied out of a document or saved by Excel."""

from __future__ import annotations

import csv
import io

from .cells import Line, line


def lines_of_text(text: str) -> list[Line]:
    """Its lines. Excel puts quotation marks round a cell of several lines, and they are
    taken off; where marks don’t pair off as Excel’s do they are the writer’s own."""
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True)
        return [line(cells, f"line {reader.line_num}") for cells in reader]
    except csv.Error:
        rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return [line(row.split("\t"), f"line {n}") for n, row in enumerate(rows, 1)]
