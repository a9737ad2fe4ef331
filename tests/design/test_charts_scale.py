"""Round numbers on axes, and labels that do not lie on each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.design.charts import scale


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 9.4, [0, 2, 4, 6, 8, 10]),
        (0, 0.7, [0, 0.2, 0.4, 0.6, 0.8]),
        (91.2, 94.6, [91, 92, 93, 94, 95]),
        (0, 1204, [0, 250, 500, 750, 1000, 1250]),
    ],
)
def test_ticks_are_round_and_cover_the_figures(low, high, expected):
    assert scale.ticks(low, high) == expected


def test_one_figure_still_has_a_scale():
    assert scale.ticks(0, 0) == [0, 0.2, 0.4, 0.6, 0.8, 1.0]


@given(st.floats(0, 1000), st.floats(0.001, 1000))
def test_ticks_cover_whatever_they_are_given(low, span):
    marks = scale.ticks(low, low + span)
    assert marks[0] <= low + 1e-6 * span
    assert marks[-1] >= low + span - 1e-6 * span
    assert 2 <= len(marks) <= 9


def test_tick_texts_share_their_decimals():
    assert scale.tick_text([0, 2.5, 5], "%") == ["0.0%", "2.5%", "5.0%"]
    assert scale.tick_text([0, 1000], "") == ["0", "1,000"]


@given(st.lists(st.floats(0, 200), min_size=1, max_size=6))
def test_labels_with_room_are_kept_apart_and_inside(places):
    moved = scale.spread(places, gap=17, low=0, high=200)
    ordered = sorted(moved)
    assert ordered[0] >= -1e-6
    assert ordered[-1] <= 200 + 1e-6
    assert all(b - a >= 17 - 1e-6 for a, b in zip(ordered, ordered[1:], strict=False))


def test_labels_already_apart_stay_where_they_are():
    assert scale.spread([90, 10, 50], gap=17, low=0, high=100) == [90, 10, 50]


def test_a_label_is_broken_between_words_and_cut_with_a_sign():
    assert (
        scale.wrapped("Late after registers close", 80, 14) == "Late after\nregisters…"
    )
    assert scale.wrapped("HT1\n2024/25", 200, 14) == "HT1\n2024/25"
    assert scale.wrapped("Unauthorised", 45, 14) == "Unauthorised"
    assert scale.wrapped("Unauthorised", 20, 14) == "Unautho…"


def test_labels_along_an_axis_are_thinned_evenly_and_keep_the_last():
    weeks = [f"W{at}" for at in range(1, 40)]
    kept = scale.every_so_many(weeks, 400, 13)
    steps = {int(b[1:]) - int(a[1:]) for a, b in zip(kept, kept[1:], strict=False)}
    assert kept[-1] == "W39"
    assert len(steps) == 1
    assert scale.every_so_many(weeks[:4], 400, 13) == weeks[:4]
    assert scale.every_so_many([], 400, 13) == []
