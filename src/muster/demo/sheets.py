"""One school's registers for a year, and the drawing of spells on them."""

import numpy as np

from muster.school_year import SchoolYear
from muster.tables import codes

from .dice import Dice
from .rates import BEGINS_PM
from .seasons import Season


Array = np.ndarray
Spells = tuple[Array, Array, Array]
Lengths = dict[int, float]

# What was written before 19 August 2024 for what has its own code since (rules.md 1.4).
BEFORE_2024 = {"C1": "C", "C2": "C", "J1": "J", "K": "B", "Y4": "Y"}
NEW_CODES = 2024


def code(letters: str, year: SchoolYear) -> int:
    """The byte for a code of today's, as it was written in that school year."""
    if year.start < NEW_CODES:
        letters = BEFORE_2024.get(letters, letters)
    return codes.by_code(letters).id


class Sheet:
    """A row a pupil, a column an open session; everybody begins present.

    Later paint covers earlier.
    """

    def __init__(self, pupils: int, season: Season, draw: Dice) -> None:
        self.season, self.draw = season, draw
        self.pupils, self.sessions = pupils, season.sessions
        self.marks = np.empty((pupils, self.sessions), dtype=np.uint8)
        self.marks[:, 0::2] = codes.by_code("/").id
        self.marks[:, 1::2] = codes.by_code("\\").id

    def code(self, letters: str) -> int:
        return code(letters, self.season.year)

    def spells(
        self,
        share: Array | float,
        when: Array,
        lengths: Lengths,
        pm: float = BEGINS_PM,
    ) -> Spells:
        """Rows, first sessions and the sessions after the last, of spells at random.

        `share` is how much of the year each pupil is to miss in them, `when` how likely
        each day is to begin one: its mean is 1, or less if there is to be less.
        """
        share = np.broadcast_to(share, self.pupils) * when.mean()
        sizes = np.array(list(lengths))
        chances = np.array(list(lengths.values()))
        usual = (sizes * chances).sum() / chances.sum()
        # Spells fall on one another, so a share needs more than its length in them.
        number = self.draw.poisson(-np.log1p(-share) * self.sessions / usual)
        rows = np.repeat(np.arange(self.pupils), number)
        first = 2 * self.pick(when, len(rows))
        first += self.draw.random(len(rows)) < pm
        length = sizes[self.pick(chances, len(rows))]
        return rows, first, np.minimum(first + length, self.season.last_of[first])

    def pick(self, weights: Array, number: int) -> Array:
        upto = np.cumsum(weights)
        return np.searchsorted(upto / upto[-1], self.draw.random(number), side="right")

    def paint(self, spells: Spells, letters: str) -> None:
        self.paint_each(spells, self.code(letters))

    def paint_each(self, spells: Spells, ids: Array | int) -> None:
        """Each spell's sessions become a code: one for all, or one for each."""
        rows, first, last = spells
        lengths = last - first
        if not len(lengths):
            return
        before = np.cumsum(lengths) - lengths
        cells = np.repeat(rows * self.sessions + first - before, lengths)
        cells += np.arange(lengths.sum())
        ids = np.broadcast_to(np.asarray(ids, dtype=np.uint8), lengths.shape)
        self.marks.reshape(-1)[cells] = np.repeat(ids, lengths)

    def paint_where(self, cells: Array, letters: str) -> None:
        """`cells` is a mask of the sheet, or of a part of it that broadcasts to it."""
        self.marks[np.broadcast_to(cells, self.marks.shape)] = self.code(letters)
