"""What of a plan needs a meeting's time, told from how its actions stand."""

from datetime import date

import pytest

from muster.documents.blocks import KeyFigures, Paragraph, Table
from muster.documents.cells import as_text
from muster.programme.contacts import named
from muster.programme.plans import changing, closing, exceptions
from muster.programme.plans.action import Rating
from muster.programme.plans.saying import say
from muster.school_year.said import of_day


START, FIRST, MARCH = date(2026, 1, 5), date(2026, 3, 2), date(2026, 3, 23)
MAY, JUNE = date(2026, 5, 10), date(2026, 6, 20)
SAID = {
    "reason": "Finance has nobody free.",
    "path": "Borrow somebody.",
    "path_by": date(2026, 7, 1),
}
MARKS = {"organisation": "Quillshire Council", "reference": "log 1"}


def report(plan, on):
    return exceptions.report(plan, on, **MARKS)


def rows(plan, on=MARCH):
    """Why each listed action is listed, by its reference."""
    tables = [one for one in report(plan, on).blocks if isinstance(one, Table)]
    return {
        as_text(row[0]).split()[0]: as_text(row[4])
        for table in tables
        for row in table.rows
    }


def counts(plan, on=MARCH):
    [figures] = [one for one in report(plan, on).blocks if isinstance(one, KeyFigures)]
    return [one.value for one in figures.items]


def gives(action, colour, on, **said):
    """A colour, as a paper or an older system gave it: no rule was asked."""
    made = Rating(action=action, colour=colour, **said)
    say(made, on=on, by="chair", did="action.rated")


def another(plan, ref, due=date(2026, 7, 31)):
    made = changing.add_action(plan, heading="Other", ref=ref, on=START, by="chair")
    changing.set_owners(made, [named("B. Birch")], on=START, by="chair")
    changing.set_deadline(made, [of_day(due)], on=START, by="chair")
    return made


def test_what_is_on_course_is_not_listed(plan, action):
    changing.note(action, "Going well.", on=MARCH, by="ash")
    changing.rate(action, colour="green", on=MARCH, by="ash")
    assert rows(plan) == {}
    [said] = [one for one in report(plan, MARCH).blocks if isinstance(one, Paragraph)]
    assert said.text == "Nothing in it is off course."


def test_a_plan_without_an_action_is_drawn_too(plan):
    assert counts(plan) == ["0", "0", "0", "0"]


def test_red_says_why_and_what_is_to_be_done(plan, action):
    changing.rate(action, colour="red", on=MARCH, by="chair", **SAID)
    assert rows(plan)["7"] == (
        "RED, since 23 March 2026. Finance has nobody free.\n"
        "What is to be done: Borrow somebody. By 1 July 2026."
    )


def test_amber_is_told_by_its_age_and_stuck_at_the_third_review(plan, action):
    for on in (FIRST, MARCH):
        changing.rate(action, colour="amber", on=on, by="chair", **SAID)
    assert rows(plan)["7"].startswith("AMBER at 2 reviews running, since 2 March 2026")
    changing.review(plan, on=date(2026, 4, 20), by="chair")
    changing.rate(action, colour="amber", on=date(2026, 4, 20), by="chair", **SAID)
    said = rows(plan, date(2026, 4, 21))["7"]
    assert said.startswith("Stuck: AMBER at 3 reviews running, since 2 March 2026")
    assert counts(plan, date(2026, 4, 21)) == ["0", "0", "1", "0"]


def test_overdue_says_by_how_many_days(plan, action):
    changing.rate(action, colour="red", on=MAY, by="chair", **SAID)
    assert "10 days overdue" in rows(plan, MAY)["7"]


def test_what_was_green_and_fell_due_is_red_and_challenged(plan, action):
    changing.note(action, "Going well.", on=MARCH, by="ash")
    changing.rate(action, colour="green", on=MARCH, by="ash")
    said = rows(plan, MAY)["7"]
    assert said.startswith("RED. 10 days overdue")
    assert "Recorded green, and the rule says red" in said


def test_a_changed_date_says_how_often_and_how_far(plan, action):
    changing.rate(action, colour="green", on=MARCH, by="ash", difference="Agreed")
    later = [of_day(date(2026, 5, 30))]
    changing.set_deadline(action, later, on=MARCH, by="chair", reason="Half-term")
    assert "Date changed once, 30 days later than first agreed" in rows(plan)["7"]


def test_silence_is_said_with_the_colour_there_was(plan, action):
    changing.rate(action, colour="red", on=START, by="chair", **SAID)
    said = rows(plan)["7"]
    assert "No update since 5 January 2026" in said
    assert "It was red on 5 January 2026" in said
    assert counts(plan) == ["0", "0", "0", "1"]


@pytest.mark.parametrize("silent", [True, False])
def test_it_is_silent_as_the_plan_says_it_is(plan, action, silent):
    changing.note(action, "Begun.", on=FIRST if silent else MARCH, by="ash")
    assert ("No update since" in rows(plan)["7"]) is silent


def test_what_came_in_this_cycle_is_not_silent_yet(plan):
    changing.add_action(plan, heading="New", ref="9", on=MARCH, by="chair")
    assert rows(plan)["9"] == (
        "GREY. It has no date. It has no owner. Nobody has rated it yet."
    )


def test_a_sign_off_after_the_deadline_is_challenged(plan, meets):
    made = another(plan, "5")
    gives(made, "green", MARCH, printed=True)
    closing.propose_closure(
        made, on=MARCH, by="ash", reason="Done", meeting=meets(date(2026, 9, 15))
    )
    assert rows(plan)["5"] == (
        "Recorded green, due 31 July 2026, sign-off 15 September 2026: 46 days late."
    )


def test_a_colour_better_than_the_rules_is_challenged_with_what_was_said(plan, action):
    changing.rate(action, colour="red", on=FIRST, by="chair", **SAID)
    changing.rate(
        action, colour="green", on=MARCH, by="ash", difference="Somebody came."
    )
    changing.set_owners(action, [], on=MARCH, by="chair")
    said = rows(plan)["7"]
    assert "It has no owner. Recorded green, and the rule says grey." in said
    assert "Why nevertheless: Somebody came" in said


def test_a_rule_that_says_worse_says_why(plan, action, meets):
    waits = another(plan, "3", date(2026, 6, 30))
    changing.wait_for(action, needs=waits, on=START, by="chair")
    gives(action, "green", MARCH)
    assert (
        "Recorded green, and the rule says red: It is due on 30 April 2026, and waits"
        " for “3 Other”, due on 30 June 2026." in rows(plan)["7"]
    )


def test_amber_that_a_paper_gave_without_a_path_says_so(plan, action):
    gives(action, "amber", MARCH, printed=True)
    assert "Nobody has said why, and how and by when it gets back" in rows(plan)["7"]


def test_other_words_of_a_paper_are_kept(plan, action):
    gives(action, "", MARCH, printed=True, said="On hold")
    assert "A paper said “On hold”" in rows(plan)["7"]


def test_the_closed_are_not_listed(plan, action, meets):
    closing.propose_closure(action, on=FIRST, by="ash", reason="Done")
    closing.confirm_closure(action, meeting=meets(MARCH), by="chair")
    assert rows(plan, JUNE) == {}


def test_every_one_of_many_is_listed(plan, django_assert_max_num_queries):
    for at in range(60):
        gives(another(plan, str(at + 10)), "red", MARCH, printed=True)
    with django_assert_max_num_queries(30):
        assert len(rows(plan)) == 60
