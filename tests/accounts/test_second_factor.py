import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from tests.accounts.second_factors import code

from muster.accounts import second_factor
from muster.accounts.adapter import SecondFactorAdapter


SIGN_IN = "/people/sign-in/"
HOW = "/people/how/"
PASSWORD = "three unlikely words"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def wanted(settings):
    settings.SECOND_FACTOR = "children"


@pytest.fixture
def app(rf, person):
    """app("officer") is the secret of the app that person has set up."""

    def app(role_key: str = "officer") -> str:
        secret = generate_totp_secret()
        TOTP.activate(person(role_key), secret)
        return secret

    return app


def enter_password(client, login: str = "officer"):
    return client.post(SIGN_IN, {"login": login, "password": PASSWORD})


def test_who_may_decide_who_sees_children_sets_one_up_before_any_other_page(signed_in):
    client = signed_in("officer")
    for page in ("/", "/loads/", "/people/", "/people/where/", "/no-such-page-yet/"):
        answer = client.get(page)
        if answer.status_code != 404:
            assert answer.url == HOW, page
    assert "So before you go on" in client.get(HOW).content.decode()


def test_a_form_is_led_there_too(signed_in):
    assert signed_in("officer").post("/people/add/", {"name": "x"}).url == HOW


def test_a_piece_of_a_page_moves_the_whole_page_there(signed_in):
    answer = signed_in("officer").get("/loads/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, HOW)


def test_who_sees_no_child_goes_on_without(signed_in):
    assert signed_in("finance-officer").get("/measures/").status_code == 200


def test_everybody_may_be_asked_for_one(signed_in, settings):
    settings.SECOND_FACTOR = "everybody"
    assert signed_in("board").get("/papers/").url == HOW


def test_nobody_is_asked_in_the_invented_demo(signed_in, settings):
    settings.SECOND_FACTOR = "nobody"
    assert signed_in("officer").get("/people/").status_code == 200


def test_an_app_is_set_up_with_a_code_it_shows(client, person):
    person("officer")
    assert enter_password(client).url == "/"
    page = client.get("/people/how/app/").content.decode()
    assert "<svg" in page and "data:image" not in page
    secret = client.session["mfa.totp.secret"]
    assert f'<code id="key">{secret[:4]} {secret[4:8]} ' in page

    wrong = client.post("/people/how/app/", {"code": "000000x"}).content.decode()
    assert "That code isn’t right" in wrong
    done = client.post("/people/how/app/", {"code": code(secret)})
    assert done.url == "/people/how/codes/"
    assert client.get("/people/").status_code == 200


def test_recovery_codes_are_shown_once(client, person):
    person("officer")
    enter_password(client)
    client.get("/people/how/app/")
    client.post("/people/how/app/", {"code": code(client.session["mfa.totp.secret"])})
    kept = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    first = client.get("/people/how/codes/").content.decode()
    again = client.get("/people/how/codes/").content.decode()
    assert all(one in first for one in kept)
    assert not any(one in again for one in kept)
    assert "can’t be shown again" in again


def test_the_secret_of_an_app_is_not_in_the_database_as_it_is(app, settings):
    secret = app()
    held = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in held
    assert SecondFactorAdapter().decrypt(held) == secret
    settings.SECRET_KEY_FALLBACKS = []


def test_a_password_alone_signs_nobody_in_who_has_an_app(client, app):
    secret = app()
    assert enter_password(client).url == f"{SIGN_IN}second-factor/"
    assert "_auth_user_id" not in client.session
    assert client.get("/people/").url.startswith(SIGN_IN)

    page = f"{SIGN_IN}second-factor/"
    assert "That code isn’t right" in client.post(page, {"code": "1"}).content.decode()
    assert client.post(page, {"code": code(secret)}).url == "/"
    assert "_auth_user_id" in client.session


def test_a_code_is_taken_once(app):
    secret = app()
    used = code(secret)
    one, two = Client(), Client()
    for client in (one, two):
        enter_password(client)
        answer = client.post(f"{SIGN_IN}second-factor/", {"code": used})
    assert "has been used already" in answer.content.decode()


def test_a_recovery_code_is_taken_once(client, app, person):
    app()
    kept = RecoveryCodes.activate(person("officer")).get_unused_codes()[0]
    enter_password(client)
    assert client.post(f"{SIGN_IN}second-factor/", {"code": kept}).url == "/"
    client.post("/people/sign-out/")
    enter_password(client)
    again = client.post(f"{SIGN_IN}second-factor/", {"code": kept})
    assert "has been used already" in again.content.decode()


def test_nobody_gets_to_the_second_factor_without_the_first(client, app):
    app()
    assert client.get(f"{SIGN_IN}second-factor/").url == SIGN_IN
    assert client.post(f"{SIGN_IN}second-factor/", {"code": "1"}).url == SIGN_IN


def test_too_many_wrong_codes_stop_the_next_try(client, app, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/m/key"}
    secret = app()
    enter_password(client)
    page = f"{SIGN_IN}second-factor/"
    for _ in range(2):
        client.post(page, {"code": "1"})
    assert (
        "Wait five minutes"
        in client.post(page, {"code": code(secret)}).content.decode()
    )


@pytest.mark.parametrize(
    "page", ["/people/how/app/away/", "/people/how/codes/", "/people/how/codes/new/"]
)
def test_a_browser_left_open_changes_and_shows_nothing(client, app, person, page):
    secret = app()
    RecoveryCodes.activate(person("officer"))
    enter_password(client)
    client.post(f"{SIGN_IN}second-factor/", {"code": code(secret)})
    assert client.get(page).status_code == 200

    session = client.session
    session["account_authentication_methods"] = [
        record | {"at": time.time() - 3600}
        for record in session["account_authentication_methods"]
    ]
    session.save()
    asked = client.get(page)
    assert asked.url.startswith("/people/again/?next=")
    shown = client.get(asked.url).content.decode()
    assert "Use a code from your app" in shown
    assert (
        "That isn’t your password"
        in client.post(asked.url, {"password": "wrong"}).content.decode()
    )
    assert client.post(asked.url, {"password": PASSWORD}).url == page


def test_an_app_can_be_taken_away_by_who_has_it(client, app):
    secret = app()
    enter_password(client)
    client.post(f"{SIGN_IN}second-factor/", {"code": code(secret)})
    assert client.post("/people/how/app/away/").url == HOW
    assert not Authenticator.objects.exists()
    assert client.get("/people/").url == HOW


def test_who_keeps_people_takes_a_lost_factor_away_and_ends_what_is_signed_in(
    app, person
):
    app("leader")
    RecoveryCodes.activate(person("leader"))
    theirs, mine = Client(), Client()
    theirs.force_login(person("leader"))
    assert theirs.get("/measures/").status_code == 200
    app("officer")
    mine.force_login(person("officer"))

    leader = person("leader")
    answer = mine.post(f"/people/{leader.pk}/reset-second-factor/", follow=True)
    assert "has no second factor now" in answer.content.decode()
    assert not second_factor.is_set_up(leader)
    assert theirs.get("/measures/").url.startswith(SIGN_IN)


def test_recovery_codes_alone_are_no_factor(person):
    RecoveryCodes.activate(person("officer"))
    assert not second_factor.is_set_up(person("officer"))
