"""The order in which schools are met: the rule's steps and edges, and why in words."""

from datetime import date
from decimal import Decimal

import pytest
from tests.practice.conftest import ON

from muster.measures.scope import Scope
from muster.practice import planning
from muster.practice.risk import rule_on
from muster.practice.standing import standings
from muster.practice.term import next_term, term_on, terms_between
from muster.registers import keeping
from muster.registers.support import REGISTER as SUPPORT


RULE = rule_on(ON)
INPUTS = {one.name: one for one in RULE.inputs}


@pytest.mark.parametrize(
    ("name", "value", "points"),
    [
        ("without_plan", 0, 0),
        ("without_plan", 1, 1),
        ("without_plan", 2, 1),
        ("without_plan", 3, 2),
        ("without_plan", 6, 4),
        ("persistent", Decimal("2.999"), 0),
        ("persistent", 3, 1),
        ("persistent", -9, 0),
        ("unknown", Decimal("0.5"), 1),
        ("no_reason", Decimal("1.5"), 2),
    ],
)
def test_an_input_gives_the_points_of_the_last_step_it_reaches(name, value, points):
    assert INPUTS[name].points(value) == points


@pytest.mark.parametrize(
    ("points", "cohort"), [(0, "lighter"), (2, "lighter"), (3, "next"), (6, "first")]
)
def test_points_put_a_school_in_a_cohort(points, cohort):
    assert RULE.cohort(points).name == cohort


def test_before_the_first_rule_the_first_holds():
    assert rule_on(date(2020, 9, 1)) is RULE or rule_on(date(2020, 9, 1)).inputs


@pytest.mark.parametrize(
    ("mine", "theirs", "is_chance"),
    [
        ((12, 40), (200, 1000), True),  # 30% beside 20%: 1.5 standard errors
        ((20, 40), (200, 1000), False),
        ((0, 0), (200, 1000), True),
        ((5, 5), (5, 5), True),
    ],
)
def test_a_gap_that_may_be_chance_gives_no_points(mine, theirs, is_chance):
    assert RULE.is_chance(mine, theirs) is is_chance


def test_terms_follow_each_other_over_the_year_s_end():
    assert term_on(ON).text == "2025-26/autumn"
    assert next_term(term_on(date(2026, 6, 1))).text == "2026-27/autumn"
    texts = [one.text for one in terms_between(ON, date(2026, 6, 1))]
    assert texts == ["2025-26/autumn", "2025-26/spring", "2025-26/summer"]


# On planted schools -----------------------------------------------------------------------

pytestmark = pytest.mark.django_db


def test_a_school_says_why_it_stands_where_it_does(state, beech):
    found = standings(state, ON)
    assert [one.school.name for one in found][2] == "Damson Centre"
    why = {one.school.name: one.why for one in found}
    assert why["Ash Primary"].startswith("1 severely absent, 1 without a plan")
    assert "too few pupils to compare its rates (2)" in why["Ash Primary"]
    assert why["Damson Centre"].startswith("The week’s lists were not made yet")


def test_a_plan_takes_the_points_away(state, ash):
    [row] = [one for one in standings(state, ON) if one.school.id == ash]
    assert row.points == 1
    keeping.open_entry(
        SUPPORT,
        child=_child(ash),
        school=ash,
        on=ON,
        reason="severe",
        by="ada",
        calendar=state.calendar(ash),
    )
    [row] = standings(state, ON, Scope.of_schools([ash]))
    assert (row.points, row.without_plan) == (0, 0)
    assert row.why.startswith("1 severely absent, each with a plan")


def test_returns_overdue_say_the_term_they_are_counted_in(state):
    held = [one.readings for one in standings(state, ON)]
    says = [r.says for rows in held for r in rows if r.input.name == "returns"]
    assert {one.partition(":")[0] for one in says} == {"returns overdue this term"}


def test_a_small_school_is_not_ranked_on_its_rates(state):
    """Beech's only pupil is away always: a rate of 100% gives it no points."""
    for one in standings(state, ON):
        rates = [r for r in one.readings if r.input.measure]
        assert not any(r.points for r in rates)
        assert one.is_small


def test_an_officer_puts_a_school_elsewhere_and_back(state, ash):
    term = term_on(ON)
    planning.put(school=ash, term=term, cohort="first", reason="A new head.", by="ada")
    [first, *_] = planning.places(standings(state, ON), term, RULE)
    assert (first.standing.school.id, first.cohort.name) == (ash, "first")
    assert first.placed.reason == "A new head."
    planning.put(school=ash, term=term, cohort="", reason="Settled.", by="ada")
    found = planning.places(standings(state, ON), term, RULE)
    assert all(one.placed is None for one in found)


def _child(school):
    from muster.registers.found import Found

    return Found.objects.get(on_list="severe", school=school).child
