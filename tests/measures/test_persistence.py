"""Persistent, severe and the bands: what happens exactly on the line."""

import pytest

from muster.measures.persistence import BANDS, persistent_absence, severe_absence


def test_exactly_one_in_ten_is_persistent(spec):
    spec(
        persistent_absence,
        """
        school | marks
        -------+-------------
        Ash    | 38 O, 342 /
        Ash    | 37 O, 343 /
        """,
        {"Ash": (1, 2)},
    )


def test_exactly_one_in_two_is_severe(spec):
    spec(
        severe_absence,
        """
        school | marks
        -------+--------------
        Ash    | 190 I, 190 /
        Ash    | 189 I, 191 /
        """,
        {"Ash": (1, 2)},
    )


@pytest.mark.parametrize("tens", range(1, 40))
def test_one_in_ten_is_exact_for_any_number_of_sessions(tens):
    # 1 - attended / possible >= 0.1 is wrong for every one of these.
    class Pupil:
        possible, absent, few = 10 * tens, tens, 0

    assert persistent_absence.count(Pupil) == (True, True)
    Pupil.absent -= 1
    assert persistent_absence.count(Pupil) == (False, True)


def test_a_pupil_with_nothing_possible_is_not_counted(spec):
    table = """
        school | marks
        -------+-----------
        Ash    | 20 X
        Ash    | 2 I, 18 /
    """
    spec(persistent_absence, table, {"Ash": (1, 1)})
    spec(severe_absence, table, {"Ash": (0, 1)})


def test_sessions_not_possible_do_not_dilute(spec):
    spec(
        persistent_absence,
        """
        school | marks
        -------+--------------------
        Ash    | 1 I, 9 /, 40 Y4
        Ash    | 1 I, 9 /, 40 -
        Ash    | 1 I, 10 /
        """,
        {"Ash": (2, 3)},
    )


def test_persistent_includes_severe(spec):
    table = """
        school | marks
        -------+----------
        Ash    | 20 O
        Ash    | 2 O, 18 /
        Ash    | 20 /
    """
    spec(persistent_absence, table, {"Ash": (2, 3)})
    spec(severe_absence, table, {"Ash": (1, 3)})


@pytest.mark.parametrize("band", BANDS, ids=lambda band: band.name)
def test_a_band_begins_on_its_figure_and_ends_below_the_next(spec, band):
    start = int(band.name.removeprefix("absence_band_"))
    below, above = max(start * 2 - 1, 0), start * 2 + 9
    spec(
        band,
        f"""
        school | marks
        -------+------------------------------
        Ash    | {start * 2} I, {200 - start * 2} /
        Elm    | {below} I, {200 - below} /
        Oak    | {above} I, {200 - above} /
        Yew    | {above + 1} I, {199 - above} /
        """,
        {
            "Ash": (1, 1),
            "Elm": (int(start == 0), 1),
            "Oak": (1, 1),
            "Yew": (int(start == 50), 1),
        },
    )


def test_each_enrolment_is_judged_on_its_own_sessions(spec):
    # Together 8 of 60, so persistent; apart 3 of 50 is not and 5 of 10 is.
    table = """
        school | pupil | marks     | start
        -------+-------+-----------+-----------
        Ash    | Ann   | 3 I, 47 / | 2025-09-08
        Elm    | Ann   | 5 I, 5 /  | 2025-11-03
    """
    spec(persistent_absence, table, {"Ash": (0, 1), "Elm": (1, 1)})
    spec(persistent_absence, table, (1, 1), by="", rules="pupil")


def test_each_half_term_is_judged_by_itself(spec):
    spec(
        persistent_absence,
        """
        school | pupil | marks     | start
        -------+-------+-----------+-----------
        Ash    | Ann   | 2 I, 18 / | 2025-09-08
        Ash    | Ann   | 20 /      | 2025-11-10
        Ash    | Ann   | 20 /      | 2026-01-12
        """,
        {"HT1": (1, 1), "HT2": (0, 1), "HT3": (0, 1)},
        by="half_term",
    )
