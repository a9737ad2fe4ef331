"""Weekly absence beside everybody else's in the same week, and the limits of the usual.

The limits are of the gap, not of the rate: an illness that goes round every school, or the
last week of a term, moves both and is no news of this one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
from django.http import QueryDict

from muster.design import charts
from muster.design.charts.run import is_outside
from muster.design.drawing import picture
from muster.design.filters import points
from muster.design.paging import address
from muster.explore import words
from muster.explore.looking import Look
from muster.impact.limits import individuals
from muster.measures import Figure, Period, parse_period
from muster.measures.titles import week_span
from muster.school_year import SchoolYear, parse_week


ABSENCE = "overall_absence"
FEWEST_WEEKS = 13  # with fewer, limits would be limits of chance
MOST_WEEKS = 39  # a year of school weeks
PROOF = "That is worth a look, and proves nothing: chance and illness do it too."


def deferred(
    look: Look, query: QueryDict, make: Callable[[], dict[str, Any] | None]
) -> dict[str, Any] | None:
    """What a page says of weeks: the block if its address asks for it, else where to ask.

    Weeks go back to the marks of two years, which takes seconds in a large authority; so
    a page comes without, and the browser asks for them once it is there. Weekly files
    have no weeks: None.
    """
    if not look.has_codes:
        return None
    if query.get("weeks"):
        return {"block": make()}
    return {"href": address(query, weeks="yes")}


@dataclass(frozen=True)
class Line:
    """Whose weeks: the values (`dims`) of the breakdowns they are found by. Those of
    everybody have none. `title` is mid-sentence: “primary schools”."""

    title: str
    by: tuple[str, ...] = ()
    dims: tuple[str, ...] = ()


def block(look: Look, mine: Line, others: Line) -> dict[str, Any] | None:
    """A figure block of the gap between two lines; None when nothing can be drawn."""
    ours, theirs = _weeks(look, (look, mine), (look.beside, others))
    held = [week for week in ours if week in theirs]
    gaps = [words.difference(ours[week], theirs[week]) for week in held]
    # Weeks hidden before the first that is shown say nothing, at length.
    while gaps and gaps[0] is None:
        del held[0], gaps[0]
    known = [float(gap) for gap in gaps if gap is not None]
    if not known:
        return None
    title = f"Weekly absence beside {others.title}"
    usual = individuals(np.array(known)) if len(known) >= FEWEST_WEEKS else None
    edges = (usual.low, usual.high) if usual else ()
    chart = charts.run(
        f"Percentage points from {others.title}",
        list(zip(_labels(held), gaps, strict=True)),
        middle=median(known),
        limits=edges or None,
    )
    beyond = [
        week
        for week, gap in zip(held, gaps, strict=True)
        if gap is not None and is_outside(float(gap), edges)
    ]
    says = _says(beyond, len(known), has_limits=bool(edges))
    rows = [
        [
            f"{week_span(week)} {parse_week(week):%Y}",
            words.cell(ours[week]),
            words.cell(theirs[week]),
            points(gap),
            "Worth a look" if week in beyond else "",
        ]
        for week, gap in zip(held, gaps, strict=True)
    ]
    return {
        "title": title,
        "says": says,
        "picture": picture(chart, f"Run chart. {title}. {says}", wide=True),
        "table": _table(title, others.title, rows),
        "note": _note(others.title) if edges else "",
    }


def _weeks(look: Look, *lines: tuple[Look, Line]) -> list[dict[str, Figure]]:
    """Absence by week of each line, up to the end of the look's period, in order."""
    starts = [look.year.start - 1, look.year.start]
    years = [
        parse_period(SchoolYear(start).label)
        for start in starts
        if start in look.state.years()
    ]
    for each in {look for look, _ in lines}:
        each.read_together(
            [
                ((ABSENCE,), (*line.by, "week"), year, ())
                for year in years
                for whose, line in lines
                if whose == each
            ]
        )
    return [_weeks_of(each, line, years) for each, line in lines]


def _weeks_of(look: Look, line: Line, years: Sequence[Period]) -> dict[str, Figure]:
    _, ends = look.period.dates(look.state.calendar())
    found = {
        row.dims[-1]: row
        for year in years
        for row in look.ask((ABSENCE,), (*line.by, "week"), period=year).of(*line.dims)
        if row.denominator != 0 and parse_week(row.dims[-1]) <= ends
    }
    return _usual(dict(sorted(found.items())[-MOST_WEEKS:]))


def _usual(found: dict[str, Figure]) -> dict[str, Figure]:
    """Without weeks when most were on holiday: a few schools’ week is not the others’."""
    sizes = [row.denominator for row in found.values() if row.denominator is not None]
    fewest = median(sizes) / 2 if sizes else 0
    return {
        week: row
        for week, row in found.items()
        if row.denominator is None or row.denominator >= fewest
    }


def _note(whom: str) -> str:
    return (
        "Limits: 2.66 times the usual change from one week to the next, either side of the"
        f" mean gap to {whom}. Weeks with fewer than half the usual sessions are left out."
    )


def _labels(held: Sequence[str]) -> list[str]:
    mondays = [parse_week(week) for week in held]
    return [f"{monday.day} {monday:%b %y}" for monday in mondays]


def _says(beyond: list[str], count: int, *, has_limits: bool) -> str:
    if not has_limits:
        return (
            f"{count} {'week is' if count == 1 else 'weeks are'} held, and limits need"
            f" {FEWEST_WEEKS}: the line is their median."
        )
    if not beyond:
        return f"All {count} weeks are within the limits of the usual."
    last = week_span(beyond[-1])
    if len(beyond) == 1:
        return f"Of {count} weeks one is beyond the limits: {last}. {PROOF}"
    return f"Of {count} weeks {len(beyond)} are beyond the limits, the latest {last}. {PROOF}"


def _table(title: str, whom: str, rows: list[list[Any]]) -> dict[str, Any]:
    return {
        "caption": title,
        "columns": [
            {"text": "Week"},
            {"text": "Overall absence", "number": True},
            {"text": f"{whom[:1].upper()}{whom[1:]}", "number": True},
            {"text": "Points apart", "number": True},
            {"text": "Beyond the limits"},
        ],
        "rows": rows,
    }
