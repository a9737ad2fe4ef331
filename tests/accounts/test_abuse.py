"""What is tried against the sign-in page, and comes to nothing."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache, caches
from django.test import Client

from muster.accounts import people
from muster.accounts.models import User
from muster.accounts.passwords import PUBLISHED, NotExpectedHere
from muster.demo.installed import PASSWORD


SIGN_IN = "/people/sign-in/"
FORGOTTEN = "/people/forgotten/"
RIGHT = "three unlikely words"
# As on the real site: the tests' own settings have none.
LIMITS = {"login_failed": "30/5m/ip,5/5m/key", "reset_password": "20/5m/ip,3/h/key"}

pytestmark = pytest.mark.django_db


def tried(login: str, password: str = "wrong", client: Client | None = None) -> str:
    given = {"login": login, "password": password}
    return (client or Client()).post(SIGN_IN, given).content.decode()


@pytest.fixture
def limited(settings):
    settings.ACCOUNT_RATE_LIMITS = LIMITS
    yield
    cache.clear()


def test_a_locked_account_stays_locked_from_any_browser_and_process(person, limited):
    person("officer")
    for _ in range(5):
        assert "go together" in tried("officer")
    caches.close_all()
    assert "Wait five minutes" in tried("officer", RIGHT)


def test_what_was_tried_is_kept_where_every_process_sees_it(settings):
    assert settings.CACHES["default"]["BACKEND"].endswith("db.DatabaseCache")


def test_an_unknown_name_is_locked_like_a_known_one(person, limited):
    person("officer")
    said = {"officer": [], "nobody-here": []}
    for login, answers in said.items():
        answers += [_bare(tried(login)) for _ in range(7)]
    assert said["officer"] == said["nobody-here"]


def test_one_address_is_stopped_whatever_names_it_tries(person, limited):
    person("officer")
    for number in range(30):
        tried(f"name-{number}")
    assert "Wait five minutes" in tried("officer", RIGHT)


@pytest.mark.parametrize("login", ["officer", "nobody-here", "no.one@x.example"])
def test_a_known_and_an_unknown_name_cost_the_same(person, monkeypatch, login):
    person("officer")
    done = []
    encode = MD5PasswordHasher.encode

    def counted(self, *args, **kwargs):
        done.append(1)
        return encode(self, *args, **kwargs)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    tried(login)
    assert len(done) == 1


def test_a_closed_account_is_not_told_apart_without_its_password(person):
    User.objects.filter(pk=person("officer").pk).update(is_active=False)
    assert _bare(tried("officer")) == _bare(tried("nobody-here"))


def _bare(page: str) -> str:
    """A page without what is new each time, and the name that was typed."""
    return re.sub(
        r'(csrfmiddlewaretoken" value|X-CSRFToken": |nonce|name="login"[^>]*value)[="]*'
        r'[^"]+"',
        "",
        page,
    )


def test_a_form_without_a_token_or_with_anothers_is_refused(person):
    person("officer")
    client = Client(enforce_csrf_checks=True)
    given = {"login": "officer", "password": RIGHT}
    client.get(SIGN_IN)
    for token in ({}, {"csrfmiddlewaretoken": "a" * 64}):
        answer = client.post(SIGN_IN, given | token)
        assert answer.status_code == 403
        assert "This form had been open too long" in answer.content.decode()
    assert "_auth_user_id" not in client.session


# Sessions end at once -------------------------------------------------------------------


def test_closing_an_account_ends_its_sessions_at_once(signed_in, person):
    client = signed_in("leader")
    assert client.get("/measures/").status_code == 200
    people.close(person=person("leader"), by=person("officer").username)
    assert client.get("/measures/").url.startswith(SIGN_IN)


def test_changing_ones_own_password_ends_the_others_and_keeps_this(signed_in, person):
    here, there = signed_in("leader"), Client()
    there.force_login(person("leader"))
    new = "a new set of words"
    here.post(
        "/people/password/",
        {"oldpassword": RIGHT, "password1": new, "password2": new},
    )
    assert here.get("/measures/").status_code == 200
    assert there.get("/measures/").url.startswith(SIGN_IN)


def test_ending_the_session_one_is_in_signs_out(signed_in):
    client = signed_in("leader")
    client.get("/measures/")
    session = UserSession.objects.get()
    assert client.post(f"/people/where/{session.pk}/end/").url == SIGN_IN
    assert "_auth_user_id" not in client.session


def test_somebody_elses_session_cannot_be_ended(signed_in, person):
    theirs = Client()
    theirs.force_login(person("leader"))
    theirs.get("/measures/")
    session = UserSession.objects.get(user=person("leader"))
    assert (
        signed_in("officer").post(f"/people/where/{session.pk}/end/").status_code == 404
    )
    assert theirs.get("/measures/").status_code == 200


# Forgotten passwords --------------------------------------------------------------------


def test_a_letter_with_a_link_that_works_once(client, person, jobs):
    person("officer")
    asked = client.post(FORGOTTEN, {"email": "Officer@quillshire.example"})
    assert asked.url == f"{FORGOTTEN}written/"
    assert not mail.outbox
    jobs()
    (letter,) = mail.outbox
    assert letter.to == ["officer@quillshire.example"]
    link = re.search(r"http://testserver(\S+)", letter.body)[1]

    form = client.get(link)
    assert form.url.endswith("/set-password/")
    assert "Choose a new password" in client.get(form.url).content.decode()
    new = "a new set of words"
    done = client.post(form.url, {"password1": new, "password2": new})
    assert done.url == f"{FORGOTTEN}changed/"
    assert "Sign in" in client.get(done.url).content.decode()
    assert person("officer").check_password(RIGHT)
    assert User.objects.get().check_password(new)
    assert "no longer works" in Client().get(link).content.decode()


def test_the_answer_and_the_work_are_the_same_for_an_address_nobody_has(
    person, jobs, django_assert_max_num_queries
):
    person("officer")
    did = {}
    for email in ("officer@quillshire.example", "nobody@quillshire.example"):
        with django_assert_max_num_queries(50) as queries:
            answer = Client().post(FORGOTTEN, {"email": email})
        did[email] = (answer.status_code, answer.url, len(queries))
    assert len(set(did.values())) == 1
    jobs()
    assert len(mail.outbox) == 1


def test_nobody_is_written_to_whose_account_is_closed(client, person, jobs):
    User.objects.filter(pk=person("officer").pk).update(is_active=False)
    client.post(FORGOTTEN, {"email": "officer@quillshire.example"})
    jobs()
    assert not mail.outbox


def test_who_signs_in_with_the_authoritys_account_is_told_so(client, person, jobs):
    sam = person("officer")
    sam.set_unusable_password()
    sam.save()
    client.post(FORGOTTEN, {"email": sam.email})
    jobs()
    assert "have no password here" in mail.outbox[0].body
    assert "/forgotten/" not in mail.outbox[0].body


def test_letters_are_not_sent_again_and_again(client, limited, jobs):
    for _ in range(3):
        assert client.post(FORGOTTEN, {"email": "a@x.example"}).status_code == 302
    answer = client.post(FORGOTTEN, {"email": "a@x.example"})
    assert answer.status_code == 429


def test_without_a_mail_server_there_is_no_such_page(client, settings):
    settings.EMAIL_IS_SET = False
    assert client.get(FORGOTTEN).status_code == 404
    assert "forgotten my password" not in client.get(SIGN_IN).content.decode()


def test_a_mistaken_address_is_said_and_an_invented_link_is_refused(client):
    page = client.post(FORGOTTEN, {"email": ""}).content.decode()
    assert "Enter your work email address" in page
    assert "no longer works" in client.get(f"{FORGOTTEN}1/abc-def/").content.decode()


# Passwords ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("short words", "at least 12 characters"),
        ("password123456", "would try here"),
        ("Attendance2026!", "would try here"),
        ("QuillshireCouncil1", "would try here"),
        ("1qaz2wsx3edc4rfv", "too common"),
        ("invented harrow lantern", "where anybody can read it"),
        ("Sam Officer 2026", "too similar"),
    ],
)
def test_what_others_would_try_first_is_refused(signed_in, password, sentence):
    page = signed_in("officer").post(
        "/people/password/",
        {"oldpassword": RIGHT, "password1": password, "password2": password},
    )
    assert sentence in page.content.decode()


@pytest.mark.parametrize(
    "password", ["heron kettle violin", "all small letters here", "483920174839"]
)
def test_nothing_is_asked_of_capitals_or_figures(signed_in, password):
    answer = signed_in("officer").post(
        "/people/password/",
        {"oldpassword": RIGHT, "password1": password, "password2": password},
    )
    assert answer.status_code == 302


def test_the_demos_password_is_among_those_refused():
    assert PASSWORD in PUBLISHED


def test_a_password_list_says_what_it_refuses():
    assert "expect here" in NotExpectedHere().get_help_text()
