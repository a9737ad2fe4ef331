"""The picture of a breakdown: a line, bars, dots or a grid, by what it is of."""

from collections import Counter
from dataclasses import replace
from typing import Any

from muster.design import charts
from muster.design.charts import ChartData
from muster.explore import words
from muster.explore.drawing import picture
from muster.explore.looking import Look, Table
from muster.explore.schools import schools_of
from muster.measures import Figure, Measure
from muster.measures.dimensions import OF_SESSION, OF_SLICE, TITLES
from muster.measures.titles import title_of, week_span


MOST_BARS = 25
MOST_LINES = 5
MOST_CELLS = (16, 25)  # across and down: more is a table
MOST_KINDS = 4
OTHER = "Other"
TIME = ("week", "half_term", "term")


def drawn(asked: Table, measure: Measure, look: Look) -> dict[str, Any] | None:
    """The picture of a breakdown, where it makes one."""
    rows = [row for row in asked.answer.rows if row.denominator != 0]
    if not any(row.value is not None for row in rows):
        return None
    chart = _chart(rows, asked.answer.by, measure, look)
    if chart is None:
        return None
    by = " and ".join(TITLES[name].lower() for name in asked.answer.by)
    title = f"{measure.title} by {by}"
    says = _says(rows, asked.answer.by)
    return {
        "title": title,
        "says": says,
        "picture": picture(chart, f"Chart. {title}. {says}".strip(), wide=True),
    }


def _says(rows: list[Figure], by: tuple[str, ...]) -> str:
    """The highest and lowest, but never of schools: that would be a league table."""
    if "school" in by:
        return ""
    return words.extremes(
        [(_said(r, by), r.value) for r in rows if r.value is not None]
    )


def _said(row: Figure, by: tuple[str, ...]) -> str:
    return ", ".join(long_title(d, v) for d, v in zip(by, row.dims, strict=True))


def long_title(dimension: str, value: str) -> str:
    """The value as a table says it: a week by both its ends."""
    return week_span(value) if dimension == "week" else title_of(dimension, value)


def _chart(
    rows: list[Figure], by: tuple[str, ...], measure: Measure, look: Look
) -> ChartData | None:
    what = f"Per cent {'of pupils' if measure.counts_enrolments else 'of sessions'}"
    if len(by) == 1:
        return _of_one(what, rows, by[0], look, measure)
    return _of_two(what, rows, by)


def _of_one(
    what: str, rows: list[Figure], by: str, look: Look, measure: Measure
) -> ChartData | None:
    points = [(title_of(by, row.dims[0]), row.value) for row in rows]
    if by in TIME and len(points) > 1:
        return charts.line(what, {measure.title: points}, from_zero=False)
    if len(points) <= MOST_BARS:
        ordered = by in (*OF_SESSION, *OF_SLICE, "year_group")
        return charts.bars(what, points, is_sorted=not ordered)
    if by == "school":
        return _of_schools(what, rows, look)
    return None


def _of_schools(what: str, rows: list[Figure], look: Look) -> ChartData | None:
    """Many schools: each a dot, its size across."""
    counted = look.ask(("persistent_absence",), ("school",))
    kinds = _kinds(look)
    dots = []
    for row in rows:
        pupils = counted.figure("persistent_absence", row.dims[0])
        if row.value is not None and pupils and pupils.denominator:
            kind = kinds.get(row.dims[0], OTHER)
            dots.append(
                charts.Dot(row.dims[0], pupils.denominator, row.value, kind=kind)
            )
    return charts.dots(what, dots, across="Pupils counted") if dots else None


def _kinds(look: Look) -> dict[str, str]:
    """Each school's phase, the rarer ones together: a chart tells four kinds apart."""
    schools = list(schools_of(look.state, look.scope).values())
    common = Counter(school.phase_title for school in schools).most_common()
    room = MOST_KINDS if len(common) <= MOST_KINDS else MOST_KINDS - 1
    kept = {title for title, _ in common[:room]}
    return {s.name: s.phase_title if s.phase_title in kept else OTHER for s in schools}


def _of_two(what: str, rows: list[Figure], by: tuple[str, ...]) -> ChartData | None:
    first, second = (list(dict.fromkeys(row.dims[n] for row in rows)) for n in (0, 1))
    time = next((n for n in (1, 0) if by[n] in TIME), None)
    if time is not None:
        series, points = (first, second)[1 - time], (first, second)[time]
        if len(series) <= MOST_LINES and len(points) > 1:
            return charts.line(what, _lines(rows, by, time), from_zero=False)
    across, down = MOST_CELLS
    if len(second) > across and len(first) <= across:
        rows = [_turned(row) for row in rows]
        first, second, by = second, first, (by[1], by[0])
    if len(second) <= across and len(first) <= down:
        return charts.heat(
            what,
            [
                (title_of(by[0], r.dims[0]), title_of(by[1], r.dims[1]), r.value)
                for r in rows
            ],
        )
    return None


def _lines(rows: list[Figure], by: tuple[str, ...], time: int) -> dict[str, list]:
    lines: dict[str, list] = {}
    for row in sorted(rows, key=lambda row: row.dims[time]):
        name = title_of(by[1 - time], row.dims[1 - time])
        lines.setdefault(name, []).append(
            (title_of(by[time], row.dims[time]), row.value)
        )
    return lines


def _turned(row: Figure) -> Figure:
    return replace(row, dims=row.dims[::-1])
