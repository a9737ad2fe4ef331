from datetime import date
from xml.etree import ElementTree

import pytest

from muster.design import charts
from muster.design.charts import Mark


TODAY = date(2026, 4, 10)
LANES = ["Status", "Deadline", "Notes"]
MARKS = [
    Mark(date(2026, 1, 5), "Status", "G", "green"),
    Mark(date(2026, 3, 2), "Status", "A", "amber"),
    Mark(date(2026, 3, 23), "Status", "R", "red"),
    Mark(date(2026, 4, 30), "Deadline", "D"),
]


def drawn(marks, width=charts.WIDE):
    chart = charts.timeline("What was said", marks, lanes=LANES, today=TODAY)
    return ElementTree.fromstring(charts.svg(chart, width=width))


def texts(svg):
    return [one.text for one in svg.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("width", [charts.WIDE, charts.NARROW])
def test_a_colour_is_told_by_its_letter_too(width):
    said = texts(drawn(MARKS, width))
    assert {"G", "A", "R", "D"} <= set(said)
    assert "The broken line is 10 April 2026." in said


def test_a_lane_with_nothing_in_it_is_left_out():
    said = texts(drawn(MARKS))
    assert "Deadline" in said
    assert "Notes" not in said


def test_one_mark_is_a_line_of_time_too():
    assert "G" in texts(drawn(MARKS[:1]))
    same_day = [Mark(TODAY, "Status", "R", "red")]
    assert "R" in texts(drawn(same_day))


def test_nothing_said_is_no_chart():
    with pytest.raises(ValueError, match="has no rows"):
        drawn([])
