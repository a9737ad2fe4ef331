"""The picture of a breakdown: lines, bars, dots or a grid, by what it is of.

Several periods are one more breakdown here, by time. What a picture has no room for is
left to the table, and the picture says so.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from markupsafe import Markup

from muster.design import charts
from muster.design.charts import ChartData
from muster.explore import words
from muster.explore.drawing import picture
from muster.explore.looking import Look, Table
from muster.explore.schools import schools_of
from muster.measures import Figure, Measure, parse_period
from muster.measures.dimensions import OF_SESSION, OF_SLICE, TITLES
from muster.measures.titles import title_of, week_span


MOST_BARS = 25
FEWER_BARS = 10  # of more than fill a chart, the largest
MOST_LINES = 5
MOST_CELLS = (16, 25)  # across and down: more is a table
MOST_PAIRS = 10
MOST_PANELS = 6
MOST_KINDS = 4
OTHER = "Other"
PERIOD = "period"
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


@dataclass(frozen=True)
class Rows:
    """Figures and the breakdowns their dimensions are of: what a picture is made from."""

    by: tuple[str, ...]
    figures: tuple[Figure, ...]

    def values(self, place: int) -> list[str]:
        return list(dict.fromkeys(row.dims[place] for row in self.figures))

    def names(self, place: int) -> list[str]:
        """The values as a picture says them."""
        return [short_title(self.by[place], value) for value in self.values(place)]

    def only(self, place: int, values: Sequence[str]) -> "Rows":
        kept = (row for row in self.figures if row.dims[place] in values)
        return replace(self, figures=tuple(kept))

    def without(self, place: int) -> "Rows":
        """A breakdown fewer: for figures that are alike in it."""
        return Rows(
            _out(self.by, place),
            tuple(replace(row, dims=_out(row.dims, place)) for row in self.figures),
        )

    def turned(self) -> "Rows":
        turned = (replace(row, dims=row.dims[::-1]) for row in self.figures)
        return Rows(self.by[::-1], tuple(turned))

    def largest(self, place: int, most: int) -> list[str]:
        """The values with most behind them, in the order they stand in."""
        size: Counter[str] = Counter()
        for row in self.figures:
            size[row.dims[place]] += row.denominator or 0
        values = self.values(place)
        kept = sorted(values, key=lambda value: (-size[value], values.index(value)))
        return [value for value in values if value in kept[:most]]


def _out(parts: tuple, place: int) -> tuple:
    return parts[:place] + parts[place + 1 :]


def rows_of(tables: Sequence[Table]) -> Rows:
    """The rows of one answer, or of several with the period as their last breakdown.

    Without any breakdown the period is the only one, so there is always one.
    """
    by = tables[0].answer.by
    if len(tables) == 1 and by:
        return Rows(by, tables[0].answer.rows)
    found = [
        replace(row, dims=(*row.dims, table.answer.period.text))
        for table in tables
        for row in table.answer.rows
    ]
    met = dict.fromkeys(row.dims[:-1] for row in found)
    order = {place: at for at, place in enumerate(met)}
    found.sort(key=lambda row: order[row.dims[:-1]])
    return Rows((*by, PERIOD), tuple(found))


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
    return Drawing(title(measure, rows.by), _says(held), tuple(panels), note)


def title(measure: Measure, by: Sequence[str]) -> str:
    names = [words.mid(dimension_title(name)) for name in by]
    if len(names) > 1:
        names[-2:] = [f"{names[-2]} and {names[-1]}"]
    return f"{measure.title} by {', '.join(names)}"


def dimension_title(dimension: str) -> str:
    return "Period" if dimension == PERIOD else TITLES[dimension]


@lru_cache(256)
def _titles(period: str) -> tuple[str, str]:
    """A period's title, and what there is room for in a picture: “HT1 2025/26”."""
    found = parse_period(period)
    year = found.years[0].title
    if found.half_term:
        return found.title, f"HT{found.half_term} {year}"
    if found.term:
        return found.title, f"{found.term.capitalize()} {year}"
    if period.endswith("/ytd"):
        return found.title, f"{year} to date"
    return found.title, year if period == found.years[0].label else period


def long_title(dimension: str, value: str) -> str:
    """The value as a table says it: a week by both its ends."""
    if dimension == PERIOD:
        return _titles(value)[0]
    return week_span(value) if dimension == "week" else title_of(dimension, value)


def short_title(dimension: str, value: str) -> str:
    """The value as there is room for in a picture."""
    return _titles(value)[1] if dimension == PERIOD else title_of(dimension, value)


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
        note = _some("bars", FEWER_BARS, len(values))
        rows = rows.only(0, rows.largest(0, FEWER_BARS))
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
            kept = rows.largest(1 - time, MOST_LINES)
            note = _some("lines", len(kept), len(rows.values(1 - time)))
            return _of_time(what, rows.only(1 - time, kept), time), note
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


def _of_cells(what: str, rows: Rows) -> tuple[ChartData, str]:
    across, down = MOST_CELLS
    first, second = (len(rows.values(place)) for place in (0, 1))
    if second > across and second > first:
        rows, first, second = rows.turned(), second, first
    note = ""
    for place, count, most in ((0, first, down), (1, second, across)):
        if count > most:
            kept = rows.largest(place, FEWER_BARS)
            rows = rows.only(place, kept)
            which = "rows" if place == 0 else "columns"
            note = f"{note} {_some(which, FEWER_BARS, count)}".strip()
    cells = [
        (
            short_title(rows.by[0], r.dims[0]),
            short_title(rows.by[1], r.dims[1]),
            r.value,
        )
        for r in rows.figures
    ]
    return charts.heat(what, cells), note


def _of_three(what: str, rows: Rows) -> tuple[list[Panel], str]:
    """A panel a value of one breakdown; all to one scale, a line the same in each."""
    at = next((n for n in (1, 0) if rows.by[n] not in ORDERED), 1)
    values = rows.values(at)
    kept = rows.largest(at, MOST_PANELS)
    notes = []
    if len(values) > len(kept):
        notes.append(_some("panels", MOST_PANELS, len(values)))
    shown, line = rows.only(at, kept), 1 - at
    if rows.by[line] in TIME:  # half-terms, say, of several years: a line a year
        line = 2
    if len(shown.values(line)) > MOST_LINES:
        notes.append(_some("lines", MOST_LINES, len(shown.values(line))))
        shown = shown.only(line, shown.largest(line, MOST_LINES))
    panels = []
    for value in kept:
        mine = shown.only(at, [value]).without(at)
        if any(row.value is not None for row in mine.figures):
            chart = _of_panel(what, mine, shown, line)
            panels.append(Panel(short_title(rows.by[at], value), chart))
    return panels, " ".join(notes)


def _of_panel(what: str, mine: Rows, shown: Rows, line: int) -> ChartData:
    figures = [float(row.value) for row in shown.figures if row.value is not None]
    span = (min(figures), max(figures))
    return _of_time(what, mine, 0 if line == 2 else 1, span, shown.names(line))
