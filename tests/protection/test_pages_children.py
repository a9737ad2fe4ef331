"""The pages of access, erasure, correction, holds and retention, in a browser."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.protection.planted import WREN

from muster.accounts import people, posts
from muster.accounts.models import Entry
from muster.protection import holds
from muster.protection.requests import Request
from muster.protection.retention import Clearance


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", "2026-03-27")


@pytest.fixture
def page(protector_page, axe, fits):
    """Goes to a page by name; what it shows is looked at before the next."""

    def page(name, *args):
        protector_page.goto(reverse(f"protection:{name}", args=args))
        axe(protector_page)
        fits(protector_page)
        return protector_page

    return page


@pytest.fixture
def colleague(db):
    """Another person who answers for data protection."""
    other = people.add(
        username="other", name="Alex Other", password="three unlikely words"
    )
    posts.give(person=other, role_key="data-protection", by="")
    client = Client()
    client.force_login(other)
    return client


def test_pages_of_an_empty_home_say_what_to_do(page):
    page("front").get_by_text("No request waits for an answer").wait_for()
    page("corrections").get_by_text("Nothing has been corrected").wait_for()
    page("holds").get_by_text("No hold stands").wait_for()
    page("retention").get_by_text("Nothing is past its time.").wait_for()


def test_a_child_is_found_and_no_address_says_who(page, planted, axe, fits):
    at = page("find")
    at.get_by_role("button", name="Find").click()
    at.get_by_role("link", name="Enter a UPN").wait_for()
    axe(at)
    at.get_by_label("Surname").fill("nobody")
    at.get_by_label("Forename").fill("at all")
    at.get_by_role("button", name="Find").click()
    at.get_by_text("Nobody is held under that").wait_for()
    at.get_by_label("Surname").fill("wren")
    at.get_by_label("Forename").fill("JENNY")
    at.get_by_role("button", name="Find").click()
    at.get_by_text("2 children may be meant").wait_for()
    axe(at)
    fits(at)
    at.get_by_role("button", name="Go on").click()
    at.get_by_text("Choose the child first").wait_for()
    at.get_by_label("UPN, former").fill(WREN)
    at.get_by_role("button", name="Find").click()
    at.get_by_label("Jenny Wren").check()
    at.get_by_role("button", name="Go on").click()
    at.get_by_role("heading", name="Jenny Wren").wait_for()
    axe(at)
    fits(at)
    assert WREN not in at.url and "ren" not in at.url.rpartition("children/")[2]
    dids = set(Entry.objects.exclude(child="").values_list("did", flat=True))
    assert {"child.found", "child.viewed"} <= dids


def test_an_answer_is_asked_for_made_and_downloaded(page, wren, jobs, axe, fits):
    at = page("ask_access", "-".join(map(str, wren)))
    at.get_by_role("button", name="Open the request").click()
    at.get_by_text("There is a problem").wait_for()
    at.get_by_label("Who asks").fill("Mrs Wren")
    at.get_by_label("Received on").fill("28/03/2026")
    at.get_by_role("button", name="Open the request").click()
    at.get_by_text("in the future").first.wait_for()
    at.get_by_label("Received on").fill("02/03/2026")
    at.get_by_role("button", name="Open the request").click()
    at.get_by_text("2 April 2026").wait_for()
    at.get_by_role("link", name="Hold something back").click()
    at.get_by_label("What is held back").select_option("caseloads")
    at.get_by_label("It is about somebody else too").check()
    at.get_by_label("Why it applies").fill("She asked us not to.")
    at.get_by_role("button", name="Hold it back").click()
    at.get_by_role("button", name="Make the answer").click()
    at.get_by_text("You may leave this page").wait_for()
    axe(at)
    jobs()
    asked = Request.objects.get()
    at = page("access", asked.pk)
    with at.expect_download() as got:
        at.get_by_role("link", name="JSON").click()
    assert got.value.suggested_filename == f"{asked.number}.json"
    assert Entry.objects.filter(did="access.downloaded").count() == 1
    at.get_by_role("button", name="It was sent").click()
    at.get_by_text("The request is answered.").wait_for()
    page("front").get_by_text("Requests that are over").first.wait_for()


def test_an_erasure_is_decided_by_one_and_confirmed_by_another(
    page, wren, jobs, colleague, axe, fits
):
    at = page("ask_erasure", "-".join(map(str, wren)))
    at.get_by_label("Who asks").fill("Mrs Wren")
    at.get_by_label("Received on").fill("02/03/2026")
    at.get_by_label("It should not have been held").check()
    at.get_by_role("button", name="Look at what would go").click()
    at.get_by_text("What would go").wait_for()
    axe(at)
    fits(at)
    at.get_by_label("What you decided").fill("It was sent by mistake.")
    at.get_by_role("button", name="Ask a colleague").click()
    at.get_by_text("Another person who answers").wait_for()
    asked = Request.objects.get()
    confirm = reverse("protection:step", args=[asked.pk, "confirm"])
    said = colleague.post(confirm, follow=True)
    assert "It is confirmed" in said.content.decode()
    jobs()
    at = page("erasure", asked.pk)
    with at.expect_download() as got:
        at.get_by_role("button", name="Download the certificate").click()
    assert got.value.suggested_filename == f"{asked.number}-certificate.pdf"
    gone = colleague.get(reverse("protection:child", args=["-".join(map(str, wren))]))
    assert gone.status_code == 404


def test_a_hold_is_put_on_shown_and_ended(page, wren):
    children = "-".join(map(str, wren))
    at = page("hold_child", children)
    at.get_by_label("Why it is held").fill("A claim.")
    at.get_by_role("button", name="Put a hold on").click()
    at.get_by_text("A legal hold stands on Jenny Wren").wait_for()
    at = page("holds")
    at.get_by_role("link", name="the hold on Jenny Wren").click()
    at.get_by_label("Why").fill("Settled.")
    at.get_by_role("button", name="End the hold").click()
    at.get_by_text("The hold on Jenny Wren is ended.").wait_for()
    at.get_by_label("What is held").select_option(label="Pupils of Ash Primary")
    at.get_by_label("Why it is held").fill("An inquiry.")
    at.get_by_role("button", name="Put a hold on").click()
    assert holds.Hold.objects.standing().get().on == "Pupils of Ash Primary"
    page("holds")


def test_something_is_corrected(page, wren):
    at = page("correct", str(wren[0]))
    at.get_by_label("What is wrong").select_option("born_on")
    at.get_by_label("What is right").fill("31/02/2014")
    at.get_by_label("What says so").fill("A birth certificate")
    at.get_by_label("Why it is corrected").fill("Mistyped.")
    at.get_by_role("button", name="Correct it").click()
    at.get_by_text("There is a problem").wait_for()
    at.get_by_label("What is right").fill("21/05/2014")
    at.get_by_role("button", name="Correct it").click()
    at.get_by_text("It is corrected.").wait_for()
    page("corrections").get_by_text("It stands", exact=True).wait_for()


def test_what_is_past_its_time_is_cleared_once_somebody_has_seen_it(
    page, planted, jobs, monkeypatch
):
    monkeypatch.setenv("MUSTER_TODAY", "2028-10-02")
    at = page("retention")
    at.get_by_role("button", name="Clear it away").click()
    at.get_by_text("Nothing was cleared away").wait_for()
    at.get_by_label("I have seen what would go").check()
    at.get_by_role("button", name="Clear it away").click()
    at.get_by_text("What would go, as it was confirmed").wait_for()
    jobs()
    made = Clearance.objects.get()
    at = page("clearance", made.pk)
    with at.expect_download() as got:
        at.get_by_role("button", name="Download the certificate").click()
    assert got.value.suggested_filename == f"{made.number}-certificate.pdf"
    at = page("length", "marks")
    at.get_by_label("How long").fill("9")
    at.get_by_label("From which day").fill("01/09/2028")
    at.get_by_label("What your schedule says").fill("Line 12.")
    at.get_by_role("button", name="Save").click()
    at.get_by_text("6 school years at most").first.wait_for()
