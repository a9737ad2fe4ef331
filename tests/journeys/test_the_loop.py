"""The loop, in a browser: a signal of a half-term becomes a priority, a priority gets an
action with a success measure, and the next pack shows them side by side."""

import pytest
from tests.impact.worlds import world

from muster.jobs import worker
from muster.programme.plans import changing
from muster.programme.plans.plan import Plan
from muster.programme.priorities.priority import Priority
from muster.reports import making
from muster.school_year.clock import today
from muster.sources.models import InForce


pytestmark = pytest.mark.django_db(transaction=True)
TODAY = "2026-03-27"
BASELINE = "2024-25/HT3"


@pytest.fixture
def site(stranger_page, live_server, home, settings, monkeypatch, signed_in):
    monkeypatch.setenv("MUSTER_TODAY", TODAY)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.SCHEDULE = []
    world(home, planted=True)
    InForce.put(1)
    changing.start_plan(title="Task log", kind="log", on=today(), by="leader")
    key = settings.SESSION_COOKIE_NAME
    value = signed_in("leader").cookies[key].value
    stranger_page.context.add_cookies(
        [{"name": key, "value": value, "url": live_server.url}]
    )
    return stranger_page


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_a_signal_becomes_a_priority_an_action_and_a_part_of_the_next_pack(
    site, person, looked_at
):
    page = site
    # A signal is taken up.
    page.goto("/signals/")
    page.get_by_role("link", name="Make this a priority").first.click()
    looked_at(page)
    press(page, "Make it a priority")
    assert (
        "Say why it is a priority" in page.locator(".govuk-error-summary").inner_text()
    )
    page.get_by_label("What it is called").fill("Illness in spring")
    page.get_by_label("Why it is a priority").fill("The largest rise of the half-term.")
    page.get_by_label("What would take it off the list").fill(
        "Inside the limits twice."
    )
    press(page, "Make it a priority")
    assert "It is a priority." in page.inner_text("main")
    looked_at(page)

    # The same signal is known to be taken up.
    page.goto("/signals/")
    page.get_by_role("link", name="Priority: Illness in spring").click()
    assert "No action answers it yet" in page.inner_text("main")

    # It gets an action, which says how it would be known that it worked.
    page.get_by_role("button", name="Add an action").click()
    page.get_by_label("The plan it goes into").select_option(label="Task log")
    page.get_by_label("What is to be done").fill("Write to parents")
    page.get_by_label("Who answers for it").fill("Ada Ash")
    page.get_by_label("Due on").fill("17/07/2026")
    press(page, "Add it")
    action = Plan.objects.get().actions.get()
    page.goto(f"/programme/actions/{action.pk}/success/")
    page.get_by_label("How you will know that it worked").fill("Absence falls")
    page.get_by_label("The measure that shows it").select_option("overall_absence")
    page.get_by_label("Where it starts from").fill(BASELINE)
    page.get_by_label("Target, in per cent").fill("5")
    page.get_by_label("By when").fill("27/03/2027")
    press(page, "Keep it")
    assert "It does not say that the action did it." in page.inner_text("main")
    looked_at(page)

    # The next pack has them side by side.
    assert Priority.objects.get().actions.get() == action
    maker = person("officer")
    making.ask_to_make(period="2025-26/HT4", audience="officers", by=maker.username)
    worker.do_waiting()
    page.goto("/papers/pack-2025-26-HT4-officers/")
    said = page.inner_text("body")
    assert "Priorities, and what is done about them" in said
    for part in ("Illness in spring", "Write to parents", "Absence falls", "Ada Ash"):
        assert part in said
