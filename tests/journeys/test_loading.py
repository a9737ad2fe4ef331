"""Loading files in a browser: sent, read, looked at, loaded, taken back."""

import csv
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from muster.jobs import worker
from muster.sources import uploads
from muster.sources.models import Load, Upload


@pytest.fixture
def page(browser_page, home, settings):
    """The officer's page, at a home with an empty store and the queue of the real site."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.SCHEDULE = []
    uploads.store().create()
    return browser_page


@pytest.fixture
def marks(tmp_path):
    """A week's marks of two schools; `mistakes` are rows that cannot be right."""

    def marks(name="marks.csv", code="I", mistakes=0):
        path = tmp_path / name
        with open(path, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(("school", "pupil", "date", "session", "code"))
            for pupil in range(4):
                school = ("Ash Primary", "Birch Academy")[pupil % 2]
                for day in range(5):
                    on = date(2025, 11, 24) + timedelta(days=day)
                    for session in ("AM", "PM"):
                        writer.writerow((school, f"P{pupil}", on, session, code))
            for number in range(mistakes):
                writer.writerow(("Ash Primary", f"P{number}", "31/02/2026", "AM", code))
        return path

    return marks


def send(page, *paths):
    page.goto("/loads/")
    page.get_by_role("button", name="Load files").click()
    page.locator("input[type=file]").first.set_input_files(paths)
    page.get_by_role("button", name="Send and check").click()
    page.wait_for_url("**/loads/sent/**")


def work_meanwhile(page):
    """The worker does what is waiting. The page is left and opened again: it would ask
    how far the work is, over the one connection this test's database has."""
    address = page.url
    page.goto("about:blank")
    worker.do_waiting()
    page.goto(address)


def looks_right(page, axe, fits):
    axe(page)
    fits(page)


def test_a_file_is_sent_looked_at_loaded_and_taken_back(page, marks, axe, fits):
    page.goto("/loads/")
    page.get_by_text("Nothing has been loaded yet").wait_for()
    looks_right(page, axe, fits)
    page.get_by_role("button", name="Load files").click()
    looks_right(page, axe, fits)

    send(page, marks())
    page.get_by_role("heading", name="Reading the file").wait_for()
    looks_right(page, axe, fits)
    work_meanwhile(page)
    page.get_by_role("heading", name="Load this file?").wait_for()
    page.get_by_text("2 schools are new to Muster").wait_for()
    looks_right(page, axe, fits)

    page.get_by_role("button", name="Load 40 rows").click()
    page.get_by_role("heading", name="Loading the file").wait_for()
    work_meanwhile(page)
    page.get_by_text("Loaded: it counts").wait_for()
    assert page.url.endswith(f"/loads/{Load.objects.get().pk}/")
    looks_right(page, axe, fits)
    page.goto("/loads/")
    assert page.get_by_role("row").count() == 2  # its headings, and the load
    looks_right(page, axe, fits)

    page.get_by_role("link", name="marks.csv").click()
    page.get_by_role("button", name="Take this load back").click()
    looks_right(page, axe, fits)
    page.get_by_role("button", name="Take it back").click()
    page.get_by_text("marks.csv is taken back. Later loads stand.").wait_for()
    page.get_by_text("Taken back: it counts no longer").wait_for()
    assert Load.objects.get().undone_by == "officer"


def test_a_broken_file_leads_to_its_problems_and_a_csv_of_them(page, marks, axe, fits):
    send(page, marks(mistakes=3))
    work_meanwhile(page)
    page.get_by_role("heading", name="3 problems to put right").wait_for()
    assert "Row 42, date" in page.locator("main").inner_text()
    looks_right(page, axe, fits)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Every problem as a CSV").click()
    assert waiting.value.suggested_filename == "marks-problems.csv"
    with open(waiting.value.path(), encoding="utf-8-sig") as file:
        assert [row["row"] for row in csv.DictReader(file)] == ["42", "43", "44"]

    page.get_by_role("button", name="Put it aside").click()
    page.get_by_role("heading", name="This file was put aside").wait_for()
    looks_right(page, axe, fits)
    assert not Load.objects.exists()


def answer_again(page, *pieces):
    """Each time the page asks for its piece again it gets the next of these, and the last
    for ever: nothing of this reaches the test's one connection."""
    left = list(pieces)

    def answer(route):
        if route.request.headers.get("hx-request"):
            route.fulfill(
                content_type="text/html",
                body=left.pop(0) if len(left) > 1 else left[0],
            )
        else:
            route.continue_()

    page.route("**/loads/sent/**", answer)


def test_a_list_asked_for_again_leaves_the_focus_where_it_was(page, marks):
    send(page, marks())
    address = page.url
    page.goto("about:blank")
    held = '<a class="govuk-link" href="/loads/sent/another/">{}</a>'
    asks = '<div id="under-way" hx-get="/loads/sent/" hx-trigger="every 1s" hx-swap="outerHTML">{}</div>'
    answer_again(
        page, asks.format(held.format("new")), asks.format(held.format("newer"))
    )
    page.goto(address.rsplit("/", 2)[0] + "/")
    page.locator("#under-way a", has_text="new").first.focus()
    page.locator("#under-way a", has_text="newer").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "newer"


def test_the_next_step_of_the_work_is_said_aloud_once(page, marks):
    piece = '<div class="muster-progress"><label>{}</label><span>{}</span></div>'
    answer_again(
        page,
        piece.format("Reading", "10%"),
        piece.format("Reading", "60%"),
        piece.format("Checking", "90%"),
    )
    page.add_init_script(
        """addEventListener("DOMContentLoaded", () => {
          const said = document.querySelector("[data-stage]");
          if (!said) return;
          window.steps = [];
          new MutationObserver(() => steps.push(said.textContent))
            .observe(said, { childList: true });
        });"""
    )
    send(page, marks())
    page.locator("label", has_text="Checking").wait_for()
    assert page.locator("[role=status][data-stage]").inner_text() == "Checking"
    assert page.evaluate("steps") == ["Reading", "Checking"]


def test_reading_can_be_stopped(page, marks, axe, fits):
    send(page, marks())
    page.get_by_role("button", name="Stop reading").click()
    page.get_by_role("heading", name="This file was put aside").wait_for()
    assert "Reading was stopped." in page.locator("main").inner_text()
    worker.do_waiting()
    assert Upload.objects.get().stage == "aside"


def test_the_same_bytes_again_lead_to_the_load_that_has_them(page, marks, axe, fits):
    held = uploads.load(marks(), by="ada").load
    send(page, marks("again.csv"))
    work_meanwhile(page)
    page.get_by_role("heading", name="This file is loaded already").wait_for()
    looks_right(page, axe, fits)
    page.get_by_role("link", name=f"Load {held.pk}, marks.csv").click()
    page.get_by_text("Loaded: it counts").wait_for()


def test_several_files_are_sent_and_loaded_together(page, marks, axe, fits):
    send(page, marks("a.csv"), marks("b.csv", code="L"))
    assert page.get_by_text("Waiting for its turn").count() == 2
    work_meanwhile(page)
    page.get_by_role("button", name="Load all 2 that are ready").wait_for()
    looks_right(page, axe, fits)
    page.get_by_role("button", name="Load all 2 that are ready").click()
    page.get_by_text("Waiting for its turn").first.wait_for()
    work_meanwhile(page)
    page.get_by_text("Nothing is on its way").wait_for()
    assert Load.objects.count() == 2


def test_a_form_sent_empty_says_what_is_missing(page, axe, fits):
    page.goto("/loads/send/")
    page.get_by_role("button", name="Send and check").click()
    page.get_by_text("There is a problem").wait_for()
    assert page.title() == "Error: Load files – Muster"
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    looks_right(page, axe, fits)
    page.get_by_role("link", name="Choose a file to load").click()
    expect(page.locator("#id_files")).to_be_focused()


def test_a_mistake_in_what_explains_the_files_is_shown_open(page, marks, axe, fits):
    page.goto("/loads/send/")
    page.get_by_text("If the files need explaining").click()
    page.get_by_label("The day they were true").fill("2nd Oct")
    page.locator("input[type=file]").first.set_input_files(marks())
    page.get_by_role("button", name="Send and check").click()
    page.get_by_text("There is a problem").wait_for()
    assert page.get_by_label("The day they were true").is_visible()
    assert page.get_by_label("The day they were true").input_value() == "2nd Oct"
    looks_right(page, axe, fits)


def test_the_files_muster_reads_and_the_check_can_be_read(page, axe, fits):
    page.goto("/loads/")
    page.get_by_role("link", name="The files Muster reads").click()
    looks_right(page, axe, fits)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="A sample: schools.csv").click()
    assert waiting.value.suggested_filename == "schools.csv"

    page.goto("/loads/")
    page.get_by_role("link", name="Is everything well?").click()
    page.get_by_text("No marks have been loaded yet.").wait_for()
    looks_right(page, axe, fits)


def test_a_file_is_loaded_without_scripts(page, browser, live_server, marks):
    cookies = page.context.cookies()
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(cookies)
    plain = context.new_page()
    plain.goto("/loads/send/")
    plain.locator("input[name=files]").set_input_files(marks())
    plain.get_by_role("button", name="Send and check").click()
    worker.do_waiting()
    plain.get_by_role("link", name="Look again").click()
    plain.get_by_role("button", name="Load 40 rows").click()
    work_meanwhile(plain)
    assert "Loaded: it counts" in plain.content()
    context.close()
