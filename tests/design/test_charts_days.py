"""Half-days along a year."""

from xml.etree import ElementTree

import pytest

from muster.design import charts
from muster.design.charts import DayRow, palette
from muster.design.charts.days import SHAPES


SVG = "{http://www.w3.org/2000/svg}"


def test_each_half_day_is_one_shape_in_its_place():
    cells = [(0, 0, "thin"), (0, 1, "solid"), (3, 9, "thin")]
    row = DayRow("2025-26, Ash & Elm", cells, [(0, 3.5)], [(0, "Sep")])
    drawn = ElementTree.fromstring(charts.half_days([row, row], 40))
    paths = drawn.findall(f".//{SVG}path")
    assert len(paths) == 4, "a path a shape and row"
    assert paths[0].get("d").count("M") == 2
    said = [text.text for text in drawn.iter(f"{SVG}text")]
    assert said[:2] == ["2025-26, Ash & Elm", "Sep"]
    assert said.count("Fri") == 2
    assert "Sat" not in said
    assert len(drawn.findall(f".//{SVG}rect")) == 2


def test_a_week_of_seven_days_has_seven_names():
    drawn = charts.half_days([DayRow("x", [(0, 12, "thin")], halves=14)], 40)
    assert "Sun" in drawn


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_stands_out_and_is_drawn_alone_for_a_key(name):
    shape = SHAPES[name]
    inks = [ink for ink in (shape.fill, shape.stroke) if ink != "none"]
    assert max(palette.contrast(ink, "#ffffff") for ink in inks) >= 3
    assert ElementTree.fromstring(charts.swatch(name)).find(f"{SVG}path") is not None


def test_no_two_shapes_have_the_same_outline():
    assert len({shape.path for shape in SHAPES.values()}) == len(SHAPES)
