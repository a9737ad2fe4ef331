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
from muster.tables.marks import SAYS_NOTHING


# With more halves than this not understood, the file is left to the parser: they would
# be remembered, and looked at again, for nothing.
MOST_STRANGE = 1000

HEAD, TAIL = ("school", "pupil"), ("date", "session", "code")


class Mark(NamedTuple):
    """What an ending says: its week's column, its place in the week, the mark's byte."""

    week: int
    place: int
    byte: int
    swapped: bool


NOT_UNDERSTOOD = Mark(0, 0, SAYS_NOTHING, False)


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

    _unread: dict[int, list[str]] = field(default_factory=dict)
    _strange: int = 0

    def __post_init__(self) -> None:
        places = {name: each.position for name, each in self.source.places.items()}
        # Where each column of a half is among the half's own cells.
        self._order: dict[tuple[str, ...], list[int]] = {
            half: [places[name] - min(places[each] for each in half) for name in half]
            for half in (HEAD, TAIL)
        }

    def understand(self, halves: Halves) -> Said | None:
        """What the lines say, or None if the parser had better read them."""
        if self._strange > MOST_STRANGE:
            return None
        head, tail = self.heads.numbers(halves.heads), self.tails.numbers(halves.tails)
        self._read_heads()
        self._read_tails()
        pupil, (week, place, byte, swapped) = self._pupil[head], self._marks.T
        mark = byte.astype(np.uint8)[tail]
        if (pupil == WRONG).any() or (mark == SAYS_NOTHING).any():
            return None
        times = np.count_nonzero(swapped[tail]) if swapped.any() else 0
        return Said(pupil, week[tail], place[tail], mark, int(times))

    def _read_heads(self) -> None:
        first = len(self._pupil)
        for number, text in enumerate(self.heads.texts[first:], first):
            cells = self._cells(text, HEAD)
            self._strange += cells is None
            if cells:
                self._unread[number] = cells
        new = np.full(len(self.heads.texts) - first, WRONG, dtype=np.int32)
        self._pupil = np.append(self._pupil, new)
        if not self._unread:
            return
        schools, pupils = zip(*self._unread.values(), strict=True)
        numbers = np.array(list(self._unread))
        self._pupil[numbers] = self.roll.find(list(schools), list(pupils))
        # What is to be said of a pupil is said once, by the parser; then they are read.
        waiting = numbers[self._pupil[numbers] == WRONG].tolist()
        self._unread = {number: self._unread[number] for number in waiting}
        self._strange += len(waiting)

    def _read_tails(self) -> None:
        new = self.tails.texts[len(self._marks) :]
        if not new:
            return
        marks = [self._mark(text) for text in new]
        self._strange += marks.count(NOT_UNDERSTOOD)
        self._marks = np.vstack([self._marks, np.array(marks, dtype=np.int32)])

    def _mark(self, text: str) -> Mark:
        cells = self._cells(text, TAIL)
        if cells is None:
            return NOT_UNDERSTOOD
        day, session = self.date.of_text(cells[0]), self.session.of_text(cells[1])
        if WRONG in (day, session):
            return NOT_UNDERSTOOD
        return self.mark(day, session, cells[2])

    def _cells(self, text: str, names: tuple[str, ...]) -> list[str] | None:
        """The cells of a half, in the order of the names, if it has so many."""
        cells = text.split(self.source.sheet.delimiter)
        if len(cells) != len(names):
            return None
        return [cells[place] for place in self._order[names]]


def can_be_halved(source: Source) -> bool:
    """Whether the columns stand so that a line has two such halves, and nothing more."""
    positions = {name: place.position for name, place in source.places.items()}
    head, tail = ({positions[name] for name in half} for half in (HEAD, TAIL))
    is_all = len(source.sheet.headings) == len(HEAD) + len(TAIL)
    return is_all and head == {0, 1} and tail == {2, 3, 4}
