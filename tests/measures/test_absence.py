"""What a mark counts as, drawn: the cases two officers would argue about."""

import pytest

from muster.measures.absence import (
    attendance,
    authorised_absence,
    overall_absence,
    unauthorised_absence,
)
from muster.measures.lateness import late_after, late_before
from muster.measures.recording import not_recorded, unknown_codes


def test_late_is_present_and_later_is_absent(spec):
    table = """
        school | marks
        -------+----------------
        Ash    | 3 L, 2 U, 15 /
    """
    spec(attendance, table, {"Ash": (18, 20)})
    spec(unauthorised_absence, table, {"Ash": (2, 20)})
    spec(late_before, table, {"Ash": (3, 20)})
    spec(late_after, table, {"Ash": (2, 20)})


def test_a_reason_not_yet_known_is_unauthorised_until_it_is(spec):
    table = """
        school | marks
        -------+----------
        Ash    | 4 N, 16 /
    """
    spec(unauthorised_absence, table, {"Ash": (4, 20)})
    spec(authorised_absence, table, {"Ash": (0, 20)})


@pytest.mark.parametrize(
    "code", "D X Q Y1 Y2 Y3 Y4 Y5 Y6 Y7 # Z - ? * ! @ ~ 7 8 ZZ".split()
)
def test_a_session_that_was_not_possible_counts_neither_way(spec, code):
    table = f"""
        school | marks
        -------+-----------------
        Ash    | 5 {code}, 1 I, 9 /
    """
    spec(overall_absence, table, {"Ash": (1, 10)})
    spec(attendance, table, {"Ash": (9, 10)})


@pytest.mark.parametrize("code", "B K P V W".split())
def test_an_approved_activity_is_attended(spec, code):
    table = f"""
        school | marks
        -------+---------------
        Ash    | 4 {code}, 16 /
    """
    spec(attendance, table, {"Ash": (20, 20)})


def test_a_place_the_authority_arranged_was_no_mark_before_august_2024(spec):
    before = """
        school | marks    | start
        -------+----------+-----------
        Ash    | 4 K, 6 / | 2024-07-01
    """
    spec(attendance, before, {"Ash": (6, 6)}, period="2023-24")
    spec(not_recorded, before, {"Ash": (4, 10)}, period="2023-24")

    after = before.replace("2024-07-01", "2024-09-02")
    spec(attendance, after, {"Ash": (10, 10)}, period="2024-25")
    spec(not_recorded, after, {"Ash": (0, 10)}, period="2024-25")


@pytest.mark.parametrize("code", ["C1", "C2", "J1", "Q", "Y1", "Y7"])
def test_a_code_of_august_2024_was_not_one_before(spec, code):
    table = f"""
        school | marks         | start
        -------+---------------+-----------
        Ash    | 4 {code}, 6 / | 2024-07-01
    """
    spec(unknown_codes, table, {"Ash": (4, 10)}, period="2023-24")
    spec(overall_absence, table, {"Ash": (0, 6)}, period="2023-24")


@pytest.mark.parametrize("code", ["J", "H", "Y"])
def test_a_code_that_was_withdrawn_is_not_one_since(spec, code):
    table = f"""
        school | marks
        -------+--------------
        Ash    | 4 {code}, 6 /
    """
    spec(unknown_codes, table, {"Ash": (4, 10)})
    spec(attendance, table, {"Ash": (6, 6)})


def test_the_old_codes_counted_as_they_did(spec):
    table = """
        school | marks                   | start
        -------+-------------------------+-----------
        Ash    | 2 H, 1 F, 3 J, 5 Y, 4 / | 2024-06-03
    """
    spec(authorised_absence, table, {"Ash": (3, 10)}, period="2023-24")
    spec(attendance, table, {"Ash": (7, 10)}, period="2023-24")


def test_a_week_may_hold_both_eras(spec):
    # 19 August 2024 was a Monday: the last Friday of the old codes, then the new.
    table = """
        school | marks | start
        -------+-------+-----------
        Ash    | 2 J1  | 2024-08-16
        Ash    | 2 J1  | 2024-08-19
        Ash    | 2 J   | 2024-08-16
        Ash    | 2 J   | 2024-08-19
    """
    spec(authorised_absence, table, {"Ash": (2, 4)}, period="2024-25")
    spec(unknown_codes, table, {"Ash": (4, 8)}, period="2024-25")


def test_what_is_missing_is_a_share_of_what_should_be_marked(spec):
    table = """
        school | marks
        -------+-------------------------
        Ash    | 6 /, 2 -, 1 9, 3 D, 4 #
    """
    spec(not_recorded, table, {"Ash": (2, 9)})
    spec(unknown_codes, table, {"Ash": (1, 9)})


def test_a_weekend_session_with_a_mark_was_possible(spec):
    # A Saturday and a Sunday.
    table = """
        school | marks    | start
        -------+----------+-----------
        Ash    | 1 I, 3 / | 2025-09-13
    """
    spec(overall_absence, table, {"Ash": (1, 4)})
    spec(overall_absence, table, {"Saturday": (1, 2), "Sunday": (0, 2)}, by="weekday")


def test_a_weekend_without_a_mark_is_not_a_missing_one(spec):
    # Saturday and Sunday, as a fourteen-character feed fills them, but for one mark.
    table = """
        school | marks    | start
        -------+----------+-----------
        Ash    | 1 /, 3 - | 2025-09-13
    """
    spec(not_recorded, table, {"Ash": (0, 1)})


def test_a_present_mark_of_the_other_session_is_present(spec):
    table = """
        school | marks
        -------+-----------------
        Ash    | \\, \\, /, /, 1 I
    """
    spec(attendance, table, {"Ash": (4, 5)})


DUAL = """
    school | pupil | marks
    -------+-------+----------
    Ash    | Ann   | {ash}
    Elm    | Ann   | {elm}
"""


def test_a_child_of_two_schools_has_each_session_once(spec):
    table = DUAL.format(ash="5 D, 5 /", elm="1 I, 4 /, 5 D")
    spec(overall_absence, table, {"Ash": (0, 5), "Elm": (1, 5)})
    spec(overall_absence, table, (1, 10), by="", rules="pupil")


def test_away_by_both_registers_is_possible_at_neither(spec):
    table = DUAL.format(ash="5 D, 5 /", elm="10 D")
    spec(overall_absence, table, {"Ash": (0, 5), "Elm": (0, 0)})
    spec(overall_absence, table, (0, 5), by="", rules="pupil")


def test_here_by_both_registers_counts_at_both(spec):
    # A contradiction for a person to settle (measures/conflicts.py); till then each
    # register stands.
    table = DUAL.format(ash="2 I, 8 /", elm="10 /")
    spec(overall_absence, table, {"Ash": (2, 10), "Elm": (0, 10)})
    spec(overall_absence, table, (2, 20), by="", rules="pupil")
