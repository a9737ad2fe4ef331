"""Exploring with the keyboard: from the home page to a group, its measure and its files."""

import csv

import pytest
from tests.explore.quillshire import one_pupil, quillshire


def tab_to(page, text: str) -> None:
    """Presses Tab until the link or button that says this has the focus."""
    for _ in range(150):
        page.keyboard.press("Tab")
        said = page.evaluate("document.activeElement.textContent")
        if " ".join(said.split()) == text:
            return
    raise AssertionError(f"The keyboard never came to “{text}” on {page.url}.")


def follow(page, text: str) -> None:
    tab_to(page, text)
    page.keyboard.press("Enter")


def taken(page, text: str):
    """The file that a link gives when it is followed by keyboard."""
    tab_to(page, text)
    with page.expect_download() as begun:
        page.keyboard.press("Enter")
    return begun.value


@pytest.mark.slow
def test_the_keyboard_alone_goes_from_the_authority_to_a_groups_files(
    browser_page, opened, looked_at
):
    opened(quillshire())
    page = browser_page
    page.goto("/")
    follow(page, "Free school meals: eligible")
    page.wait_for_url("**/groups/fsm/yes/")
    page.get_by_role("heading", name="Weekly absence beside all pupils").wait_for()
    looked_at(page)

    follow(page, "Overall absence by free school meals")
    page.wait_for_url("**/measures/overall_absence/?by=fsm")
    looked_at(page)

    follow(page, "Set beside other periods")
    tab_to_box(page, "2024-25/HT1")
    page.keyboard.press("Space")
    page.locator("#id_period").focus()
    tab_to(page, "Show")
    page.keyboard.press("Enter")
    page.wait_for_url("**also=2024-25%2FHT1**")
    looked_at(page)

    table = taken(page, "CSV of the table")
    with open(table.path(), encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    assert rows[0] == [
        "Free school meals",
        "Period",
        "Counted",
        "Out of (sessions)",
        "Per cent",
    ]
    picture = taken(page, "PNG of the chart")
    with open(picture.path(), "rb") as file:
        assert file.read(4) == b"\x89PNG"
    assert picture.suggested_filename == (
        "overall_absence-2024-25-HT1-2025-26-HT1-fsm.png"
    )


def tab_to_box(page, value: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == value:
            return
    raise AssertionError(f"The keyboard never came to the box of {value}.")


def test_a_link_that_keeps_the_choice_is_copied(browser_page, opened):
    opened(quillshire())
    page = browser_page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/measures/attendance/?by=phase")
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(
        "/measures/attendance/?period=2025-26/HT1&rules=census&by=phase"
    )


def test_what_a_figure_counts_opens_with_the_keyboard(browser_page, opened, axe):
    opened(quillshire())
    page = browser_page
    page.goto("/")
    follow(page, "What this counts: Attendance")
    assert page.get_by_text("Possible sessions attended").first.is_visible()
    axe(page)


PAGES = [
    "/groups/",
    "/groups/sen/K/",
    "/groups/fsm/yes/?period=2025-26/HT6",
    "/areas/",
    "/areas/North/",
    "/wards/",
    "/trusts/",
    "/phases/pru/",
    "/schools/map/",
    "/measures/overall_absence/?by=phase&by2=fsm&also=2024-25/HT1&also=2024-25/HT2",
    "/measures/overall_absence/?by=weekday&by2=session",
    "/measures/overall_absence/?by=weekday&by2=session&also=2024-25/HT1",
    "/accessibility/",
]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.slow
def test_each_page_of_parts_is_whole_at_either_width(
    browser_page, opened, looked_at, address
):
    opened(quillshire())
    browser_page.goto(address)
    looked_at(browser_page)


@pytest.mark.parametrize(
    "address",
    [
        "/groups/",
        "/groups/fsm/unknown/",
        "/areas/",
        "/schools/map/",
        "/measures/attendance/?by=week",
    ],
)
@pytest.mark.slow
def test_one_pupil_shows_nothing_of_themselves(
    browser_page, opened, looked_at, address
):
    opened(one_pupil())
    browser_page.goto(address)
    looked_at(browser_page)
    assert "10 of 10" not in browser_page.locator("main").inner_text()
