"""A list asks the database as often of thirty rows as of five."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.practice.conftest import ON

from muster.practice.challenge import Challenge
from muster.practice.meeting import SupportMeeting
from muster.practice.shelf import Opened, Shared
from muster.registers.contact import Contact
from muster.registers.found import Found
from muster.registers.legal.case import Legal
from muster.registers.legal.notice import Notice
from muster.registers.part_time import PartTime
from muster.registers.returns.sent import Expected, Return
from muster.registers.support import Support


pytestmark = pytest.mark.django_db
AT = datetime(2025, 9, 26, 9, tzinfo=UTC)
LISTS = (
    "/children/week/",
    "/children/week/severe/",
    "/children/registers/",
    "/children/registers/support/",
    "/children/registers/support/?which=closed",
    "/children/registers/part_time/",
    "/children/registers/legal/",
    "/children/registers/legal/list.csv",
    "/children/registers/legal/list.xlsx",
    "/children/reviews/",
    "/children/legal/",
    "/children/legal/?which=all",
    "/children/legal/figures/",
    "/children/legal/equality/",
    "/children/returns/",
    "/children/returns/received/?stage=all",
    "/support/",
    "/support/challenges/",
    "/support/school/{ash}/",
)
OF_A_SCHOOL = (
    "/my-school/{ash}/",
    "/my-school/{ash}/week/severe/",
    "/my-school/{ash}/plans/",
    "/my-school/{ash}/returns/",
    "/my-school/shelf/",
)


def planted(numbers, school, lead):
    """One of everything for each number; the children are nobody the store knows."""
    for n in numbers:
        child, day = 10_000 + n, ON - timedelta(days=n)
        opening = {"child": child, "school": school, "lead": lead, "reason": "severe",
                   "opened_by": "ada", "opened_at": AT}  # fmt: skip
        ended = {
            "ended_on": day,
            "outcome": "attends",
            "closed_by": "ada",
            "closed_at": AT,
        }
        shared = {"register": "support", "status": "opened"} | opening
        Support.objects.create(started_on=day, review_on=ON, **shared)
        Support.objects.create(
            started_on=day, **shared | {"child": child + 5_000} | ended
        )
        PartTime.objects.create(
            register="part_time",
            status="reported",
            started_on=day,
            ends_on=ON,
            **opening,
        )
        parent = Contact.objects.create(
            child=child, name=f"Parent {n}", relation="mother", is_parent=True,
            added_by="ada", added_at=AT,
        )  # fmt: skip
        case = Legal.objects.create(
            register="legal", status="notice_1", parent=parent, about=f"parent:{n}",
            started_on=day, **opening,
        )  # fmt: skip
        case.happened.create(kind="noted", on=day, text="Rang.", by="ada", at=AT)
        case.clocks.create(name="full", began_on=day, due_on=ON)
        Notice.objects.create(
            entry=case, parent=parent, child=child, pupil=child, place=1, reason="absence",
            offence_from=day, offence_to=day, issued_on=day, served_on=day, pounds=160,
            due_on=ON, by="ada", at=AT,
        )  # fmt: skip
        Found.objects.create(
            on_list="severe", child=child, pupil=child, school=school, since_on=day,
            rank=n, found_on=day, figures={"absent": 60, "possible": 100},
        )  # fmt: skip
        sent = Return.objects.create(
            kind="sickness", school=school, child=child, about_on=day, received_on=ON,
            how="form", sent_by="ada", sent_at=AT,
        )  # fmt: skip
        for since, answer in ((day, sent), (day - timedelta(days=50), None)):
            Expected.objects.create(
                kind="sickness", school=school, child=child, pupil=child, since_on=since,
                arose_on=ON, due_on=ON, answered_by=answer,
            )  # fmt: skip
        meeting = SupportMeeting.objects.create(
            school=school, term="2025-26/autumn", planned_on=ON + timedelta(days=n + 1),
            minutes=60, officer=lead, set_on=ON, planned_by=lead.username, planned_at=AT,
        )  # fmt: skip
        paper = Shared.objects.create(
            school=school, title=f"Letter {n}", name="a.pdf", content=b"%PDF", meeting=meeting,
            shared_by=lead.username, shared_at=AT,
        )  # fmt: skip
        Opened.objects.create(shared=paper, by=lead.username, first_at=AT, last_at=AT)
        Challenge.objects.create(
            school=school, measure="overall_absence", period="2025-26/autumn",
            text="Wrong.", by=lead.username, at=AT, asked_on=ON, due_on=ON,
        )  # fmt: skip


def asked(client, pages, **numbers):
    """How often each page asks the database, once what it works out is kept."""
    found = {}
    for page in pages:
        address = page.format(**numbers)
        for _ in range(2):
            with CaptureQueriesContext(connection) as held:
                answer = client.get(address)
                b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200, address
        found[page] = len(held)
    return found


def test_a_list_asks_as_often_of_thirty_rows_as_of_five(person, client, as_head, ash):
    somebody = person("attendance-lead")
    client.force_login(somebody)
    head = as_head("Ash Primary")
    planted(range(5), ash, somebody)
    before = asked(client, LISTS, ash=ash) | asked(head, OF_A_SCHOOL, ash=ash)
    planted(range(5, 30), ash, somebody)
    assert asked(client, LISTS, ash=ash) | asked(head, OF_A_SCHOOL, ash=ash) == before
