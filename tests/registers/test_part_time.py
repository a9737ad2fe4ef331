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
