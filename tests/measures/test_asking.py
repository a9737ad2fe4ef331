"""What a question takes and an answer says, besides the figures themselves."""

import gc
import weakref
from datetime import date
from decimal import Decimal

import pytest
from tests.measures.authority import Authority, Mark

from muster.measures import CannotAsk, Scope, ask, grouped, latest_half_term
from muster.measures.answering import Asked
from muster.measures.figures import percentage
from muster.tables.state import State


TWO = """
    school | pupil | marks    | start      | phase
    -------+-------+----------+------------+--------
    Ash    | Ann   | 1 I, 9 / | 2025-09-08 | primary
    Ash    | Ann   | 2 I, 8 / | 2025-11-10 | primary
    Elm    | Bob   | 4 I, 6 / | 2025-09-08 | primary
"""


def figures(answer):
    return {row.dims: (row.numerator, row.denominator) for row in answer.rows}


def asked(state, *args, **kwargs):
    return ask(state, ["overall_absence"], *args, audience="unsuppressed", **kwargs)


def test_the_period_is_the_latest_half_term_with_marks_unless_said(held):
    answer = asked(held(TWO))
    assert answer.period.text == "2025-26/HT2"
    assert latest_half_term(held(TWO)) == answer.period
    assert figures(answer) == {(): (2, 10)}
    assert answer.as_at == date(2025, 11, 14)
    assert answer.rules.name == "census"


def test_with_no_marks_there_is_nothing_to_ask(held):
    with pytest.raises(CannotAsk, match="No marks have been loaded yet"):
        asked(held(Authority(loads=[])))
    assert asked(held(Authority(loads=[])), period="2025-26").rows == ()


def test_a_figure_is_as_at_the_last_school_day_or_the_last_mark(held):
    state = held(TWO)
    assert asked(state, period="2025-26").as_at == date(2025, 11, 14)
    assert asked(state, period="2025-26/HT1").as_at == date(2025, 10, 24)
    assert asked(state, period="2025-W37").as_at == date(2025, 9, 12)
    # A week of holiday has no school day; its own last day stands.
    assert asked(state, period="2025-W44").as_at == date(2025, 11, 2)
    assert asked(state, period="2023-24").as_at is None


def test_a_register_with_nothing_real_in_it_is_as_at_no_day(held):
    table = """
        school | marks | from_on
        -------+-------+-----------
        Ash    | 4 -   | 2025-09-01
    """
    answer = ask(
        held(table),
        ["not_recorded"],
        period="2025-26",
        rules="roll",
        audience="unsuppressed",
    )
    assert answer.as_at is None
    assert figures(answer) == {(): (4, 4)}


def test_some_schools_only(held):
    state = held(TWO)
    ids = dict(state.schools.select("name", "id").iter_rows())
    answer = asked(state, period="2025-26", schools=[ids["Elm"]])
    assert figures(answer) == {(): (4, 10)}


def test_nobody_sees_past_the_schools_in_reach(held):
    state = held(TWO)
    ids = dict(state.schools.select("name", "id").iter_rows())
    ash = Scope.of_schools([ids["Ash"]])
    assert ash.has_school(ids["Ash"]) and not ash.has_school(ids["Elm"])
    assert figures(asked(state, ["school"], "2025-26", scope=ash)) == {
        ("Ash",): (3, 20)
    }
    both = asked(state, ["school"], "2025-26", scope=ash, schools=list(ids.values()))
    assert figures(both) == {("Ash",): (3, 20)}
    beyond = asked(state, ["school"], "2025-26", scope=ash, schools=[ids["Elm"]])
    assert beyond.rows == ()


def test_a_child_who_moved_on_is_of_the_school_in_reach(held):
    table = """
        school | pupil | marks    | start      | from_on
        -------+-------+----------+------------+-----------
        Ash    | Ann   | 1 I, 9 / | 2025-09-08 | 2025-09-01
        Elm    | Ann   | 5 I, 5 / | 2025-11-10 | 2025-11-03
    """
    state = held(table)
    ids = dict(state.schools.select("name", "id").iter_rows())
    whole = asked(state, ["school"], "2025-26", rules="pupil")
    assert figures(whole) == {("Elm",): (6, 20)}
    ash = Scope.of_schools([ids["Ash"]])
    part = asked(state, ["school"], "2025-26", rules="pupil", scope=ash)
    assert figures(part) == {("Ash",): (1, 10)}


def test_how_many_have_no_age_is_of_the_schools_asked_about(held):
    table = """
        school | pupil | marks | born_on
        -------+-------+-------+-----------
        Ash    | Ann   | 10 /  |
        Elm    | Bob   | 10 /  |
        Elm    | Cat   | 10 /  | 2014-01-01
    """
    state = held(table)
    ids = dict(state.schools.select("name", "id").iter_rows())
    assert asked(state, period="2025-26").unknown_age == 2
    assert asked(state, period="2025-26", schools=[ids["Elm"]]).unknown_age == 1
    ash = Scope.of_schools([ids["Ash"]])
    assert asked(state, period="2025-26", scope=ash).unknown_age == 1


def test_several_measures_come_in_the_order_asked(held):
    names = ["severe_absence", "attendance", "reason_i"]
    answer = ask(held(TWO), names, ["school"], "2025-26", audience="unsuppressed")
    assert [(row.measure, row.dims) for row in answer.rows] == [
        (name, (school,)) for name in names for school in ("Ash", "Elm")
    ]
    assert [row.measure for row in answer.of("attendance")] == ["attendance"] * 2


def test_an_audience_nobody_knows_is_refused(held):
    with pytest.raises(CannotAsk, match="“friends” is not an audience"):
        ask(held(TWO), ["attendance"], audience="friends")


def test_an_engine_nobody_knows_is_refused(held):
    for by in ([], ["week"]):
        with pytest.raises(CannotAsk, match="“spark” is not an engine"):
            ask(held(TWO), ["attendance"], by, "2025-26", engine="spark")


def test_what_was_asked_once_is_not_counted_again(held, monkeypatch):
    state = held(TWO)
    first = asked(state, ["week"], "2025-26"), asked(state, ["school"], "2025-26")

    def never(*_, **__):
        raise AssertionError("counted again")

    monkeypatch.setattr(Asked, "count_units", never)
    monkeypatch.setattr(grouped, "add_up", never)
    again = asked(state, ["week"], "2025-26"), asked(state, ["school"], "2025-26")
    assert again == first


def test_a_version_nobody_holds_is_let_go_with_all_that_was_made_of_it(held):
    version = held(TWO)
    state = State(version.folder, version.manifest)
    asked(state, ["week"], "2025-26")
    asked(state, ["school"], "2025-26", rules="pupil")
    gone = weakref.ref(state)
    del state
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize(
    ("numerator", "denominator", "value"),
    [
        (1, 3, "33.333333"),
        (2, 3, "66.666667"),
        (1, 1, "100.000000"),
        (0, 7, "0.000000"),
        # Exactly half a millionth: up.
        (1, 200_000_000, "0.000001"),
        (1, 200_000_001, "0.000000"),
    ],
)
def test_a_percentage_has_six_decimals_half_up(numerator, denominator, value):
    assert percentage(numerator, denominator) == Decimal(value)


def test_nothing_of_nothing_has_no_percentage():
    assert percentage(0, 0) is None
    assert percentage(None, None) is None


def test_two_schools_of_one_name_are_told_apart(held):
    authority = Authority(
        schools=[
            {"name": "Ash", "urn": "900001"},
            {"name": "Ash", "laestab": "9992001"},
            {"name": "Elm", "urn": "900003"},
        ],
    )
    day = date(2025, 9, 8)
    schools = ["900001", "9992001", "900003"]
    authority.loads = [[Mark(school, "P1", day, "AM", "/") for school in schools]]
    answer = asked(held(authority), ["school"], "2025-26")
    assert [row.dims[0] for row in answer.rows] == [
        "Ash (900001)",
        "Ash (9992001)",
        "Elm",
    ]
