"""A paper that was issued is evidence, named to those who may open it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import lxml.html
import pytest
from django.utils import timezone

from muster.accounts import posts
from muster.accounts.models import Entry
from muster.documents import issuing as documents
from muster.programme import contacts
from muster.programme.contacts import named
from muster.programme.plans import changing, closing, issuing, standing
from muster.programme.plans.action import Evidence


NOON = datetime(2026, 3, 24, 12, tzinfo=ZoneInfo("Europe/London"))


def issued(audience: str, title: str, stem: str = "", number: int = 1):
    return documents.issue(
        stem=stem or f"pack-2025-26-HT4-{audience}",
        number=number,
        title=title,
        organisation="Quillshire",
        audience=audience,
        period="2025-26/HT4",
        figures=b"{}",
        files={},
        at=NOON,
        by="chair",
    )


@pytest.fixture
def pack(db):
    return issued("officers", "Spring 2026, named schools")


@pytest.fixture
def at(action):
    return f"{action.get_absolute_url()}evidence/"


def text(page):
    return " ".join(page.content.decode().split())


@pytest.fixture
def owner(person):
    """Who owns the action, and may open no pack that names schools."""
    user = person("democratic-services")
    contacts.link(named("A. Ash"), user, by="chair")
    return user


def offered(page) -> list[str]:
    [select] = lxml.html.fromstring(page.content).xpath("//select[@name='paper']")
    return [" ".join(one.text.split()) for one in select]


def test_the_papers_offered_are_those_the_person_may_open(signed_in, at, pack, plan):
    issued("public", "Spring 2026")
    issuing.issue_plan(plan, on=date(2026, 3, 23), by="chair", at=timezone.now())
    every = offered(signed_in("programme-officer").get(at))
    assert every[:3] == [
        "No paper",
        "Data pack: Spring 2026, issue 1, 24 March 2026",
        "Data pack: Spring 2026, named schools, issue 1, 24 March 2026",
    ]
    assert every[3].startswith("Plan: Task log, issue 1, ")


def test_an_owner_without_the_right_is_not_offered_and_can_not_send_it(
    client, owner, at, pack
):
    client.force_login(owner)
    assert "named schools" not in text(client.get(at))
    page = client.post(at, {"title": "The pack", "paper": pack.pk})
    assert "There is a problem" in text(page)
    assert not Evidence.objects.exists()


def test_a_paper_is_linked_for_whoever_may_open_it_and_not_named_to_others(
    signed_in, client, owner, action, at, pack
):
    keeps = signed_in("programme-officer")
    page = keeps.post(at, {"title": "Schools are named", "paper": pack.pk}, follow=True)
    assert "The evidence is added." in text(page)
    linked = f'href="/papers/issued/{pack.pk}/">Spring 2026, named schools, issue 1</a>'
    assert f'Schools are named: <a class="govuk-link" {linked}, 27' in text(page)
    assert Evidence.objects.get().paper == pack
    entry = Entry.objects.get(did="action.evidence")
    assert f'"paper": {pack.pk}' in entry.after
    client.force_login(owner)
    page = text(client.get(action.get_absolute_url()))
    assert "Schools are named (a paper that is not for you to open)" in page
    assert "Spring 2026" not in page


def test_without_words_the_paper_s_title_is_still_not_told_to_others(
    signed_in, client, owner, action, at, pack
):
    signed_in("programme-officer").post(at, {"paper": pack.pk})
    assert Evidence.objects.get().title == "A paper issued on 24 March 2026"
    client.force_login(owner)
    assert "named schools" not in text(client.get(action.get_absolute_url()))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({}, "Say what shows that it is done, or choose a paper"),
        ({"link": "example.org/policy"}, "Say what shows that it is done, or choose"),
        (
            {"paper": "pack", "link": "example.org/policy"},
            "Choose a paper or give an address, not both",
        ),
    ],
)
def test_what_is_said_by_halves_is_asked_again(signed_in, at, pack, said, why):
    said = {**said, **({"paper": pack.pk} if "paper" in said else {})}
    assert why in text(signed_in("programme-officer").post(at, said))
    assert not Evidence.objects.exists()


def test_a_link_or_words_alone_are_evidence_as_before(signed_in, at):
    keeps = signed_in("programme-officer")
    keeps.post(at, {"title": "The letter", "link": "example.org/letter"})
    page = keeps.post(at, {"title": "Heads said so"}, follow=True)
    assert 'href="https://example.org/letter" rel="noreferrer">The letter</a>' in text(
        page
    )
    assert "Heads said so, 27 March 2026" in text(page)


def test_with_hundreds_of_papers_each_is_offered_the_newest_first(
    signed_in, at, django_assert_max_num_queries
):
    for number in range(1, 201):
        issued("public", f"Pack {number}", number=number)
    keeps = signed_in("programme-officer")
    with django_assert_max_num_queries(60):
        [_, *found] = offered(keeps.get(at))
    assert len(found) == 200
    assert found[0].startswith("Data pack: Pack 200, ")


def test_a_paper_is_evidence_that_an_action_can_close_by(action, pack):
    on = date(2026, 3, 24)
    changing.add_evidence(action, title="The pack", paper=pack, on=on, by="chair")
    closing.propose_closure(action, on=on, by="chair")
    assert standing.of_one(action, on).is_proposed


def test_choosing_a_paper_in_a_browser(browser_page, person, axe, fits, at, pack):
    posts.give(person=person("officer"), role_key="programme-officer", by="")
    page = browser_page
    page.goto(at)
    axe(page)
    fits(page)
    page.get_by_label("A paper that was issued here").select_option(str(pack.pk))
    page.get_by_role("button", name="Add it").click()
    page.get_by_text("The evidence is added.").wait_for()
    axe(page)
    fits(page)
