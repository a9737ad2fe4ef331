"""Working days, drawn: weekends and bank holidays are not counted."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.school_year.working_days import (
    is_working_day,
    problem_of_year,
    working_days_after,
    working_days_before,
)


BEFORE = """
day        | count | is         | because
2025-10-15 | 5     | 2025-10-08 | an ordinary week
2025-10-15 | 0     | 2025-10-15 | the day itself
2026-04-09 | 5     | 2026-03-31 | Easter: Good Friday and Easter Monday
2026-05-05 | 1     | 2026-05-01 | the early May bank holiday
2026-01-05 | 3     | 2025-12-30 | New Year’s Day
2022-01-05 | 2     | 2021-12-31 | a substitute day, 3 January
2022-06-06 | 1     | 2022-06-01 | the Platinum Jubilee, moved and added
"""


def _rows(text: str) -> list[list[str]]:
    return [
        [cell.strip() for cell in line.split("|")] for line in text.split("\n")[2:-1]
    ]


@pytest.mark.parametrize(("day", "count", "expected", "because"), _rows(BEFORE))
def test_a_deadline_is_so_many_working_days_before(day, count, expected, because):
    found = working_days_before(date.fromisoformat(day), int(count))
    assert found == date.fromisoformat(expected), because


@given(st.dates(date(2016, 1, 1), date(2030, 6, 1)), st.integers(1, 40))
def test_there_and_back_is_the_same_working_day(day, count):
    there = working_days_before(day, count)
    back = working_days_after(there, count)
    assert is_working_day(there)
    assert there < day
    assert back == (day if is_working_day(day) else working_days_after(day, 1))
    between = (there + timedelta(days=n) for n in range(1, (day - there).days))
    assert sum(map(is_working_day, between)) == count - 1


def test_a_year_whose_bank_holidays_are_not_known_is_named():
    assert "2015 to 2031" in problem_of_year(date(2040, 1, 1))
    assert problem_of_year(date(2026, 1, 1)) == ""
