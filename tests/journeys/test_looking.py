"""Looking at the figures in a browser: from the authority to a school to a download."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect
from tests.explore.quillshire import one_pupil, quillshire


def test_an_officer_goes_from_the_authority_to_a_school_to_a_download(
    browser_page, opened, looked_at
):
    state = opened(quillshire())
    page = browser_page
    page.goto("/")
    assert page.locator("h1").inner_text().endswith("Autumn half-term 1, 2025/26")
    looked_at(page)

    page.get_by_role("link", name="Schools", exact=True).first.click()
    page.wait_for_url("**/schools/")
    looked_at(page)
    page.get_by_role("link", name="Persistent").click()
    assert page.locator("th[aria-sort=descending]").inner_text().strip() == "Persistent"

    page.get_by_role("link", name="Ash Primary").click()
    assert "Ash Primary" in page.locator("h1").inner_text()
    looked_at(page)
    page.get_by_text("View as a table").first.click()
    assert page.get_by_role("table", name="Overall absence by week").is_visible()

    page.get_by_role("link", name="Measures").first.click()
    looked_at(page)
    page.get_by_role("link", name="Persistent absence", exact=True).click()
    looked_at(page)

    page.get_by_label("Broken down by").select_option("school")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**by=school**")
    looked_at(page)
    with page.expect_download() as begun:
        page.get_by_role("link", name="CSV as the command prints it").click()
    with open(begun.value.path(), encoding="utf-8") as file:
        rows = list(csv.reader(io.StringIO(file.read())))
    assert rows[0][:4] == ["measure", "period", "rules", "school"]
    assert len(rows) == 1 + len(state.schools_with_marks(2025))
    assert begun.value.suggested_filename == "persistent_absence-2025-26-HT1-school.csv"


def test_a_refused_question_says_why_at_the_top_of_the_page(
    browser_page, opened, looked_at
):
    opened(quillshire())
    page = browser_page
    page.goto("/measures/severe_absence/?by=week")
    page.said.clear()  # the browser says that the answer was a refusal
    summary = page.get_by_role("alert")
    assert "measured over a longer time" in summary.inner_text()
    looked_at(page)
    summary.get_by_role("link").click()
    expect(page.locator("#id_by")).to_be_focused()


def test_the_period_is_chosen_with_the_keyboard_alone(browser_page, opened):
    opened(quillshire())
    page = browser_page
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == (
        "Skip to main content"
    )
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "id_period"
    page.keyboard.type("Autumn half-term 2, 2024")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**period=2024-25%2FHT2**")
    assert page.locator("h1").inner_text().endswith("Autumn half-term 2, 2024/25")


def test_pages_with_nothing_to_show_say_what_to_do(browser_page, opened, looked_at):
    page = browser_page
    page.goto("/")
    assert "No marks have been loaded" in page.content()
    looked_at(page)
    page.goto("/measures/")
    looked_at(page)

    opened(quillshire())
    for address in ("/?period=2025-26/HT6", "/schools/?q=zebra"):
        page.goto(address)
        looked_at(page)
    page.goto("/schools/")
    page.get_by_role("link", name="Elm Primary").click()
    assert "No register has been sent" in page.content()
    looked_at(page)


@pytest.mark.slow
def test_one_pupil_fills_every_page_and_shows_nothing_of_them(
    browser_page, opened, looked_at
):
    state = opened(one_pupil())
    page = browser_page
    number = state.schools["id"][0]
    for address in (
        "/",
        "/schools/",
        f"/schools/{number}/",
        "/measures/",
        "/measures/overall_absence/?by=weekday&by2=session",
    ):
        page.goto(address)
        looked_at(page)
        main = page.locator("main").inner_text()
        assert not re.search(r"\b10 of 10\b", main)


@pytest.mark.parametrize(
    "query",
    [
        "by=week&by2=phase",
        "by=reason&by2=year_group",
        "by=year_group&by2=fsm",
        "by=sex",
    ],
)
@pytest.mark.slow
def test_many_rows_fit_a_telephone(browser_page, opened, looked_at, query):
    opened(quillshire())
    browser_page.goto(f"/measures/overall_absence/?{query}")
    looked_at(browser_page)
