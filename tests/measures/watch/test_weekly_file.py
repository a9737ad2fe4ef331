"""Who is gone from the weekly file, file by file: drawn as a row a file (peers.md 3.1)."""

from datetime import date

import pytest
from tests.measures.authority import Authority, Mark, upn
from tests.measures.weekly import File, Row, Sessions, state_of_files

from muster.measures.watch.weekly_file import SchoolOff, off_file, schools_off


FIRST, SECOND, THIRD = date(2026, 3, 6), date(2026, 3, 13), date(2026, 3, 20)
ON = date(2026, 3, 23)
HERE, THERE = "990001", "990002"


def files(**drawn):
    """files(Ann="111", Bob="1.1") is three weekly files: the number of the school that has
    the pupil in each, and a dot where none has."""
    rows = {FIRST: [], SECOND: [], THIRD: []}
    for name, schools in drawn.items():
        weeks, *more = schools if isinstance(schools, tuple) else (schools,)
        for day, school in zip(rows, weeks, strict=False):
            if school != ".":
                said = {"from_on": date(2025, 9, 1), **dict(*more)}
                rows[day].append(Row(f"99000{school}", name, Sessions(100), said))
    return [File(day, tuple(held)) for day, held in rows.items() if held]


def called(state):
    return dict(state.pupils.select("pupil", "supplied").iter_rows())


@pytest.fixture
def gone(tmp_path):
    """gone(files) is who is gone and when they were last seen, by name of pupil."""

    def gone(files, on=ON, authority=None):
        state = state_of_files(tmp_path, files, authority)
        names = {upn(name): name for name in ("Ann", "Bob", "Cat", "Dan", "Eve")}
        return {
            names[called(state)[one.pupil]]: (one.last_on, one.next_on, one.together)
            for one in off_file(state, on)
        }

    return gone


def test_who_is_in_one_file_and_not_in_the_next_is_found(gone):
    assert gone(files(Ann="111", Bob="11.")) == {"Bob": (SECOND, THIRD, 1)}


def test_who_went_a_file_ago_is_still_found_by_the_first_file_without_them(gone):
    assert gone(files(Ann="111", Bob="1..")) == {"Bob": (FIRST, SECOND, 1)}


def test_who_came_back_is_not_found(gone):
    assert gone(files(Ann="111", Bob="1.1")) == {}


def test_one_file_alone_finds_nobody(gone):
    assert gone(files(Ann="1", Bob="1")) == {}


def test_a_file_of_a_later_day_is_not_known_yet(gone):
    assert gone(files(Ann="111", Bob="11."), on=SECOND) == {}


def test_how_many_went_from_a_school_at_once_is_said(gone):
    found = gone(files(Ann="111", Bob="11.", Cat="11.", Dan="1..", Eve="222"))
    assert found == {
        "Bob": (SECOND, THIRD, 2),
        "Cat": (SECOND, THIRD, 2),
        "Dan": (FIRST, SECOND, 1),
    }


@pytest.mark.parametrize(
    ("left", "is_gone"),
    [(THIRD, False), (ON, False), (date(2026, 3, 24), True), (None, True)],
)
def test_who_left_by_the_day_is_not_gone_and_who_leaves_later_is(gone, left, is_gone):
    found = gone(files(Ann="111", Bob=("11.", {"to_on": left})))
    assert ("Bob" in found) is is_gone


def test_who_is_at_another_school_in_the_latest_file_is_not_gone(gone):
    twice = [*files(Ann="111", Bob="11.", Cat="222")]
    moved = Row(THERE, "Bob", Sessions(4), {"from_on": date(2026, 3, 16)})
    twice[-1] = File(THIRD, (*twice[-1].rows, moved))
    assert gone(twice) == {}


def test_who_was_at_two_schools_and_is_gone_from_both_is_gone_from_both(tmp_path):
    every = files(Ann="111", Bob="11.", Cat="222")
    dual = Row(THERE, "Bob", Sessions(4), {"from_on": date(2025, 9, 1)})
    every[1] = File(SECOND, (*every[1].rows, dual))
    found = off_file(state_of_files(tmp_path, every), ON)
    assert len({one.school for one in found}) == 2


def test_who_went_to_another_school_and_is_gone_from_that_is_gone_from_that_alone(
    gone,
):
    found = gone(files(Ann="111", Bob="12.", Cat="222"))
    assert found == {"Bob": (SECOND, THIRD, 1)}


@pytest.mark.parametrize(
    ("name", "born", "is_gone"),
    [
        ("Lee", date(2015, 5, 5), False),
        ("Lee", date(2015, 5, 6), True),
        ("Li", None, True),
    ],
)
def test_who_has_another_upn_in_the_next_file_is_not_gone(gone, name, born, is_gone):
    drawn = files(Ann="111", Bob="11.", Dan="..1")
    who = {"forename": "Jo", "surname": "Lee", "born_on": date(2015, 5, 5)}
    now = {"forename": "Jo", "surname": name, "born_on": born}
    for file in drawn:
        for row in file.rows:
            row.more.update({"Bob": who, "Dan": now}.get(row.name, {}))
    assert ("Bob" in gone(drawn)) is is_gone


def marks(school, name, day):
    roll = {"school": school, "pupil": upn(name), "from_on": date(2025, 9, 1)}
    schools = [{"urn": school, "name": f"School {school}", "phase": "primary"}]
    return Authority(schools, [roll], [], [[Mark(school, upn(name), day, "AM", "/")]])


@pytest.mark.parametrize(("day", "is_gone"), [(SECOND, True), (THIRD, False)])
def test_who_has_a_mark_since_their_last_file_is_not_gone(gone, day, is_gone):
    drawn, authority = files(Ann="111", Bob="11."), marks(HERE, "Bob", day)
    assert ("Bob" in gone(drawn, authority=authority)) is is_gone


def test_who_is_on_the_roll_of_a_school_that_sends_marks_is_not_gone(gone):
    authority = marks("990003", "Bob", FIRST)
    assert gone(files(Ann="111", Bob="11."), authority=authority) == {}


def test_a_school_that_is_gone_altogether_is_said_and_none_of_its_children(
    gone, tmp_path
):
    drawn = files(Ann="111", Bob="22.", Cat="22.")
    assert gone(drawn) == {}
    state = state_of_files(tmp_path / "again", drawn)
    [one] = schools_off(state, ON)
    assert one == SchoolOff(one.school, SECOND, THIRD)
    assert schools_off(state, SECOND) == []


def test_a_school_whose_file_is_back_has_who_went_meanwhile(gone):
    assert gone(files(Ann="111", Bob="2.2", Cat="2..")) == {"Cat": (FIRST, THIRD, 1)}


def test_the_files_of_another_school_year_say_nothing_of_this_one(gone):
    assert gone(files(Ann="111", Bob="11."), on=date(2026, 9, 14)) == {}


def test_a_year_group_that_went_whole_is_named(tmp_path):
    eleven, ten = {"year_group": "11"}, {"year_group": "10"}
    drawn = files(
        Ann=("11.", eleven), Bob=("11.", eleven), Cat=("111", ten), Dan=("11.", ten)
    )
    found = off_file(state_of_files(tmp_path, drawn), ON)
    assert sorted(one.year_group for one in found) == ["", "11", "11"]


def test_without_a_weekly_file_nobody_is_gone_and_no_school(tmp_path):
    state = state_of_files(tmp_path, [], marks(HERE, "Ann", FIRST))
    assert off_file(state, ON) == ()
    assert schools_off(state, ON) == []
