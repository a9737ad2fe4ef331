"""An empty home becomes an authority, by somebody who has nothing but a browser."""

import pytest
from tests.sources.samples import sample

from muster.accounts.parts import PARTS
from muster.jobs import worker
from muster.sources import uploads


LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40" width="120" height="40">'
    '<rect width="120" height="40" fill="#7a1f5c"/></svg>'
)
TEN = ["Birmingham", "Bolton", "Bury", "Coventry", "Derby", "Dudley", "Halton", "Leeds"]
TEN += ["Luton", "Medway"]


@pytest.fixture
def page(browser_page, home, settings):
    """The officer's page, at an empty home, with the queue of the real site."""
    settings.ORGANISATION = settings.LA_CODE = ""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.SCHEDULE = []
    uploads.store().create()
    return browser_page


@pytest.fixture
def looks_right(page, axe, fits):
    """looks_right() sees that the page as it stands is accessible, and fits a phone."""

    def check():
        axe(page)
        fits(page)

    return check


def press(page, name):
    page.get_by_role("button", name=name).click()


def stands(page, thing):
    """What the list says of a thing: “In place” or “Not yet”."""
    row = page.get_by_role("listitem").filter(
        has=page.get_by_role("link", name=thing, exact=True)
    )
    return row.locator(".govuk-task-list__status").inner_text()


def load_it(page, looks_right):
    """Reads what was sent, looks at it, and loads it. The page is left meanwhile, for it
    would ask how far the work is over the one connection this test's database has."""
    page.wait_for_url("**/loads/sent/**")
    address = page.url
    for _ in range(2):
        page.goto("about:blank")
        worker.do_waiting()
        page.goto(address)
        if page.get_by_role("heading", name="Load this file?").count():
            looks_right()
            page.locator("form button", has_text="Load").click()
            page.get_by_role("heading", name="Loading the file").wait_for()
    page.get_by_text("Loaded: it counts").wait_for()


@pytest.mark.slow
def test_an_empty_home_becomes_an_authority(page, looks_right, tmp_path):
    page.goto("/")
    page.get_by_role("link", name="Set up your authority").click()
    page.get_by_text("1 of 13 things are in place.").wait_for()
    assert stands(page, "Name and number") == "Not yet"
    looks_right()

    # Without a number there is nothing to keep neighbours by.
    page.get_by_role("link", name="Statistical neighbours").click()
    page.get_by_text("Your authority has no number yet").wait_for()
    looks_right()
    press(page, "Say the name and number")
    press(page, "Save")
    page.get_by_text("There is a problem").wait_for()
    looks_right()
    page.get_by_label("Name of the authority").fill("Exampleshire County Council")
    page.get_by_label("The Department’s number for it").fill("999")
    press(page, "Save")
    page.get_by_role("heading", name="Set up Exampleshire County Council").wait_for()
    assert stands(page, "Name and number") == "In place"
    looks_right()

    # The look: refused, then kept and worn.
    logo = tmp_path / "logo.svg"
    logo.write_text(LOGO, "utf-8")
    page.get_by_role("link", name="Logo and colour").click()
    page.get_by_label("Colour").fill("#f0a830")
    press(page, "Save")
    page.get_by_role("link", name="have a contrast of 2.0 to 1").wait_for()
    looks_right()
    page.get_by_label("Colour").fill("#7a1f5c")
    page.locator("input[type=file]").set_input_files(logo)
    press(page, "Save")
    page.get_by_text("The look is kept.").wait_for()
    looks_right()
    header = (
        "getComputedStyle(document.querySelector('.muster-header')).backgroundColor"
    )
    assert page.evaluate(header) == "rgb(122, 31, 92)"
    assert page.evaluate("document.querySelector('header img').naturalWidth") > 0

    # Schools, from GIAS.
    page.goto("/set-up/")
    page.get_by_role("link", name="Schools").last.click()
    page.locator("input[type=file]").first.set_input_files(sample("gias", "valid"))
    press(page, "Send and check")
    load_it(page, looks_right)

    # Term dates, typed.
    page.goto("/set-up/")
    assert stands(page, "Schools") == "In place"
    page.get_by_role("link", name="Term dates").click()
    looks_right()
    page.get_by_role("link", name="2025/26").click()
    looks_right()
    page.get_by_label("Last day").first.fill("18/10/2025")
    press(page, "Check these dates")
    page.get_by_role("link", name="18/10/2025 is a Saturday").wait_for()
    looks_right()
    page.get_by_label("Last day").first.fill("17/10/2025")
    page.get_by_label("INSET days").fill("01/09/2025")
    press(page, "Check these dates")
    load_it(page, looks_right)

    # Neighbours, chosen.
    page.goto("/set-up/")
    assert stands(page, "Term dates") == "In place"
    page.get_by_role("link", name="Statistical neighbours").click()
    looks_right()
    boxes = page.get_by_role("combobox")
    for place, name in enumerate(TEN):
        boxes.nth(place).select_option(label=name)
    press(page, "Send these")
    load_it(page, looks_right)

    page.goto("/set-up/")
    page.get_by_text("6 of 13 things are in place.").wait_for()
    assert stands(page, "Statistical neighbours") == "In place"
    assert stands(page, "Enrolments") == "Not yet"
    looks_right()


def test_an_ical_file_is_read_through_before_it_counts(page, looks_right):
    page.goto("/set-up/term-dates/")
    press(page, "Send and check")
    page.get_by_role("link", name="Choose an iCal file").wait_for()
    looks_right()
    page.locator("input[type=file]").set_input_files(
        sample("term_dates_ics", "not_understood")
    )
    press(page, "Send and check")
    page.wait_for_url("**/loads/sent/**")
    address = page.url
    page.goto("about:blank")
    worker.do_waiting()
    page.goto(address)
    page.get_by_role("cell", name="Open, half-term 1").wait_for()
    page.get_by_text("“Full council”, 15/09/2025").wait_for()
    looks_right()


def test_template_and_parts_can_be_said_by_keyboard_alone(page, looks_right):
    page.goto("/set-up/template/")
    looks_right()
    page.goto("/set-up/parts/")
    looks_right()
    page.get_by_role("checkbox", name="Schools").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    page.get_by_text(f"{len(PARTS) - 1} parts in use, 1 switched off.").wait_for()
    assert page.get_by_role("link", name="Schools").count() == 1  # of the list itself
    page.said.clear()
    page.goto("/schools/")
    page.get_by_role(
        "heading", name="This part of Muster is not in use here"
    ).wait_for()
    looks_right()
    page.said.clear()  # a page that isn't there is said in the console
