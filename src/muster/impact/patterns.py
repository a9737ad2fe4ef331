"""Days, weeks and registers: when absence comes, and whose marks don't."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from muster.impact import words
from muster.impact.evidence import Evidence
from muster.impact.findings import Finding, Place, When
from muster.impact.limits import beyond_chance, funnel, individuals
from muster.impact.schools import ABSENCE, SCHOOL
from muster.impact.spread import moved, share_of
from muster.impact.triggers import FALSE_SHARE, SESSIONS_SILENT, trigger
from muster.measures import Answer, Figure, Period, Question, ask_all, parse_period
from muster.measures.coverage import Session
from muster.measures.rules import PRU_PHASES
from muster.school_year import SchoolYear, week_label, week_of


ILLNESS = "reason_i"
HALVES = {"AM": "mornings", "PM": "afternoons"}
# A week or a session with less than this part of the usual is one most were closed in.
FEW = 5
FEWEST_WEEKS = 13  # to know how weeks vary (Making Data Count asks for as many points)
WEEK = ("phase", "school", "week")
DAY = ("phase", "school", "weekday", "session")


def findings(of: Evidence) -> Iterator[Finding]:
    days, now, before = _asked(of)
    yield from _days(of, days)
    yield from _last_week(of, now, before)
    yield from _illness(of, [one for one in (before, now) if one])
    yield from silent(of)


def _asked(of: Evidence) -> tuple[Answer, Answer, Answer | None]:
    """All that goes back to the marks, read together: days of the week in the period, and
    weeks of the years."""
    year = of.period.years[-1].start
    years = [year, year - 1] if of.earlier else [year]
    wanted: list[tuple[tuple[str, ...], tuple[str, ...], Period]]
    wanted = [((ABSENCE,), DAY, of.period)]
    wanted += [
        ((ABSENCE, ILLNESS), WEEK, parse_period(SchoolYear(one).label)) for one in years
    ]
    questions = [
        Question(names, by, period, of.rules, audience="unsuppressed")
        for names, by, period in wanted
    ]
    days, now, *before = ask_all(of.state, questions)
    return days, now, before[0] if before else None


def _days(of: Evidence, answer: Answer) -> Iterator[Finding]:
    rule = trigger("day_of_school", of.on)
    schools, cells, counted, out_of = _table(answer.of(ABSENCE))
    by, strength = against_rest(counted, out_of)
    pupils = np.array([_pupils(of, name) for _, name in schools])
    named = beyond_chance(strength.ravel(), FALSE_SHARE).reshape(strength.shape)
    far = named & (strength >= rule.beyond) & (100 * by >= rule.points)
    far &= pupils[:, None] >= rule.pupils
    for row in np.flatnonzero(far.any(axis=1)):
        cell = int(np.argmax(np.where(far[row], strength[row], 0)))
        (phase, name), (day, half) = schools[row], cells[cell]
        yield Finding(
            rule,
            name,
            f"{day} {HALVES[half]} at {name}: {{now}} of sessions missed, against {{whole}}"
            " in its whole week: a wider difference than at other schools.",
            {
                "now": Place(ABSENCE, DAY, (phase, name, day, half)),
                "whole": Place(ABSENCE, SCHOOL, (phase, name)),
            },
            float(strength[row, cell]),
            (words.TIMETABLE, *words.doubts(of, name, pupils[row])),
            name,
            is_better=False,
        )


def against_rest(
    counted: np.ndarray, out_of: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """How much more is missed in each session of the week than in the rest of it, beyond
    what is usual among schools, and how strongly: ``[schools, sessions]`` each.

    Both are of the same children, so what is left is chance session by session, and how
    far this differs from school to school.
    """
    rest, others = _less(out_of), _less(counted)
    held = (FEW * out_of >= np.median(out_of, axis=1, keepdims=True)) & (rest > 0)
    held &= out_of > 0
    rate = np.divide(others, rest, out=np.zeros(rest.shape), where=held)
    by = np.divide(counted, out_of, out=np.zeros(rest.shape), where=held) - rate
    variance, strength = np.zeros(rest.shape), np.zeros(rest.shape)
    variance[held] = (rate * (1 - rate))[held] * (1 / out_of[held] + 1 / rest[held])
    for cell in range(out_of.shape[1]):
        mine = held[:, cell]
        if mine.any():
            by[mine, cell] -= np.median(by[mine, cell])
        if limits := funnel(by[mine, cell], variance[mine, cell], 0.0):
            strength[mine, cell] = limits.strength(by[mine, cell], variance[mine, cell])
    return by, strength


def _less(values: np.ndarray) -> np.ndarray:
    """The others of each row together."""
    return values.sum(axis=1, keepdims=True) - values


def _table(
    figures: Sequence[Figure],
) -> tuple[list[tuple[str, str]], list[tuple[str, ...]], np.ndarray, np.ndarray]:
    """Schools by the rest of the breakdown: counted and out of. PRUs are left out."""
    rows = [row for row in figures if row.dims[0].lower() not in PRU_PHASES]
    schools = list(dict.fromkeys((row.dims[0], row.dims[1]) for row in rows))
    cells = list(dict.fromkeys(row.dims[2:] for row in rows))
    at = {school: n for n, school in enumerate(schools)}
    cell = {one: n for n, one in enumerate(cells)}
    counted, out_of = np.zeros((2, len(schools), len(cells)))
    for row in rows:
        place = at[row.dims[0], row.dims[1]], cell[row.dims[2:]]
        counted[place], out_of[place] = row.numerator, row.denominator
    return schools, cells, counted, out_of


def _pupils(of: Evidence, school: str) -> int:
    return int((of.now.school == school).sum())


def _last_week(of: Evidence, now: Answer, before: Answer | None) -> Iterator[Finding]:
    """The week before a holiday against the weeks before it, school by school; and, where a
    year before is held, against what it was then."""
    rule = trigger("last_week", of.on)
    if not of.period.half_term or not of.is_over:
        return
    weeks = _weeks_of(of, of.period)
    parts = _of_last(of, now, weeks, 1)
    places = {
        "now": Place(ABSENCE, ("week",), weeks[-1:]),
        "whole": Place(ABSENCE),
    }
    more = ""
    if before and of.earlier:
        then = _weeks_of(of, of.earlier)
        parts += _of_last(of, before, then, -1)
        places["before"] = Place(ABSENCE, ("week",), then[-1:], When.BEFORE)
        places["whole_before"] = Place(ABSENCE, when=When.BEFORE)
        more = f"; in {words.same(of)} {{before}} and {{whole_before}}"
    by = moved(*parts)
    if by.strength < rule.beyond or 100 * by.by < rule.points:
        return
    yield Finding(
        rule,
        "The week before the holiday",
        "In the week before the holiday, absence was {now}, against {whole} in the whole"
        f" half-term{more}.",
        places,
        by.strength,
        (words.TOGETHER,),
        is_better=False,
    )


def _weeks_of(of: Evidence, period: Period) -> tuple[str, ...]:
    """A period's weeks by the authority's calendar."""
    calendar = of.state.calendar()
    days = calendar.school_days(*period.dates(calendar))
    return tuple(dict.fromkeys(week_label(week_of(day)) for day in days))


def _of_last(
    of: Evidence, answer: Answer, weeks: tuple[str, ...], sign: int
) -> list[tuple[int, tuple[float, np.ndarray]]]:
    """The last of the weeks, less the others."""
    rows = [row for row in answer.of(ABSENCE) if row.dims[2] in weeks]
    schools, cells, counted, out_of = _table(rows)
    is_last = np.array([cell == weeks[-1:] for cell in cells])
    number = np.searchsorted(of.schools, np.array([name for _, name in schools]))
    parts = []
    for part, inside in ((sign, is_last), (-sign, ~is_last)):
        n, d = counted[:, inside].sum(axis=1), out_of[:, inside].sum(axis=1)
        parts.append((part, share_of(n, d, number, len(of.schools))))
    return parts


def _illness(of: Evidence, years: list[Answer]) -> Iterator[Finding]:
    """A week of the period above the limits of single weeks, over the years held."""
    rule = trigger("week_of_illness", of.on)
    counted, out_of = Counter[str](), Counter[str]()
    for answer in years:
        for row in answer.of(ILLNESS):
            counted[row.dims[2]] += row.numerator or 0
            out_of[row.dims[2]] += row.denominator or 0
    usual = np.median(list(out_of.values()) or [0])
    held = sorted(week for week, many in out_of.items() if FEW * many >= usual > 0)
    if len(held) < FEWEST_WEEKS:
        return
    values = np.array([counted[week] / out_of[week] for week in held])
    limits, middle = individuals(values), float(np.median(values))
    here = set(_weeks_of(of, of.period))
    value, week = max(
        (pair for pair in zip(values, held, strict=True) if pair[1] in here),
        default=(0.0, ""),
    )
    far = value > limits.high and value >= rule.times * middle
    if not far or 100 * (value - middle) < rule.points:
        return
    yield Finding(
        rule,
        "A wave of illness",
        f"In the week of {words.monday(week)}, {{now}} of sessions were lost to illness,"
        " against {whole} in the school year so far.",
        {
            "now": Place(ILLNESS, ("week",), (week,), When.THIS_YEAR),
            "whole": Place(ILLNESS, when=When.THIS_YEAR),
        },
        float(3 * (value - limits.middle) / (limits.high - limits.middle)),
        (words.WINTER,),
        is_better=False,
    )


def silent(of: Evidence) -> Iterator[Finding]:
    """Schools without a register for ten open sessions on end."""
    rule = trigger("silent_school", of.on)
    for name, one in sorted(of.registers.items()):
        first, last, many = longest_silence(of, one.school, set(one.missing))
        if many < SESSIONS_SILENT:
            continue
        yield Finding(
            rule,
            name,
            f"{name} has no register from {words.day(first)} to {words.day(last)}:"
            f" {many} open sessions on end, of {one.open} in the {words.part(of)}.",
            {},
            3.0 * many / SESSIONS_SILENT,
            (words.CLOSED,),
            name,
        )


def longest_silence(
    of: Evidence, school: int, missing: set[Session]
) -> tuple[date, date, int]:
    """First day, last day and sessions of the longest run of missing registers."""
    if not missing:
        return of.on, of.on, 0
    calendar = of.state.calendar(school)
    best: list[Session] = []
    run: list[Session] = []
    for session in calendar.open_sessions(min(missing)[0], max(missing)[0]):
        run = [*run, session] if session in missing else []
        best = max(best, run, key=len)
    return best[0][0], best[-1][0], len(best)
