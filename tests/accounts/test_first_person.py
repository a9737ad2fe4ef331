"""An empty home's first person, and the accounts a colleague makes for others."""

import pytest
from django.test import Client
from django.urls import reverse

from muster.accounts import first
from muster.accounts.models import User


BEGIN = reverse("first_person")
ME = {
    "name": "Sam Reed",
    "username": "sam",
    "email": "",
    "password": "three unlikely words",
    "again": "three unlikely words",
}


@pytest.fixture
def code(home, db):
    return first.code()


def test_the_first_person_makes_their_own_account_and_is_signed_in(client, code):
    page = client.get(BEGIN, {"code": code}).content.decode()
    assert code in page
    answer = client.post(BEGIN, ME | {"code": code})
    assert (answer.status_code, answer.url) == (302, "/")
    assert User.objects.get().username == "sam"
    assert client.get(reverse("people")).status_code == 200


def test_a_browser_may_fill_in_who_they_are(client, code):
    page = client.get(BEGIN, {"code": code}).content.decode()
    for asked in ("name", "username", "email", "new-password"):
        assert f'autocomplete="{asked}"' in page


def test_there_is_one_first_person_only(client, code, home):
    client.post(BEGIN, ME | {"code": code})
    assert not (home / first.FILE).exists()
    stranger = Client()
    assert stranger.get(BEGIN, {"code": code}).status_code == 404
    assert stranger.post(BEGIN, ME | {"code": code}).status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"code": "guessed"}, "That is not the code of this home"),
        ({"again": "three other words"}, "The two passwords are not the same"),
        ({"password": "short", "again": "short"}, "at least 12 characters"),
        ({"name": ""}, "Enter the name"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(client, code, changed, said):
    answer = client.post(BEGIN, ME | {"code": code} | changed)
    assert said in answer.content.decode()
    assert not User.objects.exists()


def test_the_code_is_for_whoever_runs_the_home_alone(code, home):
    path = home / first.FILE
    assert path.stat().st_mode & 0o077 == 0
    assert first.code() == code and len(code) >= 32


def test_without_a_code_having_been_shown_none_is_right(home, db, client):
    assert not first.is_code("")
    assert "not the code" in client.post(BEGIN, ME | {"code": "x"}).content.decode()


def test_a_colleague_is_added_without_a_password_and_then_given_a_post(signed_in):
    answer = signed_in("officer").post(
        reverse("add_person"),
        {"name": "Jo Field", "username": "jo", "aliases": "JF, J. Field, JF"},
    )
    jo = User.objects.get(username="jo")
    assert answer.url == reverse("give_post", args=[jo.pk])
    assert not jo.has_usable_password()
    assert jo.aliases == ["JF", "J. Field"]


def test_a_username_taken_is_refused(signed_in):
    client = signed_in("officer")
    answer = client.post(
        reverse("add_person"),
        {"name": "Other", "username": "OFFICER"},
    )
    assert "Somebody has that username already" in answer.content.decode()


def test_a_closed_account_is_closed_at_once(signed_in, person):
    left = person("leader")
    theirs = Client()
    theirs.force_login(left)
    assert theirs.get("/papers/").status_code == 200
    signed_in("officer").post(reverse("close_person", args=[left.pk]))
    assert theirs.get("/papers/").status_code == 302


def test_nobody_closes_their_own_account(signed_in, person):
    client, me = signed_in("officer"), person("officer")
    client.post(reverse("close_person", args=[me.pk]))
    me.refresh_from_db()
    assert me.is_active


@pytest.mark.parametrize("role", ["leader", "board"])
def test_others_keep_no_people(signed_in, role):
    assert signed_in(role).get(reverse("people")).status_code == 403
