"""What a table's cell may hold beside a text: several lines, or how a thing is rated."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from muster.design.charts import palette


class Colour(StrEnum):
    """What is behind a rating's word. PLAIN is for words that are no colour."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    GREY = "grey"
    BLUE = "blue"
    PLAIN = "plain"

    @property
    def fill(self) -> str:
        return palette.RATED[self.value]

    @property
    def ink(self) -> str:
        return palette.text_on(self.fill)


@dataclass(frozen=True)
class Line:
    """One line: what leads it is set bold; a point is set as one of a list."""

    text: str
    lead: str = ""
    is_point: bool = False

    @property
    def said(self) -> str:
        words = " ".join(part for part in (self.lead, self.text) if part)
        return f"- {words}" if self.is_point else words


@dataclass(frozen=True)
class Lines:
    """A cell of several lines."""

    items: Sequence[Line]


@dataclass(frozen=True)
class Rating:
    """A word and the colour behind it: the word is always there, for print in black.

    `detail` stands small beneath: the day it was given, where that isn't the heading's.
    """

    word: str
    colour: Colour = Colour.PLAIN
    detail: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "colour", Colour(self.colour))
        if not self.word.strip():
            raise ValueError(
                "A rating needs its word: a colour alone says nothing in black and white."
            )


Cell = str | Lines | Rating


def as_text(cell: Cell) -> str:
    """A cell as plain text, a line each."""
    if isinstance(cell, Lines):
        return "\n".join(line.said for line in cell.items)
    if isinstance(cell, Rating):
        return "\n".join(part for part in (cell.word, cell.detail) if part)
    return cell
