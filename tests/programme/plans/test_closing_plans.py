"""A plan is closed once nothing in it is open, and can be opened again."""

from datetime import date

import pytest

from muster.accounts.models import Entry
from muster.programme import Refused
from muster.programme.meetings import agenda
from muster.programme.plans import changing, closing, closing_plans, printing
from muster.programme.plans.plan import Plan, PlanClosing


CREATED = date(2026, 1, 5)
REVIEW = date(2026, 3, 23)
TODAY = date(2026, 3, 27)
BY = "chair"


def close(plan, on=TODAY, **more):
    said = {"reason": "All of it is done.", "today": TODAY, "by": BY, **more}
    closing_plans.close_plan(plan, on=on, **said)
    plan.refresh_from_db()


def reopen(plan, reason="The work goes on."):
    closing_plans.reopen_plan(plan, on=TODAY, by=BY, reason=reason)
    plan.refresh_from_db()


@pytest.fixture
def finishes(meets):
    """finishes(action) closes it, at a meeting on the day of the review."""

    def finishes(action, on=REVIEW):
        closing.propose_closure(action, on=on, by=BY, reason="Sent.")
        closing.confirm_closure(action, meeting=meets(on), by=BY)

    return finishes


@pytest.fixture
def finished(plan, action, finishes):
    """A log of which every action is closed."""
    finishes(action)
    return plan


def add(plan, heading, ref="", on=CREATED):
    return changing.add_action(plan, heading=heading, ref=ref, on=on, by=BY)


def test_it_is_closed_from_a_day_with_a_reason_and_who_said_so(finished):
    close(finished)
    assert finished.closed_on == TODAY
    [said] = finished.closings.all()
    assert (said.move, said.on, said.by) == ("closed", TODAY, BY)
    assert said.reason == "All of it is done."
    entry = Entry.objects.get(did="plan.closed")
    assert entry.to == f"plan:{finished.pk}"
    assert entry.reason == "All of it is done."


def test_a_meeting_closes_it_from_the_day_of_the_meeting(finished, meets):
    meeting = meets(date(2026, 3, 25))
    close(finished, meeting=meeting)
    assert finished.closed_on == date(2026, 3, 25)
    assert finished.closings.get().meeting == meeting


def test_while_an_action_is_open_it_says_which_and_what_to_do(plan, action):
    with pytest.raises(Refused) as why:
        close(plan)
    assert str(why.value) == (
        "1 of its actions is open on 27 March 2026: 7. Close it first: propose its"
        " closure, with evidence or a reason, and let a meeting confirm it."
    )


def test_of_many_open_actions_it_says_how_many(plan):
    for number in range(1, 12):
        add(plan, f"Task {number}", ref=str(number))
    with pytest.raises(Refused) as why:
        close(plan)
    assert "11 of its actions are open" in str(why.value)
    assert "1, 2, 3, 4, 5, 6, 7, 8 and 3 more. Close each of them" in str(why.value)


def test_an_action_that_comes_into_it_later_is_open(finished):
    add(finished, "Ask schools", on=date(2026, 4, 20))
    with pytest.raises(Refused, match="1 of its actions is open .*: “Ask schools”"):
        close(finished)


def test_an_action_closed_after_the_day_was_open_on_it(finished):
    with pytest.raises(Refused, match="1 of its actions is open on 20 March 2026: 7"):
        close(finished, date(2026, 3, 20))


def test_a_plan_under_one_of_its_actions_is_closed_first(plan, action, finishes):
    below = changing.start_plan(
        title="Spend", kind="plan", on=CREATED, by=BY, under=action
    )
    finishes(action)
    with pytest.raises(Refused) as why:
        close(plan)
    assert str(why.value) == (
        "1 of the plans under its actions is open: “Spend”. Close it first."
    )
    close(below)
    close(plan)
    with pytest.raises(Refused, match="under an action of “Task log”, which is closed"):
        reopen(below)


@pytest.mark.parametrize(
    ("on", "reason", "why"),
    [
        (TODAY, "  ", "Say why the plan is closed"),
        (date(2026, 3, 28), "Done.", "28 March 2026 is still to come"),
        (date(2026, 1, 4), "Done.", "The plan was started on 5 January 2026, so"),
    ],
)
def test_what_cannot_be_is_refused(finished, on, reason, why):
    with pytest.raises(Refused, match=why):
        close(finished, on, reason=reason)
    assert not finished.closings.exists()


def test_a_meeting_that_is_cancelled_closes_nothing(finished, meets):
    with pytest.raises(Refused, match="is cancelled. Choose another meeting"):
        close(finished, meeting=meets(date(2026, 3, 25), state="cancelled"))


def test_it_is_closed_once(finished):
    close(finished)
    with pytest.raises(Refused, match="closed on 27 March 2026 already"):
        close(finished)


SAID_OF_IT = {
    "a new action": lambda plan, action: add(plan, "Ask schools"),
    "a note": lambda plan, action: changing.note(action, "So.", on=TODAY, by=BY),
    "evidence": lambda plan, action: changing.add_evidence(
        action, title="The letter", on=TODAY, by=BY
    ),
    "an action opened again": lambda plan, action: closing.reopen(
        action, on=TODAY, by=BY, reason="It is not done."
    ),
    "a review": lambda plan, action: changing.review(plan, on=TODAY, by=BY),
    "a plan under it": lambda plan, action: changing.start_plan(
        title="Spend", kind="plan", on=TODAY, by=BY, under=action
    ),
}


@pytest.mark.parametrize("said", SAID_OF_IT.values(), ids=SAID_OF_IT)
def test_a_closed_plan_takes_nothing_until_it_is_opened_again(finished, action, said):
    close(finished)
    stale = type(action).objects.get(pk=action.pk)
    with pytest.raises(Refused, match="plan is closed. Open the plan again first"):
        said(Plan.objects.get(pk=finished.pk), stale)
    reopen(finished)
    said(Plan.objects.get(pk=finished.pk), stale)


def test_opening_it_again_needs_a_reason_and_keeps_what_was_said(finished):
    close(finished)
    with pytest.raises(Refused, match="Say why the plan is opened again"):
        reopen(finished, reason=" ")
    reopen(finished)
    assert finished.closed_on is None
    assert [one.move for one in finished.closings.all()] == ["closed", "reopened"]
    assert Entry.objects.get(did="plan.reopened").reason == "The work goes on."
    with pytest.raises(Refused, match="is not closed"):
        reopen(finished)
    close(finished)
    assert finished.closed_on == TODAY


def test_what_was_said_of_its_closing_is_not_changed(finished):
    close(finished)
    said = PlanClosing.objects.get()
    with pytest.raises(TypeError, match="What was said is not changed"):
        said.save()
    with pytest.raises(TypeError, match="What was said is not deleted"):
        said.delete()


def test_its_papers_are_printed_as_before(finished):
    before = printing.document(finished, REVIEW)
    close(finished)
    assert printing.document(finished, REVIEW) == before
    assert printing.document(finished, TODAY).rows


def test_nothing_more_is_written_into_it_at_a_meeting(finished, group):
    assert list(agenda.open_plans_of(group)) == [finished]
    close(finished)
    assert not agenda.open_plans_of(group).exists()
    assert list(agenda.plans_of(group)) == [finished]
