"""The picture of a breakdown: lines, bars, dots or a grid, by what it is of.

Several periods are one more breakdown here, by time. What a picture has no room for is
left to the table, and the picture says so.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from markupsafe import Markup

from muster.design import charts
from muster.design.charts import ChartData
from muster.design.drawing import picture
from muster.explore import words
from muster.explore.looking import Look
from muster.explore.rows import PERIOD, Rows, long_title, short_title, title_by
from muster.explore.schools import schools_of
from muster.measures import Figure, Measure
from muster.measures.dimensions import OF_SESSION, OF_SLICE


MOST_BARS = 25
FEWER_BARS = 10  # of more than fill a chart, the largest
MOST_LINES = 5
MOST_CELLS = (16, 25)  # across and down: more is a table
MOST_PAIRS = 10
MOST_PANELS = 6
MOST_KINDS = 4
OTHER = "Other"
TIME = ("week", "half_term", "term", PERIOD)
ORDERED = (*OF_SESSION, *OF_SLICE, "year_group", PERIOD)


class Panel(NamedTuple):
    """A picture among several that share a scale, or the only one, without a title."""

    title: str
    chart: ChartData


@dataclass(frozen=True)
class Drawing:
    """What is drawn. ``says`` is what to take away; ``note`` what was left to the table."""

    title: str
    says: str
    panels: tuple[Panel, ...]
    note: str = ""

    def alt(self, panel: Panel) -> str:
        parts = (panel.title and f"{panel.title}.", self.says, self.note)
        return " ".join(("Chart.", f"{self.title}.", *(part for part in parts if part)))

    def block(self) -> dict[str, Any]:
        """As a page shows it."""
        single = len(self.panels) == 1
        drawn = [
            (one.title, picture(one.chart, self.alt(one), wide=single))
            for one in self.panels
        ]
        return {
            "title": self.title,
            "says": self.says,
            "note": self.note,
            "picture": drawn[0][1] if single else _side_by_side(drawn),
        }


def _side_by_side(drawn: list[tuple[str, Markup]]) -> Markup:
    panels = Markup("").join(
        Markup(
            '<div class="muster-panel"><p class="muster-panel__title">{}</p>{}</div>'
        ).format(*one)
        for one in drawn
    )
    return Markup('<div class="muster-panels">{}</div>').format(panels)


def drawn(rows: Rows, measure: Measure, look: Look) -> Drawing | None:
    """The picture of a breakdown, where it makes one."""
    held = replace(
        rows, figures=tuple(row for row in rows.figures if row.denominator != 0)
    )
    if not any(row.value is not None for row in held.figures):
        return None
    panels, note = _panels(held, measure, look)
    if not panels:
        return None
    return Drawing(title_by(measure, rows.by), _says(held), tuple(panels), note)


def _says(rows: Rows) -> str:
    """The highest and lowest, but never of schools: that would be a league table."""
    if "school" in rows.by:
        return ""
    return words.extremes(
        [(_said(r, rows.by), r.value) for r in rows.figures if r.value is not None]
    )


def _said(row: Figure, by: tuple[str, ...]) -> str:
    return ", ".join(long_title(d, v) for d, v in zip(by, row.dims, strict=True))


def _panels(rows: Rows, measure: Measure, look: Look) -> tuple[list[Panel], str]:
    what = f"Per cent {'of pupils' if measure.counts_enrolments else 'of sessions'}"
    if len(rows.by) == 1:
        chart, note = _of_one(what, rows, look, measure)
        return ([Panel("", chart)] if chart else []), note
    if len(rows.by) == 2:
        chart, note = _of_two(what, rows)
        return [Panel("", chart)], note
    return _of_three(what, rows)


def _of_one(
    what: str, rows: Rows, look: Look, measure: Measure
) -> tuple[ChartData | None, str]:
    [by] = rows.by
    values = rows.values(0)
    if by in TIME and len(values) > 1:
        points = {measure.title: _points(rows)}
        return charts.line(what, points, from_zero=False), ""
    if by == "school" and len(values) > MOST_BARS:
        return _of_schools(what, rows, look), ""
    note = ""
    if len(values) > MOST_BARS:
        rows, note = _fewer(rows, 0, FEWER_BARS, "bars")
    return charts.bars(what, _points(rows), is_sorted=by not in ORDERED), note


def _points(rows: Rows) -> list[tuple[str, Any]]:
    return [(short_title(rows.by[0], row.dims[0]), row.value) for row in rows.figures]


def _of_schools(what: str, rows: Rows, look: Look) -> ChartData | None:
    """Many schools: each a dot, its size across."""
    counted = look.ask(("persistent_absence",), ("school",))
    kinds = _kinds(look)
    dots = []
    for row in rows.figures:
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


def _of_two(what: str, rows: Rows) -> tuple[ChartData, str]:
    time = next((n for n in (0, 1) if rows.by[n] in TIME), None)
    if time is not None and len(rows.values(time)) > 1:
        if len(rows.values(1 - time)) <= MOST_LINES:
            return _of_time(what, rows, time), ""
        if not _has_room(rows):
            rows, note = _fewer(rows, 1 - time, MOST_LINES, "lines")
            return _of_time(what, rows, time), note
    if pairs := _paired(rows):
        return _of_pairs(what, pairs), ""
    return _of_cells(what, rows)


def _some(what: str, shown: int, of: int) -> str:
    return (
        f"The {what} are the {shown} with the most behind them, of {of}. The table has"
        " them all."
    )


def _has_room(rows: Rows) -> bool:
    across, down = MOST_CELLS
    counts = [len(rows.values(place)) for place in (0, 1)]
    return (
        counts[1] <= across
        and counts[0] <= down
        or (counts[0] <= across and counts[1] <= down)
    )


def _of_time(
    what: str,
    rows: Rows,
    time: int,
    span: tuple[float, float] | None = None,
    among: Sequence[str] = (),
) -> ChartData:
    lines: dict[str, list] = {}
    order = {value: at for at, value in enumerate(_in_order(rows, time))}
    for row in sorted(rows.figures, key=lambda row: order[row.dims[time]]):
        name = short_title(rows.by[1 - time], row.dims[1 - time])
        label = short_title(rows.by[time], row.dims[time])
        lines.setdefault(name, []).append((label, row.value))
    return charts.line(what, lines, from_zero=False, span=span, among=among)


def _in_order(rows: Rows, time: int) -> list[str]:
    values = rows.values(time)
    return values if rows.by[time] in (PERIOD, "term") else sorted(values)


def _paired(rows: Rows) -> Rows | None:
    """Rows whose second breakdown has two values and so makes a pair of bars."""
    if any(name in (*OF_SESSION, *OF_SLICE) for name in rows.by):
        return None
    for one in (rows, rows.turned()):
        pairs, sides = len(one.values(0)), len(one.values(1))
        is_whole = len(one.figures) == pairs * sides
        if sides == 2 and pairs <= MOST_PAIRS and is_whole:
            return one
    return None


def _of_pairs(what: str, rows: Rows) -> ChartData:
    held = {row.dims: row.value for row in rows.figures}
    names = rows.values(1)
    return charts.grouped_bars(
        what,
        [
            (short_title(rows.by[0], value), *(held[value, name] for name in names))
            for value in rows.values(0)
        ],
        names=tuple(short_title(rows.by[1], name) for name in names),
    )


def _of_cells(
    what: str, rows: Rows, span: tuple[float, float] | None = None
) -> tuple[ChartData, str]:
    across, down = MOST_CELLS
    first, second = (len(rows.values(place)) for place in (0, 1))
    if second > across and second > first:
        rows, first, second = rows.turned(), second, first
    note = ""
    for place, count, most in ((0, first, down), (1, second, across)):
        if count > most:
            which = "rows" if place == 0 else "columns"
            rows, more = _fewer(rows, place, FEWER_BARS, which)
            note = f"{note} {more}".strip()
    cells = [
        (
            short_title(rows.by[0], r.dims[0]),
            short_title(rows.by[1], r.dims[1]),
            r.value,
        )
        for r in rows.figures
    ]
    return charts.heat(what, cells, span=span), note


def _of_three(what: str, rows: Rows) -> tuple[list[Panel], str]:
    """A panel a value of one breakdown, all to one scale."""
    if set(rows.by[:2]) == {"weekday", "session"}:
        return _of_weeks(what, rows)
    at = next((n for n in (1, 0) if rows.by[n] not in ORDERED), 1)
    shown, note = _fewer(rows, at, MOST_PANELS, "panels")
    # Half-terms, say, of several years: a line a year.
    line, time = (2, 0) if rows.by[1 - at] in TIME else (1 - at, 1)
    shown, more = _fewer(shown, line, MOST_LINES, "lines")
    span, names = _span(shown), shown.names(line)
    panels = [
        Panel(name, _of_time(what, mine, time, span, names))
        for name, mine in _parted(shown, at)
    ]
    return panels, f"{note} {more}".strip()


def _of_weeks(what: str, rows: Rows) -> tuple[list[Panel], str]:
    """Weekday by session, a grid a period: the latest of many."""
    kept = rows.values(2)[-MOST_PANELS:]
    shown = rows.only(2, kept)
    span = _span(shown)
    panels = [
        Panel(name, _of_cells(what, mine, span)[0]) for name, mine in _parted(shown, 2)
    ]
    count = len(rows.values(2))
    note = f"The grids are of the latest {len(kept)} periods, of {count}."
    return panels, note if count > len(kept) else ""


def _fewer(rows: Rows, place: int, most: int, what: str) -> tuple[Rows, str]:
    """The largest, with a note of what was left out."""
    count = len(rows.values(place))
    if count <= most:
        return rows, ""
    return rows.only(place, rows.largest(place, most)), _some(what, most, count)


def _parted(rows: Rows, at: int) -> Iterator[tuple[str, Rows]]:
    """The rows of each value that has something to draw, with what it is called."""
    for value in rows.values(at):
        mine = rows.only(at, [value]).without(at)
        if any(row.value is not None for row in mine.figures):
            yield short_title(rows.by[at], value), mine


def _span(rows: Rows) -> tuple[float, float]:
    figures = [float(row.value) for row in rows.figures if row.value is not None]
    return min(figures, default=0.0), max(figures, default=0.0)
