"""Rows that say different things of one place, and the rows they contradict."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from muster.sources.reading.format import Source
from muster.sources.reading.problems import Level, Problem, shown


Whole = npt.NDArray[np.int64]


@dataclass
class Claims:
    """Every row that speaks of a disputed place: its number, the place, what it says."""

    rows: list[Whole] = field(default_factory=list)
    places: list[Whole] = field(default_factory=list)
    values: list[Whole] = field(default_factory=list)
    said: list[Whole] = field(default_factory=list)
    _texts: dict[str, int] = field(default_factory=dict)

    def add(
        self,
        rows: npt.NDArray[np.integer],
        places: npt.NDArray[np.integer],
        values: npt.NDArray[np.integer],
        texts: list[str],
        which: npt.NDArray[np.integer],
    ) -> None:
        """Adds rows; equal values agree, and texts[which] is how each was written."""
        if not len(rows):
            return
        numbers = [self._texts.setdefault(text, len(self._texts)) for text in texts]
        self.rows.append(rows.astype(np.int64))
        self.places.append(places.astype(np.int64))
        self.values.append(values.astype(np.int64))
        self.said.append(np.array(numbers, dtype=np.int64)[which])

    def refuse(self, source: Source, column: str, of: str) -> None:
        """An error for each row that differs from the first to speak of its place."""
        row, place, value, said = (
            np.concatenate(each)
            for each in (self.rows, self.places, self.values, self.said)
        )
        order = np.lexsort((row, place))
        row, place, value, said = row[order], place[order], value[order], said[order]
        begins = np.append(True, place[1:] != place[:-1])
        first = np.maximum.accumulate(np.where(begins, np.arange(len(place)), 0))
        differs = np.flatnonzero(value != value[first])
        texts, heading = list(self._texts), source.heading(column)

        def say(nth: int) -> Problem:
            this = differs[nth]
            other = first[this]
            return Problem(
                int(row[this]),
                heading,
                texts[said[this]] or None,
                f"Row {row[other]:,} has {_quoted(texts[said[other]])} for the same pupil "
                f"and {of}, and both can’t be right. Take one of them out.",
            )

        source.problems.add_many(row[differs], Level.ERROR, say)


def _quoted(text: str) -> str:
    return f"“{shown(text)}”" if text.strip() else "no mark"
