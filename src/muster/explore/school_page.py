"""One school: its figures beside its phase’s, its patterns, what they rest on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from django.http import QueryDict

from muster.design import charts
from muster.design.drawing import picture
from muster.design.filters import day, percent
from muster.explore import breakdowns, rules_panel, run_chart, trends, words
from muster.explore.coverage_notice import registers, sessions, share_held, standing
from muster.explore.home_page import said_of
from muster.explore.looking import Look, Table, is_under_way, year_before
from muster.explore.schools import School, schools_of
from muster.explore.tiles import HEADLINES, has_marks, tile
from muster.explore.weekly_files import files_under
from muster.measures import ALL, get, parse_period
from muster.measures.comparators import rounded
from muster.measures.coverage import Coverage, Session
from muster.measures.dimensions import UNKNOWN
from muster.measures.own import own
from muster.measures.titles import title_of


ABSENCE = "overall_absence"
REASONS_SHOWN = 8
MISSING_SHOWN = 12


def of(look: Look, school: School, query: QueryDict) -> dict[str, Any]:
    """Everything on the page; ``is_empty`` when the school has no marks in the period."""
    held = registers(look).get(school.id)
    mine = replace(look, scope=look.scope.within([school.id]))
    page = {
        "school": school,
        "standing": standing(look, share_held([held]) if held else ""),
        "coverage": _coverage(look, held),
        "rests_on": files_under(mine) or files_under(look),
        "past": past(look, school),
    }
    now = look.ask(HEADLINES, ("school",))
    if not has_marks(now.figure(name, school.name) for name in HEADLINES):
        return page | {"is_empty": True}
    return page | {
        "tiles": _tiles(look, school, now),
        "is_under_way": is_under_way(look),
        "trends": _trends(look, school),
        "weeks": run_chart.deferred(look, query, lambda: _run(look, school)),
        "patterns": [one for one in _patterns(look, school) if one],
        "groups": _groups(look, school),
        "rules": rules_panel.panel(look, school.name, by=("school",)),
    }


def past(look: Look, school: School) -> dict[str, Any] | None:
    """What the authority reported of the school elsewhere: beside nothing counted here."""
    if not look.scope.has_whole(school.id):
        return None
    held = [
        one for name in HEADLINES for one in own(look.state, name, school=school.id)
    ]
    if not held:
        return None
    return {
        "caption": "As reported elsewhere",
        "columns": [
            {"text": "Measure"},
            {"text": "Period"},
            {"text": "Share", "number": True},
            {"text": "Reported by"},
        ],
        "rows": [
            [
                get(one.measure).title,
                parse_period(one.period).title,
                percent(rounded(one.value, 1)),
                one.source,
            ]
            for one in held
        ],
    }


@dataclass(frozen=True)
class Peers:
    """What a school is set beside: schools whose figures are found by ``dims`` of ``by``."""

    look: Look
    title: str
    by: tuple[str, ...] = ()
    dims: tuple[str, ...] = ()

    def ask(self, names: Sequence[str], *more: str) -> Table:
        return self.look.ask(names, (*self.by, *more))


# Fewer others than this, and one school's own taken from the whole would tell of them.
FEWEST_OTHERS = 3


def peers_of(look: Look, school: School) -> Peers | None:
    """Its phase's schools, else the authority; None where either would be given away.

    Whoever reaches some schools only knows their figures, so what they are set beside
    has to have enough schools they don't reach (rules.md 11.2, differencing).
    """
    of_phase = Peers(look.beside, school.peers, ("phase",), (school.phase,))
    everybody = Peers(look.beside, "the authority")
    if look.scope.schools is None:
        return everybody if school.phase == UNKNOWN else of_phase
    others = [
        one
        for one in schools_of(look.state, ALL).values()
        if not look.scope.has_school(one.id)
    ]
    alike = [one for one in others if one.phase == school.phase]
    if school.phase != UNKNOWN and len(alike) >= FEWEST_OTHERS:
        return of_phase
    return everybody if len(others) >= FEWEST_OTHERS else None


def _tiles(look: Look, school: School, now: Table) -> list[dict[str, Any]]:
    peers = peers_of(look, school)
    theirs = peers.ask(HEADLINES) if peers else None
    earlier = year_before(look)
    before = look.ask(HEADLINES, ("school",), period=earlier) if earlier else None

    def note(name: str) -> str:
        figure = before.figure(name, school.name) if before else None
        if figure is None or figure.denominator == 0:
            return ""
        said = said_of(look, earlier)
        return f"{said[:1].upper()}{said[1:]}: {words.rate(figure)}"

    return [
        tile(
            now.figure(name, school.name),
            name,
            lambda figure, name=name: (
                words.beside(figure, theirs.figure(name, *peers.dims), peers.title)
                if peers and theirs
                else None
            ),
            note(name),
        )
        for name in HEADLINES
    ]


def _trends(look: Look, school: School) -> list[dict[str, Any]]:
    peers = peers_of(look, school)
    found = []
    if trends.has_weeks(look):
        found.append(_weeks(look, school, peers))
    for name in (ABSENCE, "persistent_absence"):
        lines = trends.year_lines(look, name, ("school",), (school.name,))
        if peers:
            theirs = trends.year_lines(peers.look, name, peers.by, peers.dims)
            lines += [(f"{_named(peers)}, {year}", rows) for year, rows in theirs[:1]]
        found.append(trends.by_half_term(name, lines))
    return [one for one in found if one]


def _run(look: Look, school: School) -> dict[str, Any] | None:
    """Its weeks beside its peers', with the limits of the usual."""
    peers = peers_of(look, school)
    if peers is None:
        return None
    mine = run_chart.Line(school.name, ("school",), (school.name,))
    theirs = run_chart.Line(peers.title, peers.by, peers.dims)
    return run_chart.block(look, mine, theirs)


def _weeks(look: Look, school: School, peers: Peers | None) -> dict[str, Any] | None:
    lines = [("This school", look.ask((ABSENCE,), ("school", "week")).of(school.name))]
    if peers and peers.dims:
        lines.append((_named(peers), peers.ask((ABSENCE,), "week").of(*peers.dims)))
    return trends.by_week(ABSENCE, lines)


def _named(peers: Peers) -> str:
    """Its legend: “Primary”, or “The authority”."""
    if peers.dims:
        return title_of("phase", *peers.dims)
    return peers.title[:1].upper() + peers.title[1:]


def _patterns(look: Look, school: School) -> Iterable[dict[str, Any] | None]:
    years = look.ask(breakdowns.COLUMNS, ("school", "year_group"))
    yield breakdowns.barred(
        "Overall absence by year group",
        "Year group",
        breakdowns.by_value(years, ABSENCE, "year_group", school.name),
        by=years.answer.by,
    )
    if not look.has_codes:
        return
    reasons = look.ask((ABSENCE,), ("school", "reason"))
    said = breakdowns.by_value(reasons, ABSENCE, "reason", school.name)
    said.sort(key=lambda one: -(one[1].value or 0))
    yield breakdowns.barred(
        "Absence by reason",
        "Reason",
        said[:REASONS_SHOWN],
        by=reasons.answer.by,
        says=_commonest(said),
    )
    yield week_pattern(
        look.ask((ABSENCE,), ("school", "weekday", "session")), school.name
    )


def _commonest(said: list[tuple[str, Any]]) -> str:
    if not said or said[0][1].value is None:
        return ""
    reason, figure = said[0]
    return f"Most often {reason[:1].lower()}{reason[1:]}: {words.rate(figure)} of sessions."


def week_pattern(asked: Table, *dims: str) -> dict[str, Any] | None:
    """A figure block: weekdays down, morning and afternoon across."""
    figures = [row for row in asked.of(*dims) if row.denominator != 0]
    if not figures:
        return None
    title = "Overall absence through the week"
    cells = [
        (row.dims[-2], title_of("session", row.dims[-1]), row.value) for row in figures
    ]
    shown = [
        (f"{weekday} {half.lower()}", value) for weekday, half, value in cells if value
    ]
    says = words.extremes(shown)
    return {
        "title": title,
        "picture": picture(
            charts.heat("Per cent of sessions", cells), f"Grid. {title}. {says}".strip()
        ),
        "says": says,
        "table": {
            "caption": title,
            "columns": [
                {"text": "Weekday"},
                {"text": "Half of the day"},
                {"text": "Overall absence", "number": True},
            ],
            "rows": [
                [row.dims[-2], title_of("session", row.dims[-1]), words.cell(row)]
                for row in figures
            ],
            "of": [
                ((row.measure,), dict(zip(asked.answer.by, row.dims, strict=True)))
                for row in figures
            ],
        },
    }


def _groups(look: Look, school: School) -> dict[str, Any] | None:
    rows = breakdowns.groups(look, ("school",), (school.name,))
    whole = look.ask(breakdowns.COLUMNS, ("school",))
    if not rows:
        return None
    everyone = [("Everyone", whole, (school.name,))]
    return breakdowns.table("By group of pupils", "Group", everyone + rows)


def _coverage(look: Look, held: Coverage | None) -> dict[str, Any] | None:
    """How many registers are held, and which sessions have none."""
    if held is None:
        return None
    begins, ends = look.period.dates(look.state.calendar(held.school))
    school_days = look.state.calendar(held.school).school_days(begins, ends)
    missing = [said_of_run(run) for run in runs(held.missing, school_days)]
    return {
        "is_whole": not held.missing,
        "is_silent": held.is_silent,
        "held": f"{held.held} of {sessions(held.open)}",
        "last_on": day(held.last_on),
        "missing": missing[:MISSING_SHOWN],
        "more": max(len(missing) - MISSING_SHOWN, 0),
    }


def runs(missing: Iterable[Session], school_days: list[date]) -> list[list[Session]]:
    """Missing sessions in runs: days with none at all that follow each other, or one day
    of which a part is missing."""
    place = {day_: number for number, day_ in enumerate(school_days)}
    found: list[list[Session]] = []
    for on, of_day in groupby(missing, key=lambda session: session[0]):
        sessions_ = list(of_day)
        whole = len(sessions_) == 2
        before = found[-1] if found else []
        follows = before and place[on] - place[before[-1][0]] == 1
        if whole and follows and len(before) % 2 == 0:
            before.extend(sessions_)
        else:
            found.append(sessions_)
    return found


def said_of_run(run: list[Session]) -> str:
    """“Wednesday 8 October 2025, morning”, or the first and last of several days."""
    first, last = run[0][0], run[-1][0]
    if first != last:
        return f"{_said(first)} to {_said(last)}: {sessions(len(run))}"
    half = "all day" if len(run) == 2 else title_of("session", run[0][1]).lower()
    return f"{_said(first)}, {half}"


def _said(on: date) -> str:
    return f"{on:%A} {day(on)}"
