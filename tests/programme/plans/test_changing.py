from datetime import date

import pytest

from muster.accounts.models import Entry
from muster.programme import Refused
from muster.programme.contacts import named
from muster.programme.groups.meeting import Meeting
from muster.programme.plans import changing, closing, standing
from muster.programme.plans.action import Note
from muster.school_year.said import of_day


MARCH = date(2026, 3, 23)
MAY = date(2026, 5, 10)
JUNE = date(2026, 6, 20)
AMBER = {
    "reason": "Finance has nobody free.",
    "path": "Borrow somebody.",
    "path_by": date(2026, 7, 1),
}


def now(action, on=MARCH):
    return standing.of_one(action, on)


def test_what_was_said_is_neither_changed_nor_deleted(action):
    said = changing.note(action, "Begun.", on=MARCH, by="ash")
    with pytest.raises(TypeError):
        said.save()
    with pytest.raises(TypeError):
        said.delete()


def test_the_trail_has_every_change(action):
    changing.rate(action, colour="amber", on=MARCH, by="ash", **AMBER)
    assert Entry.objects.filter(to=f"action:{action.pk}").values_list(
        "did", flat=True
    ).order_by("pk")[::1] == [
        "action.added",
        "action.owners",
        "action.deadline",
        "action.rated",
    ]


def test_overdue_cannot_be_green(action):
    changing.note(action, "Nearly done.", on=MAY, by="ash")
    with pytest.raises(Refused, match="30 April 2026: what is overdue can’t be green"):
        changing.rate(action, colour="green", on=MAY, by="ash", difference="Soon")


def test_due_today_is_not_overdue(action):
    on = date(2026, 4, 30)
    changing.note(action, "Done by tonight.", on=on, by="ash")
    changing.rate(action, colour="green", on=on, by="ash")
    assert now(action, on).colour == "green"


@pytest.mark.parametrize("left_out", ["reason", "path", "path_by"])
@pytest.mark.parametrize("colour", ["amber", "red"])
def test_amber_and_red_say_why_and_how_they_get_back_to_green(action, colour, left_out):
    said = {**AMBER, left_out: None if left_out == "path_by" else ""}
    with pytest.raises(Refused, match="how it gets back to green"):
        changing.rate(action, colour=colour, on=MARCH, by="ash", **said)


def test_better_than_the_rule_says_why(action):
    changing.note(action, "Going.", on=MARCH, by="ash")
    changing.rate(action, colour="red", on=MARCH, by="ash", **AMBER)
    with pytest.raises(Refused, match="The rule says amber"):
        changing.rate(action, colour="green", on=MARCH, by="ash")
    changing.rate(
        action, colour="green", on=MARCH, by="ash", difference="Somebody was found."
    )
    rating = now(action).rating
    assert (rating.colour, rating.suggested, rating.difference) == (
        "green",
        "amber",
        "Somebody was found.",
    )


def test_at_a_review_nobody_wrote_for_the_rule_still_answers_whoever_rates(action):
    """The review of the day makes it silent, and the rating ends that."""
    before = date(2026, 3, 2)
    changing.rate(action, colour="amber", on=before, by="ash", **AMBER)
    assert now(action).is_silent
    with pytest.raises(Refused, match="The rule says amber"):
        changing.rate(action, colour="green", on=MARCH, by="ash")


def test_a_deadline_keeps_where_it_began_and_why_it_moved(action, meets):
    approved = meets(MARCH)
    later = [of_day(date(2026, 6, 30))]
    with pytest.raises(Refused, match="Say why"):
        changing.set_deadline(action, later, on=MARCH, by="chair")
    changing.set_deadline(
        action, later, on=MARCH, by="chair", reason="No staff", approved_at=approved
    )
    stood = now(action)
    assert stood.original_due_on == date(2026, 4, 30)
    assert (stood.due_on, stood.moves, stood.slip) == (date(2026, 6, 30), 1, 61)
    assert stood.deadline.approved_at == approved
    assert now(action, date(2026, 3, 22)).due_on == date(2026, 4, 30)


def test_one_owner_is_accountable_and_of_several_somebody_must_say(action):
    assert now(action).accountable.contact.name == "A. Ash"
    both = [named("A. Ash"), named("B. Birch")]
    changing.set_owners(action, both, on=MARCH, by="chair")
    assert now(action).accountable is None
    changing.set_owners(action, both, on=MARCH, by="chair", accountable=both[1])
    assert now(action).accountable.contact == both[1]
    with pytest.raises(Refused, match="not among its owners"):
        changing.set_owners(
            action, both, on=MARCH, by="chair", accountable=named("C. Cedar")
        )


def test_a_reference_is_never_used_twice(plan, action):
    with pytest.raises(Refused, match="7 is or was another"):
        changing.add_action(plan, heading="Another", ref="7", on=MARCH, by="chair")
    changing.reword(action, ref="7a", on=MARCH, by="chair", reason="Split")
    with pytest.raises(Refused):
        changing.add_action(plan, heading="Another", ref="7", on=MARCH, by="chair")


def test_closing_takes_evidence_and_a_named_meeting(action, meets):
    meeting = meets(MAY)
    with pytest.raises(Refused, match="Add evidence"):
        closing.propose_closure(action, on=MARCH, by="ash")
    with pytest.raises(Refused, match="not proposed"):
        closing.confirm_closure(action, meeting=meeting, by="chair")
    changing.add_evidence(action, title="The map", on=MARCH, by="ash")
    closing.propose_closure(action, on=MARCH, by="ash", meeting=meeting)
    assert now(action).is_proposed and not now(action).is_closed
    closing.confirm_closure(action, meeting=meeting, by="chair")
    assert now(action, MAY).closed_on == MAY
    assert not now(action, date(2026, 5, 9)).is_closed
    with pytest.raises(Refused, match="Open it again"):
        changing.rate(action, colour="green", on=MAY, by="ash")
    with pytest.raises(Refused, match="Say why"):
        closing.reopen(action, on=JUNE, by="chair", reason="")
    closing.reopen(action, on=JUNE, by="chair", reason="A map was missing")
    assert not now(action, JUNE).is_closed
    assert now(action, date(2026, 6, 19)).is_closed


def test_a_cancelled_meeting_closes_nothing(action, meets):
    closing.propose_closure(action, on=MARCH, by="ash", reason="No longer needed")
    cancelled = meets(MAY, state=Meeting.State.CANCELLED)
    with pytest.raises(Refused, match="cancelled"):
        closing.confirm_closure(action, meeting=cancelled, by="chair")


def test_actions_cannot_wait_for_each_other(plan, action):
    other = changing.add_action(plan, heading="Other", on=MARCH, by="chair")
    third = changing.add_action(plan, heading="Third", on=MARCH, by="chair")
    changing.wait_for(action, needs=other, on=MARCH, by="chair")
    changing.wait_for(other, needs=third, on=MARCH, by="chair")
    with pytest.raises(Refused, match="wait for the other"):
        changing.wait_for(third, needs=action, on=MARCH, by="chair")
    changing.wait_for(other, needs=third, on=MARCH, by="chair", stands=False)
    changing.wait_for(third, needs=action, on=MARCH, by="chair")


def test_steps_are_done_and_dropped_and_what_they_were_is_kept(action):
    changing.add_steps(action, ["Ask finance", "Draw it"], on=MARCH, by="ash")
    changing.change_step(action, 1, state="done", on=MAY, by="ash")
    changing.change_step(action, 2, state="dropped", on=MAY, by="ash")
    assert [(one.text, one.state) for one in now(action).steps] == [
        ("Ask finance", "open"),
        ("Draw it", "open"),
    ]
    assert [(one.text, one.state) for one in now(action, MAY).steps] == [
        ("Ask finance", "done")
    ]


def test_notes_are_printed_the_newest_first_and_what_a_paper_had_stands_for_what_was_before(
    action,
):
    for on, text in ((1, "One"), (2, "Two")):
        changing.note(action, text, on=date(2026, 3, on), by="ash")
    assert [one.text for one in now(action).notes] == ["Two", "One"]
    changing.note(action, "As printed", on=date(2026, 3, 3), by="x", printed=True)
    changing.note(action, "Four", on=date(2026, 3, 4), by="ash", kind=Note.Kind.WORKS)
    assert [one.text for one in now(action).notes] == ["Four", "As printed"]
    assert len(now(action).every_note) == 4


def test_an_empty_note_is_refused(action):
    with pytest.raises(Refused):
        changing.note(action, "  ", on=MARCH, by="ash")
