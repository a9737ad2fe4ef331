"""Ten sessions in ten school weeks, ten days running, and N too long: rules.md 3.3, 4.2, 16."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.measures.watch.drawn_register import register

from muster.measures.watch.register import Register
from muster.measures.watch.unauthorised import continuous, thresholds, unresolved
from muster.tables import codes


HALF_ILL = "/ \\ / \\ / \\ / \\ I I"
NINE = """
    Ann | 08/09/2025 | G G / \\ / \\ / \\ / \\
    Ann | 15/09/2025 | N O U / / \\ / \\ / \\
    Ann | 22/09/2025 | G G O / / \\ / \\ / \\
    Ann | 29/09/2025 | O / / \\ / \\ / \\ / \\
"""


def on(text: str) -> date:
    return date.fromisoformat(text)


def test_ten_unauthorised_sessions_of_any_kind_meet_the_threshold_on_the_tenth():
    # G, N, O and U in any combination; the tenth is on Tuesday 7 October.
    drawn = NINE + "Ann | 06/10/2025 | / \\ G G / \\ / \\ / \\"
    [met] = thresholds(register(drawn), on("2025-10-10"))
    assert met.met_on == on("2025-10-07")
    assert [one.code for one in met.sessions] == list("GGNOUGGOOG")
    assert met.sessions[0].on == on("2025-09-08")
    assert (met.sessions[-1].on, met.sessions[-1].half) == (on("2025-10-07"), "AM")
    assert [(one.on, one.half) for one in met.since] == [(on("2025-10-07"), "PM")]


def test_nine_do_not():
    assert thresholds(register(NINE), on("2025-10-10")) == []


def test_pn_10_unauthorised_across_10_school_weeks_with_2_holiday_weeks_inside():
    # rules.md 16: twelve calendar weeks, of which Christmas takes two.
    drawn = """
        Ann | 17/11/2025 | G / / \\ / \\ / \\ / \\
        Ann | 24/11/2025 | G / / \\ / \\ / \\ / \\
        Ann | 01/12/2025 | G / / \\ / \\ / \\ / \\
        Ann | 08/12/2025 | G / / \\ / \\ / \\ / \\
        Ann | 15/12/2025 | G / / \\ / \\ / \\ / \\
        Ann | 05/01/2026 | G / / \\ / \\ / \\ / \\
        Ann | 12/01/2026 | G / / \\ / \\ / \\ / \\
        Ann | 19/01/2026 | G / / \\ / \\ / \\ / \\
        Ann | 26/01/2026 | G / / \\ / \\ / \\ / \\
        Ann | 02/02/2026 | / / / \\ / \\ / \\ / G
    """
    [met] = thresholds(register(drawn), on("2026-02-06"))
    assert met.met_on == on("2026-02-06")
    assert (met.met_on - met.sessions[0].on).days // 7 == 11


def test_ten_over_eleven_school_weeks_do_not():
    drawn = """
        Ann | 17/11/2025 | G / / \\ / \\ / \\ / \\
        Ann | 24/11/2025 | G / / \\ / \\ / \\ / \\
        Ann | 01/12/2025 | G / / \\ / \\ / \\ / \\
        Ann | 08/12/2025 | G / / \\ / \\ / \\ / \\
        Ann | 15/12/2025 | G / / \\ / \\ / \\ / \\
        Ann | 05/01/2026 | G / / \\ / \\ / \\ / \\
        Ann | 12/01/2026 | G / / \\ / \\ / \\ / \\
        Ann | 19/01/2026 | G / / \\ / \\ / \\ / \\
        Ann | 26/01/2026 | G / / \\ / \\ / \\ / \\
        Ann | 02/02/2026 | full
        Ann | 09/02/2026 | G / / \\ / \\ / \\ / \\
    """
    assert thresholds(register(drawn), on("2026-02-13")) == []


def test_a_week_the_school_was_open_one_day_is_a_school_week():
    # Eleven weeks, the third of them of one day: the ten no longer fit.
    drawn = """
        Ann | 17/11/2025 | G / / \\ / \\ / \\ / \\
        Ann | 24/11/2025 | G G G G G G G G / \\
        Ann | 01/12/2025 | # # # # # # # # / \\
        Ann | 08/12/2025 | full
        Ann | 15/12/2025 | full
        Ann | 05/01/2026 | full
        Ann | 12/01/2026 | full
        Ann | 19/01/2026 | full
        Ann | 26/01/2026 | full
        Ann | 02/02/2026 | full
        Ann | 09/02/2026 | G / / \\ / \\ / \\ / \\
    """
    assert thresholds(register(drawn), on("2026-02-13")) == []
    without = drawn.replace("# # # # # # # # / \\", "# # # # # # # # # #")
    assert len(thresholds(register(without), on("2026-02-13"))) == 1


def test_the_ten_weeks_run_on_over_the_summer_into_the_next_school_year():
    drawn = """
        Ann | 13/07/2026 | G G G G G / / \\ / \\
        Ann | 07/09/2026 | / \\ / \\ / G G G G G
    """
    [met] = thresholds(register(drawn), on("2026-09-11"))
    assert met.sessions[0].on == on("2026-07-13")
    assert met.met_on == on("2026-09-11")


def test_a_corrected_register_takes_the_threshold_away():
    drawn = NINE + "Ann | 06/10/2025 | / \\ N / / \\ / \\ / \\"
    assert thresholds(register(drawn), on("2025-10-10"))
    assert thresholds(register(drawn.replace("N / /", "I / /")), on("2025-10-10")) == []


def test_sessions_a_notice_relied_on_are_not_counted_again():
    drawn = NINE + "Ann | 06/10/2025 | G G / \\ / \\ / \\ / \\"
    fresh = {0: on("2025-09-15")}
    assert thresholds(register(drawn), on("2025-10-10"), fresh_after=fresh) == []
    more = drawn + "\n    Ann | 13/10/2025 | G G G G / \\ / \\ / \\"
    [met] = thresholds(register(more), on("2025-10-17"), fresh_after=fresh)
    assert met.sessions[0].on == on("2025-09-16")
    assert met.met_on == on("2025-10-14")


def test_only_days_of_compulsory_school_age_count():
    drawn = NINE + "Ann | 06/10/2025 | G G / \\ / \\ / \\ / \\"
    of_age = {0: (on("2025-09-09"), on("2036-06-27"))}
    assert thresholds(register(drawn), on("2025-10-10"), of_age=of_age) == []
    older = {0: (on("2020-08-31"), on("2025-10-06"))}
    assert len(thresholds(register(drawn), on("2025-10-10"), of_age=older)) == 1


def test_what_comes_after_the_day_asked_is_not_looked_at():
    drawn = NINE + "Ann | 06/10/2025 | / \\ G G / \\ / \\ / \\"
    assert thresholds(register(drawn), on("2025-10-06")) == []


ONE = st.sampled_from("/ / / G N O U I D - # .".split())


@given(st.lists(st.lists(ONE, min_size=10, max_size=10), min_size=1, max_size=14))
def test_the_fast_search_agrees_with_the_rule_read_word_by_word(weeks):
    monday = date(2025, 9, 8)
    drawn = "\n".join(
        f"Ann | {monday + timedelta(days=7 * n):%d/%m/%Y} | {' '.join(week)}"
        for n, week in enumerate(weeks)
    )
    day = monday + timedelta(days=7 * len(weeks) - 1)
    held = register(drawn)
    found = thresholds(held, day)
    assert [one.met_on for one in found] == _read_word_by_word(held)


def _read_word_by_word(held: Register) -> list[date]:
    """rules.md 4.2 as it is written: each window of ten school weeks, one by one."""
    met = []
    for week in range(int(held.school_week.max(initial=-1)) + 1):
        window = (held.school_week > week - 10) & (held.school_week <= week)
        missed = [
            held.on(at)
            for at in np.flatnonzero(window)
            if codes.UNAUTHORISED[held.marks[0, at]]
        ]
        if len(missed) >= 10:
            met.append(missed[9])
    return sorted(met)[:1]


def test_ten_school_days_running_without_leave_are_a_return():
    drawn = """
        Ann | 08/09/2025 | O O O O O O O O O O
        Ann | 15/09/2025 | N N N N O O G G U O
    """
    [run] = continuous(register(drawn), on("2025-09-19"))
    assert (run.from_on, run.to_on, run.days) == (
        on("2025-09-08"),
        on("2025-09-19"),
        10,
    )
    assert run.due_on == on("2025-09-19")
    assert run.is_running


def test_nine_days_running_are_none():
    drawn = """
        Ann | 08/09/2025 | O O O O O O O O O O
        Ann | 15/09/2025 | O O O O O O O O / \\
    """
    assert continuous(register(drawn), on("2025-09-19")) == []


def test_an_inset_day_and_a_day_not_required_neither_count_nor_break():
    drawn = """
        Ann | 08/09/2025 | O O O O O O # # O O
        Ann | 15/09/2025 | O O D D O O O O O O
        Ann | 22/09/2025 | O O O O / \\ / \\ / \\
        Ben | 22/09/2025 | full
    """
    [run] = continuous(register(drawn, closed=["11/09/2025"]), on("2025-09-26"))
    assert run.days == 10
    assert run.due_on == on("2025-09-23")
    assert not run.is_running


def test_half_a_day_attended_or_authorised_breaks_the_run():
    drawn = """
        Ann | 08/09/2025 | O O O O O O O O O O
        Ann | 15/09/2025 | {} O O O O O O O O
        Ann | 22/09/2025 | O O / \\ / \\ / \\ / \\
    """
    assert continuous(register(drawn.format("O O")), on("2025-09-26"))
    for half in ("/ O", "O I", "L O"):
        assert continuous(register(drawn.format(half)), on("2025-09-26")) == []


def test_a_day_of_which_one_half_was_not_possible_counts_by_the_other():
    drawn = """
        Ann | 08/09/2025 | O O O Y4 O O O O O O
        Ann | 15/09/2025 | O O O O O O O O O O
    """
    [run] = continuous(register(drawn), on("2025-09-19"))
    assert run.days == 10


def test_n_is_too_old_after_five_school_days_and_not_on_the_fifth():
    drawn = """
        Ann | 08/09/2025 | N / / \\ / \\ / \\ / \\
        Ann | 15/09/2025 | full
    """
    assert unresolved(register(drawn), on("2025-09-15")) == []
    [late] = unresolved(register(drawn), on("2025-09-16"))
    assert [(one.on, one.half) for one in late.sessions] == [(on("2025-09-08"), "AM")]
    assert late.days == 6


def test_a_closure_gives_the_school_a_day_more():
    drawn = """
        Ann | 08/09/2025 | N / / \\ / \\ # # / \\
        Ann | 15/09/2025 | full
    """
    held = register(drawn, closed=["11/09/2025"])
    assert unresolved(held, on("2025-09-16")) == []
    assert len(unresolved(held, on("2025-09-17"))) == 1


Y4 = "Y4 Y4 Y4 Y4 Y4 Y4 Y4 Y4 Y4 Y4"


def test_a_week_the_whole_school_was_shut_unexpectedly_is_of_no_school_days():
    # rules.md 12.3: a whole-school Y4 is no school day for counts of days.
    drawn = f"""
        Ann | 08/09/2025 | / \\ / \\ / \\ / \\ N /
        Ann | 15/09/2025 | {Y4}
        Ann | 22/09/2025 | {{}}
        Ben | 15/09/2025 | # # # # Y4 Y4 Y4 Y4 . -
    """
    assert unresolved(register(drawn.format("full")), on("2025-09-22")) == []
    more = drawn.format("full") + "Ann | 29/09/2025 | full"
    [late] = unresolved(register(more), on("2025-09-29"))
    assert late.days == 6


def test_a_session_the_school_was_shut_for_is_seen_where_it_was_another_before():
    held = register(f"Ann | 15/09/2025 | {Y4}")
    assert held.code_of(0, on("2025-09-15"), "AM") == "Y4"
    assert unresolved(held, on("2025-09-19")) == []


def test_a_week_of_which_some_were_in_school_is_of_school_days():
    drawn = f"""
        Ann | 08/09/2025 | / \\ / \\ / \\ / \\ N /
        Ann | 15/09/2025 | {Y4}
        Ann | 22/09/2025 | full
        Ben | 15/09/2025 | full
    """
    [late] = unresolved(register(drawn), on("2025-09-22"))
    assert late.days == 6


def test_a_week_the_whole_school_was_shut_unexpectedly_uses_up_none_of_the_ten():
    five, rest = "O O O O O / / \\ / \\", "full"
    weeks = [five, *[rest] * 4, Y4, *[rest] * 5, five]
    monday = date(2026, 4, 13)
    drawn = "\n".join(
        f"Ann | {monday + timedelta(weeks=n):%d/%m/%Y} | {week}"
        for n, week in enumerate(weeks)
        if n != 6  # the half-term
    )
    last = monday + timedelta(weeks=11, days=4)
    [met] = thresholds(register(drawn), last)
    assert met.met_on == monday + timedelta(weeks=11, days=2)


def test_an_empty_register_has_nothing():
    held = register("Ann | 08/09/2025 | full").upto(on("2025-09-01"))
    assert unresolved(held, on("2025-09-01")) == []
    assert thresholds(held, on("2025-09-01")) == []
    assert continuous(held, on("2025-09-01")) == []


def test_the_tenth_session_is_of_this_year_and_the_nine_before_may_not_be():
    drawn = """
        Ann | 30/06/2025 | O O O O O O O O O O
        Ann | 08/09/2025 | full
        Ben | 30/06/2025 | O O O O O O O O O \\
        Ben | 08/09/2025 | O \\ / \\ / \\ / \\ / \\
        Cat | 30/06/2025 | O O O O O O O O O O
        Cat | 08/09/2025 | / \\ O \\ / \\ / \\ / \\
    """
    found = thresholds(
        register(drawn, first="2025-06-30", last="2025-09-12"),
        date(2025, 9, 12),
        met_from=date(2025, 8, 1),
    )
    assert [(one.pupil, one.met_on) for one in found] == [
        (1, date(2025, 9, 8)),
        (2, date(2025, 9, 9)),
    ]
