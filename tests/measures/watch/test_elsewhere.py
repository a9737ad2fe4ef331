"""A child who was at another school in the year: what they missed there counts on the lists
of the school they are at, and nobody is counted at two."""

from datetime import date, timedelta

import pytest
from tests.measures.authority import Authority, Mark, stored, upn

from muster.measures.watch.elsewhere import elsewhere
from muster.measures.watch.watching import watched
from muster.tables.store import Store


ASH, BEECH = "900001", "900002"
MONDAY, ON = date(2025, 9, 8), date(2025, 10, 3)
FULL, AWAY = "/ \\ / \\ / \\ / \\ / \\", "O O O O O O O O O O"
MOVED = date(2025, 9, 29)


def weeks(school, *drawn, after=0, name="mover"):
    for number, codes in enumerate(drawn, after):
        for n, code in enumerate(codes.split()):
            day = MONDAY + timedelta(weeks=number, days=n // 2)
            yield Mark(school, upn(name), day, ("AM", "PM")[n % 2], code)


def roll(school, from_on, to_on, name="mover"):
    return {"school": school, "pupil": upn(name), "from_on": from_on, "to_on": to_on}


@pytest.fixture
def looked(tmp_path):
    """looked(marks, rolls) is each school’s standings and severities, by its URN."""

    def looked(marks, rolls=None):
        schools = [
            {"urn": urn, "name": urn, "phase": "primary"} for urn in (ASH, BEECH)
        ]
        enrolled = rolls or [
            roll(ASH, date(2023, 9, 1), MOVED - timedelta(days=3)),
            roll(BEECH, MOVED, None),
        ]
        stored(Authority(schools, enrolled, [], [marks]), tmp_path)
        state = Store(tmp_path).state()
        urns = dict(state.schools.select("id", "urn").iter_rows())
        return {urns[one.register.school]: one for one in watched(state, ON)}

    return looked


def marks(*before, then=FULL):
    return [*weeks(ASH, *before), *weeks(BEECH, then, after=3)]


def test_half_exactly_of_both_schools_is_severe_where_the_child_is_now(looked):
    found = looked(marks(AWAY, AWAY, FULL))
    [one] = found[BEECH].standings
    assert (one.absent, one.possible, one.elsewhere) == (20, 40, 30)
    assert one.is_severe
    assert found[ASH].standings == []
    [now] = found[BEECH].severities
    assert (now.is_now, now.was) == (True, False)


def test_one_session_less_is_not(looked):
    [one] = looked(marks(AWAY, "/ O O O O O O O O O", FULL))[BEECH].standings
    assert (one.absent, one.is_severe) == (19, False)


def test_a_week_before_only_what_was_by_then_counts(looked):
    [one] = looked(marks(AWAY, AWAY, FULL))[BEECH].standings
    # The last marks are of 3 October: a week before is 26 September, and all of Ash.
    assert (one.absent_before, one.possible_before) == (20, 30)


def test_at_two_schools_at_once_the_child_stands_at_both_by_the_same_sums(looked):
    both = [
        *weeks(ASH, AWAY, AWAY, FULL, FULL),
        *weeks(BEECH, *["D D D D D D D D D D"] * 3, AWAY),
    ]
    since = date(2023, 9, 1)
    found = looked(both, [roll(ASH, since, None), roll(BEECH, since, None)])
    sums = {
        urn: [(one.absent, one.possible) for one in held.standings]
        for urn, held in found.items()
    }
    assert sums == {ASH: [(30, 50)], BEECH: [(30, 50)]}


def test_who_was_at_one_school_alone_has_nothing_elsewhere(looked, tmp_path):
    here = [*weeks(ASH, FULL), *weeks(BEECH, FULL, name="other")]
    since = date(2023, 9, 1)
    looked(here, [roll(ASH, since, None), roll(BEECH, since, None, "other")])
    assert elsewhere(Store(tmp_path).state(), MONDAY, ON) == {}


def test_of_one_school_asked_for_only_its_own_children_are_looked_for(looked, tmp_path):
    looked(marks(AWAY, AWAY, FULL))
    state = Store(tmp_path).state()
    ids = dict(state.schools.select("urn", "id").iter_rows())
    whole = elsewhere(state, MONDAY, ON)
    one = elsewhere(state, MONDAY, ON, [ids[BEECH]])
    [there] = [days for held in one.values() for days in held if days.absent.any()]
    assert there.between(MONDAY, ON) == (30, 20)
    assert there.between(date(2025, 9, 22), ON) == (10, 0)
    assert len(whole) == len(one) == 2
