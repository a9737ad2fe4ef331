"""What can’t be got round in how actions are judged and rolled up."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from muster.programme import Refused
from muster.programme.contacts import named
from muster.programme.plans import (
    changed,
    changing,
    closing,
    colours,
    exceptions,
    measuring,
    printing,
    standing,
)
from muster.programme.plans.action import Success
from muster.school_year.said import of_day


JAN, ON = date(2026, 1, 5), date(2026, 3, 25)
BY = {"by": "a"}


def test_a_plan_never_looks_better_because_an_update_is_missing(plan, action):
    changing.rate(
        action,
        colour="red",
        reason="No money",
        path="Ask",
        path_by=date(2026, 3, 2),
        on=date(2026, 2, 2),
        **BY,
    )
    told = standing.stood(plan.actions.all(), date(2026, 2, 3))
    silent = standing.stood(plan.actions.all(), ON)
    assert ([one.colour for one in told], colours.worst(told)) == (["red"], "red")
    assert ([one.colour for one in silent], colours.worst(silent)) == (["grey"], "red")


@pytest.mark.parametrize("colour", ["amber", "green"])
def test_grey_is_worse_than_whatever_but_red_it_was(plan, action, colour):
    places = standing.WORST_FIRST
    assert places.index("grey") < places.index(colour)


def test_what_nobody_can_judge_is_green_with_a_reason_only(plan):
    one = changing.add_action(plan, heading="Nobody’s, undated", on=JAN, **BY)
    assert changing.suggest_for(standing.of_one(one, ON)).colour == "grey"
    with pytest.raises(Refused, match="The rule says grey. Say why it is green"):
        changing.rate(one, colour="green", on=ON, **BY)
    changing.rate(one, colour="green", difference="It is the clerk’s.", on=ON, **BY)


def test_what_fell_due_after_it_was_green_is_printed_red(plan, action):
    due = [of_day(date(2026, 3, 10))]
    changing.set_deadline(action, due, on=date(2026, 3, 2), reason="r", **BY)
    changing.rate(action, colour="green", on=date(2026, 3, 3), **BY)
    on = date(2026, 3, 23)
    assert standing.of_one(action, on).colour == "red"
    assert printing.document(plan, on).rows[0].statuses[-1].said == "RED"


def test_a_way_back_is_judged_as_it_is_given(plan, action):
    due = [of_day(date(2026, 3, 20))]
    changing.set_deadline(action, due, on=date(2026, 3, 2), reason="r", **BY)
    said = {"colour": "amber", "reason": "Late", "path": "Ask again", **BY}
    with pytest.raises(Refused, match="1 January 2020 is over"):
        changing.rate(action, path_by=date(2020, 1, 1), on=ON, **said)
    made = changing.rate(action, path_by=date(2026, 4, 30), on=ON, **said)
    assert made.suggested == "amber"


def test_a_target_as_shown_does_not_turn_the_measure_round():
    one = Success(
        measure="attendance",
        baseline_numerator=945_004,
        baseline_denominator=1_000_000,
        target_percent=Decimal("94.5"),
    )
    assert measuring.wanted(one) == 1


def test_the_exception_report_sees_what_other_plans_hold_up(plan, action):
    other = changing.start_plan(title="Other", kind="plan", on=JAN, **BY)
    late = changing.add_action(other, heading="Late thing", on=JAN, **BY)
    changing.set_owners(late, [named("B. Bell")], on=JAN, **BY)
    changing.set_deadline(late, [of_day(date(2026, 9, 1))], on=JAN, **BY)
    changing.rate(action, colour="green", on=date(2026, 3, 3), **BY)
    changing.wait_for(action, needs=late, on=date(2026, 3, 4), **BY)
    paper = exceptions.report(plan, ON, organisation="x", reference="y")
    assert "Late thing" in repr(paper.blocks)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"target_percent": Decimal(0)}, "target 0.0%"),
        ({"measure": "overall_absence"}, "measured by Overall absence"),
        ({"baseline_numerator": 1, "baseline_denominator": 3}, "baseline 33.3%"),
    ],
)
def test_whatever_changes_of_a_success_measure_is_a_change(plan, action, more, says):
    changing.set_success(action, on=JAN, text="None missing", **BY)
    changing.set_success(
        action, number=1, on=date(2026, 3, 20), text="None missing", **more, **BY
    )
    assert says in repr(changed.changes(plan, date(2026, 3, 1), ON))


def test_a_deadline_set_again_after_there_was_none_says_why(plan, action):
    changing.set_deadline(
        action, [], on=date(2026, 3, 2), reason="paper", printed=True, **BY
    )
    with pytest.raises(Refused, match="Say why the deadline is moved"):
        changing.set_deadline(
            action, [of_day(date(2026, 12, 1))], on=date(2026, 3, 3), **BY
        )


def test_a_meeting_still_to_come_confirms_nothing(
    signed_in, action, meets, monkeypatch
):
    monkeypatch.setenv("MUSTER_TODAY", ON.isoformat())
    closing.propose_closure(action, on=date(2026, 3, 20), reason="done", **BY)
    answer = signed_in("attendance-lead").post(
        reverse("programme:action_confirm", args=[action.pk]),
        {"meeting": meets(date(2026, 12, 1)).pk, "reason": ""},
        follow=True,
    )
    assert "It is closed." not in answer.content.decode()
    assert not standing.of_one(action, ON).is_closed
