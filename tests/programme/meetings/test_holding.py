"""Holding a meeting: who was there, and what came of each item."""

from datetime import date

import pytest
from django.urls import reverse
from tests.programme.meetings.conftest import BY

from muster.programme import Refused
from muster.programme.contacts import named
from muster.programme.groups import planning
from muster.programme.groups.meeting import Meeting
from muster.programme.meetings import agenda, holding, minutes, writing
from muster.programme.meetings.item import Item, Outcome
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


# At the same time, and where it would be lost ---------------------------------------------


def test_nothing_is_added_to_minutes_that_somebody_closed_meanwhile(item, held):
    seen_before = Item.objects.select_related("meeting__group").get(pk=item.pk)
    holding.mark(held, named("A. Ash"), how="present", by=BY)
    minutes.close(Meeting.objects.get(pk=held.pk), by=BY)
    with pytest.raises(Refused, match="The minutes were closed on"):
        holding.record(seen_before, kind="decision", text="Too late", by=BY)
    assert not item.outcomes.exists()


def test_a_meeting_begun_meanwhile_is_not_cancelled(meeting):
    seen_before = Meeting.objects.get(pk=meeting.pk)
    holding.start(meeting, today=meeting.on, by=BY)
    with pytest.raises(Refused, match="It was held"):
        planning.cancel(seen_before, reason="No room", by=BY)
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.HELD


def test_a_meeting_restored_and_begun_meanwhile_is_not_planned_again(meeting):
    planning.cancel(meeting, reason="No room", by=BY)
    seen_before = Meeting.objects.get(pk=meeting.pk)
    planning.restore(meeting, on=meeting.on, by=BY)
    holding.start(meeting, today=meeting.on, by=BY)
    with pytest.raises(Refused, match="It isn’t cancelled"):
        planning.restore(seen_before, on=date(2026, 6, 1), by=BY)
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.HELD


@pytest.mark.parametrize(
    "say",
    [
        lambda item: writing.write(item, "Of buses.", against=0, by=BY),
        lambda item: holding.record(item, kind="decision", text="Buy buses", by=BY),
        lambda item: agenda.move(item, up=True, by=BY),
    ],
)
def test_of_an_item_taken_off_nothing_is_kept_that_no_minutes_have(item, say):
    agenda.take_off(Item.objects.get(pk=item.pk), reason="No time", by=BY)
    with pytest.raises(Refused, match="Put it back"):
        say(item)
    assert not (item.texts.exists() or item.outcomes.exists())


def test_pages_of_an_item_taken_off_say_so(item, held, signed_in, monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", "2026-05-18")
    agenda.take_off(item, reason="No time", by=BY)
    page = signed_in("programme-officer")
    for name, more in (("reorder", ["up"]), ("write_item", [])):
        to = reverse(f"programme:{name}", args=[held.pk, item.pk, *more])
        said = {"text": "Of buses.", "against": "0", "then": "next"}
        answer = page.post(to, said, follow=True)
        assert "Put it back" in answer.content.decode()


def test_owners_that_are_commas_only_are_asked_for_again(
    item, held, plan, signed_in, monkeypatch
):
    monkeypatch.setenv("MUSTER_TODAY", "2026-05-18")
    answer = signed_in("programme-officer").post(
        reverse("programme:agree_action", args=[held.pk, item.pk]),
        {"heading": "Do", "owners": ", ;", "due": "30/06/2026", "plan": plan.pk},
    )
    assert "Write one name at least" in answer.content.decode()


def test_a_meeting_at_which_something_was_decided_keeps_its_day(meeting, acts):
    action = acts("Map the spend")
    changing.set_deadline(
        action,
        [of_day(date(2026, 8, 31))],
        on=date(2026, 5, 18),
        by=BY,
        reason="Later",
        approved_at=meeting,
    )
    with pytest.raises(Refused, match="Something was decided there"):
        planning.change(meeting, on=date(2027, 6, 1), by=BY)
