"""An adviser holds a support meeting from its pack; the head challenges a figure in it and
reads the answer."""

import os
import re
from pathlib import Path

import pytest
from tests.measures.authority import Authority
from tests.practice.conftest import (  # noqa: F401  a fixture
    ASH,
    AWAY,
    BEECH,
    FULL,
    ON,
    SCHOOLS,
    enrolled,
    marks,
)

from muster.accounts.models import Organisation
from muster.registers import finding


JOINED = ON.replace(year=2023, day=4)


@pytest.fixture
def world(opened, monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", ON.isoformat())
    rows = [
        enrolled(ASH, "A1", "Wren", "Ashby", JOINED, year_group="4"),
        enrolled(ASH, "A2", "Lark", "Ashdown", JOINED, year_group="5"),
        enrolled(BEECH, "B1", "Finch", "Beecham", JOINED, year_group="8"),
    ]
    held = [
        *marks(ASH, "A1", AWAY, AWAY, FULL),
        *marks(ASH, "A2", FULL, FULL, FULL),
        *marks(BEECH, "B1", AWAY, AWAY, AWAY),
    ]
    state = opened(Authority(SCHOOLS, rows, [], [held]))
    finding.look(state, ON)
    return state


@pytest.fixture
def somebody(browser, live_server, settings, client):
    """somebody(user) is a page of a browser of their own, signed in."""
    contexts = []

    def somebody(user):
        client.force_login(user)
        key = settings.SESSION_COOKIE_NAME
        value = client.cookies[key].value
        context = browser.new_context(base_url=live_server.url)
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": key, "value": value, "url": live_server.url}])
        contexts.append(context)
        client.cookies.clear()
        return context.new_page()

    yield somebody
    for one in contexts:
        one.close()


@pytest.fixture
def looked(axe, fits):
    """looked(page, "name") finds nothing wrong; with SHOTS set it keeps its picture."""

    def looked(page, name: str) -> None:
        axe(page)
        fits(page)
        if folder := os.environ.get("SHOTS"):
            path = Path(folder) / f"{name}.png"
            page.screenshot(path=path, full_page=True)

    return looked


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.slow
def test_an_adviser_holds_a_meeting_from_its_pack_and_the_head_challenges_a_figure(
    world, somebody, person, looked
):
    ash = dict(world.schools.select("name", "id").iter_rows())["Ash Primary"]
    school = Organisation.objects.create(kind="school", name="Ash Primary", school=ash)
    adviser = somebody(person("attendance-officer", schools=[ash]))
    head = somebody(person("school-leader", organisation=school))

    # The adviser plans the term, and shows the school its pack.
    adviser.goto("/support/")
    looked(adviser, "meetings")
    press(adviser, "Plan this term")
    looked(adviser, "meetings-plan")
    adviser.get_by_label("Day for Ash Primary").fill("26/09/2025")
    press(adviser, "Plan the chosen meetings")
    adviser.get_by_role("link", name="Planned 26 September 2025").click()
    press(adviser, "Open the pack")
    adviser.get_by_role("link", name="Wren Ashby").first.wait_for()
    looked(adviser, "meeting-pack")
    press(adviser, "Show it to the school")
    looked(adviser, "meeting-share")
    press(adviser, "Show it")

    # The head reads it, and says that a figure is wrong.
    head.goto("/my-school/shelf/")
    looked(head, "shelf")
    head.get_by_role("link", name="Support meeting on 26 September").click()
    looked(head, "shelf-pack")
    wrong = re.compile("This is wrong.*Persistent absence")
    head.get_by_role("link", name=wrong).first.click()
    looked(head, "wrong")
    head.get_by_label("What you think is wrong").fill("Two pupils had moved away.")
    press(head, "Send it")
    head.get_by_text("You have an answer by 10 October 2025").wait_for()

    # The meeting is held: who came, what was agreed.
    adviser.reload()
    adviser.get_by_text("read by Sam School-Leader").wait_for()
    press(adviser, "It was held")
    adviser.get_by_label("Who came").fill("Sam School-Leader, head")
    press(adviser, "Save")
    press(adviser, "Agree an action")
    looked(adviser, "meeting-agree")
    adviser.get_by_label("What is agreed").fill("Ring each family on day 3")
    adviser.get_by_label("Who does it").fill("Head of Year 4")
    adviser.get_by_label("By when").fill("10/10/2025")
    press(adviser, "Agree it")
    adviser.get_by_role("row", name="Ring each family on day 3").first.wait_for()
    looked(adviser, "meeting")

    # The figure is looked at and answered, and the head reads it.
    adviser.goto("/support/challenges/")
    looked(adviser, "challenges")
    adviser.get_by_role("link", name="Persistent absence").click()
    looked(adviser, "challenge-answer")
    adviser.get_by_label("The figure stands").check()
    adviser.get_by_label("The answer").fill("Both were on roll until October.")
    press(adviser, "Answer")
    head.reload()
    head.get_by_text("Both were on roll until October.").wait_for()
    looked(head, "challenge")
    adviser.goto("/support/coverage/")
    adviser.get_by_role("row", name="Primary 1 of 1 100%").wait_for()
    looked(adviser, "coverage")
    adviser.goto(f"/support/school/{ash}/")
    looked(adviser, "school")
