"""How wide a table's columns are where they say their shares of its width.

A share is what a column has if its words allow it: a column is as wide as its longest
word, whatever its share, and the others give way. “Tamsin Orchardleigh” is never
“Tamsin Orchardl” and “eigh”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muster.design.charts.scale import text_width
from muster.documents.blocks import Table
from muster.documents.cells import Cell, Lines, Rating, as_text


# Where a line may end: after a space, or after a dash within a word.
WORD = re.compile(r"[^\s–—-]+[–—-]?")
# What is longer than any word of a paper is an address of a page, and may be broken.
LONGEST = 24
# How much wider words are in bold.
BOLD = 1.08


def fitted(
    table: Table, room: float, sizes: Sequence[float], *, pad: float, slack: float = 1
) -> tuple[float, list[float]]:
    """The first of some sizes of type in which every word stands whole, and how wide each
    column is then; of the last size if there is none. `room` and widths are in points,
    `pad` is what stands beside a column's words, `slack` how much wider the type may be."""
    wanted = [share * room for share in table.shares]
    for size in sizes:
        least = [width + pad for width in _words(table, size * slack)]
        if sum(least) <= room:
            return size, _given(wanted, least)
    return size, [need * room / sum(least) for need in least]


def longest_words(table: Table) -> list[int]:
    """How many letters the longest word of each column has."""
    return [
        max((len(word) for _, word in _said(table, at)), default=0)
        for at in range(len(table.columns))
    ]


def _given(wanted: Sequence[float], least: Sequence[float]) -> list[float]:
    """Each has its least; what the others wanted beyond theirs gives way alike."""
    short = sum(max(need - want, 0) for want, need in zip(wanted, least, strict=True))
    over = [max(want - need, 0) for want, need in zip(wanted, least, strict=True)]
    kept = 1 - short / sum(over) if short else 1
    return [
        need + more * kept if want > need else need
        for want, need, more in zip(wanted, least, over, strict=True)
    ]


def _words(table: Table, size: float) -> list[float]:
    return [
        max(
            (text_width(word, size * bold) for bold, word in _said(table, at)),
            default=0,
        )
        for at in range(len(table.columns))
    ]


def _said(table: Table, at: int) -> Iterator[tuple[float, str]]:
    """Every word of a column, its heading's among them, and how much wider it is set."""
    said = [(BOLD, table.columns[at].title)]
    said += [part for row in table.rows for part in _parts(row[at])]
    for bold, text in said:
        for word in WORD.findall(text):
            if len(word) <= LONGEST:
                yield bold, word
            else:
                yield from (
                    (bold, part) for part in word.split("/") if len(part) <= LONGEST
                )


def _parts(cell: Cell) -> Iterator[tuple[float, str]]:
    if isinstance(cell, Lines):
        yield from ((BOLD, line.lead) for line in cell.items)
        yield from ((1, line.text) for line in cell.items)
    else:
        yield (BOLD if isinstance(cell, Rating) else 1), as_text(cell)
