"""What a list says of a child on it, at the edges of what the year still holds."""

from datetime import date

from tests.measures.watch.test_persistence import standing

from muster.registers import saying
from muster.registers.found import Found
from muster.registers.lists import _sums


def newly(absent, possible, to_come):
    one = standing(absent, possible, possible + to_come)
    return saying.said(
        Found(on_list="newly", since_on=date(2026, 3, 23), figures=_sums(one))
    )


def test_persistence_that_the_sessions_left_can_end_says_how_many_they_are():
    assert newly(20, 180, 21) == (
        "20 of 180 sessions missed; 21 sessions attended in a row would end it;"
        " may miss 0 more sessions and end the year under"
    )


def test_persistence_that_the_year_is_too_short_for_is_said_to_stay():
    assert newly(20, 180, 20) == (
        "20 of 180 sessions missed; can’t be left this school year, even by attending"
        " every session"
    )
    assert "1,641" not in newly(182, 180, 140)


def test_an_illness_found_by_itself_is_said_apart_from_those_before():
    figures = {"half_days": 91, "spells": 6, "running": False, "reached": "2025-12-05"}
    first = Found(on_list="sickness", since_on=date(2025, 11, 3), figures=figures)
    assert (
        saying.said(first) == "45½ days ill in 6 spells, 15 reached on 5 December 2025"
    )
    figures = {"half_days": 40, "spells": 1, "reached": "2026-01-23", "apart": True}
    later = Found(
        on_list="sickness",
        since_on=date(2026, 1, 5),
        figures=figures | {"running": True},
    )
    assert saying.said(later) == (
        "A later illness, from 5 January 2026: 20 days, 15 reached on 23 January 2026,"
        " still away"
    )


def test_sessions_at_another_school_are_said_of_the_possible_ones():
    sums = {"absent": 106, "possible": 143, "elsewhere": 110}
    found = Found(on_list="severe", since_on=date(2026, 3, 23), figures=sums)
    assert "106 of 143 sessions missed; 110 of the 143 were at another school" in (
        saying.said(found)
    )


def test_numbers_over_999_have_a_comma():
    assert "1,621 sessions attended in a row" in newly(180, 180, 1_700)
