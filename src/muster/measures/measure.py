"""What a measure is: a sentence and a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from muster.tables.filled import Filled


Counted = tuple[Any, Any]


@dataclass(frozen=True)
class Measure:
    """How something is counted, over one row of counts.

    ``count`` takes a row and gives *counted* and *out of*; it uses plain operators only, so
    that it works on numbers and on columns of any engine. The row has, for one enrolment
    (or child) over a period: possible, attended, absent, authorised, unauthorised,
    not_recorded, unknown (all sessions) and few (see :mod:`measures.persistence`).

    ``codes`` names the codes counted one by one, for measures of a reason; their rows carry
    ``of_codes``, the sessions marked with any of them. ``behind`` says which pupils are
    behind a figure of sessions: those with a possible session ("pupils"), or those with
    one due a mark ("due_pupils").

    ``table`` is what a row is of where that isn't marks; the row is then as
    :func:`measures.provided.row_of` makes it.
    """

    name: str
    title: str
    sentence: str
    unit: str
    source: str
    polarity: str
    count: Callable[[Any], Counted]
    codes: tuple[str, ...] = ()
    behind: str = "pupils"
    table: Filled | None = None

    @property
    def counts_enrolments(self) -> bool:
        return self.unit == "enrolments"


def measure(
    *,
    title: str,
    source: str,
    unit: str = "sessions",
    polarity: str = "low",
    name: str = "",
    sentence: str = "",
    codes: tuple[str, ...] = (),
    behind: str = "pupils",
    table: Filled | None = None,
) -> Callable[[Callable[[Any], Counted]], Measure]:
    """Makes a measure of a function; its name is the address, its docstring published.

    ``polarity`` says which way is better: "low", "high" or "none".
    """

    def made(count: Callable[[Any], Counted]) -> Measure:
        said = sentence or (count.__doc__ or "").strip()
        assert said, f"{count.__name__} has no sentence to publish"
        named = name or count.__name__
        return Measure(
            named,
            title,
            said,
            table.title if table else unit,
            source,
            polarity,
            count,
            codes,
            behind,
            table,
        )

    return made


class Row:
    """The row a measure's function sees: its attributes are columns."""

    def __init__(self, few: int, column: Callable[[str], Any], of_codes: Any = 0):
        self.few = few
        self.of_codes = of_codes
        self._column = column

    def __getattr__(self, name: str) -> Any:
        if name == "absent":
            return self._column("authorised") + self._column("unauthorised")
        return self._column(name)


def parts(measure: Measure, row: Row) -> dict[str, Any]:
    """Counted, out of and the pupils behind, of one measure, as columns of the row."""
    counted, out_of = measure.count(row)
    behind = out_of if measure.counts_enrolments else getattr(row, measure.behind)
    return {
        f"n_{measure.name}": counted,
        f"d_{measure.name}": out_of,
        f"p_{measure.name}": behind,
    }


def columns_of(measures: Iterable[Measure]) -> frozenset[str]:
    """The columns of a row that these measures look at."""
    seen: set[str] = set()

    def column(name: str) -> int:
        seen.add(name)
        return 0

    for measure in measures:
        parts(measure, Row(0, column))
    return frozenset(seen)
