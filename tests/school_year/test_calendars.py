from datetime import date, timedelta

import pytest

from muster.school_year import (
    SESSIONS,
    STATUSES,
    Calendar,
    SchoolYear,
    half_term_problem,
)


TEMPLATE = Calendar.template()
YEAR = SchoolYear(2025)


def days(first, last):
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def rows(first, last, status="open", half_term=None):
    return [
        (day, session, status, half_term)
        for day in days(first, last)
        for session in SESSIONS
    ]


def own(*some):
    return Calendar.of_rows(some, TEMPLATE)


def test_the_template_knows_why_a_session_is_closed():
    assert TEMPLATE.status(date(2025, 9, 8), "AM") == "open"
    assert TEMPLATE.status(date(2025, 9, 13), "AM") == "closed_planned"
    assert TEMPLATE.status(date(2025, 10, 28), "PM") == "holiday"
    assert TEMPLATE.status(date(2025, 8, 20), "PM") == "holiday"
    assert TEMPLATE.status(date(2025, 12, 25), "PM") == "bank_holiday"


def test_the_template_is_made_once():
    assert Calendar.template() is TEMPLATE


@pytest.mark.parametrize("status", STATUSES)
def test_a_school_can_say_each_status(status):
    school = own((date(2025, 9, 8), "AM", status, None))

    assert school.status(date(2025, 9, 8), "AM") == status
    assert school.is_open(date(2025, 9, 8), "AM") == (status in ("open", "partial"))


def test_sessions_a_school_does_not_name_are_the_default_s():
    school = own((date(2025, 9, 8), "AM", "inset", None))

    assert school.open_sessions(date(2025, 9, 8), date(2025, 9, 9)) == [
        (date(2025, 9, 8), "PM"),
        (date(2025, 9, 9), "AM"),
        (date(2025, 9, 9), "PM"),
    ]
    assert TEMPLATE.is_open(date(2025, 9, 8), "AM")


def test_a_later_row_stands_over_an_earlier_one():
    monday = date(2025, 9, 8)
    school = own((monday, "AM", "inset", None), (monday, "AM", "open", None))

    assert school.is_open(monday, "AM")


def test_a_school_follows_its_authority_which_follows_the_template():
    authority = own((date(2025, 10, 20), "AM", "holiday", None))
    school = Calendar.of_rows([(date(2025, 10, 21), "AM", "inset", None)], authority)

    assert school.status(date(2025, 10, 20), "AM") == "holiday"
    assert school.status(date(2025, 10, 21), "AM") == "inset"
    assert school.status(date(2025, 10, 22), "AM") == "open"


def test_a_weekend_is_open_only_if_declared():
    saturday = date(2025, 9, 13)
    school = own((saturday, "AM", "open", None))

    assert not TEMPLATE.is_open(saturday, "AM")
    assert school.is_open(saturday, "AM")
    assert not school.is_open(saturday, "PM")


def test_a_half_term_begins_on_the_earliest_date_that_carries_it():
    school = Calendar.of_rows(
        [*rows(date(2025, 10, 29), date(2025, 10, 31), half_term=2)][::-1], TEMPLATE
    )

    assert school.half_term_starts(YEAR)[:3] == (
        date(2025, 8, 1),
        date(2025, 10, 29),
        date(2026, 1, 5),
    )
    assert school.half_term_starts(SchoolYear(2024)) == TEMPLATE.half_term_starts(
        SchoolYear(2024)
    )


def test_the_first_half_term_begins_on_1_august_whatever_is_declared():
    school = own((date(2025, 9, 4), "AM", "open", 1))

    assert school.half_term_starts(YEAR) == TEMPLATE.half_term_starts(YEAR)


def test_each_half_term_runs_to_the_day_before_the_next_and_the_last_to_july():
    assert TEMPLATE.half_term_dates(YEAR, 1) == (date(2025, 8, 1), date(2025, 11, 2))
    assert TEMPLATE.half_term_dates(YEAR, 6) == (date(2026, 6, 1), date(2026, 7, 31))


def test_every_day_of_a_year_is_in_the_half_term_whose_dates_hold_it():
    for half_term in range(1, 7):
        for day in days(*TEMPLATE.half_term_dates(YEAR, half_term)):
            assert TEMPLATE.half_term_of(day) == half_term


@pytest.mark.parametrize("half_term", [0, 7])
def test_there_are_six_half_terms(half_term):
    with pytest.raises(ValueError, match=f"There is no half-term {half_term}"):
        TEMPLATE.half_term_dates(YEAR, half_term)
    with pytest.raises(ValueError, match="numbered 1 to 6"):
        own((date(2025, 9, 8), "AM", "open", half_term))


def test_a_default_half_term_the_school_is_past_is_left_with_no_days():
    # Its fourth begins after the template's fifth: the fifth would cut it short.
    school = own((date(2026, 4, 20), "AM", "open", 4))

    assert school.half_term_of(date(2026, 5, 1)) == 4
    assert school.half_term_dates(YEAR, 5) == (date(2026, 6, 1), date(2026, 5, 31))
    assert school.half_term_of(date(2026, 6, 1)) == 6


def test_a_default_half_term_that_begins_after_the_school_s_next_has_no_days():
    school = own((date(2025, 10, 20), "AM", "open", 3))

    assert school.half_term_of(date(2025, 10, 19)) == 1
    assert school.half_term_of(date(2025, 10, 20)) == 3


def test_a_school_past_the_default_s_last_half_term_has_no_sixth():
    school = own((date(2026, 6, 15), "AM", "open", 5))

    assert school.half_term_of(date(2026, 7, 31)) == 5
    assert school.half_term_starts(YEAR)[5] == date(2026, 8, 1)


def test_half_terms_declared_in_the_wrong_order_are_found_and_stay_in_order():
    wrong = [
        (date(2025, 11, 3), "AM", "open", 2),
        (date(2025, 9, 8), "AM", "open", 3),
    ]

    assert half_term_problem(wrong) == (
        "In 2025-26 half-term 3 begins on 08/09/2025, before half-term 2, which "
        "begins on 03/11/2025. Correct the half-term column."
    )
    starts = own(*wrong).half_term_starts(YEAR)
    assert list(starts) == sorted(starts)


def test_half_terms_declared_in_order_are_no_problem():
    right = [
        (date(2025, 9, 8), "AM", "open", 1),
        (date(2025, 11, 3), "AM", "open", 2),
        (date(2025, 11, 4), "AM", "open", None),
        (date(2026, 9, 8), "AM", "open", 1),
    ]

    assert half_term_problem(right) is None


def test_a_school_week_has_a_session_from_monday_to_sunday():
    saturday = date(2025, 11, 1)
    school = own((saturday, "PM", "open", None))
    autumn = date(2025, 10, 20), date(2025, 11, 9)

    assert TEMPLATE.school_weeks(*autumn) == [date(2025, 10, 20), date(2025, 11, 3)]
    assert school.school_weeks(*autumn) == [
        date(2025, 10, 20),
        date(2025, 10, 27),
        date(2025, 11, 3),
    ]


def test_a_school_week_counts_though_its_session_is_outside_the_dates():
    sunday = date(2025, 9, 14)

    assert TEMPLATE.school_weeks(sunday, sunday) == [date(2025, 9, 8)]


def test_the_last_school_weeks_skip_holidays_and_span_years():
    weeks = TEMPLATE.last_school_weeks(date(2025, 9, 10), 4)

    assert weeks == [
        date(2025, 7, 7),
        date(2025, 7, 14),
        date(2025, 9, 1),
        date(2025, 9, 8),
    ]


def test_ten_school_weeks_with_two_in_holidays_span_twelve():
    # rules.md 16, penalty notices: October week and no other, then February too.
    weeks = TEMPLATE.last_school_weeks(date(2026, 1, 26), 10)

    assert len(weeks) == 10
    assert weeks[0] == date(2025, 11, 10)
    assert (date(2026, 1, 26) - weeks[0]).days // 7 + 1 == 12


def test_a_holiday_week_is_not_among_the_last_school_weeks():
    assert TEMPLATE.last_school_weeks(date(2025, 10, 29), 1) == [date(2025, 10, 20)]


def test_there_are_fewer_last_school_weeks_near_the_first_year():
    assert TEMPLATE.last_school_weeks(date(2015, 9, 8), 10) == [
        date(2015, 8, 31),
        date(2015, 9, 7),
    ]


def test_school_days_are_counted_from_the_day_after():
    friday = date(2025, 10, 24)

    assert TEMPLATE.add_school_days(friday, 0) == friday
    assert TEMPLATE.add_school_days(friday, 1) == date(2025, 11, 3)
    assert TEMPLATE.add_school_days(friday, 10) == date(2025, 11, 14)


def test_a_day_open_only_in_the_afternoon_is_a_school_day():
    monday = date(2025, 9, 8)
    school = own((monday, "AM", "inset", None))

    assert school.school_days(monday, monday) == [monday]
    assert school.add_school_days(date(2025, 9, 5), 1) == monday


def test_an_inset_day_is_not_a_school_day():
    school = Calendar.of_rows(
        rows(date(2025, 9, 8), date(2025, 9, 8), "inset"), TEMPLATE
    )

    assert school.add_school_days(date(2025, 9, 5), 1) == date(2025, 9, 9)
    assert date(2025, 9, 8) not in school.school_days(
        date(2025, 9, 1), date(2025, 10, 1)
    )


def test_school_days_are_not_counted_backwards():
    with pytest.raises(ValueError, match="counted forwards"):
        TEMPLATE.add_school_days(date(2025, 9, 8), -1)


def test_school_days_past_the_last_year_are_refused():
    with pytest.raises(ValueError, match=r"which ends on 31/07/2031\."):
        TEMPLATE.add_school_days(date(2031, 7, 17), 5)


def test_dates_that_reach_outside_the_years_have_nothing_open_there():
    assert TEMPLATE.school_days(date(2010, 1, 1), date(2015, 8, 31)) == []
    assert len(TEMPLATE.open_sessions(date(2031, 7, 18), date(2040, 1, 1))) == 2
    assert TEMPLATE.school_weeks(date(2031, 7, 18), date(2040, 1, 1)) == [
        date(2031, 7, 14)
    ]


@pytest.mark.parametrize("day", [date(2015, 7, 31), date(2031, 8, 1)])
def test_a_session_outside_the_years_is_refused(day):
    with pytest.raises(ValueError, match="outside the school years Muster covers"):
        TEMPLATE.is_open(day, "AM")
    with pytest.raises(ValueError, match="is not a school year Muster covers"):
        TEMPLATE.half_term_of(day)


def test_a_session_that_is_not_one_is_refused():
    with pytest.raises(ValueError, match=r"“am” is not a session\. Use AM or PM\."):
        TEMPLATE.status(date(2025, 9, 8), "am")


def test_a_status_that_is_not_one_is_refused():
    with pytest.raises(ValueError, match="“shut” is not what a session can be"):
        own((date(2025, 9, 8), "AM", "shut", None))


def test_a_fingerprint_changes_with_a_session_or_an_edge_of_its_year():
    closed = own((date(2025, 9, 8), "AM", "inset", None))
    later = own((date(2025, 11, 4), "AM", "open", 2))
    marks = {each.fingerprint(YEAR) for each in (TEMPLATE, closed, later)}

    assert len(marks) == 3
    assert closed.fingerprint(SchoolYear(2024)) == TEMPLATE.fingerprint(
        SchoolYear(2024)
    )
