"""An officer works a week's list to empty, in a browser."""

from datetime import date, timedelta

import pytest
from tests.measures.authority import Authority
from tests.registers.conftest import ASH, SCHOOLS, enrolled, week

from muster.registers import finding
from muster.registers.entry import Entry


pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ON = date(2025, 9, 26)
FIRST = date(2025, 9, 8)
AWAY, FULL = "I I I I I I I I I I", "/ \\ / \\ / \\ / \\ / \\"
CHILDREN = (("A1", "Wren", "Ashby"), ("A2", "Lark", "Ashdown"), ("A3", "Finch", "Ashe"))


@pytest.fixture
def site(stranger_page, live_server, opened, settings, monkeypatch, signed_in):
    monkeypatch.setenv("MUSTER_TODAY", ON.isoformat())
    rows = [enrolled(ASH, *one, date(2023, 9, 4)) for one in CHILDREN]
    marks = [
        mark
        for pupil, _, _ in CHILDREN
        for nth, codes in enumerate((AWAY, AWAY, FULL))
        for mark in week(ASH, pupil, FIRST + timedelta(weeks=nth), codes)
    ]
    finding.look(opened(Authority(SCHOOLS, rows, [], [marks])), ON)
    key = settings.SESSION_COOKIE_NAME
    value = signed_in("attendance-lead").cookies[key].value
    stranger_page.context.add_cookies(
        [{"name": key, "value": value, "url": live_server.url}]
    )
    return stranger_page


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_an_officer_works_a_list_to_empty(site, looked_at):
    page = site
    page.goto("/children/week/")
    looked_at(page)
    page.get_by_role("link", name="Severely absent, without a plan").click()
    looked_at(page)
    assert "1 to 3 of 3." in page.locator("main").inner_text()

    # A plan is opened for the first, and takes them off.
    page.get_by_role("link", name="Decide").first.click()
    looked_at(page)
    press(page, "Open a plan")
    page.get_by_label("Why", exact=True).select_option("severe")
    looked_at(page)
    press(page, "Open a plan")
    assert "1 to 2 of 2." in page.locator("main").inner_text()

    # A note in place of a decision is refused; a decision with its reason is not.
    page.get_by_role("link", name="Decide").first.click()
    page.get_by_label("Education is being arranged because of ill health").check()
    press(page, "Decide")
    assert "needs a reason" in page.locator(".govuk-error-summary").inner_text()
    page.get_by_label("Why, or what was said").fill(
        "The hospital school began on Monday."
    )
    press(page, "Decide")
    page.get_by_role("link", name="Decide").click()
    page.get_by_label("Another plan covers it: early help").check()
    page.get_by_label("Why, or what was said").fill("Early help plan of June.")
    press(page, "Decide")

    assert "Nobody is on this list" in page.locator("main").inner_text()
    looked_at(page)
    assert Entry.objects.get().register == "support"
    page.goto("/children/week/moved/")
    looked_at(page)
