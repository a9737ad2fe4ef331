"""One group of pupils or one place: its figures, its trends, its gap to everybody else."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from muster.design.filters import points
from muster.design.paging import page_of
from muster.explore import breakdowns, rules_panel, run_chart, trends, words
from muster.explore.coverage_notice import notice, standing
from muster.explore.home_page import said_of
from muster.explore.looking import Look, Table, is_under_way, year_before
from muster.explore.parts_of import GROUPS, Part
from muster.explore.schools import schools_of
from muster.explore.tiles import HEADLINES, has_marks, tile
from muster.explore.weekly_files import files_under
from muster.measures import Figure, Question, get
from muster.measures.dimensions import TITLES
from muster.measures.together import ask_together
from muster.tables.state import State, remembered


ABSENCE = "overall_absence"
COMPARED = ("attendance", *breakdowns.COLUMNS)


@dataclass(frozen=True)
class Apart:
    """The parts of a dimension, and for each everybody else whose value is known: hidden
    together, so that neither gives the other away."""

    table: Table
    rest: dict[tuple[str, str], Figure]


def of(look: Look, part: Part, query: QueryDict) -> dict[str, Any]:
    """Everything on the page; ``is_empty`` without marks, ``is_small`` with too few."""
    within = replace(look, scope=part.schools(look))
    held = notice(within)
    now = _apart(look.state, look, part.dimension).table
    page = {
        "part": part,
        "dimension": TITLES[part.dimension],
        "crumb": crumb(look, part),
        "standing": standing(look, held.held if held else ""),
        "notice": held,
        "rests_on": files_under(within),
    }
    figures = [now.figure(name, part.value) for name in HEADLINES]
    if not has_marks(figures):
        return page | {"is_empty": True}
    if all(one is None or one.suppressed for one in figures):
        return page | {"is_small": True}
    return page | {
        "tiles": _tiles(look, part, now),
        "is_under_way": is_under_way(look),
        "trends": _trends(look, part),
        "weeks": run_chart.deferred(look, query, lambda: _run(look, part)),
        "gap": gap(look, part),
        "schools": _schools(look, part, query),
        "rules": rules_panel.panel(look, part.value, by=part.by),
        "onward": onward(look, part),
    }


def crumb(look: Look, part: Part) -> dict[str, str]:
    """The list the part is on."""
    if part.dimension in GROUPS:
        return {"text": "Groups", "href": look.link("explore:groups")}
    plural = f"{TITLES[part.dimension]}s"
    return {"text": plural, "href": look.link(f"explore:{part.dimension}s")}


def _tiles(look: Look, part: Part, now: Table) -> list[dict[str, Any]]:
    earlier = year_before(look)
    before = look.ask(HEADLINES, part.by, period=earlier) if earlier else None
    when = said_of(look, earlier)
    return [
        tile(
            now.figure(name, part.value),
            name,
            lambda figure, name=name: words.change(
                figure, before.figure(name, part.value) if before else None, when
            ),
        )
        for name in HEADLINES
    ]


def _run(look: Look, part: Part) -> dict[str, Any] | None:
    mine = run_chart.Line(part.title, part.by, (part.value,))
    return run_chart.block(look, mine, run_chart.Line("all pupils"))


def _trends(look: Look, part: Part) -> list[dict[str, Any]]:
    found = [
        trends.by_half_term(name, trends.year_lines(look, name, part.by, (part.value,)))
        for name in (ABSENCE, "persistent_absence")
    ]
    return [one for one in found if one]


def gap(look: Look, part: Part) -> dict[str, Any]:
    """A table: the part and everybody else side by side, with what each is out of."""
    apart = _apart(look.state, look, part.dimension)
    rows = []
    for name in COMPARED:
        mine = apart.table.figure(name, part.value)
        rest = apart.rest.get((name, part.value))
        rows.append(
            [
                {"text": get(name).title, "href": breakdowns.about(name)},
                words.cell(mine),
                _counts(mine),
                words.cell(rest),
                _counts(rest),
                points(words.difference(mine, rest)),
            ]
        )
    return {
        "caption": f"{part.title} and everybody else",
        "columns": [
            {"text": "Measure"},
            {"text": part.title, "number": True},
            {"text": "Counted", "number": True},
            {"text": "Everybody else", "number": True},
            {"text": "Counted", "number": True},
            {"text": "Points apart", "number": True},
        ],
        "rows": rows,
        "of": [((name,), {part.dimension: part.value}) for name in COMPARED],
    }


def _counts(figure: Figure | None) -> Any:
    if words.is_hidden(figure):
        return {"hidden": True}
    return words.out_of(figure)


@remembered(128)
def _apart(state: State, look: Look, dimension: str) -> Apart:
    question = Question(
        COMPARED, (dimension,), look.period, look.rules, scope=look.scope
    )
    [shared] = ask_together(state, [question])
    index = {(row.measure, *row.dims): row for row in shared.answer.rows}
    return Apart(Table(shared.answer, index), shared.rest)


def _schools(look: Look, part: Part, query: QueryDict) -> dict[str, Any] | None:
    """A page of the schools its pupils are at."""
    asked = look.ask(breakdowns.COLUMNS, ("school", part.dimension))
    found = [
        school
        for school in schools_of(look.state, look.scope).values()
        if has_marks([asked.figure(ABSENCE, school.name, part.value)])
    ]
    paged = page_of(found, query)
    rows = [
        (
            {"text": school.name, "href": look.link("explore:school", school.id)},
            asked,
            (school.name, part.value),
        )
        for school in paged["shown"]
    ]
    if not rows:
        return None
    return paged | breakdowns.table("By school", "School", rows)


def onward(look: Look, part: Part) -> list[dict[str, str]]:
    """Cards: where the part is explored further."""

    def card(measure: str, second: str = "") -> dict[str, str]:
        more = {"by": part.dimension} | ({"by2": second} if second else {})
        by = [words.mid(TITLES[name]) for name in more.values()]
        return {
            "title": f"{get(measure).title} by {' and '.join(by)}",
            "href": look.link("explore:measure", measure, **more),
            "text": "Chart and table, over any periods, to take away.",
        }

    cards = [card(ABSENCE), card("persistent_absence")]
    return [*cards, card(ABSENCE, "reason")] if look.has_codes else cards


def listed(look: Look, dimensions: Sequence[str]) -> list[dict[str, Any]]:
    """A table a dimension: each part with its headline figures, and a link to its page."""
    whole = look.ask(breakdowns.COLUMNS)
    found = []
    for dimension in dimensions:
        asked = look.ask(breakdowns.COLUMNS, (dimension,))
        parts = [Part(dimension, value) for value in asked.values()]
        rows = [
            ({"text": part.title, "href": part.link(look)}, asked, (part.value,))
            for part in parts
            if has_marks([asked.figure(ABSENCE, part.value)])
        ]
        if rows:
            everyone = ("Everyone", whole, ())
            found.append(
                breakdowns.table(
                    f"By {words.mid(TITLES[dimension])}",
                    TITLES[dimension],
                    [*rows, everyone],
                )
            )
    return found
