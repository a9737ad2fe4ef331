"""Leavers: closed the same second or after a day, with what was theirs handed on."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from muster.accounts import invitations, leaving, people, posts
from muster.accounts.models import Invitation, Leaving, User
from muster.accounts.permissions import Permission
from muster.accounts.trail import Entry
from muster.reports.models import Commentary


@pytest.fixture
def bo(person):
    return person("leader")


@pytest.fixture
def asked(bo):
    """Commentary Bo is asked for and hasn't written."""
    return Commentary.objects.create(
        period="2025-26/HT1", section="groups", writer=bo.username
    )


def test_closing_ends_sessions_posts_and_invitations_the_same_second(signed_in, bo):
    theirs = Client()
    theirs.force_login(bo)
    assert theirs.get("/papers/").status_code == 200
    posts.give(person=bo, role_key="board", from_on=date(2026, 1, 5), by="")
    invitations.invite(person=bo, by="")
    signed_in("officer").post(reverse("close_person", args=[bo.pk]))
    assert theirs.get("/papers/").status_code == 302
    assert [post.to_on for post in bo.posts.all()] == [date(2025, 12, 1)]
    assert not Invitation.objects.exists()
    done = set(Entry.objects.filter(by="officer").values_list("did", flat=True))
    assert {"person.closed", "post.ended", "post.taken-back"} <= done


def test_a_session_never_comes_back_when_the_account_is_opened_again(signed_in, bo):
    theirs = Client()
    theirs.force_login(bo)
    people.close(person=bo, by="")
    signed_in("officer").post(reverse("reopen_person", args=[bo.pk]))
    bo.refresh_from_db()
    assert bo.is_active and not bo.has_usable_password()
    assert theirs.get(reverse("roles")).status_code == 302
    assert Invitation.objects.get().person == bo


def test_what_is_theirs_is_listed_and_somebody_has_to_take_it_on(signed_in, bo, asked):
    client = signed_in("officer")
    address = reverse("close_person", args=[bo.pk])
    page = client.get(address).content.decode()
    assert "Commentary they are asked for" in page
    assert "Groups of pupils, " in page
    unsaid = client.post(address).content.decode()
    assert "Say who takes on what is theirs" in unsaid
    bo.refresh_from_db()
    assert bo.is_active
    client.post(
        address, {"colleague": User.objects.get(username="officer").pk}, follow=True
    )
    asked.refresh_from_db()
    bo.refresh_from_db()
    assert (asked.writer, bo.is_active) == ("officer", False)
    assert Entry.objects.filter(did="person.handed-on").count() == 1


@pytest.mark.parametrize("colleague", ["nobody", "themselves", "somebody closed"])
def test_nothing_is_handed_on_to_whoever_cannot_take_it(bo, asked, colleague):
    closed = people.add(username="gone", name="Gone")
    people.close(person=closed, by="")
    who = {"nobody": None, "themselves": bo, "somebody closed": closed}[colleague]
    with pytest.raises(people.Refused):
        people.close(person=bo, by="", colleague=who)
    bo.refresh_from_db()
    assert bo.is_active


def test_a_leaver_of_a_day_to_come_works_until_its_end(
    signed_in, person, bo, asked, monkeypatch
):
    officer = person("officer")
    signed_in("officer").post(
        reverse("close_person", args=[bo.pk]),
        {"when": "later", "last_on": "05/12/2025", "colleague": officer.pk},
    )
    bo.refresh_from_db()
    assert bo.is_active
    monkeypatch.setenv("MUSTER_TODAY", "2025-12-05")
    assert leaving.close_leavers(lambda *_: None) == ""
    assert User.objects.get(pk=bo.pk).can(Permission.SIGN_OFF)
    monkeypatch.setenv("MUSTER_TODAY", "2025-12-06")
    # Not even in the minute before they are closed.
    assert not User.objects.get(pk=bo.pk).can(Permission.SIGN_OFF)
    assert leaving.close_leavers(lambda *_: None) == "Sam Leader is closed."
    bo.refresh_from_db()
    asked.refresh_from_db()
    assert (bo.is_active, asked.writer) == (False, "officer")
    assert not Leaving.objects.exists()


def test_who_was_to_leave_may_stay(signed_in, bo):
    client = signed_in("officer")
    client.post(
        reverse("close_person", args=[bo.pk]),
        {"when": "later", "last_on": "05/12/2025"},
    )
    page = client.get(reverse("person", args=[bo.pk])).content.decode()
    assert "until the end of 5 December 2025" in page
    client.post(reverse("person_stays", args=[bo.pk]))
    assert not Leaving.objects.exists()


@pytest.mark.parametrize(
    ("last_on", "said"),
    [
        ("", "Enter the last day"),
        ("30/11/2025", "That day has passed"),
        ("soon", "is not a date Muster can read"),
    ],
)
def test_a_last_day_that_cannot_be_is_said(signed_in, bo, last_on, said):
    answer = signed_in("officer").post(
        reverse("close_person", args=[bo.pk]), {"when": "later", "last_on": last_on}
    )
    assert said in answer.content.decode()
    assert not Leaving.objects.exists()


def test_one_that_cannot_be_closed_is_said_each_time(bo, asked, monkeypatch):
    other = people.add(username="other", name="Other")
    leaving.leaves(person=bo, last_on=date(2025, 12, 5), by="", colleague=other)
    people.close(person=other, by="")
    monkeypatch.setenv("MUSTER_TODAY", "2025-12-06")
    said = leaving.close_leavers(lambda *_: None)
    assert said.startswith("Sam Leader couldn’t be closed. Other can’t take it on.")


def test_nobody_sees_how_to_close_their_own_account(signed_in, person):
    address = reverse("close_person", args=[person("officer").pk])
    page = signed_in("officer").get(address).content.decode()
    assert "You can’t close your own account" in page
    assert "Close the account</button>" not in page
