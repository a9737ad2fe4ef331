"""What a leaver owns and keeps passes to a colleague."""

from datetime import date

import pytest

from muster.accounts import audit, handing_on
from muster.accounts import people as accounts
from muster.accounts.models import Entry
from muster.accounts.posts import Refused
from muster.programme.contacts import join, named
from muster.programme.plans import changing, closing, standing
from muster.programme.plans.plan import keeper
from muster.programme.reminders import due


JANUARY = date(2026, 1, 5)
TODAY = date(2026, 5, 4)


@pytest.fixture(autouse=True)
def day(monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", TODAY.isoformat())


def hand_on(person, colleague):
    handing_on.hand_on(person=person, colleague=colleague, by="chair")


def owners(action, on=TODAY):
    stood = standing.of_one(action, on)
    return [(one.name, one.share, one.is_accountable) for one in stood.everybody]


def test_a_colleague_owns_what_a_leaver_owned(people, action):
    ash, birch, _ = people
    assert handing_on.held_by(ash) == {
        "Actions they own": ["“7 Map the spend” (Task log)"]
    }
    hand_on(ash, birch)
    assert owners(action) == [("B. Birch", "responsible", False)]
    assert owners(action, date(2026, 5, 3)) == [("A. Ash", "responsible", False)]
    assert action.ownings.last().reason == "handed on"
    assert handing_on.held_by(ash) == {}
    assert due.for_me(birch, TODAY) and not due.for_me(ash, TODAY)


def test_whoever_else_owns_it_or_is_informed_stays(people, account, action):
    ash, birch, cedar = people
    elm = account("E. Elm")
    changing.set_owners(
        action,
        [ash.contact, birch.contact],
        accountable=ash.contact,
        consulted=[cedar.contact],
        informed=[elm.contact],
        written=["AA", "BB"],
        on=JANUARY,
        by="chair",
    )
    hand_on(ash, elm)
    assert owners(action) == [
        ("E. Elm", "responsible", True),
        ("BB", "responsible", False),
        ("C. Cedar", "consulted", False),
    ]


def test_a_colleague_who_owned_it_too_owns_it_once(people, action):
    ash, birch, _ = people
    both = [birch.contact, ash.contact]
    changing.set_owners(action, both, accountable=ash.contact, on=JANUARY, by="chair")
    hand_on(ash, birch)
    assert owners(action) == [("B. Birch", "responsible", True)]


def test_what_was_theirs_under_another_name_passes_too(people, action):
    ash, birch, _ = people
    changing.set_owners(action, [named("AA")], on=JANUARY, by="chair")
    join(kept=ash.contact, other=named("AA"), by="officer")
    hand_on(ash, birch)
    assert owners(action) == [("B. Birch", "responsible", False)]


def test_a_name_that_two_people_have_is_not_passed_on(people, action):
    changing.set_owners(action, [named("AB")], on=JANUARY, by="chair")
    for one in people[:2]:
        one.contact.aliases = ["AB"]
        one.contact.save()
    assert handing_on.held_by(people[0]) == {}


def test_what_is_closed_stays_theirs(people, action, meets):
    ash = people[0]
    closing.propose_closure(action, on=JANUARY, by="ash", reason="Done")
    closing.confirm_closure(action, meeting=meets(date(2026, 2, 1)), by="chair")
    assert handing_on.held_by(ash) == {}


def test_a_plan_they_keep_passes_and_old_papers_go_on_naming_them(people, plan):
    _, birch, cedar = people
    assert handing_on.held_by(birch) == {"Plans they keep": ["Task log"]}
    hand_on(birch, cedar)
    assert keeper(plan, TODAY).contact == cedar.contact
    assert keeper(plan, date(2026, 5, 3)).contact == birch.contact


def test_a_colleague_whom_no_paper_named_yet_is_named(people, person, action):
    hand_on(people[0], person("leader"))
    assert owners(action) == [("Sam Leader", "responsible", False)]


def test_an_account_is_not_closed_before_somebody_takes_it_on(people, action, person):
    ash, birch, _ = people
    with pytest.raises(Refused, match="Actions they own: “7 Map the spend”"):
        accounts.close(person=ash, by=person("officer").username)
    with audit.whoever_asks(audit.Asker("officer")):
        accounts.close(person=ash, by="officer", colleague=birch)
    row = Entry.objects.filter(did="action.owners").latest("pk")
    assert (row.by, row.to) == ("officer", f"action:{action.pk}")


def test_whoever_owns_nothing_and_is_named_nowhere_has_nothing(person):
    assert handing_on.held_by(person("leader")) == {}
