"""Asking for figures: measures, a period, rules and breakdowns in; counted figures out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, NamedTuple

import narwhals as nw
import polars as pl

from muster.measures import catalogue, counts, dimensions, disclosure, grouped
from muster.measures import rules as cohort
from muster.measures.count import BY_CODE, CORE, COUNTS, Tally
from muster.measures.engine import ENGINES, Engine
from muster.measures.grouped import TOTALS
from muster.measures.measure import Measure
from muster.measures.members import (
    Members,
    latest_mark,
    members,
    prus,
    school_names,
)
from muster.measures.periods import Period, half_term, parse_period
from muster.measures.rules import Rules
from muster.measures.scope import ALL, Scope
from muster.measures.slices import Slices, slices_of
from muster.school_year import SchoolYear
from muster.tables import codes
from muster.tables.codes import Class
from muster.tables.state import State


AUDIENCES = ("unsuppressed", "officers", "board", "public")


class CannotAsk(ValueError):
    """A question that has no answer; the message says why and what to ask instead."""


@dataclass(frozen=True)
class Figure:
    """One figure. ``dims`` are its values, in the order of the question's breakdowns.

    A suppressed figure has no numerator, denominator or value. ``pupils`` is how many are
    behind it: for suppression, never shown.
    """

    measure: str
    dims: tuple[str, ...]
    numerator: int | None
    denominator: int | None
    pupils: int
    suppressed: bool = False
    exact: Decimal | None = None

    @property
    def value(self) -> Decimal | None:
        """Percentage to six decimals, half up from the integers; None for 0 of 0."""
        return self.exact


@dataclass(frozen=True)
class Answer:
    """Figures and what they rest on."""

    period: Period
    rules: Rules
    by: tuple[str, ...]
    audience: str
    as_at: date | None
    rows: tuple[Figure, ...]
    unknown_age: int

    def of(self, measure: str) -> tuple[Figure, ...]:
        return tuple(row for row in self.rows if row.measure == measure)


@dataclass(frozen=True)
class Question:
    """What is asked. Hashable, so that an answer is kept as long as its state."""

    names: tuple[str, ...]
    by: tuple[str, ...] = ()
    period: Period | None = None
    rules: str = "census"
    schools: tuple[int, ...] = ()
    scope: Scope = ALL
    audience: str = "officers"
    engine: str = "duckdb"


def ask(
    state: State,
    names: Sequence[str],
    by: Sequence[str] = (),
    period: str | Period | None = None,
    rules: str = "census",
    schools: Sequence[int] = (),
    scope: Scope = ALL,
    audience: str = "officers",
    engine: str = "duckdb",
) -> Answer:
    """Figures of the named measures.

    ``by`` are dimensions, ``schools`` ids to keep to. The period defaults to the latest
    half-term with marks. Numerators and denominators are sums (rules.md 2.1), so a figure
    of many schools is never a mean. Raises CannotAsk, BadPeriod, NoSuchMeasure,
    NoSuchRules or NoSuchDimension, each a sentence.
    """
    wanted = parse_period(period) if isinstance(period, str) else period
    question = Question(
        tuple(names),
        tuple(by),
        wanted or latest_half_term(state),
        rules,
        tuple(sorted(schools)),
        scope,
        audience,
        engine,
    )
    return _answer(state, question)


def latest_half_term(state: State) -> Period:
    """The latest half-term with marks (design.md 6). Raises CannotAsk if there are none."""
    years = state.years()
    if not years:
        raise CannotAsk("No marks have been loaded yet. Load a marks file first.")
    kept = counts.standard(state, years[-1])
    labels = pl.scan_parquet(kept.core).select(pl.col("slice").max()).collect().item()
    return half_term(SchoolYear(years[-1]), int(labels or 4) // 4)


@lru_cache(maxsize=4096)
def _answer(state: State, question: Question) -> Answer:
    period = question.period
    assert period is not None
    measures = [catalogue.get(name) for name in question.names]
    rules = cohort.get(question.rules)
    dimensions.check(question.by)
    _check(measures, question, period)
    asked = _Asked(state, question, measures, rules, period)
    figures = list(asked.figures())
    suppressed = _suppressed(figures, question.audience, asked.stands_apart)
    order = {name: number for number, name in enumerate(question.names)}
    rows = sorted(
        suppressed,
        key=lambda row: (
            order[row.measure],
            [
                dimensions.order_of(d, v)
                for d, v in zip(question.by, row.dims, strict=True)
            ],
        ),
    )
    return Answer(
        period,
        rules,
        question.by,
        question.audience,
        asked.as_at,
        tuple(rows),
        len(asked.unaged),
    )


def _check(measures: list[Measure], question: Question, period: Period) -> None:
    if question.audience not in AUDIENCES:
        raise CannotAsk(
            f"“{question.audience}” is not an audience. Use {', '.join(AUDIENCES)}."
        )
    for measure in measures:
        short = [d for d in question.by if d in dimensions.NOT_PERSISTENT]
        if measure.counts_enrolments and short:
            raise CannotAsk(
                f"{measure.title} is measured over a longer time, so there is none by"
                f" {short[0]}. Ask by half_term or term."
            )
        if dimensions.REASON in question.by and measure.name not in BY_REASON:
            raise CannotAsk(
                f"{measure.title} has no reasons. By reason, ask for one of"
                f" {', '.join(BY_REASON)}."
            )


BY_REASON = {
    "attendance": (Class.ATTENDING, Class.AEA),
    "overall_absence": (Class.AUTHORISED, Class.UNAUTHORISED),
    "authorised_absence": (Class.AUTHORISED,),
    "unauthorised_absence": (Class.UNAUTHORISED,),
}
PRESENT = "/\\"


class _Row:
    """The row a measure's function sees: its attributes are columns."""

    def __init__(self, few: int):
        self.few = few
        self.of_codes = nw.lit(0)

    def __getattr__(self, name: str) -> nw.Expr:
        return nw.col(name)


class _Asked:
    """One question being answered."""

    def __init__(
        self,
        state: State,
        question: Question,
        measures: list[Measure],
        rules: Rules,
        period: Period,
    ):
        self.state, self.question, self.rules, self.period = (
            state,
            question,
            rules,
            period,
        )
        self.measures = measures
        self.by = tuple(name for name in question.by if name != dimensions.REASON)
        self.engine: Engine = ENGINES[question.engine]()
        self.years = [year for year in period.years if year.start in state.years()]
        self.as_at = self._as_at()
        self.unaged: set[int] = set()
        # Persistent absence is decided unit by unit; a child may be at two schools, and a
        # pupil in two years is still one of the pupils behind a figure.
        self.by_unit = (
            rules.by_child
            or len(self.years) > 1
            or any(m.counts_enrolments for m in measures)
        )
        self.needs_codes = dimensions.REASON in question.by or any(
            measure.codes for measure in measures
        )

    def figures(self) -> Iterator[Figure]:
        if not self.years:
            return
        totals, by_code = self._totals()
        for measure in self.measures:
            if dimensions.REASON in self.question.by:
                yield from self._by_reason(measure, totals, by_code)
            else:
                yield from self._of(measure, totals, by_code)

    # Counting

    def _totals(self) -> tuple[list[dict[str, Any]], dict[tuple, int]]:
        """Sums of every measure by the breakdowns; sessions by breakdowns and code."""
        years = [self._year(year) for year in self.years]
        totals = self._summed(nw.concat([core for core, _ in years]))
        by_code: dict[tuple, int] = {}
        if self.needs_codes:
            keys = [*self.by, "code"]
            coded = nw.concat([codes_ for _, codes_ in years])
            n = nw.col("n").cast(nw.Int64).sum()
            for row in _rows(coded.group_by(*keys).agg(n)):
                by_code[tuple(row[key] for key in keys)] = row["n"]
        return totals, by_code

    def _year(self, year: SchoolYear) -> tuple[nw.LazyFrame, nw.LazyFrame]:
        """The year's counts with their breakdowns, whole and by code."""
        who = members(self.state, *self._cohort(year))
        self.unaged |= who.unaged
        slices = slices_of(self.period, self.by, self.state, year)
        wanted = self._wanted(who.rows, slices)
        if not slices.kept and not self.by_unit:
            times = slices.frame.drop("ht6")
            totals, coded = grouped.add_up(
                self._counted(year, who, slices), wanted.drop("unit", "drop_ht6"), times
            )
            return self.engine.held(totals), self.engine.held(coded)

        joined = partial(_joined, self.engine, wanted, slices, self.by)
        if slices.kept and len(self.years) == 1:
            core = self._of_units(year, wanted, slices)
            if not self.needs_codes:
                return core, core
            _, by_code = _counts(self.state, self.engine, year.start, who)
            return core, joined(by_code, "code", "n")
        core, by_code = (
            _counts(self.state, self.engine, year.start, who)
            if slices.kept
            else _tables(self.engine, self._counted(year, who, slices))
        )
        return joined(core, *COUNTS), joined(by_code, "code", "n")

    def _of_units(
        self, year: SchoolYear, wanted: pl.DataFrame, slices: Slices
    ) -> nw.LazyFrame:
        """What each unit has, with its breakdowns: a unit has one value of each.

        Schools that stand apart go in this join, so that the rest is kept once.
        """
        units = self.engine.held(
            _units(
                self.state,
                self.question.engine,
                self.period,
                slices.names,
                self._cohort(year)._replace(apart=False),
            )
        )
        kept = [name for name in self.by if name not in slices.names]
        of_unit = self.engine.held(wanted.select("unit", *kept).unique())
        return units.join(of_unit, on="unit", how="inner")

    def _cohort(self, year: SchoolYear) -> Cohort:
        return Cohort(
            year.start,
            self.rules,
            self.as_at or year.ends_on,
            self.rules.pru_apart and not self._names_prus(),
            self._within(),
        )

    def _names_prus(self) -> bool:
        """Whether it is asked of schools by name or phase, or of nothing but PRUs."""
        if "phase" in self.by or "school" in self.by or self.question.schools:
            return True
        within = self.question.scope.schools
        return within is not None and within <= prus(self.state)

    def stands_apart(self, figure: Figure) -> bool:
        """Whether it is of a PRU that the rules leave out of the total shown beside it."""
        place = dict(zip(self.question.by, figure.dims, strict=True))
        if not self.rules.pru_apart:
            return False
        if "school" in place:
            names = school_names(self.state)
            return place["school"] in {names[school] for school in prus(self.state)}
        return place.get("phase", "").lower() in cohort.PRU_PHASES

    def _within(self) -> frozenset[int] | None:
        """The schools asked for that are within reach; None is every school."""
        asked, within = self.question.schools, self.question.scope.schools
        if not asked:
            return within
        return frozenset(asked) & within if within is not None else frozenset(asked)

    def _wanted(self, rows: pl.DataFrame, slices: Slices) -> pl.DataFrame:
        kept = [name for name in self.by if name not in slices.names]
        return rows.select("pupil", "unit", "drop_ht6", *kept)

    def _counted(
        self, year: SchoolYear, who: Members, slices: Slices
    ) -> Iterator[Tally]:
        """Goes back to the marks of the schools that count."""
        schools = who.rows["school_id"].unique().to_list()
        bounds = who.bounds(drop_ht6=True)
        return counts.count(
            self.state,
            year.start,
            slices.cut,
            schools,
            bounds,
            by_code=self.needs_codes,
        )

    # Measuring

    def _summed(self, frame: nw.LazyFrame) -> list[dict[str, Any]]:
        """Each measure's counted, out of and pupils, added up by the breakdowns."""
        is_whole = "pupils" in frame.collect_schema().names()
        rows = frame if is_whole else _per_unit(frame, self.by)
        absent = nw.col("authorised") + nw.col("unauthorised")
        rows = rows.with_columns(absent.alias("absent"))
        row = _Row(self.rules.few)
        columns, sums = [], []
        for measure in self.measures:
            counted, out_of = measure.count(row)
            pupils = out_of if measure.counts_enrolments else nw.col(measure.behind)
            parts = {"n": counted, "d": out_of, "p": pupils}
            for part, expression in parts.items():
                name = f"{part}_{measure.name}"
                columns.append(expression.cast(nw.Int64).alias(name))
                sums.append(name)
        measured = rows.select(*self.by, *columns)
        if self.by:
            summed = measured.group_by(*self.by).agg(*(nw.col(s).sum() for s in sums))
            return _rows(summed)
        [total] = _rows(measured.select(*(nw.col(s).sum() for s in sums)))
        return [{name: value or 0 for name, value in total.items()}]

    # Figures

    def _of(
        self, measure: Measure, totals: list[dict[str, Any]], by_code: dict[tuple, int]
    ) -> Iterator[Figure]:
        ids = [codes.by_code(code).id for code in measure.codes]
        for total in totals:
            dims = tuple(total[name] for name in self.by)
            numerator = total[f"n_{measure.name}"]
            if ids:
                numerator = sum(by_code.get((*dims, code), 0) for code in ids)
            yield Figure(
                measure.name,
                dims,
                numerator,
                total[f"d_{measure.name}"],
                total[f"p_{measure.name}"],
            )

    def _by_reason(
        self, measure: Measure, totals: list[dict[str, Any]], by_code: dict[tuple, int]
    ) -> Iterator[Figure]:
        place = self.question.by.index(dimensions.REASON)
        counted = {
            code.id: code.code
            for code in codes.CODES
            if code.cls in BY_REASON[measure.name]
        }
        for total in totals:
            dims = tuple(total[name] for name in self.by)
            said = {
                name: by_code.get((*dims, code), 0)
                for code, name in counted.items()
                if name not in PRESENT
            }
            if measure.name == "attendance":
                said[PRESENT] = total[f"n_{measure.name}"] - sum(said.values())
            for name, n in said.items():
                if n:
                    yield Figure(
                        measure.name,
                        (*dims[:place], name, *dims[place:]),
                        n,
                        total[f"d_{measure.name}"],
                        total[f"p_{measure.name}"],
                    )

    def _as_at(self) -> date | None:
        """The last school day of the period, or the latest mark if that is earlier.

        Not the last day of a half-term, which is in the holiday after it: who left when
        school broke up is still of its roll.
        """
        if not self.years:
            return None
        year = self.years[-1]
        calendar = self.state.calendar()
        first, last = self.period.dates(calendar)
        last = min(last, year.ends_on)
        open_ = calendar.school_days(max(first, year.starts_on), last)
        marked = latest_mark(self.state, year.start)
        return min(marked, open_[-1] if open_ else last) if marked else None


class Cohort(NamedTuple):
    """What `members` is asked for, besides the state: whose marks count in a year."""

    year: int
    rules: Rules
    as_at: date
    apart: bool
    within: frozenset[int] | None


@lru_cache(maxsize=4)
def _units(
    state: State, engine: str, period: Period, times: tuple[str, ...], of: Cohort
) -> pl.DataFrame:
    """What each enrolment (or child) has in a period, by the breakdowns of time.

    Kept a while: a paper asks for the same by one breakdown of pupils after another.
    """
    who, runs = members(state, *of), ENGINES[engine]()
    slices = slices_of(period, times, state, SchoolYear(of.year))
    wanted = who.rows.select("pupil", "unit", "drop_ht6")
    core, _ = _counts(state, runs, of.year, who)
    summed = _per_unit(_joined(runs, wanted, slices, times, core, *COUNTS), times)
    narrow = [nw.col(name).cast(nw.Int32) for name in TOTALS]
    return summed.with_columns(*narrow).collect("polars").to_native()


def _joined(
    engine: Engine,
    wanted: pl.DataFrame,
    slices: Slices,
    by: tuple[str, ...],
    frame: nw.LazyFrame,
    *columns: str,
) -> nw.LazyFrame:
    """A row a pupil and slice of those wanted, with unit and breakdowns."""
    both = frame.select("pupil", "slice", *columns)
    both = both.join(engine.held(wanted), on="pupil", how="inner")
    both = both.join(engine.held(slices.frame), on="slice", how="inner")
    kept = both.filter((nw.col("drop_ht6") * nw.col("ht6")) == 0)
    return kept.select("unit", *by, *columns)


def _per_unit(frame: nw.LazyFrame, by: tuple[str, ...]) -> nw.LazyFrame:
    """Adds up the slices of each enrolment (or child) within each breakdown."""
    summed = frame.group_by("unit", *by).agg(
        *(nw.col(name).cast(nw.Int64).sum() for name in COUNTS)
    )
    due = nw.col("possible") + nw.col("not_recorded") + nw.col("unknown")
    return summed.with_columns(
        (nw.col("possible") > 0).cast(nw.Int64).alias("pupils"),
        (due > 0).cast(nw.Int64).alias("due_pupils"),
    )


def _counts(
    state: State, engine: Engine, year: int, who: Members
) -> tuple[nw.LazyFrame, nw.LazyFrame]:
    """The standard counts, a row a pupil and slice, and the same by code."""
    kept = counts.standard(state, year)
    core, by_code = engine.stored(kept.core), engine.stored(kept.codes)
    if not who.astray.height:
        return core, by_code
    gone = engine.held(who.astray.select("pupil"))
    again, again_by_code = _tables(engine, _again(state, year, who))
    return _replaced(core, gone, again), _replaced(by_code, gone, again_by_code)


def _again(state: State, year: int, who: Members) -> Iterator[Tally]:
    """The standard counts of those pupils with marks outside their enrolment."""
    return counts.count(
        state,
        year,
        counts.STANDARD,
        schools=who.astray["school_id"].unique().to_list(),
        bounds=who.bounds(drop_ht6=False),
        pupils=who.astray["pupil"].to_numpy(),
    )


def _tables(
    engine: Engine, tallies: Iterator[Tally]
) -> tuple[nw.LazyFrame, nw.LazyFrame]:
    every = list(tallies)
    return (
        engine.tables(CORE, [one.core for one in every]),
        engine.tables(BY_CODE, [one.codes for one in every]),
    )


def _rows(frame: nw.LazyFrame) -> list[dict[str, Any]]:
    """Plain rows. DuckDB's sums come as decimals; every sum here is a whole number."""
    return [
        {k: int(v) if isinstance(v, Decimal) else v for k, v in row.items()}
        for row in frame.collect("polars").rows(named=True)
    ]


def _replaced(
    core: nw.LazyFrame, gone: nw.LazyFrame, again: nw.LazyFrame
) -> nw.LazyFrame:
    return nw.concat([core.join(gone, on="pupil", how="anti"), again])


def _suppressed(
    figures: list[Figure], audience: str, stands_apart: Callable[[Figure], bool]
) -> list[Figure]:
    """Hides small numbers, measure by measure, and rounds for the public.

    What stands apart from a total adds to none, so it hides among its own.
    """
    exact = [replace(f, exact=percentage(f.numerator, f.denominator)) for f in figures]
    if audience == "unsuppressed":
        return exact
    base = disclosure.MINIMUM_BASE if audience == "public" else 0
    done: list[Figure] = []
    tables: dict[tuple[str, bool], list[Figure]] = {}
    for figure in exact:
        tables.setdefault((figure.measure, stands_apart(figure)), []).append(figure)
    for (name, _), mine in tables.items():
        enrolments = catalogue.get(name).counts_enrolments
        cells = [
            disclosure.Cell(f.dims, f.pupils, f.numerator if enrolments else None)
            for f in mine
        ]
        hidden = disclosure.hidden(cells, minimum_base=base)
        for figure, hide in zip(mine, hidden, strict=True):
            if hide:
                figure = replace(
                    figure,
                    numerator=None,
                    denominator=None,
                    exact=None,
                    suppressed=True,
                )
            elif audience == "public":
                figure = for_public(figure)
            done.append(figure)
    return done


def for_public(figure: Figure) -> Figure:
    """Counts to five, the percentage to what rules.md 11.2(4) lets the public see.

    The percentage is rounded once, from the integers, before they are rounded.
    """
    assert figure.numerator is not None and figure.denominator is not None
    places = 0 if figure.pupils < disclosure.WHOLE_PERCENT_BELOW else 1
    return replace(
        figure,
        numerator=disclosure.rounded(figure.numerator),
        denominator=disclosure.rounded(figure.denominator),
        exact=percentage(figure.numerator, figure.denominator, places),
    )


def percentage(
    numerator: int | None, denominator: int | None, places: int = 6
) -> Decimal | None:
    """A percentage, half up, from integers. None for 0 of 0."""
    if numerator is None or not denominator:
        return None
    step = 100 * 10**places
    units = (2 * numerator * step + denominator) // (2 * denominator)
    return Decimal(units).scaleb(-places)
