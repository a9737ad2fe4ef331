"""Columns: a few kinds of thing side by side, now and (if wanted) before."""

from collections.abc import Mapping

from . import palette
from .data import ChartData, Value, above_zero, number, shown, something_to_draw
from .house import (
    SMALL,
    SWATCH,
    Filling,
    given,
    heading,
    key_columns,
    key_height,
    legend,
    named,
    sides,
    specification,
)
from .scale import longest_word, text_width, wrapped


# The key of a single series, in pixels.
ONE_KEY = 30


def columns(
    measure: str,
    series: Mapping[str, Mapping[str, Value]],
    *,
    unit: str = "%",
    decimals: int = 1,
) -> ChartData:
    """A column a label for one or two series, in the order given, always from zero.

    The second series is an outline, so the two are told apart without colour.
    """
    if len(series) not in (1, 2):
        raise ValueError(
            f"A column chart holds one or two series and this has {len(series)}. Use "
            "a line chart or a table."
        )
    rows = tuple(
        {"label": label, "side": side, "value": number(value)}
        for side, points in enumerate(series.values())
        for label, value in points.items()
    )
    something_to_draw(rows, measure)
    above_zero(rows)
    settings = {"unit": unit, "decimals": decimals, "names": list(series)}
    return ChartData("columns", measure, rows, settings)


def spec() -> dict:
    import altair as alt

    x = alt.X(
        "at:O",
        scale=alt.Scale(paddingInner=0.3, paddingOuter=0.15),
        axis=alt.Axis(
            labelExpr="split(x_labels[datum.value], '\\n')",
            labelAngle=0,
            labelLineHeight=15,
            labelColor=palette.INK,
            labelOverlap=False,
        ),
    )
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(domainMin=0, domainMax=given("y_high"), nice=False),
        axis=None,
    )
    beside = alt.XOffset("side:O")
    key = legend("names", values=given("name_keys"), **SWATCH)
    fill = alt.Fill("side:N", scale=sides(), legend=key)
    return specification(
        named("rows")
        .mark_bar(stroke=palette.BRAND, strokeWidth=1.5)
        .encode(x=x, y=y, fill=fill, xOffset=beside),
        named("rows")
        .mark_text(baseline="bottom", dy=-5, fontSize=SMALL)
        .encode(x=x, y="end:Q", text="text:N", xOffset=beside),
        params=("x_labels", "y_high", "names", "name_keys")
        + ("key_columns", "key_offset"),
    )


def has_room(chart: ChartData, width: int) -> bool:
    """Whether every label can stand under its column without breaking a word."""
    labels = {row["label"] for row in chart.rows}
    slot = (width - 10) / len(labels)
    figures = max(text_width(_figure(row, chart), SMALL) for row in chart.rows)
    is_wide = figures * len(chart.settings["names"]) < slot * 0.86
    return is_wide and all(longest_word(label, SMALL) < slot - 4 for label in labels)


def as_bars(chart: ChartData) -> ChartData:
    """The same rows lying down, for where columns would not fit."""
    kind = "grouped_bars" if len(chart.settings["names"]) == 2 else "bars"
    order = list(dict.fromkeys(row["label"] for row in chart.rows))
    rows = sorted(chart.rows, key=lambda row: (order.index(row["label"]), row["side"]))
    settings = {**chart.settings, "reference": None, "highlight": []}
    return ChartData(kind, chart.measure, tuple(rows), settings)


def fill(chart: ChartData, width: int) -> Filling:
    labels = list(dict.fromkeys(row["label"] for row in chart.rows))
    names = chart.settings["names"]
    top = heading(chart, width)
    broken = [wrapped(x, (width - 10) / len(labels) - 4, SMALL, 4) for x in labels]
    feet = 15 * max(label.count("\n") + 1 for label in broken)
    rows = [
        {
            "at": labels.index(row["label"]),
            "side": row["side"],
            "value": row["value"],
            "end": row["value"] or 0,
            "text": _figure(row, chart),
        }
        for row in chart.rows
    ]
    tallest = max(row["end"] for row in rows) or 1
    plot = 180
    key = key_columns(names, width)
    return Filling(
        top.height + (key_height(names, key) or ONE_KEY) + plot + feet,
        top,
        {"rows": rows},
        {
            "x_labels": broken,
            "y_high": tallest * plot / (plot - 24),
            "names": names,
            "name_keys": list(range(len(names))),
            "key_columns": key,
            "key_offset": 4,
        },
    )


def _figure(row: dict, chart: ChartData) -> str:
    if row["value"] is None:
        return "c"
    return shown(row["value"], chart.settings["unit"], chart.settings["decimals"])
