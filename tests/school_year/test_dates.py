from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.school_year import BadDate, day_number, from_day_number, parse_date


@pytest.mark.parametrize("text", ["2025-09-04", "04/09/2025", " 04/09/2025 "])
def test_two_ways_of_writing_a_date_are_read(text):
    assert parse_date(text) == date(2025, 9, 4)


def test_a_leap_day_is_a_day():
    assert parse_date("29/02/2024") == date(2024, 2, 29)


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31)))
def test_every_date_is_read_back_both_ways(day):
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day.day:02d}/{day.month:02d}/{day.year}") == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4th Sept",
        "4/9/2025",
        "04/09/25",
        "04/09/0025",
        "04-09-2025",
        "04.09.2025",
        "2025/09/04",
        "20250904",
        "45904",
        "2025-09-04T00:00:00",
        "04/09/2025 09:00",
        "2025-W37",
        "٠٤/٠٩/٢٠٢٥",
    ],
)
def test_any_other_writing_is_refused(text):
    with pytest.raises(BadDate) as refusal:
        parse_date(text)

    assert str(refusal.value) == (
        f"“{text}” is not a date Muster can read. "
        "Write it like 04/09/2025 or 2025-09-04."
    )


@pytest.mark.parametrize("text", ["09/24/2025", "2025-24-09"])
def test_a_month_after_december_is_refused_and_the_other_order_offered(text):
    with pytest.raises(BadDate, match=r"no such month as 24.*is it 24/09/2025\?"):
        parse_date(text)


@pytest.mark.parametrize(
    "text", ["29/02/2025", "31/06/2025", "00/01/2025", "2025-00-10", "32/13/2025"]
)
def test_a_day_in_no_calendar_is_refused(text):
    with pytest.raises(BadDate, match="is not a day in any calendar"):
        parse_date(text)


def test_days_are_numbered_from_1970():
    assert day_number(date(1970, 1, 2)) == 1
    assert from_day_number(day_number(date(2025, 9, 8))) == date(2025, 9, 8)
