"""Which meetings can be said to have judged an action, and which days it can end on."""

from datetime import date, timedelta

import pytest

from muster.programme import Refused
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.plans import at_meeting, changing, closing, standing
from muster.programme.plans.plan_forms import CloseForm, ReviewForm
from muster.programme.plans.verbs import VERBS
from muster.school_year.said import of_day


TODAY = date(2026, 3, 27)
BY = "clerk"
AMBER = {
    "colour": "amber",
    "reason": "Late",
    "path": "Ask again",
    "path_by": date(2026, 5, 1),
}


@pytest.fixture
def board(group):
    """The board the group reports to, and a network that has nothing to do with either."""
    above = Group.objects.create(kind=Group.Kind.BOARD, name="Improvement Board")
    group.reports_to = above
    group.save()
    return above


@pytest.fixture
def network(db):
    return Group.objects.create(kind=Group.Kind.NETWORK, name="Heads’ Network")


def meeting_of(group, on, **more):
    return Meeting.objects.create(group=group, on=on, **more)


def judged(action, what, meeting, on=TODAY):
    """Says something at a meeting, by the verb that the page of an action has for it."""
    now = standing.of_one(action, on)
    said = {
        "rate": {**AMBER, "meeting": meeting},
        "note": {"text": "Going.", "meeting": meeting},
        "deadline": {
            "due": [of_day(date(2026, 6, 1))],
            "reason": "Staff",
            "approved_at": meeting,
        },
        "propose": {"reason": "Overtaken", "meeting": meeting},
    }[what]
    VERBS[what].do(now, said, {"on": on, "by": BY})


def said_at(action, what):
    """The meeting that is kept with what was said last."""
    last = {
        "rate": lambda: action.ratings.last().meeting,
        "note": lambda: action.notes.last().meeting,
        "deadline": lambda: action.deadlines.last().approved_at,
    }
    return last[what]()


SAYING = ("rate", "note", "deadline")


@pytest.mark.parametrize("what", SAYING)
def test_nothing_was_said_at_a_meeting_still_to_come(action, meets, what):
    with pytest.raises(Refused, match="AWG, 20 April 2026 is still to come"):
        judged(action, what, meets(date(2026, 4, 20)))


@pytest.mark.parametrize("what", [*SAYING, "propose"])
def test_a_group_that_does_not_look_after_a_plan_does_not_judge_it(
    action, network, what
):
    with pytest.raises(Refused, match="a group that doesn’t look after “Task log”"):
        judged(action, what, meeting_of(network, TODAY))


@pytest.mark.parametrize("what", SAYING)
def test_nothing_is_added_to_a_meeting_long_past(action, meets, what):
    long_past = meets(date(2026, 1, 6))
    for days in range(at_meeting.OFFERED):
        meets(date(2026, 1, 7) + timedelta(days=days))
    with pytest.raises(Refused, match="long past: there were 12 meetings since"):
        judged(action, what, long_past)


def test_a_closure_is_not_proposed_for_a_meeting_that_is_over(action, meets):
    with pytest.raises(Refused, match="AWG, 23 March 2026 was over on 27 March 2026"):
        judged(action, "propose", meets(date(2026, 3, 23)))


@pytest.mark.parametrize("what", SAYING)
def test_the_board_above_and_a_group_below_judge_it_too(action, group, board, what):
    below = Group.objects.create(
        kind=Group.Kind.SUB, name="Data Sub-group", reports_to=group
    )
    for looks_after in (board, below):
        held = meeting_of(looks_after, date(2026, 3, 20))
        judged(action, what, held)
        assert said_at(action, what) == held


def test_the_committee_whose_recommendation_it_answers_judges_it(plan, action, network):
    plan.recommendations.create(number="1", text="Do more", committee=network)
    held = meeting_of(network, date(2026, 3, 20))
    judged(action, "note", held)
    assert said_at(action, "note") == held


def test_a_list_has_the_last_twelve_the_newest_first(plan, group, board, network):
    for days in range(20):
        meeting_of(group, date(2026, 3, 3) + timedelta(days=days))
    on_the_day = meeting_of(board, TODAY)
    meeting_of(network, date(2026, 3, 26))
    meeting_of(board, date(2026, 3, 26), state=Meeting.State.CANCELLED)
    coming = meeting_of(group, date(2026, 4, 20))
    meeting_of(group, date(2026, 5, 20))
    found = at_meeting.past(plan, TODAY)
    assert len(found) == 12
    assert (found[0], found[1].on) == (on_the_day, date(2026, 3, 22))
    assert at_meeting.coming(plan, TODAY) == [on_the_day, coming]
    offered = [key for key, _ in _field(CloseForm, plan).choices]
    assert offered == ["", *(one.pk for one in found)]
    first = [key for key, _ in _field(ReviewForm, plan).choices][1]
    assert first == coming.pk


def _field(form, plan):
    return form(plan=plan, today=TODAY).fields["meeting"]


def test_a_plan_below_an_action_is_looked_after_by_whoever_looks_after_that(
    action, meets, network
):
    below = changing.start_plan(
        title="Below", kind="plan", on=TODAY, by=BY, under=action
    )
    one = changing.add_action(below, heading="Ask", on=TODAY, by=BY)
    judged(one, "note", meets(TODAY))
    with pytest.raises(Refused, match="doesn’t look after “Below”"):
        judged(one, "note", meeting_of(network, TODAY))


def test_another_groups_meeting_reviews_and_closes_nothing(action, network):
    other = meeting_of(network, date(2026, 5, 1))
    with pytest.raises(Refused, match="doesn’t look after"):
        changing.review(action.plan, on=other.on, by=BY, meeting=other)
    closing.propose_closure(action, on=TODAY, by=BY, reason="Overtaken")
    with pytest.raises(Refused, match="doesn’t look after"):
        closing.confirm_closure(action, meeting=other, by=BY)


def test_nothing_is_due_before_it_starts(action):
    start = {"start_said": "May 2026", "start_precision": "month"}
    start |= {"start_earliest": date(2026, 5, 1), "start_latest": date(2026, 5, 31)}
    changing.reword(action, on=TODAY, by=BY, reason="As agreed", printed=True, **start)
    due = [of_day(date(2026, 4, 29))]
    with pytest.raises(Refused, match="due on 29 April 2026, before it starts: May"):
        changing.set_deadline(action, due, on=TODAY, by=BY, reason="Sooner")
    changing.set_deadline(action, due, on=TODAY, by=BY, printed=True)


def test_the_page_says_why_a_meeting_will_not_do(signed_in, action, network, meets):
    for on in (date(2026, 3, 20), date(2026, 4, 20)):
        meets(on)
    client = signed_in("programme-officer")
    address = f"/programme/actions/{action.pk}/note/"
    page = client.get(address).content.decode()
    assert "AWG, 20 March 2026" in page
    assert "AWG, 20 April 2026" not in page
    said = {"kind": "progress", "text": "x", "meeting": meeting_of(network, TODAY).pk}
    answer = client.post(address, said).content.decode()
    assert "a group that doesn’t look after “Task log”" in answer


@pytest.fixture(autouse=True)
def stands_still(monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", str(TODAY))
