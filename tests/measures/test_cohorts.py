"""Whose sessions count, rule by rule: the four answers of one register."""

import pytest

from muster.measures import RULES, NoSuchRules, ask, rules
from muster.measures.absence import attendance, overall_absence
from muster.measures.persistence import persistent_absence
from muster.measures.recording import not_recorded


AGES = """
    school | pupil | marks     | born_on
    -------+-------+-----------+-----------
    Ash    | four  | 1 I, 9 /  | 2020-09-01
    Ash    | five  | 2 I, 8 /  | 2020-08-31
    Ash    | last  | 3 I, 7 /  | 2009-09-01
    Ash    | gone  | 4 I, 6 /  | 2009-08-31
    Ash    | none  | 5 I, 5 /  |
"""


@pytest.mark.parametrize("name", ["census", "live", "pupil"])
def test_ages_five_to_fifteen_count_and_an_unknown_age_is_kept(spec, name):
    spec(overall_absence, AGES, (10, 30), by="", rules=name)


def test_everybody_on_roll_counts_whatever_their_age(spec):
    spec(overall_absence, AGES, (15, 50), by="", rules="roll")


def test_how_many_have_no_known_age_is_said(held):
    state = held(AGES)
    assert ask(state, ["attendance"], period="2025-26").unknown_age == 1


def test_the_year_group_stands_in_for_a_birth_date(spec):
    spec(
        overall_absence,
        """
        school | marks    | year_group
        -------+----------+-----------
        Ash    | 1 I, 9 / | N2
        Ash    | 2 I, 8 / | R
        Ash    | 3 I, 7 / | 1
        Ash    | 4 I, 6 / | 11
        Ash    | 5 I, 5 / | 12
        Ash    | 6 I, 4 / | X
        """,
        (13, 30),
        by="",
    )


def test_a_birth_date_is_believed_before_a_year_group(spec):
    spec(
        overall_absence,
        """
        school | marks    | born_on    | year_group
        -------+----------+------------+-----------
        Ash    | 1 I, 9 / | 2014-05-12 | 12
        Ash    | 2 I, 8 / | 2008-05-12 | 6
        """,
        (1, 10),
        by="",
    )


YEAR_ELEVEN = """
    school | pupil  | marks     | start      | born_on
    -------+--------+-----------+------------+-----------
    Ash    | eleven | 2 I, 18 / | 2026-05-11 | 2009-12-01
    Ash    | eleven | 9 S, 1 /  | 2026-06-01 | 2009-12-01
    Ash    | ten    | 3 I, 17 / | 2026-05-11 | 2010-12-01
    Ash    | ten    | 1 I, 9 /  | 2026-06-01 | 2010-12-01
"""


@pytest.mark.parametrize("name", ["census", "live", "pupil"])
def test_year_eleven_has_no_sixth_half_term(spec, name):
    spec(overall_absence, YEAR_ELEVEN, (6, 50), by="", rules=name)
    spec(
        overall_absence,
        YEAR_ELEVEN,
        {"HT5": (5, 40), "HT6": (1, 10)},
        by="half_term",
        rules=name,
    )
    spec(overall_absence, YEAR_ELEVEN, (1, 10), by="", period="2026-W23", rules=name)
    spec(
        overall_absence,
        YEAR_ELEVEN,
        {"2026-W23": (1, 10)},
        by="week",
        period="2025-26/HT6",
        rules=name,
    )


def test_a_schools_own_figures_keep_year_eleven_to_the_end(spec):
    spec(overall_absence, YEAR_ELEVEN, (15, 60), by="", rules="roll")


JOINED_IN_SUMMER = """
    school | pupil | marks    | start      | from_on    | born_on
    -------+-------+----------+------------+------------+-----------
    Ash    | first | 2 I, 8 / | 2026-06-08 | 2026-06-08 | 2015-01-01
    Ash    | old   | 1 I, 9 / | 2026-06-08 | 2025-09-01 | 2015-01-01
    Ash    | eve   | 3 I, 7 / | 2026-06-08 | 2026-05-31 | 2015-01-01
    Ash    | long  | 4 I, 6 / | 2026-06-08 | 2019-09-01 | 2015-01-01
    Ash    | dateless | 5 I, 5 / | 2026-06-08 |        | 2015-01-01
"""


def test_who_first_enrolled_in_the_sixth_half_term_is_left_out_of_the_census(spec):
    # Half-term 6 begins on Monday 1 June 2026.
    spec(overall_absence, JOINED_IN_SUMMER, (13, 40), by="")


def test_who_first_enrolled_in_the_sixth_half_term_is_left_out_of_the_pupil_view(spec):
    spec(overall_absence, JOINED_IN_SUMMER, (13, 40), by="", rules="pupil")


@pytest.mark.parametrize("name", ["live", "roll"])
def test_who_first_enrolled_in_the_sixth_half_term_counts_elsewhere(spec, name):
    spec(overall_absence, JOINED_IN_SUMMER, (15, 50), by="", rules=name)


def test_a_child_who_moves_in_the_sixth_half_term_stays_in_the_pupil_view(spec):
    table = """
        school | pupil | marks    | start      | from_on    | to_on
        -------+-------+----------+------------+------------+-----------
        Ash    | Ann   | 1 I, 9 / | 2025-09-08 | 2025-09-01 | 2026-06-05
        Elm    | Ann   | 2 I, 8 / | 2026-06-08 | 2026-06-08 |
    """
    spec(overall_absence, table, (1, 10), by="", rules="census")
    spec(overall_absence, table, (3, 20), by="", rules="pupil")


def test_a_second_spell_in_the_sixth_half_term_is_not_a_first(spec):
    spec(
        overall_absence,
        """
        school | pupil | marks    | start      | from_on    | to_on
        -------+-------+----------+------------+------------+-----------
        Ash    | back  | 1 I, 9 / | 2025-09-08 | 2025-09-01 | 2025-12-19
        Ash    | back  | 1 I, 9 / | 2026-06-08 | 2026-06-01 |
        """,
        (2, 20),
        by="",
    )


def test_an_unknown_start_beside_a_late_one_leaves_nobody_out(spec):
    spec(
        overall_absence,
        """
        school | pupil | marks    | start      | from_on    | to_on
        -------+-------+----------+------------+------------+-----------
        Ash    | back  | 1 I, 9 / | 2025-09-08 |            | 2025-12-19
        Ash    | back  | 1 I, 9 / | 2026-06-08 | 2026-06-01 |
        """,
        (2, 20),
        by="",
    )


PRU_APART = """
    school | marks    | phase
    -------+----------+------------------------
    Ash    | 1 I, 9 / | primary
    Elm    | 5 I, 5 / | pru
    Oak    | 6 I, 4 / | alternative provision
    Yew    | 2 I, 8 / |
"""


@pytest.mark.parametrize("name", ["census", "live"])
def test_prus_stand_apart_from_the_total_and_an_unknown_phase_does_not(spec, name):
    spec(overall_absence, PRU_APART, (3, 20), by="", rules=name)


@pytest.mark.parametrize("name", ["census", "live"])
def test_prus_are_shown_beside_the_others(spec, name):
    by_phase = {
        "alternative provision": (6, 10),
        "primary": (1, 10),
        "pru": (5, 10),
        "unknown": (2, 10),
    }
    spec(overall_absence, PRU_APART, by_phase, by="phase", rules=name)
    by_school = {"Ash": (1, 10), "Elm": (5, 10), "Oak": (6, 10), "Yew": (2, 10)}
    spec(overall_absence, PRU_APART, by_school, rules=name)


@pytest.mark.parametrize("name", ["roll", "pupil"])
def test_prus_are_in_the_total_of_the_school_and_pupil_views(spec, name):
    spec(overall_absence, PRU_APART, (14, 40), by="", rules=name)


TEN_AND_ELEVEN = """
    school | marks
    -------+----------
    Ash    | 9 I, 1 /
    Ash    | 9 I, 2 /
    Ash    | 20 /
"""


def test_ten_sessions_or_fewer_are_too_few_for_live_persistent_absence(spec):
    spec(persistent_absence, TEN_AND_ELEVEN, (1, 2), by="", rules="live")
    spec(overall_absence, TEN_AND_ELEVEN, (18, 41), by="", rules="live")
    spec(persistent_absence, TEN_AND_ELEVEN, (2, 3), by="", rules="census")


LEAVERS = """
    school | pupil | marks     | from_on    | to_on
    -------+-------+-----------+------------+-----------
    Ash    | stays | 1 I, 29 / | 2025-09-01 |
    Ash    | left  | 6 I, 14 / | 2025-09-01 | 2025-09-19
    Ash    | over  | 12 I, 8 / | 2025-09-01 | 2025-09-12
    Ash    | early | 5 I, 25 / | 2025-09-15 |
"""


def test_the_census_keeps_leavers_and_every_mark(spec):
    spec(overall_absence, LEAVERS, (24, 100), by="", rules="census")


def test_live_keeps_leavers_from_admission_to_leaving(spec):
    # `over` has ten of its marks, all absent; `early` the last twenty, all present.
    spec(overall_absence, LEAVERS, (17, 80), by="", rules="live")


def test_the_roll_has_only_those_still_on_it(spec):
    spec(overall_absence, LEAVERS, (1, 50), by="", rules="roll")


def test_a_leaver_counts_on_the_last_day_on_roll(spec):
    table = """
        school | pupil | marks     | to_on
        -------+-------+-----------+-----------
        Ash    | today | 1 I, 19 / | 2025-09-19
        Ash    | day before | 2 I, 18 / | 2025-09-18
        Ash    | stays | 20 /      | 2026-07-17
    """
    spec(overall_absence, table, (1, 40), by="", rules="roll")


def test_the_roll_of_an_earlier_half_term_has_those_who_left_on_its_last_school_day(
    spec,
):
    # Half-term 1 ends on Friday 24 October; the next begins on 3 November.
    table = """
        school | pupil | marks    | start      | to_on
        -------+-------+----------+------------+-----------
        Ash    | left  | 1 I, 9 / | 2025-10-20 | 2025-10-24
        Ash    | gone  | 2 I, 6 / | 2025-10-20 | 2025-10-23
        Ash    | stays | 10 /     | 2025-10-20 | 2026-07-17
        Ash    | stays | 10 /     | 2025-11-03 | 2026-07-17
    """
    spec(overall_absence, table, (1, 20), by="", rules="roll", period="2025-26/HT1")


def test_marks_after_leaving_are_not_missing(spec):
    table = """
        school | pupil | marks     | to_on
        -------+-------+-----------+-----------
        Ash    | left  | 10 /, 20 - | 2025-09-12
        Ash    | stays | 2 -, 28 / |
    """
    spec(not_recorded, table, (2, 40), by="", rules="live")
    spec(not_recorded, table, (22, 60), by="", rules="census")


def test_a_pupil_on_roll_with_no_mark_at_all_is_missed(spec):
    table = """
        school | pupil  | marks | to_on
        -------+--------+-------+-----------
        Ash    | silent | 10 -  | 2026-07-17
        Ash    | stays  | 10 /  | 2026-07-17
    """
    spec(not_recorded, table, (10, 20), by="")
    spec(attendance, table, (10, 10), by="")
    spec(persistent_absence, table, (0, 1), by="")


INFERRED = """
    school | pupil | marks     | start
    -------+-------+-----------+-----------
    Ash    | all   | 30 /      | 2025-09-08
    Ash    | left  | 2 I, 8 /, 20 - | 2025-09-08
    Ash    | came  | 10 -, 2 I, 18 / | 2025-09-08
    Ash    | ill   | 1 I, 21 / | 2025-09-08
"""


def test_with_no_enrolments_file_a_roll_is_read_from_the_marks(spec):
    # `left` has no mark in the school's last week; `ill` has one on its Monday.
    spec(overall_absence, INFERRED, (3, 72), by="", rules="roll")
    spec(not_recorded, INFERRED, (0, 82), by="", rules="live")


MOVER = """
    school | pupil | marks     | start      | phase     | sex | from_on
    -------+-------+-----------+------------+-----------+-----+-----------
    Ash    | Ann   | 5 I, 95 / | 2025-09-08 | primary   | F   | 2025-09-01
    Elm    | Ann   | 6 I, 4 /  | 2025-12-01 | secondary | F   | 2025-12-01
    Elm    | Bob   | 10 /      | 2025-12-01 | secondary | M   | 2025-09-01
"""


def test_a_child_is_of_the_roll_they_joined_last(spec):
    both = {"secondary": (11, 120)}
    spec(overall_absence, MOVER, both, by="phase", rules="pupil")
    spec(persistent_absence, MOVER, {"secondary": (1, 2)}, by="phase", rules="pupil")
    apart = {"primary": (0, 1), "secondary": (1, 2)}
    spec(persistent_absence, MOVER, apart, by="phase")


def test_every_rule_has_a_sentence():
    assert all(rule.sentence.endswith(".") for rule in RULES.values())
    assert list(RULES) == ["census", "live", "roll", "pupil"]


def test_rules_nobody_knows_are_answered_with_those_there_are():
    with pytest.raises(NoSuchRules, match="“mine”. Use census, live, roll, pupil"):
        rules.get("mine")


def test_pupils_the_rules_leave_out_do_not_disturb_a_table_by_week(spec):
    """The largest pupil id may be one left out; bounds are looked up by id."""
    table = (
        YEAR_ELEVEN
        + """
    Ash    | young  | 9 /       | 2026-06-01 | 2021-12-01
    """
    )
    expected = {"2026-W23": (1, 10)}
    spec(overall_absence, table, expected, by="week", period="2025-26/HT6")
