"""A group's year, who answers for what, and protocols."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from tests.programme.meetings.conftest import BY

from muster.programme import Refused
from muster.programme.contacts import named
from muster.programme.groups import planning
from muster.programme.meetings import holding, printing, protocol, raci, workplan
from muster.programme.meetings.protocol import Protocol
from muster.programme.plans import changing
from muster.school_year.said import read_said
from muster.school_year.years import SchoolYear


YEAR = SchoolYear(2025)


@pytest.fixture
def agreed(group, held, acts):
    """The year as the meeting of 18 May 2026 agreed it: a report, an action, a meeting."""
    workplan.add_line(
        group, text="Report to the board", when=read_said("June 2026"), by=BY
    )
    acts("Map the spend")
    return workplan.agree(group, YEAR, at=held, by=BY)


def changed(group, on=date(2026, 6, 1)):
    found = workplan.stands(group, YEAR, on, with_exempt=True)
    return [(one.line, one.what) for one in found.changes]


def test_meetings_reports_and_actions_are_in_the_year(group, held, acts):
    acts("Map the spend")
    workplan.add_line(
        group, text="Report to the board", when=read_said("June 2026"), by=BY
    )
    found = workplan.lines(group, YEAR, held.on)
    assert {due.text for due in found.values()} == {
        "Meeting",
        "Map the spend",
        "Report to the board",
    }
    assert workplan.lines(group, SchoolYear(2026), held.on) == {}


def test_what_changed_since_it_was_agreed_is_listed(group, agreed, acts):
    assert changed(group) == []
    line = group.workplan_lines.get()
    workplan.change_line(line, when=read_said("July 2026"), by=BY)
    planning.plan(group, on=date(2026, 7, 6), by=BY)
    assert changed(group) == [("Report to the board", "moved"), ("Meeting", "added")]
    workplan.change_line(line, dropped_on=date(2026, 6, 1), by=BY)
    assert ("Report to the board", "taken out") in changed(group)


def test_the_year_is_agreed_by_a_meeting_of_the_group_that_was_held(group, next_one):
    with pytest.raises(Refused, match="Choose a meeting of the Attendance"):
        workplan.agree(group, YEAR, at=next_one(), by=BY)


def test_the_printed_year_says_which_version_was_agreed(group, agreed):
    def said(written_at):
        agreed.at = written_at
        agreed.save()
        return printing.workplan_of(group, YEAR, date(2026, 6, 1)).holds.agreed

    assert said(datetime(2026, 5, 18, 17, tzinfo=UTC)) == (
        "Agreed at the meeting of 18 May 2026. Nothing has changed since."
    )
    # Meetings and lines are kept as they are then, and not as of the day it met.
    assert said(datetime(2026, 5, 22, 9, tzinfo=UTC)).startswith(
        "Agreed at the meeting of 18 May 2026, as it was written down on 22 May 2026."
    )
    assert printing.workplan_of(group, YEAR, date(2026, 6, 1)).as_file("docx")


def test_each_action_and_protocol_says_who_answers_and_who_does_it(group, plan, acts):
    action = acts("Map the spend")
    ash, birch = named("A. Ash"), named("B. Birch")
    changing.set_owners(
        action, [ash, birch], on=date(2026, 2, 1), by=BY, informed=[named("C. Cedar")]
    )
    protocol.keep(Protocol(), title="Referrals", version="1", owner=ash, group=group,
                  responsible="LST", by=BY)  # fmt: skip
    first, second = raci.of(group, date(2026, 3, 2))
    assert (first.accountable, first.responsible) == ("", "A. Ash, B. Birch")
    assert (first.informed, first.is_complete) == ("C. Cedar", False)
    assert (second.accountable, second.is_complete) == ("A. Ash", True)


def test_an_overdue_protocol_comes_first_and_says_by_how_much(db):
    for title, review in (("Late", date(2026, 3, 1)), ("Good", date(2027, 3, 1))):
        protocol.keep(Protocol(), title=title, version="1", agreed_on=date(2025, 3, 1),
                      review_on=review, by=BY)  # fmt: skip
    first, second = protocol.in_order(date(2026, 3, 3))
    assert first.status(date(2026, 3, 3)) == ("bad", "Review overdue by 2 days")
    assert second.status(date(2026, 3, 3)) == ("good", "In force")
    with pytest.raises(Refused, match="There is a protocol called “late” already"):
        protocol.keep(Protocol(), title="late", version="1", by=BY)


def test_the_pages_of_the_year_and_of_protocols(signed_in, group, agreed, monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", "2026-06-01")
    client = signed_in("programme-officer")
    made = client.post(
        reverse("programme:add_protocol"),
        {"title": "Referrals", "version": "2", "partners": "Health\nPolice",
         "owner": "A. Ash", "link": "https://quillshire.example/p"},
    )  # fmt: skip
    assert made.status_code == 302
    page = client.get(made.url).content.decode()
    assert "Health; Police" in page
    client.post(
        reverse("programme:add_workplan_line", args=[group.pk, "2025-26"]),
        {"text": "Brief the board", "when": "July 2026"},
    )
    year = client.get(reverse("programme:workplan", args=[group.pk, "2025-26"]))
    text = year.content.decode()
    assert "Since then 1 line is otherwise" in text
    assert "Brief the board" in text
    done = client.post(
        reverse("programme:publish_workplan", args=[group.pk, "2025-26"])
    )
    assert done.status_code == 302
    assert group.published.get().paper.files.count() == 2
    assert (
        client.get(
            reverse("programme:workplan", args=[group.pk, "2025-27"])
        ).status_code
        == 404
    )
    assert holding.short_of(group) == "AWG"
