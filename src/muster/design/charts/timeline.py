"""A line of time: what was said of one thing, each on its day, in a lane for its kind."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from . import palette
from .data import ChartData, something_to_draw
from .house import SMALL, Filling, given, heading, named, specification
from .scale import every_so_many, text_width


# A colour has a shape and a letter too, so that none is told by colour alone.
SHAPES = {
    "red": "square",
    "amber": "triangle-up",
    "green": "circle",
    "grey": "diamond",
    "blue": "triangle-down",
    "plain": "square",
}
LANE = 40
# Where a letter stands in its shape, in pixels down from its middle.
DOWN = {"triangle-up": 3, "triangle-down": -3}


class Mark(NamedTuple):
    """Something said on a day: the lane it stands in, a letter, and a colour if it has one."""

    on: date
    lane: str
    letter: str
    colour: str = "plain"


def timeline(
    measure: str, marks: Iterable[Mark], *, lanes: Sequence[str], today: date
) -> ChartData:
    """Marks along the days from the first to the last, or to today; a line stands there."""
    rows = tuple({**one._asdict(), "on": one.on.toordinal()} for one in marks)
    something_to_draw(rows, measure)
    used = [lane for lane in lanes if any(row["lane"] == lane for row in rows)]
    return ChartData(
        "timeline", measure, rows, {"lanes": used, "today": today.toordinal()}
    )


def spec() -> dict:
    import altair as alt

    x = alt.X(
        "on:Q",
        scale=alt.Scale(
            domainMin=given("x_low"), domainMax=given("x_high"), nice=False, zero=False
        ),
        axis=alt.Axis(
            values=given("x_ticks"),
            labelExpr="x_labels[indexof(x_ticks, datum.value)]",
            labelOverlap=False,
        ),
    )
    y = alt.Y(
        "lane:Q",
        scale=alt.Scale(domainMin=given("y_low"), domainMax=0.6, nice=False),
        axis=alt.Axis(
            values=given("y_ticks"),
            labelExpr="y_labels[indexof(y_ticks, datum.value)]",
            grid=True,
            domain=False,
        ),
    )
    text = {"baseline": "middle", "fontWeight": 600, "fontSize": SMALL}
    return specification(
        named("today")
        .mark_rule(color=palette.GREY, strokeDash=[3, 3], strokeWidth=1.5)
        .encode(x=x),
        named("marks")
        .mark_point(
            filled=True, opacity=1, size=330, stroke=palette.INK, strokeWidth=1.2
        )
        .encode(
            x=x,
            y=y,
            fill=alt.Fill("fill:N", scale=None),
            shape=alt.Shape(
                "shape:N",
                scale=alt.Scale(
                    domain=list(dict.fromkeys(SHAPES.values())),
                    range=list(dict.fromkeys(SHAPES.values())),
                ),
                legend=None,
            ),
        ),
        *(
            named(name)
            .mark_text(dy=down, **text)
            .encode(x=x, y=y, text="letter:N", color=alt.Color("ink:N", scale=None))
            for name, down in (("letters", 0), ("low", 3), ("high", -3))
        ),
        params=("x_low", "x_high", "x_ticks", "x_labels")
        + ("y_low", "y_ticks", "y_labels"),
    )


def fill(chart: ChartData, width: int) -> Filling:
    lanes = list(chart.settings["lanes"])
    now = chart.settings["today"]
    top = heading(chart, width, f"The broken line is {_day(now)}.", withheld="")
    days = [row["on"] for row in chart.rows]
    first, last = min(*days, now), max(*days, now)
    # Half a mark of air at each end, so that none is cut.
    across = width - max(text_width(lane, SMALL) for lane in lanes) - 40
    air = max((last - first) * 14 / across, 5)
    marks = [_mark(row, lanes) for row in chart.rows]
    ticks, labels = _months(first, last, across)
    return Filling(
        top.height + LANE * len(lanes) + 34,
        top,
        {
            "today": [{"on": now}],
            "marks": marks,
            "letters": [one for one in marks if one["shape"] not in DOWN],
            "low": [one for one in marks if DOWN.get(one["shape"]) == 3],
            "high": [one for one in marks if DOWN.get(one["shape"]) == -3],
        },
        {
            "x_low": first - air,
            "x_high": last + air,
            "x_ticks": ticks,
            "x_labels": labels,
            "y_low": 0.4 - len(lanes),
            "y_ticks": [-at for at in range(len(lanes))],
            "y_labels": lanes,
        },
    )


def _mark(row: dict, lanes: list[str]) -> dict:
    fill = palette.RATED[row["colour"]]
    return {
        "on": row["on"],
        "lane": -lanes.index(row["lane"]),
        "letter": row["letter"],
        "fill": fill,
        "ink": palette.text_on(fill),
        "shape": SHAPES[row["colour"]],
    }


def _months(first: int, last: int, across: float) -> tuple[list[int], list[str]]:
    """The first days of months between two days, as many as there is room to name."""
    begin, end = date.fromordinal(first), date.fromordinal(last)
    found, year, month = [], begin.year, begin.month
    while (day := date(year, month, 1)) <= end:
        if day >= begin:
            found.append(day)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    if not found:
        return [first], [_day(first)]
    called = {f"{day:%b %Y}": day.toordinal() for day in found}
    kept = every_so_many(list(called), across, SMALL)
    return [called[name] for name in kept], kept


def _day(ordinal: int) -> str:
    day = date.fromordinal(ordinal)
    return f"{day.day} {day:%B %Y}"
