"""A legal officer, in a browser: from the threshold to a notice with its evidence."""

from datetime import date, timedelta

import pytest
from tests.measures.authority import Authority
from tests.registers.conftest import ASH, SCHOOLS, enrolled, week

from muster.registers import finding
from muster.registers.legal.notice import Notice


pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ON = date(2025, 9, 26)
FIRST = date(2025, 9, 8)
FULL = "/ \\ / \\ / \\ / \\ / \\"


@pytest.fixture
def away():
    """The codes of the first of three weeks."""
    return "G G G G G G G G G G"


@pytest.fixture
def site(stranger_page, live_server, opened, settings, monkeypatch, signed_in, away):
    monkeypatch.setenv("MUSTER_TODAY", ON.isoformat())
    rows = [
        enrolled(ASH, "A1", "Wren", "Ashby", date(2023, 9, 4), born_on=date(2016, 2, 1))
    ]
    marks = [
        mark
        for nth, codes in enumerate((away, FULL, FULL))
        for mark in week(ASH, "A1", FIRST + timedelta(weeks=nth), codes)
    ]
    finding.look(opened(Authority(SCHOOLS, rows, [], [marks])), ON)
    key = settings.SESSION_COOKIE_NAME
    value = signed_in("legal-officer").cookies[key].value
    stranger_page.context.add_cookies(
        [{"name": key, "value": value, "url": live_server.url}]
    )
    return stranger_page


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_a_legal_officer_goes_from_threshold_to_a_notice_with_evidence(site, looked_at):
    page = site
    page.goto("/children/week/threshold/")
    page.get_by_role("link", name="Decide").click()
    press(page, "Open a legal case")
    looked_at(page)
    page.get_by_label("Name").fill("Ada Ashby")
    page.get_by_label("Address").fill("1 Ash Lane, Quillshire")
    page.get_by_label("They have parental responsibility").check()
    press(page, "Add the parent")
    page.get_by_label("Ada Ashby, mother").check()
    press(page, "Open it")
    looked_at(page)
    press(page, "Say what is decided")
    page.get_by_label("A penalty notice").check()
    page.get_by_label("Why").fill("A holiday in term time; leave was refused.")
    page.get_by_label("On which day").fill("26/09/2025")
    press(page, "Save")
    press(page, "Issue a penalty notice")
    assert "the law doesn’t allow it" in page.inner_text("main")
    page.get_by_role("link", name="Go back to the case").click()
    press(page, "Fill it in")
    page.get_by_label("Support first").select_option("unsuitable")
    page.get_by_label("What was offered").fill("A holiday: leave was refused.")
    press(page, "Save")
    press(page, "Issue a penalty notice")
    looked_at(page)
    assert page.get_by_label("Unauthorised holiday in term time").is_checked()
    page.get_by_label("No head teacher").fill("The school issued none.")
    press(page, "Issue it")
    looked_at(page)
    assert "£80 to 21/10/2025, £160 to 28/10/2025" in page.inner_text("main")
    page.get_by_text("10 sessions, the threshold met on 12 September 2025").click()
    assert page.get_by_role("cell", name="The same", exact=True).count() == 10
    assert len(Notice.objects.get().sessions) == 10
    page.goto("/children/legal/")
    looked_at(page)
    assert "PN000001" in page.inner_text("main")


class TestBelowTheThreshold:
    @pytest.fixture
    def away(self):
        return "G G G G G G / \\ / \\"

    def test_a_legal_officer_opens_a_case_of_a_child_no_list_has(self, site, looked_at):
        page = site
        page.goto("/children/registers/legal/")
        page.get_by_role("link", name="Find a child").click()
        page.get_by_label("Name").fill("Wren Ashby")
        press(page, "Search")
        page.get_by_role("link", name="Wren Ashby").click()
        press(page, "Open a case")
        looked_at(page)
        assert "at most 6 of 10 sessions" in page.inner_text("main")
        page.get_by_label("Name").fill("Ada Ashby")
        page.get_by_label("They have parental responsibility").check()
        press(page, "Add the parent")
        looked_at(page)
        why = page.get_by_label("Why it is opened below the threshold")
        why.select_option(label="Below the threshold: agreed with the school")
        page.get_by_label("In words").fill("The head asked for it after a holiday.")
        page.get_by_label("Ada Ashby, mother").check()
        press(page, "Open it")
        looked_at(page)
        said = page.inner_text("main")
        assert "The threshold is not met as the marks stand" in said
        assert "A penalty notice needs a written reason" in said
        chief = page.locator("main a.govuk-button:not(.govuk-button--secondary)")
        assert chief.all_inner_texts() == ["Say what is decided"]
