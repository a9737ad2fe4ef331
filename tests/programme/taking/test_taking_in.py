"""An invented log is taken in and printed again; a later version says only what is new."""

from dataclasses import replace
from datetime import date

import pytest

from muster.programme import Refused
from muster.programme.plans import printing, standing
from muster.programme.plans.action import Action, Note, Rating
from muster.programme.plans.plan import Plan
from muster.programme.printed import About, Document, Kind, Query, Row, Status
from muster.programme.taking.readings import Asked, Reading
from muster.programme.taking.taking_in import take_in
from muster.school_year.said import read_said


BEFORE, NOW = date(2026, 3, 2), date(2026, 3, 23)

LOG = Document(
    Kind.LOG,
    {"title": "Task Log", "created": "5 January 2026", "owner": "Ada Ash"},
    NOW,
    (
        Row(
            "OPEN",
            ref="1",
            heading="PRIORITIES",
            objective="To agree priorities",
            steps=("draft", "agree at the board"),
            owners=("AA",),
            start=read_said("12/01/2026"),
            deadlines=(read_said("Dec 2026"),),
            progress="Draft made.",
            statuses=(Status(BEFORE, "AMBER"), Status(NOW, "GREEN")),
            closure=read_said("15 May 2026"),
        ),
        Row(
            "NEW",
            ref="2",
            heading="SPEND",
            owners=("BB", "CC"),
            start=read_said("March 2026"),
            deadlines=(read_said("30 April 2026"),),
            statuses=(Status(BEFORE, "New Task"), Status(NOW, "RED")),
        ),
        Row(
            "CLOSED",
            ref="3",
            heading="CHECKLIST",
            owners=("AA",),
            start=read_said("12/01/2026"),
            deadlines=(read_said("March 2026"),),
            progress="Sent to schools.",
            statuses=(Status(date(2026, 2, 2), "AMBER"), Status(BEFORE, "GREEN")),
            closure=read_said("2 March 2026"),
        ),
    ),
    (BEFORE, NOW),
    (Query(About.NAME, "Who is accountable, BB or CC?", "BB/CC", "owners", 1),),
)


def without_places(document):
    return [replace(row, place="") for row in document.rows]


@pytest.fixture
def taken(db):
    return take_in(LOG, on=NOW, by="officer", name="log.docx")


def test_what_was_taken_in_is_printed_as_it_was(taken):
    assert (taken.added, taken.changed) == (3, 0)
    printed = printing.document(taken.plan, NOW)
    assert without_places(printed) == list(LOG.rows)
    assert printed.reviews == (BEFORE, NOW)
    assert printed.head == {
        "title": "Task Log",
        "created": "5 January 2026",
        "updated": "23 March 2026",
        "owner": "Ada Ash",
    }


def test_taking_the_same_in_again_says_nothing_new(taken):
    facts = Rating.objects.count(), Note.objects.count()
    again = take_in(LOG, on=NOW, by="officer")
    assert again.plan == taken.plan
    assert (again.added, again.changed) == (0, 0)
    assert (Rating.objects.count(), Note.objects.count()) == facts


def test_what_was_printed_is_taken_in_without_a_difference(taken):
    printed = printing.document(taken.plan, NOW)
    again = take_in(printed, on=NOW, by="officer")
    assert (again.added, again.changed) == (0, 0)


def test_a_question_belongs_to_the_action_it_is_about(taken):
    [asked] = Asked.objects.filter(field="owners")
    assert asked.says == "Who is accountable, BB or CC?"
    stood = standing.of_one(asked.action, NOW)
    assert stood.title == "SPEND"
    assert stood.accountable is None


def test_closing_days_that_are_to_come_are_proposed(taken):
    stood = {one.ref: one for one in standing.stood(Action.objects.all(), NOW)}
    assert stood["1"].is_proposed and not stood["1"].is_closed
    assert stood["3"].closed_on == date(2026, 3, 2)
    assert stood["2"].is_new and not stood["1"].is_new


def test_an_earlier_day_is_printed_as_it_was_then(taken):
    earlier = printing.document(taken.plan, BEFORE)
    assert [row.ref for row in earlier.rows] == ["1", "3"]
    assert earlier.reviews == (date(2026, 2, 2), BEFORE)


def test_a_later_version_adds_what_it_says_anew_and_asks_about_what_it_leaves_out(
    taken,
):
    later = date(2026, 4, 20)
    one, two, three = LOG.rows
    document = replace(
        LOG,
        as_at=later,
        reviews=(NOW, later),
        queries=(),
        rows=(
            replace(
                one,
                progress="Agreed by the board.",
                deadlines=(read_said("Jan 2027"),),
                statuses=(Status(NOW, "GREEN"), Status(later, "AMBER")),
            ),
            three,
        ),
    )
    taken_later = take_in(document, on=later, by="officer")
    assert (taken_later.added, taken_later.changed) == (0, 1)
    stood = {one.ref: one for one in standing.stood(Action.objects.all(), later)}
    assert stood["1"].moves == 1
    assert [note.text for note in stood["1"].notes] == ["Agreed by the board."]
    assert len(stood["1"].every_note) == 2
    assert stood["1"].colour == "amber"
    [query] = [one for one in taken_later.queries if one.field == "gone"]
    assert "“2 SPEND”" in query.says
    # And the day before prints as it did.
    assert without_places(printing.document(taken.plan, NOW)) == list(LOG.rows)


def test_words_that_are_no_colour_are_kept(db):
    row = replace(LOG.rows[0], statuses=(Status(NOW, "On hold"),), closure=None)
    taken = take_in(replace(LOG, rows=(row,), queries=()), on=NOW, by="officer")
    printed = printing.document(taken.plan, NOW)
    assert printed.rows[0].statuses[-1] == Status(NOW, "On hold")
    assert standing.stood(Action.objects.all(), NOW)[0].colour == "grey"


def test_a_status_that_is_the_same_again_is_a_status_of_its_own_day(taken):
    later = date(2026, 4, 20)
    one = replace(LOG.rows[0], statuses=(Status(NOW, "GREEN"), Status(later, "GREEN")))
    document = replace(LOG, as_at=later, reviews=(NOW, later), rows=(one,), queries=())
    take_in(document, on=later, by="officer")
    stood = {one.ref: one for one in standing.stood(Action.objects.all(), later)}
    assert stood["1"].rating_at(later).colour == "green"


def test_a_question_is_asked_once_however_often_a_paper_is_read(taken):
    asked = Asked.objects.count()
    assert asked == len(taken.queries)
    take_in(LOG, on=NOW, by="officer")
    assert Asked.objects.count() == asked


def test_bare_rows_are_of_the_plan_that_has_most_of_them(taken):
    bare = replace(printing.document(taken.plan, NOW), head={})
    assert take_in(bare, on=NOW, by="officer").plan == taken.plan
    other = replace(bare, rows=(replace(bare.rows[0], ref="9", heading="OTHER"),))
    assert (
        take_in(other, on=NOW, by="officer", name="other.csv").plan.title == "other.csv"
    )


def test_into_a_plan_that_is_closed_nothing_is_taken(db):
    plan = take_in(LOG, on=NOW, by="clerk").plan
    Plan.objects.filter(pk=plan.pk).update(closed_on=NOW)
    before = Reading.objects.count()
    with pytest.raises(Refused) as why:
        take_in(LOG, on=NOW, by="clerk")
    assert str(why.value) == (
        "It is a version of “Task Log”, which was closed on 23 March 2026. Open that plan"
        " again first, with a reason."
    )
    assert Reading.objects.count() == before
