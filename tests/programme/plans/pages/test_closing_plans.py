"""The pages that close a plan and open it again, and the lists it leaves."""

from datetime import date

import pytest
from tests.programme.plans.pages.conftest import tables

from muster.accounts import posts
from muster.programme.plans import changing, closing, closing_plans
from muster.programme.taking.readings import Asked, Reading


TODAY = date(2026, 3, 27)
REVIEW = date(2026, 3, 23)


@pytest.fixture
def finished(plan, action, meets):
    closing.propose_closure(action, on=REVIEW, by="chair", reason="Sent.")
    closing.confirm_closure(action, meeting=meets(REVIEW), by="chair")
    return plan


@pytest.fixture
def closed(finished):
    closing_plans.close_plan(
        finished, on=TODAY, today=TODAY, by="chair", reason="All of it is done."
    )
    return finished


@pytest.fixture
def keeps(signed_in):
    return signed_in("programme-officer")


def text(page):
    return " ".join(page.content.decode().split())


def listed(client, show=""):
    found = tables(client.get(f"/programme/plans/?show={show}"))
    return [row[0] for row in found.get("Plans", [])]


def test_it_is_closed_on_a_page_and_says_so_from_then_on(keeps, finished):
    at = f"/programme/plans/{finished.pk}/"
    assert f"{at}close/" in text(keeps.get(at))
    page = keeps.post(f"{at}close/", {"reason": "All of it is done."}, follow=True)
    assert "The plan is closed. Its papers can be printed as before." in text(page)
    assert "This plan is closed." in text(page)
    assert "from 27 March 2026, by programme-officer: All of it is done." in text(page)
    assert f"{at}reopen/" in text(page)
    for gone in ("add/", "review/", "close/"):
        assert f"{at}{gone}" not in text(page)


def test_the_meeting_that_closed_it_is_named(keeps, finished, meets):
    meeting = meets(date(2026, 3, 25))
    said = {"reason": "Done.", "meeting": meeting.pk, "on": "26/03/2026"}
    at = f"/programme/plans/{finished.pk}/close/"
    assert "was on another day. Leave the day empty" in text(keeps.post(at, said))
    page = keeps.post(at, said | {"on": ""}, follow=True)
    assert f"Closed on 25 March 2026, at {meeting}" in text(page)


def test_a_day_to_come_is_said_to_be_one(keeps, finished):
    said = {"reason": "Done.", "on": "28/03/2026"}
    page = keeps.post(f"/programme/plans/{finished.pk}/close/", said)
    assert "28 March 2026 is still to come" in text(page)


def test_it_asks_for_a_reason(keeps, finished):
    page = keeps.post(f"/programme/plans/{finished.pk}/close/", {})
    assert "There is a problem" in text(page)
    finished.refresh_from_db()
    assert finished.closed_on is None


def test_with_an_open_action_it_says_what_to_do_and_asks_nothing(keeps, plan, action):
    page = keeps.get(f"/programme/plans/{plan.pk}/close/", follow=True)
    assert page.redirect_chain[-1][0] == plan.get_absolute_url()
    assert "1 of its actions is open on 27 March 2026: 7. Close it first" in text(page)


def test_questions_that_wait_are_told_of_before(keeps, finished):
    from django.utils import timezone

    reading = Reading.objects.create(
        plan=finished,
        name="log.txt",
        digest="x",
        as_at=REVIEW,
        taken_at=timezone.now(),
        by="x",
    )
    Asked.objects.create(reading=reading, about="missing", says="Who owns the plan?")
    page = keeps.get(f"/programme/plans/{finished.pk}/close/")
    assert "1 question its paper raised waits for an answer" in text(page)


def test_it_leaves_the_front_and_the_list_and_a_filter_shows_it(keeps, closed):
    open_one = changing.start_plan(title="Action plan", kind="plan", on=TODAY, by="x")
    assert listed(keeps) == ["Action plan"]
    assert listed(keeps, "closed") == ["Task log (closed)"]
    assert listed(keeps, "all") == ["Action plan", "Task log (closed)"]
    assert listed(keeps, "nonsense") == ["Action plan"]
    assert "Task log" not in text(keeps.get("/programme/"))
    assert open_one.title in text(keeps.get("/programme/"))


def test_a_list_with_no_plan_of_a_kind_says_so(keeps, closed):
    assert "No plan is open" in text(keeps.get("/programme/plans/"))
    closing_plans.reopen_plan(closed, on=TODAY, by="x", reason="More to do.")
    assert "No plan is closed" in text(keeps.get("/programme/plans/?show=closed"))


def test_the_group_has_it_among_its_plans_no_longer(keeps, closed, group):
    assert f"/programme/plans/{closed.pk}/" not in text(
        keeps.get(group.get_absolute_url())
    )


def test_its_papers_are_downloaded_and_issued_as_before(keeps, closed):
    at = f"/programme/plans/{closed.pk}/"
    assert keeps.get(f"{at}file/csv/").status_code == 200
    page = keeps.post(f"{at}issue/", {"on": "2026-03-23"}, follow=True)
    assert "It is issued for 23 March 2026" in text(page)


@pytest.mark.parametrize("what", ["add", "review"])
def test_a_page_that_adds_to_it_goes_back_and_says_why(keeps, closed, what):
    page = keeps.get(f"/programme/plans/{closed.pk}/{what}/", follow=True)
    assert "Its plan is closed. Open the plan again first" in text(page)


def test_its_actions_offer_nothing_and_say_why(keeps, closed, action):
    at = action.get_absolute_url()
    assert f"{at}reopen/" not in text(keeps.get(at))
    page = keeps.get(f"{at}note/", follow=True)
    assert "Its plan is closed. Open the plan again first" in text(page)


def test_a_plan_under_its_action_is_refused_on_the_page(keeps, closed, action):
    said = {"title": "Spend", "kind": "plan"}
    page = keeps.post(f"{action.get_absolute_url()}plan/", said)
    assert "Its plan is closed. Open the plan again first" in text(page)


def test_a_success_measure_of_it_is_refused_on_the_page(keeps, plan, action, meets):
    changing.set_success(action, on=REVIEW, by="x", text="Fewer missed days")
    closing.propose_closure(action, on=REVIEW, by="chair", reason="Sent.")
    closing.confirm_closure(action, meeting=meets(REVIEW), by="chair")
    closing_plans.close_plan(plan, on=TODAY, today=TODAY, by="x", reason="Done.")
    page = keeps.post(f"{action.get_absolute_url()}success/1/take-off/", follow=True)
    assert "It is closed. Open it again first" in text(page)


def test_it_is_opened_again_with_a_reason(keeps, closed):
    at = f"/programme/plans/{closed.pk}/"
    page = keeps.post(f"{at}reopen/", {"reason": "More to do."}, follow=True)
    assert "The plan is open again" in text(page)
    assert "It was closed, and opened again" in text(page)
    assert "Opened again on 27 March 2026, by programme-officer: More to do." in text(
        page
    )
    assert f"{at}add/" in text(page)
    page = keeps.get(f"{at}reopen/", follow=True)
    assert "The plan is not closed" in text(page)


def test_it_is_not_closed_twice(keeps, closed):
    page = keeps.get(f"/programme/plans/{closed.pk}/close/", follow=True)
    assert "The plan is closed already" in text(page)


@pytest.mark.parametrize("what", ["close", "reopen"])
def test_only_those_who_keep_plans_may(signed_in, closed, what):
    client = signed_in("finance-officer")
    page = client.post(f"/programme/plans/{closed.pk}/{what}/", {"reason": "No."})
    assert page.status_code == 403
    assert f"{what}/" not in text(client.get(closed.get_absolute_url()))


def test_a_plan_is_closed_and_opened_again_in_a_browser(
    browser_page, person, axe, fits, finished
):
    posts.give(person=person("officer"), role_key="programme-officer", by="")
    page = browser_page
    page.goto(finished.get_absolute_url())
    page.get_by_role("button", name="Close this plan").click()
    axe(page)
    fits(page)
    page.get_by_role("button", name="Close it").click()
    page.get_by_text("There is a problem").wait_for()
    axe(page)
    page.get_by_label("Why it is closed").fill("All of it is done.")
    page.get_by_role("button", name="Close it").click()
    page.get_by_text("This plan is closed.").wait_for()
    axe(page)
    fits(page)
    page.goto("/programme/plans/")
    axe(page)
    page.get_by_label("Show", exact=True).select_option("Closed")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Task log (closed)").click()
    page.get_by_role("button", name="Open this plan again").click()
    axe(page)
    page.get_by_label("Why it is opened again").fill("The work goes on.")
    page.get_by_role("button", name="Open it again").click()
    page.get_by_text("It was closed, and opened again").click()
    axe(page)
    fits(page)
    finished.refresh_from_db()
    assert finished.closed_on is None
    assert [one.move for one in finished.closings.all()] == ["closed", "reopened"]
