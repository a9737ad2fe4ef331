"""Maps: five bins of as many places each, drawn flat, told apart without colour."""

import pytest
from tests.design.test_charts import texts

from muster.design import charts
from muster.design.charts import maps
from muster.design.charts.bins import quantile_bins


def square(west: float, south: float = 52.0) -> dict:
    east, north = west + 0.5, south + 0.5
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


ISLES = {
    "type": "MultiPolygon",
    "coordinates": [square(2.0)["coordinates"], square(3.0)["coordinates"]],
}


def of_areas(*values, **more):
    found = [
        charts.Area(f"Area {n}", square(n / 2), value) for n, value in enumerate(values)
    ]
    return charts.areas("Absence", found, **more)


def of_places(*values, **more):
    found = [
        charts.Place(f"School {n}", 450_000 + 900 * n, 300_000 + 70 * n, value, 100 * n)
        for n, value in enumerate(values)
    ]
    return charts.places("Absence", found, **more)


def test_bins_hold_as_many_each():
    bins = quantile_bins([float(n) for n in range(10)])
    assert bins.spans == ((0, 1), (2, 3), (4, 5), (6, 7), (8, 9))
    assert [bins.place(value) for value in (0, 1, 2, 9)] == [0, 0, 1, 4]


@pytest.mark.parametrize(
    ("values", "spans"),
    [
        ([], ()),
        ([4.0], ((4, 4),)),
        ([4.0] * 9, ((4, 4),)),
        ([1.0] * 8 + [2.0, 3.0], ((1, 1), (2, 3))),
        ([1.0, 2.0], ((1, 1), (2, 2))),
    ],
)
def test_equal_values_are_never_in_two_bins(values, spans):
    assert quantile_bins(values).spans == spans


@pytest.mark.parametrize("make", [of_areas, of_places])
def test_each_bin_is_named_in_the_key(make):
    said = texts(charts.svg(make(*range(10), None)))
    for name in ("0.0% to 1.0%", "8.0% to 9.0%", "No figure, or withheld"):
        assert name in said


@pytest.mark.parametrize("make", [of_areas, of_places])
def test_no_figure_is_named_only_where_there_is_none(make):
    assert "No figure, or withheld" not in texts(charts.svg(make(*range(10))))


def test_shades_go_from_pale_to_dark_whatever_the_number_of_bins():
    svg = charts.svg(of_areas(1.0, 9.0))
    assert svg.count(f'fill="{maps.SHADES[0]}"') == 2  # in the key and on the map
    assert svg.count(f'fill="{maps.SHADES[4]}"') == 2


def test_neighbouring_shades_differ_in_lightness():
    lights = [charts.palette.contrast(shade, "#000000") for shade in maps.SHADES[:5]]
    assert lights == sorted(lights, reverse=True)
    assert all(a / b > 1.25 for a, b in zip(lights, lights[1:], strict=False))


def test_the_authority_whose_map_it_is_has_an_edge_of_its_own():
    accent = charts.palette.ACCENT
    assert accent in charts.svg(of_areas(1.0, 2.0, own="Area 1"))
    assert accent not in charts.svg(of_areas(1.0, 2.0))


def test_an_authority_of_several_islands_is_drawn():
    found = [charts.Area("Isles", ISLES, 4.0), charts.Area("Land", square(4.0), 5.0)]
    svg = charts.svg(charts.areas("Absence", found))
    assert svg.count("Z") >= 3


def test_a_map_is_flat_so_that_a_degree_east_is_narrower_than_one_north():
    chart = of_areas(1.0)
    [row] = maps.fill_areas(chart, 720).datasets["rows"]
    ring = row["geometry"]["coordinates"][0][0]
    wide = max(x for x, _ in ring) - min(x for x, _ in ring)
    assert wide == pytest.approx(0.5 * 0.61, abs=0.01)


def test_places_keep_one_scale_both_ways():
    chart = of_places(*range(5))
    given = maps.fill_places(chart, 720).params
    across = (given["x_high"] - given["x_low"]) / 710
    assert across == pytest.approx((given["y_high"] - given["y_low"]) / 420)


def test_a_small_school_is_drawn_over_a_large_one():
    rows = maps.fill_places(of_places(1.0, 2.0, 3.0), 720).datasets["rows"]
    assert [row["area"] for row in rows] == sorted(
        (row["area"] for row in rows), reverse=True
    )


def test_the_table_behind_a_map_names_the_bin():
    chart = of_places(*range(10))
    assert charts.bin_name(chart, 8.5) == "8.0% to 9.0%"
    assert charts.bin_name(chart, None) == "No figure, or withheld"
