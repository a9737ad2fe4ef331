"""What every chart has in common: type, greys, a heading that says what is measured."""

from typing import TYPE_CHECKING, NamedTuple

from . import palette
from .data import ChartData
from .scale import text_width, wrapped


if TYPE_CHECKING:
    import altair as alt

# Quoted, or a name with a word that is a number is no font at all.
FONT = "'Source Sans 3', sans-serif"
# The engine takes plain quotes off before it measures, and then measures some other
# face. Escaped ones reach the place where they count; `drawn` puts FONT in afterwards.
FONT_TO_MEASURE = "&apos;Source Sans 3&apos;"
TEXT = 14
SMALL = 13
# Two widths in pixels: the measure of a page, and half of it (also a telephone's).
WIDE = 720
NARROW = 356


class Heading(NamedTuple):
    """The lines above a chart: what is measured, then what to know before reading it."""

    measure: list[str]
    remarks: list[str]

    @property
    def height(self) -> int:
        """About how much of a chart's height it takes, in pixels."""
        return 16 + 18 * len(self.measure) + 17 * len(self.remarks)


class Filling(NamedTuple):
    """What goes into a kind's specification to make one chart."""

    height: int
    heading: Heading
    datasets: dict[str, list]
    params: dict[str, object]
    across: str = ""


def named(name: str) -> "alt.Chart":
    """A layer over rows that are injected when a chart is drawn."""
    import altair as alt

    return alt.Chart(alt.NamedData(name=name))


def given(name: str) -> "alt.ExprRef":
    """A setting that is injected when a chart is drawn."""
    import altair as alt

    return alt.ExprRef(expr=name)


def specification(*layers: "alt.Chart", params: tuple[str, ...]) -> dict:
    """The layers as one Vega-Lite specification, in the house style."""
    import altair as alt

    chart = alt.layer(*layers).add_params(
        *(alt.param(name=name, value=None) for name in params)
    )
    # "fit" holds the outer width whatever the labels need, so that type is the same
    # size in every chart of a paper.
    autosize = alt.AutoSizeParams(type="fit", contains="padding")
    return chart.properties(autosize=autosize).configure(**_config()).to_dict()


def _config() -> dict:
    text = {"font": FONT_TO_MEASURE, "fontSize": TEXT}
    # Marks are described once, in the alternative text and the table behind the
    # chart; a label on each of fifty dots is noise.
    silent = {"aria": False}
    return {
        "font": FONT_TO_MEASURE,
        "background": "transparent",
        "padding": {"left": 2, "right": 6, "top": 2, "bottom": 4},
        "view": {"stroke": None},
        "mark": silent,
        "text": {**text, **silent, "fill": palette.INK},
        "line": silent,
        "point": silent,
        "bar": silent,
        "rect": silent,
        "rule": silent,
        "axis": {
            **silent,
            "labelFont": FONT_TO_MEASURE,
            "labelFontSize": SMALL,
            "labelColor": palette.GREY_TEXT,
            "labelLimit": 0,
            "labelFlush": False,
            "labelPadding": 6,
            "domainColor": palette.GREY,
            "gridColor": palette.RULE,
            "ticks": False,
            "title": None,
            "titleFont": FONT_TO_MEASURE,
            "titleFontSize": SMALL,
            "titleFontWeight": "normal",
            "titleColor": palette.GREY_TEXT,
        },
        "legend": {
            **silent,
            "labelFont": FONT_TO_MEASURE,
            "labelFontSize": TEXT,
            "labelColor": palette.INK,
            "labelLimit": 0,
        },
        "title": {
            **silent,
            "anchor": "start",
            "frame": "bounds",
            "font": FONT_TO_MEASURE,
            "fontSize": TEXT,
            "fontWeight": 600,
            "color": palette.INK,
            "subtitleFont": FONT_TO_MEASURE,
            "subtitleFontSize": SMALL,
            "subtitleColor": palette.GREY_TEXT,
            "offset": 12,
        },
    }


def legend(labels: str, **given_as: object) -> "alt.Legend":
    """A key above the plot, its labels looked up in a parameter of that name."""
    import altair as alt

    return alt.Legend(
        title=None,
        orient="top",
        labelExpr=f"{labels}[datum.value]",
        columns=given("key_columns"),
        offset=given("key_offset"),
        **given_as,
    )


# A filled and an outlined swatch, for a group and the rest, or now and before.
SWATCH = {
    "symbolType": "square",
    "symbolStrokeColor": palette.BRAND,
    "symbolStrokeWidth": 1.5,
    "symbolSize": 130,
}


def sides() -> "alt.Scale":
    import altair as alt

    return alt.Scale(domain=[0, 1], range=[palette.BRAND, "#ffffff"])


def key_columns(names: list[str], width: int) -> int:
    """As many names side by side as there is room for: all of them, or one."""
    wide = sum(text_width(name, TEXT) + 34 for name in names)
    return len(names) if names and wide < width * 0.6 else 1


def key_height(names: list[str], columns: int) -> int:
    return 10 + 20 * -(-len(names) // columns) if len(names) > 1 else 0


def beneath(layer: "alt.Chart") -> "alt.Chart":
    """A text layer's white edge, to go under it: a figure stays clear of a line."""
    edge = layer.copy(deep=True)
    edge.mark.stroke, edge.mark.strokeWidth = "#ffffff", 5
    return edge


def heading(
    chart: ChartData,
    width: int,
    *remarks: str,
    withheld: str = "c: withheld, small numbers.",
) -> Heading:
    """What is measured, and any remark there is to make, broken to the width."""
    said = [remark for remark in remarks if remark]
    if chart.is_withheld_in_part and withheld:
        said.append(withheld)
    return Heading(
        # A little wider than it is: the line is set semi-bold.
        wrapped(chart.measure, width, TEXT * 1.04, lines=3).split("\n"),
        [line for line in wrapped(" ".join(said), width, SMALL, 3).split("\n") if line],
    )
