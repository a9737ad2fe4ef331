"""Issuing a log gives the report that it is; and whoever writes one is somebody known."""

from datetime import date

import pytest
from django.urls import reverse

from muster.programme.contacts import Contact, named
from muster.programme.plans import changing
from muster.programme.plans.issuing import issued_of
from muster.programme.reporting import planning
from muster.programme.reporting.line import ReportLine


ON = date(2026, 3, 26)
KEEPER = "programme-officer"


@pytest.fixture(autouse=True)
def stands_still(monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", "2026-03-27")


@pytest.fixture
def log(plan, action, group, board):
    """A working group’s log, with a day of review, and the board the group reports to."""
    group.reports_to = board
    group.save()
    changing.review(plan, on=ON, by="a")
    return plan


@pytest.fixture
def due(reporting_plan, board, board_meets, log):
    return planning.add_line(
        reporting_plan,
        group=board,
        on=date(2026, 1, 5),
        by="a",
        title="The log",
        kind=ReportLine.Kind.LOG,
        meeting=board_meets(date(2026, 3, 31)),
        log=log,
    )


@pytest.fixture
def issues(signed_in, log):
    def issues(role=KEEPER, **said):
        address = reverse("programme:issue_plan", args=[log.pk])
        client = signed_in(role)
        page = client.post(address, said, follow=True) if said else client.get(address)
        return page.content.decode()

    return issues


def test_issuing_a_log_gives_the_report_that_is_due(issues, due):
    assert "The log, to IB, 31 March 2026" in issues()
    page = issues(on=ON.isoformat(), meets=due.pk)
    assert "With it is given: “The log” to IB, 31 March 2026." in page
    due.refresh_from_db()
    assert due.given_on == date(2026, 3, 27)
    assert due.paper.audience == "programme"


def test_a_report_of_no_named_log_is_offered_where_its_board_looks_after_it(
    issues, due
):
    due.log = None
    due.save()
    assert "The log, to IB, 31 March 2026" in issues()
    due.kind = "paper"
    due.save()
    assert "The log, to IB" not in issues()


def test_what_nobody_has_cleared_holds_the_paper_up(issues, due, log):
    planning.set_clearances(due, [(named("Adviser"), 2)], by="a")
    assert "Adviser has not cleared it yet." in issues(on=ON.isoformat(), meets=due.pk)
    assert not issued_of(log).exists()


def test_how_a_report_was_given_leads_to_issuing_it(signed_in, due, log):
    page = signed_in(KEEPER).get(reverse("programme:give_line", args=[due.pk]))
    to = reverse("programme:issue_plan", args=[log.pk])
    assert f'href="{to}?meets={due.pk}"' in page.content.decode()
    offered = signed_in(KEEPER).get(f"{to}?meets={due.pk}").content.decode()
    assert "checked" in offered


def test_a_writer_nobody_knows_is_asked_about(signed_in, board):
    named("Jo Stone")
    address = reverse("programme:add_line", args=[board.pk])
    said = {"title": "Attendance", "kind": "brief", "format": "spoken"}
    typed = {**said, "writer": "Jo Stnoe"}
    page = signed_in(KEEPER).post(address, typed).content.decode()
    assert "Nobody is called “Jo Stnoe” here. Do you mean Jo Stone?" in page
    assert not Contact.objects.filter(name="Jo Stnoe").exists()
    signed_in(KEEPER).post(address, {**said, "writer": "Jo Stone"})
    signed_in(KEEPER).post(address, {**typed, "is_new": "on"})
    writers = ReportLine.objects.values_list("writer__name", flat=True)
    assert set(writers) == {"Jo Stone", "Jo Stnoe"}
