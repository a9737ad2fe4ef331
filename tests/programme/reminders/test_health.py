"""`muster check` says which letters failed, and of what nobody can be told."""

from datetime import date
from smtplib import SMTPServerDisconnected

from tests.programme.reminders.conftest import at, post
from tests.programme.reminders.test_letters import (  # noqa: F401  three are fixtures
    DUE,
    FRIDAY,
    going,
    letters,
    relay,
)

from muster.documents.mail import CannotSend
from muster.programme.contacts import named
from muster.programme.plans import changing
from muster.programme.reminders import choosing, health
from muster.programme.reminders.models import When
from muster.protection import hosting


def found(on=DUE, hour=12):
    return list(health.findings(on, at(on, hour)))


def test_there_is_nothing_to_say_while_letters_go(people, going):  # noqa: F811
    post(DUE)
    assert found() == []


def test_a_letter_that_failed_is_said_until_it_is_sent(people, going, relay):  # noqa: F811
    relay.faults = [CannotSend("The mailbox is full.")]
    post(DUE)
    assert found() == [
        (
            "1 letter of 30 April 2026 could not be sent. The mailbox is full. Tried again"
            " after 15 minutes, between 08:00 and 18:00."
        )
    ]
    assert found(FRIDAY) == [
        (
            "1 letter of 30 April 2026 could not be sent. The mailbox is full. What they said"
            " is in the next working day’s."
        )
    ]
    post(DUE, 9)
    assert found() == []


def test_a_letter_of_which_nothing_was_heard_is_said(people, going, relay):  # noqa: F811
    relay.faults = [SMTPServerDisconnected("gone")]
    post(DUE)
    assert found(hour=8) == []
    [said] = found()
    assert said.startswith(
        "Whether the letter of 30 April 2026 to A. Ash arrived is not known"
    )


def test_what_nobody_can_be_told_of_is_said(group, plan, action):
    assert found(FRIDAY)[0].startswith(
        "Nobody with an account can be told of 1 action overdue or without an update. Give"
        " an owner, or whoever keeps the plan, an account. The first: An update is missing"
    )


def test_whoever_has_no_address_is_named(people, going):  # noqa: F811
    people[0].email = ""
    people[0].save()
    assert found() == [
        "These have things to do and no email address: A. Ash. Add it under People."
    ]
    choosing.choose(person=people[0], when=When.NEVER)
    assert found() == []


def test_nothing_is_said_where_no_email_is_sent(action, settings):
    settings.EMAIL_IS_SET = False
    assert found(FRIDAY) == []


def test_muster_check_has_it_among_its_findings(action, monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", FRIDAY.isoformat())
    changing.set_owners(action, [named("F. Fir")], on=date(2026, 1, 5), by="c")
    [said] = hosting.reminders()
    assert (said.part, said.state) == ("Reminders", "look")
    assert "Nobody with an account" in said.sentence
