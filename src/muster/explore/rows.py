"""The figures of a breakdown as rows: by one thing, by two, and by period."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from muster.explore import words
from muster.explore.looking import Table
from muster.measures import Figure, Measure, parse_period
from muster.measures.dimensions import TITLES
from muster.measures.titles import title_of, week_span


PERIOD = "period"


@dataclass(frozen=True)
class Rows:
    """Figures and the breakdowns their dimensions are of: what a table and a picture are made from."""

    by: tuple[str, ...]
    figures: tuple[Figure, ...]

    def values(self, place: int) -> list[str]:
        return list(dict.fromkeys(row.dims[place] for row in self.figures))

    def names(self, place: int) -> list[str]:
        """The values as a picture says them."""
        return [short_title(self.by[place], value) for value in self.values(place)]

    def only(self, place: int, values: Sequence[str]) -> "Rows":
        kept = (row for row in self.figures if row.dims[place] in values)
        return replace(self, figures=tuple(kept))

    def without(self, place: int) -> "Rows":
        """A breakdown fewer: for figures that are alike in it."""
        return Rows(
            _out(self.by, place),
            tuple(replace(row, dims=_out(row.dims, place)) for row in self.figures),
        )

    def turned(self) -> "Rows":
        turned = (replace(row, dims=row.dims[::-1]) for row in self.figures)
        return Rows(self.by[::-1], tuple(turned))

    def largest(self, place: int, most: int) -> list[str]:
        """The values with most behind them, in the order they stand in."""
        size: Counter[str] = Counter()
        for row in self.figures:
            size[row.dims[place]] += row.denominator or 0
        values = self.values(place)
        kept = sorted(values, key=lambda value: (-size[value], values.index(value)))
        return [value for value in values if value in kept[:most]]


def _out(parts: tuple, place: int) -> tuple:
    return parts[:place] + parts[place + 1 :]


def rows_of(tables: Sequence[Table]) -> Rows:
    """The rows of one answer, or of several with the period as their last breakdown.

    Without any breakdown the period is the only one, so there is always one.
    """
    by = tables[0].answer.by
    if len(tables) == 1 and by:
        return Rows(by, tables[0].answer.rows)
    found = [
        replace(row, dims=(*row.dims, table.answer.period.text))
        for table in tables
        for row in table.answer.rows
    ]
    met = dict.fromkeys(row.dims[:-1] for row in found)
    order = {place: at for at, place in enumerate(met)}
    found.sort(key=lambda row: order[row.dims[:-1]])
    return Rows((*by, PERIOD), tuple(found))


def title_by(measure: Measure, by: Sequence[str]) -> str:
    names = [words.mid(dimension_title(name)) for name in by]
    if len(names) > 1:
        names[-2:] = [f"{names[-2]} and {names[-1]}"]
    return f"{measure.title} by {', '.join(names)}"


def dimension_title(dimension: str) -> str:
    return "Period" if dimension == PERIOD else TITLES[dimension]


@lru_cache(256)
def _titles(period: str) -> tuple[str, str]:
    """A period's title, and what there is room for in a picture: “HT1 2025/26”."""
    found = parse_period(period)
    year = found.years[0].title
    if found.half_term:
        return found.title, f"HT{found.half_term} {year}"
    if found.term:
        return found.title, f"{found.term.capitalize()} {year}"
    if period.endswith("/ytd"):
        return found.title, f"{year} to date"
    return found.title, year if period == found.years[0].label else period


def long_title(dimension: str, value: str) -> str:
    """The value as a table says it: a week by both its ends."""
    if dimension == PERIOD:
        return _titles(value)[0]
    return week_span(value) if dimension == "week" else title_of(dimension, value)


def short_title(dimension: str, value: str) -> str:
    """The value as there is room for in a picture."""
    return _titles(value)[1] if dimension == PERIOD else title_of(dimension, value)
