"""Lines in two halves, for files whose lines repeat themselves half at a time.

A register written a mark a line has some thousand distinct beginnings (a school and a
pupil) and some thousand endings (a date, a session and a code), and millions of lines.
So a line is cut once, and each half is looked up whole.

Where a line is cut is a guess: endings are nearly all of a few lengths. It is whoever
reads the halves, once for each distinct one, that finds they have the cells they should;
a line whose halves both do was cut in the one right place. A piece with anything out of
the ordinary in it (quotation marks, blank lines, endings of every length) is left to the
CSV parser, and so is any piece whose halves turn out wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muster.sources.reading.vocabulary import BYTES, Words


Places = npt.NDArray[np.int64]

LONGEST_HALF = 64
MOST_LENGTHS = 8
LINE_END, RETURN = b"\n"[0], b"\r"[0]
# The first n bytes of a word.
FIRST_BYTES = np.array([(1 << (8 * n)) - 1 for n in range(BYTES + 1)], dtype=np.uint64)


@dataclass
class Halves:
    """The two halves of each line: word n of every half is in the nth array."""

    heads: list[Words]
    tails: list[Words]

    def __len__(self) -> int:
        return len(self.heads[0])


@dataclass
class Cutter:
    """Cuts lines before their last `cells` cells."""

    delimiter: bytes
    cells: int

    def cut(self, piece: bytes, end: int) -> Halves | None:
        """The halves of a piece's lines, or None if they can't be told this way."""
        # Words are read whole, so there must be something to read past the end.
        held = np.empty(end + LONGEST_HALF + BYTES, dtype=np.uint8)
        held[:end] = np.frombuffer(piece, dtype=np.uint8, count=end)
        held[end:] = 0
        begins, ends = _lines(held, end)
        # Found first because counting what isn't there is slow.
        if piece.find(b"\r", 0, end) >= 0:
            ends = ends - 1
            returns = piece.count(b"\r", 0, end)
            if returns != len(ends) or (held[ends] != RETURN).any():
                return None
        if not len(begins) or (ends <= begins).any():
            return None
        cuts = self._cuts(held, begins, ends)
        if cuts is None:
            return None
        heads, tails = _words(held, begins, cuts), _words(held, cuts + 1, ends)
        return Halves(heads, tails) if heads and tails else None

    def _cuts(
        self, held: npt.NDArray[np.uint8], begins: Places, ends: Places
    ) -> Places | None:
        """A delimiter in each line with, probably, the right cells after it."""
        cuts = np.zeros(len(begins), dtype=np.int64)
        pending = np.arange(len(begins))
        for _ in range(MOST_LENGTHS):
            line = held[begins[pending[0]] : ends[pending[0]]].tobytes()
            parts = line.rsplit(self.delimiter, self.cells)
            if len(parts) <= self.cells:
                return None
            tail = len(line) - len(parts[0])
            at = ends[pending] - tail
            fits = (held[at] == self.delimiter[0]) & (at > begins[pending])
            cuts[pending[fits]] = at[fits]
            pending = pending[~fits]
            if not len(pending):
                return cuts
        return None


def _lines(held: npt.NDArray[np.uint8], end: int) -> tuple[Places, Places]:
    ends = np.flatnonzero(held[:end] == LINE_END)
    if end and held[end - 1] != LINE_END:
        ends = np.append(ends, end)
    begins = np.empty_like(ends)
    begins[:1] = 0
    begins[1:] = ends[:-1] + 1
    return begins, ends


def _words(
    held: npt.NDArray[np.uint8], begins: Places, ends: Places
) -> list[Words] | None:
    """Texts eight bytes at a time, noughts after their ends; None if any is too long."""
    lengths = ends - begins
    shortest, longest = int(lengths.min()), int(lengths.max())
    if longest > LONGEST_HALF:
        return None
    every = np.ndarray((len(held) - BYTES + 1,), dtype="<u8", buffer=held, strides=(1,))
    words = []
    for begin in range(0, max(longest, 1), BYTES):
        word = every[begins + begin]
        if shortest < begin + BYTES:
            word &= FIRST_BYTES[np.clip(lengths - begin, 0, BYTES)]
        words.append(word)
    return words
