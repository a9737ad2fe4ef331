"""The papers issued for a meeting, and those of reports due to it, are on its agenda."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from tests.programme.meetings.conftest import BY

from muster.documents import issuing as documents
from muster.documents.models import Issued
from muster.programme.groups import planning as meetings
from muster.programme.groups.group import Group
from muster.programme.meetings import agenda, holding, printing
from muster.programme.plans import changing, closing, closing_plans, issuing
from muster.programme.reporting import paper as board_papers
from muster.programme.reporting import planning
from muster.programme.reporting.line import ReportLine
from muster.programme.reporting.paper import BoardPaper
from muster.school_year import SchoolYear


NOON = datetime(2026, 5, 11, 12, tzinfo=ZoneInfo("Europe/London"))


def issue(plan, on) -> Issued:
    return issuing.issue_plan(plan, on=on, by=BY, at=timezone.now())


def papers(meeting) -> list[tuple[str, list[Issued]]]:
    """The items that are papers, as the agenda stands, prepared or not."""
    found = agenda.of(meeting).listed
    return [(one.title, one.brought) for one in found if one.kind == "paper"]


def prepared(meeting):
    return [one for one in agenda.build(meeting, by=BY).items if one.kind == "paper"]


def finish(meeting):
    holding.start(meeting, today=meeting.on, by=BY)
    for one in meeting.items.all():
        agenda.finish(one, is_finished=True, by=BY)


@pytest.fixture
def log(plan, acts):
    """The group's log, with something in it."""
    acts("Map the spend")
    return plan


# Plans ------------------------------------------------------------------------------------


def test_a_log_issued_for_a_meeting_is_on_its_agenda_before_anybody_prepares_it(
    meeting, log
):
    assert papers(meeting) == []
    kept = issue(log, meeting.on)
    assert papers(meeting) == [("Task log: Task log", [kept])]
    assert not meeting.items.exists()


def test_it_is_there_once_however_often_the_agenda_is_prepared(meeting, log):
    kept = issue(log, meeting.on)
    for _ in range(3):
        [item] = prepared(meeting)
        assert list(item.papers.all()) == [kept]
    assert papers(meeting) == [("Task log: Task log", [kept])]


def test_issued_again_it_is_the_same_item_with_the_later_issue(meeting, log):
    issue(log, meeting.on)
    [first] = prepared(meeting)
    again = issue(log, meeting.on)
    assert papers(meeting) == [("Task log: Task log", [again])]
    [item] = prepared(meeting)
    assert item == first
    assert list(item.papers.all()) == [again]


def test_a_log_issued_for_another_day_is_not_on_it(meeting, log):
    issue(log, date(2026, 3, 23))
    assert papers(meeting) == []


def test_another_group_s_log_issued_for_the_same_day_is_not_on_it(meeting, acts):
    other = Group.objects.create(kind="working", name="Finance Group")
    theirs = changing.start_plan(
        title="Theirs", kind="log", on=date(2026, 1, 6), by=BY, group=other
    )
    acts("Not ours", into=theirs)
    changing.review(theirs, on=meeting.on, by=BY)
    issue(theirs, meeting.on)
    assert papers(meeting) == []


def test_a_log_left_from_the_last_meeting_comes_with_the_issue_for_this_one(
    meeting, next_one, log
):
    old = issue(log, meeting.on)
    holding.start(meeting, today=meeting.on, by=BY)
    july = next_one()
    assert papers(july) == [("Task log: Task log", [old])], "its paper is not lost"
    new = issue(log, july.on)
    assert papers(july) == [("Task log: Task log", [new])]
    [item] = prepared(july)
    assert item.thread.meeting == meeting
    assert list(item.papers.all()) == [new]
    assert list(meeting.items.get(kind="paper").papers.all()) == [old]


def test_a_log_that_was_dealt_with_is_not_carried_over(meeting, next_one, log):
    issue(log, meeting.on)
    finish(meeting)
    assert papers(next_one()) == []


def test_a_plan_that_was_closed_still_has_its_last_paper_on_the_agenda(group, plan):
    plan_day = meetings.plan(group, on=date(2026, 3, 23), by=BY)
    action = changing.add_action(plan, heading="Ask", on=date(2026, 1, 5), by=BY)
    closing.propose_closure(action, on=date(2026, 3, 2), by=BY, reason="Sent.")
    closing.confirm_closure(action, meeting=plan_day, by=BY)
    day = date(2026, 3, 23)
    closing_plans.close_plan(plan, on=day, today=day, by=BY, reason="Done.")
    kept = issue(plan, day)
    assert papers(plan_day) == [("Task log: Task log", [kept])]


def test_taken_off_it_is_off_for_that_meeting_and_its_next_issue_too(meeting, log):
    issue(log, meeting.on)
    [item] = prepared(meeting)
    agenda.take_off(item, reason="It was sent round.", by=BY)
    issue(log, meeting.on)
    assert papers(meeting) == []


def test_a_meeting_that_was_held_keeps_the_issue_it_had(meeting, log):
    first = issue(log, meeting.on)
    holding.start(meeting, today=meeting.on, by=BY)
    issue(log, meeting.on)
    assert papers(meeting) == [("Task log: Task log", [first])]


def test_the_printed_agenda_names_it_before_it_is_prepared(meeting, log):
    issue(log, meeting.on)
    [item] = printing.agenda_of(meeting).holds.items
    assert item.papers == ["Task log"]


# Reports ----------------------------------------------------------------------------------


@pytest.fixture
def board(db):
    return Group.objects.create(kind=Group.Kind.BOARD, name="Improvement Board")


@pytest.fixture
def sits_on(board):
    """The board's meeting on 20 May 2026."""
    return meetings.plan(board, on=date(2026, 5, 20), by=BY)


@pytest.fixture
def line(board, sits_on):
    return report(board, sits_on, "Half-termly update")


def report(board, meeting, title, kind=ReportLine.Kind.PAPER, **more):
    return planning.add_line(
        planning.plan_of(SchoolYear(2025)),
        group=board,
        meeting=meeting,
        kind=kind,
        title=title,
        on=date(2026, 1, 5),
        by=BY,
        **more,
    )


def given(title="The update", audience="board") -> Issued:
    return documents.issue(
        stem=f"pack-2025-26-HT5-{audience}",
        number=1,
        title=title,
        organisation="Quillshire",
        audience=audience,
        period="2025-26/HT5",
        figures=b"{}",
        files={},
        at=NOON,
        by="chair",
    )


def written(board, **more) -> BoardPaper:
    made = BoardPaper(group=board, made_on=date(2026, 5, 1), **more)
    words = {name: "So." for name in ("purpose", "recommendations", "summary")}
    return board_papers.write(made, by=BY, title="Where absence is", **words)


def test_a_report_without_a_paper_is_not_on_it_yet(line, sits_on):
    assert papers(sits_on) == []


def test_the_paper_a_report_was_given_as_is_on_the_agenda(line, sits_on):
    paper = given()
    planning.give(line, on=NOON.date(), by=BY, paper=paper)
    assert papers(sits_on) == [("Half-termly update", [paper])]
    [item] = prepared(sits_on)
    assert list(item.papers.all()) == [paper]


def test_a_paper_written_for_a_report_is_on_it_from_when_it_is_issued(
    board, line, sits_on
):
    made = written(board, line=line, meeting=sits_on)
    assert papers(sits_on) == []
    board_papers.issue(made, by=BY)
    assert papers(sits_on) == [("Where absence is", [made.issued])]
    planning.give(line, on=NOON.date(), by=BY, paper=made.issued)
    assert papers(sits_on) == [("Where absence is", [made.issued])], "once"


def test_a_paper_goes_with_its_report_to_another_meeting(board, line, sits_on):
    board_papers.issue(written(board, line=line, meeting=sits_on), by=BY)
    later = meetings.plan(board, on=date(2026, 7, 8), by=BY)
    ReportLine.objects.update(meeting=later)
    assert papers(sits_on) == []
    assert len(papers(later)) == 1


def test_a_report_taken_off_the_plan_takes_its_paper_with_it(board, line, sits_on):
    board_papers.issue(written(board, line=line, meeting=sits_on), by=BY)
    planning.drop_line(line, on=NOON.date(), by=BY, why="It is not wanted.")
    assert papers(sits_on) == []


def test_a_paper_on_no_reporting_plan_is_on_the_agenda_of_its_meeting(board, sits_on):
    made = written(board, meeting=sits_on)
    board_papers.issue(made, by=BY)
    assert papers(sits_on) == [("Where absence is", [made.issued])]


def test_a_log_due_to_a_board_is_on_it_once_issued_for_that_day(board, sits_on, log):
    report(board, sits_on, "The task log", kind=ReportLine.Kind.LOG, log=log)
    assert papers(sits_on) == []
    changing.review(log, on=sits_on.on, by=BY)
    kept = issue(log, sits_on.on)
    assert papers(sits_on) == [("The task log", [kept])]


def test_a_pack_given_as_a_report_is_not_there_a_second_time_as_the_pack(
    board, line, sits_on
):
    board.audience = "board"
    board.save()
    pack = given()
    assert papers(sits_on) == [("Data pack: The update", [pack])]
    planning.give(line, on=NOON.date(), by=BY, paper=pack)
    assert papers(sits_on) == [("Half-termly update", [pack])]


# On the page ------------------------------------------------------------------------------


def text(page):
    return " ".join(page.content.decode().split())


def test_the_page_links_each_paper_for_whoever_may_open_it(signed_in, meeting, log):
    paper = given("Named schools", "officers")
    meeting.group.audience = "officers"
    meeting.group.save()
    kept = issue(log, meeting.on)
    at = meeting.get_absolute_url()
    keeps = text(signed_in("programme-officer").get(at))
    assert (
        f'/programme/plans/{log.pk}/issued/#paper-{kept.pk}">Task log, issue 1' in keeps
    )
    assert f'/papers/issued/{paper.pk}/">Named schools, issue 1</a>' in keeps
    clerk = signed_in("democratic-services")
    assert "Paper: one that is not for you to open" in text(clerk.get(at))
    [item, other] = prepared(meeting)
    page = text(clerk.get(item.get_absolute_url()))
    assert "issued/#paper-" in page
    page = text(clerk.get(other.get_absolute_url()))
    assert "Paper: one that is not for you to open" in page


def test_changing_what_an_item_is_called_keeps_its_paper(signed_in, meeting, log):
    kept = issue(log, meeting.on)
    [item] = prepared(meeting)
    at = f"{item.get_absolute_url()}change/"
    client = signed_in("programme-officer")
    assert "Task log" in text(client.get(at))
    said = {"title": "The log", "papers": [kept.pk]}
    assert client.post(at, said).status_code == 302
    item.refresh_from_db()
    assert item.title == "The log"
    assert list(item.papers.all()) == [kept]
    assert papers(meeting) == [("The log", [kept])]
