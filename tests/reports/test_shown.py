"""How a figure is written."""

from decimal import Decimal

import pytest

from muster.measures import Figure
from muster.measures.figures import for_public
from muster.reports import shown


def figure(counted: int | None, out_of: int | None, **more) -> Figure:
    return Figure("overall_absence", (), counted, out_of, 200, **more)


WITHHELD = Figure("overall_absence", (), None, None, 3, suppressed=True)
NOTHING = figure(0, 0)


@pytest.mark.parametrize(
    ("counted", "out_of", "written"),
    [
        (1, 16, "6.3%"),  # 6.25: halves go up
        (1, 3, "33.3%"),
        (0, 7, "0.0%"),
        (7, 7, "100.0%"),
        # 6.2499999...: a percentage kept to six places would say 6.25, and then 6.3
        (62_499_999, 1_000_000_000, "6.2%"),
    ],
)
def test_a_percentage_is_rounded_once_from_the_integers(counted, out_of, written):
    assert shown.percentage(figure(counted, out_of)) == written


def test_a_figure_for_the_public_is_written_as_it_came():
    rounded = for_public(figure(63, 1003))
    assert shown.both(rounded, "sessions") == "6.3% of sessions (65 of 1,005)"
    few = for_public(Figure("overall_absence", (), 13, 81, 81))
    assert shown.percentage(few) == "16%"
    assert shown.decimals([rounded, few]) == 0


@pytest.mark.parametrize(
    ("one", "symbol"), [(WITHHELD, "c"), (NOTHING, "z"), (None, "x")]
)
def test_what_cannot_be_shown_is_a_symbol_everywhere(one, symbol):
    written = [shown.percentage, shown.out_of, shown.counted, shown.base, shown.both]
    assert {write(one) for write in written} == {symbol}
    assert shown.change(figure(1, 2), one) == symbol
    assert shown.moved(figure(1, 2), one) == ""
    assert shown.drawn(one) is None


@pytest.mark.parametrize(
    ("now", "before", "change", "said"),
    [
        ((10, 100), (8, 100), "+2.0", "2.0 points higher than"),
        ((8, 100), (10, 100), "−2.0", "2.0 points lower than"),
        ((8, 100), (8, 100), "0.0", "the same as"),
        # 7.15 and 7.14: shown as 7.2 and 7.1, a hundredth of a point apart
        ((715, 10_000), (714, 10_000), "0.0", "the same as"),
        ((1, 16), (62, 1000), "+0.1", "0.1 points higher than"),  # by 0.05
    ],
)
def test_a_change_is_of_the_unrounded_figures(now, before, change, said):
    assert shown.change(figure(*now), figure(*before)) == change
    assert shown.moved(figure(*now), figure(*before)) == said


def test_a_chart_is_given_the_figure_as_shown():
    assert shown.drawn(figure(1, 16)) == Decimal("6.3")
    assert shown.decimals([figure(1, 16), WITHHELD, None]) == 1
