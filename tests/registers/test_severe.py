"""Severe absence since the last half-term: who entered, stayed, left, moved, and is gone."""

from datetime import date, timedelta

import pytest
from tests.measures.authority import Authority, Mark, stored, upn

from muster.measures.provided import Stretch
from muster.measures.scope import ALL, Scope
from muster.registers import counted, finding, severe
from muster.registers.severe import How, Severe
from muster.tables.severity import SEVERITY


pytestmark = pytest.mark.django_db
ASH, ELM = "900001", "900002"
BEFORE, AFTER = date(2025, 9, 8), date(2025, 11, 10)  # half-term 2 began on 3 November
ON = date(2025, 11, 28)
FULL, GONE = "/ \\ / \\ / \\ / \\ / \\", "I I I I I I I I I I"


def weeks(pupil, monday, drawn, school=ASH, number=3):
    for week in range(number):
        for n, code in enumerate(drawn.split()):
            day = monday + timedelta(weeks=week, days=n // 2)
            yield Mark(school, upn(pupil), day, ("AM", "PM")[n % 2], code)


def enrolled(pupil, school=ASH, from_on=date(2024, 9, 1), to_on=None):
    return {"school": school, "pupil": upn(pupil), "from_on": from_on, "to_on": to_on}


LEFT = date(2025, 10, 31)
MARKS = [
    *weeks("stay", BEFORE, GONE),
    *weeks("stay", AFTER, GONE),
    *weeks("come", BEFORE, FULL, number=2),
    *weeks("come", AFTER, GONE),
    *weeks("mend", BEFORE, GONE, number=2),
    *weeks("mend", AFTER, FULL),
    *weeks("move", BEFORE, GONE, number=2),
    *weeks("move", AFTER, FULL, school=ELM),
    *weeks("worse", BEFORE, GONE),
    *weeks("worse", AFTER, GONE, school=ELM),
    *weeks("gone", BEFORE, GONE),
    *weeks("full", BEFORE, FULL),
    *weeks("full", AFTER, FULL),
]
ENROLMENTS = [
    enrolled("stay"),
    enrolled("come"),
    enrolled("mend"),
    enrolled("full"),
    *(enrolled(one, to_on=LEFT) for one in ("move", "worse", "gone")),
    *(enrolled(one, ELM, date(2025, 11, 3)) for one in ("move", "worse")),
]


@pytest.fixture
def state(tmp_path):
    schools = [
        {"urn": urn, "name": name, "phase": "primary"}
        for urn, name in ((ASH, "Ash Primary"), (ELM, "Elm Primary"))
    ]
    drawn = Authority(schools, ENROLMENTS, [], [MARKS])
    return stored(drawn, tmp_path / "store").state()


def moved(state, on=ON):
    names = {upn(n): n for n in ("stay", "come", "mend", "move", "worse", "gone")}
    supplied = dict(state.pupils.select("pupil", "supplied").iter_rows())
    return {
        names[supplied[one.row.pupil]]: one
        for one in severe.movement(Severe.objects.all(), state, on)
    }


def test_each_child_is_said_to_have_entered_stayed_moved_left_or_gone(state):
    finding.look(state, ON)
    found = moved(state)
    assert {name: one.how for name, one in found.items()} == {
        "stay": How.STAYED,
        "come": How.ENTERED,
        "mend": How.BETTER,
        "move": How.MOVED,
        "worse": How.MOVED,
        "gone": How.OFF_ROLL,
    }


def test_who_moved_is_said_to_be_at_the_other_school(state):
    finding.look(state, ON)
    names = dict(state.schools.select("id", "urn").iter_rows())
    found = moved(state)
    assert names[found["move"].to] == ELM
    assert names[found["worse"].to] == ELM


def test_looking_again_says_the_same_once(state):
    finding.look(state, ON)
    finding.look(state, ON)
    pupils = Severe.objects.values_list("pupil", flat=True)
    assert len(pupils) == len({*pupils}) == 7


def test_a_half_term_that_is_over_is_kept_as_it_was_last_seen(state):
    finding.look(state, date(2025, 10, 17))
    finding.look(state, ON)
    begins = {*Severe.objects.values_list("since_on", flat=True)}
    assert begins == {date(2025, 8, 1), date(2025, 11, 3)}
    october = {name: one.how for name, one in moved(state, date(2025, 10, 17)).items()}
    assert {*october.values()} == {How.ENTERED}
    assert len(october) == 5


def test_children_are_counted_once_and_as_the_catalogue_has_them(state, monkeypatch):
    finding.look(state, ON)
    monkeypatch.setattr(counted, "state", lambda: state)
    rows = list(counted.severity(Stretch(ON, ON), ALL))
    for row in rows:
        SEVERITY.check(row)
    assert len(rows) == len({row["child"] for row in rows}) == 6
    assert sum(row["is_now"] for row in rows) == 3
    assert sum(row["was"] for row in rows) == 5


def test_a_school_is_counted_by_its_own_register(state, monkeypatch):
    finding.look(state, ON)
    monkeypatch.setattr(counted, "state", lambda: state)
    elm = dict(state.schools.select("name", "id").iter_rows())["Elm Primary"]
    [row] = counted.severity(Stretch(ON, ON), Scope.of_schools([elm]))
    assert (row["school"], row["movement"]) == ("Elm Primary", "Entered")
