"""Whoever keeps people can't become one of them: by a link, an address, or a factor."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from muster.accounts import (
    importing,
    invitations,
    people,
    posts,
    second_factor,
    stored,
)
from muster.accounts.models import Entry, Invitation, User
from muster.accounts.posts import Refused


@pytest.fixture
def lead(person):
    """Somebody who has been here, under an address they have had for a week."""
    lead = person("leader")
    lead.last_login = timezone.now()
    lead.save(update_fields=["last_login"])
    lead.history.update(history_date=timezone.now() - timedelta(days=7))
    return lead


def invite(client, someone):
    address = reverse("invite_person", args=[someone.pk])
    return client.post(address, follow=True).content.decode()


def test_a_link_of_somebody_who_has_been_here_is_shown_to_nobody(
    signed_in, lead, settings
):
    settings.EMAIL_IS_SET = False
    said = invite(signed_in("officer"), lead)
    assert "/people/invited/" not in said
    assert "is shown to nobody" in said
    assert not Invitation.objects.exists()


def test_it_goes_to_their_own_address(signed_in, lead):
    assert "/people/invited/" not in invite(signed_in("officer"), lead)
    assert [one.to for one in mail.outbox] == [[lead.email]]


def test_nothing_goes_to_an_address_that_is_new_today(
    signed_in, lead, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        people.change(person=lead, by="officer", email="mine@quillshire.example")
    [told] = mail.outbox
    assert told.to == ["leader@quillshire.example"]
    assert "was changed" in told.body
    said = invite(signed_in("officer"), lead)
    assert "less than a day ago" in said and len(mail.outbox) == 1
    lead.history.update(history_date=timezone.now() - timedelta(days=2))
    assert not User.objects.get(pk=lead.pk).has_new_address


def test_a_link_to_an_address_that_was_wrong_is_of_no_use(db):
    jo = people.add(username="jo", name="Jo", email="typo@quillshire.example")
    invitations.invite(person=jo, by="officer")
    people.change(person=jo, by="officer", email="jo@quillshire.example")
    assert not Invitation.objects.exists()


def test_nobody_sends_a_link_to_themselves(signed_in, person):
    assert "can’t send a link to yourself" in invite(
        signed_in("officer"), person("officer")
    )


def test_a_factor_taken_away_is_in_the_trail_and_never_ones_own(person):
    lead, officer = person("leader"), person("officer")
    TOTP.activate(lead, generate_totp_secret())
    second_factor.reset(person=lead, by=officer)
    row = Entry.objects.get(did="second-factor.reset")
    assert (row.by, row.to) == ("officer", f"person:{lead.pk}")
    with pytest.raises(Refused, match="your own second factor"):
        second_factor.reset(person=officer, by=officer)


def test_nobody_puts_a_child_on_their_own_caseload(person):
    worker = person("social-worker")
    with pytest.raises(Refused, match="your own caseload"):
        posts.take_on(post=worker.posts.get(), child=12, by="social-worker")


def test_a_group_that_is_gone_leaves_the_last_one_who_keeps_people(person):
    keeper = person("administrator")
    keeper.posts.update(made_by="provider:council")
    people.set_external_posts(person=keeper, role_keys=[], by="provider:council")
    assert [post.role_key for post in keeper.posts.all()] == ["administrator"]
    people.add(username="other", name="Other", role_keys=["administrator"])
    people.set_external_posts(person=keeper, role_keys=[], by="provider:council")
    assert not keeper.posts.exists()


def test_an_import_that_is_only_rehearsed_tells_nobody(
    lead, home, django_capture_on_commit_callbacks
):
    content = b"username,email\nleader,mine@quillshire.example\n"
    with django_capture_on_commit_callbacks(execute=True) as told:
        importing.rehearse(content, by="officer", state=stored.state())
    assert told == [] and mail.outbox == []
    with django_capture_on_commit_callbacks(execute=True):
        importing.carry_out(content, by="officer", state=stored.state())
    assert [one.to for one in mail.outbox] == [["leader@quillshire.example"]]
