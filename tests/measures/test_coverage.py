"""Which open sessions have a register: the calendar beside the marks."""

from datetime import date

from tests.measures.authority import Authority, Mark, state_of

from muster.measures import parse_period
from muster.measures.coverage import coverage, marks_up_to


MONDAY = date(2025, 9, 8)
TUESDAY = date(2025, 9, 9)
WEEK = parse_period("2025-W37")


def found(tmp_path, marks, schools=(), period=WEEK):
    rows = [{"urn": urn, "name": name, **more} for urn, name, more in schools]
    state = state_of(Authority(schools=rows, loads=[marks]), tmp_path)
    names = dict(state.schools.select("id", "name").iter_rows())
    return {names[id_]: one for id_, one in coverage(state, period).items()}


def day(school: str, on: date, code: str = "I", pupil: str = "P1") -> list[Mark]:
    return [Mark(school, pupil, on, half, code) for half in ("AM", "PM")]


ASH = ("900001", "Ash", {})
BEECH = ("900002", "Beech", {})


def test_a_session_with_one_real_mark_is_held_and_one_without_is_missing(tmp_path):
    marks = [*day("900001", MONDAY), Mark("900001", "P1", TUESDAY, "PM", "I")]
    one = found(tmp_path, marks, [ASH])["Ash"]
    assert (one.held, one.open) == (3, 4)
    assert one.missing == ((TUESDAY, "AM"),)
    assert one.last_on == TUESDAY


def test_nothing_is_expected_after_the_last_day_with_marks_anywhere(tmp_path):
    marks = [*day("900001", MONDAY), *day("900002", TUESDAY, pupil="P2")]
    both = found(tmp_path, marks, [ASH, BEECH])
    assert both["Ash"].open == both["Beech"].open == 4
    assert marks_up_to(both.values()) == TUESDAY


def test_a_school_that_sent_nothing_is_silent(tmp_path):
    both = found(tmp_path, day("900001", MONDAY), [ASH, BEECH])
    assert both["Beech"].is_silent
    assert not both["Ash"].is_silent


def test_a_register_that_says_closed_counts_neither_way(tmp_path):
    marks = [*day("900001", MONDAY), *day("900001", TUESDAY, "#")]
    marks += day("900002", TUESDAY, pupil="P2")
    one = found(tmp_path, marks, [ASH, BEECH])["Ash"]
    assert (one.held, one.open, one.missing) == (2, 2, ())


def test_a_register_of_blanks_is_not_held(tmp_path):
    marks = [*day("900001", MONDAY), *day("900001", TUESDAY, "-")]
    marks += day("900002", TUESDAY, pupil="P2")
    one = found(tmp_path, marks, [ASH, BEECH])["Ash"]
    assert one.held == 2
    assert one.missing == ((TUESDAY, "AM"), (TUESDAY, "PM"))


def test_a_school_is_expected_only_while_it_is_open(tmp_path):
    opened = ("900001", "Ash", {"opened_on": TUESDAY})
    closed = ("900002", "Beech", {"closed_on": date(2025, 8, 31)})
    marks = day("900001", TUESDAY)
    both = found(tmp_path, marks, [opened, closed])
    assert both["Ash"].open == 2
    assert "Beech" not in both


def test_a_period_over_two_years_looks_in_both(tmp_path):
    marks = [*day("900001", date(2025, 7, 14)), *day("900001", MONDAY)]
    period = parse_period("2025-07-14..2025-09-08")
    one = found(tmp_path, marks, [ASH], period)["Ash"]
    assert one.held == 4
    assert one.missing[0] == (date(2025, 7, 15), "AM")


def test_no_marks_in_the_period_is_no_coverage(tmp_path):
    assert (
        found(tmp_path, day("900001", MONDAY), [ASH], parse_period("2025-26/HT6")) == {}
    )
    assert (
        found(tmp_path, day("900001", MONDAY), [ASH], parse_period("2023-24/HT1")) == {}
    )
