from datetime import date

import pytest

from muster.school_year import SESSIONS, Calendar, SchoolYear, bank_holidays
from muster.school_year.term_dates import (
    HalfTerm,
    TermDates,
    kept_closed,
    problem_of_day,
    problem_of_order,
)


YEAR = SchoolYear(2025)
TYPICAL = TermDates.of_calendar(Calendar.template(), YEAR)


def calendar_of(dates):
    rows = [
        (day, session, status, half_term)
        for day, status, half_term in dates.days()
        for session in ("AM", "PM")
    ]
    return Calendar.of_rows(rows, Calendar.template())


@pytest.mark.parametrize("year", list(SchoolYear.all()), ids=str)
def test_the_national_template_comes_back_as_it_went(year):
    dates = TermDates.of_calendar(Calendar.template(), year)
    again = calendar_of(dates)
    assert TermDates.of_calendar(again, year) == dates
    assert again.half_term_starts(year)[1:] == tuple(
        half_term.first for half_term in dates.half_terms[1:]
    )
    for first, last in [(year.starts_on, year.ends_on)]:
        template = Calendar.template()
        assert again.open_sessions(first, last) == template.open_sessions(first, last)


def test_dates_of_ones_own_come_back_with_their_inset_days():
    halves = list(TYPICAL.half_terms)
    halves[0] = HalfTerm(date(2025, 9, 3), date(2025, 10, 17))
    halves[1] = HalfTerm(date(2025, 11, 3), date(2025, 12, 18))
    inset = (date(2025, 9, 2), date(2025, 11, 14))
    dates = TermDates(YEAR, tuple(halves), inset)
    calendar = calendar_of(dates)
    assert TermDates.of_calendar(calendar, YEAR) == dates
    assert calendar.status(date(2025, 10, 20), "AM") == "holiday"
    assert calendar.half_term_of(date(2025, 11, 3)) == 2


def test_every_weekday_is_said_once_and_no_weekend():
    days = [day for day, _, _ in TYPICAL.days()]
    assert len(days) == len(set(days)) == 261
    assert all(day.weekday() < 5 for day in days)
    open_days = {day for day, status, _ in TYPICAL.days() if status == "open"}
    assert not open_days & set(bank_holidays())


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2025, 9, 1), None),
        (
            date(2025, 9, 6),
            "06/09/2025 is a Saturday. Give a day from Monday to Friday.",
        ),
        (
            date(2026, 5, 4),
            "04/05/2026 is a bank holiday, Early May bank holiday. Give another day.",
        ),
        (
            date(2026, 9, 1),
            (
                "01/09/2026 is not in the school year 2025/26, which runs from 01/08/2025 to"
                " 31/07/2026. Check the year."
            ),
        ),
    ],
)
def test_a_day_that_cant_be_right_is_said(day, said):
    assert problem_of_day(day, YEAR) == said


def test_half_terms_follow_each_other():
    halves = list(TYPICAL.half_terms)
    assert problem_of_order(halves) is None
    halves[2] = HalfTerm(halves[2].last, halves[2].first)
    assert problem_of_order(halves) == (
        3,
        (
            "Spring, first half ends on 05/01/2026, before it begins on 13/02/2026. Correct one"
            " of the two."
        ),
    )
    halves = list(TYPICAL.half_terms)
    halves[1] = HalfTerm(date(2025, 10, 20), halves[1].last)
    assert problem_of_order(halves) == (
        2,
        (
            "Autumn, second half begins on 20/10/2025, before the one before it ends, on"
            " 24/10/2025. Correct one of the two."
        ),
    )


def test_a_first_day_of_snow_is_still_the_first_day():
    rows = [
        (date(2026, 1, 5), session, "closed_unexpected", None) for session in SESSIONS
    ]
    calendar = Calendar.of_rows(rows, Calendar.template())
    dates = TermDates.of_calendar(calendar, YEAR)
    assert dates == TYPICAL
    assert kept_closed(dates, calendar) == [date(2026, 1, 5)]
    assert kept_closed(dates, Calendar.template()) == []
