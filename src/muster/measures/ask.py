"""Asking for figures: measures, a period, rules and breakdowns in; counted figures out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

import narwhals as nw
import polars as pl

from muster.measures import catalogue, counts, dimensions, grouped, units
from muster.measures import rules as cohort
from muster.measures.count import COUNTS, Tally
from muster.measures.engine import ENGINES, Engine
from muster.measures.figures import Figure, suppressed
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
    shown = suppressed(asked.figures(), question.audience, asked.stands_apart)
    order = {name: number for number, name in enumerate(question.names)}
    rows = sorted(
        shown,
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

        joined = partial(units.joined, self.engine, wanted, slices, self.by)
        if slices.kept and len(self.years) == 1:
            core = self._of_units(year, wanted, slices)
            if not self.needs_codes:
                return core, core
            _, by_code = units.standard_counts(self.state, self.engine, year.start, who)
            return core, joined(by_code, "code", "n")
        core, by_code = (
            units.standard_counts(self.state, self.engine, year.start, who)
            if slices.kept
            else units.tables(self.engine, self._counted(year, who, slices))
        )
        return joined(core, *COUNTS), joined(by_code, "code", "n")

    def _of_units(
        self, year: SchoolYear, wanted: pl.DataFrame, slices: Slices
    ) -> nw.LazyFrame:
        """What each unit has, with its breakdowns: a unit has one value of each.

        Schools that stand apart go in this join, so that the rest is kept once.
        """
        kept_units = self.engine.held(
            units.of_period(
                self.state,
                self.question.engine,
                self.period,
                slices.names,
                self._cohort(year)._replace(apart=False),
            )
        )
        kept = [name for name in self.by if name not in slices.names]
        of_unit = self.engine.held(wanted.select("unit", *kept).unique())
        return kept_units.join(of_unit, on="unit", how="inner")

    def _cohort(self, year: SchoolYear) -> units.Cohort:
        return units.Cohort(
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
        rows = frame if is_whole else units.per_unit(frame, self.by)
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


def _rows(frame: nw.LazyFrame) -> list[dict[str, Any]]:
    """Plain rows. DuckDB's sums come as decimals; every sum here is a whole number."""
    return [
        {k: int(v) if isinstance(v, Decimal) else v for k, v in row.items()}
        for row in frame.collect("polars").rows(named=True)
    ]
