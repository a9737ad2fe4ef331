"""Drawn examples of what follows from facts: new, silent, stuck, direction, colours."""

from datetime import date, timedelta

import pytest

from muster.measures.provided import Stretch
from muster.measures.scope import ALL
from muster.programme import counted
from muster.programme.plans import changing, standing, waiting
from muster.programme.plans.action import Rating
from muster.programme.plans.plan import Plan
from muster.programme.plans.saying import say
from muster.programme.plans.suggesting import suggest
from muster.school_year.said import of_day


def rated(action, *colours):
    """Rated so, at reviews one after another: the last of these is the last review."""
    for on, colour in colours:
        rating = Rating(action=action, colour=colour, printed=True)
        say(rating, on=on, by="chair", did="action.rated")


def at(action, on):
    return standing.of_one(action, on)


def test_new_is_since_the_review_before_the_last(plan):
    made = {
        day: changing.add_action(plan, heading=str(day), on=date(2026, 3, day), by="c")
        for day in (2, 3, 23)
    }
    assert [at(made[day], date(2026, 3, 23)).is_new for day in (2, 3, 23)] == [
        False,
        True,
        True,
    ]


def test_where_a_plan_was_reviewed_once_nothing_is_new(group):
    plan = Plan.objects.create(kind="log", title="P", created_on=date(2026, 1, 5))
    changing.review(plan, on=date(2026, 3, 2), by="c")
    action = changing.add_action(plan, heading="x", on=date(2026, 3, 1), by="c")
    assert not at(action, date(2026, 3, 2)).is_new


def test_an_action_nobody_wrote_about_in_this_cycle_is_grey_and_not_its_last_colour(
    plan, action
):
    rated(action, (date(2026, 3, 2), "green"))
    assert at(action, date(2026, 3, 2)).colour == "green"
    assert at(action, date(2026, 3, 22)).colour == "green"
    # The review of 23 March is held, and it was told nothing.
    assert at(action, date(2026, 3, 23)).colour == "grey"
    changing.note(action, "Still going.", on=date(2026, 3, 23), by="ash")
    assert at(action, date(2026, 3, 23)).colour == "green"


def test_a_roll_up_never_improves_because_an_update_is_missing(plan, action):
    """Whatever was said last, without this cycle's update it isn't counted as green."""
    for colour in ("red", "amber", "green"):
        rated(action, (date(2026, 3, 2), colour))
        assert at(action, date(2026, 3, 23)).colour == "grey"


def test_stuck_is_amber_at_three_reviews_running(plan, action):
    days = [date(2026, 3, 2), date(2026, 3, 23), date(2026, 4, 20), date(2026, 5, 18)]
    for on in days[2:]:
        changing.review(plan, on=on, by="c")
    rated(action, *((on, "amber") for on in days[:2]), (days[2], "green"))
    assert not at(action, days[2]).is_stuck
    rated(action, (days[2], "amber"))
    assert at(action, days[2]).is_stuck
    assert at(action, days[2]).reviews_amber == 3
    # One review without a rating breaks the run: nobody can tell.
    assert not at(action, days[3]).is_stuck


@pytest.mark.parametrize(
    ("before", "now", "direction"),
    [
        ("amber", "green", 1),
        ("green", "red", -1),
        ("amber", "amber", 0),
        (None, "green", 0),
        ("green", None, 0),
    ],
)
def test_the_direction_compares_two_reviews(plan, action, before, now, direction):
    if before:
        rated(action, (date(2026, 3, 2), before))
    if now:
        rated(action, (date(2026, 3, 23), now))
    assert at(action, date(2026, 3, 23)).direction == direction


def test_overdue_is_from_the_day_after(action):
    due = date(2026, 4, 30)
    assert [at(action, due + timedelta(days=n)).days_overdue for n in (0, 1, 2)] == [
        0,
        1,
        2,
    ]


def test_the_rule_is_red_past_its_tolerance_and_needs_a_path_to_be_amber(plan, action):
    def suggested(days):
        on = date(2026, 4, 30) + timedelta(days=days)
        changing.note(action, "Late.", on=on, by="ash")
        return suggest(at(action, on)).colour

    assert suggested(0) == "green"
    assert suggested(1) == "red"
    rating = Rating(
        action=action, colour="amber", path="Borrow", path_by=date(2026, 9, 1)
    )
    say(rating, on=date(2026, 5, 2), by="c", did="action.rated")
    assert suggested(28) == "amber"
    assert suggested(29) == "red"


def test_the_rule_cannot_tell_without_an_owner_a_day_or_an_update(plan):
    action = changing.add_action(plan, heading="x", on=date(2026, 1, 5), by="c")
    said = suggest(at(action, date(2026, 3, 23)))
    assert said.colour == "grey"
    assert said.why == (
        "It has no owner.",
        "It has no deadline.",
        "Nobody has written how it goes yet.",
    )


def test_what_waits_for_something_later_clashes(plan, action):
    other = changing.add_action(
        plan, heading="Hold the networks", ref="8", on=date(2026, 1, 5), by="c"
    )
    changing.set_deadline(
        other, [of_day(date(2026, 12, 31))], on=date(2026, 1, 5), by="c"
    )
    changing.wait_for(action, needs=other, on=date(2026, 1, 5), by="c")
    found = standing.stood(plan.actions.all(), date(2026, 3, 23))
    assert waiting.clashes(found) == {
        action.pk: "It is due on 30 April 2026, and waits for “8 Hold the networks”, due on"
        " 31 December 2026."
    }


def test_what_waits_for_a_meeting_clashes_when_it_moves_or_is_cancelled(action, meets):
    meeting = meets(date(2026, 4, 29))
    changing.wait_for(action, needs_meeting=meeting, on=date(2026, 1, 5), by="c")

    def said():
        found = standing.stood(action.plan.actions.all(), date(2026, 3, 23))
        return waiting.clashes(found).get(action.pk, "")

    assert said() == ""
    meeting.on = date(2026, 5, 1)
    meeting.save()
    assert "waits for AWG, 1 May 2026" in said()
    meeting.state = "cancelled"
    meeting.save()
    assert "cancelled" in said()


def test_a_plan_is_read_with_as_many_queries_however_many_actions(
    plan, django_assert_max_num_queries
):
    for n in range(30):
        made = changing.add_action(plan, heading=f"{n}", on=date(2026, 1, 5), by="c")
        changing.note(made, "Going", on=date(2026, 3, 3), by="c")
    with django_assert_max_num_queries(14):
        assert len(standing.stood(plan.actions.all(), date(2026, 3, 23))) == 30


def test_a_cycle_begins_in_one_place(plan, action):
    """The table that measures count asks the standing."""
    for on in (date(2026, 3, 2), date(2026, 3, 23)):
        one = standing.of_one(action, on)
        [row] = counted.rows(Stretch(on, on), ALL)
        assert row["cycle_from_on"] == one.cycle_from
        assert one.is_silent == (one.listed_on < one.cycle_from)
