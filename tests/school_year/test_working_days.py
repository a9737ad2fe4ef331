"""Working days, at every kind of edge."""

from datetime import date

import pytest

from muster.school_year.working_days import (
    is_working_day,
    working_days_after,
    working_days_before,
)


@pytest.mark.parametrize(
    ("day", "count", "after"),
    [
        ("2026-03-02", 2, "2026-03-04"),  # a Monday
        ("2026-03-06", 2, "2026-03-10"),  # a Friday
        ("2026-03-07", 1, "2026-03-09"),  # a Saturday
        ("2026-04-02", 2, "2026-04-08"),  # Maundy Thursday: Friday to Monday are none
        ("2026-04-03", 1, "2026-04-07"),  # Good Friday itself
        ("2026-05-01", 1, "2026-05-05"),  # the early May bank holiday
        (
            "2026-12-24",
            2,
            "2026-12-30",
        ),  # Boxing Day is a Saturday, so the Monday is none
        ("2027-12-24", 1, "2027-12-29"),  # both days of Christmas are moved
        ("2026-03-07", 0, "2026-03-07"),  # none after is the day, whatever it is
    ],
)
def test_weekends_and_bank_holidays_are_not_counted(day, count, after):
    found = working_days_after(date.fromisoformat(day), count)
    assert found == date.fromisoformat(after)


def test_so_many_before_is_counted_back_alike():
    assert working_days_before(date(2026, 4, 8), 2) == date(2026, 4, 2)
    assert working_days_before(date(2026, 3, 9), 1) == date(2026, 3, 6)


def test_a_day_of_the_year_when_offices_are_shut_is_no_working_day():
    assert not is_working_day(date(2026, 4, 6))
    assert not is_working_day(date(2026, 3, 8))
    assert is_working_day(date(2026, 4, 7))
