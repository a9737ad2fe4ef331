"""Which figure of a school somebody means by an address, and what it says to them: a
measure of the catalogue, a child on one of the week's lists, a return that is expected, or
how many registers are held (`registers.wrong` makes the addresses)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict

from muster.accounts.permissions import Permission
from muster.accounts.reach import scope_of
from muster.design.filters import counted, day
from muster.documents.issuing import figures_of
from muster.documents.models import Issued
from muster.measures import (
    BadPeriod,
    NoSuchMeasure,
    Scope,
    get,
    parse_period,
)
from muster.measures.coverage import coverage
from muster.measures.members import school_names
from muster.measures.titles import title_of
from muster.practice import challenging, sharing
from muster.practice.pack import Count, thawed
from muster.practice.pack_paper import out_of, share
from muster.programme import Refused
from muster.registers import health, saying
from muster.registers.found import Found
from muster.registers.lists import lists
from muster.registers.returns import counting
from muster.registers.returns.kinds import kinds
from muster.registers.returns.listing import because
from muster.registers.returns.sent import Expected
from muster.registers.wrong import LIST, REGISTERS, RETURN
from muster.school_year import SchoolYear
from muster.tables.state import State


NONE_THERE = "There is no such figure of your school."
FROM_THERE = "Open this from the figure itself: it says which one you mean."


@dataclass(frozen=True)
class Figure:
    """A figure as it is shown: ``says`` is what a reader sees of it."""

    measure: str
    period: str
    says: str
    where: Mapping[str, str] = field(default_factory=dict)
    numerator: int | None = None
    denominator: int | None = None
    child: int | None = None
    paper: Issued | None = None

    @property
    def title(self) -> str:
        return title_of_measure(self.measure)


@dataclass(frozen=True)
class Asked:
    """Who asks, of which school, on what day, within what reach of figures."""

    user: Any
    school: int
    name: str
    state: State
    on: date

    @property
    def period(self) -> str:
        """What stands on lists is of the school year to now."""
        return f"{SchoolYear.of(self.on)}/ytd"

    @property
    def figures(self) -> Scope:
        return scope_of(self.user, Permission.SEE_FIGURES, self.state)


def title_of_measure(measure: str) -> str:
    """“Persistent absence”, “Severely absent, on the week’s lists”."""
    kind, _, name = measure.partition(":")
    if kind == LIST and name in lists():
        return f"{lists()[name].title}, on the week’s lists"
    if kind == RETURN:
        held = kinds(date.max).get(name)
        return f"{held.title} returns expected" if held else "Returns expected"
    if kind == REGISTERS:
        return "Registers held"
    try:
        return get(measure).title
    except NoSuchMeasure:
        return measure  # counted no more, and challenged all the same


def where_said(where: Mapping[str, str], period: str) -> str:
    """“Girls, school year 2025/26”."""
    named = [title_of(name, value) for name, value in where.items()]
    said = parse_period(period).title
    return ", ".join([*named, f"{said[:1].lower()}{said[1:]}"])


def says_of(numerator: int | None, denominator: int | None) -> str:
    """“33.3% (20 of 60)”, as pages and papers have it."""
    if numerator is None:
        return "Withheld: too few children"
    if not denominator:
        return "Nothing to count"
    count = Count(numerator, denominator, 0)
    percent = share(count).rstrip("*")
    return f"{percent} ({out_of(count)})"


def meant(
    given: QueryDict, user: Any, scope: Scope, state: State, on: date
) -> tuple[int, list[Figure]]:
    """The school and the figures an address is of, as whoever asks is shown them now.
    ``scope`` has the schools of which they may say that one is wrong. Raises Refused where
    there is none they see."""
    school = _school(given.get("school", ""), scope, state)
    asked = Asked(user, school, school_names(state)[school], state, on)
    names = given.getlist("measure")
    if not names:
        raise Refused(FROM_THERE)
    return school, [_of(name, given, asked) for name in dict.fromkeys(names)]


def _school(text: str, scope: Scope, state: State) -> int:
    """The one named, or the only one they are at."""
    known = school_names(state)
    mine = sorted(scope.schools or ())
    if text.isdecimal() and len(text) < 10 and int(text) in known:
        if scope.has_whole(int(text)):
            return int(text)
    elif not text and len(mine) == 1 and mine[0] in known:
        return mine[0]
    raise Refused(NONE_THERE)


def _of(measure: str, given: QueryDict, asked: Asked) -> Figure:
    kind = measure.partition(":")[0]
    return OF.get(kind, _of_measure)(measure, given, asked)


def _of_measure(measure: str, given: QueryDict, asked: Asked) -> Figure:
    names, values = given.getlist("by"), given.getlist("value")
    where = dict(zip(names, values, strict=False))
    if where.get("school", asked.name) != asked.name:
        raise Refused(NONE_THERE)
    if paper := given.get("paper"):
        return _in_paper(measure, where, paper, asked)
    period = given.get("period", "")
    if not period:
        raise Refused(FROM_THERE)
    # By school it is the very figure of their table; else of this school alone.
    scope = asked.figures
    scope = scope if "school" in where else scope.within([asked.school])
    now = challenging.figure_of(asked.state, scope, measure, period, where, asked.on)
    return Figure(
        measure,
        period,
        says_of(now.numerator, now.denominator),
        where,
        now.numerator,
        now.denominator,
    )


def _in_paper(
    measure: str, where: Mapping[str, str], number: str, asked: Asked
) -> Figure:
    """What a figure said in a paper on the school’s shelf, of the time the paper is of."""
    shelf = sharing.on_shelf(asked.user, asked.state).defer("content")
    mine = shelf.filter(school=asked.school, withdrawn_at=None, paper__isnull=False)
    held = {str(one.paper_id): one.paper for one in mine.select_related("paper")}
    pack = thawed(figures_of(held[number])) if number in held else None
    row = pack.row(measure, where) if pack else None
    if pack is None or row is None or row.now is None:
        raise Refused("There is no such figure in a paper shared with your school.")
    counts = row.now.numerator, row.now.denominator
    return Figure(
        measure, pack.period, says_of(*counts), where, *counts, paper=held[number]
    )


def _row(given: QueryDict) -> int | None:
    text = given.get("row", "")
    return int(text) if text.isdecimal() and len(text) < 16 else None


def _of_list(measure: str, given: QueryDict, asked: Asked) -> Figure:
    """A child on a list, as the list has them; without one, how many there are."""
    name = measure.partition(":")[2]
    if name not in lists():
        raise Refused(NONE_THERE)
    seen = Found.objects.visible_to(asked.user, asked.state)
    waiting = seen.filter(school=asked.school).waiting(name, asked.on)
    if "row" not in given:
        many = counted(waiting.count(), "child", "children")
        return Figure(measure, asked.period, many)
    one = waiting.filter(pk=_row(given)).first()
    if one is None:
        raise Refused(f"That child is not on “{lists()[name].title}” now.")
    return Figure(measure, asked.period, saying.said(one), child=one.child)


def _of_return(measure: str, given: QueryDict, asked: Asked) -> Figure:
    """A return that is expected, and why; or what was expected and came, of a kind or of
    every one."""
    name = measure.partition(":")[2]
    if name and name not in health.opened(asked.user, kinds(asked.on)):
        raise Refused(NONE_THERE)
    seen = Expected.objects.visible_to(asked.user, asked.state).of_year(asked.on)
    mine = seen.filter(school=asked.school)
    mine = mine.filter(kind=name) if name else mine
    if "row" not in given:
        says = next((_counts(one) for one in counting.by(mine, "school", asked.on)), "")
        return Figure(measure, asked.period, says or "None expected")
    one = mine.filter(pk=_row(given)).select_related("found").first()
    if one is None:
        raise Refused("No such return is expected of your school now.")
    says = f"{because(one)}; due on {day(one.due_on)}"
    return Figure(measure, asked.period, says, child=one.child)


def _counts(one: counting.Counted) -> str:
    return (
        f"{one.expected:,} expected: {one.in_time:,} in time, {one.late:,} late,"
        f" {one.overdue:,} overdue, {one.waiting:,} not due yet"
    )


def _of_registers(measure: str, given: QueryDict, asked: Asked) -> Figure:
    """How many of the sessions the school was open a register is held of."""
    period = given.get("period", "")
    try:
        held = coverage(asked.state, parse_period(period)).get(asked.school)
    except BadPeriod as why:
        raise Refused(f"{NONE_THERE} {why}") from None
    if held is None or not asked.figures.has_whole(asked.school):
        raise Refused(NONE_THERE)
    says = f"Marks for {held.held:,} of {counted(held.open, 'session')}"
    return Figure(measure, period, says, numerator=held.held, denominator=held.open)


OF: dict[str, Callable[[str, QueryDict, Asked], Figure]] = {
    LIST: _of_list,
    RETURN: _of_return,
    REGISTERS: _of_registers,
}
