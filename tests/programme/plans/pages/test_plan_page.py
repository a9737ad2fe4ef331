import re
from datetime import date

import pytest
from tests.programme.plans.pages.conftest import add, tables

from muster.programme.plans import changing, closing
from muster.programme.plans.action import Action
from muster.programme.plans.plan import Plan
from muster.school_year.said import of_day


REF = re.compile("^(Added|Closed|Opened again) ")


FILTERS = [
    ("q=finance", {"7"}),
    ("q=schools ask", {"12"}),
    ("owner=A. Ash", {"7", "12"}),
    ("colour=red", {"8"}),
    ("colour=grey", {"9", "12"}),
    ("section=New", {"12"}),
    ("show=overdue", {"8"}),
    ("show=silent", {"9"}),
    ("show=unowned", {"9", "12"}),
    ("show=moved", set()),
    ("show=challenged", {"8"}),
]


@pytest.fixture
def opened(signed_in, lively):
    def opened(query="", role="programme-officer"):
        return signed_in(role).get(f"/programme/plans/{lively.pk}/?{query}")

    return opened


def rows(page):
    """The rows of a plan by reference, over its sections."""
    every = [row for found in tables(page).values() for row in found]
    return {REF.sub("", row[0]).split()[0]: row for row in every}


def refs(page):
    return set(rows(page))


def sections(page):
    return [caption.split()[0] for caption in tables(page)]


def test_a_plan_stands_in_its_sections_with_what_each_review_said(opened):
    page = opened()
    text = page.content.decode()
    assert sections(page) == ["Open", "New"]
    assert "Status at 2 March 2026" in text
    assert "Status at 23 March 2026" in text
    for said in ("26 days overdue", "New Task", "▼ worse", "It has no owner"):
        assert said in text


@pytest.mark.parametrize(("query", "expected"), FILTERS, ids=[q for q, _ in FILTERS])
def test_what_is_asked_for_is_shown(opened, query, expected):
    assert refs(opened(query)) == expected


@pytest.mark.parametrize("sort", ["action", "owner", "due", "now", "update"])
def test_a_heading_sorts_and_sorts_back(opened, sort):
    def order(query):
        found = tables(opened(query))["Open actions of Task log"]
        return [row[0].split()[0] for row in found]

    up = order(f"sort={sort}")
    assert sorted(up) == ["7", "8", "9"]
    assert order(f"sort=-{sort}") != up


def test_a_plan_is_seen_as_it_stood_on_a_day(opened):
    page = opened("on=10/03/2026")
    assert refs(page) == {"7", "8", "9"}
    assert "As it stood on" in page.content.decode()
    assert "overdue" not in rows(page)["7"][2]


def test_what_changed_since_a_day_is_struck_through_above_what_it_is_now(
    opened, lively, action
):
    changing.set_deadline(
        action,
        [of_day(date(2026, 6, 30))],
        on=date(2026, 3, 25),
        by="chair",
        reason="No staff",
    )
    page = opened("since=10/03/2026")
    found = rows(page)
    assert set(found) == {"7", "8", "12"}
    assert found["12"][0].startswith("Added 12 Ask schools")
    assert found["7"][2].startswith("Was: 30 April 2026 Now: 30 June 2026")
    assert found["7"][5].startswith("Was: G Green Now: A Amber")
    text = page.content.decode()
    assert "3 of 4 changed between 10 March 2026 and 27 March 2026" in text
    assert '<del class="muster-was">' in text


def test_what_was_closed_since_is_marked(opened, action, meets):
    closing.propose_closure(action, on=date(2026, 3, 24), by="a", reason="Overtaken")
    closing.confirm_closure(action, meeting=meets(date(2026, 3, 26)), by="chair")
    page = opened("since=23/03/2026&section=Closed")
    [row] = tables(page)["Closed actions of Task log"]
    assert row[0].startswith("Closed 7")


def test_nothing_changed_is_said(opened):
    assert "Nothing changed" in opened("since=27/03/2026").content.decode()


def test_a_day_that_cannot_be_read_is_said_and_nothing_is_lost(opened):
    page = opened("on=soon")
    assert "There is a problem" in page.content.decode()
    assert len(refs(page)) == 4


def test_an_empty_plan_says_so(signed_in, plan):
    page = signed_in("programme-officer").get(f"/programme/plans/{plan.pk}/")
    assert "There is no action in it" in page.content.decode()


def test_many_rows_come_fifty_to_a_page(signed_in, plan):
    for number in range(120):
        add(plan, str(number), f"Task {number}", ["A. Ash"], date(2026, 7, 1))
    page = signed_in("programme-officer").get(f"/programme/plans/{plan.pk}/?page=2")
    assert len(refs(page)) == 50
    assert "Actions 51 to 100 of 120" in page.content.decode()


@pytest.mark.parametrize("kind", ["docx", "pdf", "xlsx", "csv"])
def test_a_plan_is_taken_away_as_a_file_and_the_trail_has_it(signed_in, lively, kind):
    from muster.accounts.models import Entry

    client = signed_in("programme-officer")
    page = client.get(f"/programme/plans/{lively.pk}/file/{kind}/?on=2026-03-10")
    assert page["Content-Disposition"].endswith(f'task-log-2026-03-10.{kind}"')
    assert page.content
    assert Entry.objects.filter(
        did="plan.downloaded", to=f"plan:{lively.pk} as {kind}"
    ).exists()


def test_a_kind_of_file_there_is_none_of_is_not_there(signed_in, lively):
    client = signed_in("programme-officer")
    assert client.get(f"/programme/plans/{lively.pk}/file/exe/").status_code == 404


def test_grey_is_worse_than_green_and_never_counted_as_it(signed_in, lively):
    page = signed_in("programme-officer").get("/programme/plans/")
    [row] = tables(page)["Plans"]
    assert row[2:] == ["R Red", "1", "2", "1", "0", "0", "0", "1"]


def test_a_plan_is_started_added_to_reviewed_and_kept(signed_in, group):
    client = signed_in("programme-officer")
    client.post(
        "/programme/plans/start/",
        {"title": "Scrutiny", "kind": "plan", "group": group.pk, "owner": "B. Birch"},
    )
    plan = Plan.objects.get()
    assert plan.keepings.get().name == "B. Birch"
    said = {
        "heading": "Survey schools",
        "section": "Research",
        "owners": "A. Ash\nB. Birch",
        "due": "summer term 2026",
        "ref": "1a",
    }
    page = client.post(f"/programme/plans/{plan.pk}/add/", said)
    action = Action.objects.get()
    assert page.url == action.get_absolute_url()
    again = client.post(f"/programme/plans/{plan.pk}/add/", said)
    assert "1a is or was another action" in again.content.decode()
    client.post(f"/programme/plans/{plan.pk}/review/", {"on": "23/03/2026"})
    assert plan.reviews.get().on == date(2026, 3, 23)
    client.post(f"/programme/plans/{plan.pk}/keep/", {"owner": "C. Cedar"})
    page = client.get(f"/programme/plans/{plan.pk}/")
    assert "Kept by C. Cedar" in page.content.decode()
    client.post(
        f"/programme/actions/{action.pk}/plan/",
        {"title": "Under it", "kind": "log", "group": group.pk, "owner": ""},
    )
    assert Plan.objects.get(under=action).title == "Under it"


@pytest.mark.parametrize("role", ["democratic-services", "finance-officer"])
def test_whoever_keeps_no_plans_reads_them_and_changes_none(
    opened, client, lively, role
):
    page = opened(role=role)
    assert "Add an action" not in page.content.decode()
    for what in ("add", "keep", "review"):
        assert client.get(f"/programme/plans/{lively.pk}/{what}/").status_code == 403
    assert client.get("/programme/plans/start/").status_code == 403
