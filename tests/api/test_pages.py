"""The pages of services, and the API described."""

import re

import pytest

from muster.accounts.models import User
from muster.accounts.trail import Entry
from muster.api.models import Token


@pytest.fixture
def officer(signed_in, state):
    return signed_in("officer")


def test_a_service_is_added_given_a_token_and_has_it_revoked(officer, ask):
    made = officer.post("/services/add/", {"name": "Power BI", "organisation": ""})
    service = User.objects.get(username="service-power-bi")
    at = f"/services/{service.pk}/"
    assert made.url == at
    page = officer.post(f"{at}tokens/", {"name": "gateway", "expires_on": ""})
    [text] = re.findall(r"muster_[\w-]{43}", page.content.decode())
    assert "no-store" in page["Cache-Control"]
    assert text not in officer.get(at).content.decode()
    assert ask("measures", text).status_code == 200

    token = Token.objects.get()
    assert officer.get(f"{at}tokens/{token.pk}/revoke/").status_code == 200
    assert ask("measures", text).status_code == 200
    officer.post(f"{at}tokens/{token.pk}/revoke/")
    assert ask("measures", text).status_code == 401
    assert "The token was revoked" in officer.get(at).content.decode()
    did = Entry.objects.filter(by="officer").values_list("did", flat=True)
    assert {"person.added", "post.given", "token.made", "token.revoked"} <= set(did)


def test_a_service_of_a_school_says_whom_it_works_for(officer, state):
    ids = dict(state.schools.select("name", "id").iter_rows())
    choice = f"school:{ids['Ash Primary']}"
    officer.post("/services/add/", {"name": "Wall chart", "organisation": choice})
    assert "Ash Primary" in officer.get("/services/").content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": ""}, "Enter what the program is called"),
        ({"name": "!!"}, "Give it a name with letters in it."),
        ({"name": "Power  bi"}, "There is a service called Power  bi already"),
    ],
)
def test_a_service_that_cannot_be_is_refused_in_a_sentence(officer, sent, said):
    officer.post("/services/add/", {"name": "Power BI"})
    assert said in officer.post("/services/add/", sent).content.decode()
    assert Token.objects.count() == 0


def test_a_token_that_would_last_too_long_is_refused_beside_its_day(officer, service):
    at = f"/services/{service().pk}/tokens/"
    page = officer.post(at, {"name": "gateway", "expires_on": "01/01/2040"})
    assert "A token lasts two years at most" in page.content.decode()
    assert Token.objects.count() == 0


def test_a_person_is_no_service(officer, person):
    assert officer.get(f"/services/{person('leader').pk}/").status_code == 404


def test_a_closed_service_is_given_no_token(officer, service):
    one = service()
    officer.post(f"/people/{one.pk}/close/", {"when": "now"})
    page = officer.get(f"/services/{one.pk}/").content.decode()
    assert "Make a token" not in page
    officer.post(f"/services/{one.pk}/tokens/", {"name": "gateway"})
    assert Token.objects.count() == 0


def test_the_document_is_openapi_3_1_and_the_same_for_people_and_programs(
    officer, ask, token
):
    read = officer.get("/api/openapi/").json()
    assert read == ask("openapi.json", token()).json()
    assert read["openapi"] == "3.1.0"
    for path in read["paths"].values():
        for one in path["get"]["parameters"]:
            assert one["in"] == "path" or one["description"] and one["example"]


@pytest.mark.slow
def test_the_pages_can_be_read_by_anybody(browser_page, axe, fits, state):
    for at in ("/services/", "/services/add/", "/api/"):
        browser_page.goto(at)
        axe(browser_page)
        fits(browser_page)
    browser_page.goto("/services/add/")
    browser_page.get_by_label("Name").fill("Power BI")
    browser_page.keyboard.press("Enter")
    browser_page.get_by_label("What it is for").wait_for()
    axe(browser_page)
    fits(browser_page)
    browser_page.get_by_label("What it is for").fill("gateway")
    browser_page.keyboard.press("Enter")
    browser_page.get_by_role("button", name="Copy the token").wait_for()
    axe(browser_page)
    fits(browser_page)
    browser_page.get_by_role("button", name="I have noted it").click()
    browser_page.get_by_role("link", name="Revoke").wait_for()
    axe(browser_page)
    fits(browser_page)
