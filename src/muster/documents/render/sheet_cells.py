"""What a paper's words and figures become in a workbook's cells, and how sheets are named.

A figure becomes a number only if a format can show it again letter for letter; anything
else stays text, and text is never a formula, a link or a number by accident.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from muster.design.charts.printable import printable
from muster.documents.blocks import Column, Table
from muster.documents.cells import as_text


FIGURE = re.compile(r"([+−-]?)((?:\d{1,3}(?:,\d{3})+)|\d+)(\.\d+)?(%?)", re.ASCII)
OF = re.compile(r"([\d,]+) of ([\d,]+)", re.ASCII)
# Of the Department's own files.
SYMBOLS = {
    "c": "withheld, because few children are behind it or behind a figure beside it",
    "x": "not available",
    "z": "not applicable",
}
MOST_IN_A_CELL = 32_767
MOST_IN_A_HEADING = 255
MOST_IN_A_NAME = 31
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")


class Number(NamedTuple):
    value: float
    shown: str


def cell_of(text: str) -> Number | str:
    """The figure a text is, with the format that shows it as it was written."""
    found = FIGURE.fullmatch(text)
    if not found:
        return printable(text)
    sign, whole, fraction, percent = found.groups()
    if len(whole) > 1 and whole.startswith("0") or len(whole.replace(",", "")) > 15:
        return text  # an identifier, not a figure
    decimals = len(fraction or ".") - 1
    value = Decimal(whole.replace(",", "") + (fraction or ""))
    if sign in ("−", "-"):
        value = -value
    is_grouped = "," in whole
    return Number(
        float(value / 100 if percent else value),
        _format(sign, is_grouped, decimals, percent),
    )


def _format(sign: str, is_grouped: bool, decimals: int, percent: str) -> str:
    plain = "#,##0" if is_grouped else "0"
    plain += "." + "0" * decimals if decimals else ""
    plain += percent
    if sign == "+":
        return f"+{plain};\u2212{plain};{plain}"
    return f"{plain};\u2212{plain}" if sign == "−" else plain


def parted(table: Table) -> Table:
    """The same table in plain texts, a column of “12 of 30” made two that can be added up."""
    columns: list[Column] = []
    rows: list[list[str]] = [[] for _ in table.rows]
    for at, column in enumerate(table.columns):
        texts = [as_text(row[at]) for row in table.rows]
        is_of = column.numeric and any(map(OF.fullmatch, texts))
        if is_of and all(
            OF.fullmatch(text) or text in (*SYMBOLS, "") for text in texts
        ):
            columns += [Column(f"{column.title}, counted", True)]
            columns += [Column(f"{column.title}, out of", True)]
            for row, text in zip(rows, texts, strict=True):
                found = OF.fullmatch(text)
                row.extend(found.groups() if found else (text, text))
        else:
            columns.append(column)
            for row, text in zip(rows, texts, strict=True):
                row.append(text)
    if table.shares and len(columns) > len(table.columns):
        columns = [replace(column, share=0) for column in columns]
    return Table(table.caption, columns, rows, table.note, table.totals)


def symbols_in(tables: Iterable[Table]) -> list[str]:
    """The symbols that stand in place of figures in these tables."""
    seen = {
        text
        for table in tables
        for row in table.rows
        for column, text in zip(table.columns, map(as_text, row), strict=True)
        if column.numeric
    }
    return [symbol for symbol in SYMBOLS if symbol in seen]


def headings(columns: Sequence[Column]) -> list[str]:
    """Titles of columns, no two alike: Excel's tables allow no two.

    A title met again says which column it stands beside: “Number (2024/25)”.
    """
    made: list[str] = []
    taken: set[str] = set()
    for at, column in enumerate(columns):
        wanted = cut(printable(column.title).strip(), MOST_IN_A_HEADING - 80)
        wanted = wanted or f"Column {at + 1}"
        if wanted.casefold() in taken and at:
            wanted = f"{wanted} ({cut(printable(columns[at - 1].title), 70)})"
        said, again = wanted, 2
        while said.casefold() in taken:
            said, again = f"{wanted} {again}", again + 1
        taken.add(said.casefold())
        made.append(said)
    return made


def sheet_name(label: str, title: str, taken: set[str]) -> str:
    """“Table 1 Headline figures”: what Excel allows of it, and no two alike."""
    plain = NOT_IN_A_NAME.sub(" ", printable(f"{label} {title}"))
    wanted = " ".join(plain.split()).strip("'") or "Sheet"
    if wanted.casefold() == "history":  # Excel keeps it for itself
        wanted = "History of"
    said, again = _shortened(wanted, MOST_IN_A_NAME), 2
    while said.casefold() in taken:
        said = f"{_shortened(wanted, MOST_IN_A_NAME - 4)} {again}"
        again += 1
    taken.add(said.casefold())
    return said


def _shortened(text: str, most: int) -> str:
    """At a word's end if there is one in the second half."""
    if _length(text) <= most:
        return text
    kept = cut(text, most)
    at = kept.rfind(" ")
    if at > most // 2:
        kept = f"{kept[:at].rstrip(' ,.;')}…"
    return kept.strip("'")


def cut(text: str, most: int = MOST_IN_A_CELL) -> str:
    """No longer than Excel holds, an ellipsis at the end of what was cut."""
    if _length(text) <= most:
        return text
    kept = text[: most - 1]
    while _length(kept) > most - 1:
        kept = kept[:-1]
    return f"{kept}…"


def _length(text: str) -> int:
    """As Excel counts: a letter outside the first plane is two."""
    return len(text.encode("utf-16-le", "ignore")) // 2
