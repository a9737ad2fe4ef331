"""What a child's marks are shown as and come to."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measures.authority import Authority, Mark, stored
from tests.registers.conftest import ASH, BEECH, MONDAY, ROBIN, SCHOOLS, enrolled, week

from muster.registers import child_page
from muster.registers.child import Children
from muster.registers.marked import Sums, years_of


TODAY = date(2025, 12, 1)


@pytest.fixture
def years(state, person):
    """years(number) is what an officer who reaches everything sees of a child's marks."""

    def years(number, held=None):
        held = held or state
        child = Children.visible_to(person("officer"), held).get(number, TODAY)
        return years_of(child, held)

    return years


def test_each_school_year_at_each_school_has_its_weeks_the_latest_first(years, number):
    found = [
        (one.year.label, one.place.school_name, len(one.weeks))
        for one in years(number(ROBIN))
    ]
    assert found == [
        ("2025-26", "Beech High", 2),
        ("2025-26", "Damson Centre", 1),
        ("2024-25", "Ash Primary", 1),
    ]


def test_half_days_are_shown_as_what_they_count_as(years, number):
    beech, damson, ash = years(number(ROBIN))
    assert beech.weeks[0].sessions == (
        *["present"] * 2,
        *["unauthorised"] * 4,
        *["present"] * 4,
    )
    assert beech.weeks[1].sessions[:4] == ("not_required",) * 4
    assert damson.weeks[0].sessions[:4] == ("present",) * 2 + ("authorised",) * 2
    assert ash.weeks[0].codes[:4] == ("/", "\\", "I", "I")


def test_sums_are_of_possible_sessions(years, number):
    beech, damson, _ = years(number(ROBIN))
    assert beech.sums == Sums(possible=16, attended=12, authorised=0, unauthorised=4)
    assert damson.sums == Sums(possible=4, attended=2, authorised=2, unauthorised=0)
    assert Sums.together([beech.sums, damson.sums]).absent == 6


def test_an_open_session_on_the_roll_that_nothing_is_said_of_has_no_mark(
    opened, years, tmp_path
):
    """Gaps: before the child joined, a closure, and after the last day anything is held."""
    joined = MONDAY + timedelta(days=1)
    marks = [
        *week(ASH, "P1", MONDAY, "/ \\ / \\ / \\ / \\ / \\"),
        Mark(ASH, "P2", MONDAY + timedelta(days=2), "AM", "/"),
        Mark(ASH, "P2", MONDAY + timedelta(days=3), "AM", "#"),
    ]
    only = Authority(SCHOOLS, [enrolled(ASH, "P2", "Fay", "Reed", joined)], [], [marks])
    stored(only, tmp_path)
    held = opened(tmp_path)
    number = held.pupils.filter(supplied="P2")["child"].item()
    (year,) = years(number, held)
    (shown,) = year.weeks
    assert shown.sessions[:2] == (None, None)
    assert shown.sessions[2:6] == ("no_mark", "no_mark", "present", "no_mark")
    assert shown.sessions[6:] == (None,) * 4


def test_a_week_with_nothing_but_an_idle_weekend_is_no_week(opened, years, tmp_path):
    marks = [
        *week(ASH, "P1", MONDAY, "/ \\ / \\ / \\ / \\ / \\"),
        Mark(ASH, "P1", MONDAY + timedelta(days=12), "AM", "-"),
    ]
    stored(Authority(SCHOOLS, [], [], [marks]), tmp_path)
    (year,) = years(1, opened(tmp_path))
    assert len(year.weeks) == 1


def test_a_later_load_is_what_stands(opened, years, tmp_path):
    first = week(ASH, "P1", MONDAY, "N N / \\ / \\ / \\ / \\")
    later = [Mark(ASH, "P1", MONDAY, "AM", "I")]
    stored(Authority(SCHOOLS, [], [], [first, later]), tmp_path)
    (year,) = years(1, opened(tmp_path))
    assert year.weeks[0].codes[:2] == ("I", "N")


def test_a_weekend_with_a_mark_makes_a_week_of_seven_days(opened, years, tmp_path):
    marks = [
        *week(ASH, "P1", MONDAY, "/ \\ / \\ / \\ / \\ / \\"),
        Mark(ASH, "P1", MONDAY + timedelta(days=5), "AM", "/"),
    ]
    stored(Authority(SCHOOLS, [], [], [marks]), tmp_path)
    (year,) = years(1, opened(tmp_path))
    assert len(year.weeks[0].sessions) == 14
    assert year.last_on == MONDAY + timedelta(days=5)


def test_a_code_nobody_knows_is_said_to_be_unknown(opened, years, tmp_path):
    marks = week(ASH, "P1", MONDAY, "@@ \\ / \\ / \\ / \\ / \\")
    stored(Authority(SCHOOLS, [], [], [marks]), tmp_path)
    held = opened(tmp_path)
    (year,) = years(1, held)
    assert year.weeks[0].sessions[0] == "unknown"
    assert year.weeks[0].codes[0] == "?"
    assert child_page._means([year])[-1]["term"] == "?"


# How far from persistent absence ------------------------------------------------------------


SESSIONS = st.integers(min_value=0, max_value=400)


@given(SESSIONS, SESSIONS)
def test_missing_so_many_more_sessions_and_no_fewer_is_persistent(attended, absent):
    sums = Sums(attended + absent, attended, absent, 0)

    def missing(more: int) -> Sums:
        return Sums(sums.possible + more, attended, absent + more, 0)

    left = sums.misses_left
    if sums.is_persistent or not sums.possible:
        assert left == 0
    else:
        assert left > 0
        assert missing(left).is_persistent
        assert not missing(left - 1).is_persistent


@given(SESSIONS, st.integers(min_value=1, max_value=400))
def test_attending_so_many_more_sessions_and_no_fewer_ends_it(attended, absent):
    sums = Sums(attended + absent, attended, absent, 0)

    def attending(more: int) -> Sums:
        return Sums(sums.possible + more, attended + more, absent, 0)

    if not sums.is_persistent:
        return
    needed = sums.attendances_needed
    assert not attending(needed).is_persistent
    assert attending(needed - 1).is_persistent


@pytest.mark.parametrize(
    ("sums", "said", "more"),
    [
        (Sums(0, 0, 0, 0), "No possible session, so no rate of absence", ""),
        (
            Sums(380, 342, 38, 0),
            "Persistently absent",
            "Attending the next session would end persistent absence.",
        ),
        (
            Sums(380, 343, 0, 37),
            "Not persistently absent",
            "Missing the next 2 sessions would be persistent absence.",
        ),
        (Sums(20, 10, 5, 5), "Severely absent", "Attending the next 81 sessions"),
    ],
)
def test_where_a_child_stands_is_said(sums, said, more):
    assert child_page.standing(sums)[1] == said
    assert child_page.how_far(sums, 380).startswith(more)
    assert bool(child_page.how_far(sums, 380)) == bool(more)


@pytest.mark.parametrize(
    ("sums", "to_come", "said"),
    [
        (Sums(20, 10, 10, 0), 81, "Attending the next 81 sessions would end"),
        (Sums(20, 10, 10, 0), 80, "Attending every session left would not end"),
        (Sums(380, 10, 185, 185), 2_000, "Attending every session left would not end"),
        (Sums(380, 10, 185, 185), 3_400, "Attending the next 3,321 sessions would end"),
        (Sums(380, 380, 0, 0), 43, "Missing the next 43 sessions would be"),
        (Sums(380, 380, 0, 0), 42, "No absence still to come this school year"),
    ],
)
def test_a_way_the_year_has_no_sessions_for_is_said_to_be_none(sums, to_come, said):
    assert child_page.how_far(sums, to_come).startswith(said)


def test_the_picture_is_said_in_words(years, number, state):
    drawn = [one for one in years(number(ROBIN)) if one.weeks]
    picture = child_page._picture(drawn, state)
    assert (
        "2025-26, Beech High: 12 present, or educated elsewhere; 4 absent, unauthorised; "
        "4 not required to attend." in picture["says"]
    )
    assert picture["svg"].startswith("<svg")
    assert ROBIN not in picture["svg"]
    assert BEECH not in picture["says"]
