"""Part-time timetables: which keep a child off the list, and what a timetable is."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.registers.test_finding import ENROLMENTS, MARKS, ON

from muster.registers import finding, keeping
from muster.registers.found import Found
from muster.registers.part_time import REGISTER, PartTime
from muster.school_year import Calendar


pytestmark = pytest.mark.django_db


@pytest.fixture
def found(opened, tmp_path):
    from tests.measures.authority import Authority, stored

    schools = [{"urn": "900001", "name": "Ash Primary", "phase": "primary"}]
    stored(Authority(schools, ENROLMENTS, [], [MARKS]), tmp_path)
    finding.look(opened(tmp_path), ON)
    return Found.objects.waiting("part_time", ON).get()


def opened_for(found, **more):
    return keeping.open_entry(
        REGISTER,
        child=found.child,
        school=found.school,
        on=ON,
        reason="return",
        by="ada",
        calendar=Calendar.template(),
        **more,
    )


def waits(on=ON):
    return Found.objects.waiting("part_time", on).exists()


def test_a_timetable_with_an_end_keeps_a_child_off_the_list_until_then(found):
    ends = ON + timedelta(days=28)
    opened_for(found, ends_on=ends, sessions_a_week=5)
    assert not waits()
    assert not waits(ends)
    assert waits(ends + timedelta(days=1))


def test_a_timetable_without_an_end_does_not(found):
    opened_for(found)
    assert waits()


def test_a_closed_timetable_does_not(found):
    entry = opened_for(found, ends_on=ON + timedelta(days=28))
    keeping.close(entry, outcome="full_time", on=ON, by="ada")
    assert waits()


def test_a_timetable_runs_six_weeks_at_most_before_it_is_agreed_again(found):
    [limit] = opened_for(found).clocks.all()
    # The first day counts: 42 days to Thursday 13 November.
    assert (limit.name, limit.due_on) == ("limit", date(2025, 11, 13))


def test_ten_sessions_a_week_are_no_part_time_timetable(found):
    with pytest.raises(IntegrityError), transaction.atomic():
        PartTime.objects.filter(pk=opened_for(found).pk).update(sessions_a_week=10)


def test_a_timetable_does_not_end_before_it_begins(found):
    with pytest.raises(keeping.Refused, match="its last day is that or later"):
        opened_for(found, ends_on=ON - timedelta(days=1))
    entry = opened_for(found, ends_on=ON)
    with pytest.raises(keeping.Refused, match="It begins on 03/10/2025"):
        keeping.fill_in(entry, on=ON, by="ada", ends_on=ON - timedelta(days=1))


def test_opening_from_the_list_asks_for_the_end_and_the_child_leaves_it(
    found, client, person, monkeypatch, text
):
    monkeypatch.setenv("MUSTER_TODAY", ON.isoformat())
    client.force_login(person("attendance-lead"))
    address = f"/children/week/part_time/{found.pk}/open/"
    said = {"reason": "return", "sessions_a_week": "5"}
    assert "Enter the last day of the timetable" in text(client.post(address, said))
    assert waits()
    assert client.post(address, said | {"ends_on": "31/10/2025"}).status_code == 302
    assert not waits()
    assert PartTime.objects.get().sessions_a_week == 5


@pytest.mark.parametrize(
    ("which", "days", "listed"),
    [("past_end", 0, False), ("past_end", -1, True), ("endless", None, True)],
)
def test_the_register_lists_those_past_their_end_or_without_one(
    found, client, person, monkeypatch, text, which, days, listed
):
    ends = None if days is None else ON + timedelta(days=days)
    monkeypatch.setenv("MUSTER_TODAY", ON.isoformat())
    entry = opened_for(found)
    PartTime.objects.filter(pk=entry.pk).update(ends_on=ends)
    client.force_login(person("attendance-lead"))
    page = text(client.get(f"/children/registers/part_time/?which={which}"))
    assert ("1 to 1 of 1" in page) is listed


def test_the_register_lists_those_whose_review_is_due(found, client, person, text):
    entry = opened_for(found, ends_on=ON + timedelta(days=28))
    keeping.plan_next(entry, step="Review", step_on=None, review_on=ON, by="ada", on=ON)
    client.force_login(person("attendance-lead"))
    page = text(client.get("/children/registers/part_time/?which=review"))
    assert "1 to 1 of 1" in page


def test_a_timetable_past_its_end_is_late_and_first_whatever_its_clock_has_left(
    found, client, person, monkeypatch, text
):
    monkeypatch.setenv("MUSTER_TODAY", ON.isoformat())
    entry = opened_for(found, ends_on=ON + timedelta(days=28))
    client.force_login(person("attendance-lead"))
    page = text(client.get("/children/registers/part_time/"))
    assert "31 October 2025 Last day of the timetable" in page
    monkeypatch.setenv("MUSTER_TODAY", "2025-11-03")
    page = text(client.get("/children/registers/part_time/?which=late"))
    assert "Past its end" in page
    assert "31 October 2025 Late Last day of the timetable" in page
    front = text(client.get("/children/registers/"))
    assert front.split("temporary part-time timetable")[1].split()[:2] == ["1", "1"]
    PartTime.objects.filter(pk=entry.pk).update(ends_on=None)
    page = text(client.get("/children/registers/part_time/"))
    assert "13 November 2025 A part-time timetable ends, or is agreed again" in page
