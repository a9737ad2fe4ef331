"""Three hundred open cases in somebody else’s columns come onto a register."""

import re

import pytest
from playwright.sync_api import expect
from tests.sources.cases import old_system

from muster.jobs import worker
from muster.registers.entry import Entry


@pytest.fixture
def page(stranger_page, live_server, signed_in, settings, monkeypatch):
    """The page of an attendance lead: whoever brings cases in keeps registers."""
    monkeypatch.setenv("MUSTER_TODAY", old_system.TODAY.isoformat())
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.SCHEDULE = []
    key = settings.SESSION_COOKIE_NAME
    value = signed_in("attendance-lead").cookies[key].value
    cookie = {"name": key, "value": value, "url": live_server.url}
    stranger_page.context.add_cookies([cookie])
    return stranger_page


def press(page, name):
    page.get_by_role("button", name=name).click()


def send(page, path):
    page.goto("/children/registers/")
    page.get_by_role("link", name="Cases from a spreadsheet").click()
    press(page, "Send a spreadsheet")
    page.locator("input[type=file]").first.set_input_files(path)


def map_once(page):
    """Columns are guessed from the headings; words are put into ours."""
    expect(page.get_by_label("Birth date")).to_have_value("D.O.B.")
    press(page, "Go on to their words")
    for theirs, ours in (
        ("“Open - new”", "Opened"),
        ("“Spoken to family”", "Barriers talked about"),
        ("“Plan in place”", "Plan agreed"),
        ("“<50%”", "Missed half of what was possible"),
        ("“J. Officer”", "Nobody"),
    ):
        page.get_by_label(theirs).select_option(label=ours)


def answer_doubts(page):
    """The first likely child of each; none of ours, once."""
    page.get_by_role("link", name=re.compile("LARK")).first.click()
    for n in range(old_system.DOUBTFUL):
        expect(page.get_by_role("heading", level=1)).to_contain_text("Whose is row")
        radios = page.get_by_role("radio")
        (radios.last if n == 9 else radios.first).check()
        press(page, "Save")


@pytest.mark.slow
def test_a_sheet_of_300_cases_is_mapped_and_loaded(
    page, opened, looked_at, tmp_path, live_server
):
    opened(old_system.authority())
    path = tmp_path / "old cases.csv"
    path.write_bytes(old_system.as_csv(old_system.cases()))
    send(page, path)
    looked_at(page)
    page.get_by_label("What the source is called").fill("Old case system")
    page.get_by_label("Which register it is for").select_option("support")
    page.get_by_label("Here, from now on").check()
    press(page, "Send")
    looked_at(page)
    map_once(page)
    looked_at(page)
    press(page, "Go on to every row")

    page.get_by_text("10 rows wait for you to say whose they are").wait_for()
    page.get_by_text("3 rows can’t be read").wait_for()
    looked_at(page)
    press(page, "Load 287 cases")
    page.get_by_text("or say that it is loaded without them").first.wait_for()
    page.get_by_label("Load without the rows").check()
    press(page, "Load 287 cases")
    page.get_by_role("heading", name="Bringing in the cases").wait_for()
    looked_at(page)
    worker.do_waiting()
    page.get_by_text("287 cases are brought in.").wait_for(timeout=60_000)

    page.get_by_role("link", name=re.compile("LARK")).first.click()
    looked_at(page)
    page.go_back()
    answer_doubts(page)
    page.get_by_label("Load without the rows").check()
    press(page, "Load 9 cases")
    worker.do_waiting()
    page.get_by_text("9 cases are brought in.").wait_for()
    page.get_by_text("There is nothing to load").wait_for()
    assert Entry.objects.filter(register="support").open().count() == 296

    # The same file again: nothing is asked, and nothing is new.
    send(page, path)
    page.get_by_label("Where it comes from").select_option(index=1)
    press(page, "Send")
    page.get_by_text("There is nothing to load").wait_for()
    page.goto("/children/registers/support/?which=all")
    page.get_by_text("1 to 50 of 296").wait_for()
    looked_at(page)
