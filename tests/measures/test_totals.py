"""Weekly files, subtracted: what comes out is what was put in."""

import shutil
import tempfile
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.measures.authority import Authority, Mark, upn
from tests.measures.weekly import (
    COLUMNS,
    File,
    Row,
    Sessions,
    WeeklyReferee,
    added,
    state_of_files,
    stored_files,
)

from muster.measures import CannotAsk, Scope, ask, parse_period, totals
from muster.measures.question import ENGINES
from muster.school_year import SchoolYear


OCTOBER, DECEMBER, FEBRUARY = date(2025, 10, 24), date(2025, 12, 19), date(2026, 2, 13)
DAYS = (OCTOBER, DECEMBER, FEBRUARY)
PERIODS = {
    "2025-26/HT1": (None, OCTOBER),
    "2025-26/HT2": (OCTOBER, DECEMBER),
    "2025-26/HT3": (DECEMBER, FEBRUARY),
    "2025-26/autumn": (None, DECEMBER),
    "2025-26/ytd": (None, FEBRUARY),
    "2025-26": (None, FEBRUARY),
    "2025-10-25..2026-02-15": (OCTOBER, FEBRUARY),
}
MEASURES = (
    "overall_absence",
    "attendance",
    "unauthorised_absence",
    "persistent_absence",
    "severe_absence",
)
TEN = {"born_on": date(2015, 1, 1), "from_on": date(2021, 9, 1)}


@contextmanager
def state_of(files, authority=None):
    home = Path(tempfile.mkdtemp(prefix="muster-weekly-"))
    try:
        yield state_of_files(home, files, authority)
    finally:
        shutil.rmtree(home)


def pair(state, school, pupil):
    """A pupil of a state as the referee calls them."""
    urns = dict(state.schools.select("id", "urn").iter_rows())
    names = dict(state.pupils.select("pupil", "supplied").iter_rows())
    return urns[school], names[pupil]


def figures(state, name, by=(), period="2025-26/ytd", rules="live", **how):
    answer = ask(state, [name], by, period, rules, audience="unsuppressed", **how)
    return {f.dims: (f.numerator, f.denominator) for f in answer.rows}


# Series nobody would think of

STRETCH = st.builds(
    Sessions,
    st.integers(0, 60),
    st.integers(0, 5),
    st.integers(0, 30),
    st.integers(0, 30),
)
FALLEN = st.sampled_from(
    [Sessions()] * 4
    + [Sessions(-3, 0, 3, 0), Sessions(0, 0, -9, 4), Sessions(-70, 0, 0, -70)]
)


@st.composite
def series(draw):
    """Three files: pupils come, vanish and go to another school; totals are revised."""
    rows = {day: [] for day in DAYS}
    taken = set()
    for number in range(draw(st.integers(1, 7))):
        comes = draw(st.integers(0, 2))
        goes = draw(st.integers(comes, 5))
        school = draw(st.sampled_from(["990001", "990002", "990003"]))
        name = draw(st.sampled_from([f"Pupil {number}", "Robin"]))
        if (school, name) in taken:
            continue
        taken.add((school, name))
        more = {
            "born_on": draw(
                st.sampled_from(
                    [None, date(2009, 9, 1), date(2020, 8, 31), TEN["born_on"]]
                )
            ),
            "from_on": (None, date(2025, 11, 3), date(2026, 1, 12))[comes],
            "to_on": draw(st.sampled_from([None, None, date(2025, 12, 19), FEBRUARY])),
            "sex": draw(st.sampled_from(["F", "M", ""])),
        }
        total = Sessions()
        for place, day in enumerate(DAYS):
            if not comes <= place <= goes:
                continue
            total = added(total, draw(STRETCH), draw(FALLEN))
            # A register never holds less than nothing.
            total = Sessions(*(max(0, each) for each in total))
            rows[day].append(Row(school, name, total, more))
    return [File(day, tuple(rows[day])) for day in DAYS if rows[day]]


ALWAYS = settings(
    derandomize=True,
    database=None,
    deadline=None,
    # Each example asks hundreds of questions: shrinking one would take an hour.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def agrees(files):
    referee = WeeklyReferee(files)
    held = set(referee.at)
    with state_of(files) as state:
        for first, last in PERIODS.values():
            if {first, last} - {None} <= held:
                changes_agree(state, referee, first, last)
        for period, (first, last) in PERIODS.items():
            if period in ("2025-26", "2025-26/ytd"):
                last = max(held)
            if not {first, last} - {None} <= held:
                continue
            for rules in ("census", "live", "roll", "pupil"):
                for by in [(), ("phase",), ("school",), ("sex",)]:
                    if rules == "pupil" and by:
                        continue
                    for name in MEASURES:
                        expected = referee.answer(name, by, first, last, rules)
                        found = figures(state, name, by, period, rules)
                        assert found == expected, (period, rules, by, name)


def changes_agree(state, referee, first, last):
    change = totals.between(state, first, last)
    rows = {
        pair(state, school, pupil): tuple(counts)
        for school, pupil, *counts in change.rows.select(
            "school", "pupil", *COLUMNS
        ).iter_rows()
    }
    counts = referee.counts(first, last)
    assert rows == {(s, upn(name)): c for (s, name), c in counts.items()}
    if first is None:
        return
    urns = dict(state.schools.select("id", "urn").iter_rows())
    assert {
        (*pair(state, one.school, one.pupil), one.column, one.before, one.after)
        for one in change.revisions
    } == {(s, upn(name), *rest) for s, name, *rest in referee.revisions(first, last)}
    assert {
        pair(state, one.school, one.pupil): tuple(sorted(urns[at] for at in one.at))
        for one in change.vanished
    } == {(s, upn(n)): at for (s, n), at in referee.vanished(first, last).items()}
    assert {pair(state, one.school, one.pupil) for one in change.new} == {
        (s, upn(name)) for s, name in referee.new(first, last)
    }


@settings(ALWAYS, max_examples=25)
@given(series())
def test_weekly_files_and_the_referee_agree(files):
    if files:
        agrees(files)


@pytest.mark.slow
@settings(ALWAYS, max_examples=1000)
@given(series())
def test_weekly_files_and_the_referee_agree_on_a_thousand(files):
    if files:
        agrees(files)


# What was planted comes out

PLANTED = {
    "Robin": [Sessions(60, 2, 4, 2), Sessions(50, 0, 15, 5), Sessions(30, 0, 15, 15)],
    "Jay": [Sessions(68), Sessions(70), Sessions(58, 2)],
    "Wren": [Sessions(30, 0, 0, 38), Sessions(20, 0, 0, 50), Sessions(0, 0, 0, 60)],
}


def planted(day: date, without: tuple[str, ...] = (), **more) -> File:
    upto = DAYS.index(day) + 1
    rows = [
        Row("990001", name, added(*each[:upto]), TEN | more)
        for name, each in PLANTED.items()
        if name not in without
    ]
    return File(day, tuple(rows))


@pytest.fixture
def state(tmp_path):
    return state_of_files(tmp_path, [planted(day) for day in DAYS])


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("half", [1, 2, 3])
def test_each_half_term_has_what_was_planted_in_it(state, half, engine):
    each = [counts[half - 1].counts for counts in PLANTED.values()]
    absent = sum(authorised + unauthorised for _, _, authorised, unauthorised in each)
    possible = sum(counts[0] for counts in each)
    found = figures(state, "overall_absence", (), f"2025-26/HT{half}", engine=engine)
    assert found == {(): (absent, possible)}


def test_the_year_to_date_is_the_latest_file_and_says_its_day(state):
    answer = ask(state, ["persistent_absence"], (), "2025-26/ytd", "live")
    assert answer.as_at == FEBRUARY
    assert figures(state, "persistent_absence") == {(): (2, 3)}
    assert answer.notes == ()


def test_a_question_that_names_no_period_is_of_the_year_to_date(state):
    assert ask(state, ["attendance"]).period.text == "2025-26/ytd"


def test_a_home_with_weekly_files_alone_has_schools_and_pupils(state):
    assert state.schools.select("urn", "name", "phase", "provisional").rows() == [
        ("990001", "School 990001", "primary", False)
    ]
    assert state.enrolments["from_on"].to_list() == [date(2021, 9, 1)] * 3
    assert state.totals.height == 9
    assert set(state.totals.columns) >= {"school", "pupil", "as_at", "possible"}


def test_a_revision_is_reported_and_keeps_its_sign(tmp_path):
    before = File(OCTOBER, (Row("990001", "Robin", Sessions(50, 0, 18, 0), TEN),))
    after = File(DECEMBER, (Row("990001", "Robin", Sessions(136, 0, 4, 0), TEN),))
    state = state_of_files(tmp_path, [before, after])
    [one] = totals.between(state, OCTOBER, DECEMBER).revisions
    assert (one.column, one.before, one.after) == ("authorised", 18, 4)
    assert figures(state, "overall_absence", (), "2025-26/HT2") == {(): (-14, 72)}
    answer = ask(state, ["overall_absence"], (), "2025-26/HT2")
    assert answer.notes == (
        (
            "Totals were revised down between the weekly files of 24 October 2025 and 19 "
            "December 2025. The figures keep the difference as it is, with its sign."
        ),
    )


def test_who_vanished_is_reported_with_the_day_they_were_last_seen(tmp_path):
    files = [planted(OCTOBER), planted(DECEMBER, without=("Jay",))]
    state = state_of_files(tmp_path, files)
    change = totals.latest_change(state)
    [one] = change.vanished
    assert pair(state, one.school, one.pupil) == ("990001", upn("Jay"))
    assert (one.last_on, one.at) == (OCTOBER, ())
    assert (change.summary().vanished, change.summary().vanished_ids) == (1, ())
    assert change.summary(with_ids=True).vanished_ids == (one.pupil,)
    [note] = ask(state, ["attendance"], (), "2025-26/HT2").notes
    assert note.startswith("Pupils vanished between the weekly files of 24 October")
    elsewhere = ask(
        state, ["attendance"], (), "2025-26/HT2", scope=Scope.of_schools({99})
    )
    assert elsewhere.notes == ()


def test_who_vanished_from_one_school_may_be_at_another(tmp_path):
    moved = Row("990002", "Jay", Sessions(70), TEN | {"from_on": date(2025, 11, 3)})
    stays = Row("990002", "Wren", Sessions(68), TEN)
    before, after = planted(OCTOBER), planted(DECEMBER, without=("Jay",))
    files = [
        File(OCTOBER, (*before.rows, stays)),
        File(DECEMBER, (*after.rows, moved, stays)),
    ]
    change = totals.latest_change(state_of_files(tmp_path, files))
    [one] = change.vanished
    assert len(one.at) == 1
    assert change.summary().vanished_everywhere == 0
    assert len(change.new) == 1


def test_a_school_that_vanished_altogether_is_said_once(tmp_path):
    other = tuple(Row("990002", f"P{n}", Sessions(68), TEN) for n in range(40))
    files = [File(OCTOBER, (*planted(OCTOBER).rows, *other)), planted(DECEMBER)]
    state = state_of_files(tmp_path, files)
    change = totals.latest_change(state)
    assert (change.vanished, len(change.schools_vanished)) == ((), 1)
    assert ask(state, ["attendance"], (), "2025-26/HT2").notes == (
        (
            "A school vanished between the weekly files of 24 October 2025 and 19 "
            "December 2025."
        ),
    )


def test_what_a_new_school_had_before_is_not_taken_for_the_period(tmp_path):
    old = Row("990002", "Lark", Sessions(140), TEN)
    new = Row("990002", "Dove", Sessions(50), TEN | {"from_on": date(2025, 11, 3)})
    files = [planted(OCTOBER), File(DECEMBER, (*planted(DECEMBER).rows, old, new))]
    state = state_of_files(tmp_path, files)
    found = figures(state, "attendance", ("school",), "2025-26/HT2")
    assert found["School 990002",] == (50, 50)
    assert figures(state, "attendance", ("school",))["School 990002",] == (190, 190)
    [note] = ask(state, ["attendance"], (), "2025-26/HT2").notes
    assert note.startswith("Schools came new")


def test_of_two_files_of_one_day_the_later_stands_for_its_schools(tmp_path):
    other = Row("990002", "Lark", Sessions(68), TEN)
    again = File(OCTOBER, (Row("990001", "Robin", Sessions(60), TEN),))
    files = [File(OCTOBER, (*planted(OCTOBER).rows, other)), again]
    state = state_of_files(tmp_path, files)
    assert figures(state, "attendance", ("school",), "2025-26/HT1") == {
        ("School 990001",): (60, 60),
        ("School 990002",): (68, 68),
    }


def test_a_load_taken_back_is_as_if_it_had_not_been(tmp_path):
    store = stored_files(tmp_path, [planted(OCTOBER), planted(DECEMBER)])
    with store.draft("an undoing") as draft:
        draft.undo("w1")
        version = draft.save()
    state = store.state(version)
    assert state.totals_days(2025) == [OCTOBER]
    assert ask(state, ["attendance"]).as_at == OCTOBER


def test_only_files_of_one_year_are_subtracted(state):
    with pytest.raises(CannotAsk, match="No weekly file as at 1 December 2025 is held"):
        totals.between(state, None, date(2025, 12, 1))
    with pytest.raises(CannotAsk, match="only a later one of the same year"):
        totals.between(state, DECEMBER, OCTOBER)


def test_a_home_without_weekly_files_has_no_change(tmp_path):
    assert totals.latest_change(state_of_files(tmp_path, [])) is None


# The sixth half-term

MAY, JULY = date(2026, 5, 22), date(2026, 7, 17)
ELDEST = {"born_on": date(2010, 1, 1), "from_on": date(2021, 9, 1)}
Y11 = [
    File(MAY, (Row("990002", "Robin", Sessions(300), ELDEST),)),
    File(JULY, (Row("990002", "Robin", Sessions(300, 0, 0, 40), ELDEST),)),
]


@pytest.mark.parametrize(
    ("rules", "whole", "sixth"),
    [
        ("live", (0, 300), (0, 0)),
        ("census", (0, 300), (0, 0)),
        ("pupil", (0, 300), (0, 0)),
        ("roll", (40, 340), (40, 40)),
    ],
)
def test_the_eldest_have_no_sixth_half_term(tmp_path, rules, whole, sixth):
    state = state_of_files(tmp_path, Y11)
    assert figures(state, "overall_absence", rules=rules) == {(): whole}
    found = figures(state, "overall_absence", (), "2025-26/HT6", rules)
    assert found == {(): sixth}


def test_without_a_file_at_its_start_the_eldest_have_what_the_last_one_says(tmp_path):
    state = state_of_files(tmp_path, Y11[1:])
    assert figures(state, "overall_absence") == {(): (40, 340)}


# Edges


def edges(period, *days):
    year = SchoolYear(2025)
    calendar = state_calendar()
    return totals.stretch(parse_period(period), year, calendar, sorted(days))


def state_calendar():
    from muster.school_year import Calendar

    return Calendar.template()


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((OCTOBER, DECEMBER), (OCTOBER, DECEMBER)),
        # A day in the holiday is at the edge.
        (
            (date(2025, 10, 29), date(2026, 1, 2)),
            (date(2025, 10, 29), date(2026, 1, 2)),
        ),
        # Seven days from it will do; eight will not.
        ((date(2025, 10, 17), DECEMBER), (date(2025, 10, 17), DECEMBER)),
        ((date(2025, 10, 16), DECEMBER), None),
        ((OCTOBER, date(2025, 12, 11)), None),
        # The nearest of several.
        (
            (date(2025, 10, 21), OCTOBER, date(2025, 11, 5), DECEMBER),
            (OCTOBER, DECEMBER),
        ),
        ((OCTOBER,), None),
        ((), None),
    ],
)
def test_a_half_term_takes_the_files_nearest_its_edges(days, expected):
    found = edges("2025-26/HT2", *days)
    assert (found and (found.first, found.last)) == expected


def test_other_stretches_take_only_files_at_their_edges():
    assert edges("2025-W37", date(2025, 9, 5), date(2025, 9, 14)) is not None
    assert edges("2025-W37", date(2025, 9, 5), date(2025, 9, 11)) is None
    assert edges("2025-W37", date(2025, 9, 4), date(2025, 9, 12)) is None


def test_a_period_no_files_are_of_cannot_be_asked(state):
    with pytest.raises(CannotAsk) as why:
        ask(state, ["attendance"], (), "2025-26/HT4")
    assert str(why.value) == (
        "The weekly files held don’t begin and end with Spring half-term 4, 2025/26. They "
        "run to 24 October 2025, 19 December 2025, 13 February 2026. Ask for 2025-26/ytd, "
        "or for the days between two of them."
    )


def test_only_the_latest_days_are_listed_of_many(tmp_path):
    days = [date(2025, 9, 5 + place) for place in range(8)]
    row = Row("990001", "Robin", Sessions(2), TEN)
    state = state_of_files(tmp_path, [File(day, (row,)) for day in days])
    with pytest.raises(CannotAsk, match="The latest of them run to 7 September 2025"):
        ask(state, ["attendance"], (), "2025-26/HT4")


@pytest.mark.parametrize(
    ("name", "by"),
    [
        ("overall_absence", ("reason",)),
        ("overall_absence", ("week",)),
        ("overall_absence", ("weekday",)),
        ("overall_absence", ("session",)),
        ("late_before", ()),
        ("reason_i", ()),
        ("not_recorded", ()),
    ],
)
def test_what_needs_a_code_or_a_date_cannot_be_asked(state, name, by):
    with pytest.raises(CannotAsk) as why:
        ask(state, [name], by, "2025-26/ytd")
    assert str(why.value) == (
        "The weekly file from DfE has no codes and no dates, so there are no reasons, "
        "weeks or weekdays in it. Load register marks for those."
    )


@pytest.mark.parametrize("period", ["2025-26", "2025-26/ytd"])
def test_a_year_is_broken_down_by_half_term(state, period):
    expected = {
        (f"HT{half}",): figures(state, "attendance", (), f"2025-26/HT{half}")[()]
        for half in (1, 2, 3)
    }
    assert figures(state, "attendance", ("half_term",), period) == expected
    by_school = figures(state, "attendance", ("school", "half_term"), period)
    assert by_school["School 990001", "HT2"] == expected["HT2",]
    answer = ask(state, ["attendance"], ("half_term",), period)
    assert (answer.as_at, answer.notes) == (FEBRUARY, ())


def test_a_year_is_broken_down_by_term(state):
    autumn = figures(state, "attendance", (), "2025-26/autumn")
    found = figures(state, "attendance", ("term",), "2025-26")
    assert found == {("autumn",): autumn[()]}
    same = figures(state, "attendance", ("term",), "2025-26/autumn")
    assert same == found


def test_a_half_term_without_files_at_its_edges_is_said_to_be_left_out(tmp_path):
    state = state_of_files(tmp_path, [planted(OCTOBER), planted(FEBRUARY)])
    answer = ask(state, ["attendance"], ("half_term",), "2025-26")
    assert [row.dims for row in answer.rows] == [("HT1",)]
    assert answer.notes == (
        (
            "No weekly files are at both edges of Autumn half-term 2, 2025/26, so it is "
            "left out of what they answer."
        ),
        (
            "No weekly files are at both edges of Spring half-term 3, 2025/26, so it is "
            "left out of what they answer."
        ),
    )


@pytest.mark.parametrize(
    ("by", "period"),
    [
        (("half_term", "term"), "2025-26"),
        (("half_term",), "2025-26/autumn"),
        (("term",), "2025-09-01..2025-12-19"),
    ],
)
def test_other_stretches_are_not_broken_down_by_time(state, by, period):
    with pytest.raises(CannotAsk, match="broken down by half_term or by term"):
        ask(state, ["attendance"], by, period)


# Beside marks

MARKED = Authority(
    schools=[{"urn": "990001", "name": "Ash", "phase": ""}],
    loads=[
        [
            Mark("990001", upn("Robin"), date(2025, 9, 8), half, "O")
            for half in ("AM", "PM")
        ]
    ],
)


def test_where_a_school_has_marks_they_win(tmp_path):
    lark = Row("990002", "Lark", Sessions(68), TEN)
    files = [File(OCTOBER, (*planted(OCTOBER).rows, lark))]
    state = state_of_files(tmp_path, files, MARKED)
    expected = {("Ash",): (2, 2), ("School 990002",): (0, 68)}
    assert figures(state, "overall_absence", ("school",), "2025-26/HT1") == expected
    assert figures(state, "overall_absence", (), "2025-26/HT1") == {(): (2, 70)}
    [said] = [
        note
        for note in ask(state, ["attendance"], (), "2025-26/HT1").notes
        if "in place of the weekly file" in note
    ]
    assert said.startswith("One school has register marks of 2025/26")
    persistent = figures(
        state, "persistent_absence", ("school",), "2025-26/HT1", "census"
    )
    assert persistent == {("Ash",): (1, 1), ("School 990002",): (0, 1)}


def test_marks_alone_answer_what_weekly_files_cannot(tmp_path):
    lark = Row("990002", "Lark", Sessions(68), TEN)
    state = state_of_files(tmp_path, [File(OCTOBER, (lark,))], MARKED)
    found = figures(state, "overall_absence", ("reason",), "2025-26")
    assert found == {("O",): (2, 2)}
    other = state.school_keys.find("990002")
    with pytest.raises(CannotAsk, match="no codes and no dates"):
        figures(state, "overall_absence", ("reason",), "2025-26", schools=[other])
    answer = ask(state, ["attendance"], (), "2025-26/ytd", schools=[other])
    assert answer.as_at == OCTOBER


def test_explicit_files_win_over_what_a_weekly_file_says(tmp_path):
    told = Authority(
        schools=[{"urn": "990001", "name": "Ash Park", "phase": "secondary"}],
        enrolments=[
            {"school": "990001", "pupil": upn("Robin"), "sex": "F", "year_group": "4"}
        ],
    )
    state = state_of_files(tmp_path, [planted(OCTOBER, sex="M")], told)
    assert state.schools.select("name", "phase").rows() == [("Ash Park", "secondary")]
    found = figures(state, "attendance", ("sex",), "2025-26/HT1")
    assert {dims: d for dims, (_, d) in found.items()} == {("F",): 68, ("M",): 136}


def test_what_a_schools_file_leaves_blank_a_weekly_file_may_know(tmp_path):
    state = state_of_files(tmp_path, [planted(OCTOBER)], MARKED)
    assert state.schools.select("name", "phase").rows() == [("Ash", "primary")]


def test_two_years_of_weekly_files_are_added(tmp_path):
    last_year = File(date(2025, 7, 25), (Row("990001", "Robin", Sessions(300), TEN),))
    state = state_of_files(tmp_path, [last_year, planted(OCTOBER)])
    found = figures(state, "attendance", (), "2024-08-01..2025-10-26")
    assert found == {(): (300 + 62 + 68 + 30, 300 + 68 * 3)}
