"""Half-days along a year: a row a year, weeks along it, a small shape for each half-day.

Drawn here and not by the engine the other charts share: there are hundreds of shapes, each
picture is of one child and asked for once, and five paths a row take a millisecond.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from . import palette
from .house import FONT, SMALL, TEXT


# A cell of a half-day, and the room about it, in pixels.
ACROSS, DOWN, APART = 15, 9, 6
LEFT, TOP, BAR, EDGE = 48, 46, 12, 10
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Shape:
    """How one kind of half-day is drawn: its outline within a cell, and its colours.
    Kinds differ in shape and in lightness, so that neither needs the colour."""

    path: str
    fill: str
    stroke: str = "none"


# Paths from a cell's top left corner, twelve across and eight down.
SHAPES = {
    "thin": Shape("m0 3h12v2h-12z", palette.BRAND),
    "hollow": Shape("m.75.75h10.5v6.5h-10.5z", palette.ACCENT_TINT, palette.ACCENT),
    "solid": Shape("m0 0h12v8h-12z", "#8a2846"),
    "dot": Shape("m4.5 2.5h3v3h-3z", palette.GREY),
    "cross": Shape("m3 1l6 6m0-6l-6 6", "none", palette.INK),
}


@dataclass(frozen=True)
class DayRow:
    """One row. ``cells`` are (week, half-day of the week, shape); ``bars`` stretches of
    weeks, drawn along the foot; ``ticks`` names over weeks."""

    title: str
    cells: Sequence[tuple[int, int, str]]
    bars: Sequence[tuple[float, float]] = ()
    ticks: Sequence[tuple[int, str]] = ()
    halves: int = 10


def half_days(rows: Iterable[DayRow], weeks: int) -> str:
    """The rows as a self-contained <svg>, as wide as the weeks need."""
    width = LEFT + weeks * ACROSS + 8
    drawn, top = [], 0
    for row in rows:
        drawn.append(f'<g transform="translate(0 {top})">{_row(row)}</g>')
        top += TOP + row.halves * DOWN + row.halves // 2 * APART + BAR * 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{top}"'
        f' viewBox="0 0 {width} {top}" font-family="{escape(FONT)}"'
        f' font-size="{SMALL}" fill="{palette.GREY_TEXT}">{"".join(drawn)}</svg>'
    )


def swatch(shape: str) -> str:
    """One cell on its own, for a key."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="14" height="10"'
        ' viewBox="-1 -1 14 10" aria-hidden="true" focusable="false">'
        f"{_path(shape, 'M0 0' + SHAPES[shape].path)}</svg>"
    )


def _row(row: DayRow) -> str:
    name = f'<text x="{EDGE}" y="16" font-size="{TEXT}" font-weight="600" fill="{palette.INK}">'
    parts = [f"{name}{escape(row.title)}</text>"]
    parts += [
        f'<text x="{LEFT + week * ACROSS}" y="{TOP - 8}">{escape(text)}</text>'
        for week, text in row.ticks
    ]
    parts += [
        f'<text x="{EDGE}" y="{_down(2 * day) + DOWN + 4}">{WEEKDAYS[day]}</text>'
        for day in range(row.halves // 2)
    ]
    of_shape: dict[str, list[str]] = {}
    for week, half, shape in row.cells:
        at = f"M{LEFT + week * ACROSS} {_down(half)}"
        of_shape.setdefault(shape, []).append(at + SHAPES[shape].path)
    parts += [_path(shape, "".join(cells)) for shape, cells in of_shape.items()]
    foot = _down(row.halves) + 4
    parts += [_bar(bar, foot) for bar in row.bars]
    return "".join(parts)


def _down(half: int) -> int:
    return TOP + half * DOWN + half // 2 * APART


def _path(shape: str, d: str) -> str:
    drawn = SHAPES[shape]
    return f'<path d="{d}" fill="{drawn.fill}" stroke="{drawn.stroke}" stroke-width="1.5"/>'


def _bar(bar: tuple[float, float], top: int) -> str:
    first, last = bar
    x, width = LEFT + first * ACROSS, max((last - first) * ACROSS - 3, 2)
    return (
        f'<rect x="{x:.1f}" y="{top}" width="{width:.1f}" height="5"'
        f' fill="{palette.GREY}"/>'
    )
