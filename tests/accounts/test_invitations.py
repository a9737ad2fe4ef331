"""Invitations: a link, once, for a week, that tells nobody anything when it is no good."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from muster.accounts import invitations, people
from muster.accounts.models import Invitation, User


CHOSEN = {"password": "four more unlikely words", "again": "four more unlikely words"}
HERE = reverse("accept_invitation")


@pytest.fixture
def jo(db):
    return people.add(username="jo", name="Jo Field", email="jo@quillshire.example")


@pytest.fixture
def invited(jo):
    """The path of a link to Jo."""
    return invitations.invite(person=jo, by="")


def opened(path: str) -> Client:
    client = Client()
    assert client.get(path).url == HERE
    return client


def test_whoever_is_invited_chooses_a_password_and_is_signed_in(jo, invited):
    theirs = opened(invited)
    assert "Jo Field" in theirs.get(HERE).content.decode()
    answer = theirs.post(HERE, CHOSEN)
    assert (answer.status_code, answer.url) == (302, "/")
    assert theirs.session["_auth_user_id"] == str(jo.pk)
    assert Client().login(username="jo", password=CHOSEN["password"])


def test_opening_it_uses_nothing_up(invited):
    opened(invited).get(HERE)
    assert opened(invited).post(HERE, CHOSEN).status_code == 302


def said_to(client: Client) -> str:
    answer = client.get(HERE)
    assert answer.status_code == 404
    return re.sub(
        r'(nonce|value|csrf\S*)="[^"]*"|"X-CSRFToken": "[^"]*"',
        "",
        answer.content.decode(),
    )


def used(path):
    opened(path).post(HERE, CHOSEN)


def run_out(path):
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=7))


def replaced(path):
    invitations.invite(person=User.objects.get(), by="")


def closed(path):
    User.objects.update(is_active=False)


@pytest.mark.parametrize("spoil", [used, run_out, replaced, closed])
def test_a_link_that_is_no_good_says_the_same_whatever_is_wrong(invited, spoil):
    plain = said_to(Client())
    assert "This link is of no use any more" in plain
    assert said_to(opened("/people/invited/made-up/")) == plain
    spoil(invited)
    theirs = opened(invited)
    assert said_to(theirs) == plain
    assert theirs.post(HERE, CHOSEN).status_code == 404


def test_a_link_with_a_letter_changed_is_not_even_looked_for(
    invited, django_assert_num_queries
):
    token = invited.split("/")[-2]
    with django_assert_num_queries(0):
        assert invitations.code_of(token[:-1] + "~") == ""


def test_the_database_doesn_t_hold_the_link(invited):
    code = invitations.code_of(invited.split("/")[-2])
    [held] = Invitation.objects.values_list("digest", flat=True)
    assert code and code not in held


def test_of_two_who_follow_it_at_once_one_is_the_first(invited):
    code = invitations.code_of(invited.split("/")[-2])
    invitations.accept(code=code, password=CHOSEN["password"])
    with pytest.raises(people.Refused):
        invitations.accept(code=code, password="somebody else’s words")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"password": "short", "again": "short"}, "at least 12 characters"),
        ({"again": "other words than those"}, "The two passwords are not the same"),
        ({"password": ""}, "Enter the password"),
    ],
)
def test_a_password_that_cannot_be_is_refused_and_the_link_stays_good(
    invited, changed, said
):
    theirs = opened(invited)
    assert said in theirs.post(HERE, CHOSEN | changed).content.decode()
    assert theirs.post(HERE, CHOSEN).status_code == 302


@pytest.fixture
def no_email(settings):
    """As a home is until somebody says which mail server it uses."""
    settings.EMAIL_IS_SET = False


def test_without_email_the_link_is_shown_once_to_hand_over(
    signed_in, jo, link, no_email
):
    client = signed_in("officer")
    answer = client.post(reverse("invite_person", args=[jo.pk]))
    path = link(answer)
    assert "no-store" in answer["Cache-Control"]
    assert path not in client.get(reverse("person", args=[jo.pk])).content.decode()
    assert opened(path).get(HERE).status_code == 200


def test_with_email_it_is_sent_and_shown_to_nobody(signed_in, jo):
    address = reverse("invite_person", args=[jo.pk])
    answer = signed_in("officer").post(address, follow=True)
    assert "on its way to jo@quillshire.example" in answer.content.decode()
    [sent] = mail.outbox
    assert sent.to == ["jo@quillshire.example"]
    assert "works once" in sent.body and "Your username is jo" in sent.body
    [path] = [one for one in sent.body.split() if "/people/invited/" in one]
    assert path not in answer.content.decode()
    assert opened(path.removeprefix("http://testserver")).get(HERE).status_code == 200


def test_an_email_that_cannot_be_sent_leaves_the_link_to_hand_over(
    signed_in, jo, link, monkeypatch
):
    def fails(*_, **__):
        raise ConnectionRefusedError

    monkeypatch.setattr(invitations, "send_mail", fails)
    answer = signed_in("officer").post(reverse("invite_person", args=[jo.pk]))
    assert "could not be sent" in answer.content.decode()
    assert opened(link(answer)).get(HERE).status_code == 200


def test_a_closed_account_is_not_invited(signed_in, jo):
    people.close(person=jo, by="")
    answer = signed_in("officer").post(
        reverse("invite_person", args=[jo.pk]), follow=True
    )
    assert "Open it again first" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_choosing_another_password_ends_the_sessions_of_the_old_one(jo, invited):
    jo.set_password("the words before these")
    jo.save()
    before = Client()
    before.force_login(jo)
    assert before.get(reverse("roles")).status_code == 200
    opened(invited).post(HERE, CHOSEN)
    assert before.get(reverse("roles")).status_code == 302


def test_whoever_comes_by_another_provider_is_told_they_need_no_password(
    invited, settings
):
    theirs = opened(invited)
    settings.SIGN_IN_PROVIDERS = ["one"]
    assert "you need no password here" in theirs.get(HERE).content.decode()


def test_whoever_has_a_second_factor_is_not_signed_in_without_it(jo, invited):
    Authenticator.objects.create(user=jo, type=Authenticator.Type.TOTP, data={})
    theirs = opened(invited)
    assert theirs.post(HERE, CHOSEN).url == reverse("account_login")
    assert "_auth_user_id" not in theirs.session
