"""A committee recommends, officers act, and the committee itself confirms it is done."""

import os
from datetime import date
from pathlib import Path

import pytest

from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.plans import changing, closing
from muster.programme.reporting import planning
from muster.school_year import SchoolYear
from muster.sources import uploads


TODAY = "2026-03-27"
CSV = """group,date,time,reference
Scrutiny Committee,11/03/2026,14:00,S1
Scrutiny Committee,17/06/2026,14:00,S2
"""


@pytest.fixture
def page(stranger_page, live_server, home, settings, monkeypatch, signed_in):
    monkeypatch.setenv("MUSTER_TODAY", TODAY)
    uploads.store().create()
    key = settings.SESSION_COOKIE_NAME
    value = signed_in("programme-officer").cookies[key].value
    url = live_server.url
    stranger_page.context.add_cookies([{"name": key, "value": value, "url": url}])
    return stranger_page


@pytest.fixture
def looked(axe, fits):
    """looked(page, "name") finds nothing wrong; with SHOTS set it keeps its picture."""

    def looked(page, name: str) -> None:
        axe(page)
        fits(page)
        if folder := os.environ.get("SHOTS"):
            for width in (1280, 360):
                page.set_viewport_size({"width": width, "height": 900})
                path = Path(folder) / f"{name}-{width}.png"
                page.screenshot(path=path, full_page=True)
            page.set_viewport_size({"width": 1280, "height": 900})

    return looked


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.slow
def test_a_committee_confirms_a_closure(page, looked, tmp_path):
    page.goto("/programme/boards/")
    looked(page, "boards-empty")
    press(page, "Read dates from a file")
    file = tmp_path / "dates.csv"
    file.write_text("group,date\nScrutiny Committee,soon\n,later\n")
    page.locator("input[type=file]").set_input_files(file)
    press(page, "Send and look")
    page.get_by_text("Row 2, date").first.wait_for()
    looked(page, "dates-refused")
    file.write_text(CSV)
    page.locator("input[type=file]").set_input_files(file)
    press(page, "Send and look")
    page.get_by_label("Scrutiny Committee").select_option("committee")
    looked(page, "dates-place")
    press(page, "Go on")
    looked(page, "dates-review")
    press(page, "Take it in")
    page.get_by_text("is taken in").wait_for()
    looked(page, "boards")

    committee = Group.objects.get()
    plan = changing.start_plan(
        title="Narrowing the gap", kind="plan", on=date(2025, 9, 1), by="x"
    )
    page.goto("/programme/recommendations/")
    looked(page, "recommendations-empty")
    press(page, "Enter a recommendation")
    page.get_by_label("The plan that answers it").select_option(label=plan.title)
    page.get_by_label("Its number").fill("R1")
    page.get_by_label("What was recommended").fill("Improve attendance in every school")
    page.get_by_label("The committee that made it").select_option(label=committee.name)
    page.get_by_label("Made on").fill("12/01/2026")
    page.get_by_label("Who leads on it").fill("S. Hale")
    looked(page, "recommendation-enter")
    press(page, "Enter it")
    looked(page, "recommendation-new")
    press(page, "Enter the response")
    page.get_by_label("Accepted", exact=True).check()
    page.get_by_label("On", exact=True).fill("02/03/2026")
    press(page, "Enter it")

    action = changing.add_action(plan, heading="Map", on=date(2026, 1, 12), by="x")
    press(page, "The committee confirmed it")
    page.get_by_label("The meeting at which").select_option(index=2)
    press(page, "Enter it")
    page.get_by_text("Close its actions first").first.wait_for()
    looked(page, "confirm-refused")
    on = date(2026, 3, 20)
    closing.propose_closure(action, on=on, by="x", reason="Done")
    met = Meeting.objects.create(group=committee, on=on)
    closing.confirm_closure(action, meeting=met, by="x")
    # It was open at the meeting that was chosen: only one from then on confirms.
    page.goto(page.url)
    page.get_by_label("The meeting at which").select_option(label=str(met))
    press(page, "Enter it")
    page.get_by_text("Confirmed as done").first.wait_for()
    looked(page, "recommendation-confirmed")
    page.goto("/programme/recommendations/")
    looked(page, "recommendations")


@pytest.mark.slow
def test_a_year_of_reports_is_planned_looked_at_and_put_in_a_calendar(page, looked):
    year = SchoolYear(2025)
    plan = planning.plan_of(year)
    board = Group.objects.create(kind="board", name="Improvement Board", paper_days=5)
    Group.objects.create(kind="committee", name="Scrutiny Committee")
    for number, month in enumerate((10, 1, 3, 5), start=1):
        on = date(2025 if month > 8 else 2026, month, 14)
        meeting = Meeting.objects.create(group=board, on=on)
        planning.add_line(
            plan,
            group=board,
            on=date(2025, 9, 1),
            by="x",
            kind="paper",
            title=f"Attendance, report {number}",
            meeting=meeting,
        )
    page.goto("/programme/reporting/")
    looked(page, "reporting")
    page.get_by_role("link", name="Attendance, report 4").click()
    looked(page, "report")
    press(page, "Who clears it")
    page.get_by_label("Who clears it, in order").fill("Head of service, 3\nDirector, 2")
    looked(page, "clearances")
    press(page, "Keep it")
    looked(page, "report-cleared")
    press(page, "Write the paper")
    page.get_by_label("Purpose").fill("To tell the board how attendance stands.")
    page.get_by_label("What the board is asked to do").fill("Note it")
    page.get_by_label("Summary").fill("It fell.")
    looked(page, "paper-write")
    press(page, "Keep it")
    looked(page, "paper")
    page.goto(f"/programme/boards/{board.pk}/")
    looked(page, "board")
    page.goto("/programme/cycle/")
    looked(page, "cycle")
    page.get_by_role("link", name="The data is refreshed").first.click()
    looked(page, "step")
    page.goto("/programme/calendars/")
    looked(page, "calendars-empty")
    press(page, "Make a calendar")
    page.get_by_text("Copy the address now").wait_for()
    looked(page, "calendars")
    address = page.locator("code").inner_text()
    answer = page.request.get(address)
    assert answer.text().startswith("BEGIN:VCALENDAR")
