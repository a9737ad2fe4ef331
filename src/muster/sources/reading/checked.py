"""A column of a file as it is checked: each distinct text read once, faults by row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from muster.sources.reading.blocks import Block, Indices
from muster.sources.reading.problems import Level, Problem, Problems
from muster.tables.cells import BadCell, Doubtful, Kind, Value
from muster.tables.columns import Column


WRONG = -1


@dataclass(frozen=True)
class Fault:
    """What is wrong with a text. `once` is said at the first row that has it only."""

    level: Level
    found: str | None
    message: str
    once: bool = False


@dataclass
class Checked:
    """One column of one file. `values` are its distinct values, in order of meeting.

    `refusal` is asked of each value, once it is read, why it can't be accepted.
    """

    column: Column
    heading: str
    problems: Problems
    refusal: Callable[[str], str | None] | None = None
    values: list[Value] = field(default_factory=list)
    _ids: dict[str, int] = field(default_factory=dict)
    _by_value: dict[Value, int] = field(default_factory=dict)
    _faults: dict[str, Fault] = field(default_factory=dict)

    def take(self, block: Block) -> Indices:
        """Which of `values` each row of a block has, WRONG where it can't be read.

        Adds the problems of the block's cells.
        """
        texts, indices = block.distinct(self.column.name)
        ids = self.of_texts(texts)
        self.report(block, texts, indices)
        return ids[indices]

    def of_text(self, text: str) -> int:
        """Which of `values` a text is, WRONG where it can't be read."""
        known = self._ids.get(text)
        return self._read(text) if known is None else known

    def of_texts(self, texts: list[str]) -> Indices:
        """Which of `values` each text is."""
        return np.array([self.of_text(text) for text in texts], dtype=np.int32)

    def has_fault(self, text: str) -> bool:
        """Whether anything is still to be said of the rows that have a text."""
        return text in self._faults

    def report(self, block: Block, texts: list[str], indices: Indices) -> None:
        """Adds a problem for each row whose text has a fault."""
        if not self._faults:
            return
        self._say_once(block, texts, indices)
        faults = [self._faults.get(text) for text in texts]
        for level in Level:
            at_level = np.array(
                [f is not None and f.level is level for f in faults], bool
            )
            if at_level.any():
                self._add(
                    level, block, faults, indices, np.flatnonzero(at_level[indices])
                )

    def _say_once(self, block: Block, texts: list[str], indices: Indices) -> None:
        for place, text in enumerate(texts):
            fault = self._faults.get(text)
            if fault and fault.once:
                del self._faults[text]
                row = int(block.rows(np.flatnonzero(indices == place)[:1])[0])
                self.problems.add(
                    Problem(row, self.heading, fault.found, fault.message, fault.level)
                )

    def _add(
        self,
        level: Level,
        block: Block,
        faults: list[Fault | None],
        indices: Indices,
        at: npt.NDArray[np.intp],
    ) -> None:
        rows, which = block.rows(at), indices[at]

        def say(nth: int) -> Problem:
            fault = faults[which[nth]]
            assert fault is not None
            return Problem(
                int(rows[nth]), self.heading, fault.found, fault.message, fault.level
            )

        self.problems.add_many(rows, level, say)

    def _read(self, text: str) -> int:
        found = text.strip()
        try:
            value = self.column.read(text)
        except BadCell as why:
            return self._wrong(text, Fault(Level.ERROR, found or None, str(why)))
        if isinstance(value, Doubtful):
            # What says who or where a child is isn't repeated in what is said of it.
            blind = self.column.kind in (Kind.PUPIL, Kind.UPN, Kind.POSTCODE)
            self._faults[text] = Fault(
                Level.WARNING, None if blind else found, value.message, once=blind
            )
            value = value.value
        if value and self.refusal and (said := self.refusal(str(value))):
            return self._wrong(text, Fault(Level.ERROR, found, said, once=True))
        number = self._by_value.setdefault(value, len(self.values))
        if number == len(self.values):
            self.values.append(value)
        self._ids[text] = number
        return number

    def _wrong(self, text: str, fault: Fault) -> int:
        self._faults[text] = fault
        self._ids[text] = WRONG
        return WRONG

    def array(self, ids: Indices, kind: pa.DataType) -> pa.Array:
        """The values of rows as an Arrow array; a row that is WRONG is null."""
        values = pa.array(self.values, type=kind)
        return values.take(pa.array(ids, mask=ids < 0))


@dataclass
class ByValue:
    """A number for each of a column's values, worked out when the value is first met."""

    column: Checked
    of: Callable[[Any], int]
    _numbers: list[int] = field(default_factory=list)
    _array: Indices = field(default_factory=lambda: np.empty(0, np.int32))

    def number(self, value: int) -> int:
        """The number of one value, by its place in `column.values`."""
        self.array()
        return self._numbers[value]

    def array(self) -> Indices:
        """The number of each value so far, in the order of `column.values`."""
        if len(self._numbers) < len(self.column.values):
            new = self.column.values[len(self._numbers) :]
            self._numbers.extend(self.of(value) for value in new)
            self._array = np.array(self._numbers, dtype=np.int32)
        return self._array
