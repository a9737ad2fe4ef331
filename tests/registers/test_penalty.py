"""Penalty notices of one parent for one child: rules.md 4.1 and 16."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.registers.penalty import Given, due, next_notice, served_by_post


FIRST, SECOND = date(2024, 10, 7), date(2025, 11, 3)


def places(*notices, on):
    return next_notice([Given(one) for one in notices], on).place


def test_the_first_and_the_second_within_three_years_may_be_issued():
    assert places(on=FIRST) == 1
    assert places(FIRST, on=SECOND) == 2


def test_a_third_within_three_years_of_the_first_may_not_and_other_measures_are():
    # rules.md 16: “PN third offence within 3 years: no PN; refer for other measures”.
    found = next_notice([Given(FIRST), Given(SECOND)], date(2027, 10, 6))
    assert found.place is None
    assert "consider a different measure" in found.why
    assert found.from_on == date(2027, 10, 7)


def test_from_the_day_three_years_after_the_first_another_may():
    assert places(FIRST, SECOND, on=date(2027, 10, 7)) == 2
    assert places(FIRST, on=date(2027, 10, 7)) == 1


def test_a_withdrawn_notice_does_not_count():
    before = [Given(FIRST, is_withdrawn=True), Given(SECOND)]
    assert next_notice(before, date(2026, 1, 5)).place == 2


def test_notices_before_the_framework_do_not_count():
    assert places(date(2024, 8, 18), date(2024, 7, 1), on=date(2024, 9, 2)) == 1
    assert places(date(2024, 8, 19), on=date(2024, 9, 2)) == 2


def test_a_leap_day_comes_round_on_the_first_of_march():
    leap = date(2028, 2, 29)
    assert places(leap, date(2029, 1, 8), on=date(2031, 2, 28)) is None
    assert places(leap, date(2029, 1, 8), on=date(2031, 3, 1)) == 2


def test_the_first_is_half_in_21_days_and_full_in_28_and_the_second_full_only():
    one = due(1, FIRST, date(2024, 10, 9))
    assert (one.reduced_pounds, one.reduced_by) == (80, date(2024, 10, 30))
    assert (one.pounds, one.by) == (160, date(2024, 11, 6))
    two = due(2, SECOND, date(2025, 11, 5))
    assert (two.pounds, two.by, two.reduced_pounds) == (160, date(2025, 12, 3), None)


@pytest.mark.parametrize(("place", "on"), [(3, SECOND), (1, date(2024, 8, 1))])
def test_there_is_no_other_notice(place, on):
    with pytest.raises(KeyError):
        due(place, on, on)


def test_a_letter_is_served_on_the_second_working_day():
    assert served_by_post(date(2025, 11, 7)) == date(2025, 11, 11)  # over a week-end
    assert served_by_post(date(2025, 12, 24)) == date(2025, 12, 30)  # over Christmas


@given(st.lists(st.dates(date(2024, 8, 19), date(2034, 1, 1)), max_size=12))
def test_obeying_it_never_gives_a_third_within_three_years(days):
    issued = []
    for on in sorted(days):
        if next_notice([Given(one) for one in issued], on).place:
            issued.append(on)
    for first, _, third in zip(issued, issued[1:], issued[2:], strict=False):
        anniversary = (first.month, first.day)
        assert third.year - first.year > 3 or (
            third.year - first.year == 3 and (third.month, third.day) >= anniversary
        )
