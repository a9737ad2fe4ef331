"""A question leads to the form that mends it, and closes when what it asks for is set."""

from datetime import date

import pytest

from muster.accounts.models import Entry
from muster.programme import contacts
from muster.programme.contacts import named
from muster.programme.plans import changing, closing, standing
from muster.programme.plans.action import Action
from muster.programme.reading import read
from muster.programme.taking.readings import Asked
from muster.programme.taking.taking_in import take_in
from muster.school_year.said import of_day


NOW = date(2026, 3, 23)
LOG = """Task Log (Created: 5 January 2026) Updated: 23 March 2026

Owner: Ada Ash

Ref\tStart Date\tTitle\tDescription\tOwner\tDeadline\tPrevious status (RAG) 2/03/26\tCurrent Status (RAG) 23/03/26\tNotes\tClosure Date
1\t30/13/2025\tMAPS To map\tIt\tAA/BB\tEaster 2026\tGREEN\tPURPLE\t\twhen done
2\t05/01/2026\tLISTS To list\tIt\t\t\tAMBER\tAMBER\t\t
\t05/01/2026\tVISITS To visit\tIt\tBB\t30/04/2026\tAMBER\tRED\t\t
"""  # noqa: E501


@pytest.fixture(autouse=True)
def stands_still(monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", "2026-03-27")


@pytest.fixture
def taken(db):
    return take_in(read("log.txt", LOG.encode()), on=NOW, by="officer")


@pytest.fixture
def officer(signed_in, taken):
    return signed_in("programme-officer")


def action_of(title):
    every = standing.stood(Action.objects.all(), NOW)
    return next(one.action for one in every if one.title == title)


def question(field, title=None):
    found = Asked.objects.filter(field=field)
    return found.get(action=action_of(title)) if title else found.get()


def answer(field, title=None):
    one = question(field, title)
    return one.answered_by, one.answer


@pytest.mark.parametrize(
    ("field", "title", "text", "form"),
    [
        ("deadlines", "MAPS", "Set the date", "deadline"),
        ("start", "MAPS", "Set the start", "reword"),
        ("statuses", "MAPS", "Rate it", "rate"),
        ("accountable", "MAPS", "Say who answers for it", "owners"),
        ("closure", "MAPS", "Say when it closes", "propose"),
        ("owners", "LISTS", "Set the owner", "owners"),
        ("ref", "VISITS", "Set the reference", "reword"),
    ],
)
def test_a_question_leads_to_the_form_that_mends_it(officer, field, title, text, form):
    asked, action = question(field, title), action_of(title)
    href = f'href="/programme/actions/{action.pk}/{form}/"'
    for page in (
        action.get_absolute_url(),
        f"/programme/questions/{asked.pk}/",
        "/programme/questions/",
    ):
        shown = officer.get(page).content.decode()
        assert href in shown
        assert text in shown
    assert officer.get(f"/programme/actions/{action.pk}/{form}/").status_code == 200


def test_whoever_may_not_set_it_is_given_no_link(client, person, taken):
    client.force_login(person("democratic-services"))
    assert "Set the date" not in client.get("/programme/questions/").content.decode()


def test_a_deadline_that_is_set_closes_the_question_and_says_who_set_it(officer):
    action = action_of("MAPS")
    officer.post(f"/programme/actions/{action.pk}/deadline/", {"due": "30/04/2026"})
    assert answer("deadlines", "MAPS") == (
        "programme-officer",
        "The deadline was set: 30/04/2026.",
    )
    assert Entry.objects.filter(did="question.settled").count() == 1
    page = officer.get("/programme/questions/?answered=1").content.decode()
    assert "The deadline was set: 30/04/2026. (programme-officer" in page


def test_a_start_that_is_set_closes_its_question(officer):
    action = action_of("MAPS")
    page = f"/programme/actions/{action.pk}/reword/"
    said = {"heading": "MAPS", "reason": "The paper had no day", "ref": "1"}
    officer.post(page, {**said, "objective": "To map"})
    assert question("start").answered_at is None
    assert standing.of_one(action, NOW).wording.start_said == "30/13/2025"
    officer.post(page, {**said, "start": "12/01/2026"})
    assert answer("start") == ("programme-officer", "The start was set: 12/01/2026.")


def test_owners_that_are_set_close_who_owns_it_and_who_answers_for_it(taken):
    ash, bell = named("A. Ash"), named("B. Bell")
    both = {"accountable": bell, "on": NOW, "by": "chair"}
    changing.set_owners(action_of("LISTS"), [ash, bell], **both)
    assert answer("owners", "LISTS") == ("chair", "Owners were set: A. Ash, B. Bell.")
    changing.set_owners(action_of("MAPS"), [ash, bell], **both)
    assert answer("accountable") == ("chair", "B. Bell answers for it.")


def test_owners_of_whom_none_is_accountable_leave_that_question(taken):
    two = [named("A. Ash"), named("B. Bell")]
    changing.set_owners(action_of("MAPS"), two, on=NOW, by="chair")
    assert question("accountable").answered_at is None


def test_a_name_that_is_said_to_be_somebody_closes_the_question_who_it_is(taken):
    contacts.join(kept=named("Ada Ash"), other=named("AA"), by="chair")
    assert answer("contacts") == ("chair", "Ada Ash and AA are one person.")


def rate(title, **more):
    changing.rate(
        action_of(title),
        colour="amber",
        reason="Late",
        path="Ask again",
        path_by=date(2026, 5, 1),
        on=NOW,
        by="chair",
        difference="Nothing is lost",
    )


def test_a_rating_closes_the_question_of_its_status(taken):
    rate("MAPS")
    assert answer("statuses", "MAPS") == ("chair", "It was rated amber.")


def test_the_question_of_every_row_without_a_reason_closes_with_the_last_of_them(
    taken,
):
    rate("LISTS")
    assert question("reasons").answered_at is None
    rate("VISITS")
    assert answer("reasons") == ("chair", "Each was rated with a reason.")


def test_closing_it_closes_what_was_asked_of_its_end(taken, meets):
    action = action_of("MAPS")
    closing.propose_closure(action, on=NOW, by="chair", reason="Done")
    assert answer("closure", "MAPS") == ("chair", "Its closure was proposed.")
    closing.confirm_closure(action, meeting=meets(NOW), by="chair")
    assert answer("deadlines", "MAPS") == ("chair", "It was closed on 23 March 2026.")


def test_a_later_paper_that_says_it_closes_the_question_too(taken):
    later = LOG.replace("Easter 2026", "30 April 2026").replace("PURPLE", "GREEN")
    take_in(read("log.txt", later.encode()), on=NOW, by="clerk")
    assert answer("deadlines", "MAPS") == (
        "clerk",
        "The deadline was set: 30 April 2026. A paper that was read in says so.",
    )
    assert question("start").answered_at is None


def test_what_was_answered_by_hand_stays_as_it_was_answered(taken):
    first = question("deadlines", "MAPS")
    Asked.objects.filter(pk=first.pk).update(
        answered_by="x", answered_at="2026-03-24T09:00Z", answer="So"
    )
    day = of_day(date(2026, 4, 30))
    changing.set_deadline(action_of("MAPS"), [day], on=NOW, by="chair")
    assert answer("deadlines", "MAPS") == ("x", "So")
