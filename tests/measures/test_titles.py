"""What a dimension's values are called where people read them."""

import pytest

from muster.measures.dimensions import DIMENSIONS
from muster.measures.titles import title_of, week_span


@pytest.mark.parametrize(
    ("dimension", "value", "title"),
    [
        ("phase", "primary", "Primary"),
        ("phase", "pru", "Pupil referral unit"),
        ("year_group", "R", "Reception"),
        ("year_group", "7", "Year 7"),
        ("fsm", "yes", "Eligible"),
        ("sen", "K", "SEN support"),
        ("eal", "no", "English as a first language"),
        ("ethnicity", "APKN", "Pakistani"),
        ("half_term", "HT3", "Half-term 3"),
        ("term", "autumn", "Autumn"),
        ("week", "2025-W37", "8 September"),
        ("session", "AM", "Morning"),
        ("weekday", "Friday", "Friday"),
        ("reason", "I", "Illness (I)"),
        ("reason", "/\\", "Present (/ and \\)"),
        ("reason", "Y2", "Unable to attend: widespread disruption to travel (Y2)"),
        ("reason", "7", "7"),
        ("school", "Ash Primary", "Ash Primary"),
    ],
)
def test_a_value_has_a_title(dimension, value, title):
    assert title_of(dimension, value) == title


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_what_is_unknown_is_said_to_be(dimension):
    assert title_of(dimension, "unknown") == "Not known"


def test_a_week_is_its_school_days():
    assert week_span("2025-W37") == "8 to 12 September"
    assert week_span("2025-W40") == "29 September to 3 October"
