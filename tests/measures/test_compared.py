"""An authority beside others: by hand on invented areas, then Leicester as published."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from tests.measures.published_files import neighbours, year_to_date, yearly
from tests.measures.published_store import state_of

from muster.measures import parse_period
from muster.measures.comparators import Rank
from muster.measures.compared import (
    Basis,
    compared,
    england_by_half_term,
    methods_crossed,
)
from muster.school_year import SchoolYear


HT1, HT2 = date(2025, 11, 6), date(2026, 1, 9)
FIRST = {
    "England": (500, 100, 10_000, "17.0"),
    "Northmarch": (60, 20, 1_000, "18.0"),
    "Ashdale": (20, 10, 400, "21.0"),
    "Birchall": (15, 5, 300, "16.0"),
    "Cedarwick": (25, 5, 300, "17.0"),
}
# Birchall gave back a session with authority; Cedarwick's figures are withheld.
SECOND = {
    "England": (1_200, 300, 20_000, "18.0"),
    "Northmarch": (130, 50, 2_000, "19.0"),
    "Ashdale": (50, 30, 800, "22.0"),
    "Birchall": (14, 20, 600, "15.0"),
    "Cedarwick": (45, 15, 600, "16.0"),
}
PERSISTENT = {
    "England": ("21.2", "19.9", "18.1"),
    "Northmarch": ("22.0", "20.5", "18.9"),
    "Ashdale": ("24.0", "22.5", "20.0"),
    "Birchall": ("19.0", "18.0", "17.0"),
    "Cedarwick": ("20.0", "19.5", "c"),
}


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    folder = tmp_path_factory.mktemp("published")
    files = [
        year_to_date(folder, HT1, FIRST),
        year_to_date(folder, HT2, SECOND),
        yearly(folder, {"TotPerAbNew": PERSISTENT}),
        neighbours(folder, {"Ashdale": ["Birchall", "Cedarwick"]}),
    ]
    return state_of(folder / "home", files, date(2025, 12, 1))


def of(state, measure, period, upto, la="901"):
    found = compared(state, la, measure, parse_period(period), upto)
    return {one.basis: one for one in found}


def test_a_half_term_is_what_one_publication_added_to_the_last(state):
    found = of(state, "overall_absence", "2025-26/HT2", date(2025, 12, 19))
    half_term = found[Basis.HALF_TERM]
    assert half_term.england.value == Fraction(100 * 900, 10_000)
    assert (half_term.own.numerator, half_term.own.denominator) == (50, 400)
    assert half_term.own.value == Fraction("12.5")
    assert half_term.region.area == "Northmarch"
    assert half_term.rank == Rank(3, 3)
    assert half_term.as_at == HT2


def test_the_year_to_date_is_as_published(state):
    found = of(state, "persistent_absence", "2025-26/HT2", date(2025, 12, 19))
    to_date = found[Basis.TO_DATE]
    assert (to_date.own.value, to_date.england.value) == (22, 18)
    assert to_date.neighbours.value == Fraction("15.5")
    assert Basis.HALF_TERM not in found, "pupils can't be subtracted"


def test_the_latest_year_has_rank_and_change_and_leaves_out_who_was_withheld(state):
    year = of(state, "persistent_absence", "2025-26/HT2", date(2025, 12, 19))[
        Basis.YEAR
    ]
    assert year.period == "2024-25"
    assert (year.rank, year.change) == (Rank(2, 2), Decimal("-2.5"))
    assert (year.neighbours.value, year.neighbours.of) == (17, 1)
    assert year.neighbours.missing == ("903",)


def test_an_annual_figure_of_a_later_year_is_not_held_against_an_earlier_period(state):
    year = of(state, "persistent_absence", "2023-24/HT2", date(2023, 12, 20))
    assert year[Basis.YEAR].period == "2023-24"


def test_a_publication_of_another_time_is_not_used(state):
    found = of(state, "overall_absence", "2025-26/HT6", date(2026, 7, 17))
    assert Basis.TO_DATE not in found
    assert Basis.HALF_TERM not in found


def test_an_authority_nobody_published_has_england_beside_it_and_no_place(state):
    found = of(state, "overall_absence", "2025-26/HT2", date(2025, 12, 19), la="999")
    to_date = found[Basis.TO_DATE]
    assert to_date.england and to_date.own is to_date.region is to_date.rank is None
    assert to_date.neighbours is None


def test_nothing_is_found_where_nothing_is_loaded(tmp_path):
    state = state_of(tmp_path, [])
    assert compared(
        state, "901", "overall_absence", parse_period("2025-26/HT2"), date(2025, 12, 19)
    ) == ()  # fmt: skip
    assert england_by_half_term(state, "overall_absence", SchoolYear(2025)) == {}


def test_a_measure_nobody_publishes_has_nothing_beside_it(state):
    assert of(state, "absence_band_10", "2025-26/HT2", date(2025, 12, 19)) == {}


def test_england_by_half_term(state):
    found = england_by_half_term(state, "overall_absence", SchoolYear(2025))
    assert {each: stood.value for each, stood in found.items()} == {1: 6, 2: 9}


def test_a_change_of_method_is_said_where_years_cross_it():
    assert methods_crossed([SchoolYear(2023), SchoolYear(2024)]) == ()
    said = methods_crossed([SchoolYear(2024), SchoolYear(2025)])
    assert [sentence[:15] for sentence in said] == [
        "From 2025/26 th",
        "To 2024/25 the ",
    ]


def test_leicester_and_england_stand_where_they_were_published(shared, tmp_path):
    files = [
        *sorted((shared / "data/attendance").glob("ytd_2025-26_*.csv")),
        shared / "data/lait/lait_absence_cin_cla_neet_by_la_2016-2025_wide.csv",
        shared / "data/lait/la_code_list.csv",
        shared / "data/lait/statistical_neighbours_2025.csv",
    ]
    state = state_of(tmp_path, files, date(2026, 4, 1))
    england = england_by_half_term(state, "overall_absence", SchoolYear(2025))
    assert [f"{float(one.value):.2f}" for one in england.values()] == [
        "5.90", "7.34", "6.77", "6.85", "6.93", "7.65",
    ]  # fmt: skip
    year = of(state, "persistent_absence", "2025-26/HT4", date(2026, 3, 27), "856")[
        Basis.YEAR
    ]
    assert (year.own.value, year.region.value) == (Fraction("19.4"), Fraction("17.34"))
    assert (year.rank, year.band) == (Rank(110, 153), "C")
    assert year.neighbours.value == Fraction("19.175")
