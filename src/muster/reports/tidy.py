"""The tidy export: the same figures as plain tables, for Power BI and Excel.

A folder of Parquet and CSV files with stable names and columns, written again after each
load, with a dictionary of every column. It holds what officers may see and no child:
everything in it is hidden together, so no table gives away what another withholds.
docs/power-bi.md says how to connect to it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from muster.design import spreadsheets
from muster.measures import (
    MEASURES,
    Figure,
    Question,
    latest_half_term,
    parse_period,
)
from muster.measures import rules as cohort
from muster.measures.compared import Basis, Comparison, Stood, compared
from muster.measures.coverage import coverage
from muster.measures.dimensions import OF_PUPIL, OF_SCHOOL
from muster.measures.members import school_names
from muster.measures.periods import half_term
from muster.measures.titles import title_of
from muster.measures.together import Shared, ask_together
from muster.reports.asking import schools_of
from muster.reports.figures import Rolls
from muster.school_year import HALF_TERMS, SchoolYear
from muster.tables.cells import Kind
from muster.tables.columns import SCHOOLS
from muster.tables.state import State


FOLDER = "export"
KINDS = ("parquet", "csv")
AUDIENCE = "officers"
RULES = "census"
SESSIONS = (
    "attendance",
    "overall_absence",
    "authorised_absence",
    "unauthorised_absence",
    "not_recorded",
)
PUPILS = ("persistent_absence", "severe_absence")
EVERYBODY = "all"
Progress = Callable[[float], object]


@dataclass(frozen=True)
class Column:
    """A column of an exported table: what it is, as the dictionary says it."""

    name: str
    kind: pa.DataType
    meaning: str


@dataclass(frozen=True)
class Table:
    """One file of the folder, in Parquet and in CSV."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    rows: Callable[[State, str, Progress], Iterator[tuple]]

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([(column.name, column.kind) for column in self.columns])


def write(
    state: State, folder: Path, progress: Progress = lambda share: None, la: str = ""
) -> None:
    """Writes every table anew. A file is replaced whole; `about` comes last, so that its
    version says the others are there. ``la`` is the authority's three-digit number, by
    which what was published of it and others is found."""
    folder.mkdir(parents=True, exist_ok=True)
    for done, table in enumerate(TABLES):
        share = 1 / len(TABLES)
        begun = done * share

        def tell(part: float, begun: float = begun, share: float = share) -> None:
            progress(begun + share * part)

        _put(folder, table, list(table.rows(state, la, tell)))
    progress(1.0)


def written_version(folder: Path) -> int | None:
    """The store's version the folder was written of; None if it never was, or is of
    another make of the tables."""
    path = folder / "about.csv"
    try:
        held = pyarrow.csv.read_csv(path).to_pylist()
    except (OSError, pa.ArrowInvalid):
        return None
    said = {row["what"]: str(row["value"]) for row in held}
    if said.get("layout") != str(LAYOUT) or not said.get("version", "").isdigit():
        return None
    return int(said["version"])


def _put(folder: Path, table: Table, rows: list[tuple]) -> None:
    columns = list(zip(*rows, strict=True)) or [()] * len(table.columns)
    made = pa.table(
        [
            pa.array(values, column.kind)
            for values, column in zip(columns, table.columns, strict=True)
        ],
        schema=table.schema,
    )
    for ending, writer in (
        ("parquet", pyarrow.parquet.write_table),
        ("csv", _write_csv),
    ):
        path = folder / f"{table.name}.{ending}"
        aside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            writer(made, aside)
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)


def _write_csv(made: pa.Table, path: Path) -> None:
    """Names in it come from files, and Excel may open it."""
    for at, field in enumerate(made.schema):
        if pa.types.is_string(field.type):
            column = [spreadsheets.harmless(one) for one in made.column(at).to_pylist()]
            made = made.set_column(at, field, pa.array(column, field.type))
    pyarrow.csv.write_csv(made, path)


# Figures


def _figures(state: State, la: str, progress: Progress) -> Iterator[tuple]:
    """Every school year held: everybody, each breakdown, and each by half-term."""
    years = state.years()
    england = _of_england(state, la)
    for done, start in enumerate(years):
        asked = _asked(state, SchoolYear(start).label)
        found = ask_together(
            state,
            asked,
            AUDIENCE,
            lambda share, done=done: progress((done + share) / len(years)),  # type: ignore[misc]
        )
        for shared in found:
            for figure in shared.answer.rows:
                yield _figure_row(SchoolYear(start), shared, figure, england)


def _asked(state: State, label: str) -> list[Question]:
    """A breakdown by half-term stands beside the one of the year, so that neither gives
    away what the other withholds."""
    period, names = parse_period(label), (*SESSIONS, *PUPILS)
    questions = []
    for rolls, schools in schools_of(state, cohort.get(RULES)).items():
        if rolls is Rolls.IN_TOTAL:
            breakdowns = [(), *((name,) for name in (*OF_SCHOOL, *OF_PUPIL))]
        else:
            breakdowns = [("phase",), ("school",)] if schools else []
        for by in breakdowns:
            for over in (by, (*by, "half_term")):
                questions.append(Question(names, over, period, RULES, schools))
    return questions


def _figure_row(
    year: SchoolYear,
    shared: Shared,
    figure: Figure,
    england: Mapping[tuple[str, str, str], Stood],
) -> tuple:
    place = dict(zip(shared.answer.by, figure.dims, strict=True))
    part = place.pop("half_term", "year")
    [(breakdown, value)] = place.items() or [("all", EVERYBODY)]
    rest = shared.rest.get((figure.measure, value)) if part == "year" else None
    # England’s is of all phases: a phase or a school is not to be held against it.
    others = (
        None
        if breakdown in OF_SCHOOL
        else england.get((figure.measure, year.label, part))
    )
    return (
        figure.measure,
        year.label,
        part,
        shared.answer.rules_name,
        breakdown,
        value,
        EVERYBODY if breakdown == "all" else title_of(breakdown, value),
        figure.numerator,
        figure.denominator,
        _percent(figure),
        figure.suppressed,
        rest.numerator if rest else None,
        rest.denominator if rest else None,
        _percent(rest),
        _gap(figure, rest),
        others.numerator if others else None,
        others.denominator if others else None,
        _exact(others.value) if others else None,
        _above(figure, others),
    )


def _percent(figure: Figure | None) -> float | None:
    return float(figure.value) if figure and figure.value is not None else None


def _gap(figure: Figure, rest: Figure | None) -> float | None:
    """Percentage points between a group and everybody else whose value is known."""
    if rest is None or figure.value is None or rest.value is None:
        return None
    return float(figure.value - rest.value)


def _above(figure: Figure, stood: Stood | None) -> float | None:
    """Percentage points between a group and what was published of England."""
    if stood is None or stood.value is None or figure.value is None:
        return None
    return float(Fraction(figure.value) - stood.value)


def _exact(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


# What was published


def _of_england(state: State, la: str) -> dict[tuple[str, str, str], Stood]:
    """England's published figures, by measure, school year and part."""
    return {
        (one.measure, one.year.label, _part_of(one)): one.england
        for one in _comparisons(state, la)
        if one.england
    }


def _part_of(one: Comparison) -> str:
    return one.period.partition("/")[2] or "year"


def _comparisons(state: State, la: str) -> Iterator[Comparison]:
    for start in state.years():
        year = SchoolYear(start)
        for name in (*SESSIONS[:-1], *PUPILS):
            found = {}
            for number in HALF_TERMS:
                period = half_term(year, number)
                upto = period.dates(state.calendar())[1]
                for one in compared(state, la, name, period, upto):
                    is_of_year = one.year == year
                    if one.basis is not Basis.TO_DATE and is_of_year:
                        found[one.basis, one.period] = one
            yield from found.values()


def _comparators(state: State, la: str, progress: Progress) -> Iterator[tuple]:
    for one in _comparisons(state, la):
        head = (one.measure, one.year.label, _part_of(one), one.as_at)
        rank = (
            (one.rank.place, one.rank.of, one.band) if one.rank else (None, None, None)
        )
        for stood, level, place in (
            (one.own, "authority", rank),
            (one.region, "region", (None, None, None)),
            (one.england, "England", (None, None, None)),
        ):
            if stood:
                counts = stood.numerator, stood.denominator, _exact(stood.value)
                yield (*head, level, stood.area, *counts, stood.symbol, *place)
        if one.neighbours:
            mean = _exact(one.neighbours.value)
            yield (
                *head, "neighbours", f"Mean of {one.neighbours.of} statistical neighbours",
                None, None, mean, "", None, None, None,
            )  # fmt: skip


# What the figures are of


def _measures(state: State, la: str, progress: Progress) -> Iterator[tuple]:
    for one in MEASURES:
        if one.name in (*SESSIONS, *PUPILS):
            yield one.name, one.title, one.sentence, one.unit, one.polarity, one.source


def _schools(state: State, la: str, progress: Progress) -> Iterator[tuple]:
    names = school_names(state)
    for row in state.schools.iter_rows(named=True):
        yield names[row["id"]], *(row[column.name] for column in SCHOOLS.columns)


def _periods(state: State, la: str, progress: Progress) -> Iterator[tuple]:
    for start in state.years():
        year = SchoolYear(start)
        yield (
            year.label,
            "year",
            f"School year {year.title}",
            year.starts_on,
            year.ends_on,
        )
        for number in range(1, 7):
            period = parse_period(f"{year.label}/HT{number}")
            first, last = period.dates(state.calendar())
            yield year.label, f"HT{number}", period.title, first, last


def _coverage(state: State, la: str, progress: Progress) -> Iterator[tuple]:
    names = school_names(state)
    for start in state.years():
        label = SchoolYear(start).label
        for number in range(1, 7):
            held = coverage(state, parse_period(f"{label}/HT{number}"))
            for one in held.values():
                at = names[one.school]
                yield label, f"HT{number}", at, one.open, one.held, one.last_on


def _dictionary(state: State, la: str, progress: Progress) -> Iterator[tuple]:
    for table in TABLES:
        for column in table.columns:
            yield table.name, column.name, str(column.kind), column.meaning


def _about(state: State, la: str, progress: Progress) -> Iterator[tuple]:
    yield "version", str(state.version)
    yield "layout", str(LAYOUT)
    yield "latest_half_term", latest_half_term(state).text if state.years() else ""
    yield "rules", RULES
    yield "audience", AUDIENCE


LAYOUT = (
    2  # change it when a table or a column changes, so that the folder is rewritten
)
TEXT, COUNT, SHARE = pa.string(), pa.int64(), pa.float64()
_YEAR = Column("school_year", TEXT, "The school year, like 2025-26.")
_PART = Column("part", TEXT, "“year”, or the school’s own half-term: HT1 to HT6.")
KINDS_OF_COLUMN = {Kind.DATE: pa.date32(), Kind.GRID: COUNT}
TABLES: tuple[Table, ...] = (
    Table(
        "figures",
        "One row a measure, period and group. Rates are sums over sums, so add"
        " numerators and denominators, never percentages.",
        (
            Column("measure", TEXT, "The measure’s name; see the table measures."),
            _YEAR,
            _PART,
            Column("rules", TEXT, "Whose sessions count; see docs/reference/measures."),
            Column(
                "breakdown", TEXT, "What pupils are grouped by; “all” is everybody."
            ),
            Column("group", TEXT, "The group’s value, as it is stored."),
            Column("group_title", TEXT, "The group’s value, as people read it."),
            Column("numerator", COUNT, "What was counted; blank where withheld."),
            Column("denominator", COUNT, "Out of what; blank where withheld."),
            Column(
                "percentage", SHARE, "100 × numerator ÷ denominator, to six decimals."
            ),
            Column("suppressed", pa.bool_(), "Whether the figure is withheld."),
            Column(
                "rest_numerator", COUNT, "The same of everybody else (whole years)."
            ),
            Column("rest_denominator", COUNT, "Out of what, for everybody else."),
            Column("rest_percentage", SHARE, "Everybody else’s percentage."),
            Column("gap", SHARE, "Percentage points: the group less everybody else."),
            Column(
                "england_numerator",
                COUNT,
                "The same of England, where it was published.",
            ),
            Column("england_denominator", COUNT, "Out of what, for England."),
            Column(
                "england_percentage",
                SHARE,
                "England’s percentage, of all pupils: half-terms by subtraction, years the"
                " annual figure. Blank for phases and schools.",
            ),
            Column(
                "gap_to_england", SHARE, "Percentage points: the group less England."
            ),
        ),
        _figures,
    ),
    Table(
        "comparators",
        "What was published of the authority, its region, England and its statistical"
        " neighbours. To 2024/25 the Department’s live all-phase percentages were weighted"
        " by phase, and from 2025/26 they are pooled.",
        (
            Column("measure", TEXT, "The measure’s name; see the table measures."),
            _YEAR,
            Column("part", TEXT, "“year”, or HT1 to HT6 on national dates."),
            Column("as_at", pa.date32(), "The day it was published."),
            Column("level", TEXT, "authority, region, England or neighbours."),
            Column("area", TEXT, "Whose figure it is."),
            Column("numerator", COUNT, "What was counted; blank where not published."),
            Column("denominator", COUNT, "Out of what; blank where not published."),
            Column("percentage", SHARE, "As published; neighbours’ is a plain mean."),
            Column("symbol", TEXT, "What stands in place of a figure not given."),
            Column("rank", COUNT, "The authority’s place: 1 is the lowest absence."),
            Column("ranked", COUNT, "Of how many authorities with a figure."),
            Column("band", TEXT, "A to D, quarters of authorities, A the best."),
        ),
        _comparators,
    ),
    Table(
        "measures",
        "What each measure counts, and where its definition comes from.",
        (
            Column("measure", TEXT, "Its name, as in figures."),
            Column("title", TEXT, "Its title."),
            Column("sentence", TEXT, "What it counts."),
            Column("unit", TEXT, "sessions or enrolments."),
            Column("polarity", TEXT, "Which way is better: low, high or none."),
            Column("source", TEXT, "Where the definition comes from."),
        ),
        _measures,
    ),
    Table(
        "schools",
        "One row a school held.",
        (
            Column("group", TEXT, "Its name, as the group in figures."),
            *(
                Column(
                    column.name,
                    KINDS_OF_COLUMN.get(column.kind, TEXT),
                    column.meaning,
                )
                for column in SCHOOLS.columns
            ),
        ),
        _schools,
    ),
    Table(
        "periods",
        "When each part of a year is, by the authority’s own calendar.",
        (
            _YEAR,
            _PART,
            Column("title", TEXT, "What people call it."),
            Column("first_on", pa.date32(), "Its first day."),
            Column("last_on", pa.date32(), "Its last day."),
        ),
        _periods,
    ),
    Table(
        "coverage",
        "How many of a school’s open sessions have marks: what the figures rest on.",
        (
            _YEAR,
            _PART,
            Column("group", TEXT, "The school, as the group in figures."),
            Column(
                "open_sessions", COUNT, "Sessions it was open, up to the last mark."
            ),
            Column("held_sessions", COUNT, "Those that hold a mark."),
            Column("last_mark_on", pa.date32(), "The last day with a mark."),
        ),
        _coverage,
    ),
    Table(
        "dictionary",
        "Every table’s columns, and what each means.",
        (
            Column("table", TEXT, "The table."),
            Column("column", TEXT, "The column."),
            Column("type", TEXT, "Its type in the Parquet file."),
            Column("meaning", TEXT, "What it holds."),
        ),
        _dictionary,
    ),
    Table(
        "about",
        "What the folder was written of. Written last.",
        (
            Column("what", TEXT, "What is said."),
            Column("value", TEXT, "What it is."),
        ),
        _about,
    ),
)
