"""How a success measure moved: never by hand, never out of season, never within chance."""

import pytest

from muster.impact.moving import BEYOND, Impact, judged
from muster.measures import parse_period


NOW, BEFORE = parse_period("2025-26/HT3"), parse_period("2024-25/HT3")


def said(state, measure="overall_absence", where=None, wanted=-1, **periods):
    asked = {"baseline": BEFORE, "now": NOW, **periods}
    return judged(state, measure, where or {}, wanted=wanted, **asked)


def test_a_measure_of_actions_has_no_limits_of_chance(planted):
    assert said(planted, "actions_overdue").impact is Impact.NO_SIGNAL


def test_before_anything_later_is_held_it_is_not_due(planted):
    assert said(planted, now=BEFORE).impact is Impact.NOT_DUE


def test_another_season_is_no_comparison(planted):
    found = said(planted, baseline=parse_period("2024-25/HT1"))
    assert found.impact is Impact.NOT_DUE
    assert "same time a year later" in found.says


def test_a_half_term_that_is_not_over_is_not_due(planted):
    last = max(planted.years())
    label = f"{last}-{(last + 1) % 100:02d}"
    found = said(
        planted,
        now=parse_period(f"{label}/summer"),
        baseline=parse_period("2024-25/summer"),
    )
    assert found.impact in (Impact.NOT_DUE, Impact.NO_SIGNAL)


def test_more_than_one_breakdown_is_not_judged(planted):
    found = said(planted, where={"phase": "primary", "sex": "F"})
    assert found.impact is Impact.NO_SIGNAL


def test_a_school_nobody_knows_is_not_judged(planted):
    assert said(planted, where={"school": "Nowhere"}).impact is Impact.NO_SIGNAL


@pytest.mark.parametrize("where", [{}, {"phase": "primary"}, {"fsm": "yes"}])
def test_which_way_is_wanted_turns_the_rating_and_not_the_change(planted, where):
    fall, rise = (said(planted, where=where, wanted=way) for way in (-1, 1))
    assert fall.strength == rise.strength
    turned = {Impact.AS_PLANNED: Impact.AWAY, Impact.AWAY: Impact.AS_PLANNED}
    assert rise.impact is turned.get(fall.impact, fall.impact)


def test_of_all_schools_few_move_by_more_than_chance_where_nothing_was_planted(plain):
    """In a world where every school keeps its habits, about one in twenty is beyond the
    limits; many more would be a rating that cries wolf."""
    names = plain.schools["name"].to_list()
    found = [said(plain, where={"school": name}) for name in names]
    judged_at_all = [one for one in found if one.strength]
    beyond = [one for one in judged_at_all if abs(one.strength) >= BEYOND]
    assert len(judged_at_all) >= 20
    assert len(beyond) <= 6


def test_a_sentence_never_says_cause():
    for one in Impact:
        assert "caused" not in one.words and "effect" not in one.words
