"""What the demo’s reporting plan and cycle show: all in time but what is planted."""

from datetime import date

import pytest

from muster.demo import DEMO_TODAY
from muster.programme.reporting import cycle, planning
from muster.programme.reporting.line import ReportLine, Standing
from muster.school_year import SchoolYear
from muster.sources.uploads import state


# A demo of its own takes half a minute.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("demo"),
    pytest.mark.slow,
]
SIZE = {"pupils": 1_000, "years": 2, "seed": 1}


def test_every_board_has_a_report_or_a_word_that_it_wants_none():
    for start in (2024, 2025):
        plan = planning.plan_of(SchoolYear(start))
        assert planning.unplanned(plan) == []
        assert plan.signed_off_at.group.initials == "AWG"


def test_one_report_was_missed_and_the_others_were_given():
    stood = {
        (one.group.initials, one.meeting.on): one.standing(DEMO_TODAY)
        for one in ReportLine.objects.select_related("group", "meeting")
    }
    past = {key: said for key, said in stood.items() if key[1] <= DEMO_TODAY}
    missed = [key for key, said in past.items() if said == Standing.MISSED]
    assert missed == [("HWB", date(2026, 3, 4))]
    assert set(past.values()) == {Standing.MISSED, Standing.GIVEN}
    assert {said for key, said in stood.items() if key not in past} == {
        Standing.PLANNED
    }


def test_every_step_is_somebodys_and_one_is_late_for_the_report_that_was_missed():
    found = [
        (start, due)
        for start in (2024, 2025)
        for each in cycle.of_year(SchoolYear(start), state().calendar())
        for due in each.steps
    ]
    assert all(due.contact for _, due in found)
    late = [
        (start, due.number, due.step.key)
        for start, due in found
        if due.is_late(DEMO_TODAY)
    ]
    assert late == [(2025, 3, "papers")]
