import pytest

from muster.programme import Refused, contacts
from muster.programme.contacts import Contact, named


@pytest.fixture(autouse=True)
def stands_still(monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", "2026-03-27")


@pytest.fixture
def officer(signed_in):
    return signed_in("programme-officer")


def text(page):
    return page.content.decode()


def test_names_that_look_alike_are_offered_and_joined_only_when_somebody_says_so(
    officer,
):
    full, short = named("Jo Stone"), named("JS")
    page = text(officer.get("/programme/contacts/"))
    assert "“JS” may be Jo Stone." in page
    assert contacts.of_same_person(full).count() == 1
    address = f"/programme/contacts/{full.pk}/join/"
    assert "JS" in text(officer.get(f"{address}?other={short.pk}"))
    officer.post(address, {"other": short.pk})
    full.refresh_from_db()
    assert set(contacts.of_same_person(full)) == {full, short}
    page = text(officer.get("/programme/contacts/"))
    assert "may be" not in page
    assert "Jo Stone" in page


def test_two_with_accounts_are_two_people(person, db):
    one, other = named("A. Ash"), named("B. Birch")
    contacts.link(one, person("leader"), by="x")
    contacts.link(other, person("officer"), by="x")
    with pytest.raises(Refused, match="each have an account"):
        contacts.join(kept=one, other=other, by="x")
    with pytest.raises(Refused, match="already"):
        contacts.join(kept=one, other=one, by="x")


def test_an_account_is_of_one_name_at_a_time(officer, person):
    one, other, user = named("A. Ash"), named("B. Birch"), person("leader")
    officer.post(f"/programme/contacts/{one.pk}/account/", {"user": user.pk})
    assert Contact.objects.get(pk=one.pk).user == user
    refused = officer.post(
        f"/programme/contacts/{other.pk}/account/", {"user": user.pk}
    )
    assert "A. Ash has the account of Sam Leader already" in text(refused)
    officer.post(f"/programme/contacts/{one.pk}/account/", {"user": ""})
    assert Contact.objects.get(pk=one.pk).user is None


def test_a_persons_page_has_the_actions_of_every_name_of_theirs(officer, action):
    short = named("AA")
    contacts.join(kept=short, other=named("A. Ash"), by="x")
    page = text(officer.get(f"/programme/contacts/{short.pk}/"))
    assert "7 Map the spend" in page


def test_nobody_is_named_yet(officer):
    assert "Nobody is named yet" in text(officer.get("/programme/contacts/"))


def test_whoever_keeps_no_plans_joins_nobody(signed_in, db):
    one, _ = named("Jo Stone"), named("JS")
    client = signed_in("democratic-services")
    assert "may be" not in text(client.get("/programme/contacts/"))
    for what in ("join", "account"):
        assert client.get(f"/programme/contacts/{one.pk}/{what}/").status_code == 403
