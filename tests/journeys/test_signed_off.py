"""From an empty home to a signed-off pack, in a browser and nothing else.

Two people of an invented authority, with the files it has on its first day: a GIAS extract,
two weekly pupil files and a spreadsheet of its past. The steps are written down, with
times, in docs/journeys.md.
"""

import hashlib
import os
import re
import subprocess
import sys
import time

import pytest

from muster.accounts import first
from muster.documents.models import Issued
from muster.jobs import worker
from muster.sources import uploads


TODAY = "2026-03-27"
FILES = (
    "edubasealldata20260327.csv",
    "weekly_asat_2026-03-13.csv",
    "weekly_asat_2026-03-20.csv",
    "school-history.xlsx",
)
BEGINS = {"html": b"<!doctype html>", "pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK"}
PERIOD = "2025-26-ytd"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The files the demo authority leaves to try, of a thousand pupils."""
    home = tmp_path_factory.mktemp("demo") / "home"
    # A process of its own, with the site's settings and not the tests'.
    settled = ("DJANGO_SETTINGS_MODULE", "MUSTER_HOME")
    plain = {name: held for name, held in os.environ.items() if name not in settled}
    made = [sys.executable, "-m", "muster.cli", "--home", home, "demo"]
    subprocess.run(
        [*map(str, made), "--pupils", "1000", "--years", "2"],
        check=True,
        capture_output=True,
        env=plain | {"MUSTER_TODAY": TODAY},
    )
    return home / "files-to-try"


@pytest.fixture
def step(capsys):
    """step("what") says how long the one before it took (pytest -s shows it)."""
    begun, said = time.perf_counter(), ["starting"]

    def step(what):
        nonlocal begun
        now = time.perf_counter()
        with capsys.disabled():
            if os.environ.get("SAY_STEPS"):
                print(f"\n{now - begun:6.1f} s  {said[-1]}", end="")
        begun = now
        said.append(what)

    return step


@pytest.fixture
def site(stranger_page, home, settings, monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", TODAY)
    settings.ORGANISATION = settings.LA_CODE = ""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.SCHEDULE = []
    uploads.store().create()
    return stranger_page


def press(page, name, exact=False):
    page.get_by_role("button", name=name, exact=exact).click()


def work_meanwhile(page):
    """The worker does what is waiting; the page is left, or it would ask how far the work
    is over the one connection this test's database has."""
    address = page.url
    page.goto("about:blank")
    worker.do_waiting()
    page.goto(address)


def load(page, path):
    page.goto("/loads/send/")
    page.locator("input[type=file]").first.set_input_files(path)
    press(page, "Send and check")
    page.wait_for_url("**/loads/sent/**")
    for _ in range(2):
        work_meanwhile(page)
        if page.get_by_role("heading", name="Load this file?").count():
            page.locator("form button", has_text="Load").click()
            page.get_by_role("heading", name="Loading the file").wait_for()
    page.get_by_text("Loaded: it counts").wait_for()


def write(page, section, sees, asks):
    page.goto(f"/papers/review/{PERIOD}/{section}/")
    page.get_by_label("What we see").fill(sees)
    page.get_by_label("What we ask").fill(asks)
    press(page, "Keep it")
    page.get_by_text("is kept. Somebody else can now read and clear it.").wait_for()


def clear(page, section):
    page.goto(f"/papers/review/{PERIOD}/{section}/")
    press(page, "Clear it as it stands")
    page.get_by_text("is cleared.").wait_for()


@pytest.mark.slow
def test_an_empty_home_ends_with_a_signed_off_pack(
    site, browser, live_server, files, axe, fits, step
):
    page = site

    def looks_right(which=page):
        axe(which)
        fits(which)

    step("1. the first person makes their account")
    page.goto(f"/people/first/?code={first.code()}")
    looks_right()
    page.get_by_label("Name", exact=True).fill("Ada Penhallow")
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password", exact=True).fill("three unlikely words")
    page.get_by_label("Password again").fill("three unlikely words")
    press(page, "Make the account and sign in")

    step("2. the authority says what it is called")
    page.get_by_role("link", name="Set up your authority").click()
    page.get_by_role("link", name="Name and number").click()
    page.get_by_label("Name of the authority").fill("Harrowmere")
    page.get_by_label("The Department’s number for it").fill("999")
    press(page, "Save")
    page.get_by_role("heading", name="Set up Harrowmere").wait_for()
    looks_right()

    for name in FILES:
        step(f"3. {name} is loaded")
        load(page, files / name)
    looks_right()

    step("4. a colleague is given an account")
    page.goto("/people/")
    looks_right()
    page.get_by_role("button", name="Add somebody").click()
    looks_right()
    page.get_by_label("Name", exact=True).fill("Bo Trewin")
    page.get_by_label("Username").fill("bo")
    press(page, "Make the account")
    page.get_by_label("Attendance lead", exact=True).check()
    press(page, "Go on")
    looks_right()
    press(page, "Give the post")
    press(page, "Send a link")
    link = page.locator("#invitation").get_attribute("href")
    looks_right()

    step("5. a draft for the board is made")
    page.goto("/papers/")
    page.get_by_role("button", name="Make a pack").first.click()
    page.get_by_label("The board").check()
    looks_right()
    press(page, "Make the pack")
    page.get_by_text("You may leave this page").wait_for()
    work_meanwhile(page)
    page.get_by_text("is made.").wait_for()
    looks_right()

    step("6. it is read, and two sections are asked for")
    page.goto(f"/papers/review/{PERIOD}/")
    looks_right()
    page.get_by_role("link", name="Ask somebody: Groups of pupils").click()
    looks_right()
    page.get_by_label("Who is to write it").select_option(
        label="Bo Trewin, Attendance lead"
    )
    page.get_by_label("By when").fill("31/03/2026")
    press(page, "Ask", exact=True)
    page.get_by_text("Bo Trewin is asked to write").wait_for()

    step("7. the first writes the summary")
    write(page, "summary", "Pupils were in school nine days in ten.", "Note this.")
    looks_right()

    step("8. the second signs in, writes theirs and clears the first’s")
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 1280, "height": 900}
    )
    theirs = context.new_page()
    theirs.goto(link)
    theirs.get_by_label("Password", exact=True).fill("four very unlikely words")
    theirs.get_by_label("Password again").fill("four very unlikely words")
    press(theirs, "Save and sign in")
    theirs.get_by_role("link", name="Packs", exact=True).click()
    write(theirs, "groups", "Gaps are as wide as before.", "Ask schools about them.")
    looks_right(theirs)
    theirs.goto(f"/papers/review/{PERIOD}/groups/")
    theirs.get_by_text("You wrote it. Somebody else must read and clear it.").wait_for()
    clear(theirs, "summary")

    step("9. the first clears the second’s")
    clear(page, "groups")

    step("10. the second signs the board’s pack off")
    theirs.goto(f"/papers/review/{PERIOD}/")
    theirs.get_by_role("link", name="Sign off for the board").click()
    theirs.get_by_text("Pupils were in school nine days in ten.").wait_for()
    looks_right(theirs)
    press(theirs, "Sign it off")
    theirs.get_by_text("You may leave this page").wait_for()
    work_meanwhile(theirs)
    theirs.get_by_text("is signed off, as issue 1.").wait_for()

    step("11. it is read, and taken in four formats")
    theirs.get_by_role("link", name="2025/26, year to date", exact=True).first.click()
    theirs.get_by_text("The marks held now give the same headlines.").wait_for()
    looks_right(theirs)
    paper = Issued.objects.get()
    assert paper.digest in theirs.content()
    for kind, begins in BEGINS.items():
        answer = theirs.request.get(f"/papers/issued/{paper.pk}.{kind}")
        assert answer.body().startswith(begins)
        held = paper.files.get(kind=kind)
        assert hashlib.sha256(answer.body()).hexdigest() == held.digest
    theirs.goto(f"/papers/issued/{paper.pk}/read/")
    said = re.sub(r"\s+", " ", theirs.locator("body").inner_text())
    assert "Written by Ada Penhallow, cleared by Bo Trewin." in said
    assert "Gaps are as wide as before." in said
    assert "board, issue 1, version" in said
    assert "the Department’s weekly pupil file as at 20 March 2026" in said
    # Where it is served nothing runs in it, so it is looked at as the file it is.
    pack = theirs.request.get(f"/papers/issued/{paper.pk}.html").body().decode()
    theirs.goto("about:blank")
    theirs.set_content(pack)
    axe(theirs)
    step("done")
    context.close()
