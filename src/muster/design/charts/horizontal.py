"""Bars: one a row, or a group beside everyone else. Always from zero."""

from collections.abc import Collection, Iterable
from functools import partial

from . import palette
from .data import (
    ChartData,
    Reference,
    Value,
    above_zero,
    no_taller_than_a_page,
    number,
    shown,
    something_to_draw,
)
from .house import (
    NARROW,
    SMALL,
    SWATCH,
    TEXT,
    Filling,
    beneath,
    given,
    heading,
    key_columns,
    key_height,
    legend,
    named,
    sides,
    specification,
)
from .scale import text_width, wrapped


# What a page holds when every label takes two lines.
MOST = {"bars": 25, "grouped_bars": 20}
PALER = "#6b9ba1"


def bars(
    measure: str,
    rows: Iterable[tuple[str, Value]],
    *,
    unit: str = "%",
    decimals: int = 1,
    reference: Reference | None = None,
    highlight: Collection[str] = (),
    is_sorted: bool = True,
) -> ChartData:
    """One bar a row, longest first, its figure at its end; withheld rows come last.

    Highlighted labels are drawn in the strong colour and the rest in a paler one.
    """
    kept = [{"label": label, "side": 0, "value": number(v)} for label, v in rows]
    if is_sorted:
        kept.sort(key=lambda row: (row["value"] is None, -(row["value"] or 0)))
    return _lengths("bars", measure, kept, unit, decimals, reference, (), highlight)


def grouped_bars(
    measure: str,
    rows: Iterable[tuple[str, Value, Value]],
    *,
    names: tuple[str, str] = ("In this group", "Everyone else"),
    unit: str = "%",
    decimals: int = 1,
    reference: Reference | None = None,
) -> ChartData:
    """Two bars a row, a group and the rest, in the order given.

    The second is an outline, so the two are told apart without colour.
    """
    kept = [
        {"label": label, "side": side, "value": number(value)}
        for label, *pair in rows
        for side, value in enumerate(pair)
    ]
    return _lengths("grouped_bars", measure, kept, unit, decimals, reference, names, ())


def _lengths(kind, measure, rows, unit, decimals, reference, names, highlight):
    something_to_draw(tuple(rows), measure)
    above_zero(rows)
    labels = {row["label"] for row in rows}
    no_taller_than_a_page(labels, MOST[kind], measure)
    settings = {
        "unit": unit,
        "decimals": decimals,
        "reference": [number(reference.value), reference.label] if reference else None,
        "names": list(names),
        "highlight": sorted(highlight),
    }
    return ChartData(kind, measure, tuple(rows), settings)


def _spec(*, is_grouped: bool) -> dict:
    import altair as alt

    padding = 0.28 if is_grouped else 0.24
    y = alt.Y(
        "at:O",
        scale=alt.Scale(paddingInner=padding, paddingOuter=0.1),
        axis=alt.Axis(
            labelExpr="split(y_labels[datum.value], '\\n')",
            domain=False,
            labelColor=palette.INK,
            labelFontSize=TEXT,
            labelLineHeight=16,
        ),
    )
    x = alt.X(
        "value:Q",
        scale=alt.Scale(domainMin=0, domainMax=given("x_high"), nice=False),
        axis=None,
    )
    beside = {"yOffset": alt.YOffset("side:O")} if is_grouped else {}
    fill = alt.Fill("fill:N", scale=None)
    if is_grouped:
        fill = alt.Fill("side:N", scale=sides(), legend=legend("names", **SWATCH))
    drawn = (
        named("rows")
        .mark_bar(stroke=palette.BRAND, strokeWidth=1.5 if is_grouped else 0)
        .encode(x=x, y=y, fill=fill, **beside)
    )
    figures = (
        named("rows")
        .mark_text(align="left", baseline="middle", dx=7)
        .encode(x=alt.X("end:Q", axis=None), y=y, text="text:N", **beside)
    )
    rule = (
        named("reference")
        .mark_rule(color=palette.ACCENT, strokeDash=[5, 3], strokeWidth=1.8)
        .encode(x=x)
    )
    said = (
        named("reference")
        .mark_text(
            baseline="bottom",
            dy=-5,
            color=palette.ACCENT,
            fontWeight=600,
            fontSize=SMALL,
        )
        .encode(x=x, y=alt.value(0), text="text:N")
    )
    params = ("x_high", "y_labels", "names", "key_columns", "key_offset")
    return specification(drawn, rule, said, beneath(figures), figures, params=params)


spec_bars = partial(_spec, is_grouped=False)
spec_grouped = partial(_spec, is_grouped=True)


def fill(chart: ChartData, width: int) -> Filling:
    labels = list(dict.fromkeys(row["label"] for row in chart.rows))
    sides = 1 + max(row["side"] for row in chart.rows)
    room = width * (0.34 if width > NARROW else 0.4)
    broken = [wrapped(label, room, TEXT) for label in labels]
    top = heading(chart, width)
    deep = 20 * sides + 8 if sides > 1 else 27
    if sides == 1 and any("\n" in label for label in broken):
        deep = 38
    reference = _reference(chart)
    above = 26 if reference else 0
    key = key_columns(chart.settings["names"], width)
    figures = [_figure(row, chart) for row in chart.rows]
    values = [row["value"] or 0 for row in chart.rows] + [r["value"] for r in reference]
    across = width - max(text_width(label, TEXT) for label in broken) - 20
    # Room at the right for the longest bar's own figure.
    spare = max(text_width(text, TEXT) for text in figures) + 12
    longest = max(max(values), 1e-9) * across / max(across - spare, 1)
    rows = [
        {
            "at": labels.index(row["label"]),
            "side": row["side"],
            "value": row["value"],
            "end": row["value"] or 0,
            "text": text,
            "fill": _fill(row, chart),
        }
        for row, text in zip(chart.rows, figures, strict=True)
    ]
    return Filling(
        top.height
        + key_height(chart.settings["names"], key)
        + above
        + deep * len(labels),
        top,
        {"rows": rows, "reference": reference},
        {
            "x_high": longest,
            "y_labels": broken,
            "names": chart.settings["names"],
            "key_columns": key,
            "key_offset": 4 + above,
        },
    )


def _figure(row: dict, chart: ChartData) -> str:
    if row["value"] is None:
        return "c"
    return shown(row["value"], chart.settings["unit"], chart.settings["decimals"])


def _fill(row: dict, chart: ChartData) -> str:
    highlight = chart.settings["highlight"]
    is_strong = not highlight or row["label"] in highlight
    return palette.BRAND if is_strong else PALER


def _reference(chart: ChartData) -> list[dict]:
    reference = chart.settings["reference"]
    if not reference:
        return []
    figure = shown(reference[0], chart.settings["unit"], chart.settings["decimals"])
    return [{"value": reference[0], "text": f"{reference[1]} {figure}"}]
