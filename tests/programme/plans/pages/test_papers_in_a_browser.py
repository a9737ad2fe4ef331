"""A plan's papers, as people with any means of reading meet them."""

from datetime import date

import pytest

from muster.accounts import posts
from muster.documents.models import Issued
from muster.programme.plans import changing


@pytest.fixture
def shown(browser_page, person, lively):
    """shown("issued/") is that page of the log, to somebody who keeps plans."""
    posts.give(person=person("officer"), role_key="programme-officer", by="")

    def shown(page):
        browser_page.goto(f"/programme/plans/{lively.pk}/{page}")
        return browser_page

    return shown


@pytest.mark.parametrize("page", ["exceptions/", "changed/?since=2026-03-02"])
def test_what_a_meeting_reads_can_be_read_by_anybody(shown, axe, fits, page):
    page = shown(page)
    axe(page)
    fits(page)


def test_a_plan_is_issued_in_a_browser(shown, axe, fits, lively):
    changing.review(lively, on=date(2026, 3, 26), by="chair")
    page = shown("issued/")
    axe(page)
    page.get_by_role("button", name="Issue this plan").click()
    axe(page)
    page.get_by_label("For which day?").select_option("2026-03-26")
    page.get_by_role("button", name="Issue it").click()
    page.get_by_text("It is issued for 26 March 2026, as issue 1.").wait_for()
    assert Issued.objects.get().number == 1
    axe(page)
    fits(page)
