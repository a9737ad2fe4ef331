"""Signing in, in a browser: an app, recovery codes, a passkey, time, and where else."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from tests.accounts.oidc_server import opened
from tests.accounts.second_factors import code


SIGN_IN = "/people/sign-in/"
HOW = "**/people/how/"
PASSWORD = "three unlikely words"


@pytest.fixture(autouse=True)
def wanted(settings):
    settings.SECOND_FACTOR = "children"


@pytest.fixture
def passkeys(stranger_page):
    """The browser has a device that knows its owner, and says yes."""
    session = stranger_page.context.new_cdp_session(stranger_page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session


def enter_password(page, login: str = "officer") -> None:
    page.goto(SIGN_IN)
    page.fill("#id_login", login)
    page.fill("#id_password", PASSWORD)
    page.click("main button:has-text('Sign in') >> nth=0")


def test_an_app_is_set_up_and_signs_in_and_so_does_a_recovery_code(
    stranger_page, person, looked_at
):
    page = stranger_page
    person("officer")
    enter_password(page)
    page.goto("/people/")
    page.wait_for_url(HOW)
    looked_at(page)

    page.click("text=Set up an app")
    page.click("text=Type the key instead")
    looked_at(page)
    secret = page.locator("#key").inner_text().replace(" ", "")
    page.fill("#id_code", "12345")
    page.click("main button:has-text('Set up')")
    page.locator(".govuk-error-summary:focus").wait_for()
    looked_at(page)
    page.fill("#id_code", code(secret))
    page.click("main button:has-text('Set up')")

    page.wait_for_url("**/people/how/codes/")
    looked_at(page)
    kept = page.locator("#codes li").all_inner_texts()
    with page.expect_download() as downloaded:
        page.click("text=Download them")
    assert downloaded.value.path().read_text().split() == kept
    page.click("text=I have kept them")
    page.goto("/people/how/")
    looked_at(page)

    page.click("text=Sign out")
    enter_password(page)
    page.wait_for_url("**/second-factor/")
    looked_at(page)
    page.fill("#id_code", code(secret))
    page.click("main button:has-text('Sign in')")
    page.wait_for_url(lambda url: "sign-in" not in url)

    page.click("text=Sign out")
    enter_password(page)
    page.fill("#id_code", kept[0])
    page.click("main button:has-text('Sign in')")
    page.goto("/people/")
    page.get_by_role("heading", name="People").wait_for()


def test_a_passkey_is_added_and_signs_in_by_itself(
    stranger_page, passkeys, person, looked_at
):
    page = stranger_page
    person("officer")
    enter_password(page)
    page.goto("/people/how/")
    page.click("text=Add a passkey")
    page.fill("#id_name", "Work telephone")
    looked_at(page)
    page.click("main button:has-text('Add a passkey')")
    page.wait_for_url("**/people/how/codes/")
    page.click("text=I have kept them")
    page.goto("/people/how/")
    assert page.locator("dt:has-text('Work telephone')").is_visible()
    looked_at(page)

    page.click("text=Sign out")
    page.wait_for_url(f"**{SIGN_IN}")
    looked_at(page)
    page.click("text=Use a passkey")
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.goto("/people/")
    page.get_by_role("heading", name="People").wait_for()


def test_a_passkey_is_a_second_factor_too(stranger_page, passkeys, person, looked_at):
    page = stranger_page
    person("officer")
    enter_password(page)
    page.goto("/people/how/passkey/")
    page.uncheck("#id_passwordless")
    page.click("main button:has-text('Add a passkey')")
    page.wait_for_url("**/people/how/codes/")
    page.click("text=Sign out")

    enter_password(page)
    page.wait_for_url("**/second-factor/")
    looked_at(page)
    page.click("main button:has-text('Use a passkey')")
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.goto("/people/")
    page.get_by_role("heading", name="People").wait_for()

    page.goto("/people/how/")
    page.click("text=Take away")
    looked_at(page)
    page.click("main button:has-text('Take it away')")
    page.wait_for_url(HOW)
    assert page.locator("text=no longer signs you in").is_visible()


def test_a_browser_that_gives_up_is_said_in_words(stranger_page, person, passkeys):
    page = stranger_page
    page.goto(SIGN_IN)
    assert not page.locator("text=No passkey was used").is_visible()
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject('no') }")
    page.click("text=Use a passkey")
    page.locator("text=No passkey was used").wait_for()


def test_the_warning_is_put_off_by_one_key_and_the_focus_kept(
    browser_page, settings, client, axe, fits
):
    settings.SECOND_FACTOR = "nobody"
    settings.TIME_OUT_SECONDS = 100
    page = browser_page
    page.clock.install()
    page.goto("/people/where/")
    page.locator("text=Back to how you sign in").focus()
    session = client.session
    session["used_at"] -= 51
    session.save()
    page.clock.run_for(51_000)
    page.locator("#time-out[open]").wait_for()
    assert page.evaluate("document.activeElement.innerText") == "Stay signed in"
    assert page.locator("#time-out").get_attribute("role") == "alertdialog"
    axe(page)
    fits(page)
    with page.expect_response("**/still-here/") as answered:
        page.keyboard.press("Enter")
    assert answered.value.json()["seconds"] >= 99
    assert not page.locator("#time-out").is_visible()
    assert (
        page.evaluate("document.activeElement.innerText") == "Back to how you sign in"
    )


def test_after_the_end_they_sign_in_and_come_back_to_where_they_were(
    browser_page, settings, client, axe
):
    settings.SECOND_FACTOR = "nobody"
    page = browser_page
    page.goto("/measures/")
    session = client.session
    session["used_at"] -= settings.TIME_OUT_SECONDS
    session.save()
    page.goto("/measures/?period=x")
    page.wait_for_url(lambda url: "sign-in/?next=" in url)
    assert page.locator("text=You were signed out").is_visible()
    axe(page)
    page.fill("#id_login", "officer")
    page.fill("#id_password", PASSWORD)
    page.click("main button:has-text('Sign in') >> nth=0")
    page.wait_for_url(lambda url: url.endswith("/measures/?period=x"))


def test_where_somebody_is_signed_in_is_listed_and_ended(
    browser_page, client, person, settings, looked_at
):
    settings.SECOND_FACTOR = "nobody"
    page = browser_page
    page.goto("/people/where/")
    assert page.locator("text=You are signed in nowhere else").is_visible()
    looked_at(page)
    elsewhere = type(client)(headers={"User-Agent": "Mozilla Windows Firefox/140"})
    elsewhere.force_login(person("officer"))
    elsewhere.get("/people/where/")
    page.reload()
    looked_at(page)
    page.click("text=Sign out there")
    page.locator("text=Firefox on Windows is signed out").wait_for()
    assert elsewhere.get("/people/where/").url.startswith(SIGN_IN)


def test_an_app_of_a_colleague_is_taken_away_on_their_page(
    browser_page, settings, person, axe
):
    settings.SECOND_FACTOR = "nobody"
    TOTP.activate(person("leader"), generate_totp_secret())
    page = browser_page
    page.goto(f"/people/{person('leader').pk}/")
    page.click("text=Take their second factor away")
    page.locator("text=has no second factor now").wait_for()
    axe(page)


@pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning")
@pytest.mark.filterwarnings("ignore::authlib.deprecate.AuthlibDeprecationWarning")
def test_a_colleague_signs_in_with_the_authoritys_own_account(
    stranger_page, person, settings, looked_at
):
    person("officer")
    page = stranger_page
    with opened(second_factor_claim="amr", second_factor_values=("mfa",)) as provider:
        settings.SIGN_IN_PROVIDERS = (provider,)
        page.goto("/people/where/")
        looked_at(page)
        page.click("text=Sign in with your Quillshire account")
        page.get_by_role("heading", name="Authorize Client").wait_for()
        page.click("button:has-text('s-1')")
        # Back, and led to a second factor: this provider did none.
        page.wait_for_url(HOW)

        page.context.clear_cookies()
        page.goto("/people/sign-in/with/council/")
        looked_at(page)
        page.click("main button:has-text('Go on')")
        page.fill("[name=sub]", "a-stranger")
        page.click("text=Authorize >> nth=1")
        page.locator("text=Muster couldn’t sign you in").wait_for()
        looked_at(page)
    page.said.clear()


def test_a_forgotten_password_is_chosen_anew(stranger_page, person, jobs, looked_at):
    page = stranger_page
    person("leader")
    page.goto(SIGN_IN)
    page.click("text=I have forgotten my password")
    looked_at(page)
    page.fill("#id_email", "leader@quillshire.example")
    page.click("text=Write to me")
    page.locator("text=a letter is on its way").wait_for()
    looked_at(page)
    jobs()
    page.goto(re.search(r"http\S+", mail.outbox[0].body)[0])
    looked_at(page)
    for field in ("#id_password1", "#id_password2"):
        page.fill(field, "heron kettle violin")
    page.click("main button:has-text('Change password')")
    page.locator("text=Your password is changed").first.wait_for()
    looked_at(page)
    page.goto(SIGN_IN)
    page.fill("#id_login", "leader")
    page.fill("#id_password", "heron kettle violin")
    page.click("main button:has-text('Sign in') >> nth=0")
    page.wait_for_url(lambda url: "sign-in" not in url)
