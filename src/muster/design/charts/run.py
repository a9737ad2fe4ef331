"""A run chart: one value a week, the middle of them, and the limits of the usual."""

from collections.abc import Sequence

from . import palette
from .data import ChartData, Value, number, something_to_draw
from .house import NARROW, SMALL, Filling, given, heading, named, specification
from .scale import every_so_many, spread, text_width, ticks, wrapped


def run(
    measure: str,
    points: Sequence[tuple[str, Value]],
    *,
    middle: float | None = None,
    limits: tuple[float, float] | None = None,
    names: tuple[str, str, str] = ("Median", "Usual, at most", "Usual, at least"),
    unit: str = "",
    decimals: int = 1,
) -> ChartData:
    """A dot a label, joined; a dot beyond the limits is a larger square of its own colour.

    Values are differences, so they are written with a sign. None is withheld.
    """
    rows = tuple({"label": label, "value": number(value)} for label, value in points)
    something_to_draw(rows, measure)
    settings = {
        "middle": number(middle),
        "limits": [number(limit) for limit in limits or ()],
        "names": list(names),
        "unit": unit,
        "decimals": decimals,
    }
    return ChartData("run", measure, rows, settings)


def spec() -> dict:
    import altair as alt

    x = alt.X(
        "x:Q",
        scale=alt.Scale(
            domainMin=-0.8, domainMax=given("x_high"), nice=False, zero=False
        ),
        axis=alt.Axis(
            values=given("x_ticks"),
            labelExpr="x_labels[datum.value]",
            grid=False,
            domain=False,
            labelOverlap=False,
            offset=6,
        ),
    )
    y = alt.Y(
        "value:Q",
        scale=alt.Scale(
            domainMin=given("y_low"), domainMax=given("y_high"), nice=False, zero=False
        ),
        axis=alt.Axis(
            values=given("y_ticks"),
            labelExpr="y_labels[indexof(y_ticks, datum.value)]",
            domain=False,
        ),
    )
    return specification(
        named("rules")
        .mark_rule(color=palette.GREY, strokeWidth=1.5)
        .encode(
            y=y,
            strokeDash=alt.StrokeDash(
                "dash:N",
                scale=alt.Scale(domain=["whole", "broken"], range=[[1, 0], [5, 4]]),
                legend=None,
            ),
        ),
        named("rows")
        .mark_line(
            strokeWidth=2, color=palette.BRAND, invalid="break-paths-filter-domains"
        )
        .encode(x=x, y=y),
        named("points")
        .mark_point(filled=True, opacity=1, stroke="#ffffff", strokeWidth=1)
        .encode(
            x=x,
            y=y,
            fill=alt.Fill("fill:N", scale=None),
            size=alt.Size("size:Q", scale=None),
            shape=alt.Shape(
                "kind:N",
                scale=alt.Scale(
                    domain=["usual", "outside"], range=["circle", "square"]
                ),
                legend=None,
            ),
        ),
        named("withheld")
        .mark_text(fontWeight=600, baseline="middle", color=palette.BRAND)
        .encode(x=x, y=y, text="text:N"),
        named("ends")
        .mark_text(
            align="left",
            baseline="middle",
            dx=8,
            color=palette.GREY_TEXT,
            fontSize=SMALL,
            lineHeight=15,
        )
        .encode(x=x, y=y, text="text:N"),
        params=("x_high", "x_ticks", "x_labels")
        + ("y_low", "y_high", "y_ticks", "y_labels"),
    )


def fill(chart: ChartData, width: int) -> Filling:
    labels = [row["label"] for row in chart.rows]
    rules = _rules(chart)
    values = [row["value"] for row in chart.rows if row["value"] is not None]
    marks = ticks(
        min([*values, *rules.values()], default=0.0),
        max([*values, *rules.values()], default=0.0),
    )
    top = heading(chart, width, _key(chart))
    height = (270 if width > NARROW else 250) + top.height - 34
    plot = height - top.height - 44
    ends = _ends(chart, rules, marks, plot, len(labels), width)
    right = max((text_width("\n".join(e["text"]), SMALL) for e in ends), default=0) + 12
    kept = every_so_many(labels, width - right - 60, SMALL)
    rows = [{"x": at, "value": row["value"]} for at, row in enumerate(chart.rows)]
    foot = marks[0] + 9 * (marks[-1] - marks[0]) / plot
    return Filling(
        height,
        top,
        {
            "rows": rows,
            "points": [_point(row, chart) for row in rows if row["value"] is not None],
            "withheld": [
                {"x": row["x"], "value": foot, "text": "c"}
                for row in rows
                if row["value"] is None
            ],
            "rules": [
                {"value": value, "dash": "whole" if at == 0 else "broken"}
                for at, value in rules.items()
            ],
            "ends": ends,
        },
        {
            "x_high": max(len(labels) - 1, 0.5),
            "x_ticks": [at for at, label in enumerate(labels) if label in kept],
            "x_labels": labels,
            "y_low": marks[0],
            "y_high": marks[-1],
            "y_ticks": marks,
            "y_labels": [_signed(mark, chart) for mark in marks],
        },
    )


def is_outside(value: float, limits: Sequence[float]) -> bool:
    return bool(limits) and not limits[0] <= value <= limits[1]


def _key(chart: ChartData) -> str:
    limits = chart.settings["limits"]
    beyond = any(
        row["value"] is not None and is_outside(row["value"], limits)
        for row in chart.rows
    )
    return "Square: beyond the limits." if beyond else ""


def _point(row: dict, chart: ChartData) -> dict:
    if is_outside(row["value"], chart.settings["limits"]):
        return {**row, "kind": "outside", "fill": palette.ACCENT, "size": 110}
    return {**row, "kind": "usual", "fill": palette.BRAND, "size": 48}


def _rules(chart: ChartData) -> dict[int, float]:
    """The middle (0), the upper limit (1) and the lower (2), those there are."""
    middle, limits = chart.settings["middle"], chart.settings["limits"]
    found = {} if middle is None else {0: middle}
    return found | ({1: limits[1], 2: limits[0]} if limits else {})


def _ends(chart, rules, marks, plot, count, width) -> list[dict]:
    """What each rule is, at its end, kept apart."""
    room = width * (0.2 if width > NARROW else 0.24)
    span = marks[-1] - marks[0]
    texts = [
        wrapped(
            f"{chart.settings['names'][at]} {_signed(value, chart)}", room, SMALL, 3
        ).split("\n")
        for at, value in rules.items()
    ]
    gap = 15.5 * max((len(text) for text in texts), default=1)
    down = [(marks[-1] - value) / span * plot for value in rules.values()]
    moved = spread(down, gap, gap / 2 - 8, plot - gap / 2 + 8)
    return [
        {
            "x": max(count - 1, 0.5),
            "value": marks[-1] - place / plot * span,
            "text": text,
        }
        for place, text in zip(moved, texts, strict=True)
    ]


def _signed(value: float, chart: ChartData) -> str:
    decimals, unit = chart.settings["decimals"], chart.settings["unit"]
    text = f"{abs(value):.{decimals}f}"
    if not float(text):
        return f"{text}{unit}"
    return f"{'+' if value > 0 else '−'}{text}{unit}"
