"""Which picture a breakdown makes: by what it is of, and how much of it there is."""

from decimal import Decimal

import pytest

from muster.explore import measure_chart
from muster.explore.looking import Look, Table
from muster.measures import Answer, Figure, get, parse_period
from muster.measures.rules import RULES


def asked(by: tuple[str, ...], places: list[tuple[str, ...]], hidden=()) -> Table:
    rows = tuple(
        Figure(
            "overall_absence",
            place,
            None if place in hidden else n + 1,
            None if place in hidden else 100,
            50,
            place in hidden,
            None if place in hidden else Decimal(n + 1),
        )
        for n, place in enumerate(places)
    )
    period = parse_period("2025-26/HT1")
    answer = Answer(period, RULES["census"], by, "officers", None, rows, 0)
    return Table(answer, {})


@pytest.fixture
def chart(authority, monkeypatch):
    """chart(table) is what would be drawn, or None."""
    kept = []
    monkeypatch.setattr(
        measure_chart, "picture", lambda chart, alt, wide: kept.append(chart)
    )
    look = Look(authority, parse_period("2025-26/HT1"))

    def chart(table):
        kept.clear()
        measure_chart.drawn(table, get("overall_absence"), look)
        return kept[0] if kept else None

    return chart


WEEKS = ["2025-W37", "2025-W38", "2025-W39"]


def both(ones, others):
    return [(one, other) for one in ones for other in others]


@pytest.mark.parametrize(
    ("by", "places", "kind"),
    [
        (("week",), [(week,) for week in WEEKS], "line"),
        (("week",), [("2025-W37",)], "bars"),
        (("phase",), [("primary",), ("special",)], "bars"),
        (("ward",), [(f"Ward {n}",) for n in range(30)], None),
        (("week", "phase"), both(WEEKS, ["primary", "special"]), "line"),
        (("phase", "week"), both(["primary", "special"], WEEKS), "line"),
        (("week", "ward"), both(WEEKS, [f"W{n}" for n in range(6)]), "heat"),
        (("weekday", "session"), both(["Monday", "Tuesday"], ["AM", "PM"]), "heat"),
        (("phase", "ward"), both(["primary"], [f"W{n}" for n in range(20)]), "heat"),
        (("ward", "trust"), both([f"W{n}" for n in range(30)], "ABCDEF"), None),
    ],
)
def test_a_breakdown_makes_the_picture_that_suits_it(chart, by, places, kind):
    found = chart(asked(by, places))
    assert (found.kind if found else None) == kind


def test_a_hidden_figure_is_drawn_as_hidden_and_not_as_nothing(chart):
    found = chart(asked(("phase",), [("primary",), ("pru",)], hidden=[("pru",)]))
    assert found.is_withheld_in_part


def test_nothing_to_show_makes_no_picture(chart):
    assert chart(asked(("phase",), [("pru",)], hidden=[("pru",)])) is None


def test_many_schools_are_dots_by_phase_and_their_size(chart, monkeypatch):
    monkeypatch.setattr(measure_chart, "MOST_BARS", 2)
    names = ["Ash Primary", "Beech High", "Fir Primary"]
    found = chart(asked(("school",), [(name,) for name in names]))
    assert found.kind == "dots"
    assert {row["kind"] for row in found.rows} == {"Primary", "Secondary"}


def test_rare_phases_are_told_apart_no_further_than_a_chart_can(authority, monkeypatch):
    monkeypatch.setattr(measure_chart, "MOST_KINDS", 2)
    look = Look(authority, parse_period("2025-26/HT1"))
    kinds = measure_chart._kinds(look)
    assert set(kinds.values()) == {"Primary", measure_chart.OTHER}
