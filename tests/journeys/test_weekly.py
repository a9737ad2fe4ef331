"""A data officer with the Department's weekly pupil files and no register marks."""

import pytest
from tests.explore.quillshire_weekly import listed, one_weekly_file, weekly_files
from tests.journeys.test_exploring import follow

from muster.measures.totals import NO_CODES


@pytest.mark.slow
def test_the_keyboard_goes_from_the_year_to_date_to_a_school_and_a_half_term(
    browser_page, opened_files, looked_at
):
    opened_files(weekly_files(), listed())
    page = browser_page
    page.goto("/")
    page.get_by_role("heading", name="2025/26, year to date").wait_for()
    page.get_by_text(NO_CODES).wait_for()
    looked_at(page)

    follow(page, "Schools")
    page.wait_for_url("**/schools/")
    looked_at(page)

    follow(page, "Ash Primary")
    page.wait_for_url("**/schools/1/")
    page.get_by_role("heading", name="Overall absence by half-term").wait_for()
    looked_at(page)

    page.get_by_label("Period").select_option(label="Autumn half-term 2, 2025/26")
    follow(page, "Show")
    page.wait_for_url("**period=2025-26%2FHT2**")
    page.get_by_text("less that as at 24 October 2025").wait_for()
    looked_at(page)


@pytest.mark.parametrize(
    "address",
    [
        "/?period=2025-26/HT4",
        "/schools/map/",
        "/groups/",
        "/groups/fsm/yes/",
        "/areas/North/",
        "/measures/",
        "/measures/overall_absence/?by=phase&by2=fsm",
        "/measures/late_before/",
        "/signals/",
    ],
)
@pytest.mark.slow
def test_each_page_is_whole_at_either_width(
    browser_page, opened_files, looked_at, address
):
    opened_files(weekly_files(), listed())
    browser_page.goto(address)
    looked_at(browser_page)


@pytest.mark.parametrize("address", ["/", "/schools/", "/schools/1/"])
@pytest.mark.slow
def test_one_file_of_one_pupil_is_whole_too(
    browser_page, opened_files, looked_at, address
):
    opened_files(one_weekly_file())
    browser_page.goto(address)
    looked_at(browser_page)
