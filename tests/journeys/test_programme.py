"""Journeys of plans in browsers: a paper read in, what its owner writes, and its closing;
each page looked at wide, narrow, and by a program that knows the guidelines."""

from datetime import date
from pathlib import Path

import pytest

from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.plans import standing
from muster.programme.plans.action import Action


pytestmark = pytest.mark.django_db(transaction=True)
LOG = Path(__file__).parents[1] / "programme" / "reading" / "log.txt"


@pytest.fixture(autouse=True)
def stands_still(monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", "2021-06-28")


@pytest.fixture
def page_of(stranger_page, live_server, signed_in, settings):
    """page_of("leader") is the page, signed in as somebody else from now on."""

    def page_of(role):
        key = settings.SESSION_COOKIE_NAME
        value = signed_in(role).cookies[key].value
        stranger_page.context.clear_cookies()
        stranger_page.context.add_cookies(
            [{"name": key, "value": value, "url": live_server.url}]
        )
        return stranger_page

    return page_of


@pytest.fixture
def group(db):
    made = Group.objects.create(kind="working", name="Transport Group", initials="TG")
    Meeting.objects.create(group=made, on=date(2021, 6, 28))
    return made


@pytest.mark.slow
def test_a_log_is_read_in_updated_by_its_owner_and_an_action_closed_at_a_meeting(
    page_of, looked_at, group, person, home
):
    page = page_of("programme-officer")
    page.goto("/programme/")
    looked_at(page)
    page.click("text=Read a paper in")
    looked_at(page)
    page.set_input_files("input[type=file]", LOG)
    page.click("text=Send and read")
    page.wait_for_url("**/read/*/")
    looked_at(page)
    page.select_option("#id_group", label="Transport Group")
    page.click("button:has-text('Take it in')")
    page.wait_for_url("**/plans/*/")
    assert page.get_by_text("It is taken in: 7 new, 0 changed.").is_visible()
    looked_at(page)
    plan = page.url.split("?")[0]

    # Who “AB” is, somebody says; and whose account she has.
    page.goto("/programme/contacts/")
    looked_at(page)
    page.click("text=Say so >> nth=0")
    looked_at(page)
    page.click("button:has-text('They are the same person')")
    looked_at(page)
    page.click("text=Say whose account it is")
    looked_at(page)
    ada = person("finance-officer")
    page.reload()
    page.select_option("#id_user", str(ada.pk))
    page.click("button:has-text('Save')")

    # A question is answered.
    page.goto("/programme/questions/")
    looked_at(page)
    page.click("main table a >> nth=0")
    looked_at(page)
    page.fill("#id_answer", "The headings are as they were.")
    page.click("button:has-text('Save')")
    assert page.get_by_text("The answer is kept.").is_visible()

    # The owner writes how it goes, by keyboard alone, and accepts the date it says.
    page = page_of("finance-officer")
    page.goto("/programme/")
    looked_at(page)
    page.get_by_role("link", name="2a LATE MARKS", exact=True).click()
    looked_at(page)
    action = Action.objects.get(pk=int(page.url.rstrip("/").split("/")[-1]))
    page.get_by_role("button", name="Write how it goes").press("Enter")
    page.wait_for_url("**/note/")
    looked_at(page)
    page.locator("#id_text").press_sequentially("Done. Shown to heads on 5 July 2021.")
    page.locator("#id_text").press("Tab")
    page.get_by_role("button", name="Save").press("Enter")
    page.wait_for_url("**/actions/*/")
    page.get_by_text("Dates in its notes").click()
    page.get_by_role("link", name="Make it a step by 5 July 2021").click()
    looked_at(page)
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/actions/*/")
    for button in ("Say how it stands", "Add evidence", "Propose that it be closed"):
        page.get_by_role("button", name=button).click()
        looked_at(page)
        page.go_back()
    assert not page.get_by_role("button", name="Set its deadline").is_visible()
    page.get_by_role("button", name="Add evidence").click()
    page.fill("#id_title", "The guidance as published")
    page.click("button:has-text('Add it')")
    page.get_by_role("button", name="Propose that it be closed").click()
    page.click("button:has-text('Propose it')")
    assert page.get_by_text("A meeting confirms it.").is_visible()

    # Whoever keeps the plan closes it at the meeting, and sees what changed.
    page = page_of("programme-officer")
    page.goto(action.get_absolute_url())
    for button in ("Set its deadline", "Say whose it is", "Reword it"):
        page.get_by_role("button", name=button).click()
        looked_at(page)
        page.go_back()
    page.get_by_role("button", name="Say what it waits for").click()
    looked_at(page)
    page.go_back()
    page.get_by_role("button", name="Close it").click()
    page.click("button:has-text('Close it')")
    assert page.get_by_text("There is a problem").is_visible()
    looked_at(page)
    page.select_option("#id_meeting", index=1)
    page.click("button:has-text('Close it')")
    page.wait_for_url("**/actions/*/")
    looked_at(page)
    assert standing.of_one(action, date(2021, 6, 28)).is_closed
    page.goto(f"{plan}?since=24/06/2021")
    assert page.get_by_text("1 of 7 changed").is_visible()
    looked_at(page)
    page.goto(f"{plan}?q=nothing+like+it")
    looked_at(page)
    page.goto(f"{plan}?on=20/06/2021&sort=-due")
    looked_at(page)


def test_plans_are_made_without_scripts(
    browser, live_server, signed_in, settings, group
):
    key = settings.SESSION_COOKIE_NAME
    value = signed_in("programme-officer").cookies[key].value
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies([{"name": key, "value": value, "url": live_server.url}])
    page = context.new_page()
    page.goto("/programme/plans/")
    page.click("text=Start a plan")
    page.fill("#id_title", "Narrowing the gap")
    page.check("input[value=plan]")
    page.click("button:has-text('Start it')")
    page.click("text=Add an action")
    page.fill("#id_heading", "Survey schools")
    page.fill("#id_section", "Research")
    page.fill("#id_owners", "A. Ash")
    page.fill("#id_due", "autumn term 2021")
    page.click("button:has-text('Add it')")
    assert page.locator("h1").inner_text().endswith("Survey schools")
    page.goto("/programme/read/")
    page.set_input_files("input[type=file]", LOG)
    page.click("text=Send and read")
    page.click("text=Put it aside")
    assert "Nothing of it was kept." in page.content()
    context.close()


@pytest.mark.slow
def test_the_pages_of_making_and_keeping_plans(page_of, looked_at, group):
    page = page_of("programme-officer")
    page.goto("/programme/plans/")
    looked_at(page)
    page.goto("/programme/plans/start/")
    looked_at(page)
    page.click("button:has-text('Start it')")
    looked_at(page)
    page.fill("#id_title", "Narrowing the gap")
    page.check("input[value=log]")
    page.click("button:has-text('Start it')")
    page.wait_for_url("**/plans/*/")
    looked_at(page)
    plan = page.url
    for what in ("add", "keep", "review"):
        page.goto(f"{plan}{what}/")
        looked_at(page)
    page.goto("/programme/plans/")
    looked_at(page)
