"""Text with tabs between its cells, as copied out of a document."""

from __future__ import annotations

from .cells import Line, line


def lines_of_text(text: str) -> list[Line]:
    """Its lines. Quotation marks are the writer’s: a tab always ends a cell."""
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [line(row.split("\t"), f"line {n}") for n, row in enumerate(rows, 1)]
