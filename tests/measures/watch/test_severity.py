"""Who was severely absent when the last half-term ended, and who is now: rules.md 2.1."""

from datetime import date

from tests.measures.watch.drawn_register import names, register

from muster.measures.watch.severity import severities, since_last_half_term
from muster.school_year import Calendar


CALENDAR = Calendar.template()
GONE = "I I I I I I I I I I"
HALF = "I \\ I \\ I \\ I \\ I \\"
# The template's first half-term of 2025/26 ends before Monday 3 November.
DRAWN = f"""
    always | 06/10/2025 | {GONE}
    always | 13/10/2025 | {GONE}
    always | 10/11/2025 | {GONE}
    came   | 06/10/2025 | full
    came   | 13/10/2025 | full
    came   | 10/11/2025 | {GONE}
    came   | 17/11/2025 | {GONE}
    half   | 06/10/2025 | {HALF}
    half   | 13/10/2025 | {HALF}
    half   | 10/11/2025 | full
    left   | 06/10/2025 | {GONE}
    left   | 13/10/2025 | {GONE}
    never  | 06/10/2025 | full
    never  | 13/10/2025 | full
    few    | 13/10/2025 | {GONE}
"""


def drawn(on: str = "2025-11-28", roll=("always", "came", "half", "never", "few")):
    called = names(DRAWN)
    here = frozenset(called.index(name) for name in roll)
    found = severities(register(DRAWN), date.fromisoformat(on), CALENDAR, here)
    return {called[one.pupil]: one for one in found}


def test_the_day_before_the_half_term_began_is_what_is_compared_with():
    assert since_last_half_term(CALENDAR, date(2025, 11, 28)) == date(2025, 11, 3)


def test_who_was_and_is_severely_absent_and_who_became_so():
    found = drawn()
    assert (found["always"].was, found["always"].is_now) == (True, True)
    assert (found["came"].was, found["came"].is_now) == (False, True)
    assert (found["came"].absent, found["came"].possible) == (20, 40)


def test_half_exactly_is_severe_and_a_week_in_full_ends_it():
    half = drawn()["half"]
    assert (half.absent_then, half.possible_then, half.was) == (10, 20, True)
    assert (half.absent, half.possible, half.is_now) == (10, 30, False)


def test_who_left_the_roll_was_and_is_not_any_more():
    left = drawn()["left"]
    assert (left.was, left.is_now, left.on_roll) == (True, False, False)


def test_nobody_is_found_who_never_was_or_of_whom_ten_sessions_say_nothing():
    assert {*drawn()} == {"always", "came", "half", "left"}


def test_in_the_first_half_term_the_year_before_is_compared_with():
    # No session of 2024/25 is drawn: then nobody was, and nobody is said to have been.
    found = drawn("2025-10-17")
    assert {*found} == {"always", "half"}
    assert not any(one.was for one in found.values())
    assert found["always"].since == date(2025, 8, 1)
