"""A school's meeting pack: what its figures, children and actions say, before words.

Everything in it is plain, so that it is frozen as JSON when the school is shown it, and
drawn again from that: as a page (`pack_pages`) and as a paper (`pack_paper`). It names no
child: those it lists are rows beside it (`listing`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from muster.accounts.authority import authority
from muster.design.filters import day
from muster.measures import (
    ALL,
    Figure,
    Period,
    Question,
    Scope,
    ask_all,
    get,
    parse_period,
)
from muster.measures.comparators import rounded
from muster.measures.compared import Basis, compared
from muster.measures.dimensions import TITLES, UNKNOWN
from muster.measures.titles import title_of
from muster.measures.together import ask_together
from muster.practice.standing import School, answered, schools, standings_of
from muster.practice.stretch import a_year_ago, so_far
from muster.school_year import Calendar
from muster.tables.state import State


SHAPE = 1
HEADLINES = (
    "overall_absence",
    "authorised_absence",
    "unauthorised_absence",
    "persistent_absence",
    "severe_absence",
)
# D has no share: sessions at another school are not possible ones at this.
CODES = ("b", "c", "c2", "g", "i", "n", "o", "u")
OF_CODES = (*(f"reason_{code}" for code in CODES), "unknown_codes", "not_recorded")
GROUPS = ("year_group", "sex", "fsm", "sen", "eal")
# What anybody at the school sees of a child; the other groups are special.
NOT_SPECIAL = ("year_group", "sex")
OF_GROUPS = ("overall_absence", "persistent_absence")
# With fewer other schools than this, one school's own taken from the whole tells of them.
FEWEST_OTHERS = 3
EVERY_PHASE = "all schools here"
# Of fewer pupils than this, one child moves a rate by ten points or more.
FEW = 10


@dataclass(frozen=True)
class Count:
    """One figure, frozen. A withheld one has no numbers."""

    numerator: int | None
    denominator: int | None
    pupils: int
    is_hidden: bool = False

    @classmethod
    def of(cls, figure: Figure | None) -> Count | None:
        if figure is None or (figure.denominator == 0 and not figure.suppressed):
            return None
        return cls(
            figure.numerator, figure.denominator, figure.pupils, figure.suppressed
        )

    @property
    def percent(self) -> Decimal | None:
        if self.numerator is None or not self.denominator:
            return None
        return rounded(Decimal(100 * self.numerator) / self.denominator, 1)

    @property
    def is_few(self) -> bool:
        return not self.is_hidden and self.pupils < FEW


@dataclass(frozen=True)
class Row:
    """One figure of the school and what it is held against. ``where`` are breakdowns and
    values, as `measures` has them; ``peers`` and ``england`` are percentages, as text."""

    measure: str
    title: str
    now: Count | None
    where: tuple[tuple[str, str], ...] = ()
    before: Count | None = None
    peers: str = ""
    england: str = ""


@dataclass(frozen=True)
class Group:
    title: str
    rows: tuple[tuple[str, Row, Row], ...]


@dataclass(frozen=True)
class Was:
    """An action agreed before, as it stood: ``how`` is in words, ``is_done`` that it is said
    to be done and waits to be closed."""

    number: int
    title: str
    owners: str
    due_on: str
    how: str
    is_open: bool
    is_done: bool = False


@dataclass(frozen=True)
class OnList:
    name: str
    title: str
    count: int
    with_plan: int | None = None


@dataclass(frozen=True)
class Pack:
    school: int
    name: str
    phase: str
    organisation: str
    period: str
    period_title: str
    as_at: str
    before_title: str
    peers_title: str
    why: str
    headlines: tuple[Row, ...]
    codes: tuple[Row, ...]
    groups: tuple[Group, ...]
    lines: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    lists: tuple[OnList, ...]
    actions: tuple[Was, ...]
    readings: tuple[tuple[str, str], ...]
    shape: int = SHAPE

    @property
    def england_title(self) -> str:
        """“England, secondary schools”: what England’s figures are of."""
        return f"England, {self.phase} schools" if self.phase else "England"

    @property
    def why_these_peers(self) -> str:
        """Why a school of a phase is set beside schools of every phase."""
        if not self.phase or self.peers_title != EVERY_PHASE:
            return ""
        return (
            f"Beside schools of every phase here: there are too few other {self.phase}"
            " schools to show their figures."
        )

    @property
    def is_empty(self) -> bool:
        """Whether no figure is held of the school in the year."""
        return all(one.now is None for one in self.headlines)

    def row(self, measure: str, where: Mapping[str, str]) -> Row | None:
        """The figure of a measure and breakdown that stands in it."""
        wanted = tuple(where.items())
        of_groups = [
            row for one in self.groups for _, *pair in one.rows for row in pair
        ]
        for one in (*self.headlines, *self.codes, *of_groups):
            if (one.measure, one.where) == (measure, wanted):
                return one
        return None


def gather(
    state: State,
    school: School,
    on: date,
    lists: Sequence[OnList] = (),
    actions: Sequence[Was] = (),
) -> Pack | None:
    """What is held of a school on a day; None where no marks are held at all."""
    period = so_far(state)
    if period is None:
        return None
    asked = _Asked(state, school, period, a_year_ago(state))
    [standing] = standings_of(state, on, [school])
    if not asked.by:
        # Held against two other schools, its phase would tell of them.
        standing = standing.without("phase")
    return Pack(
        school=school.id,
        name=school.name,
        phase=school.phase,
        organisation=authority().name or "The authority",
        period=period.text,
        period_title=period.title,
        as_at=asked.as_at.isoformat() if asked.as_at else "",
        before_title=asked.before_title,
        peers_title=asked.peers_title,
        why=standing.why,
        headlines=tuple(asked.row(name) for name in HEADLINES),
        codes=tuple(one for name in OF_CODES if (one := asked.row(name)).now),
        groups=asked.groups(),
        lines=asked.lines(),
        lists=tuple(lists),
        actions=tuple(actions),
        readings=tuple((one.input.title, one.says) for one in standing.readings),
    )


class _Asked:
    """Answers about one school, and what they are held against."""

    def __init__(
        self, state: State, school: School, period: Period, before: Period | None
    ) -> None:
        self.state, self.school, self.period, self.before = (
            state,
            school,
            period,
            before,
        )
        self.mine = Scope.of_schools([school.id])
        self.by, self.peers_title = _peers(state, school)
        names = (*HEADLINES, *OF_CODES)
        self._now = self._ask(names, (), period, self.mine)
        self._before = self._ask(names, (), before, self.mine) if before else {}
        self._peers = (
            self._ask(names, self.by, period, audience="public")
            if self.peers_title
            else {}
        )
        self.as_at: date | None = self._as_at()

    def _ask(
        self,
        names: Sequence[str],
        by: tuple[str, ...],
        period: Period,
        scope: Scope | None = None,
        audience: str = "unsuppressed",
    ) -> dict[tuple[str, ...], Figure]:
        """By measure and values."""
        question = Question(
            tuple(names), by, period, scope=scope or ALL, audience=audience
        )
        return {(row.measure, *row.dims): row for row in answered(self.state, question)}

    def _as_at(self) -> date | None:
        question = Question(("attendance",), (), self.period, scope=self.mine)
        return ask_all(self.state, [question])[0].as_at

    def row(self, name: str) -> Row:
        place = (self.school.phase,) if self.by else ()
        return Row(
            name,
            get(name).title,
            Count.of(self._now.get((name,))),
            before=Count.of(self._before.get((name,))),
            peers=_percent(self._peers.get((name, *place))),
            england=self._england(name) if name in HEADLINES else "",
        )

    @property
    def before_title(self) -> str:
        """Nothing where nothing of the school is held of a year ago."""
        is_held = any(one.denominator for one in self._before.values())
        if self.before is None or not is_held:
            return ""
        return weeks_said(self.before, self.state.calendar(self.school.id))

    def _england(self, name: str) -> str:
        if self.as_at is None:
            return ""
        phase = self.school.phase.capitalize() or "Total"
        code = authority().la_code
        for one in compared(self.state, code, name, self.period, self.as_at, phase):
            if (
                one.basis is Basis.TO_DATE
                and one.england
                and one.england.value is not None
            ):
                return f"{rounded(one.england.value, 1)}%"
        return ""

    def groups(self) -> tuple[Group, ...]:
        """Breakdowns that say something: of two known values or more. What is special of a
        child is withheld where it would be of few, and where the school's own total would
        give it away (rules.md 11.2 rule 6, 11.3)."""
        found = []
        for name in GROUPS:
            held = self._of_group(name)
            values = list(dict.fromkeys(value for _, value in held))
            rows = tuple(
                (title_of(name, value), *pair)
                for value in values
                if value != UNKNOWN and (pair := _pair(held, name, value))
            )
            if len(rows) > 1:
                found.append(Group(TITLES[name], rows))
        return tuple(found)

    def _of_group(self, name: str) -> dict[tuple[str, ...], Figure]:
        if name in NOT_SPECIAL:
            return self._ask(OF_GROUPS, (name,), self.period, self.mine)
        question = Question(OF_GROUPS, (name,), self.period, scope=self.mine)
        rows = answered(self.state, question, _beside_total)
        return {(row.measure, *row.dims): row for row in rows}

    def lines(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        """Overall absence by half-term: the school, a year ago, and its peers."""
        year = self.period.years[-1]
        held = [(f"This school, {year.title}", self.period, self.mine, ())]
        if self.before:
            label = self.before.years[0]
            earlier = parse_period(label.label)
            held.append((f"This school, {label.title}", earlier, self.mine, ()))
        if self.peers_title:
            title = (
                f"{self.peers_title[:1].upper()}{self.peers_title[1:]}, {year.title}"
            )
            held.append((title, self.period, None, self.by))
        found = []
        for title, period, scope, by in held:
            audience = "unsuppressed" if scope else "public"
            rows = self._ask(
                ("overall_absence",), (*by, "half_term"), period, scope, audience
            )
            points = tuple(
                (dims[-1], _percent(figure))
                for dims, figure in ((key[1:], one) for key, one in rows.items())
                if figure.denominator != 0 and (not by or dims[0] == self.school.phase)
            )
            if points:
                found.append((title, points))
        return tuple(found)


def weeks_said(before: Period, calendar: Calendar) -> str:
    """“the same weeks, to 21 March 2025”: the last school day of them."""
    days = calendar.school_days(before.first, before.last)
    return f"the same weeks, to {day(days[-1])}" if days else ""


def _beside_total(state: State, question: Question) -> Iterable[Figure]:
    """Hidden for officers, beside the school's own total, which the pack shows in full."""
    total = replace(question, by=())
    [shared] = ask_together(state, [question], known=[total])
    return shared.answer.rows


def _pair(
    held: Mapping[tuple[str, ...], Figure], name: str, value: str
) -> tuple[Row, Row] | None:
    rows = [
        Row(one, get(one).title, Count.of(held.get((one, value))), ((name, value),))
        for one in OF_GROUPS
    ]
    return (rows[0], rows[1]) if any(row.now for row in rows) else None


def _peers(state: State, school: School) -> tuple[tuple[str, ...], str]:
    """What the school is set beside: its phase, else the authority; nothing where either
    would give others away (rules.md 11.2, differencing)."""
    others = [one for one in schools(state) if one.id != school.id]
    alike = [one for one in others if one.phase == school.phase]
    if school.phase and len(alike) >= FEWEST_OTHERS:
        return ("phase",), f"{school.phase} schools here"
    return (), EVERY_PHASE if len(others) >= FEWEST_OTHERS else ""


def _percent(figure: Figure | None) -> str:
    if figure is None or figure.denominator == 0:
        return ""
    if figure.suppressed or figure.value is None:
        return "c"
    return f"{rounded(figure.value, 1)}%"


# Frozen -----------------------------------------------------------------------------------


def frozen(pack: Pack) -> bytes:
    return json.dumps(asdict(pack), ensure_ascii=False, sort_keys=True).encode()


def thawed(content: bytes) -> Pack:
    """What was frozen. Raises ValueError for a shape nobody here knows."""
    held: dict[str, Any] = json.loads(content)
    if held["shape"] != SHAPE:
        raise ValueError(
            "This pack was frozen by a later Muster. Read its PDF, or bring Muster up to date."
        )
    return Pack(
        **held
        | {
            "headlines": tuple(map(_row, held["headlines"])),
            "codes": tuple(map(_row, held["codes"])),
            "groups": tuple(_group(one) for one in held["groups"]),
            "lines": tuple(
                (title, tuple((label, value) for label, value in points))
                for title, points in held["lines"]
            ),
            "lists": tuple(OnList(**one) for one in held["lists"]),
            "actions": tuple(Was(**one) for one in held["actions"]),
            "readings": tuple((title, says) for title, says in held["readings"]),
        }
    )


def _row(held: dict[str, Any]) -> Row:
    row = Row(**held)
    return replace(
        row,
        where=tuple((name, value) for name, value in held["where"]),
        now=Count(**held["now"]) if held["now"] else None,
        before=Count(**held["before"]) if held["before"] else None,
    )


def _group(held: dict[str, Any]) -> Group:
    rows = tuple((title, _row(one), _row(two)) for title, one, two in held["rows"])
    return Group(held["title"], rows)
