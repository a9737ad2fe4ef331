"""What stands otherwise in a plan than it stood on a day, field by field."""

from datetime import date

import pytest
from django.utils import timezone

from muster.programme.contacts import named
from muster.programme.papers.changed import About
from muster.programme.plans import changed, changing, closing
from muster.school_year.said import of_day


START, FIRST, MARCH = date(2026, 1, 5), date(2026, 3, 2), date(2026, 3, 23)
MAY = date(2026, 5, 10)
SAID = {
    "reason": "Nobody is free.",
    "path": "Borrow somebody.",
    "path_by": date(2026, 7, 1),
}


def told(plan, since=FIRST, on=MARCH, **how):
    """What changed: of what, before and after."""
    found = changed.changes(plan, since, on, **how)
    return [(one.about, one.before, one.after) for one in found]


def only(plan, **how):
    [one] = changed.changes(plan, FIRST, how.pop("on", MARCH), **how)
    return one


def test_nothing_said_is_nothing_changed(plan, action):
    changing.note(action, "Begun.", on=FIRST, by="ash")
    assert told(plan) == []


def test_a_new_action_is_added_with_whose_it_is_and_when_it_is_due(plan, action):
    new = changing.add_action(plan, heading="New", ref="8", on=MARCH, by="chair")
    changing.note(action, "Begun.", on=FIRST, by="ash")
    changing.set_owners(new, [named("B. Birch")], on=MARCH, by="chair")
    changing.set_deadline(new, [of_day(MAY)], on=MARCH, by="chair")
    one = only(plan)
    assert (one.about, one.ref, one.after) == (
        About.ADDED,
        "8",
        "B. Birch\nDue 10 May 2026",
    )


def test_a_colour_says_why_and_by_whom(plan, action, person):
    changing.note(action, "Begun.", on=FIRST, by="ash")
    changing.rate(action, colour="green", on=FIRST, by="ash")
    changing.rate(action, colour="amber", on=MARCH, by=person().username, **SAID)
    one = only(plan)
    assert (one.about, one.before, one.after) == (About.STATUS, "GREEN", "AMBER")
    assert one.by == "Sam Officer"
    assert one.reason == "Nobody is free. Back to green: Borrow somebody."


def test_falling_silent_is_a_change_that_nobody_made(plan, action):
    changing.rate(action, colour="amber", on=START, by="ash", **SAID)
    one = only(plan)
    assert (one.before, one.after, one.by) == ("AMBER", "GREY", "The rule")
    assert one.reason == "Nobody has written about it since 5 January 2026."


def test_falling_due_is_a_change_that_nobody_made(plan, action):
    changing.note(action, "Begun.", on=MARCH, by="ash")
    changing.rate(action, colour="green", on=MARCH, by="ash")
    [one] = changed.changes(plan, MARCH, MAY)
    assert (one.before, one.after) == ("GREEN", "RED")
    assert one.reason == "It fell due on 30 April 2026."


def test_a_moved_deadline_says_from_where_to_where(plan, action, meets):
    changing.note(action, "Begun.", on=FIRST, by="ash")
    changing.set_deadline(
        action,
        [of_day(MAY)],
        on=MARCH,
        by="chair",
        reason="Half-term.",
        approved_at=meets(MARCH),
    )
    one = only(plan)
    assert (one.about, one.before, one.after) == (
        About.DATE,
        "30 April 2026",
        "10 May 2026",
    )
    assert one.reason == "Half-term. Approved at AWG, 23 March 2026."


def test_other_owners_and_who_answers(plan, action):
    changing.note(action, "Begun.", on=FIRST, by="ash")
    ash, birch = named("A. Ash"), named("B. Birch")
    changing.set_owners(action, [ash, birch], accountable=birch, on=MARCH, by="chair")
    assert told(plan) == [
        (About.OWNER, "A. Ash", "A. Ash, B. Birch\nB. Birch answers for it")
    ]


def test_closed_and_opened_again(plan, action, meets):
    changing.note(action, "Begun.", on=FIRST, by="ash")
    closing.propose_closure(action, on=date(2026, 3, 10), by="ash", reason="Done")
    closing.confirm_closure(action, meeting=meets(MARCH), by="chair")
    closing.reopen(action, on=MAY, by="chair", reason="Not done")
    assert told(plan) == [(About.CLOSED, "GREY", "Closed on 23 March 2026")]
    assert told(plan, MARCH, MAY)[0][:2] == (About.REOPENED, "Closed on 23 March 2026")


def test_a_proposal_to_close(plan, action, meets):
    changing.note(action, "Begun.", on=FIRST, by="ash")
    closing.propose_closure(
        action, on=MARCH, by="ash", reason="Done", meeting=meets(MAY)
    )
    assert told(plan) == [
        (About.DATE, "Closure not proposed", "Closure proposed for 10 May 2026")
    ]


SAYING = {
    "title": (
        lambda one: changing.reword(
            one, on=MARCH, by="a", reason="r", heading="Map it"
        ),
        ("Title: Map the spend", "Title: Map it"),
    ),
    "note": (
        lambda one: changing.note(one, "Sent out.", on=MARCH, by="a"),
        ("", "Sent out."),
    ),
    "step": (
        lambda one: changing.add_steps(one, ["Ask finance"], on=MARCH, by="a"),
        ("", "Step, to do: Ask finance"),
    ),
    "evidence": (
        lambda one: changing.add_evidence(one, title="The map", on=MARCH, by="a"),
        ("", "Evidence: The map"),
    ),
    "success": (
        lambda one: changing.set_success(one, text="Fewer away", on=MARCH, by="a"),
        ("", "Success: Fewer away"),
    ),
}


@pytest.mark.parametrize("what", SAYING)
def test_words_and_progress_are_told_field_by_field(plan, action, what):
    changing.note(action, "Begun.", on=FIRST, by="ash")
    say, said = SAYING[what]
    say(action)
    assert told(plan) == [(About.WORDS, *said)]


def test_waiting_for_another_is_told_by_its_name(plan, action):
    other = changing.add_action(plan, heading="Data", ref="3", on=START, by="chair")
    for one in (action, other):
        changing.note(one, "Begun.", on=FIRST, by="ash")
    changing.wait_for(action, needs=other, on=MARCH, by="chair")
    assert told(plan) == [(About.WORDS, "", "Waits for 3 Data")]


def test_what_was_written_later_about_an_earlier_day_is_a_change_of_what_was_known(
    plan, action
):
    changing.note(action, "Begun.", on=FIRST, by="ash")
    issued_at = timezone.now()
    changing.note(action, "Remembered.", on=START, by="ash")
    assert told(plan) == []
    assert told(plan, since_known_at=issued_at) == [(About.WORDS, "", "Remembered.")]


def test_it_asks_no_more_of_the_database_for_many(plan, django_assert_max_num_queries):
    for _ in range(40):
        made = changing.add_action(plan, heading="x", on=START, by="chair")
        changing.set_owners(made, [named("A. Ash")], on=MARCH, by="chair")
    with django_assert_max_num_queries(40):
        assert len(changed.changes(plan, FIRST, MARCH)) >= 40
