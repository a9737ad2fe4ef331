from datetime import date

import pytest

from muster.programme.contacts import named
from muster.programme.groups import keeping, planning
from muster.programme.groups.group import Sitting
from muster.programme.meetings import holding
from muster.programme.plans import changing
from muster.school_year.said import of_day


BY = "minutes"
SAID = {"by": BY}


@pytest.fixture
def meeting(group, plan):
    """A meeting of the group, planned for 18 May 2026."""
    return planning.plan(group, on=date(2026, 5, 18), **SAID)


@pytest.fixture
def held(meeting):
    """The same meeting, begun."""
    holding.start(meeting, today=meeting.on, **SAID)
    return meeting


@pytest.fixture
def next_one(group):
    def next_one(on=date(2026, 7, 6)):
        return planning.plan(group, on=on, **SAID)

    return next_one


@pytest.fixture
def acts(plan):
    """acts("Map the spend") is an action of the plan, due at the end of June."""

    def acts(heading: str, on=date(2026, 1, 5), into=None):
        made = changing.add_action(into or plan, heading=heading, on=on, by="chair")
        changing.set_owners(made, [named("A. Ash")], on=on, by="chair")
        changing.set_deadline(made, [of_day(date(2026, 6, 30))], on=on, by="chair")
        return made

    return acts


@pytest.fixture
def sits(group):
    """sits("B. Birch", "chair") is somebody on the group from the start of the year."""

    def sits(name: str, as_: str = "member", from_on=date(2026, 1, 1), **more):
        return keeping.sit(
            group,
            named(name),
            sits_as=Sitting.As(as_),
            from_on=from_on,
            **SAID,
            **more,
        )

    return sits


@pytest.fixture
def looked_at(axe, fits):
    """looked_at(page) finds nothing wrong with it, at either width."""

    def check(page) -> None:
        axe(page)
        fits(page)
        fits(page, 320)

    return check


@pytest.fixture
def opened_as(browser, live_server, client, person, settings):
    """opened_as("programme-officer") is a page of a browser of their own."""
    contexts = []

    def opened_as(role: str, javascript: bool = True):
        client.force_login(person(role))
        key = settings.SESSION_COOKIE_NAME
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": 1280, "height": 900},
            java_script_enabled=javascript,
        )
        context.set_default_timeout(15_000)
        value = client.cookies[key].value
        context.add_cookies([{"name": key, "value": value, "url": live_server.url}])
        client.cookies.clear()
        contexts.append(context)
        return context.new_page()

    yield opened_as
    for context in contexts:
        context.close()
