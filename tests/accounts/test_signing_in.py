import pytest
from allauth.account.adapter import get_adapter
from django.test import Client


SIGN_IN = "/people/sign-in/"

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("login", ["officer", "OFFICER", "officer@quillshire.example"])
def test_a_username_or_an_email_signs_in(client, person, login):
    person("officer")
    answer = client.post(
        SIGN_IN + "?next=/cookies/",
        {"login": login, "password": "three unlikely words"},
    )
    assert (answer.status_code, answer.url) == (302, "/cookies/")
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"login": "", "password": ""}, "Enter your username or email address"),
        ({"login": "officer", "password": ""}, "Enter your password"),
        ({"login": "officer", "password": "wrong"}, "username and password don’t go"),
        ({"login": "no.one@x.example", "password": "wrong"}, "That email address and"),
    ],
)
def test_a_mistake_is_said_and_the_title_says_there_is_one(
    client, person, given, sentence
):
    person("officer")
    page = client.post(SIGN_IN, given).content.decode()
    assert sentence in page
    assert "<title>Error: Sign in" in page
    assert "There is a problem" in page


def test_another_site_is_never_gone_on_to(client, person):
    person("officer")
    answer = client.post(
        SIGN_IN + "?next=https://elsewhere.example/",
        {"login": "officer", "password": "three unlikely words"},
    )
    assert answer.url == "/"


def test_a_closed_account_is_told_it_is_closed(client, person):
    sam = person("officer")
    sam.is_active = False
    sam.save()
    given = {"login": "officer", "password": "three unlikely words"}
    page = client.post(SIGN_IN, given, follow=True).content.decode()
    assert "This account is closed" in page
    assert "_auth_user_id" not in client.session


def test_nobody_can_make_themselves_an_account(client):
    assert client.get("/people/signup/").status_code == 404
    assert "Accounts are made for people" in client.get(SIGN_IN).content.decode()


def test_too_many_wrong_passwords_stop_the_next_try(client, person, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/m/key"}
    person("officer")
    for _ in range(3):
        answer = client.post(SIGN_IN, {"login": "officer", "password": "wrong"})
    assert "Wait five minutes" in answer.content.decode()


def test_too_many_tries_from_one_place_are_shown_a_page(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    for _ in range(2):
        answer = client.post(SIGN_IN, {"login": "", "password": ""})
    assert answer.status_code == 429
    assert "Too many tries" in answer.content.decode()


def test_signing_out_asks_first_and_then_does(signed_in):
    client = signed_in()
    assert "Sign out of Muster?" in client.get("/people/sign-out/").content.decode()
    assert client.post("/people/sign-out/").url == SIGN_IN
    assert "_auth_user_id" not in client.session


def test_a_password_can_be_changed(signed_in, person):
    client = signed_in()
    page = "/people/password/"
    wrong = {"oldpassword": "", "password1": "short", "password2": "other"}
    assert "Enter the password you use now" in client.post(page, wrong).content.decode()

    again = "a new set of words"
    right = {
        "oldpassword": "three unlikely words",
        "password1": again,
        "password2": again,
    }
    assert client.post(page, right).status_code == 302
    person("officer").refresh_from_db()
    assert person("officer").check_password(again)


def test_a_form_from_before_signing_in_is_refused_kindly(person):
    answer = Client(enforce_csrf_checks=True).post(SIGN_IN, {"login": "officer"})
    assert answer.status_code == 403
    assert "This form had been open too long" in answer.content.decode()


def test_signing_in_by_keyboard_alone(stranger_page, person, axe, fits):
    person("officer")
    page = stranger_page
    page.goto("/cookies/")
    page.goto("/people/password/")
    axe(page)
    fits(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("officer")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")

    # The script puts the focus there, a moment after the page is drawn.
    page.locator(".govuk-error-summary:focus").wait_for()
    axe(page)
    page.fill("#id_password", "three unlikely words")
    page.click("main button[type=submit]")
    page.wait_for_url("**/people/password/")
    axe(page)
    page.click("text=Sign out")
    page.wait_for_url("**/people/sign-in/")


def test_signing_up_is_shut_even_to_a_page_somebody_adds(rf):
    assert get_adapter().is_open_for_signup(rf.get("/")) is False
