"""The Department's time columns as our periods (rules.md 10.5)."""

from datetime import date

import pytest

from muster.sources.reading.when import BadTime, When, school_year, when, year_ending


@pytest.mark.parametrize(
    ("said", "period", "as_at"),
    [
        (("202526", "Academic year"), "2025-26/ytd", None),
        (("202324", "Autumn term"), "2023-24/autumn", None),
        (("202324", "summer term"), "2023-24/summer", None),
        (("2025", "Week 37"), "2025-W37", None),
        (("2025", "37", "Week"), "2025-W37", None),
        (("2026", "Week 1", "weekly"), "2026-W01", None),
        (("2025", "Week 37", "", date(2025, 9, 10)), "2025-09-10", None),
        (("2025", "Week 30", "Year to date"), "2024-25/ytd", date(2025, 7, 27)),
        (("2024", "January"), "2023-24", date(2024, 1, 31)),
        (("2025", "October"), "2025-26", date(2025, 10, 31)),
    ],
)
def test_times_are_periods(said, period, as_at):
    assert when(*said) == When(period, as_at)


@pytest.mark.parametrize(
    ("said", "column"),
    [
        (("202526", "Michaelmas term"), "time_identifier"),
        (("202527", "Academic year"), "time_period"),
        (("2025", "Academic year"), "time_period"),
        (("199900", "Autumn term"), "time_period"),
        (("2025", "Week 54"), "time_identifier"),
        (("2025", "Week 53"), "time_identifier"),
        (("202526", "Week 37"), "time_period"),
        (("2009", "Week 37"), "time_period"),
        (("2025", "Week 37", "Rolling"), "time_frame"),
        (("2025", "Week 37", "", date(2025, 9, 15)), "attendance_date"),
        (("202425", "January"), "time_period"),
        (("2009", "January"), "time_period"),
    ],
)
def test_times_that_cannot_be_right_say_which_column(said, column):
    with pytest.raises(BadTime, match=r"\.$") as found:
        when(*said)
    assert found.value.column == column


def test_lait_names_a_year_by_its_end():
    assert year_ending("2025") == year_ending("2024/25") == school_year("202425")


@pytest.mark.parametrize("heading", ["1999", "2024/26", "1998/99"])
def test_a_heading_that_is_no_year_is_its_own_column(heading):
    with pytest.raises(BadTime) as found:
        year_ending(heading)
    assert found.value.column == heading
