"""Which picture a breakdown makes: by what it is of, and how much of it there is."""

from decimal import Decimal

import pytest

from muster.explore import measure_chart, rows
from muster.explore.looking import Look, Table
from muster.measures import Answer, Figure, get, parse_period
from muster.measures.rules import RULES


def asked(
    by: tuple[str, ...],
    places: list[tuple[str, ...]],
    hidden=(),
    period: str = "2025-26/HT1",
) -> Table:
    figures = tuple(
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
    answer = Answer(
        parse_period(period), RULES["census"], by, "officers", None, figures, 0
    )
    return Table(answer, {})


@pytest.fixture
def chart(authority):
    """chart(table) is the first picture that would be drawn, or None."""
    look = Look(authority, parse_period("2025-26/HT1"))

    def chart(*tables):
        found = drawing(look, *tables)
        return found.panels[0].chart if found else None

    return chart


def drawing(look, *tables):
    found = rows.rows_of(tables)
    return measure_chart.drawn(found, get("overall_absence"), look)


WEEKS = ["2025-W37", "2025-W38", "2025-W39"]


def both(ones, others):
    return [(one, other) for one in ones for other in others]


@pytest.mark.parametrize(
    ("by", "places", "kind"),
    [
        (("week",), [(week,) for week in WEEKS], "line"),
        (("week",), [("2025-W37",)], "bars"),
        (("phase",), [("primary",), ("special",)], "bars"),
        (("ward",), [(f"Ward {n}",) for n in range(30)], "bars"),
        (("week", "phase"), both(WEEKS, ["primary", "special"]), "line"),
        (("phase", "week"), both(["primary", "special"], WEEKS), "line"),
        (("week", "ward"), both(WEEKS, [f"W{n}" for n in range(6)]), "heat"),
        (("weekday", "session"), both(["Monday", "Tuesday"], ["AM", "PM"]), "heat"),
        (("phase", "ward"), both(["primary"], [f"W{n}" for n in range(20)]), "heat"),
        (("ward", "trust"), both([f"W{n}" for n in range(30)], "ABCDEF"), "heat"),
        (("phase", "fsm"), both(["primary", "special"], ["no", "yes"]), "grouped_bars"),
        (("fsm", "phase"), both(["no", "yes"], ["a", "b", "c"]), "grouped_bars"),
        (("week", "ward"), both(WEEKS, [f"W{n}" for n in range(30)]), "line"),
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


YEARS = ("2023-24", "2024-25", "2025-26")


def over_years(by, places, hidden=()):
    return [asked(by, places, hidden, period=year) for year in YEARS]


def test_several_periods_are_a_line_over_time(chart):
    found = chart(*over_years((), [()]))
    assert found.kind == "line"
    assert [row["label"] for row in found.rows] == ["2023/24", "2024/25", "2025/26"]


def test_several_periods_of_a_breakdown_are_a_line_for_each_value(chart):
    found = chart(*over_years(("phase",), [("primary",), ("special",)]))
    assert found.kind == "line"
    assert {row["series"] for row in found.rows} == {"Primary", "Special"}


def test_two_breakdowns_over_time_are_panels_to_one_scale(authority):
    look = Look(authority, parse_period("2025-26/HT1"))
    places = both(["no", "yes"], ["primary", "secondary", "special"])
    found = drawing(look, *over_years(("fsm", "phase"), places))
    assert [panel.title for panel in found.panels] == [
        "Primary",
        "Secondary",
        "Special",
    ]
    assert len({tuple(panel.chart.settings["span"]) for panel in found.panels}) == 1
    assert [panel.chart.settings["among"] for panel in found.panels] == [
        ["Not eligible", "Eligible"]
    ] * 3
    assert found.note == ""


def test_the_half_terms_of_several_years_are_a_line_a_year_in_each_panel(authority):
    look = Look(authority, parse_period("2025-26/HT1"))
    places = both(["HT1", "HT2"], ["primary", "special"])
    found = drawing(look, *over_years(("half_term", "phase"), places))
    assert [panel.title for panel in found.panels] == ["Primary", "Special"]
    assert {row["series"] for row in found.panels[0].chart.rows} == {
        "2023/24",
        "2024/25",
        "2025/26",
    }


def test_the_week_over_several_periods_is_a_grid_a_period_in_the_same_shades(authority):
    look = Look(authority, parse_period("2025-26/HT1"))
    places = both(["Monday", "Friday"], ["AM", "PM"])
    found = drawing(look, *over_years(("weekday", "session"), places))
    assert [panel.title for panel in found.panels] == ["2023/24", "2024/25", "2025/26"]
    assert {panel.chart.kind for panel in found.panels} == {"heat"}
    assert len({tuple(panel.chart.settings["span"]) for panel in found.panels}) == 1


def test_of_many_periods_the_latest_have_a_grid_and_the_rest_are_in_the_table(
    authority,
):
    look = Look(authority, parse_period("2025-26/HT1"))
    places = both(["Monday", "Friday"], ["AM", "PM"])
    many = [
        asked(("weekday", "session"), places, period=f"{year}/HT{n}")
        for year in ("2024-25", "2025-26")
        for n in range(1, 6)
    ]
    found = drawing(look, *many)
    assert found.panels[-1].title == "HT5 2025/26"
    assert found.note == "The grids are of the latest 6 periods, of 10."


def test_what_there_is_no_room_for_is_said(authority):
    look = Look(authority, parse_period("2025-26/HT1"))
    wards = [(f"Ward {n}",) for n in range(30)]
    bars = drawing(look, asked(("ward",), wards))
    assert len(bars.panels[0].chart.rows) == measure_chart.FEWER_BARS
    assert (
        "the 10 with the most behind them, of 30. The table has them all" in bars.note
    )
    panels = drawing(
        look, *over_years(("fsm", "ward"), both(["no", "yes"], [w for (w,) in wards]))
    )
    assert len(panels.panels) == measure_chart.MOST_PANELS
    assert "panels are the 6" in panels.note


def test_a_panel_where_all_is_hidden_is_left_out(authority):
    look = Look(authority, parse_period("2025-26/HT1"))
    places = both(["no", "yes"], ["primary", "pru"])
    hidden = both(["no", "yes"], ["pru"])
    found = drawing(look, *over_years(("fsm", "phase"), places, hidden))
    assert [panel.title for panel in found.panels] == ["Primary"]


@pytest.mark.parametrize(
    ("period", "title"),
    [
        ("2025-26", "2025/26"),
        ("2025-26/ytd", "2025/26 to date"),
        ("2025-26/HT3", "HT3 2025/26"),
        ("2025-26/autumn", "Autumn 2025/26"),
        ("2025-09-08", "2025-09-08"),
    ],
)
def test_a_period_is_named_for_the_room_there_is(period, title):
    assert rows.short_title("period", period) == title
