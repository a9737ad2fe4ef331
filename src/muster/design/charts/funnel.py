"""A funnel: schools by size and rate, and where schools of each size usually lie."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from . import palette
from .data import ChartData, Reference, Value, number, something_to_draw
from .house import (
    NARROW,
    SMALL,
    TEXT,
    Filling,
    beneath,
    given,
    heading,
    named,
    specification,
)
from .scale import text_width, tick_text, ticks
from .scatter import placed, reference_text


# The narrower pair of limits is drawn dashed, so that neither rests on colour alone.
INNER, OUTER = 0, 1


class Spot(NamedTuple):
    """One school: how many pupils, its rate, and whether it is to be named as outside."""

    label: str
    across: float
    value: Value
    is_outside: bool = False


class Limits(NamedTuple):
    """The limits at one size: the inner pair and the outer pair."""

    across: float
    inner: tuple[float, float]
    outer: tuple[float, float]


def funnel(
    measure: str,
    spots: Iterable[Spot],
    limits: Sequence[Limits],
    *,
    target: Reference,
    across: str,
    unit: str = "%",
    decimals: int = 1,
    name_most: int = 8,
) -> ChartData:
    """Each school at (across, value) between curves of limits; those outside are named."""
    rows = tuple({**spot._asdict(), "value": number(spot.value)} for spot in spots)
    something_to_draw(rows, measure)
    if len(limits) < 2:
        raise ValueError(
            f"The funnel of “{measure}” has limits at {len(limits)} sizes, and a curve "
            "needs two. Draw dots instead."
        )
    settings = {
        "limits": [[one.across, *one.inner, *one.outer] for one in limits],
        "reference": [number(target.value), target.label],
        "across": across,
        "unit": unit,
        "decimals": decimals,
        "name_most": name_most,
    }
    return ChartData("funnel", measure, rows, settings)


def spec() -> dict:
    import altair as alt

    x = alt.X(
        "across:Q",
        scale=alt.Scale(domainMin=0, domainMax=given("x_high"), nice=False),
        axis=alt.Axis(
            values=given("x_ticks"),
            labelExpr="x_labels[indexof(x_ticks, datum.value)]",
            grid=False,
            title="across",
            titlePadding=8,
        ),
    )
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(domainMin=0, domainMax=given("y_high"), nice=False),
        axis=alt.Axis(
            values=given("y_ticks"),
            labelExpr="y_labels[indexof(y_ticks, datum.value)]",
            domain=False,
        ),
    )
    styles = alt.Scale(domain=[0, 1], range=[palette.GREY, palette.ACCENT])
    shapes = alt.Scale(domain=[0, 1], range=["circle", "diamond"])
    names = (
        named("names")
        .mark_text(fontSize=SMALL, baseline="middle")
        .encode(x="text_across:Q", y="text_value:Q", text="text:N")
    )
    return specification(
        named("limits")
        .mark_line(color=palette.BRAND, strokeWidth=1.4)
        .encode(
            x=x,
            y=y,
            detail="curve:N",
            strokeDash=alt.StrokeDash(
                "pair:N",
                scale=alt.Scale(domain=[INNER, OUTER], range=[[4, 4], [1, 0]]),
                legend=None,
            ),
        ),
        named("reference")
        .mark_rule(color=palette.GREY, strokeDash=[3, 3], strokeWidth=1.5)
        .encode(y=y),
        named("rows")
        .mark_point(
            filled=True, opacity=0.85, size=64, stroke="#ffffff", strokeWidth=0.8
        )
        .encode(
            x=x,
            y=y,
            fill=alt.Fill("style:N", scale=styles, legend=None),
            shape=alt.Shape("style:N", scale=shapes, legend=None),
        ),
        named("reference")
        .mark_text(
            align="left",
            baseline="middle",
            dx=8,
            color=palette.GREY_TEXT,
            fontWeight=600,
            lineHeight=16,
        )
        .encode(x=alt.value(given("width")), y=y, text="text:N"),
        named("names")
        .mark_rule(color=palette.GREY, strokeWidth=0.8)
        .encode(x=x, y=y, x2="label_across", y2="label_value"),
        beneath(names),
        names,
        params=("x_high", "x_ticks", "x_labels", "y_high", "y_ticks", "y_labels"),
    )


def fill(chart: ChartData, width: int) -> Filling:
    drawn = [row for row in chart.rows if row["value"] is not None]
    limits = chart.settings["limits"]
    sizes = [row["across"] for row in drawn] + [one[0] for one in limits]
    along = ticks(0, max(sizes), 6 if width > NARROW else 3)
    marks = _marks(chart, drawn)
    top = heading(chart, width, _remark(chart, drawn), withheld="")
    height = (380 if width > NARROW else 340) + top.height - 34
    reference = reference_text(chart)
    right = max(text_width("\n".join(r["text"]), TEXT) for r in reference)
    plot = (width - 60 - right, height - top.height - 50)
    points = [
        {
            "across": row["across"],
            "value": row["value"],
            "area": 64,
            "style": int(row["is_outside"]),
        }
        for row in drawn
    ]
    outside = sorted(
        (row for row in drawn if row["is_outside"]),
        key=lambda row: -abs(row["value"] - chart.settings["reference"][0]),
    )
    return Filling(
        height,
        top,
        {
            "rows": points,
            "limits": _curves(limits, marks[-1]),
            "reference": reference,
            "names": placed(
                outside[: chart.settings["name_most"]], points, along[-1], marks, plot
            ),
        },
        {
            "x_high": along[-1],
            "x_ticks": along,
            "x_labels": tick_text(along, ""),
            "y_high": marks[-1],
            "y_ticks": marks,
            "y_labels": tick_text(marks, chart.settings["unit"]),
        },
        chart.settings["across"],
    )


def _marks(chart: ChartData, drawn: list[dict]) -> list[float]:
    """From zero to above the highest school; limits of the smallest may pass out of it."""
    middle = chart.settings["limits"][len(chart.settings["limits"]) // 3]
    values = [row["value"] for row in drawn]
    marks = ticks(0, max([chart.settings["reference"][0], middle[4], *values]))
    if chart.settings["unit"] == "%" and max(values, default=0) <= 100:
        marks = [mark for mark in marks if mark <= 100]
    return marks


def _remark(chart: ChartData, drawn: list[dict]) -> str:
    said = "Lines are the limits most schools lie within: dashed 95%, whole 99.8%."
    if any(row["is_outside"] for row in drawn):
        said += " Diamonds lie outside them."
    if missing := len(chart.rows) - len(drawn):
        said += f" {missing} withheld (small numbers) and not drawn."
    return said


def _curves(limits: Sequence[Sequence[float]], top: float) -> list[dict]:
    """Points of the four curves: the lower ones stop at nothing, the upper ones begin where
    they come below the top."""
    return [
        {
            "across": one[0],
            "value": max(one[place], 0),
            "curve": place,
            "pair": INNER if place < 3 else OUTER,
        }
        for place in range(1, 5)
        for one in limits
        if one[place] <= top
    ]
