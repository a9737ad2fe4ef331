"""The pages of children: what each role meets, and what goes on the trail."""

import json
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.measures.authority import Authority, stored
from tests.measures.weekly import stored_files
from tests.registers.conftest import (
    ASH,
    BORN,
    IVY,
    MONDAY,
    OMAR,
    ROBIN,
    SCHOOLS,
    enrolled,
    week,
)

from muster.accounts.models import Organisation
from muster.accounts.roles import ROLES
from muster.accounts.trail import Entry
from muster.registers.models import Opening


REASON = "A neighbour rang about this child, who may be missing."
EVERYBODY = ["Robin", "Finch", "Wren", "Ivy", "Lark", "Noah", "Swift", "Omar", "Teal"]


@pytest.fixture
def as_(client):
    """as_(person) is Django's test client, signed in as that person."""

    def as_(person):
        client.force_login(person)
        return client

    return as_


def page_of(number):
    return f"/children/{number}/"


def shown(answer) -> str:
    """A page without its nonce and its tokens, which may spell anything."""
    page = answer.content.decode()
    return re.sub(r'(nonce|value|hx-headers)=(".*?"|\'.*?\')', "", page)


# One child --------------------------------------------------------------------------------


def test_a_child_is_shown_and_that_is_on_the_trail(
    signed_in, state, number, text, written
):
    answer = signed_in("officer").get(page_of(number(ROBIN)))
    said = text(answer)
    for expected in (
        "Robin Finch",
        "12 May 2013",
        "Beech High and Damson Centre",
        "Names given before Robin Wren",
        f"UPN {ROBIN}",
        "2025-26 at Beech High",
        "Persistently absent",
        "Attending the next 25 sessions would end persistent absence.",
        "Absent with no other reason that applies",
        "Together",
        "Main roll",
        "Second roll",
    ):
        assert expected in said, expected
    (row,) = written("child.viewed")
    assert row.by == "officer"
    assert row.child


def test_a_upn_is_on_the_page_and_nowhere_else(signed_in, state, number):
    answer = signed_in("officer").get(page_of(number(ROBIN)))
    page = answer.content.decode()
    assert page.count(ROBIN) == 1
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1]
    assert "Robin" not in title
    assert answer["Cache-Control"].count("no-store")


def test_a_head_sees_no_mark_of_another_school(as_, person, at, state, number, text):
    head = person("school-leader", organisation=at("Beech High"))
    said = text(as_(head).get(page_of(number(ROBIN))))
    assert "Also on the roll of Damson Centre" in said
    assert "Religious observance" not in said, "a mark of Damson Centre"
    assert "Illness" not in said, "a mark of Ash Primary"
    assert "Ash Primary" not in said
    assert said.count("Damson Centre") == 1


def test_a_closed_account_is_sent_to_sign_in(as_, head, state, number):
    client = as_(head)
    head.is_active = False
    head.save()
    for method in (client.get, client.post):
        answer = method(page_of(number(IVY)))
        assert answer.status_code == 302
        assert answer.url.startswith("/people/sign-in/")


def test_a_number_larger_than_any_is_nobody(signed_in, state):
    assert signed_in("officer").get(page_of(10**30)).status_code == 404


def test_a_childs_page_cannot_be_posted_to(signed_in, state, number, written):
    assert signed_in("officer").post(page_of(number(ROBIN))).status_code == 405
    assert not written("child.viewed")


def test_a_child_beyond_reach_and_a_number_of_nobody_are_the_same(
    as_, head, state, number, written
):
    def seen(at):
        answer = as_(head).get(page_of(at))
        return answer.status_code, shown(answer)

    assert seen(number(OMAR)) == seen(987_654)
    assert seen(987_654)[0] == 404
    assert not written("child.viewed")
    refused = written("page.refused")
    assert [row.to for row in refused] == ["page:registers:child"] * 3
    assert all(row.child for row in refused)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.key)
def test_only_roles_that_see_children_ever_meet_a_name(
    client, person, state, schools, number, role, method
):
    """Each at Ash Primary, where it is of a school: Omar is at another, and lives away."""
    place = {}
    if role.key.startswith("school"):
        named = {"name": "Ash Primary", "school": schools["Ash Primary"]}
        place["organisation"] = Organisation.objects.create(kind="school", **named)
    if role.key == "trust":
        named = {"kind": "trust", "name": "Tree Trust"}
        place["organisation"] = Organisation.objects.create(**named)
    if role.key == "attendance-officer":
        place["schools"] = [schools["Ash Primary"]]
    holder = person(role.key, **place)
    client.force_login(holder)
    pages = [
        "/children/",
        "/children/found/",
        "/children/opened/",
        "/children/beyond/",
        *(f"/children/school/{one}/" for one in schools.values()),
        *(page_of(number(one)) for one in (ROBIN, IVY, OMAR, "A12")),
    ]
    met = ""
    for address in pages:
        met += shown(getattr(client, method)(address))
    everything = {"attendance-lead", "data-officer", "legal-officer"}
    if not holder.can("see-children") or method == "post":
        assert not [name for name in EVERYBODY if name in met]
    assert ("Omar" in met) == (role.key in everything and method == "get")


def test_a_page_that_cannot_be_recorded_is_not_shown(
    signed_in, state, number, monkeypatch
):
    def broken(**said):
        raise OSError("no room for the trail")

    client = signed_in("officer")
    monkeypatch.setattr("muster.registers.pages.audit.record", broken)
    client.raise_request_exception = False
    for address in (page_of(number(ROBIN)), "/children/school/1/"):
        answer = client.get(address)
        assert answer.status_code == 500
        assert not [name for name in EVERYBODY if name in shown(answer)]


def test_a_child_on_a_roll_without_marks_says_so(opened, signed_in, tmp_path, text):
    rows = [enrolled(ASH, "P1", "Fay", "Reed", date(2025, 9, 1))]
    stored(Authority(SCHOOLS, rows), tmp_path)
    opened(tmp_path)
    said = text(signed_in("officer").get("/children/1/"))
    assert "No marks are held" in said
    assert "UPN Not known" in said
    assert "Identifier at Ash Primary P1" in said


def test_a_child_of_weekly_files_has_their_totals(opened, signed_in, tmp_path, text):
    from tests.explore.quillshire_weekly import one_weekly_file

    stored_files(tmp_path, one_weekly_file())
    state = opened(tmp_path)
    number = state.pupils["child"][0]
    said = text(signed_in("officer").get(page_of(number)))
    assert "as weekly files have it" in said
    assert "From the start of the year to" in said
    assert "Half-days through the year" not in said


def test_whoever_was_taken_back_is_not_there(opened, signed_in, tmp_path):
    store = stored(Authority([], [], [], [week(ASH, "P1", MONDAY, "/ \\")]), tmp_path)
    with store.draft("undo") as draft:
        draft.undo("m0")
        version = draft.save()
    store.make_current(version)
    from muster.sources.models import InForce

    opened(tmp_path)
    InForce.put(version)
    assert signed_in("officer").get("/children/1/").status_code == 404


# Searching --------------------------------------------------------------------------------


def sought(client, **asked):
    answer = client.post("/children/", asked)
    assert answer.status_code == 302, answer.context["form"].errors
    return client.get(answer.url)


def test_what_was_searched_for_is_in_no_address_and_not_on_the_trail(
    signed_in, state, text, written
):
    client = signed_in("officer")
    answer = client.post("/children/", {"name": "ivy", "born_on": "01/02/2016"})
    assert answer.url == "/children/found/"
    assert "Ivy O’Lark-Neill" in text(client.get(answer.url))
    (row,) = written("children.searched")
    assert json.loads(row.after) == {"by": ["born_on", "name"], "found": 1}
    assert not written("child.viewed")


def test_a_search_that_finds_nobody_says_what_to_try(signed_in, state, text):
    said = text(sought(signed_in("officer"), name="zebedee"))
    assert "No child matches" in said


def test_a_search_that_finds_too_many_says_how_to_narrow_it(
    signed_in, state, text, monkeypatch
):
    monkeypatch.setattr("muster.registers.child.MOST", 1)
    said = text(sought(signed_in("officer"), name="o"))
    assert "2 children match." in said
    assert "Teal" not in said


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "Enter a name, a date of birth or an identifier, or choose a school"),
        ({"year_group": "7"}, "Enter a name, a date of birth or an identifier"),
        ({"born_on": "31/02/2014"}, "31/02/2014"),
        ({"name": "ivy", "school": "987"}, "Select a valid choice"),
    ],
)
def test_a_search_that_asks_nothing_or_wrongly_is_told(
    signed_in, state, text, asked, said
):
    answer = signed_in("officer").post("/children/", asked)
    assert answer.status_code == 200
    assert said in text(answer)


def test_without_a_search_there_is_nothing_found_to_go_back_to(signed_in, state):
    assert signed_in("officer").get("/children/found/").url == "/children/"


def test_choosing_a_school_lists_its_children(signed_in, state, schools):
    asked = {"school": schools["Ash Primary"], "year_group": "4"}
    answer = signed_in("officer").post("/children/", asked)
    assert answer.url == f"/children/school/{schools['Ash Primary']}/?year_group=4"


# A school's list -----------------------------------------------------------------------------


def test_a_school_lists_who_is_on_its_roll_and_who_left_if_asked(
    as_, head, schools, text, written
):
    address = f"/children/school/{schools['Ash Primary']}/"
    said = text(as_(head).get(address))
    assert "Ivy O’Lark-Neill" in said
    assert "Name not known" in said
    assert "Noah Swift" not in said
    assert "Noah Swift" in text(as_(head).get(address, {"left": "yes"}))
    first, second = written("children.listed")
    assert first.to == f"school:{schools['Ash Primary']}"
    assert [json.loads(row.after)["count"] for row in (first, second)] == [2, 4]


def test_a_year_group_with_nobody_says_so(as_, head, schools, text):
    address = f"/children/school/{schools['Ash Primary']}/?year_group=1"
    assert "No child is on the roll" in text(as_(head).get(address))


def test_another_schools_list_is_not_there(as_, head, schools):
    for number in (schools["Beech High"], 987_654):
        assert as_(head).get(f"/children/school/{number}/").status_code == 404


def test_many_are_listed_a_page_at_a_time(signed_in, state, schools, text, monkeypatch):
    monkeypatch.setattr("muster.registers.pages.A_PAGE", 1)
    address = f"/children/school/{schools['Ash Primary']}/?left=yes"
    client = signed_in("officer")
    said = text(client.get(address))
    assert "Children 1 to 1 of 4." in said
    assert 'href="?left=yes&amp;page=2"' in client.get(address).content.decode()
    assert "Noah" in text(client.get(f"{address}&page=2"))


def test_a_school_page_leads_to_its_children_for_who_may_see_them(
    as_, head, person, state, schools
):
    at = f"/schools/{schools['Ash Primary']}/"
    link = f"/children/school/{schools['Ash Primary']}/"
    assert link in as_(head).get(at).content.decode()
    assert link not in as_(person("finance-officer")).get(at).content.decode()


def test_a_home_with_nothing_in_it_says_so(home, signed_in, text):
    said = text(signed_in("officer").get("/children/"))
    assert "No child to show" in said


# Beyond reach -------------------------------------------------------------------------------


def test_a_record_is_opened_beyond_reach_and_the_page_says_until_when(
    as_, patch, state, number, text
):
    client = as_(patch)
    asked = {"reason": REASON, "identifier": OMAR, "certain": "on"}
    answer = client.post("/children/beyond/", asked)
    assert answer.url == page_of(number(OMAR))
    said = text(client.get(answer.url))
    assert "Omar Teal" in said
    assert "Opened beyond your reach, until" in said
    assert REASON in said


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reason": ""}, "Say why you need to see this child’s record"),
        ({"reason": "asked to"}, "Write a whole sentence"),
        ({"certain": ""}, "Say that you need this for your work"),
        ({"identifier": ""}, "Enter the UPN, or what the school calls them"),
        ({"identifier": "A12"}, "That is not a UPN, so enter the date of birth"),
        ({"identifier": "A12", "born_on": "01/01/2016"}, "There is no such child"),
        ({"identifier": "A12", "born_on": "soon"}, "soon"),
    ],
)
def test_less_opens_nothing(as_, patch, state, text, changed, said):
    asked = {"reason": REASON, "identifier": OMAR, "certain": "on"} | changed
    assert said in text(as_(patch).post("/children/beyond/", asked))
    assert not Opening.objects.exists()


def test_nothing_is_opened_for_a_child_within_reach(as_, patch, state, number):
    asked = {"reason": REASON, "identifier": IVY, "certain": "on"}
    answer = as_(patch).post("/children/beyond/", asked)
    assert answer.url == page_of(number(IVY))
    assert not Opening.objects.exists()


def test_whoever_protects_data_reads_why_and_no_name(
    as_, patch, person, state, number, text
):
    protects = person("data-protection")
    assert "No record was opened" in text(as_(protects).get("/children/opened/"))
    now = timezone.now()
    Opening.objects.create(
        person=patch,
        child=number(OMAR),
        reason=REASON,
        opened_at=now,
        until=now + timedelta(hours=1),
    )
    said = text(as_(protects).get("/children/opened/"))
    assert REASON in said
    assert str(patch) in said
    assert f"Child {number(OMAR)}" in said
    assert "Omar" not in said


def test_many_openings_are_listed_a_page_at_a_time(
    as_, patch, person, state, number, text, monkeypatch
):
    monkeypatch.setattr("muster.registers.pages.A_PAGE", 1)
    now = timezone.now()
    for nth in range(2):
        Opening.objects.create(
            person=patch,
            child=number(OMAR),
            reason=f"Reason number {nth}",
            opened_at=now + timedelta(minutes=nth),
            until=now + timedelta(hours=2),
        )
    client = as_(person("data-protection"))
    assert "Reason number 1" in text(client.get("/children/opened/"))
    assert "Reason number 0" in text(client.get("/children/opened/?page=2"))


# In a browser -------------------------------------------------------------------------------


def test_a_child_is_found_and_read_by_keyboard(browser_page, state, axe, fits):
    browser_page.goto("/children/")
    axe(browser_page)
    fits(browser_page)
    browser_page.get_by_label("Date of birth").fill(f"{BORN:%d/%m/%Y}")
    browser_page.get_by_label("Date of birth").press("Enter")
    browser_page.get_by_role("link", name="Robin Finch").press("Enter")
    browser_page.get_by_role("heading", name="Robin Finch").wait_for()
    browser_page.locator("summary", has_text="2025-26 at Beech High").press("Enter")
    axe(browser_page)
    fits(browser_page)
    browser_page.go_back()
    browser_page.get_by_role("link", name="Robin Finch").wait_for()
    axe(browser_page)
    fits(browser_page)


def test_a_schools_children_fit_a_telephone(browser_page, state, schools, axe, fits):
    browser_page.goto(f"/children/school/{schools['Ash Primary']}/?left=yes")
    axe(browser_page)
    fits(browser_page)


def test_pages_of_openings_are_clean(browser_page, person, state, number, axe, fits):
    from muster.accounts import posts

    officer = person("officer")
    for role in ("register-officer", "data-protection"):
        posts.give(person=officer, role_key=role, by="a colleague")
    browser_page.goto("/children/opened/")
    axe(browser_page)
    browser_page.goto("/children/beyond/")
    axe(browser_page)
    fits(browser_page)
    browser_page.get_by_role("button", name="Open the record").click()
    browser_page.get_by_text("There is a problem").wait_for()
    axe(browser_page)
    fits(browser_page)


def test_a_reason_that_names_the_child_opens_nothing(as_, patch, state, text):
    reason = "Omar Teal has not come home and a neighbour rang."
    asked = {"reason": reason, "identifier": OMAR, "certain": "on"}
    said = text(as_(patch).post("/children/beyond/", asked))
    assert "Leave the child’s name out of the reason" in said
    assert not Opening.objects.exists()
    assert not Entry.objects.filter(reason__contains="Teal").exists()
