"""The golden tests of rules.md 16 that need no register, under their names."""

from datetime import date

import pytest

from muster.measures import ask
from muster.measures.absence import (
    attendance,
    authorised_absence,
    overall_absence,
    unauthorised_absence,
)
from muster.measures.disclosure import Cell, hidden
from muster.measures.lateness import late_after, late_before
from muster.measures.persistence import persistent_absence, severe_absence
from muster.school_year import Calendar
from muster.tables import codes
from muster.tables.upn import check_letter, is_upn


# `/`, `\`, `L`, `I`, `O`, `C2`, `D`, `X`, `#`, `K`: the \ is the second, an afternoon's.
ONE_OF_EACH_CLASS = """
    school | marks
    -------+--------------------------------
    Ash    | 2 /, L, I, O, C2, D, X, #, K
"""


@pytest.mark.parametrize(
    ("measure", "counted"),
    [
        (attendance, 4),
        (overall_absence, 3),
        (authorised_absence, 2),
        (unauthorised_absence, 1),
    ],
)
def test_one_of_each_class_has_seven_possible_sessions(spec, measure, counted):
    spec(measure, ONE_OF_EACH_CLASS, {"Ash": (counted, 7)})


def test_an_interview_was_attending_before_august_2024(spec):
    table = """
        school | marks | start
        -------+-------+-----------
        Ash    | J, /  | 2024-07-01
    """
    spec(attendance, table, {"Ash": (2, 2)}, period="2023-24")
    spec(authorised_absence, table, {"Ash": (0, 2)}, period="2023-24")


def test_an_interview_is_authorised_absence_since_august_2024(spec):
    table = """
        school | marks | start
        -------+-------+-----------
        Ash    | J1, / | 2024-09-10
    """
    spec(attendance, table, {"Ash": (1, 2)}, period="2024-25")
    spec(authorised_absence, table, {"Ash": (1, 2)}, period="2024-25")


def test_two_of_twenty_is_persistent_and_one_is_not(spec):
    spec(
        persistent_absence,
        """
        school | marks
        -------+-----------
        Ash    | 2 I, 18 /
        Elm    | 1 I, 19 /
        """,
        {"Ash": (1, 1), "Elm": (0, 1)},
    )


def test_ten_of_twenty_is_persistent_and_severe(spec):
    table = """
        school | marks
        -------+-----------
        Ash    | 10 O, 10 /
    """
    spec(persistent_absence, table, {"Ash": (1, 1)})
    spec(severe_absence, table, {"Ash": (1, 1)})


def test_no_possible_session_is_no_rate_and_no_persistent_absence(spec, held):
    table = """
        school | marks
        -------+------
        Ash    | 10 X
    """
    spec(overall_absence, table, {"Ash": (0, 0)})
    spec(persistent_absence, table, {"Ash": (0, 0)})
    [figure] = ask(held(table), ["overall_absence"], period="2025-26").rows
    assert figure.value is None
    assert not figure.suppressed


def test_four_of_forty_all_late_is_persistent(spec):
    table = """
        school | marks
        -------+----------
        Ash    | 4 U, 36 /
    """
    spec(persistent_absence, table, {"Ash": (1, 1)})
    spec(late_after, table, {"Ash": (4, 40)})
    spec(late_before, table, {"Ash": (0, 40)})


MOVER = """
    school | pupil | marks     | start
    -------+-------+-----------+-----------
    Ash    | Ann   | 5 I, 95 / | 2025-09-08
    Elm    | Ann   | 6 I, 4 /  | 2025-12-01
"""


def test_a_mover_is_two_enrolments_in_the_census(spec):
    spec(persistent_absence, MOVER, {"Ash": (0, 1), "Elm": (1, 1)})
    spec(severe_absence, MOVER, {"Ash": (0, 1), "Elm": (1, 1)})
    spec(persistent_absence, MOVER, (1, 2), by="")


def test_a_mover_is_one_child_in_the_pupil_view(spec):
    spec(overall_absence, MOVER, (11, 110), by="", rules="pupil")
    spec(persistent_absence, MOVER, (1, 1), by="", rules="pupil")
    spec(severe_absence, MOVER, (0, 1), by="", rules="pupil")


def test_unique_pupil_numbers_have_their_check_letters():
    assert is_upn("H801200001001")
    assert is_upn("R674123101121")
    assert check_letter("80120000100A") == "U"


def test_three_forty_and_fifty_seven_hide_the_three_and_the_forty():
    row = [Cell(("A",), 3), Cell(("B",), 40), Cell(("C",), 57)]
    assert hidden(row) == [True, True, False]


def test_ten_school_weeks_with_two_of_holiday_inside_are_twelve_weeks():
    # The two weeks of Christmas, of the template: 22 December 2025 to 2 January 2026.
    weeks = Calendar.template().last_school_weeks(date(2026, 1, 30), 10)
    assert len(weeks) == 10
    assert (date(2026, 1, 26) - weeks[0]).days // 7 + 1 == 12


def test_the_code_list_has_every_code_of_the_regulations():
    since = date(2024, 8, 19)
    assert all(
        codes.resolve(code, since) is not None
        for code in "/ \\ L B K P V W D C1 M J1 S X C2 C T R I E Q Y1 Y2 Y3 Y4 Y5 Y6 Y7"
        " G N O U Z #".split()
    )
