"""Asks the catalogue everything a pack rests on, once, for every audience alike.

A pack for one audience is asked together with those the others would get, and the periods
it is held against with all that a pack of theirs shows. Otherwise two packs laid side by
side could give away what each of them hides (rules.md 11.2 rule 8).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from muster.impact.review import review
from muster.impact.signals import fit_for
from muster.measures import (
    ALL,
    CannotAsk,
    Period,
    Question,
    ask,
    get,
    latest_period,
    parse_period,
    why_not,
)
from muster.measures.compared import compared, england_by_half_term
from muster.measures.coverage import coverage
from muster.measures.dimensions import OF_PUPIL, UNKNOWN
from muster.measures.members import prus, school_names
from muster.measures.own import own
from muster.measures.periods import TERM_HALVES
from muster.measures.provided import PROVIDERS
from muster.measures.rules import Rules
from muster.measures.together import Shared, ask_together
from muster.reports import words
from muster.reports.audiences import AUDIENCES, Audience
from muster.reports.figures import (
    About,
    Ask,
    Chosen,
    England,
    Held,
    Meaning,
    Rolls,
    SchoolRegisters,
    WeekRegisters,
    gathered,
)
from muster.reports.sections import SECTIONS
from muster.reports.sections.section import Section
from muster.reports.spans import Span, Spans, spans_of
from muster.school_year import HALF_TERMS, week_of
from muster.tables.state import AUTHORITY, State


Progress = Callable[[float], object]
# What is held against others' published figures.
BESIDE = (
    "attendance",
    "overall_absence",
    "unauthorised_absence",
    "persistent_absence",
    "severe_absence",
)
DRAWN_BESIDE = "overall_absence"
# The periods whose own packs show all of this.
PACKED = (Span.NOW, Span.BEFORE, Span.TO_DATE)


class CannotMake(ValueError):
    """A pack that can't be made; the message says why and what to do."""


def section(name: str) -> Section:
    return next(one for one in SECTIONS if one.name == name)


def the_period(state: State, period: str | Period | None) -> Period:
    """The period of a pack; without one, the latest half-term with marks, or the year to
    date of weekly files.

    Raises CannotMake where there are neither, and BadPeriod.
    """
    try:
        wanted = period or latest_period(state)
    except CannotAsk as none:
        raise CannotMake(str(none)) from none
    return parse_period(wanted) if isinstance(wanted, str) else wanted


# What the pack is about ----------------------------------------------------------------


def about_pack(
    state: State, period: Period, audience: Audience, rules: Rules, la: str = ""
) -> About:
    """Everything a pack rests on besides figures. Raises CannotMake if there are no marks
    in the period."""
    spans = spans_of(state, period)
    try:
        whole = ask(state, ["attendance"], period=period, rules=rules.name)
    except CannotAsk as why:
        raise CannotMake(str(why)) from None
    registers = _registers(state, period)
    is_counted = any(row.suppressed or row.denominator for row in whole.rows)
    if not is_counted and not any(one.held for one in registers):
        raise _no_marks(state, period)
    as_at = max((one.last_on for one in registers if one.last_on), default=whole.as_at)
    upto = min(as_at or spans.last, spans.last)
    layers = [layer for layer in state.manifest.layers if not layer.undone]
    return About(
        audience=audience,
        spans=spans,
        rules=rules,
        as_at=as_at,
        files=tuple(sorted({layer.table for layer in layers})),
        schools=max(len(registers), _open_schools(state, spans)),
        registers=tuple(registers),
        weeks=tuple(_weeks(state, spans)),
        unknown_age=whole.unknown_age,
        version=_version(state),
        beside=tuple(
            one for name in BESIDE for one in compared(state, la, name, period, upto)
        ),
        england=tuple(_england(state, spans)),
        own=tuple(one for name in BESIDE for one in own(state, name, school=AUTHORITY)),
        loads=tuple(dict.fromkeys(layer.load for layer in layers)),
        review=review(state, period, rules.name, audience.name),
        has_codes=any(year.start in state.years() for year in period.years),
        notes=whole.notes,
    )


def is_counted(state: State, period: Period) -> bool:
    """Whether there is anything of a period to put in a pack."""
    try:
        rows = ask(state, ["attendance"], period=period).rows
    except CannotAsk:
        return False
    return any(row.suppressed or row.denominator for row in rows)


def _no_marks(state: State, period: Period) -> CannotMake:
    try:
        latest = latest_period(state)
    except CannotAsk as none:
        return CannotMake(str(none))
    return CannotMake(
        f"There are no marks for {words.lower_first(period.title)}, so there is nothing to"
        f" put in a pack. The latest with anything to count is {latest.text}."
    )


def _registers(state: State, period: Period) -> list[SchoolRegisters]:
    covered, names = coverage(state, period), school_names(state)
    rows = state.schools.select("id", "phase", "provisional").iter_rows(named=True)
    return [
        SchoolRegisters(
            name=names[row["id"]],
            phase=row["phase"] or UNKNOWN,
            open=covered[row["id"]].open,
            held=covered[row["id"]].held,
            last_on=covered[row["id"]].last_on,
            is_provisional=row["provisional"],
        )
        for row in rows
        if row["id"] in covered
    ]


def _weeks(state: State, spans: Spans) -> list[WeekRegisters]:
    found = []
    monday = week_of(spans.first)
    while monday <= spans.last:
        sunday = monday + timedelta(days=6)
        held = coverage(state, parse_period(f"{monday}..{sunday}"))
        sent = sum(bool(one.held) for one in held.values())
        found.append(WeekRegisters(monday, len(held), sent))
        monday += timedelta(days=7)
    return found


def _open_schools(state: State, spans: Spans) -> int:
    """Schools described that had not closed before the period; only weekly files need
    this, for their schools have no calendar to be due by."""
    closed = state.schools["closed_on"].to_list()
    return sum(one is None or one >= spans.first for one in closed)


def _version(state: State) -> str:
    """The store's version and the hash of the layers in force: what the figures are of."""
    layers = [layer.file for layer in state.manifest.layers if not layer.undone]
    digest = hashlib.sha256("\n".join(layers).encode()).hexdigest()
    return f"{state.version}-{digest[:8]}"


def _england(state: State, spans: Spans) -> Iterator[England]:
    """England's half-terms, of the pack's year and the year before, none after the period."""
    for period in spans.years[-2:]:
        year = period.years[0]
        found = england_by_half_term(state, DRAWN_BESIDE, year)
        for half_term, stood in found.items():
            if year < spans.year or half_term <= spans.last_half_term:
                yield England(DRAWN_BESIDE, year.title, f"HT{half_term}", stood)


# Asking --------------------------------------------------------------------------------


def held_for(
    state: State, about: About, told: Progress = lambda share: None
) -> tuple[Held, ...]:
    """Every figure the audience's sections ask for, hidden as it must be for them."""
    mine = _asks(about, about.audience)
    everybody = gathered(ask for one in AUDIENCES for ask in _asks(about, one))
    questions = {
        (ask.place, period.text): question
        for ask, period in _placed(about, everybody)
        if (question := _question(state, about, ask, period))
    }
    shared = ask_together(
        state,
        list(questions.values()),
        about.audience.name,
        told,
        {
            period.text: parts
            for span in PACKED
            for period in about.spans.of(span)
            if (parts := _half_terms_of(state, period, about.spans))
        },
    )
    answers = dict(zip(questions, shared, strict=True))
    return tuple(
        _held(ask, period, answers[ask.place, period.text])
        for ask in mine
        for period in about.spans.of(ask.span)
        if (ask.place, period.text) in answers
    )


def cases_for(state: State, about: About, today: date) -> tuple[Held, ...]:
    """What the audience's sections ask of cases, as they stood at the end of the period or
    today: of every school, whatever its rules say of units. None of a table nobody fills,
    nor of a period to come."""
    found: list[Held] = []
    if about.spans.first > today:
        return ()
    for name in about.audience.sections:
        for ask_ in section(name).cases:
            tables = [get(one).table for one in ask_.measures]
            if not all(one and one.name in PROVIDERS for one in tables):
                continue
            period = about.spans.now
            answer = ask(
                state,
                ask_.measures,
                ask_.by,
                period=period,
                rules=about.rules.name,
                audience=about.audience.name,
                today=today,
            )
            rows = tuple(replace(row, pupils=0) for row in answer.rows)
            found.append(Held(ask_.span, ask_.by, ask_.rolls, period, rows, ()))
    return tuple(found)


def _asks(about: About, audience: Audience) -> list[Ask]:
    seen = replace(about, audience=audience)
    return gathered(
        ask for name in audience.sections for ask in section(name).asks(seen)
    )


def _placed(about: About, asks: Sequence[Ask]) -> Iterator[tuple[Ask, Period]]:
    """Each question and its periods; and of each period with a pack of its own, all that
    pack asks."""
    for ask_ in asks:
        for period in about.spans.of(ask_.span):
            yield ask_, period
    for ask_ in asks:
        if ask_.span is Span.NOW:
            for span in PACKED[1:]:
                wider = replace(ask_, span=span)
                for same in asks:
                    if same.place == wider.place:
                        names = (*same.measures, *wider.measures)
                        wider = replace(wider, measures=tuple(dict.fromkeys(names)))
                for period in about.spans.of(span):
                    yield wider, period


def _question(state: State, about: About, ask_: Ask, period: Period) -> Question | None:
    names = tuple(
        name
        for name in ask_.measures
        if period.can_persist or not get(name).counts_enrolments
    )
    schools = schools_of(state, about.rules)[ask_.rolls]
    if ask_.rolls is Rolls.APART and not schools:
        return None
    whole = Question(names, ask_.by, period, about.rules.name, schools, ALL)
    if all(year.start in state.years() for year in period.years):
        return whole if names else None
    # A weekly file has no codes and no dates, and is not of every stretch of time.
    can = [name for name in names if not why_not(state, replace(whole, names=(name,)))]
    return replace(whole, names=tuple(can)) if can else None


def schools_of(state: State, rules: Rules) -> dict[Rolls, tuple[int, ...]]:
    """Which schools a question keeps to. All of them, unless some stand apart."""
    apart = prus(state) if rules.pru_apart else frozenset()
    rest = tuple(sorted(set(state.schools["id"].to_list()) - apart)) if apart else ()
    return {Rolls.IN_TOTAL: rest, Rolls.APART: tuple(sorted(apart))}


def _half_terms_of(state: State, period: Period, spans: Spans) -> list[Period]:
    """The half-terms that add up to a term, a year or a year to date, and have packs."""
    if period.half_term or len(period.years) > 1:
        return []
    year = period.years[0]
    if period.term:
        halves: Iterable[int] = TERM_HALVES[period.term]
    elif period.first == year.starts_on:
        halves = [
            n for n in HALF_TERMS if year < spans.year or n <= spans.last_half_term
        ]
    else:
        return []
    found = [parse_period(f"{year}/HT{each}") for each in halves]
    if year.start in state.years():
        return found
    of = Question(("attendance",))
    return [one for one in found if not why_not(state, replace(of, period=one))]


def _held(ask_: Ask, period: Period, shared: Shared) -> Held:
    """What the audience asked for of an answer, and no more of it than that."""
    rows = tuple(
        replace(row, pupils=0)
        for row in shared.answer.rows
        if row.measure in ask_.measures
    )
    rest = tuple(
        (measure, value, replace(row, pupils=0))
        for (measure, value), row in shared.rest.items()
        if measure in ask_.measures
    )
    return Held(ask_.span, ask_.by, ask_.rolls, period, rows, rest)


def meanings(held: Iterable[Held]) -> tuple[Meaning, ...]:
    """What each measure with figures here counts, as the catalogue says it now."""
    names = dict.fromkeys(row.measure for one in held for row in one.rows)
    return tuple(
        Meaning(one.name, one.title, one.sentence, one.source)
        for one in map(get, names)
    )


def for_audience(about: About) -> About:
    """The same, with nothing of what stands out but what the audience may be told of."""
    of = about.review.found
    fit = fit_for(
        of.findings,
        names_schools=about.audience.ranks_schools,
        groups=about.audience.groups,
    )
    sections, is_public = about.audience.sections, about.audience.name == "public"
    step = about.review.step
    seen = replace(
        about.review,
        found=replace(of, findings=tuple(fit)),
        step=step.without_pupils() if step else None,
        spread=about.review.spread if about.audience.draws_schools else {},
        on_two_rolls=about.review.on_two_rolls if "provision" in sections else None,
    )
    own = [replace(one, numerator=None, denominator=None) for one in about.own]
    return replace(
        about,
        review=seen,
        own=tuple(own) if is_public else about.own,
        priorities=tuple(priorities_for(about)),
    )


def priorities_for(about: About) -> Iterator[Chosen]:
    """The priorities an audience may be told of: none of one school where schools are not
    named, none of a group it doesn't see; and to the public, nobody's name."""
    audience = about.audience
    for one in about.priorities:
        names = {name for name, _ in one.narrowed}
        if (one.school or "school" in names) and not audience.ranks_schools:
            continue
        if names & set(OF_PUPIL) - set(audience.groups):
            continue
        if audience.name == "public":
            actions = tuple(replace(each, owner="") for each in one.actions)
            one = replace(one, actions=actions)
        yield one
