"""The authority at a glance: what the home page shows of a look."""

from collections import Counter
from typing import Any

from muster.design.filters import points
from muster.explore import breakdowns, elsewhere, rules_panel, trends, words
from muster.explore.coverage_notice import notice, standing
from muster.explore.looking import Look, Table, is_under_way, year_before
from muster.explore.schools import School, schools_of
from muster.explore.tiles import HEADLINES, has_marks, tile
from muster.explore.weekly_files import files_under
from muster.measures import Period
from muster.measures.titles import title_of


# Smaller schools are left out of the comparison with their phase: one family moves them.
SMALLEST = 30
FARTHEST = 5
ABSENCE = "overall_absence"
# A phase is worth comparing with when it is at least this many schools.
FEWEST_PEERS = 3


def of(look: Look) -> dict[str, Any]:
    """Everything on the page; ``is_empty`` when the period holds no marks."""
    held = notice(look)
    now = look.ask(HEADLINES)
    page = {
        "standing": standing(look, held.held if held else ""),
        "notice": held,
        "rests_on": files_under(look),
    }
    if not has_marks(now.answer.rows):
        return page | {"is_empty": True}
    earlier = year_before(look)
    return page | {
        "tiles": tiles(look, now, earlier),
        "is_under_way": is_under_way(look),
        "trends": _trends(look),
        "phases": _phases(look, earlier),
        "groups": _groups(look),
        "group_rates": _group_rates(look),
        "farthest": farthest(look),
        "rules": rules_panel.panel(look),
    }


def tiles(look: Look, now: Table, earlier: Period | None) -> list[dict[str, Any]]:
    before = look.ask(HEADLINES, period=earlier) if earlier else None
    when = said_of(look, earlier)
    return [
        tile(
            now.figure(name),
            name,
            lambda figure, name=name: words.change(
                figure, before.figure(name) if before else None, when
            ),
            elsewhere.england(look, name),
        )
        for name in HEADLINES
    ]


def said_of(look: Look, earlier: Period | None) -> str:
    """What the figures are set beside: “the same half-term in 2024/25”."""
    if earlier is None:
        return "the year before"
    year = earlier.years[-1].title
    if earlier.half_term:
        return f"the same half-term in {year}"
    if earlier.term:
        return f"the same term in {year}"
    if earlier.text == earlier.years[-1].label:
        return year
    return "the same weeks a year before"


def _trends(look: Look) -> list[dict[str, Any]]:
    found = [
        trends.by_half_term(name, trends.year_lines(look, name))
        for name in (ABSENCE, "persistent_absence")
    ]
    if trends.has_weeks(look):
        weeks = look.ask((ABSENCE,), ("week",))
        found.insert(0, trends.by_week(ABSENCE, [("All", weeks.of())]))
    return [one for one in found if one]


def _phases(look: Look, earlier: Period | None) -> dict[str, Any]:
    asked = look.ask(breakdowns.COLUMNS, ("phase",))
    before = look.ask((ABSENCE,), ("phase",), period=earlier) if earlier else None
    rows = [(title_of("phase", v), asked, (v,)) for v in asked.values()]
    return breakdowns.table("By phase of school", "Phase", rows, before=before)


def _groups(look: Look) -> dict[str, Any] | None:
    rows = breakdowns.groups(look)
    if not rows:
        return None
    return breakdowns.table("By group of pupils", "Group", rows)


def _group_rates(look: Look) -> list[dict[str, Any]]:
    rows = breakdowns.groups(look)
    drawn = []
    for measure, title in (
        (ABSENCE, "Overall absence by group"),
        ("persistent_absence", "Persistent absence by group"),
    ):
        figures = [
            (linked["text"], asked.figure(measure, *dims))
            for linked, asked, dims in rows
        ]
        figures = [(label, one) for label, one in figures if one]
        drawn.append(breakdowns.bars(title, measure, figures))
    return [one for one in drawn if one]


def farthest(look: Look) -> dict[str, Any]:
    """The schools whose absence is farthest above and below their phase's.

    Only schools with at least SMALLEST pupils, in phases of FEWEST_PEERS or more.
    """
    apart = sorted(_apart(look), key=lambda one: (-one[1], one[0].name))
    above = [one for one in apart if one[1] >= words.SAME][:FARTHEST]
    below = [one for one in reversed(apart) if one[1] <= -words.SAME][:FARTHEST]
    return {
        "above": _listed("Absence higher than the phase’s", look, above),
        "below": _listed("Absence lower than the phase’s", look, below),
        "smallest": SMALLEST,
    }


def _apart(look: Look) -> list[tuple[School, Any]]:
    by_school = look.ask(HEADLINES, ("school",))
    by_phase = look.ask(HEADLINES, ("phase",))
    schools = schools_of(look.state, look.scope).values()
    phases = Counter(s.phase for s in schools if by_school.figure(ABSENCE, s.name))
    compared = {phase for phase, many in phases.items() if many >= FEWEST_PEERS}
    found = []
    for school in schools:
        one = by_school.figure(ABSENCE, school.name)
        phase = by_phase.figure(ABSENCE, school.phase)
        apart = words.difference(one, phase) if school.phase in compared else None
        if apart is not None and one is not None and one.pupils >= SMALLEST:
            found.append((school, apart))
    return found


def _listed(
    caption: str, look: Look, found: list[tuple[School, Any]]
) -> dict[str, Any] | None:
    if not found:
        return None
    by_school = look.ask(HEADLINES, ("school",))
    by_phase = look.ask(HEADLINES, ("phase",))
    return {
        "caption": caption,
        "columns": [
            {"text": "School"},
            {"text": "Absence", "number": True},
            {"text": "Its phase", "number": True},
            {"text": "Points apart", "number": True},
        ],
        "rows": [
            [
                {"text": school.name, "href": look.link("explore:school", school.id)},
                words.cell(by_school.figure(ABSENCE, school.name)),
                words.cell(by_phase.figure(ABSENCE, school.phase)),
                points(apart),
            ]
            for school, apart in found
        ],
    }
