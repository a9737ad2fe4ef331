"""Counting cases: rows that whoever keeps them gives for a day, counted one by one.

A table has one provider, which the folder that owns the cases names at start-up; nothing
here knows who that is. A measure over a table is a pure function of one row, as a measure
over marks is, and is asked in the same way (see :mod:`measures.ask`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any, TypeAlias

from muster.measures import disclosure
from muster.measures.dimensions import UNKNOWN
from muster.measures.figures import Figure, for_public
from muster.measures.measure import Measure
from muster.measures.periods import Period, parse_period
from muster.measures.question import CannotAsk, Question
from muster.measures.scope import ALL, Scope
from muster.school_year import Calendar, SchoolYear
from muster.tables.actions import ACTIONS
from muster.tables.entries import ENTRIES
from muster.tables.filled import Filled
from muster.tables.findings import FINDINGS
from muster.tables.legal import LEGAL
from muster.tables.returns import RETURNS
from muster.tables.severity import SEVERITY
from muster.tables.support_meetings import SUPPORT_MEETINGS


TABLES: tuple[Filled, ...] = (
    ACTIONS,
    ENTRIES,
    FINDINGS,
    SEVERITY,
    LEGAL,
    SUPPORT_MEETINGS,
    RETURNS,
)


@dataclass(frozen=True)
class Stretch:
    """What the rows of a question are of: as they stood on ``as_at``, and what happened
    from ``first_on`` to it."""

    first_on: date
    as_at: date


Given: TypeAlias = Mapping[str, Any]
Provider: TypeAlias = Callable[[Stretch, Scope], Iterable[Given]]
PROVIDERS: dict[str, Provider] = {}


def provide(table: str, rows: Provider) -> None:
    """Names who fills a table: ``rows(of, scope)`` gives each row as it stood at the end of
    the stretch’s last day, a value for every column the table declares."""
    assert table in {one.name for one in TABLES}, f"There is no table of {table}."
    assert PROVIDERS.setdefault(table, rows) is rows, f"{table} has a provider already."


def latest_period(today: date) -> Period:
    """The period of a question that names none: the school year, to today."""
    return parse_period(f"{SchoolYear.of(today)}/ytd")


def stretch_of(period: Period, calendar: Calendar, today: date) -> Stretch:
    """A period to its end, or to today where that is earlier. Raises CannotAsk."""
    first, last = period.dates(calendar)
    if first > today:
        raise CannotAsk(f"{period.title} has not begun: nothing can be counted yet.")
    return Stretch(first, min(last, today))


def scope_of(question: Question, table: Filled) -> Scope:
    """Whose rows are asked for. Raises CannotAsk where nobody fills the table, or its rows
    can't be told apart by school and somebody reaches only some."""
    if table.name not in PROVIDERS:
        raise CannotAsk(f"No {table.title} are kept here, so there are none to count.")
    if "school" not in table.dimensions:
        if question.schools:
            raise CannotAsk(
                f"{table.title.capitalize()} are not of one school. Ask without schools."
            )
        if not question.scope.is_all:
            raise CannotAsk(
                f"{table.title.capitalize()} are the whole authority’s, so only those who"
                " reach all of it are shown figures of them."
            )
    if question.schools:
        return question.scope.within(question.schools)
    return question.scope


def count_rows(
    measures: Sequence[Measure],
    by: Sequence[str],
    of: Stretch,
    scope: Scope = ALL,
    audience: str = "officers",
) -> list[Figure]:
    """Figures of measures of one table, by some of its dimensions, in no order.

    Where rows are of children, small numbers are hidden as the audience needs.
    """
    measures = list(dict.fromkeys(measures))  # one asked for twice is counted once
    table = measures[0].table
    assert table, f"{measures[0].name} is not counted over rows"
    tallies: dict[tuple[str, ...], dict[str, _Tally]] = defaultdict(
        lambda: {measure.name: _Tally() for measure in measures}
    )
    if not by:
        tallies[()]  # the whole is a figure even where there is no row
    for given in PROVIDERS[table.name](of, scope):
        table.check(given)
        row = row_of(table, given, of)
        place = tallies[tuple(str(given[name]) or UNKNOWN for name in by)]
        person = given.get(table.person)
        for measure in measures:
            place[measure.name].add(*measure.count(row), person)
    found = [
        (
            Figure(name, dims, tally.counted, tally.out_of, len(tally.people)),
            len(tally.counted_people),
        )
        for dims, each in tallies.items()
        for name, tally in each.items()
    ]
    if not table.person or audience == "unsuppressed":
        return [figure for figure, _ in found]
    return list(without_small(found, by, audience))


def row_of(table: Filled, given: Given, of: Stretch) -> SimpleNamespace:
    """The row a measure's function sees.

    Every column that counts is a whole number or a truth, never blank: a date is the number
    of its day, 0 where there is none, and ``has_`` before its name says whether there is.
    ``as_at`` and ``period_from`` are days of the question.
    """
    seen = dict(given)
    for name, has in table.dates:
        day = given[name]
        seen[name] = day.toordinal() if day else 0
        seen[has] = day is not None
    return SimpleNamespace(
        **seen, as_at=of.as_at.toordinal(), period_from=of.first_on.toordinal()
    )


@dataclass
class _Tally:
    """One figure being counted; people by whatever the table's column of them holds."""

    counted: int = 0
    out_of: int = 0
    counted_people: set[Any] = field(default_factory=set)
    people: set[Any] = field(default_factory=set)

    def add(self, counted: int, out_of: int, person: Any) -> None:
        self.counted += counted
        self.out_of += out_of
        if person is not None and out_of:
            self.people.add(person)
            if counted:
                self.counted_people.add(person)


def without_small(
    found: Sequence[tuple[Figure, int]], by: Sequence[str], audience: str
) -> Iterator[Figure]:
    """Figures of children without the small ones, each given with how many children it
    counts: by how many children there are, however many rows each has. A place whose
    number of children must not be known of one measure is hidden of them all.
    """
    limits = disclosure.limits_of(audience)
    tables: dict[str, list[tuple[Figure, disclosure.Cell]]] = defaultdict(list)
    for figure, counted in found:
        cell = disclosure.Cell(figure.dims, figure.pupils, counted)
        tables[figure.measure].append((figure, cell))
    few: dict[str, dict[str, int]] = {}
    gone: set[tuple[str, ...]] = set()
    for name, mine in tables.items():
        cells = [cell for _, cell in mine]
        places = {value for cell in cells if cell.out_of for value in cell.place}
        threshold = limits.of({*by, name, *places})
        few[name] = {"threshold": threshold, "minimum_base": limits.base}
        gone |= disclosure.hidden_bases(cells, **few[name])
    for name, mine in tables.items():
        cells = [cell for _, cell in mine]
        hidden = disclosure.hidden(cells, **few[name], besides=gone)
        for (figure, _), hide in zip(mine, hidden, strict=True):
            if hide:
                yield figure.hidden()
            else:
                yield for_public(figure) if audience == "public" else figure
