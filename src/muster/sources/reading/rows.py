"""A table of rows held whole, as schools, enrolments and calendars are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from muster.sources.reading.checked import Checked
from muster.sources.reading.format import Source
from muster.sources.reading.mark_weeks import Numbers
from muster.sources.reading.problems import Level, Problem
from muster.tables.cells import DATES, NUMBERS, Value
from muster.tables.columns import Column


Rows = npt.NDArray[np.int64]


@dataclass
class Gathered:
    """Every row of a file: its number, and a value a column (None where it is wrong)."""

    source: Source
    numbers: Rows
    columns: dict[str, Checked]
    ids: dict[str, Numbers]

    def __len__(self) -> int:
        return len(self.numbers)

    def values(self, name: str) -> list[Value]:
        """A column's values, blank in every row if the file hasn't the column."""
        if name not in self.ids:
            return [blank_of(self.source.table.column(name))] * len(self)
        known = [*self.columns[name].values, None]
        return [known[each] for each in self.ids[name].tolist()]

    def days(self, name: str) -> npt.NDArray[np.datetime64]:
        """A date column, NaT where it is blank or wrong."""
        values = [
            each if isinstance(each, date) else None for each in self.values(name)
        ]
        return np.array(values, dtype="datetime64[D]")

    def table(self, keep: npt.NDArray[np.bool_] | None = None) -> pa.Table:
        """The rows to keep, with every column the table has, in its order."""
        arrays = {
            column.name: self._array(column) for column in self.source.table.columns
        }
        held = pa.table(arrays)
        return held if keep is None else held.filter(pa.array(keep))

    def _array(self, column: Column) -> pa.Array:
        kind = arrow_type(column)
        if column.name in self.ids:
            return self.columns[column.name].array(self.ids[column.name], kind)
        return pa.array([blank_of(column)] * len(self), type=kind)

    def refuse(
        self, at: npt.NDArray[np.integer], message: str, column: str | None = None
    ) -> None:
        """The same error for each of some rows."""
        self.say(at, Level.ERROR, [message] * len(at), column)

    def say(
        self,
        at: npt.NDArray[np.integer],
        level: Level,
        messages: Sequence[str],
        column: str | None = None,
    ) -> None:
        """A problem for each of some rows."""
        rows = self.numbers[at]
        heading = self.source.heading(column) if column else None

        def problem(nth: int) -> Problem:
            return Problem(int(rows[nth]), heading, None, messages[nth], level)

        self.source.problems.add_many(rows, level, problem)


def gather(source: Source) -> Gathered:
    """Reads every row of a file, and the problems of its cells."""
    columns = {name: source.checked(name) for name in source.places}
    numbers: list[Rows] = []
    ids: dict[str, list[Numbers]] = {name: [] for name in columns}
    for block in source.blocks():
        numbers.append(block.rows())
        for name, column in columns.items():
            ids[name].append(column.take(block))
    return Gathered(
        source,
        np.concatenate([*numbers, np.empty(0, np.int64)]),
        columns,
        {
            name: np.concatenate([*each, np.empty(0, np.int32)])
            for name, each in ids.items()
        },
    )


def blank_of(column: Column) -> Value:
    return "" if arrow_type(column) == pa.string() else None


def arrow_type(column: Column) -> pa.DataType:
    """How a column is held: dates as date32, numbers as int32, the rest as text."""
    if column.kind in DATES:
        return pa.date32()
    return pa.int32() if column.kind in NUMBERS else pa.string()
