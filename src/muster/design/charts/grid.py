"""Heat: two ways of cutting the week or the year, one cell for each pair."""

from collections.abc import Iterable

from . import palette
from .data import (
    ChartData,
    Value,
    no_taller_than_a_page,
    number,
    shown,
    something_to_draw,
)
from .house import (
    SMALL,
    TEXT,
    Filling,
    given,
    heading,
    named,
    specification,
)
from .scale import longest_word, text_width, wrapped


MOST = 25
WITHHELD = palette.GREY_TINT
SHORTER = {f"{day}day": day[:3] for day in ("Mon", "Tues", "Wednes", "Thurs", "Fri")}
SHORTER |= {"Saturday": "Sat", "Sunday": "Sun"}


def heat(
    measure: str,
    cells: Iterable[tuple[str, str, Value]],
    *,
    unit: str = "%",
    decimals: int = 1,
    span: tuple[float, float] | None = None,
) -> ChartData:
    """A cell for each (row, column), darker for more, in the order first met.

    Charts that stand beside each other are given one `span`, so that they share shades.

    The figure is written in each cell where there is room, so the shade is never all
    there is; where there is none the shades are spelled out above.
    """
    rows = tuple(
        {"row": row, "column": column, "value": number(value)}
        for row, column, value in cells
    )
    something_to_draw(rows, measure)
    no_taller_than_a_page({row["row"] for row in rows}, MOST, measure)
    settings = {"unit": unit, "decimals": decimals, "span": list(span) if span else []}
    return ChartData("heat", measure, rows, settings)


def spec() -> dict:
    import altair as alt

    x = alt.X(
        "column:O",
        scale=alt.Scale(padding=0.04),
        axis=alt.Axis(
            orient="top",
            values=given("x_ticks"),
            labelExpr="split(x_labels[datum.value], '\\n')",
            labelAngle=0,
            labelOverlap=False,
            domain=False,
        ),
    )
    y = alt.Y(
        "row:O",
        scale=alt.Scale(padding=0.06),
        axis=alt.Axis(
            labelExpr="split(y_labels[datum.value], '\\n')",
            labelColor=palette.INK,
            labelFontSize=TEXT,
            labelLineHeight=16,
            domain=False,
        ),
    )
    return specification(
        named("rows").mark_rect().encode(x=x, y=y, fill=alt.Fill("fill:N", scale=None)),
        named("figures")
        .mark_text(baseline="middle")
        .encode(x=x, y=y, text="text:N", color=alt.Color("ink:N", scale=None)),
        params=("x_ticks", "x_labels", "y_labels"),
    )


def fill(chart: ChartData, width: int) -> Filling:
    down = list(dict.fromkeys(row["row"] for row in chart.rows))
    along = list(dict.fromkeys(row["column"] for row in chart.rows))
    values = [row["value"] for row in chart.rows if row["value"] is not None]
    values = [*values, *chart.settings["span"]] or [0.0]
    places = {column: at for at, column in enumerate(along)}
    labels = [wrapped(label, width * 0.25, TEXT) for label in down]
    left = max(text_width(label, TEXT) for label in labels) + 14
    slot = (width - left) / len(along)
    if max(longest_word(label, SMALL) for label in along) > slot - 6:
        along = [SHORTER.get(label, label) for label in along]
    figures = [_figure(row, chart) for row in chart.rows]
    is_roomy = max(text_width(text, TEXT) for text in figures) < slot - 4
    top = heading(chart, width, _key(chart, values, is_roomy))
    low, high = min(values), max(values)
    cells = []
    for row, text in zip(chart.rows, figures, strict=True):
        colour = WITHHELD
        if row["value"] is not None:
            share = (row["value"] - low) / (high - low) if high > low else 0.5
            colour = palette.shade(share)
        cells.append(
            {
                "row": down.index(row["row"]),
                "column": places[row["column"]],
                "fill": colour,
                "ink": palette.text_on(colour),
                "text": text,
                "is_withheld": row["value"] is None,
            }
        )
    kept, broken = _column_labels(along, slot)
    depth = 38 if len(down) < 4 else 34
    return Filling(
        top.height + 26 + depth * len(down) + 15 * _lines(broken),
        top,
        {
            "rows": cells,
            "figures": cells if is_roomy else [c for c in cells if c["is_withheld"]],
        },
        {"x_ticks": kept, "x_labels": broken, "y_labels": labels},
    )


def _figure(row: dict, chart: ChartData) -> str:
    if row["value"] is None:
        return "c"
    return shown(row["value"], chart.settings["unit"], chart.settings["decimals"])


def _key(chart: ChartData, values: list[float], is_roomy: bool) -> str:
    if is_roomy:
        return "Darker is more."
    unit, decimals = chart.settings["unit"], chart.settings["decimals"]
    low, high = (shown(edge, unit, decimals) for edge in (min(values), max(values)))
    return f"Palest {low}, darkest {high}. Every figure is in the table."


def _column_labels(along: list[str], slot: float) -> tuple[list[int], list[str]]:
    """Which columns to name, and their names broken to the room there is."""
    if slot >= 44:
        return list(range(len(along))), [wrapped(x, slot - 2, SMALL, 3) for x in along]
    widest = max(text_width(label, SMALL) for label in along) + 8
    step = max(int(-(-widest // slot)), 1)
    return list(range(0, len(along), step)), along


def _lines(labels: list[str]) -> int:
    return max(label.count("\n") for label in labels)
