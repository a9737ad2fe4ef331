"""Figures set out by a breakdown: phases, groups, year groups, reasons, weekdays."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from muster.design import charts
from muster.design.drawing import picture
from muster.design.filters import points
from muster.explore import words
from muster.explore.looking import Look, Table
from muster.explore.parts_of import Part
from muster.measures import Figure, get
from muster.measures.titles import title_of


COLUMNS = (
    "overall_absence",
    "unauthorised_absence",
    "persistent_absence",
    "severe_absence",
)
# The groups set beside each other, each with those not in it after it.
GROUPS = {
    "fsm": ("yes", "no"),
    "sen": ("E", "K", "N"),
    "sex": ("F", "M"),
    "eal": ("yes", "no"),
}


def table(
    caption: str,
    first: str,
    rows: list[tuple[Any, Table, tuple[str, ...]]],
    measures: Sequence[str] = COLUMNS,
    before: Table | None = None,
) -> dict[str, Any]:
    """A table of measures: a row for each (title, table, dimensions).

    A first column of numbers says how many pupils; with `before`, a last one says the
    change in overall absence. ``of`` is what each row is of (`registers.wrong`).
    """
    columns = [{"text": first}, {"text": "Pupils", "number": True}]
    columns += [
        {"text": get(name).title, "number": True, "about": about(name)}
        for name in measures
    ]
    if before:
        columns.append({"text": "Change in absence, points", "number": True})
    return {
        "caption": caption,
        "columns": columns,
        "rows": [
            [title, *_row(asked, dims, measures, before)] for title, asked, dims in rows
        ],
        "of": [
            (tuple(measures), dict(zip(asked.answer.by, dims, strict=True)))
            for _, asked, dims in rows
        ],
    }


def about(measure: str) -> str:
    """The address of what a measure counts, and where its definition comes from."""
    return reverse("explore:measure", args=[measure]) + "#what-it-counts"


def _row(
    asked: Table, dims: tuple[str, ...], measures: Sequence[str], before: Table | None
) -> list[Any]:
    pupils = asked.figure("persistent_absence", *dims)
    cells = [words.count_cell(pupils.denominator if pupils else None, pupils)]
    cells += [words.cell(asked.figure(name, *dims)) for name in measures]
    if before:
        now = asked.figure("overall_absence", *dims)
        cells.append(
            points(words.difference(now, before.figure("overall_absence", *dims)))
        )
    return cells


def groups(
    look: Look, by: tuple[str, ...] = (), dims: tuple[str, ...] = ()
) -> list[tuple]:
    """Rows for each group that anybody is in, for `table`, each a link to the group's own
    page; ``dims`` go before them."""
    rows = []
    for dimension, values in GROUPS.items():
        asked = look.ask(COLUMNS, (*by, dimension))
        for part in (Part(dimension, value) for value in values):
            if asked.figure(COLUMNS[0], *dims, part.value):
                linked = {"text": part.title, "href": part.link(look)}
                rows.append((linked, asked, (*dims, part.value)))
    return rows


def bars(
    title: str,
    measure: str,
    figures: Sequence[tuple[str, Figure]],
) -> dict[str, Any] | None:
    """A figure block of drawn bars; None when there is nothing to draw."""
    drawn = [(label, row.value) for label, row in figures if row.denominator != 0]
    if not drawn:
        return None
    unit = "of pupils" if get(measure).counts_enrolments else "of sessions"
    chart = charts.bars(f"Per cent {unit}", drawn, is_sorted=False)
    says = words.extremes([(n, v) for n, v in drawn if v is not None])
    return {
        "title": title,
        "picture": picture(chart, f"Bar chart. {title}. {says}".strip()),
        "says": says,
        "table": counted_table(title, "Group", figures),
    }


def barred(
    title: str,
    first: str,
    figures: Sequence[tuple[str, Figure]],
    *,
    by: tuple[str, ...],
    says: str = "",
) -> dict[str, Any] | None:
    """A figure block that is a table with a bar in each row; None when there is none.
    ``by`` are the breakdowns the figures' dimensions are of.

    For a school's page: bars in cells cost nothing to draw, and there are many schools.
    """
    held = [(label, row) for label, row in figures if row.denominator != 0]
    shown = [(label, row.value) for label, row in held if row.value is not None]
    if not held:
        return None
    return {
        "title": title,
        "says": says or words.extremes(shown),
        "bars": {
            "first": first,
            "rows": [(label, words.cell(row), row.value) for label, row in held],
            "longest": max((value for _, value in shown), default=0),
        },
        "table": counted_table(f"{title}, with counts", first, figures)
        | {
            "of": [
                ((row.measure,), dict(zip(by, row.dims, strict=True)))
                for _, row in figures
            ]
        },
    }


def counted_table(
    caption: str, first: str, figures: Sequence[tuple[str, Figure]]
) -> dict[str, Any]:
    """Counted, out of and per cent of one measure, a row a value."""
    unit = words.unit_of(get(figures[0][1].measure)) if figures else ""
    return {
        "caption": caption,
        "columns": [
            {"text": first},
            {"text": "Counted", "number": True},
            {"text": f"Out of ({unit})", "number": True},
            {"text": "Per cent", "number": True},
        ],
        "rows": [
            [
                label,
                words.count_cell(row.numerator, row),
                words.count_cell(row.denominator, row),
                words.cell(row),
            ]
            for label, row in figures
        ],
    }


def by_value(
    asked: Table, measure: str, dimension: str, *dims: str
) -> list[tuple[str, Figure]]:
    """(title, figure) of a measure for each value of the dimension that stands last."""
    return [
        (title_of(dimension, row.dims[-1]), row)
        for row in asked.of(*dims)
        if row.measure == measure
    ]
