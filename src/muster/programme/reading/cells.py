"""What a file of any kind becomes before it is a log or a plan: lines of cells, in order."""

from __future__ import annotations

import re
from dataclasses import dataclass


class Unreadable(ValueError):
    """The file can’t be read at all. The message is a sentence that says what to do."""


@dataclass(frozen=True)
class Line:
    """A row of a table, or a paragraph: a line of one cell.

    ``place`` says where in the file it stands, for people: “line 7”. ``is_sheet`` is true
    of a line that is the name of a sheet, ``is_apart`` of a footer or a footnote, which
    begins no row.
    """

    cells: tuple[str, ...]
    place: str
    is_sheet: bool = False
    is_apart: bool = False

    @property
    def filled(self) -> list[str]:
        return [cell for cell in self.cells if cell]

    @property
    def text(self) -> str:
        return " ".join(self.filled)


# A line that fills a cell where the writer had nothing to say.
FILLER = re.compile(r"_+")
# Spreadsheets are kept from running a cell as a formula by an apostrophe in front.
GUARD = re.compile(r"'(?=[-=+@])")
# Where a Word document’s footers stand, as a line’s place says it.
PAGE_FOOT = "the page foot"
# A dash is no bullet here: a sentence may be wrapped before one.
BULLET = re.compile(r"[-•·▪]\s")


def line(cells: list[str] | tuple[str, ...], place: str) -> Line:
    return Line(tuple(map(cleaned, cells)), place)


def cleaned(cell: str) -> str:
    """The words of a cell, one space between, its own line ends kept."""
    rows = [" ".join(row.split()) for row in cell.replace("\r", "\n").split("\n")]
    text = GUARD.sub("", "\n".join(filter(None, rows)), count=1)
    return "" if FILLER.fullmatch(text) else text


def unwrapped(cell: str) -> str:
    """A cell whose lines end where the page is full: only a bullet begins a new one.

    Where bullets also stand within lines, those at a line’s start are there by chance.
    """
    kept: list[str] = []
    by_chance = " - " in cell
    for row in cell.split("\n"):
        if not kept or (BULLET.match(row) and not by_chance):
            kept.append(row)
        elif re.search(r"\w-$", kept[-1]) and re.match(r"[a-z]", row):
            kept[-1] += row
        else:
            kept[-1] += f" {row}"
    return "\n".join(kept)


def joined(pieces: list[str]) -> str:
    """The pieces of a cell that was wrapped over several rows, as one text."""
    text = ""
    for piece in pieces:
        between = "" if not text else "\n" if BULLET.match(piece) else " "
        text += between + piece
    return text
