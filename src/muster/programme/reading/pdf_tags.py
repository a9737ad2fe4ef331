"""A PDF that says itself what is a table, a row and a cell: tagged, as accessible ones are.

Muster’s own are, and Word’s. Nothing is then guessed from lines and gaps.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from pdfplumber.utils import extract_text

from .cells import unwrapped


Lines = Iterator[tuple[list[str], str]]
# A page, and the number of a piece of its content.
Piece = tuple[int, int]

BLOCKS = {
    "P",
    "H",
    "H1",
    "H2",
    "H3",
    "H4",
    "H5",
    "H6",
    "LI",
    "Title",
    "Caption",
    "Note",
}
CELLS = {"TD", "TH"}


def are_sure(pdf: Any) -> bool:
    """Whether the tags say in which column each cell is.

    An empty cell may have no tag; then the others must name their headings.
    """
    tables = [
        found for each in pdf.structure_tree for found in _all_of(each, {"Table"})
    ]
    return bool(tables) and all(map(_is_sure, tables))


def _is_sure(table: dict[str, Any]) -> bool:
    rows = [_all_of(row, CELLS) for row in _all_of(table, {"TR"})]
    widths = {sum(map(_spans, cells)) for cells in rows}
    return len(widths) < 2 or bool(_headings(table))


def lines(pdf: Any) -> Lines:
    """The tagged lines, and after them what is in no tag."""
    read = _Tagged(pdf)
    for element in pdf.structure_tree:
        yield from read.lines(element)
    yield from read.untagged()


def _all_of(element: dict[str, Any], kinds: set[str]) -> list[dict[str, Any]]:
    """The elements of these kinds, outermost first and none inside another."""
    if element["type"] in kinds:
        return [element]
    return [
        found
        for child in element.get("children", ())
        for found in _all_of(child, kinds)
    ]


def _headings(table: dict[str, Any]) -> dict[str, int]:
    """The column of each heading, by the name that cells give it.

    Headings that are repeated on a further page have names of their own.
    """
    found = {}
    for row in _all_of(table, {"TR"}):
        cells = _all_of(row, CELLS)
        names = [cell.get("id") for cell in cells]
        if all(names) and not any(_spans(cell) > 1 for cell in cells):
            found.update({_name(name): column for column, name in enumerate(names)})
    return found


def _column(cell: dict[str, Any], headings: dict[str, int]) -> int:
    said = cell.get("attributes", {}).get("Headers") or ()
    columns = [headings[_name(name)] for name in said if _name(name) in headings]
    return columns[0] if len(columns) == 1 else 0


def _name(name: object) -> str:
    return name.decode("latin-1") if isinstance(name, bytes) else str(name)


def _spans(cell: dict[str, Any]) -> int:
    """How many columns a cell takes."""
    try:
        said = int(cell.get("attributes", {}).get("ColSpan", 1))
    except (TypeError, ValueError):
        return 1
    return max(1, min(said, 100))


class _Tagged:
    def __init__(self, pdf: Any) -> None:
        self.letters: dict[Piece, list[Any]] = defaultdict(list)
        self.loose: dict[int, list[Any]] = defaultdict(list)
        for page in pdf.pages:
            for letter in page.chars:
                if letter.get("mcid") is not None:
                    self.letters[page.page_number, letter["mcid"]].append(letter)
                elif letter.get("tag") != "Artifact":
                    self.loose[page.page_number].append(letter)
        self.keeps_spaces = _keeps_spaces(self.letters)

    def lines(self, element: dict[str, Any]) -> Lines:
        if element["type"] == "Table":
            yield from self._rows(element)
        elif element["type"] in BLOCKS and not _all_of(element, {"Table"}):
            yield from self._paragraph(element)
        else:
            yield from self._paragraph({**element, "children": []})
            for child in element.get("children", ()):
                yield from self.lines(child)

    def untagged(self) -> Lines:
        """Content that no element took: nothing is lost for want of a tag."""
        for (page, _), letters in self.letters.items():
            self.loose[page] += letters
        for page, letters in sorted(self.loose.items()):
            for text in extract_text(letters).split("\n"):
                if text.strip():
                    yield [text], f"page {page}"

    def _rows(self, table: dict[str, Any]) -> Lines:
        headings = _headings(table)
        width = max(headings.values(), default=-1) + 1
        for number, row in enumerate(_all_of(table, {"TR"}), 1):
            pages = [page for page, _ in _pieces(row)]
            cells: list[str] = []
            for cell in _all_of(row, CELLS):
                # An empty cell may have no tag: the next one says whose heading it has.
                cells += [""] * (_column(cell, headings) - len(cells))
                cells += [self._cell(cell), *[""] * (_spans(cell) - 1)]
            cells += [""] * (width - len(cells))
            page = min(pages, default=1)
            yield cells, f"page {page}, row {number} of the table"

    def _cell(self, cell: dict[str, Any]) -> str:
        """Its blocks, a line each; a list’s items as bullets that can be seen."""
        blocks = [self._block(each) for each in _all_of(_inside(cell), BLOCKS)]
        # What stands in no block: a word on its own, or a span of some.
        return "\n".join(filter(None, [self._text(cell), *blocks]))

    def _block(self, block: dict[str, Any]) -> str:
        bodies = _all_of(_inside(block), {"LBody"})
        if block["type"] != "LI" or not bodies:
            return self._text(block)
        for label in _all_of(_inside(block), {"Lbl"}):
            self._text(label)
        return "- " + " ".join(self._text(body) for body in bodies)

    def _paragraph(self, element: dict[str, Any]) -> Lines:
        pieces = _pieces(element)
        text = self._text(element)
        if text:
            yield [text], f"page {pieces[0][0]}"

    def _text(self, element: dict[str, Any]) -> str:
        """The text of an element; its pieces are then taken, so none is said twice."""
        pieces = [
            (page, letters)
            for page, number in _pieces(element)
            if (letters := self.letters.pop((page, number), []))
        ]
        if self.keeps_spaces:
            return _as_spaced([letters for _, letters in pieces])
        by_page: dict[int, list[Any]] = defaultdict(list)
        for page, letters in pieces:
            by_page[page] += letters
        texts = [extract_text(letters) for _, letters in sorted(by_page.items())]
        return unwrapped("\n".join(filter(None, texts)))


def _as_spaced(runs: list[list[Any]]) -> str:
    """Runs of letters whose spaces are there: a new line with none breaks a word, or is
    a line of its own."""
    text, before = "", None
    for letter in (letter for run in runs for letter in run):
        is_in_word = letter["text"].islower() and re.search(r"[^\W\d_]-?$", text[-2:])
        is_below = before is not None and not _is_beside(before, letter)
        text += (" " if is_below and not is_in_word else "") + letter["text"]
        before = letter
    return " ".join(text.split())


def _is_beside(one: Any, two: Any) -> bool:
    """Whether two letters stand on one line."""
    return bool(two["top"] < one["bottom"] - 1 and two["bottom"] > one["top"] + 1)


def _keeps_spaces(letters: dict[Piece, list[Any]]) -> bool:
    """Whether a line that was wrapped still ends with its space, as many programs leave it.

    Then a line without one was broken inside a word. Rows of a table end without one too,
    so a third is plenty.
    """
    runs = [run for _, run in sorted(letters.items()) if run]
    ends = [
        one[-1]["text"]
        for one, two in pairwise(runs)
        if two[0]["top"] > one[-1]["top"] + 1 and two[0]["x0"] < one[-1]["x1"]
    ]
    return bool(ends) and sum(map(str.isspace, ends)) * 3 > len(ends)


def _inside(element: dict[str, Any]) -> dict[str, Any]:
    """An element as the holder of others, whatever it is itself."""
    return {**element, "type": ""}


def _pieces(element: dict[str, Any], page: int = 1) -> list[Piece]:
    """Every piece of an element, in order.

    The library tells the page of its first piece only. Pieces are numbered from the top of
    each page, so a number that is no higher than the one before it is on the next page.
    """
    page = at = element.get("page_number") or page
    pieces: list[Piece] = []
    for number in element.get("mcids") or ():
        if pieces and number <= pieces[-1][1]:
            at += 1
        pieces.append((at, number))
    for child in element.get("children", ()):
        pieces += _pieces(child, page)
    return sorted(pieces)
