"""A trend: one to five lines over half-terms, weeks or years."""

from collections.abc import Mapping, Sequence

from . import palette
from .data import ChartData, Reference, Value, number, shown, something_to_draw
from .house import (
    NARROW,
    SMALL,
    TEXT,
    Filling,
    given,
    heading,
    named,
    specification,
)
from .scale import every_so_many, spread, text_width, tick_text, ticks, wrapped


MOST = len(palette.SERIES)
DOTS_UP_TO = 20


def line(
    measure: str,
    series: Mapping[str, Sequence[tuple[str, Value]]],
    *,
    unit: str = "%",
    decimals: int = 1,
    reference: Reference | None = None,
    from_zero: bool = True,
    span: tuple[float, float] | None = None,
    among: Sequence[str] = (),
    labels: Sequence[str] = (),
) -> ChartData:
    """One line a series, over the labels in the order they are given or else first met.

    A value of None is withheld and drawn as c; a label a series does not have is a gap.
    A scale that does not start at zero says so above the chart. Charts that stand beside
    each other are given one `span`, lowest to highest, so that they share a scale, and
    the names of the lines of them all (`among`), so that a line looks the same in each.
    """
    if (count := len({*series, *among})) > MOST:
        raise ValueError(
            f"A line chart can hold {MOST} lines and this has {count}. Group "
            "some of them, or use a table."
        )
    rows = tuple(
        {"series": name, "label": label, "value": number(value)}
        for name, points in series.items()
        for label, value in points
    )
    something_to_draw(rows, measure)
    settings = {
        "unit": unit,
        "decimals": decimals,
        "reference": [number(reference.value), reference.label] if reference else None,
        "from_zero": from_zero,
        "span": list(span) if span else [],
        "among": list(among),
        "labels": list(labels),
    }
    return ChartData("line", measure, rows, settings)


def spec() -> dict:
    import altair as alt

    styles = list(range(MOST))
    colour = alt.Color(
        "style:N", scale=alt.Scale(domain=styles, range=palette.SERIES), legend=None
    )
    dash = alt.StrokeDash(
        "style:N", scale=alt.Scale(domain=styles, range=palette.DASHES), legend=None
    )
    shape = alt.Shape(
        "style:N", scale=alt.Scale(domain=styles, range=palette.SHAPES), legend=None
    )
    x = alt.X(
        "x:Q",
        scale=alt.Scale(
            domainMin=given("x_low"), domainMax=given("x_high"), nice=False, zero=False
        ),
        axis=alt.Axis(
            values=given("x_ticks"),
            labelExpr="split(x_labels[datum.value], '\\n')",
            grid=False,
            labelOverlap=False,
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
        named("reference")
        .mark_rule(color=palette.GREY, strokeDash=[3, 3], strokeWidth=1.5)
        .encode(y=y),
        named("rows")
        .mark_line(strokeWidth=2.5, invalid="break-paths-filter-domains")
        .encode(x=x, y=y, color=colour, strokeDash=dash),
        named("points")
        .mark_point(size=58, filled=True, opacity=1, stroke="#ffffff", strokeWidth=1.2)
        .encode(
            x=x,
            y=y,
            fill=alt.Fill(
                "style:N",
                scale=alt.Scale(domain=styles, range=palette.SERIES),
                legend=None,
            ),
            shape=shape,
        ),
        named("withheld")
        .mark_text(fontWeight=600, baseline="middle")
        .encode(x=x, y=y, text="text:N", color=colour),
        named("ends")
        .mark_text(
            align="left", baseline="middle", dx=10, fontWeight=600, lineHeight=16
        )
        .encode(x=x, y=y, text="text:N", color=alt.Color("colour:N", scale=None)),
        params=("x_low", "x_high", "x_ticks", "x_labels")
        + ("y_low", "y_high", "y_ticks", "y_labels"),
    )


def fill(chart: ChartData, width: int) -> Filling:
    met = (row["label"] for row in chart.rows)
    labels = list(dict.fromkeys([*chart.settings["labels"], *met]))
    drawn = [row["series"] for row in chart.rows]
    names = list(dict.fromkeys([*chart.settings["among"], *drawn]))
    marks = _scale(chart)
    top = heading(chart, width, _where_it_starts(chart, marks))
    height = (290 if width > NARROW else 260) + top.height - 34
    plot = height - top.height - 40
    ends = _ends(chart, names, len(labels), marks, plot, width)
    right = max(text_width("\n".join(end["text"]), TEXT) for end in ends) + 12
    across = width - right - 50
    kept = every_so_many(labels, across, SMALL)
    points = _points(chart, labels, names)
    return Filling(
        height,
        top,
        {
            "rows": points,
            "points": _dots(points, len(labels)),
            "withheld": _withheld(chart, labels, names, marks, plot),
            "ends": ends,
            "reference": _reference(chart),
        },
        {
            # Half a step of air at each end keeps the first and last labels inside.
            "x_low": -0.35 if len(labels) < 13 else -0.8,
            "x_high": max(len(labels) - 1, 0.5),
            "x_ticks": [at for at, label in enumerate(labels) if label in kept],
            "x_labels": labels,
            "y_low": marks[0],
            "y_high": marks[-1],
            "y_ticks": marks,
            "y_labels": tick_text(marks, chart.settings["unit"]),
        },
    )


def _scale(chart: ChartData) -> list[float]:
    values = [row["value"] for row in chart.rows if row["value"] is not None]
    if chart.settings["reference"]:
        values.append(chart.settings["reference"][0])
    values = [*values, *chart.settings["span"]] or [0.0]
    low, high = min(values), max(values)
    if chart.settings["from_zero"]:
        low = min(low, 0.0)
    marks = ticks(low, high)
    if chart.settings["unit"] == "%" and high <= 100:
        marks = [mark for mark in marks if mark <= 100]
    return marks


def _where_it_starts(chart: ChartData, marks: list[float]) -> str:
    if chart.settings["from_zero"] or marks[0] <= 0:
        return ""
    first = tick_text(marks, chart.settings["unit"])[0]
    return f"The scale starts at {first}, not at zero."


def _points(chart: ChartData, labels: list[str], names: list[str]) -> list[dict]:
    """Every series at every label, with None where there is nothing: that is a gap."""
    values = {(row["series"], row["label"]): row["value"] for row in chart.rows}
    return [
        {"x": at, "value": values.get((name, label)), "style": style}
        for style, name in enumerate(names)
        for at, label in enumerate(labels)
    ]


def _dots(points: list[dict], count: int) -> list[dict]:
    """All points of a short line; of a long one its ends and any point standing alone."""
    drawn = {(p["style"], p["x"]) for p in points if p["value"] is not None}
    return [
        point
        for point in points
        if point["value"] is not None
        and (
            count <= DOTS_UP_TO
            or point["x"] == count - 1
            or not drawn & {(point["style"], point["x"] + by) for by in (-1, 1)}
        )
    ]


def _withheld(chart, labels, names, marks, plot) -> list[dict]:
    """A c for each withheld point, along the foot of the chart, one row a series."""
    places = {label: at for at, label in enumerate(labels)}
    step = (marks[-1] - marks[0]) / plot
    shelves = list(dict.fromkeys(r["series"] for r in chart.rows if r["value"] is None))
    return [
        {
            "x": places[row["label"]],
            "value": marks[0] + (9 + 15 * shelves.index(row["series"])) * step,
            "style": names.index(row["series"]),
            "text": "c",
        }
        for row in chart.rows
        if row["value"] is None
    ]


def _ends(chart, names, count, marks, plot, width) -> list[dict]:
    """The name and last figure of each line (and the reference), kept apart."""
    last = {}
    for row in chart.rows:
        if row["value"] is not None:
            last[row["series"]] = row["value"]
    room = width * (0.28 if width > NARROW else 0.32)
    ends = [
        (last[name], name if len(names) > 1 else "", palette.SERIES[style])
        for style, name in enumerate(names)
        if name in last
    ]
    if chart.settings["reference"]:
        ends.append((*chart.settings["reference"], palette.GREY_TEXT))
    span = marks[-1] - marks[0]
    texts = [_end_text(value, name, chart, room) for value, name, _ in ends]
    gap = 17 * max((len(text) for text in texts), default=1)
    down = [(marks[-1] - value) / span * plot for value, _, _ in ends]
    # Names of several lines stay above the axis, or they lie over its last label.
    foot = gap / 2 - 8 if gap == 17 else gap / 2 + 4
    moved = spread(down, gap, gap / 2 - 8, plot - foot)
    return [
        {
            "x": max(count - 1, 0.5) if colour == palette.GREY_TEXT else count - 1,
            "value": marks[-1] - place / plot * span,
            "text": text,
            "colour": colour,
        }
        for place, text, (_, _, colour) in zip(moved, texts, ends, strict=True)
    ] or [{"x": 0, "value": marks[0], "text": [""], "colour": palette.GREY_TEXT}]


def _end_text(value: float, name: str, chart: ChartData, room: float) -> list[str]:
    figure = shown(value, chart.settings["unit"], chart.settings["decimals"])
    return wrapped(f"{name} {figure}".strip(), room, TEXT, lines=3).split("\n")


def _reference(chart: ChartData) -> list[dict]:
    reference = chart.settings["reference"]
    return [{"value": reference[0]}] if reference else []
