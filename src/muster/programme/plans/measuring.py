"""Success measures: what is wrong with one, and how the measure it names has moved.

A success measure is words until it names a measure of the catalogue. What that measure did
stands beside the action and is never called its effect.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from muster.impact.moving import Impact, Judged, judged
from muster.measures import (
    BadPeriod,
    CannotAsk,
    Figure,
    NoSuchMeasure,
    Period,
    get,
    parse_period,
)
from muster.measures.ask import ask
from muster.measures.dimensions import TITLES
from muster.measures.members import latest_mark
from muster.measures.one_figure import one_figure
from muster.measures.scope import ALL, Scope
from muster.measures.titles import title_of
from muster.programme import Refused
from muster.programme.plans.action import Success
from muster.school_year import SchoolYear
from muster.tables.state import State


WORDS = "These are words no measure stands for yet. Agree a proxy, or say why there is none."


def called(measure: str, narrowed: Mapping[str, str]) -> str:
    """A measure and for whom, as the catalogue calls both: “Persistent absence, Free school
    meals: Eligible”. One it no longer has goes by the name it had."""
    try:
        title = get(measure).title
    except NoSuchMeasure:
        title = measure
    of = [
        f"{TITLES.get(name, name)}: {title_of(name, value)}"
        for name, value in narrowed.items()
    ]
    return ", ".join([title, *of])


def faults(one: Success) -> Iterator[str]:
    """What is missing of a success measure, a sentence each; nothing of a whole one."""
    if not one.measure:
        if not one.unmeasured_reason:
            yield WORDS
        return
    if one.baseline_denominator is None:
        yield "It has no baseline: nothing can be compared."
    if one.target_percent is None:
        yield "It has no target."
    if one.by_when is None:
        yield "It says no day by which."


def baseline_of(
    state: State,
    measure: str,
    where: dict[str, str],
    period: str,
    *,
    today: date,
    scope: Scope = ALL,
) -> Figure:
    """The figure a success measure starts from. Raises Refused where there is none, or it
    is of so few children that it is withheld: a plan would give it away."""
    try:
        found = one_figure(
            state, measure, where=where, period=period, today=today, scope=scope
        )
    except (CannotAsk, BadPeriod) as why:
        raise Refused(str(why)) from why
    if found.suppressed or not found.denominator:
        raise Refused(
            f"{get(measure).title} has no figure there that can be shown: too few are"
            " behind it. Choose a wider group or a longer period."
        )
    return found


@dataclass(frozen=True)
class Point:
    """The measure in one half-term; no value where it is withheld or there is none."""

    period: Period
    value: Decimal | None


@dataclass(frozen=True)
class Progress:
    """How a success measure's measure went. ``now`` is the latest of the same part of the
    year as its baseline; ``points`` are half-terms since, for a chart."""

    success: Success
    now: Point | None
    judged: Judged
    points: tuple[Point, ...]

    @property
    def baseline(self) -> Decimal | None:
        return percent(
            self.success.baseline_numerator, self.success.baseline_denominator
        )

    @property
    def is_met(self) -> bool:
        """Whether the latest figure is at the target or better."""
        target, value = self.success.target_percent, self.now and self.now.value
        if target is None or value is None:
            return False
        return value >= target if wanted(self.success) > 0 else value <= target


def progress(
    one: Success, state: State, *, today: date, scope: Scope = ALL
) -> Progress | None:
    """None of one that is words, or has no baseline."""
    if not one.measure or not one.baseline_period:
        return None
    baseline = parse_period(one.baseline_period)
    now = _latest_like(state, baseline)
    if get(one.measure).table:
        now = parse_period(today.isoformat())
    try:
        value = None if now is None else _value(one, state, now, today, scope)
    except CannotAsk as why:
        return Progress(one, None, Judged(Impact.NO_SIGNAL, str(why)), ())
    if now is None or now.first <= baseline.first:
        said = Judged(Impact.NOT_DUE, "Nothing after its baseline is held yet.")
        return Progress(one, None, said, _points(one, state, baseline, today, scope))
    said = judged(
        state,
        one.measure,
        one.narrowed,
        baseline=baseline,
        now=now,
        wanted=wanted(one),
    )
    points = _points(one, state, baseline, today, scope)
    return Progress(one, Point(now, value), said, points)


def wanted(one: Success) -> int:
    """1 where it should rise and -1 where it should fall: as the measure has it; to its
    target where the measure doesn’t say."""
    if (polarity := get(one.measure).polarity) != "none":
        return 1 if polarity == "high" else -1
    baseline = percent(one.baseline_numerator, one.baseline_denominator)
    if one.target_percent is not None and baseline is not None:
        return 1 if one.target_percent > baseline else -1
    return -1


def percent(numerator: int | None, denominator: int | None) -> Decimal | None:
    if numerator is None or not denominator:
        return None
    return Decimal(100) * numerator / denominator


def _latest_like(state: State, baseline: Period) -> Period | None:
    """The same half-term, term or year of the latest year in which it has marks."""
    label, slash, part = baseline.text.partition("/")
    if label != baseline.years[-1].label:
        return None
    held = [year for year in state.years() if year >= baseline.years[-1].start]
    calendar = state.calendar()
    for year in reversed(held):
        period = parse_period(SchoolYear(year).label + slash + part)
        last_on = latest_mark(state, year)
        if last_on is not None and period.dates(calendar)[0] <= last_on:
            return period
    return None


def _value(
    one: Success, state: State, period: Period, today: date, scope: Scope
) -> Decimal | None:
    found = one_figure(
        state,
        one.measure,
        where=one.narrowed,
        period=period,
        today=today,
        scope=scope,
    )
    return found.value


def _points(
    one: Success, state: State, baseline: Period, today: date, scope: Scope
) -> tuple[Point, ...]:
    """The measure in each half-term from the baseline's year on, a question a year."""
    if get(one.measure).table:
        return ()
    by = ("half_term", *one.narrowed)
    points = []
    for year in state.years():
        if year < baseline.years[0].start:
            continue
        label = SchoolYear(year).label
        try:
            answer = ask(state, [one.measure], by, label, scope=scope, today=today)
        except CannotAsk:
            continue
        for figure in answer.rows:
            half_term, *narrowed = figure.dims
            if (
                tuple(narrowed) == tuple(one.narrowed.values())
                and half_term[-1:].isdigit()
            ):
                points.append(
                    Point(parse_period(f"{label}/HT{half_term[-1]}"), figure.value)
                )
    return tuple(sorted(points, key=lambda point: point.period.text))
