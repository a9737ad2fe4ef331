"""Fifteen days of illness, part-time timetables, returns and who vanished: rules.md 3.3, 7.3."""

from datetime import date

from tests.measures.watch.drawn_register import register

from muster.measures.watch.away import back, part_time, vanished
from muster.measures.watch.sickness import sick


def on(text: str) -> date:
    return date.fromisoformat(text)


ILL = "I I I I I I I I I I"
THREE_WEEKS = f"""
    Ann | 08/09/2025 | {ILL}
    Ann | 15/09/2025 | {ILL}
    Ann | 22/09/2025 | {ILL}
"""


def test_fifteen_school_days_of_illness_together_are_reached_on_the_fifteenth():
    [one] = sick(register(THREE_WEEKS), on("2025-09-26"))
    assert (one.half_days, one.reached_on) == (30, on("2025-09-26"))
    assert len(one.spells) == 1
    assert one.is_running


def test_fourteen_and_a_half_days_are_not_fifteen():
    drawn = THREE_WEEKS[::-1].replace("I", "\\", 1)[::-1]
    assert sick(register(drawn), on("2025-09-26")) == []


def test_half_days_apart_add_up_over_the_school_year_spell_by_spell():
    # 10 + 10 + 9 sessions, then a morning: fifteen days in four spells.
    drawn = f"""
        Ann | 08/09/2025 | {ILL}
        Ann | 15/09/2025 | full
        Ann | 22/09/2025 | {ILL}
        Ann | 29/09/2025 | / I I I I I I I I I
        Ann | 06/10/2025 | / \\ I / / \\ / \\ / \\
    """
    [one] = sick(register(drawn), on("2025-10-10"))
    assert one.reached_on == on("2025-10-07")
    assert [spell.half_days for spell in one.spells] == [10, 10, 9, 1]
    assert one.spell == one.spells[3]
    assert not one.is_running


def test_a_second_illness_of_fifteen_days_is_found_beside_the_first():
    # rules.md 3.3: one return per continuous illness.
    two_weeks = f"""{THREE_WEEKS.rstrip()}
        Ann | 29/09/2025 | / I / \\ / \\ / \\ / \\
        Ann | 06/10/2025 | {ILL}
        Ann | 13/10/2025 | {ILL}"""
    drawn = f"{two_weeks}\nAnn | 20/10/2025 | {ILL}"
    first, again = sick(register(drawn), on("2025-10-24"))
    assert [one.spell.from_on for one in (first, again)] == [
        on("2025-09-08"),
        on("2025-10-06"),
    ]
    assert [one.reached_on for one in (first, again)] == [
        on("2025-09-26"),
        on("2025-10-24"),
    ]
    assert [one.half_days for one in (first, again)] == [31, 30]
    assert [len(one.sessions) for one in (first, again)] == [31, 30]
    assert [len(one.spells) for one in (first, again)] == [2, 1]
    assert [one.is_running for one in (first, again)] == [False, True]
    [only] = sick(register(two_weeks), on("2025-10-24"))
    assert (only.half_days, only.is_running) == (51, True)


def test_sessions_that_were_not_possible_do_not_part_a_spell():
    drawn = f"""
        Ann | 08/09/2025 | {ILL}
        Ann | 15/09/2025 | D D Y4 Y4 I I I I I I
        Ann | 22/09/2025 | {ILL}
        Ann | 29/09/2025 | I I I I / \\ / \\ / \\
    """
    [one] = sick(register(drawn), on("2025-10-03"))
    assert [spell.half_days for spell in one.spells] == [30]


def test_last_school_years_illness_does_not_count():
    drawn = f"""
        Ann | 06/07/2026 | {ILL}
        Ann | 13/07/2026 | {ILL}
        Ann | 07/09/2026 | {ILL}
    """
    assert sick(register(drawn), on("2026-09-11")) == []


def test_a_part_time_timetable_is_seen_by_its_c2_in_the_last_ten_school_days():
    drawn = """
        Ann | 08/09/2025 | / C2 / C2 / C2 / C2 / C2
        Ann | 15/09/2025 | / C2 / C2 / C2 / C2 / C2
        Ben | 08/09/2025 | / C2 / \\ / \\ / \\ / \\
        Ben | 15/09/2025 | full
    """
    held = register(drawn)
    [ann] = part_time(held, on("2025-09-19"))[:1]
    assert (ann.from_on, ann.last_on, ann.sessions) == (
        on("2025-09-08"),
        on("2025-09-19"),
        10,
    )
    # Monday 8 September is the tenth day back from Friday 19, and not of Monday 22.
    assert len(part_time(held, on("2025-09-19"))) == 2
    later = register(drawn + "    Ben | 22/09/2025 | full")
    assert [one.pupil for one in part_time(later, on("2025-09-22"))] == [0]


def test_who_came_back_after_ten_days_is_listed_for_five_days():
    drawn = f"""
        Ann | 08/09/2025 | {ILL}
        Ann | 15/09/2025 | O O O O O O O O O O
        Ann | 22/09/2025 | O O / O O O / \\ / \\
        Ann | 29/09/2025 | full
    """
    held = register(drawn)
    [one] = back(held, on("2025-09-23"))
    assert (one.away_from, one.days) == (on("2025-09-08"), 11)
    assert one.back_on == on("2025-09-23")
    assert len(back(held, on("2025-09-29"))) == 1
    assert back(held, on("2025-09-30")) == []
    assert back(held, on("2025-09-22")) == []


def test_nine_days_away_is_not_long():
    drawn = f"""
        Ann | 08/09/2025 | {ILL}
        Ann | 15/09/2025 | I I I I I I I I / \\
    """
    assert back(register(drawn), on("2025-09-19")) == []


def test_a_child_never_seen_before_has_not_come_back():
    drawn = """
        Ann | 15/09/2025 | full
        Ben | 08/09/2025 | full
        Ben | 15/09/2025 | full
    """
    assert back(register(drawn), on("2025-09-19")) == []


def test_who_has_no_mark_for_five_days_the_school_held_has_vanished():
    drawn = """
        Ann | 08/09/2025 | / \\ / \\ / \\ . . . .
        Ben | 08/09/2025 | full
        Ben | 15/09/2025 | full
    """
    held = register(drawn)
    assert vanished(held, on("2025-09-16")) == []
    [one] = vanished(held, on("2025-09-17"))
    assert (one.pupil, one.last_on, one.days) == (0, on("2025-09-10"), 5)


def test_a_school_that_sent_nothing_has_not_lost_everybody():
    drawn = """
        Ann | 08/09/2025 | / \\ / \\ / \\ . . . .
        Ben | 08/09/2025 | full
    """
    assert vanished(register(drawn, last="26/09/2025"), on("2025-09-26")) == []


def test_leavers_z_and_closures_are_no_sign_of_a_child():
    drawn = """
        Ann | 08/09/2025 | / \\ Z Z Z Z Z Z Z Z
        Ben | 08/09/2025 | full
        Ben | 15/09/2025 | full
    """
    [one] = vanished(register(drawn), on("2025-09-19"))
    assert one.last_on == on("2025-09-08")
