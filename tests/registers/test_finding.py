"""The week's lists: who is found, who leaves by a decision, and a register corrected after."""

from datetime import date, timedelta

import pytest
from tests.measures.authority import Authority, Mark, stored, upn
from tests.registers.legal_cases import parent

from muster.measures.watch.rules import rule
from muster.registers import finding, keeping
from muster.registers.entry import Entry
from muster.registers.found import Decided, Found
from muster.registers.keeping import Refused
from muster.registers.legal import opening
from muster.registers.lists import lists
from muster.registers.support import REGISTER
from muster.school_year import Calendar
from muster.tables.store import Store


pytestmark = pytest.mark.django_db
MONDAY = date(2025, 9, 8)
ON = date(2025, 10, 3)
FULL = "/ \\ / \\ / \\ / \\ / \\"
ASH = "900001"


def weeks(pupil, *drawn, school=ASH):
    for number, codes in enumerate(drawn):
        monday = MONDAY + timedelta(weeks=number)
        for n, code in enumerate(codes.split()):
            if code != ".":
                day = monday + timedelta(days=n // 2)
                yield Mark(school, upn(pupil), day, ("AM", "PM")[n % 2], code)


MARKS = [
    *weeks("full", FULL, FULL, FULL, FULL),
    # Ten without leave: the tenth on Friday 12 September, ten days running by the 19th.
    *weeks("gone", "O O O O O O O O O O", "O O O O O O O O O O", FULL, FULL),
    *weeks("late", "N N / \\ / \\ / \\ / \\", FULL, FULL, FULL),
    *weeks("ill", *["I I I I I I I I I I"] * 3, FULL),
    *weeks("part", FULL, FULL, FULL, "/ C2 / C2 / C2 / C2 / C2"),
    *weeks("lost", FULL, "/ \\ . . . . . . . .", ". . . . . . . . . .", "."),
]
ENROLMENTS = [
    {"school": ASH, "pupil": upn(name), "from_on": date(2023, 9, 1), "to_on": left}
    for name, left in [
        ("full", None),
        ("gone", None),
        ("late", None),
        ("ill", None),
        ("part", None),
        ("lost", None),
    ]
]


@pytest.fixture
def held(tmp_path):
    """held(marks, …) stores loads of marks and gives the state."""

    def held(*loads, enrolments=ENROLMENTS):
        schools = [{"urn": ASH, "name": "Ash Primary", "phase": "primary"}]
        home = tmp_path / f"home{len(list(tmp_path.iterdir()))}"
        stored(Authority(schools, enrolments, [], list(loads)), home)
        return Store(home).state()

    return held


def on_list(name, on=ON):
    return [row.pupil for row in Found.objects.waiting(name, on)]


def open_plan(found):
    return keeping.open_entry(
        REGISTER,
        child=found.child,
        school=found.school,
        on=ON,
        reason="severe",
        by="ada",
        calendar=Calendar.template(),
    )


def opened(found):
    """A legal case of the finding's child, opened from the list."""
    [entry] = opening.open_cases(
        found, [parent(found.child)], on=ON, by="ada", calendar=Calendar.template()
    )
    return entry


def pupil(state, name):
    rows = state.pupils.filter(state.pupils["supplied"] == upn(name))
    return rows["pupil"].item()


def test_each_list_finds_its_own_and_nobody_else(held):
    state = held(MARKS)
    finding.look(state, ON)
    found = {name: set(on_list(name)) for name in lists()}
    who = {name: pupil(state, name) for name in "full gone late ill part lost".split()}
    assert found == {
        "severe": {who["gone"], who["ill"]},
        "threshold": {who["gone"]},
        "continuous": {who["gone"]},
        "unresolved": {who["late"]},
        "part_time": {who["part"]},
        "sickness": {who["ill"]},
        "newly": {who["part"]},
        "nearly": {who["late"]},
        "back": {who["ill"]},
        "vanished": {who["lost"]},
        "off_file": set(),
    }


def test_looking_again_finds_nobody_twice(held):
    state = held(MARKS)
    first = finding.look(state, ON)
    rows = set(Found.objects.values_list("pk", flat=True))
    assert finding.look(state, ON) == first
    assert set(Found.objects.values_list("pk", flat=True)) == rows


def test_a_decision_of_the_list_takes_a_child_off_it_and_nothing_else_does(held):
    finding.look(held(MARKS), ON)
    [found] = Found.objects.waiting("threshold", ON)
    for code, sentence in [("noted", "not decided on this list"), ("none", "Say why")]:
        with pytest.raises(Refused, match=sentence):
            finding.decide(found, code=code, on=ON, by="ada", why=" ")
    assert on_list("threshold") == [found.pupil]
    finding.decide(found, code="none", on=ON, by="ada", why="A bereavement")
    assert on_list("threshold") == []


def test_a_decision_for_some_days_runs_out_and_the_child_is_back(held):
    finding.look(held(MARKS), ON)
    [found] = Found.objects.waiting("unresolved", ON)
    finding.decide(found, code="asked", on=ON, by="ada")
    assert on_list("unresolved", ON + timedelta(days=7)) == []
    assert on_list("unresolved", ON + timedelta(days=8)) == [found.pupil]


def test_an_open_plan_keeps_a_severely_absent_child_off_the_list(held):
    state = held(MARKS)
    finding.look(state, ON)
    found = Found.objects.waiting("severe", ON).first()
    with pytest.raises(Refused, match="done by opening one"):
        finding.decide(found, code="plan", on=ON, by="ada")
    entry = open_plan(found)
    assert found.pupil not in on_list("severe")
    keeping.close(entry, outcome="mistake", on=ON, by="ada")
    assert found.pupil in on_list("severe")


def test_a_plan_opened_from_the_list_and_closed_leaves_a_child_on_it(held):
    finding.look(held(MARKS), ON)
    found = Found.objects.waiting("severe", ON).first()
    entry = open_plan(found)
    finding.decide(found, code="plan", on=ON, by="ada", entry=entry)
    assert found.pupil not in on_list("severe")
    keeping.close(entry, outcome="better", on=ON, by="ada")
    assert found.pupil in on_list("severe")
    finding.decide(found, code="attends", on=ON, by="ada", why="Since half term")
    assert found.pupil not in on_list("severe")


def test_what_is_back_on_a_list_says_what_is_so_now(held):
    finding.look(held(MARKS), ON)
    found = Found.objects.waiting("severe", ON).first()
    finding.decide(found, code="elsewhere", on=ON, by="ada", why="An EHC plan")
    before, later = found.figures, ON + timedelta(weeks=7)
    ill = "I I I I I I I I I I"
    more = [*weeks("ill", *["."] * 4, ill, ill, ".", ill), *weeks("full", *[FULL] * 8)]
    finding.look(held(MARKS, more), ON + timedelta(weeks=1))
    assert Found.objects.get(pk=found.pk).figures == before
    finding.look(held(MARKS, more), later)
    [again] = Found.objects.waiting("severe", later).filter(pk=found.pk)
    assert again.figures["absent"] > before["absent"]
    assert again.rank == -again.figures["absent"]


def test_ten_more_after_a_case_was_closed_are_a_threshold_of_their_own(held):
    finding.look(held(MARKS), ON)
    [found] = Found.objects.waiting("threshold", ON)
    entry = opened(found)
    away = "O O O O O O O O O O"
    more = [*weeks("gone", *["."] * 4, FULL, FULL, FULL, ".", away)]
    later = date(2025, 11, 7)
    finding.look(held(MARKS, more), later)
    assert on_list("threshold", later) == []
    keeping.close(entry, outcome="none", on=date(2025, 10, 17), by="ada")
    finding.look(held(MARKS, more), later)
    [second] = Found.objects.waiting("threshold", later)
    assert second.since_on == date(2025, 11, 7)
    assert Found.objects.get(pk=found.pk).unmet_on is None


def test_a_case_that_was_opened_by_mistake_decided_nothing(held):
    finding.look(held(MARKS), ON)
    [found] = Found.objects.waiting("threshold", ON)
    entry = opened(found)
    keeping.close(entry, outcome="mistake", on=ON, by="ada")
    finding.look(held(MARKS), ON)
    assert on_list("threshold") == [found.pupil]


def test_ten_days_running_are_of_compulsory_school_age(held):
    young = [{**one, "born_on": date(2021, 9, 2)} for one in ENROLMENTS]
    finding.look(held(MARKS, enrolments=young), ON)
    assert on_list("continuous") == []
    old_enough = [{**one, "born_on": date(2015, 9, 2)} for one in ENROLMENTS]
    finding.look(held(MARKS, enrolments=old_enough), ON)
    assert len(on_list("continuous")) == 1


def test_lists_stand_in_their_published_order(held):
    finding.look(held(MARKS), ON)
    rows = Found.objects.waiting("severe", ON)
    assert [row.figures["absent"] for row in rows] == [30, 20]


def test_a_corrected_register_takes_a_finding_away(held):
    finding.look(held(MARKS), ON)
    assert len(on_list("threshold")) == 1
    ill = [*weeks("gone", "I I I I I I I I I I", "I I I I I I I I I I")]
    finding.look(held(MARKS, ill), ON)
    assert on_list("threshold") == []
    assert Found.objects.get(on_list="threshold").gone_on == ON


def test_what_was_decided_stays_and_says_that_the_register_was_corrected(held):
    finding.look(held(MARKS), ON)
    [found] = Found.objects.waiting("threshold", ON)
    finding.decide(found, code="notice", on=ON, by="ada")
    later = ON + timedelta(days=3)
    finding.look(held(MARKS), later)
    found.refresh_from_db()
    assert found.corrected_on is None
    ill = [*weeks("gone", "I . . . . . . . . .")]
    finding.look(held(MARKS, ill), later)
    found.refresh_from_db()
    assert found.corrected_on == later
    assert Decided.objects.get().found == found
    assert len(found.sessions) == 20, "as it was when it was decided"


def test_whoever_saw_a_correction_is_told_of_a_further_one_the_same_day_too(held):
    finding.look(held(MARKS), ON)
    [found] = Found.objects.waiting("threshold", ON)
    finding.decide(found, code="notice", on=ON, by="ada")
    first = [*weeks("gone", "I . . . . . . . . .")]
    finding.look(held(MARKS, first), ON)
    told = Found.objects.corrected_for("ada")
    assert finding.see_correction(told, on=ON, by="ada") == 1
    finding.look(held(MARKS, first), ON)
    assert not told.exists(), "the same correction again is nothing new"
    second = [*weeks("gone", ". I . . . . . . . .")]
    finding.look(held(MARKS, first, second), ON)
    [again] = told
    assert [now for *_, now in again.corrected] == ["I", "I"]
    finding.see_correction(told, on=ON, by="ada")
    finding.look(held(MARKS), ON)
    assert Found.objects.get(pk=again.pk).corrected_on is None


@pytest.mark.parametrize("cleared", ["- - - - - - - - - -", "- . . . . . . . . ."])
def test_whoever_decided_is_told_of_marks_that_were_taken_back(held, cleared):
    """A threshold is un-met by them as by any other correction (rules.md 4.2)."""
    finding.look(held(MARKS), ON)
    [found] = Found.objects.waiting("threshold", ON)
    finding.decide(found, code="notice", on=ON, by="ada")
    later = ON + timedelta(days=3)
    finding.look(held(MARKS, [*weeks("gone", cleared)]), later)
    [told] = Found.objects.corrected_for("ada")
    assert (told.corrected_on, told.unmet_on) == (later, later)
    assert {now for *_, now in told.corrected} == {""}


def test_of_days_the_register_no_longer_has_nobody_is_told(held):
    finding.look(held(MARKS), ON)
    [found] = Found.objects.waiting("threshold", ON)
    finding.decide(found, code="notice", on=ON, by="ada")
    finding.look(held(MARKS), date(2026, 9, 18))
    assert not Found.objects.corrected_for("ada").exists()


def test_sessions_a_notice_relied_on_are_not_found_again(held):
    finding.look(held(MARKS), ON)
    [found] = Found.objects.waiting("threshold", ON)
    finding.decide(found, code="notice", on=ON, by="ada")
    more = [*weeks("gone", ".", ".", ".", ".", "G G G G G G G G G /")]
    finding.look(held(MARKS, more), date(2025, 10, 10))
    assert on_list("threshold", date(2025, 10, 10)) == []
    again = [*weeks("gone", ".", ".", ".", ".", ".", "G / / \\ / \\ / \\ / \\")]
    finding.look(held(MARKS, more, again), date(2025, 10, 17))
    [second] = Found.objects.waiting("threshold", date(2025, 10, 17))
    assert second.since_on == date(2025, 10, 13)
    assert second.sessions[0][0] == "2025-10-06"


def test_a_leaver_is_on_no_list(held):
    left = [{**one, "to_on": date(2025, 9, 30)} for one in ENROLMENTS]
    finding.look(held(MARKS, enrolments=left), ON)
    assert not Found.objects.exists()


def test_every_number_behind_a_list_says_what_it_is_and_whose():
    for name in (
        "penalty_sessions",
        "penalty_weeks",
        "unresolved_days",
        "sickness_days",
        "continuous_days",
        "long_absence_days",
        "back_within_days",
        "missing_days",
        "part_time_days",
        "nearly_sessions",
        "enough_sessions",
    ):
        one = rule(name, ON)
        assert one.says
        assert one.law
    assert rule("penalty_sessions", date(2020, 1, 1)).number == 10


def test_every_decision_has_words_and_one_that_is_for_good_can_be_told():
    for one in lists().values():
        assert one.says
        assert one.order
        assert len({decision.code for decision in one.decisions}) == len(one.decisions)
        for decision in one.decisions:
            assert decision.says
    assert Entry.objects.count() == 0
