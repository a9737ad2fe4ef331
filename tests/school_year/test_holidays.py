from datetime import date

import pytest

from muster.school_year import bank_holidays, easter_sunday


# rules.md 2.3, and 2016 to 2021 from the Church's tables.
EASTERS = [
    date(2016, 3, 27),
    date(2017, 4, 16),
    date(2018, 4, 1),
    date(2019, 4, 21),
    date(2020, 4, 12),
    date(2021, 4, 4),
    date(2022, 4, 17),
    date(2023, 4, 9),
    date(2024, 3, 31),
    date(2025, 4, 20),
    date(2026, 4, 5),
    date(2027, 3, 28),
    date(2028, 4, 16),
]


@pytest.mark.parametrize("easter", EASTERS)
def test_easter_is_where_the_tables_have_it(easter):
    assert easter_sunday(easter.year) == easter


def test_the_latest_and_earliest_easters_are_right():
    assert easter_sunday(2038) == date(2038, 4, 25)
    assert easter_sunday(1818) == date(1818, 3, 22)
    assert easter_sunday(1954) == date(1954, 4, 18)


def of(year):
    return [day for day in bank_holidays() if day.year == year]


def test_an_ordinary_year_has_eight():
    assert of(2025) == [
        date(2025, 1, 1),
        date(2025, 4, 18),
        date(2025, 4, 21),
        date(2025, 5, 5),
        date(2025, 5, 26),
        date(2025, 8, 25),
        date(2025, 12, 25),
        date(2025, 12, 26),
    ]


def test_days_moved_and_added_by_proclamation_are_there():
    assert date(2020, 5, 4) not in bank_holidays()
    assert date(2020, 5, 8) in bank_holidays()
    assert date(2022, 5, 30) not in bank_holidays()
    assert {date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19)} <= set(of(2022))
    assert {date(2023, 5, 1), date(2023, 5, 8)} <= set(of(2023))


@pytest.mark.parametrize(
    "days",
    [
        # Boxing Day on a Saturday; Christmas Day on a Saturday; on a Sunday.
        [date(2020, 12, 25), date(2020, 12, 28)],
        [date(2021, 12, 27), date(2021, 12, 28)],
        [date(2022, 12, 26), date(2022, 12, 27)],
    ],
)
def test_christmas_at_a_weekend_has_substitute_days(days):
    assert [day for day in of(days[0].year) if day.month == 12] == days


def test_new_year_at_a_weekend_moves_to_its_monday():
    assert of(2022)[0] == date(2022, 1, 3)
    assert of(2023)[0] == date(2023, 1, 2)


def test_no_bank_holiday_is_at_a_weekend_and_all_are_named_in_order():
    days = list(bank_holidays())

    assert days == sorted(days)
    assert all(day.weekday() < 5 for day in days)
    assert all(bank_holidays().values())
    assert bank_holidays()[date(2021, 12, 27)] == "Christmas Day (substitute day)"
    assert (days[0].year, days[-1].year) == (2015, 2031)
