"""What can't be got round in reports, recommendations and the cycle."""

from datetime import date, time

import pytest
from django.urls import reverse

from muster.accounts import handing_on, stored
from muster.programme import Refused
from muster.programme.contacts import Contact, named, of_user
from muster.programme.groups import keeping
from muster.programme.groups import planning as dates
from muster.programme.groups.dates import taking
from muster.programme.groups.dates.found import Unreadable
from muster.programme.plans import changing, closing
from muster.programme.plans.plan import Recommendation
from muster.programme.reminders import due
from muster.programme.reporting import cycle, paper, planning, recommendations
from muster.programme.reporting.paper import BoardPaper
from muster.school_year import SchoolYear


OFFICER = "programme-officer"
BY = "keeper"
TODAY = date(2025, 12, 1)
SAID = {"title": "T", "purpose": "p", "recommendations": "r", "summary": "s"}
YEAR = SchoolYear(2025)


@pytest.fixture
def line(reporting_plan, board):
    return planning.add_line(
        reporting_plan,
        group=board,
        on=TODAY,
        by=BY,
        kind="paper",
        title="Report",
        meeting=None,
    )


@pytest.fixture
def draft(line):
    made = BoardPaper(line=line, group=line.group, made_on=TODAY)
    return paper.write(made, by=BY, **SAID)


@pytest.fixture
def recommendation(committee):
    plan = changing.start_plan(title="P", kind="plan", on=date(2025, 1, 1), by=BY)
    return Recommendation.objects.create(
        plan=plan,
        number="1",
        text="Do",
        committee=committee,
        made_on=date(2025, 10, 1),
        response="accepted",
        response_on=date(2025, 11, 10),
    )


# Dates in files ---------------------------------------------------------------------------


def test_a_beginning_past_the_end_that_is_held_is_taken_in_without_an_end(
    board, board_meets
):
    held = board_meets(date(2026, 1, 15), starts_at=time(10), ends_at=time(12))
    rows = "group,date,time\nImprovement Board,2026-01-15,14:00\n"
    file = taking.send("d.csv", rows.encode(), by=BY)
    found = taking.looked_at(file)
    assert found.lines[0].says.endswith("Ends: not said, was 12:00.")
    taking.take_in(file, seen=found.fingerprint, by=BY)
    held.refresh_from_db()
    assert (held.starts_at, held.ends_at) == (time(14), None)


def test_a_row_that_ends_before_it_begins_is_said(board):
    rows = "group,date,time,ends\nImprovement Board,2026-01-15,14:00,10:00\n"
    with pytest.raises(Unreadable, match="Row 2, ends: it ends at 10:00, before it"):
        taking.send("d.csv", rows.encode(), by=BY)


# Boards and papers ------------------------------------------------------------------------


def test_the_page_of_a_board_refuses_that_it_report_to_itself(
    board, committee, signed_in
):
    keeping.change_group(committee, reports_to=board, by=BY)
    said = {"kind": "board", "name": board.name, "paper_days": 5}
    page = signed_in(OFFICER).post(
        reverse("programme:change_board", args=[board.pk]),
        {**said, "reports_to": committee.pk},
    )
    assert "would report to itself" in page.content.decode()
    board.refresh_from_db()
    assert board.reports_to is None


def test_a_paper_is_for_the_meeting_its_report_is_for(line, draft, board_meets):
    planning.change_line(line, meeting=board_meets(date(2026, 1, 15)), by=BY)
    draft.refresh_from_db()
    assert paper.draw(draft).as_at == "15 January 2026"


def test_a_paper_written_again_is_cleared_again(line, draft):
    planning.set_clearances(line, [(named("Director"), 2)], by=BY)
    planning.clear(line.clearances.get(), on=TODAY, by=BY)
    paper.write(draft, by=BY, **SAID)
    assert paper.why_not(draft) == ""
    paper.write(draft, by=BY, **{**SAID, "summary": "The very opposite"})
    assert "has not been cleared by everybody" in paper.why_not(draft)


def test_a_day_to_come_is_no_day_a_report_was_given_on(line, signed_in, monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", "2025-12-01")
    page = signed_in(OFFICER).post(
        reverse("programme:give_line", args=[line.pk]),
        {"update": "Said", "on": "02/12/2025"},
    )
    assert "That day is still to come" in page.content.decode()
    line.refresh_from_db()
    assert line.given_on is None


def test_a_form_with_a_mistake_makes_no_contact(board, signed_in):
    page = reverse("programme:add_line", args=[board.pk])
    signed_in(OFFICER).post(page, {"title": "", "writer": "Zed Typo"})
    assert not Contact.objects.filter(name="Zed Typo").exists()


def test_a_pupils_number_for_a_name_is_a_sentence(board, signed_in):
    answer = signed_in(OFFICER).post(
        reverse("programme:add_line", args=[board.pk]),
        {
            "title": "x",
            "kind": "brief",
            "format": "spoken",
            "writer": "A820432118001",
            "is_new": "on",
        },
    )
    assert "unique pupil number" in answer.content.decode()


# Recommendations --------------------------------------------------------------------------


def test_no_meeting_from_before_it_was_answered_confirms_it(recommendation, committee):
    before = dates.plan(committee, on=date(2025, 10, 20), by=BY)
    with pytest.raises(Refused, match="was before 10 November 2025"):
        recommendations.confirm(recommendation, meeting=before, on=TODAY, by=BY)


def test_an_action_open_at_the_meeting_stops_its_confirming(recommendation, committee):
    met = dates.plan(committee, on=date(2025, 11, 12), by=BY)
    later = dates.plan(committee, on=date(2025, 11, 28), by=BY)
    action = changing.add_action(
        recommendation.plan,
        heading="A",
        on=date(2025, 2, 1),
        by=BY,
        recommendation=recommendation,
    )
    closing.propose_closure(action, on=date(2025, 11, 20), by=BY, reason="x")
    closing.confirm_closure(action, meeting=later, by=BY)
    with pytest.raises(Refused, match="These were open at"):
        recommendations.confirm(recommendation, meeting=met, on=TODAY, by=BY)
    recommendations.confirm(recommendation, meeting=later, on=TODAY, by=BY)


def test_a_meeting_that_confirmed_is_not_cancelled(recommendation, committee):
    met = dates.plan(committee, on=date(2025, 11, 12), by=BY)
    recommendations.confirm(recommendation, meeting=met, on=TODAY, by=BY)
    with pytest.raises(Refused, match="Something was decided there"):
        dates.cancel(met, reason="never was", by=BY)


# The cycle --------------------------------------------------------------------------------


@pytest.fixture
def papers(reporting_plan, board, board_meets):
    """A report, and the step of the cycle that waits for it."""
    line = planning.add_line(
        reporting_plan,
        group=board,
        on=date(2025, 9, 1),
        by=BY,
        kind="brief",
        title="R",
        meeting=board_meets(date(2025, 11, 20)),
    )

    def step():
        found = cycle.of_year(YEAR, stored.state().calendar())
        [one] = [each for one in found for each in one.steps if each.waits_for]
        return one

    return line, step


def test_papers_are_with_the_boards_once_each_is_given(papers):
    line, step = papers
    assert step().is_late(TODAY)
    with pytest.raises(Refused, match="These were not given: R to Improvement Board"):
        cycle.done(YEAR, step(), on=TODAY, by=BY)
    planning.give(line, on=date(2025, 11, 10), update="Said", by=BY)
    assert not step().is_late(TODAY)
    assert step().is_done


# Who is told, and who takes it on ---------------------------------------------------------


@pytest.fixture
def theirs(reporting_plan, board, board_meets, person):
    """A programme officer who writes and clears a report that is late."""
    user = person(OFFICER)
    me = of_user(user)
    line = planning.add_line(
        reporting_plan,
        group=board,
        on=TODAY,
        by=BY,
        kind="paper",
        title="R",
        writer=me,
        meeting=board_meets(date(2025, 12, 3)),
    )
    planning.set_clearances(line, [(me, 2)], by=BY)
    return user, line


def test_whoever_writes_and_clears_a_late_paper_is_told(theirs):
    user, _ = theirs
    said = [one.says for one in due.for_me(user, TODAY)]
    of = "“R” to Improvement Board, 3 December 2025, was due on"
    assert [one.partition(of)[:2] for one in said] == [
        ("", of),
        ("Your clearing of ", of),
    ]


def test_reports_and_clearances_pass_to_a_colleague(theirs, person):
    user, line = theirs
    assert handing_on.held_by(user) == {
        "Reports, steps and protocols": ["report “R”", "clearing of “R”"]
    }
    colleague = person("democratic-services")
    handing_on.hand_on(person=user, colleague=colleague, by="admin")
    line.refresh_from_db()
    assert line.writer.user == line.clearances.get().contact.user == colleague
    assert handing_on.held_by(user) == {}
