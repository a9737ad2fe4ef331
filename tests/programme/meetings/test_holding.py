"""Holding a meeting: who was there, and what came of each item."""

from datetime import date

import pytest
from tests.programme.meetings.conftest import BY

from muster.programme import Refused
from muster.programme.contacts import named
from muster.programme.meetings import agenda, holding
from muster.programme.meetings.item import Outcome
from muster.programme.plans import changing, closing, standing
from muster.school_year.said import of_day


DUE = of_day(date(2026, 6, 30))


@pytest.fixture
def item(held):
    return agenda.add(held, title="Data sharing", by=BY)


@pytest.fixture
def of_action(meeting, acts):
    """The item of an open action, at a meeting that has begun."""
    action = acts("Map the spend")
    changing.note(action, "The table is begun.", on=date(2026, 5, 4), by="a.ash")
    holding.start(meeting, today=meeting.on, by=BY)
    return meeting.items.get(action=action)


def test_a_meeting_begins_on_its_day_and_not_before(meeting):
    with pytest.raises(Refused, match="It is on 18 May 2026. Minutes are written from"):
        holding.start(meeting, today=date(2026, 5, 17), by=BY)


def test_members_of_the_day_are_expected_the_chair_first(held, sits):
    member = sits("A. Ash")
    sits("C. Cedar", "deputy", deputy_for=member)
    sits("B. Birch", "chair")
    sits("D. Dogwood", from_on=date(2026, 9, 1))
    named_ = [one.sitting.contact.name for one in holding.expected(held)]
    assert named_ == ["B. Birch", "A. Ash"]


def test_a_deputy_is_somebodys_and_a_guest_is_known_by_name(held, sits):
    ash = sits("A. Ash").contact
    cedar = named("C. Cedar")
    with pytest.raises(Refused, match="Say whose deputy it was"):
        holding.mark(held, cedar, how="deputy", by=BY)
    holding.mark(held, ash, how="apologies", by=BY)
    holding.mark(held, cedar, how="deputy", deputy_for=ash, by=BY)
    holding.attend(held, "Two headteachers", organisation="PRU", by=BY)
    found = {one.name: (one.how, one.is_member) for one in held.presences.all()}
    assert found == {
        "A. Ash": ("apologies", True),
        "C. Cedar": ("deputy", False),
        "Two headteachers": ("present", False),
    }
    holding.mark(held, ash, how="present", by=BY)
    assert held.presences.count() == 3, "what is said again is said last"


def test_decisions_are_numbered_in_their_month_and_no_number_is_used_twice(item):
    first = holding.record(item, kind="decision", text="Share the data.", by=BY)
    holding.record(item, kind="information", text="The form is online.", by=BY)
    second = holding.record(item, kind="decision", text="Weekly.", by=BY)
    holding.strike(second, reason="Said twice.", by=BY)
    third = holding.record(item, kind="decision", text="By email.", by=BY)
    assert (first.ref, third.ref) == ("AWG/2026-05/1", "AWG/2026-05/3")


def test_nothing_comes_of_an_item_before_the_meeting_has_begun(meeting):
    item = agenda.add(meeting, title="Data sharing", by=BY)
    with pytest.raises(Refused, match="has not begun"):
        holding.record(item, kind="decision", text="Share.", by=BY)


def test_an_action_agreed_is_in_the_plan_from_that_day_with_its_owner_and_date(
    item, plan, next_one
):
    ash, birch = named("A. Ash"), named("B. Birch")
    made = holding.agree_action(
        item, plan, heading="Sign the form", owners=[ash, birch], due=DUE, by=BY,
        accountable=ash, ref="12",
    )  # fmt: skip
    now = standing.of_one(made.action, item.meeting.on)
    assert (now.title, now.ref, now.due_on) == (
        "Sign the form",
        "12",
        date(2026, 6, 30),
    )
    assert now.accountable.name == "A. Ash"
    assert now.deadline.approved_at == item.meeting
    assert [one.title for one in agenda.of(next_one()).actions] == ["12 Sign the form"]


def test_an_action_goes_into_no_other_groups_plan(item):
    theirs = changing.start_plan(title="Theirs", kind="log", on=date(2026, 1, 6), by=BY)
    with pytest.raises(Refused, match="is not a plan of the Attendance Working Group"):
        holding.agree_action(
            item, theirs, heading="x", owners=[named("A. Ash")], due=DUE, by=BY
        )
    assert not Outcome.objects.exists()


def test_an_action_agreed_under_an_exempt_item_is_exempt_on_later_agendas(
    item, plan, next_one
):
    agenda.change(item, by=BY, exempt_reason="12a-1")
    ash = named("A. Ash")
    holding.agree_action(item, plan, heading="Call them", owners=[ash], due=DUE, by=BY)
    [again] = agenda.of(next_one()).actions
    assert again.exempt_reason == "12a-1"


def test_a_status_rated_in_a_meeting_names_it_and_its_day_becomes_a_review(of_action):
    holding.rate(of_action, colour="green", by=BY)
    now = standing.of_one(of_action.action, of_action.meeting.on)
    assert (now.colour, now.rating.meeting) == ("green", of_action.meeting)
    assert now.reviewed_on == of_action.meeting.on


def test_a_rating_that_is_refused_makes_no_review(of_action):
    with pytest.raises(Refused, match="Say why it is red"):
        holding.rate(of_action, colour="red", by=BY)
    plan = of_action.action.plan
    assert not plan.reviews.filter(on=of_action.meeting.on).exists()


def test_a_closure_is_confirmed_by_the_meeting_and_is_off_the_next_agenda(
    of_action, next_one
):
    with pytest.raises(Refused, match="Propose it first"):
        holding.close_action(of_action, by=BY)
    on = of_action.meeting.on
    closing.propose_closure(of_action.action, on=on, by="a.ash", reason="It is done.")
    holding.close_action(of_action, by=BY)
    assert standing.of_one(of_action.action, on).closing.meeting == of_action.meeting
    assert agenda.of(next_one()).actions == ()
