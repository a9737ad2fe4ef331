"""Asking for figures: measures, a period, rules and breakdowns in; counted figures out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import polars as pl

from muster.measures import catalogue, counts, dimensions, grouped, provided
from muster.measures import rules as cohort
from muster.measures.answering import Asked
from muster.measures.figures import Figure, suppressed
from muster.measures.grouped import Places
from muster.measures.members import members
from muster.measures.periods import Period, half_term, parse_period, said
from muster.measures.provided import Stretch
from muster.measures.question import Answer, CannotAsk, Question, check, table_of
from muster.measures.scope import ALL, Scope
from muster.measures.units import Cohort
from muster.school_year import SchoolYear
from muster.tables.state import State, remembered


MOST_KEPT = 4096


def ask(
    state: State,
    names: Sequence[str],
    by: Sequence[str] = (),
    period: str | Period | None = None,
    rules: str = "census",
    schools: Sequence[int] = (),
    scope: Scope = ALL,
    audience: str = "officers",
    engine: str = "numpy",
    today: date | None = None,
) -> Answer:
    """Figures of the named measures.

    ``by`` are dimensions, ``schools`` ids to keep to. The period defaults to the latest
    half-term with marks, or the latest year to date if there are weekly files only.
    Measures of cases (actions, say) are of the cases as they stood at its end, or
    ``today`` if that is earlier; for them it defaults to the school year to today.
    Numerators and denominators are sums (rules.md 2.1), so a figure
    of many schools is never a mean. Raises CannotAsk, BadPeriod, NoSuchMeasure,
    NoSuchRules or NoSuchDimension, each a sentence.
    """
    wanted = parse_period(period) if isinstance(period, str) else period
    question = Question(
        tuple(names),
        tuple(by),
        wanted,
        rules,
        tuple(schools),
        scope,
        audience,
        engine,
        today,
    )
    return ask_all(state, [question])[0]


def ask_all(
    state: State,
    questions: Sequence[Question],
    progress: Callable[[float], object] = lambda share: None,
) -> list[Answer]:
    """Answers in the order of the questions, each as ``ask`` gives it.

    Questions that go back to the same marks read them together, so a paper's should be
    asked at once. ``progress`` is told the share answered, from 0 to 1.
    """
    wanted = [_whole(state, question) for question in questions]
    kept: dict[Question, Answer] = state.remembered.setdefault(ask_all, {})
    if len(kept) > MOST_KEPT:
        kept.clear()
    answers = {q: answer for q in wanted if (answer := kept.get(q))}
    # Never kept: cases change while the marks stay as they are.
    answers |= {q: _of_cases(state, q) for q in wanted if q.today}
    new = {q: _asked(state, q) for q in wanted if q not in answers}
    readers = [asked for asked in new.values() if asked.reads_marks]
    read = 0.5 if readers else 0.0
    _read_marks(state, readers, lambda share: progress(read * share))
    for done, (question, asked) in enumerate(new.items()):
        progress(read + (1 - read) * done / len(new))
        if asked.years and not asked.reads_marks:
            asked.count_units()
        answers[question] = kept[question] = _answer(asked)
    progress(1.0)
    return [answers[question] for question in wanted]


@remembered(8)
def latest_half_term(state: State) -> Period:
    """The latest half-term with marks (design.md 6). Raises CannotAsk if there are none."""
    years = state.years()
    if not years:
        raise CannotAsk("No marks have been loaded yet. Load a marks file first.")
    kept = counts.standard(state, years[-1])
    labels = pl.scan_parquet(kept.core).select(pl.col("slice").max()).collect().item()
    return half_term(SchoolYear(years[-1]), int(labels or 4) // 4)


def latest_period(state: State) -> Period:
    """The period a question is of that names none: the latest half-term with marks, or
    the year to date of weekly files. Raises CannotAsk if there are neither."""
    if state.totals_years() and not state.years():
        return parse_period(f"{SchoolYear(state.totals_years()[-1])}/ytd")
    return latest_half_term(state)


def why_not(state: State, question: Question) -> str:
    """Why a question has no answer, in a sentence; nothing when it has one."""
    try:
        whole = _whole(state, question)
        if whole.today:
            _stretch_and_scope(state, whole)
        else:
            _asked(state, whole)
    except (CannotAsk, dimensions.NoSuchDimension) as why:
        return str(why)
    return ""


def _whole(state: State, question: Question) -> Question:
    """The question with nothing left unsaid; ``today`` only where it makes a difference."""
    if table_of([catalogue.get(name) for name in question.names]) is None:
        period = question.period or latest_period(state)
        schools = tuple(sorted(question.schools))
        return replace(question, period=period, schools=schools, today=None)
    assert question.today, "Measures of cases are as at a day: say which is today."
    period = question.period or provided.latest_period(question.today)
    return replace(question, period=period)


def _stretch_and_scope(state: State, question: Question) -> tuple[Stretch, Scope]:
    """What is asked for of a table of cases. Raises whatever says it can't be."""
    measures = [catalogue.get(name) for name in question.names]
    check(question, measures)
    cohort.get(question.rules)
    table = table_of(measures)
    assert table and question.period and question.today
    stretch = provided.stretch_of(question.period, state.calendar(), question.today)
    return stretch, provided.scope_of(question, table)


def _of_cases(state: State, question: Question) -> Answer:
    stretch, scope = _stretch_and_scope(state, question)
    measures = [catalogue.get(name) for name in question.names]
    found = provided.count_rows(
        measures, question.by, stretch, scope, question.audience
    )
    what = measures[0].unit.capitalize()
    assert question.period
    return Answer(
        question.period,
        None,
        question.by,
        question.audience,
        stretch.as_at,
        _in_order(question, found),
        0,
        (f"{what} as they stood on {said(stretch.as_at)}.",),
    )


def _asked(state: State, question: Question) -> Asked:
    check(question, [catalogue.get(name) for name in question.names])
    asked = Asked(state, question)
    asked.check_files()
    return asked


def _read_marks(
    state: State, questions: Sequence[Asked], progress: Callable[[float], object]
) -> None:
    """Adds up all these questions from one reading of the marks of each cohort."""
    together: dict[Cohort, list[tuple[Asked, Places]]] = defaultdict(list)
    for asked in questions:
        cohort, places = asked.places()
        together[cohort].append((asked, places))
    for done, (cohort, held) in enumerate(together.items()):
        who = members(state, *cohort)
        found = grouped.add_up(
            state,
            cohort.year,
            who.schools,
            who.bounds(drop_ht6=True),
            [places for _, places in held],
            partial(_tell, progress, done, len(together)),
        )
        for (asked, _), added in zip(held, found, strict=True):
            if added is not None:
                asked.take(added)


def _tell(
    progress: Callable[[float], object], done: int, parts: int, share: float
) -> None:
    progress((done + share) / parts)


def _answer(asked: Asked) -> Answer:
    question = asked.question
    shown = suppressed(
        asked.figures(), question.by, question.audience, asked.stands_apart
    )
    return Answer(
        asked.period,
        asked.rules,
        question.by,
        question.audience,
        asked.as_at,
        _in_order(question, shown),
        asked.unknown_age,
        tuple(asked.notes),
    )


def _in_order(question: Question, figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """By measure as asked, then as people list the values of each breakdown."""
    order = {name: number for number, name in enumerate(question.names)}

    def place(row: Figure) -> tuple[int, list]:
        values = zip(question.by, row.dims, strict=True)
        return order[row.measure], [dimensions.order_of(d, v) for d, v in values]

    return tuple(sorted(figures, key=place))
