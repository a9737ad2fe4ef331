"""Periods as people write them, and what falls on each side of an edge."""

from datetime import date

import pytest
from tests.measures.authority import Authority
from tests.measures.drawn import drawn
from tests.measures.referee import Referee

from muster.measures import BadPeriod, ask, parse_period
from muster.measures.absence import overall_absence
from muster.measures.periods import half_term
from muster.school_year import Calendar, SchoolYear


@pytest.mark.parametrize(
    ("text", "first", "last", "title"),
    [
        ("2025-26", (2025, 8, 1), (2026, 7, 31), "School year 2025/26"),
        ("2025-26/ytd", (2025, 8, 1), (2026, 7, 31), "2025/26, year to date"),
        ("2025-26/autumn", (2025, 8, 1), (2025, 12, 31), "Autumn term 2025/26"),
        ("2025-26/Spring", (2026, 1, 1), (2026, 4, 5), "Spring term 2025/26"),
        ("2025-26/summer", (2026, 4, 6), (2026, 7, 31), "Summer term 2025/26"),
        ("2025-W37", (2025, 9, 8), (2025, 9, 14), "Week beginning 8 September 2025"),
        ("2026-W01", (2025, 12, 29), (2026, 1, 4), "Week beginning 29 December 2025"),
        ("2025-09-08", (2025, 9, 8), (2025, 9, 8), "8 September 2025"),
        (
            "2025-09-08..2025-10-24",
            (2025, 9, 8),
            (2025, 10, 24),
            "8 September 2025 to 24 October 2025",
        ),
        (
            "08/09/2025..24/10/2025",
            (2025, 9, 8),
            (2025, 10, 24),
            "8 September 2025 to 24 October 2025",
        ),
    ],
)
def test_a_period_has_dates_and_a_title(text, first, last, title):
    period = parse_period(text)
    assert (period.first, period.last) == (date(*first), date(*last))
    assert period.title == title


def test_a_half_term_is_each_schools_own():
    period = parse_period("2025-26/ht1")
    assert period == half_term(SchoolYear(2025), 1)
    assert period.title == "Autumn half-term 1, 2025/26"
    own = [(date(2025, 10, 20), "AM", "open", 2)]
    template = Calendar.template()
    late = Calendar.of_rows(own, template)
    assert period.dates(template) == (date(2025, 8, 1), date(2025, 11, 2))
    assert period.dates(late) == (date(2025, 8, 1), date(2025, 10, 19))
    assert period.covers(template, date(2025, 10, 20))
    assert not period.covers(late, date(2025, 10, 20))
    assert not period.covers(template, date(2024, 10, 20))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025",
        "2025-27",
        "2025-26/",
        "2025-26/HT7",
        "2025-26/winter",
        "2025-W60",
        "2025-02-30",
        "2025-09-08..",
        "2025-10-24..2025-09-08",
        "2010-01-01..2010-02-01",
        "1990-W02",
        "2040-41",
        "2016-08-01..2031-09-01",
    ],
)
def test_anything_else_is_answered_with_how_to_write_one(text):
    with pytest.raises(BadPeriod, match="Write a period like 2025-26"):
        parse_period(text)


@pytest.mark.parametrize(
    ("text", "can"),
    [
        ("2025-26", True),
        ("2025-26/HT1", True),
        ("2025-26/spring", True),
        ("2025-W37", False),
        ("2025-09-01..2025-09-27", False),
        ("2025-09-01..2025-09-28", True),
    ],
)
def test_persistence_takes_four_weeks(text, can):
    assert parse_period(text).can_persist == can


# Half-term 2 begins on a Wednesday: Monday and Tuesday of that week are half-term 1.
WEEK = """
    school | marks           | start
    -------+-----------------+-----------
    Ash    | 3 I, 1 /, 1 I, 5 / | 2025-11-03
"""
WEDNESDAY = date(2025, 11, 5)


def begins(school: str, session: str) -> dict:
    of_day = {"date": WEDNESDAY, "session": session, "status": "open", "half_term": 2}
    return {"school": school, **of_day}


def test_a_half_term_that_begins_mid_week_cuts_the_week(held):
    authority = drawn(WEEK)
    authority.calendars = [
        begins("Ash", "AM"),
    ]
    assert counted(held, authority, "2025-26/HT1") == (3, 4)
    assert counted(held, authority, "2025-26/HT2") == (1, 6)
    assert counted(held, authority, "2025-26") == (4, 10)
    assert counted(held, authority, "2025-W45") == (4, 10)


def test_a_school_without_half_terms_of_its_own_has_the_authoritys(held):
    authority = drawn(WEEK)
    authority.calendars = [
        begins("", "PM"),
    ]
    assert counted(held, authority, "2025-26/HT1") == (3, 4)
    assert counted(held, authority, "2025-26/HT2") == (1, 6)


def test_terms_are_the_census_windows_whatever_the_school_does(spec):
    # Easter Sunday is 5 April 2026: the Monday after is summer.
    table = """
        school | marks    | start
        -------+----------+-----------
        Ash    | 1 I, 9 / | 2026-03-30
        Ash    | 2 I, 8 / | 2026-04-06
        Ash    | 3 I, 7 / | 2025-12-29
    """
    # 29 to 31 December are autumn, 1 and 2 January spring.
    spec(overall_absence, table, (3, 6), by="", period="2025-26/autumn")
    spec(overall_absence, table, (1, 14), by="", period="2025-26/spring")
    spec(overall_absence, table, (2, 10), by="", period="2025-26/summer")
    by_term = {"autumn": (3, 6), "spring": (1, 14), "summer": (2, 10)}
    spec(overall_absence, table, by_term, by="term")


def test_a_week_that_holds_the_end_of_a_year_is_cut_at_it(spec):
    table = """
        school | marks         | start
        -------+---------------+-----------
        Ash    | 2 I, 6 /, 2 O | 2024-07-29
    """
    spec(overall_absence, table, (2, 6), by="", period="2023-24")
    spec(overall_absence, table, (2, 4), by="", period="2024-25")
    spec(overall_absence, table, (4, 10), by="", period="2024-W31")
    spec(overall_absence, table, (2, 6), by="", period="2024-07-31..2024-08-02")
    both = "2024-07-01..2024-08-31"
    spec(overall_absence, table, {"2024-W31": (4, 10)}, by="week", period=both)


def test_a_period_over_two_years_is_one_period(spec):
    table = """
        school | pupil | marks    | start
        -------+-------+----------+-----------
        Ash    | Ann   | 1 I, 9 / | 2024-07-08
        Ash    | Ann   | 1 I, 9 / | 2024-09-09
    """
    spec(overall_absence, table, (2, 20), by="", period="2024-07-01..2024-09-30")
    spec("persistent_absence", table, (1, 1), by="", period="2023-08-01..2025-07-31")


def test_a_day_and_a_range_hold_only_their_sessions(spec):
    table = """
        school | marks
        -------+-------------
        Ash    | 3 I, 7 /
    """
    spec(overall_absence, table, (2, 2), by="", period="2025-09-08")
    spec(overall_absence, table, (1, 2), by="", period="2025-09-09")
    spec(overall_absence, table, (1, 6), by="", period="2025-09-09..2025-09-11")


def test_a_year_with_no_marks_has_no_figures(spec):
    table = """
        school | marks
        -------+------
        Ash    | 10 /
    """
    spec(overall_absence, table, {}, by="", period="2023-24")
    spec(overall_absence, table, (0, 0), by="", period="2025-26/HT4")
    spec(overall_absence, table, {}, by="school", period="2025-26/HT4")


def counted(held, authority: Authority, period: str) -> tuple[int, int]:
    [figure] = ask(
        held(authority), ["overall_absence"], period=period, audience="unsuppressed"
    ).rows
    pair = figure.numerator, figure.denominator
    assert Referee(authority).answer("overall_absence", (), period)[()][:2] == pair
    return pair
