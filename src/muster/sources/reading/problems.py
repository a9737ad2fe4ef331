"""What is wrong with a file: a sentence about the file, a row or a cell.

Every problem is kept, even a million of them: they are held as columns of row numbers
and become Problem objects, in the order of the rows, only when somebody looks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import overload

import numpy as np
import numpy.typing as npt


WHOLE_FILE = 0
LONGEST_SHOWN = 60


class Level(StrEnum):
    """An error refuses the file; a warning is said and the file is loaded."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """One thing wrong. `row` is the number a spreadsheet shows, its headings being 1.

    `place` is what a row is called: of a workbook, with its sheet's name. `row` is None for the file as a whole and `column` for a row as a whole; `found` is
    what the cell holds, left out where it would repeat a UPN.
    """

    row: int | None
    column: str | None
    found: str | None
    message: str
    level: Level = Level.ERROR
    place: str = "Row"

    def __str__(self) -> str:
        places = [f"{self.place} {self.row:,}"] if self.row else []
        if self.column:
            places.append(self.column if places else f"Column {self.column}")
        where = f"{', '.join(places)}: " if places else ""
        return where + self._said()

    def _said(self) -> str:
        if not self.found or f"“{self.found}”" in self.message:
            return self.message
        return f"“{shown(self.found)}”. {self.message}"


def shown(text: str) -> str:
    """Text cut to what fits in a sentence, on one line. Its spaces may be marks."""
    line = re.sub(r"[\r\n\t]+", " ", text)
    return line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1] + "…"


@dataclass(frozen=True)
class _Many:
    """Problems alike: a row number each, and how to say the nth."""

    rows: npt.NDArray[np.int64]
    say: Callable[[int], Problem]


class Problems(Sequence[Problem]):
    """Every problem of a file, in order of rows, those of the whole file first."""

    def __init__(self, place: str = "Row") -> None:
        self.place = place
        self._many: list[_Many] = []
        self._order: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]] | None = None
        self.errors = 0
        self.warnings = 0

    def refuse(self, message: str, row: int | None = None, column: str | None = None,
               found: str | None = None) -> None:  # fmt: skip
        """Adds one error."""
        self.add(Problem(row, column, found, message, Level.ERROR))

    def warn(self, message: str, row: int | None = None, column: str | None = None,
             found: str | None = None) -> None:  # fmt: skip
        """Adds one warning."""
        self.add(Problem(row, column, found, message, Level.WARNING))

    def add(self, problem: Problem) -> None:
        rows = np.array([problem.row or WHOLE_FILE], dtype=np.int64)
        self.add_many(rows, problem.level, lambda _: problem)

    def add_many(
        self,
        rows: npt.NDArray[np.int64],
        level: Level,
        say: Callable[[int], Problem],
    ) -> None:
        """Adds a problem for each row number; say(n) makes the nth when it is wanted."""
        if not len(rows):
            return
        self._many.append(_Many(rows, say))
        self._order = None
        if level is Level.ERROR:
            self.errors += len(rows)
        else:
            self.warnings += len(rows)

    def __len__(self) -> int:
        return self.errors + self.warnings

    def __iter__(self) -> Iterator[Problem]:
        return (self._at(place) for place in range(len(self)))

    @overload
    def __getitem__(self, place: int) -> Problem: ...
    @overload
    def __getitem__(self, place: slice) -> list[Problem]: ...
    def __getitem__(self, place: int | slice) -> Problem | list[Problem]:
        if isinstance(place, slice):
            return [self._at(each) for each in range(*place.indices(len(self)))]
        return self._at(range(len(self))[place])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{self.errors} errors, {self.warnings} warnings>"

    def only(self, level: Level) -> Iterator[Problem]:
        """The errors, or the warnings, in order."""
        return (problem for problem in self if problem.level is level)

    def _at(self, place: int) -> Problem:
        which, nth = self._ordered()
        problem = self._many[which[place]].say(int(nth[place]))
        return problem if self.place == "Row" else replace(problem, place=self.place)

    def _ordered(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        if self._order is None:
            sizes = [len(each.rows) for each in self._many]
            which = np.repeat(np.arange(len(sizes)), sizes)
            nth = np.concatenate([np.arange(size) for size in sizes])
            rows = np.concatenate([each.rows for each in self._many])
            order = np.argsort(rows, kind="stable")
            self._order = which[order], nth[order]
        return self._order
