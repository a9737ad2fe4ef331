"""Pages about the site, and the ones shown when something is refused or broken."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponseBadRequest
from django.test import Client
from django.urls import include, path

from muster.accounts.pages import open_to_all
from muster.config import urls as real


def breaks(request):
    raise RuntimeError("on purpose")


def suspicious(request):
    from django.core.exceptions import BadRequest

    raise BadRequest("no")


urlpatterns = [
    path("breaks/", open_to_all(breaks)),
    path("suspicious/", open_to_all(suspicious)),
    path("", include(real.urlpatterns)),
]
handler400, handler403 = real.handler400, real.handler403
handler404, handler500 = real.handler404, real.handler500

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["/accessibility/", "/cookies/", "/people/sign-in/"])
def test_strangers_can_read_what_is_said_about_the_site(client, page):
    assert client.get(page).status_code == 200


def test_the_accessibility_statement_is_in_the_words_of_the_regulations(
    client, settings
):
    settings.ORGANISATION = "Quillshire Council"
    said = " ".join(client.get("/accessibility/").content.decode().split())
    for words in (
        "applies to Muster, the attendance system of Quillshire Council.",
        "Quillshire Council runs this website.",
        "Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018",
        "partially compliant",
        "It has not been audited by a third party.",
    ):
        assert words in said


def test_every_page_leads_to_the_accessibility_statement(client):
    assert 'href="/accessibility/"' in client.get("/cookies/").content.decode()


def test_a_wrong_address_says_so_plainly(client):
    answer = client.get("/nothing/here/")
    assert answer.status_code == 404
    assert "There’s no page here" in answer.content.decode()


@pytest.mark.urls(__name__)
def test_a_fault_shows_a_page_and_no_traceback():
    client = Client(raise_request_exception=False)
    answer = client.get("/breaks/")
    assert answer.status_code == 500
    assert "It’s our fault" in answer.content.decode()
    assert "on purpose" not in answer.content.decode()


@pytest.mark.urls(__name__)
def test_a_request_that_makes_no_sense_is_refused_kindly(client):
    answer = client.get("/suspicious/")
    assert answer.status_code == HttpResponseBadRequest.status_code
    assert "couldn’t be read" in answer.content.decode()


def test_the_policy_lets_nothing_run_but_our_own(client):
    policy = client.get("/cookies/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "style-src 'self'" in policy
    assert re.search(r"script-src 'self' 'nonce-[^']+'", policy)


def test_every_file_a_page_names_is_there(signed_in):
    page = signed_in().get("/components/").content.decode()
    named = set(re.findall(r'(?:href|src)="/static/([^"]+)"', page))
    assert len(named) >= 5
    assert [name for name in named if not finders.find(name)] == []
    for font in re.findall(r'url\("([^"]+)"\)', styles().read_text()):
        assert (styles().parent / font).is_file()


def test_the_styles_hold_nothing_that_is_not_ours_to_use():
    assert not re.search("GDS Transport|crest|crown", styles().read_text(), re.I)


def test_no_template_styles_anything_in_its_tags():
    """The policy would refuse it, and nobody would see why."""
    templates = Path(real.__file__).parents[1].rglob("templates/**/*.html")
    styled = [str(page) for page in templates if " style=" in page.read_text()]
    assert styled == []


def styles() -> Path:
    return Path(finders.find("muster/muster.css"))


@pytest.mark.parametrize(
    "page", ["/", "/components/?school=", "/nothing/", "/cookies/"]
)
def test_pages_work_on_a_small_screen_and_pass_axe(browser_page, axe, fits, page):
    browser_page.goto(page)
    axe(browser_page)
    fits(browser_page)
    browser_page.said[:] = [one for one in browser_page.said if "404" not in one]
