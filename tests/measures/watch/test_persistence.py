"""Newly persistent, and who could still stay under: rules.md 2.1, 2.6."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from tests.measures.watch.drawn_register import register

from muster.measures.watch.persistence import (
    Standing,
    nearly_persistent,
    newly_persistent,
    standings,
)


def on(text: str) -> date:
    return date.fromisoformat(text)


TWO_WEEKS = """
    Ann | 08/09/2025 | I / / \\ / \\ / \\ / \\
    Ann | 15/09/2025 | I / / \\ / \\ / \\ / \\
    Ben | 08/09/2025 | full
    Ben | 15/09/2025 | I I / \\ / \\ / \\ / \\
    Cat | 08/09/2025 | full
    Cat | 15/09/2025 | I / / \\ / \\ / \\ / \\
"""


def standing(absent: int, possible: int, expected: int = 0) -> Standing:
    return Standing(0, possible, absent, 0, 0, expected or possible)


def test_one_in_ten_exactly_is_persistent_and_new_if_it_was_not_a_week_ago():
    every = standings(register(TWO_WEEKS), on("2025-09-19"), to_come=0)
    ann, ben, cat = every
    assert (ann.absent, ann.possible) == (2, 20)
    assert ann.is_persistent
    assert ann.was_persistent
    assert ben.is_persistent
    assert not ben.was_persistent
    assert not cat.is_persistent
    assert newly_persistent(every, few=10) == [ben]


def test_who_was_before_a_share_said_anything_is_new_once_it_does():
    ann, ben, _ = every = standings(register(TWO_WEEKS), on("2025-09-19"), to_come=0)
    assert newly_persistent(every, few=20) == [ann, ben]


def test_one_in_two_exactly_is_severe():
    assert standing(10, 20).is_severe
    assert not standing(9, 20).is_severe
    assert not standing(0, 0).is_severe


def test_days_to_leave_persistence_are_the_fewest_that_do():
    # rules.md 2.6: k = max(0, 10 absent - possible + 1).
    assert standing(2, 20).sessions_to_leave == 1
    assert standing(3, 20).sessions_to_leave == 11
    assert standing(1, 20).sessions_to_leave == 0


@given(st.integers(0, 400), st.integers(0, 400))
def test_leaving_takes_exactly_so_many_sessions(absent, attended):
    one = standing(absent, absent + attended)
    k = one.sessions_to_leave
    assert 10 * absent < one.possible + k or not one.is_persistent
    if k:
        assert one.is_persistent
        assert 10 * absent >= one.possible + k - 1


@given(st.integers(0, 40), st.integers(1, 400), st.integers(0, 200))
def test_sessions_left_are_the_most_that_stay_under(absent, possible, to_come):
    one = standing(absent, possible, possible + to_come)
    left = one.sessions_left
    assert 10 * (absent + left) < one.expected
    assert 10 * (absent + left + 1) >= one.expected


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_persistence_can_be_left_this_year_where_a_miss_or_none_may_still_be(
    absent, attended, to_come
):
    possible = absent + attended
    one = standing(absent, possible, possible + to_come)
    if one.is_persistent:
        assert (one.sessions_to_leave <= to_come) == (one.sessions_left >= 0)


def test_the_nearly_are_not_yet_and_would_be_with_few_more_missed():
    # 10 x (17 + 3) is 200 of 203; 10 x (17 + 4) is 210 of 204.
    assert standing(17, 200).misses_left == 4
    assert standing(18, 200).misses_left == 3
    few, many, over = standing(18, 200), standing(17, 200), standing(20, 200)
    assert nearly_persistent([few, many, over], 3) == [few]


@given(st.integers(0, 40), st.integers(0, 400))
def test_misses_left_are_the_fewest_that_make_it(absent, attended):
    one = standing(absent, absent + attended)
    n = one.misses_left
    if n:
        assert not one.is_persistent
        assert 10 * (absent + n) >= one.possible + n
        assert 10 * (absent + n - 1) < one.possible + n - 1
