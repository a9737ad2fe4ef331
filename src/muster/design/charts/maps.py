"""Maps: schools as dots where they stand, authorities as shapes. No tiles, no network.

Five bins of as many places each, from pale to dark in one colour, so that a map reads the
same to whoever does not see colours; the bins are named in the key, and the table behind
a map has every figure.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from . import palette
from .bins import BINS, Bins, quantile_bins
from .data import ChartData, Value, number, shown, something_to_draw
from .house import NARROW, Filling, given, heading, named, specification


# Pale to dark, and last the grey of no figure. The palest is told from the page by its edge.
SHADES = (*(palette.shade(0.12 + 0.22 * n) for n in range(BINS)), "#ffffff")
NO_FIGURE = BINS
EDGE = palette.GREY
LARGEST, SMALLEST = 420, 30


class Place(NamedTuple):
    """A school on the ground, in metres east and north; `size` is its roll."""

    label: str
    east: float
    north: float
    value: Value
    size: float = 1


class Area(NamedTuple):
    """An authority: its outline as a GeoJSON geometry in longitude and latitude."""

    label: str
    geometry: Mapping[str, Any]
    value: Value


def places(
    measure: str, found: Iterable[Place], *, unit: str = "%", decimals: int = 1
) -> ChartData:
    """Dots coloured by value and sized by roll; a withheld value is a white dot."""
    rows = tuple({**one._asdict(), "value": number(one.value)} for one in found)
    something_to_draw(rows, measure)
    return ChartData("places", measure, rows, {"unit": unit, "decimals": decimals})


def areas(
    measure: str,
    found: Iterable[Area],
    *,
    own: str = "",
    unit: str = "%",
    decimals: int = 1,
) -> ChartData:
    """Shapes coloured by value; the one called `own` has a heavier edge.

    Drawn flat, the width of a degree as at the middle of them all: for a country no
    larger than England that is true to a part in fifty.
    """
    rows = tuple({**one._asdict(), "value": number(one.value)} for one in found)
    something_to_draw(rows, measure)
    settings = {"unit": unit, "decimals": decimals, "own": own}
    return ChartData("areas", measure, rows, settings)


def spec_places() -> dict:
    import altair as alt

    def along(field: str, low: str, high: str) -> dict[str, Any]:
        scale = alt.Scale(
            domainMin=given(low), domainMax=given(high), nice=False, zero=False
        )
        return {"shorthand": f"{field}:Q", "scale": scale, "axis": None}

    return specification(
        named("rows")
        .mark_point(filled=True, shape="circle", opacity=1, stroke=EDGE, strokeWidth=1)
        .encode(
            x=alt.X(**along("east", "x_low", "x_high")),
            y=alt.Y(**along("north", "y_low", "y_high")),
            fill=_fill("bin:N"),
            size=alt.Size("area:Q", scale=None),
        ),
        params=("x_low", "x_high", "y_low", "y_high", "bins", "bin_keys"),
    )


def spec_areas() -> dict:

    shapes = named("rows").mark_geoshape(stroke=EDGE, strokeWidth=0.6)
    own = named("own").mark_geoshape(
        filled=False, stroke=palette.ACCENT, strokeWidth=2.5
    )
    flat = {"type": "identity", "reflectY": True}
    return specification(
        shapes.encode(fill=_fill("properties.bin:N")).project(**flat),
        own.project(**flat),
        params=("bins", "bin_keys"),
    )


def _fill(field: str) -> Any:
    import altair as alt

    key = alt.Legend(
        title=None,
        orient="top",
        direction="vertical",
        values=given("bin_keys"),
        labelExpr="bins[datum.value]",
        symbolType="square",
        symbolSize=170,
        symbolStrokeColor=EDGE,
        symbolStrokeWidth=1,
        offset=6,
    )
    scale = alt.Scale(domain=list(range(len(SHADES))), range=list(SHADES))
    return alt.Fill(field, scale=scale, legend=key)


def fill_places(chart: ChartData, width: int) -> Filling:
    bins = _bins(chart)
    top = heading(chart, width, "A larger dot is a larger school.", withheld="")
    wide = width - 10
    deep = 420 if width > NARROW else 330
    (x_low, x_high), (y_low, y_high) = _frame(chart.rows, wide, deep)
    largest = max(row["size"] for row in chart.rows) or 1
    rows = [
        {
            "east": row["east"],
            "north": row["north"],
            "bin": _bin(row, bins),
            "area": SMALLEST + (LARGEST - SMALLEST) * row["size"] / largest,
        }
        # The largest first, so that a small one is never hidden under it.
        for row in sorted(chart.rows, key=lambda row: (-row["size"], row["label"]))
    ]
    names, keys = _key(chart, bins)
    return Filling(
        top.height + _key_height(keys) + deep,
        top,
        {"rows": rows},
        {
            "x_low": x_low,
            "x_high": x_high,
            "y_low": y_low,
            "y_high": y_high,
            "bins": names,
            "bin_keys": keys,
        },
    )


def _frame(
    rows: Sequence[Mapping[str, Any]], wide: float, deep: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """The ground to show: as far east and north as there are places, to one scale."""
    east, north = ([row[way] for row in rows] for way in ("east", "north"))
    middle = [(max(way) + min(way)) / 2 for way in (east, north)]
    metres = max(
        (max(east) - min(east)) / (wide * 0.9),
        (max(north) - min(north)) / (deep * 0.9),
        1.0,
    )
    return tuple(  # type: ignore[return-value]
        (centre - metres * length / 2, centre + metres * length / 2)
        for centre, length in zip(middle, (wide, deep), strict=True)
    )


def fill_areas(chart: ChartData, width: int) -> Filling:
    bins = _bins(chart)
    top = heading(chart, width, withheld="")
    flattened = [_flattened(row["geometry"], _shrink(chart)) for row in chart.rows]
    features = [
        {
            "type": "Feature",
            "geometry": geometry,
            "properties": {"bin": _bin(row, bins)},
        }
        for row, geometry in zip(chart.rows, flattened, strict=True)
    ]
    own = [
        feature
        for row, feature in zip(chart.rows, features, strict=True)
        if row["label"] == chart.settings["own"]
    ]
    names, keys = _key(chart, bins)
    deep = _depth(flattened, width)
    return Filling(
        top.height + _key_height(keys) + deep,
        top,
        {"rows": features, "own": own},
        {"bins": names, "bin_keys": keys},
    )


def _shrink(chart: ChartData) -> float:
    """How much narrower a degree east is than one north, at the middle of them all."""
    north = [y for row in chart.rows for _, y in _points(row["geometry"])]
    return math.cos(math.radians((max(north) + min(north)) / 2))


def _points(geometry: Mapping[str, Any]) -> list[Sequence[float]]:
    return [point for ring in _rings(geometry) for point in ring]


def _rings(geometry: Mapping[str, Any]) -> list[Sequence[Sequence[float]]]:
    held = geometry["coordinates"]
    polygons = held if geometry["type"] == "MultiPolygon" else [held]
    return [ring for polygon in polygons for ring in polygon]


def _flattened(geometry: Mapping[str, Any], shrink: float) -> dict[str, Any]:
    held = geometry["coordinates"]
    polygons = held if geometry["type"] == "MultiPolygon" else [held]
    flat = [
        [[[round(x * shrink, 5), y] for x, y, *_ in ring] for ring in polygon]
        for polygon in polygons
    ]
    return {"type": "MultiPolygon", "coordinates": flat}


def _depth(geometries: Sequence[Mapping[str, Any]], width: int) -> int:
    """As deep as the shapes are at this width, within reason."""
    points = [point for geometry in geometries for point in _points(geometry)]
    east, north = ([point[way] for point in points] for way in (0, 1))
    across = max(max(east) - min(east), 1e-6)
    return round(min(max(width * (max(north) - min(north)) / across, 160), 1.3 * width))


def _bins(chart: ChartData) -> Bins:
    return quantile_bins([r["value"] for r in chart.rows if r["value"] is not None])


def _bin(row: Mapping[str, Any], bins: Bins) -> int:
    """From pale to dark over the whole of the scale, however few bins there are."""
    if row["value"] is None:
        return NO_FIGURE
    return _shade(bins.place(row["value"]), len(bins.spans))


def _shade(at: int, count: int) -> int:
    return round(at * (BINS - 1) / (count - 1)) if count > 1 else BINS // 2


def _key(chart: ChartData, bins: Bins) -> tuple[list[str], list[int]]:
    """What each shade is called, and the shades there are."""
    unit, decimals = chart.settings["unit"], chart.settings["decimals"]
    names = [""] * len(SHADES)
    for at, span in enumerate(bins.spans):
        low, high = (shown(edge, unit, decimals) for edge in span)
        names[_shade(at, len(bins.spans))] = low if low == high else f"{low} to {high}"
    names[NO_FIGURE] = "No figure, or withheld"
    keys = [_shade(at, len(bins.spans)) for at in range(len(bins.spans))]
    if any(row["value"] is None for row in chart.rows):
        keys.append(NO_FIGURE)
    return names, keys


def _key_height(keys: Sequence[int]) -> int:
    return 12 + 20 * len(keys)


def bin_name(chart: ChartData, value: Value) -> str:
    """The bin a value is in, as the key names it: for the table behind a map."""
    bins = _bins(chart)
    names, _ = _key(chart, bins)
    return names[_bin({"value": number(value)}, bins)]
