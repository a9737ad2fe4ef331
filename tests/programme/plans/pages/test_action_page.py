from datetime import date

import pytest
from tests.programme.plans.pages.conftest import add, tables

from muster.programme.contacts import named
from muster.programme.plans import changing, closing, standing
from muster.programme.plans.action import Action, Closing
from muster.programme.plans.verbs import OF_A_PART, VERBS
from muster.school_year.said import of_day


ON = date(2026, 3, 27)
BY_OWNERS = {"rate", "note", "add-step", "step", "evidence", "propose", "withdraw"}
AMBER = {
    "colour": "amber",
    "reason": "Nobody free",
    "path": "Borrow somebody",
    "path_by": "20/04/2026",
}


def now(action):
    return standing.of_one(action, ON)


@pytest.fixture
def says(signed_in, action):
    """says("note", {…}) is the page a verb answers with."""

    def says(what, said=None, role="programme-officer", of=action):
        client = signed_in(role)
        address = f"/programme/actions/{of.pk}/{what}/"
        return client.post(address, said) if said is not None else client.get(address)

    return says


def text(page):
    return page.content.decode()


def test_everything_on_an_action_is_on_its_page(signed_in, lively, action):
    page = text(signed_in("programme-officer").get(action.get_absolute_url()))
    for said in (
        "7 Map the spend",
        "30 April 2026",
        "Finance is late.",
        "Back to green by 20 April 2026: Ask again.",
        "What the rule says",
        "Finance sent half of it.",
        "It has no success measure.",
        "Rated twice; its deadline never moved; and 1 note written.",
    ):
        assert said in page


def test_its_line_of_time_has_the_table_behind_it(signed_in, lively, action):
    page = signed_in("programme-officer").get(action.get_absolute_url())
    rows = tables(page)["What happened to 7 Map the spend"]
    assert [(row[0], row[1]) for row in rows] == [
        ("23 March 2026", "Status"),
        ("23 March 2026", "Progress"),
        ("2 March 2026", "Status"),
        ("5 January 2026", "Deadline"),
        ("5 January 2026", "Owners"),
        ("5 January 2026", "Came into the plan"),
    ]
    assert rows[0][2:4] == [
        "Amber",
        "Finance is late. Back to green by 20 April 2026: Ask again.",
    ]


def test_a_status_is_said_with_what_the_rule_gives_above_it(says, action):
    changing.note(action, "Going.", on=ON, by="ash")
    assert "The rule says green. Nothing stands against 30 April 2026." in text(
        says("rate")
    )
    refused = text(says("rate", {"colour": "amber"}))
    assert (
        "Say why it is amber, how it gets back to green, and by which day." in refused
    )
    assert says("rate", AMBER).status_code == 302
    assert now(action).rating.path_by == date(2026, 4, 20)


def test_better_than_the_rule_needs_a_reason_and_both_are_shown(says, action, client):
    changing.note(action, "Going.", on=ON, by="ash")
    says("rate", AMBER)
    assert "The rule says amber" in text(says("rate", {"colour": "green"}))
    says("rate", {"colour": "green", "difference": "Somebody was found."})
    page = text(client.get(action.get_absolute_url()))
    assert "The rule said amber that day. Somebody was found." in page


def test_what_is_said_at_a_meeting_stands_from_its_day(says, action, meets):
    meeting = meets(date(2026, 3, 23))
    says("rate", {**AMBER, "meeting": meeting.pk})
    assert now(action).rating.on == date(2026, 3, 23)
    assert now(action).rating.meeting == meeting


def test_a_meeting_still_to_come_has_said_nothing(says, action, meets):
    coming = meets(date(2026, 4, 20))
    said = {"kind": "briefing", "text": "For it.", "meeting": coming.pk}
    assert "AWG, 20 April 2026 is still to come" in text(says("note", said))
    assert not now(action).notes


def test_dates_in_a_note_are_offered_as_steps_and_none_is_made(says, action, client):
    says("note", {"kind": "progress", "text": "Seen by the board on 14 April 2026."})
    page = text(client.get(action.get_absolute_url()))
    assert "Dates in its notes (1)" in page
    assert not now(action).steps
    address = "add-step/?text=Seen+by+the+board&due_on=14/04/2026"
    offered = text(client.get(f"{action.get_absolute_url()}{address}"))
    assert "Seen by the board" in offered
    assert "14/04/2026" in offered
    says("add-step", {"text": "Go to the board", "due_on": "14/04/2026"})
    assert now(action).steps[0].due_on == date(2026, 4, 14)
    assert "Dates in its notes" not in text(client.get(action.get_absolute_url()))


def test_a_step_is_done_dated_and_dropped(says, action):
    says("add-step", {"text": "Ask", "due_on": ""})
    says("step/1", {"text": "Ask them", "state": "done", "due_on": "01/04/2026"})
    [step] = now(action).steps
    assert (step.text, step.state, step.due_on) == (
        "Ask them",
        "done",
        date(2026, 4, 1),
    )
    says("step/1", {"text": "Ask them", "state": "dropped", "due_on": ""})
    assert not now(action).steps
    assert says("step/9").status_code == 404


def test_a_deadline_moves_with_a_reason_and_the_meeting_that_approved_it(
    says, action, meets, client
):
    meeting = meets(date(2026, 3, 23))
    assert "Say why the deadline is moved." in text(
        says("deadline", {"due": "June 2026"})
    )
    unread = text(says("deadline", {"due": "soonish", "reason": "x"}))
    assert "There is a problem" in unread
    says(
        "deadline",
        {"due": "June 2026", "reason": "No staff", "approved_at": meeting.pk},
    )
    assert now(action).due_on == date(2026, 6, 30)
    page = text(client.get(action.get_absolute_url()))
    assert "June 2026; at the latest on 30 June 2026; was 30 April 2026" in page
    assert "moved once, 61 days later" in page


def test_several_own_it_and_one_answers_for_it(says, action, client):
    said = {
        "owners": "A. Ash\nB. Birch",
        "accountable": "C. Cedar",
        "consulted": "Heads",
        "informed": "Board",
    }
    assert "is not among the names above" in text(says("owners", said))
    says("owners", {**said, "accountable": "B. Birch"})
    assert now(action).accountable.name == "B. Birch"
    page = text(client.get(action.get_absolute_url()))
    for shown in ("B. Birch answers for it", "Consulted", "Heads", "Kept informed"):
        assert shown in page


def test_it_is_reworded_with_a_reason(says, action):
    said = {
        "heading": "Map every pound",
        "ref": "7",
        "objective": "",
        "description": "",
    }
    assert "Say why it is reworded" in text(says("reword", said))
    says("reword", {**said, "reason": "Clearer"})
    assert now(action).title == "Map every pound"


def test_it_waits_for_another_that_comes_too_late_and_then_no_longer(
    says, plan, action, client
):
    other = add(plan, "9", "Agree heads", ["B. Birch"], date(2026, 6, 1))
    assert "Choose one action, or one meeting below" in text(says("wait", {}))
    says("wait", {"needs": other.pk})
    page = text(client.get(action.get_absolute_url()))
    assert "waits for “9 Agree heads”, due on 1 June 2026" in page
    assert "waits for it" in text(client.get(other.get_absolute_url()))
    [held] = now(action).dependencies
    says(f"wait-no-more/{held.pk}", {"reason": "Agreed"})
    assert not now(action).dependencies


def test_it_is_proposed_closed_and_opened_again(says, action, meets, client):
    meeting = meets(date(2026, 3, 27))
    assert "Add evidence that it is done" in text(says("propose", {"reason": ""}))
    says("evidence", {"title": "The map", "link": "https://quillshire.example/map"})
    says("propose", {"meeting": meeting.pk})
    assert now(action).is_proposed
    says("withdraw", {"reason": "Not yet"})
    says("propose", {"meeting": meeting.pk})
    assert "Choose the meeting" in text(says("confirm", {"reason": ""}))
    says("confirm", {"meeting": meeting.pk})
    assert now(action).closing.meeting == meeting
    page = text(client.get(action.get_absolute_url()))
    assert "Closed" in page
    assert "Write how it goes" not in page
    refused = client.get(f"{action.get_absolute_url()}note/", follow=True)
    assert "It is closed. Open it again first" in text(refused)
    says("reopen", {"reason": "A head was left out"})
    assert not now(action).is_closed
    assert Closing.objects.filter(action=action).count() == 5


# Who may --------------------------------------------------------------------------------


def test_the_rule_of_who_may_has_every_verb():
    assert {what for what, verb in VERBS.items() if verb.by_owner} == BY_OWNERS


@pytest.fixture
def address(action):
    """The page of each verb, where there is something for it to be about."""
    changing.add_steps(action, ["A step"], on=ON, by="x")
    other = changing.add_action(action.plan, heading="Other", on=ON, by="x")
    changing.wait_for(action, needs=other, on=ON, by="x")
    waits = now(action).dependencies[0].pk
    numbers = {"step": 1, "wait-no-more": waits}
    closing_first = {"withdraw", "confirm"}

    def address(what):
        if what in closing_first:
            closing.propose_closure(action, on=ON, by="x", reason="Overtaken")
        if what == "reopen":
            changing.say(
                Closing(action=action, move="confirmed", closes_on=ON),
                on=ON,
                by="x",
                did="action.confirmed",
            )
        part = f"{numbers[what]}/" if what in OF_A_PART else ""
        return f"/programme/actions/{action.pk}/{what}/{part}"

    return address


@pytest.mark.parametrize("what", VERBS)
def test_an_owner_says_how_it_goes_and_nothing_more(client, owner, address, what):
    client.force_login(owner)
    page = client.get(address(what))
    assert page.status_code == (200 if what in BY_OWNERS else 403)
    if what not in BY_OWNERS:
        assert "Only those who keep plans may do this." in text(page)


@pytest.mark.parametrize("what", VERBS)
def test_who_neither_owns_it_nor_keeps_plans_says_nothing(signed_in, address, what):
    client = signed_in("democratic-services")
    at = address(what)
    for page in (client.get(at), client.post(at, {})):
        assert page.status_code == 403
        assert "Nothing has been changed." in text(page)


@pytest.mark.parametrize("what", VERBS)
def test_whoever_keeps_plans_says_everything(signed_in, address, what):
    assert signed_in("programme-officer").get(address(what)).status_code == 200


def test_buttons_are_those_the_person_may_press(client, owner, person, action):
    client.force_login(owner)
    mine = text(client.get(action.get_absolute_url()))
    assert "Write how it goes" in mine
    assert "Set its deadline" not in mine
    client.force_login(person("democratic-services"))
    theirs = text(client.get(action.get_absolute_url()))
    assert "Write how it goes" not in theirs


def test_somebody_joined_to_an_owner_is_that_owner(client, person, action, owner):
    from muster.programme import contacts

    changing.set_owners(action, [named("AA")], on=ON, by="chair")
    client.force_login(owner)
    page = f"{action.get_absolute_url()}note/"
    assert client.get(page).status_code == 403
    contacts.join(kept=named("A. Ash"), other=named("AA"), by="chair")
    assert client.get(page).status_code == 200


def test_an_action_that_comes_later_is_not_there_yet(signed_in, plan):
    later = changing.add_action(plan, heading="Later", on=date(2026, 5, 1), by="x")
    client = signed_in("programme-officer")
    assert client.get(later.get_absolute_url()).status_code == 404


def test_hostile_words_stay_words(says, action, client):
    said = "<script>alert(1)</script> on 14 April 2026"
    says("note", {"kind": "progress", "text": said})
    page = text(client.get(action.get_absolute_url()))
    assert "<script>alert" not in page
    assert Action.objects.count() == 1
    assert of_day(ON)
