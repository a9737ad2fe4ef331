"""Charts: honest scales, nothing withheld given away, one drawing for one content."""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from muster.design import charts
from muster.design.charts import drawn, lines, palette


WEEKS = [f"W{week}" for week in range(36, 44)]


SQUARE = {
    "type": "Polygon",
    "coordinates": [[[0, 52], [1, 52], [1, 53], [0, 53], [0, 52]]],
}


def texts(svg):
    return [
        " ".join(element.itertext())
        for element in ElementTree.fromstring(svg).iter()
        if element.tag.endswith("text")
    ]


def lengths(svg, colour):
    """The widths of the filled bars, in pixels, in the order they are drawn."""
    found = re.findall(rf'd="M0,[\d.]+h([\d.]+)v[\d.]+h-[\d.]+Z" fill="{colour}"', svg)
    return [float(width) for width in found if float(width)]


def one_of_each_kind():
    return [
        charts.line("Absence", {"Ash": list(zip(WEEKS, range(8), strict=True))}),
        charts.bars("Absence", [("Ash", 4.0), ("Beech", 8.0)]),
        charts.grouped_bars("Absence", [("Year 7", 4.0, 2.0), ("Year 8", 6.0, 3.0)]),
        charts.columns("Absence", {"Now": {"Illness": 3.1, "Holiday": 0.8}}),
        charts.heat(
            "Absence", [("Morning", "Monday", 6.0), ("Morning", "Friday", 8.0)]
        ),
        charts.dots("Absence", [charts.Dot("Ash", 200, 9.0, 20)], across="On roll"),
        charts.places("Absence", [charts.Place("Ash", 450_000, 300_000, 4.0)]),
        charts.areas("Absence", [charts.Area("Here", SQUARE, 4.0)]),
        charts.run("Absence", list(zip(WEEKS, range(8), strict=True)), middle=4),
        a_funnel(charts.Spot("Ash", 200, 9.0)),
        charts.timeline(
            "Absence",
            [charts.Mark(date(2026, 1, 9), "Status", "A", "amber")],
            lanes=["Status"],
            today=date(2026, 3, 27),
        ),
    ]


def a_funnel(*spots):
    limits = [
        charts.Limits(
            n, (8 - 60 / n**0.5, 8 + 60 / n**0.5), (8 - 90 / n**0.5, 8 + 90 / n**0.5)
        )
        for n in (40, 90, 200, 400)
    ]
    target = charts.Reference(8.0, "Primary")
    return charts.funnel("Absence", spots, limits, target=target, across="Pupils")


@pytest.fixture(autouse=True)
def nothing_kept():
    charts.forget()


def test_there_is_a_builder_for_every_kind():
    assert {chart.kind for chart in one_of_each_kind()} == set(drawn.KINDS)


@pytest.mark.parametrize("chart", one_of_each_kind(), ids=lambda chart: chart.kind)
@pytest.mark.parametrize("width", [charts.WIDE, charts.NARROW])
def test_every_kind_is_drawn_at_the_width_asked_for(chart, width):
    root = ElementTree.fromstring(charts.svg(chart, width=width))
    assert root.get("width") == str(width)
    assert "Absence" in "".join(root.itertext())


@pytest.mark.parametrize("chart", one_of_each_kind(), ids=lambda chart: chart.kind)
def test_a_picture_is_silent_until_it_is_described_as_a_whole(chart):
    svg = charts.svg(chart)
    assert "aria-" not in svg
    assert "role=" not in svg
    assert "<title" not in svg


@pytest.mark.parametrize("chart", one_of_each_kind(), ids=lambda chart: chart.kind)
def test_the_house_type_is_named_so_that_a_browser_understands_it(chart):
    families = set(re.findall(r'font-family="([^"]*)"', charts.svg(chart)))
    assert families == {"'Source Sans 3', sans-serif"}


def test_two_pictures_in_one_page_share_no_names():
    clipped = (
        '<svg xmlns="http://www.w3.org/2000/svg"><clipPath id="clip0"/>'
        '<g clip-path="url(#clip0)"/></svg>'
    )
    first, second = (drawn._tidied(clipped, key) for key in ("11111111", "22222222"))
    assert 'id="c11111111-clip0"' in first
    assert 'clip-path="url(#c11111111-clip0)"' in first
    assert "c22222222-clip0" in second


def test_markup_in_a_label_stays_text():
    svg = charts.svg(charts.bars("A <b> & “c”", [("<script>alert(1)</script>", 4)]))
    assert "<script" not in svg
    assert "A <b> & “c”" in texts(svg)


@pytest.mark.parametrize(
    "odd", ["\x00", "\x07", "\x85", "\ud83d", "\ufffe", "🏫" * 60, "\u202e", "校" * 99]
)
def test_no_letter_in_a_name_stops_the_picture(odd):
    """Found by trying: a control letter in a label ends the process that measures it."""
    name = f"Ash{odd}wick"
    bars = charts.bars(name, [(name, 4)], reference=charts.Reference(2, name))
    line = charts.line(name, {name: [(name, 4), ("HT2", 5)]})
    dots = charts.dots(name, [charts.Dot(name, 1, 1, kind=name)], across=name)
    for chart in (bars, line, dots):
        assert "Ash" in charts.svg(chart)


# Withheld figures


def withheld_charts():
    line = {"Ash": [("HT1", 4.0), ("HT2", None), ("HT3", 5.0)]}
    return [
        charts.line("Absence", line),
        charts.bars("Absence", [("Ash", None), ("Beech", 8.0)]),
        charts.grouped_bars("Absence", [("Year 7", None, 2.0)]),
        charts.columns("Absence", {"Now": {"Illness": None, "Holiday": 0.8}}),
        charts.heat("Absence", [("AM", "Monday", None), ("AM", "Friday", 8.0)]),
    ]


@pytest.mark.parametrize("chart", withheld_charts(), ids=lambda chart: chart.kind)
def test_a_withheld_figure_is_a_c_and_the_chart_says_what_that_means(chart):
    said = texts(charts.svg(chart))
    assert said.count("c") >= 1
    assert "c: withheld, small numbers." in " ".join(said)


@pytest.mark.parametrize("chart", withheld_charts()[1:4], ids=lambda chart: chart.kind)
def test_a_withheld_figure_is_never_written_as_zero(chart):
    assert "0.0%" not in texts(charts.svg(chart))


def test_a_real_zero_is_written_as_zero():
    said = texts(charts.svg(charts.bars("Absence", [("Ash", 0), ("Beech", 8.0)])))
    assert "0.0%" in said
    assert "c" not in said


def test_a_line_is_broken_where_a_figure_is_withheld():
    def strokes(middle):
        points = {"Ash": [("HT1", 4.0), ("HT2", middle), ("HT3", 5.0), ("HT4", 5.0)]}
        svg = charts.svg(charts.line("Absence", points))
        return [d for d in re.findall(r' d="(M[^"]+)"', svg) if d.count("L") > 0]

    assert not any(d.count("L") == 3 for d in strokes(None))
    assert any(d.count("L") == 3 for d in strokes(4.5))


def test_withheld_bars_come_last():
    chart = charts.bars("Absence", [("Ash", None), ("Beech", 2), ("Cedar", 8)])
    assert [row["label"] for row in chart.rows] == ["Cedar", "Beech", "Ash"]


def test_a_school_with_a_withheld_rate_has_no_dot_and_is_counted():
    dots = [charts.Dot("Ash", 90, None), charts.Dot("Beech", 200, 9.0)]
    said = texts(charts.svg(charts.dots("Absence", dots, across="On roll")))
    assert "1 withheld (small numbers) and not drawn." in said
    assert "Ash" not in said


def test_a_chart_in_which_everything_is_withheld_is_still_drawn():
    chart = charts.line("Absence", {"Ash": [("HT1", None)]})
    assert "c" in texts(charts.svg(chart))
    dots = charts.dots("Absence", [charts.Dot("Ash", 90, None)], across="On roll")
    assert "<svg" in charts.svg(dots)


# Honest scales


def test_bars_are_in_proportion_from_zero():
    svg = charts.svg(charts.bars("Absence", [("Ash", 2), ("Beech", 4), ("Cedar", 8)]))
    widths = lengths(svg, palette.BRAND)
    assert [round(widths[0] / width, 2) for width in widths] == [1, 2, 4]


def test_a_line_that_starts_away_from_zero_says_so():
    points = {"Ash": [("HT1", 93.1), ("HT2", 94.0)]}
    away = texts(charts.svg(charts.line("Attendance", points, from_zero=False)))
    assert "The scale starts at 93.0%, not at zero." in " ".join(away)
    from_zero = texts(charts.svg(charts.line("Attendance", points)))
    assert "0%" in from_zero
    assert "not at zero" not in " ".join(from_zero)


def test_dots_that_start_away_from_zero_say_so():
    dots = [charts.Dot("Ash", 90, 91.0), charts.Dot("Beech", 200, 95.0)]
    chart = charts.dots("Attendance", dots, across="On roll", from_zero=False)
    assert "not at zero" in " ".join(texts(charts.svg(chart)))


def test_a_percentage_scale_does_not_pass_a_hundred():
    points = {"Ash": [("HT1", 97.5), ("HT2", 99.9)]}
    said = texts(charts.svg(charts.line("Attendance", points, from_zero=False)))
    assert "100.0%" in said
    assert not any(text.startswith("10") and text != "100.0%" for text in said)


def test_counts_are_written_with_their_thousands():
    chart = charts.bars("Children", [("Ash", 1204)], unit="", decimals=0)
    assert "1,204" in texts(charts.svg(chart))


def test_counts_may_pass_a_hundred_and_rates_of_change_too():
    points = {"Ash": [("HT1", 140), ("HT2", 180)]}
    line = charts.line("Children", points, unit="", decimals=0)
    assert "200" in texts(charts.svg(line))
    dots = [charts.Dot("Ash", 90, 140), charts.Dot("Beech", 200, 180)]
    scatter = charts.dots("Children", dots, across="On roll", unit="", decimals=0)
    assert "200" in texts(charts.svg(scatter))


def test_bars_stay_in_the_order_given_when_the_order_means_something():
    years = [("Year 7", 4), ("Year 8", 9), ("Year 9", 6)]
    chart = charts.bars("Absence", years, is_sorted=False)
    assert [(row["label"], row["value"]) for row in chart.rows] == years


def test_an_exact_figure_may_be_given():
    exact = charts.bars("Absence", [("Ash", Decimal("6.9"))])
    assert exact == charts.bars("Absence", [("Ash", 6.9)])


def test_a_reference_is_named_with_its_figure():
    reference = charts.Reference(Decimal("16.6"), "England")
    line = charts.line("Absence", {"Ash": [("HT1", 4.0)]}, reference=reference)
    bars = charts.bars("Absence", [("Ash", 4.0)], reference=reference)
    dots = [charts.Dot("Ash", 90, 9.0)]
    scatter = charts.dots("Absence", dots, across="On roll", reference=reference)
    for chart in (line, bars, scatter):
        said = " ".join(texts(charts.svg(chart)))
        assert "England" in said
        assert "16.6%" in said


# What can be told apart


def test_every_colour_that_carries_meaning_stands_out_from_the_page():
    for colour in (palette.GREY, palette.GOOD, palette.ACCENT):
        assert palette.contrast(colour, "#ffffff") >= 3


def test_the_name_beside_a_line_can_be_read_in_its_colour():
    for colour in palette.SERIES:
        assert palette.contrast(colour, "#ffffff") >= 4.5


def test_figures_in_a_heat_chart_can_be_read_on_every_shade():
    for step in range(101):
        shade = palette.shade(step / 100)
        assert palette.contrast(shade, palette.text_on(shade)) >= 4.5


def test_lines_are_told_apart_by_shape_and_dash_too():
    series = {name: [("HT1", at), ("HT2", at)] for at, name in enumerate("ABCDE", 1)}
    svg = charts.svg(charts.line("Absence", series))
    assert len(set(re.findall(r'stroke-dasharray="([^"]+)"', svg))) >= 5
    assert all(
        any(said.startswith(f"{name} ") for said in texts(svg)) for name in series
    )


def test_a_long_line_marks_its_end_and_any_point_standing_alone():
    values = [5.0, None, 6.0, None] + [4.0] * 30
    points = [(f"W{at}", value) for at, value in enumerate(values)]
    filling = drawn.KINDS["line"][1](
        charts.line("Absence", {"Ash": points}), charts.WIDE
    )
    assert [dot["x"] for dot in filling.datasets["points"]] == [0, 2, 33]


def test_columns_lie_down_where_their_labels_would_not_fit():
    reasons = {f"Medical appointment {at}": at for at in range(1, 8)}
    chart = charts.columns("Absence", {"Now": reasons, "Before": reasons})
    assert "Medical appointment 7" in texts(charts.svg(chart, width=charts.NARROW))


def test_a_wide_heat_chart_writes_its_ends_and_what_is_withheld():
    cells = [("Monday", f"{week}", float(week)) for week in range(1, 39)]
    cells[5] = ("Monday", "6", None)
    said = texts(charts.svg(charts.heat("Absence", cells)))
    assert "Palest 1.0%, darkest 38.0%. Every figure is in the table." in " ".join(said)
    assert "c" in said


def test_weekdays_are_shortened_together_where_one_would_not_fit():
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    cells = [("Morning", day, 6.0) for day in days]
    said = texts(charts.svg(charts.heat("Absence", cells), width=charts.NARROW))
    assert {"Mon", "Tue", "Wed", "Thu", "Fri"} <= set(said)


def test_the_dots_farthest_from_the_reference_are_named():
    dots = [charts.Dot(f"School {at}", 100 + 12 * at, 10.0, 5) for at in range(40)]
    dots += [charts.Dot("Highmoor", 300, 30.0, 9), charts.Dot("Lowfold", 500, 1.0, 9)]
    reference = charts.Reference(10.0, "All")
    chart = charts.dots(
        "Absence", dots, across="On roll", reference=reference, name_most=2
    )
    said = texts(charts.svg(chart))
    assert {"Highmoor", "Lowfold"} <= set(said)
    assert not any(text.startswith("School ") for text in said)


def test_a_name_with_no_room_is_left_to_the_table():
    dots = [charts.Dot("A very long school name " * 6, 100, 10.0, 5)]
    chart = charts.dots("Absence", dots, across="On roll")
    assert not any("very long" in text for text in texts(charts.svg(chart)))


def test_a_funnel_names_the_schools_outside_it_and_no_others():
    spots = [charts.Spot(f"School {at}", 60 + 9 * at, 8.0) for at in range(30)]
    spots += [charts.Spot("Highmoor", 210, 21.0, True), charts.Spot("Ash", 100, None)]
    said = texts(charts.svg(a_funnel(*spots)))
    assert "Highmoor" in said
    assert not any(text.startswith("School ") or text == "Ash" for text in said)
    remarks = " ".join(said)
    assert "dashed 95%, whole 99.8%. Diamonds lie outside them." in remarks
    assert "Diamonds lie outside them." in remarks
    assert "1 withheld (small numbers) and not drawn." in remarks
    assert "Primary" in remarks and "8.0%" in remarks


def test_a_funnel_with_nobody_outside_speaks_of_nobody():
    said = texts(charts.svg(a_funnel(charts.Spot("Ash", 200, 9.0))))
    assert "Diamonds" not in " ".join(said) and "Ash" not in said


def test_the_limits_of_a_funnel_never_fall_below_nothing():
    chart = a_funnel(charts.Spot("Ash", 200, 9.0))
    filling = drawn.KINDS["funnel"][1](chart, charts.WIDE)
    assert min(point["value"] for point in filling.datasets["limits"]) == 0
    curves = {point["curve"] for point in filling.datasets["limits"]}
    assert len(curves) == 4


# What is refused


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (lambda: charts.line("Absence", {}), "has no rows"),
        (lambda: charts.bars("Absence", []), "has no rows"),
        (lambda: charts.bars("Absence", [("Ash", -1)]), "shorter than nothing"),
        (lambda: charts.bars("Absence", [("Ash", float("nan"))]), "cannot draw"),
        (lambda: charts.columns("Absence", {}), "holds one or two series"),
        (
            lambda: charts.funnel(
                "Absence",
                [charts.Spot("Ash", 200, 9.0)],
                [charts.Limits(100, (4, 12), (2, 14))],
                target=charts.Reference(8, "All"),
                across="Pupils",
            ),
            "needs two. Draw dots instead.",
        ),
        (
            lambda: charts.line("Absence", {name: [("HT1", 1)] for name in "ABCDEF"}),
            "can hold 5 lines and this has 6",
        ),
        (
            lambda: charts.dots(
                "Absence",
                [charts.Dot(kind, 1, 1, kind=kind) for kind in "ABCDE"],
                across="On roll",
            ),
            "can be of 4 kinds",
        ),
        (
            lambda: charts.bars("Absence", [(f"School {at}", at) for at in range(40)]),
            "has 40 rows, and 25 fill a page",
        ),
        (
            lambda: charts.heat("Absence", [(f"{at}", "AM", at) for at in range(40)]),
            "has 40 rows, and 25 fill a page",
        ),
    ],
)
def test_what_cannot_be_drawn_honestly_is_refused_with_advice(build, says):
    with pytest.raises(ValueError, match=says):
        build()


def test_a_kind_nobody_can_draw_is_refused_by_name():
    with pytest.raises(ValueError, match="no chart of kind “pie”"):
        charts.svg(charts.ChartData("pie", "Absence", ({"value": 1},)))


# Drawn once


@pytest.fixture
def drawings(monkeypatch):
    """Counts what is really drawn."""
    done = []
    draw = drawn._draw

    def counted(chart, width, key):
        done.append(chart)
        return draw(chart, width, key)

    monkeypatch.setattr(drawn, "_draw", counted)
    return done


def test_equal_charts_are_drawn_once(drawings):
    first = charts.svg(charts.bars("Absence", [("Ash", 4)]))
    again = charts.svg(charts.bars("Absence", [("Ash", 4.0)]))
    assert first == again
    assert len(drawings) == 1


def test_a_chart_that_differs_in_anything_is_drawn_again(drawings):
    charts.svg(charts.bars("Absence", [("Ash", 4)]))
    charts.svg(charts.bars("Absence", [("Ash", 5)]))
    charts.svg(charts.bars("Absence", [("Ash", 4)], unit=""))
    charts.svg(charts.bars("Absence", [("Ash", 4)]), width=charts.NARROW)
    assert len(drawings) == 4


def test_a_folder_keeps_pictures_for_the_next_process(drawings, tmp_path):
    chart = charts.bars("Absence", [("Ash", 4)])
    first = charts.svg(chart, folder=tmp_path / "charts")
    charts.forget()
    assert charts.svg(chart, folder=tmp_path / "charts") == first
    assert len(drawings) == 1
    assert [path.suffix for path in (tmp_path / "charts").iterdir()] == [".svg"]


def test_only_so_many_pictures_are_kept_in_memory(monkeypatch, drawings):
    monkeypatch.setattr(drawn, "KEPT_IN_MEMORY", 2)
    for value in (1, 2, 1, 3, 1, 2):
        charts.svg(charts.bars("Absence", [("Ash", value)]))
    assert [chart.rows[0]["value"] for chart in drawings] == [1, 2, 3, 2]


def test_threads_may_draw_at_once():
    wanted = [charts.svg(chart) for chart in one_of_each_kind()]
    charts.forget()
    drawn._specification_text.cache_clear()
    with ThreadPoolExecutor(6) as pool:
        got = list(pool.map(charts.svg, one_of_each_kind() * 3))
    assert got == wanted * 3


def test_charts_are_declared_without_loading_what_draws_them():
    code = (
        "import sys; from muster.design import charts; "
        "charts.bars('Absence', [('Ash', 4)]); "
        "print([name for name in ('altair', 'vl_convert', 'typst', 'numpy') "
        "if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_dots_of_one_kind_have_no_key_and_no_endless_shape():
    dots = [charts.Dot("Ash", 90, 8.0), charts.Dot("Beech", 200, 9.0)]
    svg = charts.svg(charts.dots("Absence", dots, across="On roll"))
    assert "e+" not in svg and "Infinity" not in svg


def test_a_line_looks_the_same_in_charts_that_stand_beside_each_other():
    points = [("HT1", 4.0), ("HT2", 5.0)]
    both = charts.line("Absence", {"Ash": points, "Elm": points})
    one = charts.line("Absence", {"Elm": points}, among=["Ash", "Elm"])
    colour = palette.SERIES[1]
    assert f'fill="{colour}">Elm' in charts.svg(both)
    assert f'fill="{colour}">Elm' in charts.svg(one)


def test_names_of_several_lines_stay_above_the_axis_and_its_labels():
    halves = [f"Half-term {number}" for number in range(1, 7)]
    series = {
        f"{name} schools here, 2025/26": [(half, height) for half in halves]
        for name, height in (("Primary", 60), ("All", 58), ("Special", 1))
    }
    filled = lines.fill(charts.line("Absence", series), charts.NARROW)
    plot = filled.height - filled.heading.height - 40
    lowest = min(filled.datasets["ends"], key=lambda one: one["value"])
    assert len(lowest["text"]) == 3
    up = lowest["value"] / filled.params["y_high"] * plot
    assert up >= 16 * 3 / 2


def test_a_line_that_begins_late_leaves_the_labels_in_their_order():
    late = {"Ash": [("HT2", 4.0)], "Elm": [("HT1", 5.0), ("HT2", 6.0)]}
    met = charts.line("Absence", late)
    told = charts.line("Absence", late, labels=["HT1", "HT2"])
    assert lines.fill(met, charts.WIDE).params["x_labels"] == ["HT2", "HT1"]
    assert lines.fill(told, charts.WIDE).params["x_labels"] == ["HT1", "HT2"]


def test_charts_given_one_span_share_a_scale():
    one = charts.line(
        "Absence", {"Ash": [("HT1", 4.0), ("HT2", 5.0)]}, span=(0.0, 20.0)
    )
    assert {"0%", "20%"} <= set(texts(charts.svg(one)))


def run_of(*values, **more):
    return charts.run("Points", list(zip(WEEKS, values, strict=False)), **more)


def test_a_week_beyond_the_limits_differs_in_shape_and_is_said():
    calm = charts.svg(run_of(1.0, 2.0, 1.5, middle=1.5, limits=(0.0, 3.0)))
    loud = charts.svg(run_of(1.0, 9.0, 1.5, middle=1.5, limits=(0.0, 3.0)))
    said = "Square: beyond the limits."
    assert said not in texts(calm)
    assert said in texts(loud)
    assert loud.count(palette.ACCENT) == 1 + calm.count(palette.ACCENT)


def test_a_run_chart_says_what_each_of_its_lines_is():
    said = " ".join(texts(charts.svg(run_of(-1.0, 2.0, middle=0.04, limits=(-3, 4)))))
    for text in ("Median 0.0", "+4.0", "−3.0"):
        assert text in said


def test_a_withheld_week_is_a_letter_and_breaks_the_line():
    assert "c" in texts(charts.svg(run_of(1.0, None, 2.0)))
