"""Dots: one a school, its size against its rate, the outliers named."""

from collections.abc import Iterable
from typing import NamedTuple

from . import palette
from .data import ChartData, Reference, Value, number, shown, something_to_draw
from .house import (
    NARROW,
    SMALL,
    TEXT,
    Filling,
    beneath,
    given,
    heading,
    key_columns,
    key_height,
    legend,
    named,
    specification,
)
from .scale import text_width, tick_text, ticks


MOST_KINDS = 4


class Dot(NamedTuple):
    """One school: where it stands across and up, and how large its dot is.

    Size is a count (of children, say): the area of the dot is in proportion.
    """

    label: str
    across: float
    value: Value
    size: float = 1
    kind: str = ""


def dots(
    measure: str,
    points: Iterable[Dot],
    *,
    across: str,
    unit: str = "%",
    decimals: int = 1,
    reference: Reference | None = None,
    name_most: int = 6,
    from_zero: bool = True,
) -> ChartData:
    """Each point at (across, value), with the `name_most` farthest values named.

    Farthest is from the reference, or from the middle value when there is none. Kinds
    (phases, say) take a shape and a colour each.
    """
    rows = tuple({**point._asdict(), "value": number(point.value)} for point in points)
    something_to_draw(rows, measure)
    kinds = list(dict.fromkeys(row["kind"] for row in rows))
    if len(kinds) > MOST_KINDS:
        raise ValueError(
            f"Dots can be of {MOST_KINDS} kinds and these are of {len(kinds)}. Group "
            "some of them."
        )
    settings = {
        "across": across,
        "unit": unit,
        "decimals": decimals,
        "reference": [number(reference.value), reference.label] if reference else None,
        "name_most": name_most,
        "from_zero": from_zero,
    }
    return ChartData("dots", measure, rows, settings)


def spec() -> dict:
    import altair as alt

    styles = list(range(MOST_KINDS))
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
        scale=alt.Scale(
            domainMin=given("y_low"), domainMax=given("y_high"), nice=False, zero=False
        ),
        axis=alt.Axis(
            values=given("y_ticks"),
            labelExpr="y_labels[indexof(y_ticks, datum.value)]",
            domain=False,
        ),
    )
    key = legend("kinds", values=given("kind_keys"), symbolSize=90, symbolStrokeWidth=0)
    names = (
        named("names")
        .mark_text(fontSize=SMALL, baseline="middle")
        .encode(x="text_across:Q", y="text_value:Q", text="text:N")
    )
    return specification(
        named("reference")
        .mark_rule(color=palette.GREY, strokeDash=[3, 3], strokeWidth=1.5)
        .encode(y=y),
        named("rows")
        .mark_point(filled=True, opacity=0.78, stroke="#ffffff", strokeWidth=0.8)
        .encode(
            x=x,
            y=y,
            size=alt.Size("area:Q", scale=None),
            fill=alt.Fill(
                "style:N",
                scale=alt.Scale(domain=styles, range=palette.SERIES[:MOST_KINDS]),
                legend=key,
            ),
            shape=alt.Shape(
                "style:N",
                scale=alt.Scale(domain=styles, range=palette.SHAPES[:MOST_KINDS]),
                legend=key,
            ),
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
        params=("x_high", "x_ticks", "x_labels")
        + ("y_low", "y_high", "y_ticks", "y_labels", "kinds", "kind_keys")
        + ("key_columns", "key_offset"),
    )


def fill(chart: ChartData, width: int) -> Filling:
    drawn = [row for row in chart.rows if row["value"] is not None]
    kinds = list(dict.fromkeys(row["kind"] for row in chart.rows))
    unit = chart.settings["unit"]
    along = ticks(
        0, max((row["across"] for row in drawn), default=1), 6 if width > NARROW else 3
    )
    marks = _marks(chart, drawn)
    top = heading(chart, width, _remark(chart, drawn, marks), withheld="")
    height = (360 if width > NARROW else 320) + top.height - 34
    key = key_columns(kinds, width)
    reference = reference_text(chart)
    right = max((text_width("\n".join(r["text"]), TEXT) for r in reference), default=0)
    plot = (
        width - 60 - right,
        height - top.height - key_height(kinds, key) - 50,
    )
    largest = max((row["size"] for row in drawn), default=1) or 1
    points = [
        {
            "across": row["across"],
            "value": row["value"],
            "area": 16 + 200 * row["size"] / largest,
            "style": kinds.index(row["kind"]),
        }
        for row in drawn
    ]
    if len({row["size"] for row in drawn}) < 2:
        points = [{**point, "area": 60} for point in points]
    return Filling(
        height,
        top,
        {
            "rows": points,
            "reference": reference,
            "names": placed(_farthest(chart, drawn), points, along[-1], marks, plot),
        },
        {
            "x_high": along[-1],
            "x_ticks": along,
            "x_labels": tick_text(along, ""),
            "y_low": marks[0],
            "y_high": marks[-1],
            "y_ticks": marks,
            "y_labels": tick_text(marks, unit),
            "kinds": kinds,
            "kind_keys": list(range(len(kinds))) if len(kinds) > 1 else [],
            "key_columns": key,
            "key_offset": 4,
        },
        chart.settings["across"],
    )


def _marks(chart: ChartData, drawn: list[dict]) -> list[float]:
    values = [row["value"] for row in drawn] or [0.0]
    if chart.settings["reference"]:
        values.append(chart.settings["reference"][0])
    low = 0.0 if chart.settings["from_zero"] else min(values)
    marks = ticks(min(low, *values), max(values))
    if chart.settings["unit"] == "%" and max(values) <= 100:
        marks = [mark for mark in marks if mark <= 100]
    return marks


def _remark(chart: ChartData, drawn: list[dict], marks: list[float]) -> str:
    said = []
    if not chart.settings["from_zero"] and marks[0] > 0:
        first = tick_text(marks, chart.settings["unit"])[0]
        said.append(f"The scale starts at {first}, not at zero.")
    if missing := len(chart.rows) - len(drawn):
        said.append(f"{missing} withheld (small numbers) and not drawn.")
    return " ".join(said)


def reference_text(chart: ChartData) -> list[dict]:
    """The figure compared with, as it is written beside its line."""
    reference = chart.settings["reference"]
    if not reference:
        return []
    figure = shown(reference[0], chart.settings["unit"], chart.settings["decimals"])
    return [{"value": reference[0], "text": [reference[1], figure]}]


def placed(rows, points, x_high, marks, plot) -> list[dict]:
    """Names for some of the dots, each in the nearest free place to its own.

    A name that fits nowhere is left out: the table behind the chart has them all.
    """
    wide, tall = plot
    span = (marks[-1] - marks[0]) or 1

    def pixels(row):
        x, y = row["across"] / x_high * wide, (marks[-1] - row["value"]) / span * tall
        return x, y

    def values(x, y):
        return x / wide * x_high, marks[-1] - y / tall * span

    taken = [_around(*pixels(point), (point["area"] / 3.14) ** 0.5) for point in points]
    found, boxes = [], []
    for row in rows:
        x, y = pixels(row)
        wide_as = text_width(row["label"], SMALL)
        box = _free_place(x, y, wide_as, taken + boxes, boxes, plot)
        if box is None:
            continue
        boxes.append(box)
        text = values((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        end = values(*_nearest(box, x, y))
        found.append(
            {
                "across": row["across"],
                "value": row["value"],
                "text": row["label"],
                "text_across": text[0],
                "text_value": text[1],
                "label_across": end[0],
                "label_value": end[1],
            }
        )
    return found


def _farthest(chart: ChartData, drawn: list[dict]) -> list[dict]:
    if not drawn:
        return []
    values = sorted(row["value"] for row in drawn)
    middle = values[len(values) // 2]
    if chart.settings["reference"]:
        middle = chart.settings["reference"][0]
    ordered = sorted(drawn, key=lambda row: (-abs(row["value"] - middle), row["label"]))
    return ordered[: chart.settings["name_most"]]


def _around(x: float, y: float, reach: float) -> tuple[float, float, float, float]:
    return x - reach, y - reach, x + reach, y + reach


def _free_place(x, y, wide, taken, names, plot):
    """A box near (x, y) that touches nothing, or None; farther places come later.

    The line from the dot to the box must cross no other name either.
    """
    half = 8
    for gap in (9, 20, 32, 46):
        for left, top in (
            (x + gap, y - half),
            (x - gap - wide, y - half),
            (x - wide / 2, y - gap - 2 * half),
            (x - wide / 2, y + gap),
            (x + gap * 0.7, y - gap * 0.7 - 2 * half),
            (x - gap * 0.7 - wide, y - gap * 0.7 - 2 * half),
            (x + gap * 0.7, y + gap * 0.7),
            (x - gap * 0.7 - wide, y + gap * 0.7),
        ):
            box = (left, top, left + wide, top + 2 * half)
            line = _between((x, y), _nearest(box, x, y))
            if (
                _is_inside(box, plot)
                and not any(_touch(box, other) for other in taken)
                and not any(_touch(line, name) for name in names)
            ):
                return box
    return None


def _nearest(box, x, y) -> tuple[float, float]:
    """The point of a box nearest to (x, y): where a leader ends."""
    return min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3])


def _between(one, other) -> tuple[float, float, float, float]:
    across, down = zip(one, other, strict=True)
    return min(across) - 2, min(down) - 2, max(across) + 2, max(down) + 2


def _is_inside(box, plot) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= plot[0] and box[3] <= plot[1]


def _touch(one, other) -> bool:
    return (
        one[0] < other[2]
        and other[0] < one[2]
        and one[1] < other[3]
        and other[1] < one[3]
    )
