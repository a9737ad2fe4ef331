from datetime import date

import pytest

from muster.school_year import SchoolYear, census_terms


def test_a_school_year_runs_from_1_august_to_31_july():
    year = SchoolYear(2025)

    assert (year.starts_on, year.ends_on) == (date(2025, 8, 1), date(2026, 7, 31))
    assert (year.label, str(year), year.title) == ("2025-26", "2025-26", "2025/26")


def test_ages_are_taken_at_31_august():
    assert SchoolYear(2025).ages_on == date(2025, 8, 31)


@pytest.mark.parametrize(
    "day, start",
    [
        (date(2025, 7, 31), 2024),
        (date(2025, 8, 1), 2025),
        (date(2025, 12, 31), 2025),
        (date(2026, 1, 1), 2025),
    ],
)
def test_a_day_is_in_one_school_year(day, start):
    assert SchoolYear.of(day) == SchoolYear(start)
    assert day in SchoolYear(start)


def test_a_day_of_another_year_is_not_in_this_one():
    assert date(2025, 7, 31) not in SchoolYear(2025)


def test_school_years_stand_in_order():
    every = list(SchoolYear.all())

    assert every == sorted(every)
    assert [every[0].label, every[-1].label] == ["2015-16", "2030-31"]


def test_a_label_is_read_back():
    assert SchoolYear.parse(" 2025-26 ") == SchoolYear(2025)


@pytest.mark.parametrize("text", ["2025-27", "2025/26", "2025", "25-26", "2025-26x"])
def test_anything_but_a_label_is_refused_with_advice(text):
    with pytest.raises(ValueError, match="Write it like 2025-26"):
        SchoolYear.parse(text)


@pytest.mark.parametrize("start", [2014, 2031])
def test_years_muster_does_not_cover_are_refused(start):
    with pytest.raises(ValueError, match=r"It covers 2015-16 to 2030-31\."):
        SchoolYear(start)


def test_census_terms_end_at_new_year_easter_and_july():
    assert census_terms(SchoolYear(2025)) == {
        "autumn": (date(2025, 8, 1), date(2025, 12, 31)),
        "spring": (date(2026, 1, 1), date(2026, 4, 5)),
        "summer": (date(2026, 4, 6), date(2026, 7, 31)),
    }
