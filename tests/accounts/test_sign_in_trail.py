import pytest

from muster.accounts import sign_in_trail
from muster.accounts.models import Entry


SIGN_IN = "/people/sign-in/"
PASSWORD = "three unlikely words"

pytestmark = pytest.mark.django_db


def trail(*kinds: str) -> list[tuple[str, str, str]]:
    found = Entry.objects.filter(did__in=kinds).order_by("pk")
    return [(row.by, row.to, row.reason) for row in found]


def test_signing_in_and_out_is_in_the_trail(client, person):
    sam = person("officer")
    client.post(SIGN_IN, {"login": "officer", "password": PASSWORD})
    client.post("/people/sign-out/")
    to = f"person:{sam.pk}"
    assert trail("person.signed-in") == [("officer", to, "")]
    assert trail("person.signed-out") == [("officer", to, "")]


def test_signing_out_as_nobody_is_not(client):
    client.post("/people/sign-out/")
    assert trail("person.signed-out") == []


@pytest.mark.parametrize("login", ["officer", "OFFICER", "officer@quillshire.example"])
def test_a_wrong_password_is_in_the_trail_of_whose_account_it_was(
    client, person, login
):
    client.post(SIGN_IN, {"login": login, "password": "wrong"})
    pk = person("officer").pk
    client.post(SIGN_IN, {"login": login, "password": "wrong"})
    assert trail("person.not-signed-in")[-1] == (
        "",
        f"person:{pk}",
        "the username and password don’t go together",
    )


def test_what_nobody_is_called_is_kept_as_a_hash_it_may_be_a_password(client):
    client.post(SIGN_IN, {"login": "my real password", "password": "x"})
    ((by, to, _),) = trail("person.not-signed-in")
    assert by == ""
    assert to.startswith("typed:")
    assert "password" not in to


def test_one_try_too_many_is_in_the_trail(client, person, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/m/key"}
    person("officer")
    for _ in range(3):
        client.post(SIGN_IN, {"login": "officer", "password": "wrong"})
    assert [reason for _, _, reason in trail("person.not-signed-in")][-1] == (
        "too many tries"
    )


def test_too_many_tries_from_one_place_are_in_the_trail(client, person, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    person("officer")
    for _ in range(2):
        answer = client.post(SIGN_IN, {"login": "officer", "password": "wrong"})
    assert answer.status_code == 429
    assert trail("page.refused") == [("", "page:account_login", "too many tries")]


def test_changing_ones_password_is_in_the_trail(signed_in, person):
    client = signed_in("officer")
    new = "quite another three"
    client.post(
        "/people/password/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    to = f"person:{person('officer').pk}"
    assert trail("person.changed-password") == [("officer", to, "")]


def test_what_is_done_to_an_account_is_in_the_trail(signed_in):
    client = signed_in("officer")
    client.post("/people/add/", {"name": "Lee", "username": "lee"})
    added = Entry.objects.filter(did="person.added").latest("pk")
    assert added.by == "officer"
    assert added.after == '{"username": "lee"}'
    pk = added.to.removeprefix("person:")
    client.post(f"/people/{pk}/close/")
    client.post(f"/people/{pk}/open/")
    closed = Entry.objects.get(did="person.closed")
    opened = Entry.objects.get(did="person.reopened")
    assert (closed.before, closed.after) == ('{"open": true}', '{"open": false}')
    assert (opened.before, opened.after) == ('{"open": false}', '{"open": true}')
    assert {closed.by, opened.by} == {"officer"}


def test_set_up_is_in_the_trail_before_and_after_and_pictures_by_their_digest(
    signed_in, settings, home
):
    settings.ORGANISATION = ""
    client = signed_in("officer")
    client.post("/set-up/name/", {"name": "Quillshire", "la_code": "901"})
    client.post("/set-up/name/", {"name": "Quillshire", "la_code": "902"})
    client.post("/set-up/name/", {"name": "Quillshire", "la_code": "902"})
    rows = Entry.objects.filter(did="authority.changed").order_by("pk")
    assert [(row.before, row.after) for row in rows] == [
        ('{"la_code": "", "name": ""}', '{"la_code": "901", "name": "Quillshire"}'),
        (
            '{"la_code": "901", "name": "Quillshire"}',
            '{"la_code": "902", "name": "Quillshire"}',
        ),
    ]


def test_a_logo_is_in_the_trail_as_its_digest(db):
    from muster.accounts import authority

    authority.give_logo(
        b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>', by="ada"
    )
    authority.take_logo_away(by="ada")
    given, taken = Entry.objects.filter(did="authority.changed").order_by("pk")
    assert '"logo": "SHA-256 ' in given.after
    assert '"logo": "SHA-256 ' in taken.before
    assert '"logo": null' in taken.after


def test_nobody_who_signs_out_is_nobody(rf):
    sign_in_trail.signed_out(rf.get("/"), None)
    assert trail("person.signed-out") == []
