import time

import pytest
from django.urls import get_resolver

from muster.accounts import second_factor, time_out


SIGN_IN = "/people/sign-in/"

pytestmark = pytest.mark.django_db


def ago(client, **seconds) -> None:
    """Puts back when this session began, or was last used."""
    session = client.session
    for name, value in seconds.items():
        session[f"{name}_at"] = time.time() - value
    session.save()


def test_half_an_hour_without_use_signs_out_and_says_so(signed_in):
    client = signed_in("leader")
    ago(client, began=3600, used=1801)
    assert client.get("/measures/?by=x").url == f"{SIGN_IN}?next=/measures/%3Fby%3Dx"
    page = client.get(SIGN_IN).content.decode()
    assert (
        "You were signed out. You are signed out after 30 minutes without use" in page
    )


def test_use_puts_it_off_until_the_end_of_a_long_day(signed_in):
    client = signed_in("leader")
    ago(client, began=11 * 3600, used=1700)
    assert client.get("/measures/").status_code == 200
    assert client.get("/people/time-left/").json()["seconds"] > 1790
    ago(client, began=12 * 3600 - 60, used=600)
    left = client.post("/people/still-here/").json()
    assert left["seconds"] <= 60 and left["longer"] is False
    ago(client, began=12 * 3600, used=0)
    assert client.get("/measures/").url.startswith(SIGN_IN)


def test_what_a_page_asks_for_by_itself_is_no_use(signed_in):
    client = signed_in("officer")
    ago(client, began=3600, used=1000)
    for page in ("/people/time-left/", "/no-such-page/"):
        client.get(page)
    assert client.get("/people/time-left/").json()["seconds"] < 801


def test_every_page_named_there_is_there():
    names = {
        f"{space}:{name}"
        for space, (_, resolver) in get_resolver().namespace_dict.items()
        for name in resolver.reverse_dict
        if isinstance(name, str)
    } | set(map(str, get_resolver().reverse_dict))
    assert names >= time_out.BY_THEMSELVES
    assert names >= second_factor.BEFORE_IT


def test_what_was_sent_too_late_is_not_sent_again(client):
    sent = client.post("/people/add/", headers={"Referer": "http://testserver/people/"})
    assert sent.url == f"{SIGN_IN}?next=/people/"
    elsewhere = client.post(
        "/people/add/", headers={"Referer": "https://evil.example/x"}
    )
    assert elsewhere.url == f"{SIGN_IN}?next=/"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(1800, "30 minutes"), (3600, "1 hour"), (43_200, "12 hours"), (1, "1 second")],
)
def test_how_long_is_said_in_words(seconds, said):
    assert time_out._long(seconds) == said


def test_the_page_says_how_long_without_a_script(signed_in):
    page = signed_in("leader").get("/cookies/").content.decode()
    assert "<noscript>" in page and "without use" in page
