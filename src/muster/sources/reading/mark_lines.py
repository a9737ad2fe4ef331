"""Marks read by halves of lines: a school and a pupil, then a date, a session and a code.

Each distinct half is read once, by the columns that read any cell. A half with the wrong
number of cells, or with anything to be said of it, is not understood here: the piece it
is in is parsed, and every problem is found and placed as in any other file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from muster.sources.reading.checked import WRONG, Checked
from muster.sources.reading.format import Source
from muster.sources.reading.lines import Halves
from muster.sources.reading.mark_weeks import Numbers, Roll
from muster.sources.reading.vocabulary import Vocabulary


HEAD, TAIL = ("school", "pupil"), ("date", "session", "code")


class Mark(NamedTuple):
    """What an ending says: its week's column, its place in the week, the mark's byte."""

    week: int
    place: int
    byte: int
    swapped: bool


class Said(NamedTuple):
    """What lines say: the pupil of each, and of its mark what `Mark` has."""

    pupil: Numbers
    week: Numbers
    place: Numbers
    byte: npt.NDArray[np.uint8]
    swapped: int


@dataclass
class MarkLines:
    """The halves of one file's lines, as they are met.

    `mark` gives what a date, a session and a code say, by the first two columns' values.
    """

    source: Source
    roll: Roll
    date: Checked
    session: Checked
    mark: Callable[[int, int, str], Mark]
    cells: int = len(TAIL)
    heads: Vocabulary = field(default_factory=Vocabulary)
    tails: Vocabulary = field(default_factory=Vocabulary)
    _pupil: Numbers = field(default_factory=lambda: np.empty(0, np.int32))
    _marks: npt.NDArray[np.int32] = field(
        default_factory=lambda: np.empty((0, len(Mark._fields)), np.int32)
    )

    def understand(self, halves: Halves) -> Said | None:
        """What the lines say, or None if the parser had better read them."""
        head, tail = self.heads.numbers(halves.heads), self.tails.numbers(halves.tails)
        if not (self._read_heads() and self._read_tails()):
            return None
        week, place, byte, swapped = self._marks.T
        times = np.count_nonzero(swapped[tail]) if swapped.any() else 0
        return Said(
            self._pupil[head],
            week[tail],
            place[tail],
            byte.astype(np.uint8)[tail],
            int(times),
        )

    def _read_heads(self) -> bool:
        first = len(self._pupil)
        cells = [self._cells(text, HEAD) for text in self.heads.texts[first:]]
        if None in cells:
            return False
        found = self.roll.find(
            [each["school"] for each in cells if each],
            [each["pupil"] for each in cells if each],
        )
        if (found == WRONG).any():
            return False
        self._pupil = np.append(self._pupil, found)
        return True

    def _read_tails(self) -> bool:
        marks = [self._mark(text) for text in self.tails.texts[len(self._marks) :]]
        if None in marks:
            return False
        if marks:
            self._marks = np.vstack([self._marks, np.array(marks, dtype=np.int32)])
        return True

    def _mark(self, text: str) -> Mark | None:
        cells = self._cells(text, TAIL)
        if cells is None:
            return None
        day = int(self.date.of_texts([cells["date"]])[0])
        session = int(self.session.of_texts([cells["session"]])[0])
        if WRONG in (day, session):
            return None
        return self.mark(day, session, cells["code"])

    def _cells(self, text: str, names: tuple[str, ...]) -> dict[str, str] | None:
        cells = text.split(self.source.sheet.delimiter)
        if len(cells) != len(names):
            return None
        first = min(self.source.places[name].position for name in names)
        return {
            name: cells[self.source.places[name].position - first] for name in names
        }


def can_be_halved(source: Source) -> bool:
    """Whether the columns stand so that a line has two such halves, and nothing more."""
    positions = {name: place.position for name, place in source.places.items()}
    head, tail = ({positions[name] for name in half} for half in (HEAD, TAIL))
    is_all = len(source.sheet.headings) == len(HEAD) + len(TAIL)
    return is_all and head == {0, 1} and tail == {2, 3, 4}
