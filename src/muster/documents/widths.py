"""How wide a table's columns are, for every paper that is set on pages.

A column is as wide as its longest word, whatever else it holds: “Tamsin Orchardleigh” is
never “Tamsin Orchardl” and “eigh”, and a figure is on one line. What room is left is
shared out by what each column holds. A table may say its columns' shares instead: those
are what a column has if its words allow it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muster.design.charts.scale import text_width
from muster.documents.blocks import Table
from muster.documents.cells import Lines, Rating, as_text


# Where a line may end: after a space, or after a dash within a word.
WORD = re.compile(r"[^\s–—-]+[–—-]?")
# What is longer than any word of a paper is an address of a page, and may be broken.
LONGEST = 24
# How much wider words are in bold.
BOLD = 1.08
# A text of no more letters (a day, a half-term) is better not broken between its words.
SHORT = 16
# A table of a few narrow columns as wide as the page is hard to read across.
FEW, NARROWED = 4, 0.72
# Smaller type is better than the names of rows over many lines, unless it is this small.
READABLE, ROOM_FOR_NAMES = 8.0, 0.55


def fitted(
    table: Table,
    room: float,
    sizes: Sequence[float],
    *,
    pad: float,
    slacks: Sequence[float] = (1,),
) -> tuple[float, list[float]]:
    """The first of some sizes of type in which every word stands whole, and how wide each
    column is then; of the last size if there is none. `room` and widths are in points,
    `pad` is what stands beside a column's words, `slacks` how much wider the type may be
    than it is reckoned: the first there is room for."""
    for size in sizes:
        for slack in slacks:
            least = [width + pad for width in _words(table, size * slack)]
            if sum(least) > room:
                continue
            if table.shares:
                return size, _given([share * room for share in table.shares], least)
            whole = [width + pad for width in _lines(table, size * slack)]
            widths = _shared(table, room, least, whole, size * slack, pad)
            if size <= READABLE or widths[0] >= whole[0] * ROOM_FOR_NAMES:
                return size, widths
    return size, [need * room / sum(least) for need in least]


def fits(table: Table, room: float, size: float, *, pad: float, slack: float) -> bool:
    """Whether every word and every short text of a table has room in a size of type."""
    least = [width + pad for width in _words(table, size * slack)]
    short = _short(table, size * slack)
    return sum(map(max, least, (width + pad for width in short))) <= room


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


def _shared(
    table: Table,
    room: float,
    least: Sequence[float],
    whole: Sequence[float],
    size: float,
    pad: float,
) -> list[float]:
    """What is over goes to short texts first, then to headings on two lines, to long
    texts, and to headings on one; the rest to the row's name, unless the table is narrow."""
    short = [width + pad for width in _short(table, size)]
    folded = [width + pad for width in _headings(table, size, lines=2)]
    headings = [width + pad for width in _headings(table, size, lines=1)]
    widths = list(least)
    for at in sorted(range(len(widths)), key=lambda at: short[at] - least[at]):
        # Part of what a short text needs would be of no use to it.
        if sum(widths) + short[at] - widths[at] <= room:
            widths[at] = max(widths[at], short[at])
    for wanted in (folded, whole, headings):
        more = [max(want - has, 0) for want, has in zip(wanted, widths, strict=True)]
        part = min(1, (room - sum(widths)) / (sum(more) or 1))
        widths = [has + want * part for has, want in zip(widths, more, strict=True)]
    is_few = len(table.columns) <= FEW
    across = max(sum(widths), room * NARROWED) if is_few else room
    return [widths[0] + across - sum(widths), *widths[1:]]


def _words(table: Table, size: float) -> list[float]:
    """The widest word of each column, or figure: those are never broken."""
    found = []
    for at, column in enumerate(table.columns):
        words = [text_width(word, size * bold) for bold, word in _said(table, at)]
        figures = _texts(table, at, size) if column.numeric else ()
        found.append(max((0, *words, *figures)))
    return found


def _short(table: Table, size: float) -> list[float]:
    return [
        max(_texts(table, at, size, SHORT), default=0)
        for at in range(len(table.columns))
    ]


def _lines(table: Table, size: float) -> list[float]:
    """What each column needs for none of its cells to run on to a second line."""
    return [max((0, *_texts(table, at, size))) for at in range(len(table.columns))]


def _headings(table: Table, size: float, *, lines: int) -> list[float]:
    """What each column needs for its heading to stand on one line, or on two."""
    found = []
    for column in table.columns:
        words = column.title.split()
        parted = [
            (" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))
        ]
        ways = parted if lines == 2 and parted else [(column.title,)]
        bold = size * BOLD
        found.append(min(max(text_width(line, bold) for line in way) for way in ways))
    return found


def _texts(table: Table, at: int, size: float, most: int = 0) -> Iterator[float]:
    """How wide the texts of a column are, of no more letters than some if it is said."""
    for bold, text in _parts(table, at):
        if not most or len(text) <= most:
            yield text_width(text, size * bold)


def _said(table: Table, at: int) -> Iterator[tuple[float, str]]:
    """Every word of a column, its heading's among them, and how much wider it is set."""
    for bold, text in ((BOLD, table.columns[at].title), *_parts(table, at)):
        for word in WORD.findall(text):
            if len(word) <= LONGEST:
                yield bold, word
            else:
                yield from (
                    (bold, part) for part in word.split("/") if len(part) <= LONGEST
                )


def _parts(table: Table, at: int) -> Iterator[tuple[float, str]]:
    """The texts of a column's cells, and how much wider each is set."""
    for place, row in enumerate(table.rows):
        cell = row[at]
        if isinstance(cell, Lines):
            yield from ((BOLD, line.lead) for line in cell.items)
            yield from ((1, line.text) for line in cell.items)
        else:
            is_bold = isinstance(cell, Rating) or place in table.totals
            yield (BOLD if is_bold else 1), as_text(cell)
