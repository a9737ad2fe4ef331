"""Tables of cases: filled when a figure is asked for, by the folder that owns the cases.

Marks are held in files; an action, an entry of a register or a policy is a case in the
database. Its table says what one row of it is on a day, so that `measures` can count it
without knowing who keeps it (design.md 2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from muster.tables.cells import Kind
from muster.tables.columns import Column, Table


HOLDS: dict[Kind, type] = {
    Kind.COUNT: int,
    Kind.YES_NO: bool,
    Kind.DATE: date,
    Kind.TEXT: str,
    Kind.CHOICE: str,
}


class NotAsDeclared(TypeError):
    """A row that isn't as its table declares it: a slip in whatever fills the table."""


@dataclass(frozen=True)
class Filled(Table):
    """A table of cases. Its ``title`` is what its rows are, in small letters: “actions”.

    ``dimensions`` are the columns figures can be broken down by. ``person`` is the column
    that says which child a row is of, and blank where rows are of nobody: figures of
    children have small numbers hidden.
    """

    dimensions: tuple[str, ...] = ()
    person: str = ""

    def __post_init__(self) -> None:
        assert {*self.dimensions} <= {*self.names}, f"{self.name} has no such dimension"
        # Nobody's row would be counted and hidden by nobody.
        assert not self.person or not self.column(self.person).may_be_blank

    def check(self, row: Mapping[str, Any]) -> None:
        """Raises NotAsDeclared: every column is there, of its kind, and no other."""
        if row.keys() != self._names:
            apart = sorted(row.keys() ^ self._names)
            raise NotAsDeclared(
                f"A row of {self.name} has other columns than the table declares:"
                f" {', '.join(apart)}. It takes {', '.join(self.names)}."
            )
        for column, holds in self._wanted:
            value = row[column.name]
            # Nearly every value is plainly right: a table may have tens of thousands.
            if type(value) is holds and value != "" and not column.choices:
                continue
            if why := _problem(column, value):
                raise NotAsDeclared(f"A row of {self.name}, {column.name}: {why}")

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self.names)

    @cached_property
    def dates(self) -> tuple[tuple[str, str], ...]:
        """Its columns of dates, each with the name that says whether there is one."""
        dates = [one.name for one in self.columns if one.kind is Kind.DATE]
        return tuple((name, f"has_{name}") for name in dates)

    @cached_property
    def _wanted(self) -> tuple[tuple[Column, type], ...]:
        return tuple((column, HOLDS[column.kind]) for column in self.columns)


def _problem(column: Column, value: Any) -> str:
    if value is None or value == "":
        blank = None if column.kind in (Kind.DATE, Kind.COUNT, Kind.YES_NO) else ""
        if column.may_be_blank and value == blank:
            return ""
        return f"found {value!r}. Give {_wanted(column)}."
    holds = HOLDS[column.kind]
    # To Python a datetime is a date and True is a 1; neither is what was meant.
    is_other = isinstance(value, datetime | bool) and type(value) is not holds
    if is_other or not isinstance(value, holds):
        return f"found {value!r}. Give {_wanted(column)}."
    if column.choices and value not in column.choices:
        return f"found {value!r}. Give one of {', '.join(column.choices)}."
    return ""


def _wanted(column: Column) -> str:
    blank = "" if not column.may_be_blank else ", or leave it blank"
    return f"{_A[HOLDS[column.kind]]}{blank}"


_A = {int: "a whole number", bool: "True or False", date: "a date", str: "a text"}
