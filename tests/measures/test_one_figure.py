"""One figure of any measure, as a page shows it."""

from decimal import Decimal

import pytest
from tests.measures.actions import TODAY, Kept, actions

from muster.measures import (
    CannotAsk,
    NoSuchDimension,
    NoSuchMeasure,
    Scope,
    ask,
    one_figure,
    parse_period,
)
from muster.measures.provided import PROVIDERS


MARKS = "school | phase | marks\n" + "\n".join(
    f"{school} | {phase} | {missed} I, {10 - missed} /"
    for school, phase, missed in (
        *[("Ash", "primary", missed) for missed in (0, 1, 2, 3, 4, 5)],
        *[("Elm", "primary", missed) for missed in (0, 0, 0, 0, 0, 9)],
        *[("Oak", "secondary", missed) for missed in (1, 1, 1, 1, 1, 1, 1)],
        *[("Yew", "special", missed) for missed in (1, 2)],
        *[("Fir", "special", missed) for missed in (1, 2)],
    )
)
ACTIONS = """
    plan | colour | first due
    -----+--------+-----------
    Log  | red    | 2026-01-30
    Log  | red    | 2026-04-30
    Plan | green  | 2026-04-30
"""


@pytest.fixture
def of(held, monkeypatch):
    """of(name, where) is the figure, in the year."""
    monkeypatch.setitem(PROVIDERS, "actions", Kept(actions(ACTIONS)))

    def of(name, where=None, **more):
        more = {"period": "2025-26", "today": TODAY} | more
        return one_figure(held(MARKS), name, where=where, **more)

    return of


def pair(figure):
    return figure.numerator, figure.denominator


def test_a_measure_of_marks_and_one_of_actions_are_asked_alike(of):
    assert pair(of("overall_absence")) == (37, 230)
    assert pair(of("actions_overdue")) == (1, 3)
    assert of("actions_overdue").value == Decimal("33.333333")


def test_where_keeps_to_one_value_of_a_breakdown(of):
    assert pair(of("overall_absence", {"school": "Ash"})) == (15, 60)
    assert pair(of("overall_absence", {"phase": "primary"})) == (24, 120)
    assert pair(of("actions_overdue", {"plan": "Log"})) == (1, 2)


def test_where_may_say_several(of):
    assert pair(of("overall_absence", {"phase": "primary", "school": "Elm"})) == (9, 60)
    assert pair(of("actions_red", {"plan": "Log", "colour": "red"})) == (2, 2)


@pytest.mark.parametrize("school", ["Ash", "Elm", "Oak", "Yew"])
@pytest.mark.parametrize("name", ["overall_absence", "persistent_absence"])
def test_it_is_hidden_exactly_where_a_table_by_the_same_breakdown_hides_it(
    of, held, name, school
):
    (row,) = [
        row
        for row in ask(held(MARKS), [name], ["school"], "2025-26").rows
        if row.dims == (school,)
    ]
    assert of(name, {"school": school}) == row
    assert of("overall_absence", {"school": "Yew"}).suppressed


def test_the_audience_and_the_reach_are_obeyed(of, held):
    whole = of("overall_absence", {"school": "Yew"}, audience="unsuppressed")
    assert pair(whole) == (3, 20)
    ash = held(MARKS).school_keys.find("Ash")
    mine = of("overall_absence", scope=Scope.of_schools([ash]))
    assert pair(mine) == (15, 60)
    with pytest.raises(CannotAsk, match="Actions are the whole authority’s"):
        of("actions_overdue", scope=Scope.of_schools([ash]))


def test_a_period_may_be_one_already_read(of):
    week = parse_period("2025-W37")
    assert pair(of("overall_absence", period=week)) == (37, 230)


def test_a_value_there_is_none_of_is_refused_with_those_there_are(of):
    with pytest.raises(CannotAsk) as refused:
        of("overall_absence", {"phase": "primery"})
    assert str(refused.value) == (
        "Overall absence has no figure of phase “primery” in 2025-26."
        " There are: primary; secondary; special."
    )


def test_a_time_without_marks_is_not_a_figure_of_nought(of):
    with pytest.raises(CannotAsk, match="Nothing is held of that time"):
        of("overall_absence", period="2019-20")


def test_what_cannot_be_asked_says_why(of):
    with pytest.raises(
        NoSuchDimension, match="Actions cannot be broken down by “phase”"
    ):
        of("actions_open", {"phase": "primary"})
    with pytest.raises(NoSuchMeasure, match="Did you mean .*actions_open"):
        of("action_open")
