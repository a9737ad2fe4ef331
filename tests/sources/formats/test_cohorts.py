"""Lists of cohorts: what is read of one, and every way one can be wrong."""

from dataclasses import replace
from datetime import date

import pytest
from tests.sources.samples import reading_of, sentences

from muster.sources.reading import Known


AS_AT = date(2026, 3, 2)
GOOD = "R999200120001"


def test_rows_are_of_pupils_at_no_school_in_cohorts_by_any_of_their_names():
    table = reading_of("cohorts", "valid").table
    assert table["school"].to_pylist() == [""] * 4
    assert table["cohort"].to_pylist() == [
        "looked_after",
        "child_in_need",
        "child_in_need",
        "looked_after",
    ]
    # A child with no UPN is known by who they are.
    assert table["pupil"].to_pylist()[::3] == [GOOD, "TEAL, SAM, 2020-02-03"]
    assert table["at_school"].to_pylist()[0] == "Ash Primary"


def test_a_row_that_says_the_same_again_counts_once():
    reading = reading_of("cohorts", "valid_repeated_row")
    assert (reading.rows_loaded, reading.repeated) == (1, 1)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "unknown_cohort",
            "Row 2, cohort: “adopted” is not a cohort. Use one of looked_after,",
        ),
        ("no_cohort", "Row 2, cohort: This row names no cohort. Fill in the cohort"),
        (
            "upn_with_the_wrong_check_letter",
            "Row 2, upn: This UPN begins with A, but its other characters need R",
        ),
        ("no_upn_and_no_name", "Row 2, upn: A child without a UPN needs a surname,"),
        ("left_before_joining", "Row 2, to_on: This is before the first day."),
        (
            "changes_without_a_first_day",
            "Row 2, from_on: A list of changes needs the first day",
        ),
        (
            "times_that_overlap",
            "Row 3, from_on: Row 2 has the same child in the same cohort",
        ),
        ("bad_date", "Row 2, from_on: “4th Sept”"),
    ],
)
def test_a_list_that_is_wrong_is_refused_with_the_cell(name, said):
    reading = reading_of("cohorts", name)
    assert reading.refused
    assert sentences(reading)[0].startswith(said)
    assert GOOD not in "".join(sentences(reading))


def test_the_cohort_may_be_named_for_the_whole_file():
    reading = reading_of("cohorts", "no_cohort", known=Known(cohort="youth_justice"))
    assert reading.table["cohort"].to_pylist() == ["youth_justice"]
    other = reading_of("cohorts", "valid", known=Known(cohort="child_in_need"))
    assert "was said to be of child_in_need, and this row" in sentences(other)[0]


def held(n):
    """What is held where n others are in care."""
    others = frozenset({GOOD, *(f"other {each}" for each in range(n))})
    return Known(in_cohort=lambda key, day: others if key == "looked_after" else {})


def test_a_whole_list_says_how_many_it_ends_and_asks_before_a_fifth():
    name = "valid_repeated_row"
    none = reading_of("cohorts", name, as_at=AS_AT, known=held(0))
    assert sentences(none) == []
    many = reading_of("cohorts", name, as_at=AS_AT, known=held(4))
    assert many.refused
    [asked] = sentences(many)
    assert asked == (
        "This list ends the time in looked_after of 4 of the 5 who are in it, on 1 March "
        "2026: they are not on it. That is more than one in 5. Check that the list is "
        "whole and its day right; if they have left, say so (--ends-many (in the browser, "
        "“Those who are not on the list have left”))."
    )
    told = replace(held(4), ends_many=True)
    reading = reading_of("cohorts", name, as_at=AS_AT, known=told)
    assert not reading.refused
    assert "ends the time in looked_after of 4 of the 5" in sentences(reading)[0]


def test_a_whole_list_goes_on_top_of_no_later_one_and_changes_beside_one_are_said():
    later = Known(whole_list=lambda key: date(2026, 3, 9))
    name = "valid_repeated_row"
    [said] = sentences(reading_of("cohorts", name, as_at=AS_AT, known=later))
    assert said.startswith("A whole list of looked_after as at 9 March 2026 is held")
    reading = reading_of("cohorts", name, known=later)
    assert not reading.refused
    assert "taken as changes only" in sentences(reading)[0]
