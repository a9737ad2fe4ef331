"""When a child must be in education: rules.md 8.6."""

from datetime import date

import pytest

from muster.school_year import compulsory_age


@pytest.mark.parametrize(
    ("born_on", "first", "last"),
    [
        # Five on a prescribed day: it begins that day; the day after waits for the next.
        ("2020-03-31", "2025-03-31", "2036-06-27"),
        ("2020-04-01", "2025-08-31", "2036-06-27"),
        ("2020-08-31", "2025-08-31", "2036-06-27"),
        ("2020-09-01", "2025-12-31", "2037-06-26"),
        ("2020-12-31", "2025-12-31", "2037-06-26"),
        ("2021-01-01", "2026-03-31", "2037-06-26"),
        # Sixteen after the last Friday in June is still this year's leaver.
        ("2010-08-31", "2015-08-31", "2026-06-26"),
        ("2010-09-01", "2015-12-31", "2027-06-25"),
        # The birthday of 29 February is 1 March in a common year.
        ("2020-02-29", "2025-03-31", "2036-06-27"),
    ],
)
def test_compulsory_school_age_begins_on_a_prescribed_day_and_ends_in_june(
    born_on, first, last
):
    found = compulsory_age(date.fromisoformat(born_on))
    assert found == (date.fromisoformat(first), date.fromisoformat(last))
