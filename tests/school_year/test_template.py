from datetime import date

import pytest

from muster.school_year import Calendar, SchoolYear
from muster.school_year.template import template_year


TEMPLATE = Calendar.template()


def edges(start):
    """First and last open days of each half-term, as "24 Oct"."""
    year = SchoolYear(start)
    for half_term in range(1, 7):
        days = TEMPLATE.school_days(*TEMPLATE.half_term_dates(year, half_term))
        yield tuple(f"{day.day} {day:%b}" for day in (days[0], days[-1]))


def test_the_template_of_2025_26_is_the_usual_year():
    assert list(edges(2025)) == [
        ("2 Sep", "24 Oct"),
        ("3 Nov", "19 Dec"),
        ("5 Jan", "13 Feb"),
        ("23 Feb", "27 Mar"),
        ("13 Apr", "22 May"),
        ("1 Jun", "24 Jul"),
    ]


def test_half_terms_start_on_1_august_and_then_on_mondays():
    assert TEMPLATE.half_term_starts(SchoolYear(2025)) == (
        date(2025, 8, 1),
        date(2025, 11, 3),
        date(2026, 1, 5),
        date(2026, 2, 23),
        date(2026, 4, 13),
        date(2026, 6, 1),
    )


@pytest.mark.parametrize(
    "start, last, back",
    [
        # Easter on 31 March 2024, 5 April 2026, 20 April 2025: the three rules.
        (2023, "28 Mar", "15 Apr"),
        (2025, "27 Mar", "13 Apr"),
        (2024, "4 Apr", "22 Apr"),
    ],
)
def test_the_easter_break_moves_with_easter(start, last, back):
    half_terms = list(edges(start))

    assert (half_terms[3][1], half_terms[4][0]) == (last, back)


def test_the_spring_break_of_2022_keeps_its_week_though_the_holiday_moved():
    starts, ends = "27 May", "6 Jun"

    assert (list(edges(2021))[4][1], list(edges(2021))[5][0]) == (starts, ends)


def test_bank_holidays_in_term_are_closed():
    assert TEMPLATE.status(date(2023, 5, 8), "AM") == "bank_holiday"
    assert TEMPLATE.status(date(2022, 9, 19), "PM") == "bank_holiday"


def test_a_term_that_would_open_at_a_weekend_opens_on_the_monday():
    assert template_year(SchoolYear(2023)).opens_on == date(2023, 9, 4)


@pytest.mark.parametrize("year", list(SchoolYear.all()), ids=str)
def test_every_year_has_about_190_days_and_no_inset(year):
    days = TEMPLATE.school_days(year.starts_on, year.ends_on)

    assert 188 <= len(days) <= 199
    assert all(day.weekday() < 5 for day in days)
    starts = TEMPLATE.half_term_starts(year)
    assert list(starts) == sorted(set(starts))
    assert all(day.weekday() == 0 for day in starts[1:])
