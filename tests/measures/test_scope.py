"""Who is within reach: drawn examples, and the algebra of scopes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measures.test_asking import asked, figures

from muster.measures import ALL, Reach, Scope, ask


# Each misses a number of sessions of ten that says who they are.
TABLE = """
    school | pupil | marks    | looked_after | home_authority
    -------+-------+----------+--------------+---------------
    Ash    | Ann   | 1 I, 9 / | no           | Quillshire
    Ash    | Bob   | 2 I, 8 / | yes          | Elsewhere
    Elm    | Cat   | 3 I, 7 / | yes          | quillshire
    Elm    | Dan   | 4 I, 6 / | no           |
"""


@pytest.fixture
def told(held):
    """told(reach, ...) is the sessions missed by whoever is within reach, by school."""
    state = held(TABLE)
    ids = dict(state.schools.select("name", "id").iter_rows())

    def told(*reaches, **more):
        scope = Scope.any_of(reach(ids) for reach in reaches)
        answer = asked(state, ["school"], "2025-26", scope=scope, **more)
        return {school: missed for (school,), (missed, _) in figures(answer).items()}

    return told


def at(*names):
    return lambda ids: Reach(schools=frozenset(ids[name] for name in names))


def looked_after(ids):
    return Reach(group=("looked_after", "yes"))


def living_here(ids):
    return Reach(home=frozenset({"Quillshire", "999"}))


def test_a_school_is_all_of_its_pupils(told):
    assert told(at("Ash")) == {"Ash": 3}


def test_a_group_is_its_pupils_at_any_school(told):
    assert told(looked_after) == {"Ash": 2, "Elm": 3}


def test_who_lives_here_is_known_by_name_whatever_its_capitals(told):
    assert told(living_here) == {"Ash": 1, "Elm": 3}


def test_a_pupil_whose_home_nobody_said_does_not_live_here(told):
    assert 4 not in told(living_here).values()


def test_two_reaches_are_whoever_is_in_either_counted_once(told):
    assert told(at("Elm"), looked_after) == {"Ash": 2, "Elm": 7}
    assert told(looked_after, looked_after) == {"Ash": 2, "Elm": 3}


def test_a_child_by_number_is_that_child(told, held):
    # The second to be met: Bob.
    child = held(TABLE).pupils["child"][1]
    assert told(lambda ids: Reach(children=frozenset({child}))) == {"Ash": 2}


def test_no_reach_is_nobody(told):
    assert told() == {}


def test_the_same_by_every_engine(told):
    for engine in ("duckdb", "polars"):
        assert told(looked_after, engine=engine) == {"Ash": 2, "Elm": 3}


def test_persistent_absence_is_counted_within_reach(held):
    state = held(TABLE)
    scope = Scope.any_of([Reach(group=("looked_after", "yes"))])
    [row] = ask(
        state,
        ["persistent_absence"],
        (),
        "2025-26",
        scope=scope,
        audience="unsuppressed",
    ).rows
    assert (row.numerator, row.denominator) == (2, 2)


def test_a_question_of_some_schools_keeps_to_those_within_reach(held):
    state = held(TABLE)
    ids = dict(state.schools.select("name", "id").iter_rows())
    scope = Scope.any_of([Reach(group=("looked_after", "yes"))])
    answer = asked(state, period="2025-26", scope=scope, schools=[ids["Elm"]])
    assert figures(answer) == {(): (3, 10)}


REACHES = st.builds(
    Reach,
    schools=st.none() | st.frozensets(st.integers(1, 5)),
    group=st.none() | st.just(("looked_after", "yes")),
    home=st.frozensets(st.sampled_from(["Quillshire"])),
)


@given(st.lists(REACHES, max_size=4), st.permutations(range(4)))
def test_the_order_of_posts_makes_no_difference(reaches, order):
    shuffled = [reaches[n] for n in order if n < len(reaches)]
    assert Scope.any_of(reaches) == Scope.any_of(shuffled)


@given(st.lists(REACHES, max_size=4), st.integers(1, 6))
def test_a_scope_has_a_school_when_one_of_its_reaches_does(reaches, school):
    has = any(one.schools is None or school in one.schools for one in reaches)
    assert Scope.any_of(reaches).has_school(school) == has


@given(st.lists(REACHES, max_size=4))
def test_everything_beside_anything_is_everything(reaches):
    assert Scope.any_of([*reaches, Reach()]) == ALL
    assert Scope.any_of(reaches).is_all == (Reach() in reaches)


@given(st.lists(REACHES, max_size=4), st.frozensets(st.integers(1, 5)))
def test_a_part_of_a_scope_never_reaches_further(reaches, schools):
    scope = Scope.any_of(reaches)
    part = scope.within(schools)
    assert part.within(schools) == part
    assert not part.is_all
    for school in range(1, 7):
        assert part.has_school(school) == (
            school in schools and scope.has_school(school)
        )


def test_nothing_reaches_no_school():
    assert Scope.any_of([]) == Scope(())
    assert not Scope(()).has_school(1)
