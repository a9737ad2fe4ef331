"""The pages: empty, full, with many rows, refused; and what each does."""

from datetime import date, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from muster.programme.contacts import named
from muster.programme.groups.dates.kept import DatesFile
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.plans.plan import Recommendation
from muster.programme.reporting import planning
from muster.programme.reporting.line import ReportLine
from muster.programme.reporting.paper import BoardPaper


TODAY = "2025-10-20"
LISTS = (
    "boards",
    "reporting",
    "cycle",
    "papers",
    "recommendations",
    "calendars",
)


@pytest.fixture(autouse=True)
def on_a_day(monkeypatch, home):
    from muster.sources import uploads

    monkeypatch.setenv("MUSTER_TODAY", TODAY)
    uploads.store().create()


@pytest.fixture
def officer(signed_in):
    return signed_in("programme-officer")


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def follow(client, address, **said):
    answer = client.post(address, said, follow=True)
    assert answer.status_code == 200
    return text(answer)


@pytest.mark.parametrize("name", LISTS)
def test_each_page_has_something_to_say_when_there_is_nothing(officer, name):
    answer = officer.get(f"/programme/{name}/")
    assert answer.status_code == 200
    assert "<h1" in text(answer)


@pytest.mark.parametrize("name", LISTS)
def test_whoever_only_reads_is_offered_no_change(signed_in, board, name):
    page = text(signed_in("finance-officer").get(f"/programme/{name}/"))
    for offered in (
        "Add a board",
        "Sign it off",
        "Enter a recommendation",
        "Plan a report",
    ):
        assert offered not in page


def test_whoever_only_reads_changes_nothing(signed_in, board):
    client = signed_in("finance-officer")
    for address in (
        "boards/add/",
        f"boards/{board.pk}/change/",
        f"boards/{board.pk}/meet/",
        "boards/dates/",
        f"boards/{board.pk}/report/",
        "recommendations/add/",
        "cycle/2025/1/refresh/",
    ):
        assert client.get(f"/programme/{address}").status_code == 403
        assert client.post(f"/programme/{address}").status_code == 403


def test_every_board_has_a_line_or_says_none(officer, board, committee, board_meets):
    board_meets(date(2025, 11, 12))
    page = text(officer.get("/programme/reporting/"))
    assert page.count("No line yet") == 2
    assert "neither a report nor “none wanted” for Children" in page
    page = follow(
        officer,
        f"/programme/boards/{board.pk}/report/",
        title="Attendance, autumn",
        kind="paper",
        format="docx",
        meeting=Meeting.objects.get().pk,
        writer="A. Ash",
        is_new="on",
    )
    assert "It is on the reporting plan" in page
    assert "5 November 2025" in page  # five working days before
    page = follow(
        officer,
        f"/programme/reporting/2025/none/{committee.pk}/",
        why="It has the board’s.",
    )
    assert "None wanted: It has the board’s." in page
    assert "No line yet" not in page
    page = follow(officer, "/programme/reporting/2025/sign-off/", meeting="")
    assert "20 October 2025" in page


def test_a_report_is_cleared_and_given(
    officer, board, board_meets, reporting_plan, pack
):
    line = planning.add_line(
        reporting_plan,
        group=board,
        on=date(2025, 9, 1),
        by="x",
        kind="pack",
        title="The pack",
        meeting=board_meets(date(2025, 11, 12)),
    )
    at = f"/programme/reports/{line.pk}/"
    page = text(officer.post(f"{at}clearing/", {"steps": "Director two"}))
    assert "Line 1, “Director two”" in page
    follow(officer, f"{at}clearing/", steps="Head of service, 3\nDirector, 2")
    page = text(officer.post(f"{at}give/", {"paper": pack.pk, "on": "20/10/2025"}))
    assert "Head of service has not cleared it yet." in page
    for step in line.clearances.all():
        follow(officer, f"/programme/clearances/{step.pk}/", note="Fine")
    page = follow(officer, f"{at}give/", paper=pack.pk, on="20/10/2025")
    assert "The report is given." in page
    assert pack.digest in page


def test_a_paper_is_written_with_a_packs_tables_and_issued(
    officer, board, board_meets, reporting_plan, public_pack
):
    line = planning.add_line(
        reporting_plan,
        group=board,
        on=date(2025, 9, 1),
        by="x",
        kind="paper",
        title="Autumn",
        meeting=board_meets(date(2025, 11, 12)),
    )
    said = {
        "title": "Autumn",
        "purpose": "To tell",
        "recommendations": "Note it",
        "summary": "It fell.",
        "pack": public_pack.pk,
    }
    follow(officer, f"/programme/reports/{line.pk}/paper/", **said)
    made = BoardPaper.objects.get()
    at = f"/programme/papers/{made.pk}/"
    page = text(officer.get(f"{at}change/"))
    assert "Attendance by phase" in page
    key = "all|the schools in the total"
    follow(officer, f"{at}change/", **said, tables=[key])
    made.refresh_from_db()
    assert made.tables == [key]
    assert officer.get(f"{at}exempt.docx").status_code == 404
    draft = officer.get(f"{at}open.docx")
    assert draft.content.startswith(b"PK")
    assert "The paper is issued." in follow(officer, f"{at}issue/")
    first = officer.get(f"{at}open.docx").content
    assert officer.get(f"{at}open.docx").content == first
    assert officer.get(f"{at}open.pdf").content.startswith(b"%PDF")


def test_a_draft_and_an_exempt_part_are_for_whoever_keeps_boards(
    officer, client, person, board
):
    made = BoardPaper.objects.create(
        group=board,
        title="x",
        purpose="x",
        recommendations="x",
        summary="x",
        exempt_text="secret",
        exempt_reason="Paragraph 2",
        made_on=date(2025, 10, 1),
    )
    assert officer.get(f"/programme/papers/{made.pk}/exempt.pdf").status_code == 200
    client.force_login(person("finance-officer"))
    for name in ("open.pdf", "exempt.pdf"):
        assert client.get(f"/programme/papers/{made.pk}/{name}").status_code == 404
    assert "secret" not in text(client.get(f"/programme/papers/{made.pk}/"))


def test_a_file_of_dates_is_looked_at_then_taken_in(officer, board):
    content = (
        b"group,date,time,reference\nIB,12/11/2025,14:00,1\nCabinet,01/12/2025,,2\n"
    )
    sent = SimpleUploadedFile("dates.csv", content)
    page = text(officer.post("/programme/boards/dates/", {"dates": sent}, follow=True))
    assert "Whose dates are these?" in page
    at = DatesFile.objects.get().get_absolute_url()
    assert "Choose which group “Cabinet” is" in text(officer.post(at, {"name_0": ""}))
    page = follow(officer, at, name_0="committee")
    assert "What this file would change" in page
    assert "New: 2" in page
    assert Meeting.objects.count() == 0
    page = text(officer.post(at, {"do": "take", "seen": "something else"}))
    assert "It was not taken in" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert "dates.csv is taken in." in follow(officer, at, do="take", seen=seen)
    assert Meeting.objects.count() == 2


def test_a_broken_file_of_dates_is_refused_row_by_row(officer, board):
    sent = SimpleUploadedFile("dates.csv", b"group,date\nIB,soon\n,12/11/2025\n")
    page = text(officer.post("/programme/boards/dates/", {"dates": sent}))
    assert "Row 2, date" in page
    assert "Row 3, group" in page
    assert not DatesFile.objects.exists()


def test_a_meeting_is_moved_and_cancelled_with_a_reason(officer, board, board_meets):
    meeting = board_meets(date(2025, 11, 12), starts_at=time(14))
    at = f"/programme/boards/meetings/{meeting.pk}/"
    moved = {"on": "19/11/2025", "starts_at": "15:00", "ends_at": ""}
    assert "Say why it is changed" in text(officer.post(f"{at}move/", moved))
    meeting.refresh_from_db()
    assert meeting.sequence == 0
    follow(officer, f"{at}move/", **moved, reason="The chair is away")
    meeting.refresh_from_db()
    assert (meeting.on, meeting.sequence) == (date(2025, 11, 19), 1)
    assert "Say why" in text(officer.post(f"{at}cancel/", {"why": ""}))
    assert "cancelled" in follow(officer, f"{at}cancel/", why="No quorum")


def test_the_cycle_shows_what_is_late_and_is_changed(officer):
    page = text(officer.get("/programme/cycle/"))
    assert "Late" in page
    at = "/programme/cycle/2025/1/refresh/"
    follow(officer, at, own_day="24/10/2025", contact="D. Data", note="")
    page = follow(officer, f"{at}done/")
    assert "Done 20 October 2025" in page
    assert "set by hand" in page
    assert officer.get("/programme/cycle/2025/9/refresh/").status_code == 404


def test_many_boards_are_paged(officer):
    Group.objects.bulk_create(
        Group(kind="board", name=f"Board {number:03}") for number in range(250)
    )
    for name in ("boards", "reporting"):
        page = text(officer.get(f"/programme/{name}/"))
        assert "Board 001" in page
        assert "Board 249" not in page
        assert "Board 249" in text(officer.get(f"/programme/{name}/?page=2"))


def test_pages_ask_as_many_questions_of_the_database_however_many_lines(
    officer, board, board_meets, reporting_plan, django_assert_max_num_queries
):
    meeting = board_meets(date(2025, 11, 12))
    ReportLine.objects.bulk_create(
        ReportLine(
            plan=reporting_plan,
            group=board,
            meeting=meeting,
            kind="paper",
            title=f"Report {number}",
            writer=named("A. Ash"),
            added_on=date(2025, 9, 1),
        )
        for number in range(100)
    )
    with django_assert_max_num_queries(40):
        officer.get("/programme/reporting/")
    with django_assert_max_num_queries(40):
        officer.get(f"/programme/boards/{board.pk}/")


@pytest.mark.parametrize("year", ["", "1066", "x", "2024"])
def test_any_year_asked_for_gives_a_page(officer, year):
    assert officer.get(f"/programme/reporting/?year={year}").status_code == 200
    assert officer.get(f"/programme/cycle/?year={year}").status_code == 200


def test_a_recommendation_is_entered_answered_and_reviewed(officer, plan, committee):
    page = follow(
        officer,
        "/programme/recommendations/add/",
        plan=plan.pk,
        number="1",
        text="Improve attendance",
        committee=committee.pk,
        made_on="01/09/2025",
        lead="L. Lead",
    )
    assert "Due 1 November 2025" in page
    assert "Check this with your monitoring officer" in page
    at = f"/programme/recommendations/{Recommendation.objects.get().pk}/"
    page = text(officer.post(f"{at}respond/", {"response": "part", "on": "01/10/2025"}))
    assert "Say why it was not accepted" in page
    follow(officer, f"{at}respond/", response="accepted", on="01/10/2025")
    said = {"due_on": "01/07/2026", "question": "Did it work?", "method": "Beside 2024"}
    assert "Did it work?" in follow(officer, f"{at}review/", **said)
