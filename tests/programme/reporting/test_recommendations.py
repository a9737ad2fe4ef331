"""Recommendations: the executive's clock, two-stage closure, reviews fixed beforehand."""

from datetime import date

import pytest

from muster.programme import Refused
from muster.programme.groups.meeting import Meeting
from muster.programme.plans import changing, closing
from muster.programme.plans.plan import Recommendation
from muster.programme.reporting import recommendations
from muster.programme.reporting.clocks import clock_of


MADE = date(2025, 12, 31)
MARCH = date(2026, 3, 2)


@pytest.fixture
def one(plan, committee):
    return Recommendation.objects.create(
        plan=plan,
        number="1",
        text="Improve attendance",
        committee=committee,
        made_on=MADE,
    )


@pytest.fixture
def answered(one):
    on = date(2026, 2, 2)
    recommendations.respond(one, response="accepted", on=on, by="officer")
    return one


def test_the_executive_has_two_months_to_the_last_day_of_a_shorter_one(one):
    assert recommendations.response_due(one) == date(2026, 2, 28)
    assert not clock_of("response", MADE).read


def test_a_response_in_part_or_none_says_why(one):
    for response in ("part", "rejected"):
        with pytest.raises(Refused, match="Say why"):
            recommendations.respond(one, response=response, on=MARCH, by="x")
    recommendations.respond(one, response="part", on=MARCH, by="x", reason="No money")
    kind, said = recommendations.response_status(one, MARCH)
    assert kind == "bad"
    assert "late" in said


def test_silence_past_the_clock_is_shown(one):
    on = date(2026, 3, 1)
    assert recommendations.response_status(one, on)[0] == "bad"
    assert recommendations.response_status(one, date(2026, 2, 28))[0] == "watch"


def test_only_the_committee_itself_confirms_and_at_a_meeting_that_was_held(
    answered, committee, group
):
    other = Meeting.objects.create(group=group, on=MARCH)
    to_come = Meeting.objects.create(group=committee, on=date(2026, 4, 1))
    with pytest.raises(Refused, match="Only Children"):
        recommendations.confirm(answered, meeting=other, on=MARCH, by="x")
    with pytest.raises(Refused, match="has not been held"):
        recommendations.confirm(answered, meeting=to_come, on=MARCH, by="x")


def test_nothing_is_confirmed_before_it_was_answered(one, committee):
    met = Meeting.objects.create(group=committee, on=MARCH)
    with pytest.raises(Refused, match="not answered"):
        recommendations.confirm(one, meeting=met, on=MARCH, by="x")


def test_nothing_is_confirmed_while_an_action_of_it_is_open(
    answered, committee, action, meets
):
    met = Meeting.objects.create(group=committee, on=MARCH)
    with pytest.raises(Refused, match="7 Map the spend"):
        recommendations.confirm(answered, meeting=met, on=MARCH, by="x")
    closing.propose_closure(action, on=MARCH, by="x", reason="Done")
    closing.confirm_closure(action, meeting=meets(MARCH), by="x")
    recommendations.confirm(answered, meeting=met, on=MARCH, by="x")
    with pytest.raises(Refused, match="The committee confirmed it"):
        recommendations.change(answered, by="x", made_on=MARCH)


def test_in_a_plan_of_two_only_tied_actions_answer_a_recommendation(one, plan, action):
    assert len(recommendations.actions_of([one], MARCH)[one.pk]) == 1
    Recommendation.objects.create(plan=plan, number="2", text="Another")
    assert recommendations.actions_of([one], MARCH)[one.pk] == []
    tied = changing.add_action(
        plan, heading="Tied", on=MARCH, by="x", recommendation=one
    )
    found = recommendations.actions_of([one], MARCH)[one.pk]
    assert [each.action for each in found] == [tied]


def test_a_review_fixes_its_question_before_the_answer_and_is_never_missed_silently(
    one,
):
    said = {"question": "Did absence fall?", "method": "Beside the year before"}
    with pytest.raises(Refused, match="a day to come"):
        recommendations.set_review(one, due_on=MARCH, on=MARCH, by="x", **said)
    due = date(2026, 7, 1)
    review = recommendations.set_review(one, due_on=due, on=MARCH, by="x", **said)
    assert recommendations.missed_reviews(due) == []
    assert recommendations.missed_reviews(date(2026, 7, 2)) == [review]
    with pytest.raises(Refused, match="Write what was found"):
        recommendations.answer_review(review, answer=" ", on=due, by="x")
    recommendations.answer_review(review, answer="It can’t be told.", on=due, by="x")
    assert recommendations.missed_reviews(date(2026, 7, 2)) == []


@pytest.mark.parametrize(
    ("on", "year"),
    [(date(2026, 4, 30), "2025/26"), (date(2026, 5, 1), "2026/27"), (MADE, "2025/26")],
)
def test_a_municipal_year_begins_in_may(on, year):
    assert recommendations.municipal_year(on) == year


def test_old_ones_stay_listed_under_the_year_they_were_made_in(one, plan):
    old = Recommendation.objects.create(
        plan=plan, number="9", text="Old", made_on=date(2019, 6, 1)
    )
    unknown = Recommendation.objects.create(plan=plan, number="x", text="When?")
    assert recommendations.by_year([one, old, unknown]) == [
        ("2019/20", [old]),
        ("2025/26", [one]),
        ("Day not known", [unknown]),
    ]
