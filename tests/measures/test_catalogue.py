"""Every measure there is: drawn once, with a sentence to publish."""

import pytest

from muster.measures import MEASURES, OF_MARKS, NoSuchMeasure, get
from muster.measures.provided import TABLES
from muster.tables.codes import CODES, Class


# One pupil's year, as many of each code as told apart from the others. 400 possible.
REGISTER = """
    school | marks
    -------+--------------------------------------------------------------------------
    Ash    | 238 /, 17 L, 16 B, 15 K, 14 P, 13 V, 12 W, 2 D, 3 X, 4 #, 5 -, 6 7
    Ash    | 11 C, 10 C1, 9 C2, 8 E, 7 F, 6 I, 5 J1, 4 M, 3 R, 2 S, 1 T
    Ash    | 1 G, 2 N, 3 O, 3 U
"""
# The same before 19 August 2024. 100 possible.
BEFORE_2024 = """
    school | marks                               | start
    -------+-------------------------------------+-----------
    Ash    | 80 /, 12 J, 8 H, 3 Y, 2 K           | 2023-09-04
"""
# Absence of 0, 4, 5, 9, 10, 14, ... 49, 50 and 100 in every hundred sessions.
BANDS = "school | marks\n" + "\n".join(
    f"Ash | {absent} O, {100 - absent} /"
    for absent in (0, 4, 5, 9, 10, 14, 15, 19, 20, 25, 26, 30, 35, 40, 45, 49, 50, 100)
)

OF_REGISTER = {
    "attendance": (325, 400),
    "overall_absence": (75, 400),
    "authorised_absence": (66, 400),
    "unauthorised_absence": (9, 400),
    "late_before": (17, 400),
    "late_after": (3, 400),
    "not_recorded": (5, 411),
    "unknown_codes": (6, 411),
    "reason_l": (17, 400),
    "reason_b": (16, 400),
    "reason_k": (15, 400),
    "reason_p": (14, 400),
    "reason_v": (13, 400),
    "reason_w": (12, 400),
    "reason_c": (11, 400),
    "reason_c1": (10, 400),
    "reason_c2": (9, 400),
    "reason_e": (8, 400),
    "reason_f": (7, 400),
    "reason_i": (6, 400),
    "reason_j1": (5, 400),
    "reason_m": (4, 400),
    "reason_r": (3, 400),
    "reason_s": (2, 400),
    "reason_t": (1, 400),
    "reason_g": (1, 400),
    "reason_n": (2, 400),
    "reason_o": (3, 400),
    "reason_u": (3, 400),
}
OF_BEFORE_2024 = {"reason_j": (12, 100), "reason_h": (8, 100)}
OF_BANDS = {
    "persistent_absence": (14, 18),
    "severe_absence": (2, 18),
    "absence_band_0": (2, 18),
    "absence_band_5": (2, 18),
    "absence_band_10": (2, 18),
    "absence_band_15": (2, 18),
    "absence_band_20": (1, 18),
    "absence_band_25": (2, 18),
    "absence_band_30": (1, 18),
    "absence_band_35": (1, 18),
    "absence_band_40": (1, 18),
    "absence_band_45": (2, 18),
    "absence_band_50": (2, 18),
}


@pytest.mark.parametrize("name", OF_REGISTER)
def test_a_year_of_one_register(spec, name):
    # Three rows of one pupil, one after the other.
    spec(name, _one_after_another(REGISTER), {"Ash": OF_REGISTER[name]})


@pytest.mark.parametrize("name", OF_BEFORE_2024)
def test_a_register_before_the_codes_changed(spec, name):
    spec(name, BEFORE_2024, {"Ash": OF_BEFORE_2024[name]}, period="2023-24")


@pytest.mark.parametrize("name", OF_BANDS)
def test_eighteen_pupils_in_their_bands(spec, name):
    spec(name, BANDS, {"Ash": OF_BANDS[name]})


def test_every_measure_of_marks_has_been_drawn():
    drawn = {*OF_REGISTER, *OF_BEFORE_2024, *OF_BANDS}
    assert drawn == {measure.name for measure in OF_MARKS}


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_a_measure_says_what_it_is(measure):
    assert measure.title[0].isupper()
    assert measure.sentence.endswith(".") and "\n" not in measure.sentence
    assert measure.source
    units = {table.title for table in TABLES}
    assert measure.unit in {"sessions", "enrolments", *units}
    assert measure.polarity in ("high", "low", "none")
    assert get(measure.name) is measure


def test_names_are_used_once():
    names = [measure.name for measure in MEASURES]
    assert len(set(names)) == len(names)


def test_there_is_a_measure_for_every_code_that_counts():
    counting = {Class.ATTENDING, Class.AEA, Class.AUTHORISED, Class.UNAUTHORISED}
    codes = {code.code.lower() for code in CODES if code.cls in counting}
    reasons = {m.name.removeprefix("reason_") for m in MEASURES if m.codes}
    assert codes - {"/", "\\"} <= reasons


def test_a_name_mistyped_is_answered_with_near_ones():
    with pytest.raises(NoSuchMeasure, match="Did you mean .*persistent_absence"):
        get("persistant_absence")


def test_a_name_like_nothing_is_answered_with_where_to_look():
    with pytest.raises(
        NoSuchMeasure, match="no measure called “zzz”. `muster measures`"
    ):
        get("zzz")


def _one_after_another(table):
    """The rows' runs as one run, so that they are one pupil's."""
    runs = [line.split("|")[1].strip() for line in table.strip().splitlines()[2:]]
    return f"school | marks\nAsh | {', '.join(runs)}"
