"""Trends: the half-terms of a year beside the year before, and the weeks of a period."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from muster.design import charts
from muster.design.drawing import picture
from muster.explore import words
from muster.explore.looking import Look
from muster.measures import Figure, get, parse_period
from muster.measures.titles import title_of, week_span
from muster.school_year import SchoolYear, parse_week


LONGEST_IN_WEEKS = timedelta(weeks=17)

# Asked in one question, since a page that draws one draws both.
TOGETHER = ("overall_absence", "persistent_absence")

Line = tuple[str, list[Figure]]


def by_half_term(
    measure: str, lines: list[Line], *, wide: bool = False
) -> dict[str, Any] | None:
    """A figure block: the half-terms of each line, drawn and as a table; None if there are none."""
    return _trend(
        measure,
        "half_term",
        f"{get(measure).title} by half-term",
        lines,
        lambda value: title_of("half_term", value),
        lambda value: value,
        wide=wide,
    )


def by_week(
    measure: str, lines: list[Line], *, wide: bool = False
) -> dict[str, Any] | None:
    """A figure block: the weeks of each line, drawn and as a table."""
    return _trend(
        measure,
        "week",
        f"{get(measure).title} by week",
        lines,
        week_span,
        _short_week,
        wide=wide,
    )


def has_weeks(look: Look) -> bool:
    """Weeks are drawn for a half-term, a term or a range as short: not for a year, nor of
    weekly files, which have no dates."""
    if not look.has_codes:
        return False
    first, last = look.period.dates(look.state.calendar())
    return timedelta(days=6) < last - first < LONGEST_IN_WEEKS


def year_lines(
    look: Look,
    measure: str,
    by: tuple[str, ...] = (),
    dims: tuple[str, ...] = (),
    schools: tuple[int, ...] = (),
) -> list[Line]:
    """This year's half-terms and, where held, last year's. ``dims`` go before them."""
    lines = []
    for start in (look.year.start, look.year.start - 1):
        year = SchoolYear(start)
        names = TOGETHER if measure in TOGETHER else (measure,)
        whole, parts = parse_period(year.label), (*by, "half_term")
        if look.why_not(names, parts, period=whole, schools=schools):
            continue
        asked = look.ask(names, parts, period=whole, schools=schools)
        rows = [row for row in asked.of(*dims) if row.measure == measure]
        lines.append((year.title, rows))
    return [line for line in lines if line[1]]


def _trend(
    measure: str,
    dimension: str,
    title: str,
    lines: list[Line],
    long: Callable[[str], str],
    short: Callable[[str], str],
    *,
    wide: bool,
) -> dict[str, Any] | None:
    drawn = (
        (name, [row for row in rows if row.denominator != 0]) for name, rows in lines
    )
    points = {
        name: [(row.dims[-1], row) for row in rows] for name, rows in drawn if rows
    }
    if not points:
        return None
    values = sorted({value for line in points.values() for value, _ in line})
    chart = charts.line(
        _what(measure),
        {
            name: [(short(value), row.value) for value, row in line]
            for name, line in points.items()
        },
        from_zero=False,
    )
    first = next(iter(points.values()))
    shown = [(long(v), row.value) for v, row in first if row.value is not None]
    says = words.extremes(shown)
    return {
        "title": title,
        "picture": picture(chart, f"Line chart. {title}. {says}".strip(), wide=wide),
        "chart": chart,
        "says": says,
        "table": _table(title, dimension, points, values, long),
    }


def _table(
    title: str,
    dimension: str,
    points: dict[str, list[tuple[str, Figure]]],
    values: list[str],
    long: Callable[[str], str],
) -> dict[str, Any]:
    by_line = [dict(line) for line in points.values()]
    first = {"half_term": "Half-term", "week": "Week"}[dimension]
    return {
        "caption": title,
        "columns": [{"text": first}, *({"text": n, "number": True} for n in points)],
        "rows": [
            [long(value), *(words.cell(line.get(value)) for line in by_line)]
            for value in values
        ],
    }


def _what(measure: str) -> str:
    unit = "of pupils" if get(measure).counts_enrolments else "of sessions"
    return f"Per cent {unit}"


def _short_week(value: str) -> str:
    monday = parse_week(value)
    return f"{monday.day} {monday:%b}"
