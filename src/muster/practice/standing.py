"""Where every school stands by the rule, and the sentence that says why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from muster.measures import ALL, CannotAsk, Figure, Period, Question, Scope, ask_all
from muster.measures.catalogue import MEASURES
from muster.measures.comparators import rounded
from muster.measures.members import school_names
from muster.practice.risk import Cohort, Input, Rule, rule_on
from muster.practice.stretch import a_year_ago, so_far
from muster.practice.term import term_on
from muster.practice.words import points_said
from muster.registers.found import Found, Looked
from muster.registers.register import registers
from muster.tables.state import State


KNOWN = {one.name: one for one in MEASURES}
Held = Mapping[tuple[str, str], Figure]


@dataclass(frozen=True)
class Reading:
    """What one input says of a school. ``says`` is why it has its points, or has none."""

    input: Input
    points: int
    says: str
    is_counted: bool = True


@dataclass(frozen=True)
class School:
    id: int
    name: str
    phase: str
    trust: str

    @property
    def peers(self) -> str:
        return f"{self.phase} schools" if self.phase else "all schools"


@dataclass(frozen=True)
class Standing:
    """One school by the rule. ``severe`` and ``without_plan`` are None where the week's
    lists were never made of it."""

    school: School
    readings: tuple[Reading, ...]
    cohort: Cohort
    severe: int | None
    without_plan: int | None
    pupils: int
    is_small: bool

    @property
    def points(self) -> int:
        return sum(one.points for one in self.readings)

    @property
    def why(self) -> str:
        """“18 severely absent, 6 without a plan; persistent absence 31.2%, 8.1 points
        above primary schools.”"""
        said = [_severe_said(self.severe, self.without_plan)]
        said += [
            one.says
            for one in self.readings
            if one.points and one.input.name != "without_plan"
        ]
        if self.is_small:
            said.append(f"too few pupils to compare its rates ({self.pupils})")
        elif not self.points:
            said.append("nothing else stands out")
        return "; ".join(said) + "."

    def without(self, against: str) -> Standing:
        """The same, with nothing said of what it is held against."""
        kept = tuple(one for one in self.readings if one.input.against != against)
        return replace(self, readings=kept)

    @property
    def place(self) -> tuple[Any, ...]:
        return (
            -self.points,
            -(self.without_plan or 0),
            -(self.severe or 0),
            self.school.name,
        )


def schools(state: State, closed_too: bool = False) -> list[School]:
    """Every school that is open, as the store has it."""
    names = school_names(state)
    rows = state.schools.select("id", "phase", "trust", "closed_on").iter_rows()
    return [
        School(number, names[number], phase or "", trust or "")
        for number, phase, trust, closed in rows
        if closed is None or closed_too
    ]


def school_of(state: State, number: int) -> School | None:
    """A school by its number, closed ones too: its meetings are kept."""
    every = schools(state, closed_too=True)
    return next((one for one in every if one.id == number), None)


def standings(state: State, on: date, scope: Scope = ALL) -> list[Standing]:
    """Open schools within a scope, whom to meet first at the top."""
    mine = [one for one in schools(state) if scope.has_whole(one.id)]
    return standings_of(state, on, mine)


def standings_of(state: State, on: date, mine: Iterable[School]) -> list[Standing]:
    """Some schools, whom to meet first at the top. All are counted, whichever are asked
    for, for what each is held against."""
    rule = rule_on(on)
    figures = _Figures(state, rule, on)
    severe, plans = severely_absent(on)
    # Of a school nobody is found at, only that it was looked through says so.
    looked = {
        *Looked.objects.values_list("school", flat=True),
        *Found.objects.order_by().values_list("school", flat=True).distinct(),
    }
    found = [
        _standing(
            one,
            rule,
            figures,
            (severe[one.id], severe[one.id] - plans[one.id])
            if one.id in looked
            else None,
        )
        for one in mine
    ]
    return sorted(found, key=lambda one: one.place)


def severely_absent(on: date) -> tuple[Counter[int], Counter[int]]:
    """How many children of each school the week's lists have as severely absent, and how
    many of those have a plan."""
    found = Found.objects.filter(on_list="severe", gone_on=None)
    rows = list(found.values_list("school", "child"))
    covered = registers()["support"].covering(on)
    planned = set(covered.values_list("child", flat=True))
    return (
        Counter(school for school, _ in rows),
        Counter(school for school, child in rows if child in planned),
    )


class _Figures:
    """What the inputs of a rule are made from, asked once for all schools."""

    def __init__(self, state: State, rule: Rule, on: date) -> None:
        names = sorted({one.measure for one in rule.inputs if one.measure in KNOWN})
        self.of_marks = [name for name in names if KNOWN[name].table is None]
        # Returns, say: counted only where somebody keeps them.
        self.of_cases = [name for name in names if KNOWN[name].table is not None]
        self.schools = self._asked(state, ("school",), so_far(state))
        self.phases = self._asked(state, ("phase",), so_far(state))
        self.before = self._asked(state, ("school",), a_year_ago(state))
        self.cases = self._asked(state, ("school",), term_on(on), self.of_cases, on)

    def _asked(
        self,
        state: State,
        by: tuple[str, ...],
        period: Period | None,
        names: Sequence[str] | None = None,
        on: date | None = None,
    ) -> Held:
        wanted = tuple(self.of_marks if names is None else names)
        if period is None or not wanted:
            return {}
        question = Question(wanted, by, period, audience="unsuppressed", today=on)
        return {(row.measure, row.dims[0]): row for row in answered(state, question)}


def _rows(state: State, question: Question) -> Iterable[Figure]:
    return ask_all(state, [question])[0].rows


def answered(
    state: State,
    question: Question,
    ask: Callable[[State, Question], Iterable[Figure]] = _rows,
) -> list[Figure]:
    """The figures of a question; without those of a measure that has no answer, as some
    have none of weekly files. ``ask`` is how it is asked, where not by itself."""
    try:
        return list(ask(state, question))
    except CannotAsk:
        if len(question.names) == 1:
            return []
        each = [replace(question, names=(name,)) for name in question.names]
        return [row for one in each for row in answered(state, one, ask)]


def _standing(
    school: School, rule: Rule, figures: _Figures, children: tuple[int, int] | None
) -> Standing:
    severe, without = children or (None, None)
    readings = tuple(
        _reading(one, school, rule, figures, without)
        for one in rule.inputs
        if not one.measure or one.measure in KNOWN
    )
    overall = figures.schools.get(("overall_absence", school.name))
    pupils = overall.pupils if overall else 0
    return Standing(
        school,
        readings,
        rule.cohort(sum(one.points for one in readings)),
        severe,
        without,
        pupils,
        pupils < rule.minimum_base,
    )


def _reading(
    one: Input, school: School, rule: Rule, figures: _Figures, without: int | None
) -> Reading:
    if one.unit == "children":
        return _children(one, without)
    if one.unit == "number":
        return _number(one, figures.cases.get((one.measure, school.name)))
    return _rate(one, school, rule, figures)


def _number(one: Input, held: Figure | None) -> Reading:
    number = (held.numerator if held else 0) or 0
    title = KNOWN[one.measure].title
    said = f"{title[:1].lower()}{title[1:]} this term: {number}"
    return Reading(one, one.points(number), said)


def _children(one: Input, without: int | None) -> Reading:
    if without is None:
        return Reading(one, 0, "the week’s lists were not made yet", False)
    return Reading(one, one.points(without), f"{without} without a plan")


def _rate(one: Input, school: School, rule: Rule, figures: _Figures) -> Reading:
    mine = figures.schools.get((one.measure, school.name))
    if mine is None or not mine.denominator:
        return Reading(one, 0, "no marks are held of this year", False)
    if mine.pupils < rule.minimum_base:
        said = f"too few pupils to compare: {mine.pupils}, and {rule.minimum_base} are needed"
        return Reading(one, 0, said, False)
    title = KNOWN[one.measure].title
    title = title[:1].lower() + title[1:]
    share = _share(mine)
    if not one.against:
        return Reading(one, one.points(share), f"{title} {rounded(share, 1)}%")
    theirs = _theirs(one, school, figures)
    if theirs is None or not theirs.denominator:
        return Reading(one, 0, "there is nothing to hold it against", False)
    gap = share - _share(theirs)
    beside = school.peers if one.against == "phase" else "a year ago"
    said = f"{title} {rounded(share, 1)}%, {points_said(gap)} {beside}"
    is_chance = KNOWN[one.measure].counts_enrolments and rule.is_chance(
        _counts(mine), _counts(theirs)
    )
    if is_chance:
        return Reading(one, 0, f"{said}, which may be chance")
    return Reading(one, one.points(gap), said)


def _theirs(one: Input, school: School, figures: _Figures) -> Figure | None:
    if one.against == "before":
        return figures.before.get((one.measure, school.name))
    return figures.phases.get((one.measure, school.phase or "unknown"))


def _share(figure: Figure) -> Fraction:
    counted, out_of = _counts(figure)
    return Fraction(100 * counted, out_of)


def _counts(figure: Figure) -> tuple[int, int]:
    assert figure.numerator is not None and figure.denominator is not None
    return figure.numerator, figure.denominator


def _severe_said(severe: int | None, without: int | None) -> str:
    if severe is None:
        return "The week’s lists were not made yet"
    if not severe:
        return "Nobody is severely absent"
    plans = f"{without} without a plan" if without else "each with a plan"
    return f"{severe} severely absent, {plans}"
