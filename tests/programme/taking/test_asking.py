"""What a paper makes Muster ask; and that nobody is asked twice, or what Muster knows."""

from dataclasses import replace
from datetime import date

import pytest

from muster.programme import contacts
from muster.programme.contacts import named
from muster.programme.plans import changing, printing, standing
from muster.programme.plans.action import Action
from muster.programme.reading import read
from muster.programme.taking.readings import Asked
from muster.programme.taking.taking_in import take_in


NOW = date(2026, 3, 23)
LOG = """Task Log (Created: 5 January 2026) Updated: 23 March 2026

Owner: Ada Ash

Ref\tStart Date\tTitle\tDescription\tOwner\tDeadline\tPrevious status (RAG) 2/03/26\tCurrent Status (RAG) 23/03/26\tNotes\tClosure Date
1\t05/01/2026\tMAPS To map\tIt\tAA/BB\t30/04/2026\tGREEN\tGREEN\t\t
2\t05/01/2026\tLISTS To list\tIt\tBB\t30/04/2026\tGREEN\tPURPLE\t\t
3\t05/01/2026\tVISITS To visit\tIt\tXX\tMarch 2026\tAMBER\tRED\t\t
4\t05/01/2026\tWALKS To walk\tIt\tXX\t30/04/2026\tGREEN\tAMBER\t\t
NEW ACTIONS
5\t05/01/2026\tTRIAL To try\tIt\tBB\t30/04/2026\tGREEN\tGREEN\t\t
"""  # noqa: E501


def retake(text=LOG, **how):
    return take_in(read("log.txt", text.encode()), on=NOW, by="officer", **how)


@pytest.fixture
def taken(db):
    named("BB")
    return retake()


def says(taken, field):
    return [one.says for one in taken.queries if one.field == field]


def action_of(ref):
    every = standing.stood(Action.objects.all(), NOW)
    return next(one.action for one in every if one.ref == ref)


# What is asked -------------------------------------------------------------------------


def test_a_status_that_is_no_colour_is_asked_about(taken):
    assert says(taken, "statuses") == [
        (
            "2 LISTS: its status “PURPLE” is no colour. It is kept as said and counts as grey:"
            " rate it green, amber, red or blue."
        )
    ]


def test_an_owner_nobody_knows_is_asked_about_once_where_others_are_known(taken):
    about = [one for one in taken.queries if one.text == "XX"]
    assert [one.says for one in about] == [
        (
            "“XX” owns 3 and 4, and Muster knows nobody who is written so. Say who it is, or"
            " name another owner."
        )
    ]


def test_where_no_owner_is_known_none_is_a_stranger(db):
    assert not [one for one in retake().queries if "knows nobody" in one.says]


def test_rows_that_are_amber_or_red_without_a_reason_are_named_in_one_question(taken):
    assert says(taken, "reasons") == [
        (
            "3 and 4 are amber or red, and the paper doesn’t say why, nor how and by when it"
            " is green again. Rate each on its page, and say so."
        )
    ]


def test_a_new_row_with_two_ratings_is_asked_about(taken):
    assert says(taken, "section") == [
        (
            "5 TRIAL: it stands among the new actions, and was GREEN on 2 March 2026 already."
            " Both statuses are kept, and it is listed from then on: say whether that is"
            " right."
        )
    ]


# What is not asked again ---------------------------------------------------------------


def test_the_same_paper_again_asks_nothing_and_changes_nothing(taken):
    waiting = Asked.objects.count()
    again = retake()
    assert (again.changed, again.asked, Asked.objects.count()) == (0, 0, waiting)


def test_what_was_answered_is_not_asked_again(taken):
    Asked.objects.update(answered_by="x", answered_at="2026-03-24T09:00Z", answer="So")
    assert retake().asked == 0


def test_how_late_it_is_by_now_is_the_same_question(taken):
    later = LOG.replace("March 2026\tAMBER", "1 March 2026\tAMBER")
    first = retake(later)
    assert [one.text for one in first.new if "before the day" in one.says]
    later = later.replace("Updated: 23 March", "Updated: 25 March")
    again = retake(later)
    assert not [one for one in again.new if "before the day" in one.says]


def test_our_own_export_asks_nothing_more(taken):
    printed = printing.document(taken.plan, NOW)
    assert take_in(printed, on=NOW, by="officer").asked == 0


def test_whoever_answers_for_it_is_not_asked_where_it_is_known(taken):
    assert len(says(taken, "accountable")) == 1
    ada, bob = named("AA"), named("BB")
    changing.set_owners(
        action_of("1"), [bob, ada], accountable=ada, on=NOW, by="officer"
    )
    again = retake(LOG.replace("AA/BB", "BB/AA"))
    assert says(again, "accountable") == []


def test_whose_initials_they_are_is_not_asked_where_it_is_known(db):
    contacts.join(kept=named("Ada Ash"), other=named("AA"), by="officer")
    assert not [one for one in retake().queries if one.text == "AA"]


def test_whose_initials_they_are_is_asked_where_it_is_not(db):
    about = [one for one in retake().queries if one.text == "AA"]
    assert [one.says for one in about] == [
        "“AA” may be Ada Ash. Say whether they are one person."
    ]


def test_an_action_a_paper_has_no_longer_is_asked_about_on_its_page(taken):
    document = read("log.txt", LOG.encode())
    rows = tuple(row for row in document.rows if row.ref != "4")
    less = replace(document, rows=rows, queries=())
    take_in(less, on=NOW, by="officer")
    gone = Asked.objects.get(field="gone")
    assert gone.action == action_of("4")


def test_a_row_that_says_what_the_plan_says_makes_nothing_be_asked(taken):
    """What is odd in Muster’s own words is on the plan’s pages, and is no paper’s news."""
    assert [one for one in taken.new if one.row is not None]
    Asked.objects.all().delete()
    again = retake()
    assert not again.changes
    # The fifth stands among the new actions, where the plan has it no longer.
    assert [one.row for one in again.new if one.row is not None] == [4]
    changed = retake(LOG.replace("It\tAA/BB\t30/04/2026", "It\tAA/BB\t31 Feb 2026"))
    assert {one.row for one in changed.new} - {None} == {0}
