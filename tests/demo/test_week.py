"""The week's cases: every planted child is on the lists said, and on no other."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from muster.demo import DEMO_TODAY
from muster.demo.week import CASES, school_of, who
from muster.measures.watch.away import back, part_time, vanished
from muster.measures.watch.persistence import standings
from muster.measures.watch.register import laid_out
from muster.measures.watch.rules import number
from muster.measures.watch.sickness import sick
from muster.measures.watch.unauthorised import continuous, thresholds, unresolved
from muster.measures.watch.watching import Watched
from muster.registers.lists import FINDS
from muster.school_year import Calendar, SchoolYear
from muster.tables.marks import MarkBatch


YEAR = SchoolYear.of(DEMO_TODAY)


@pytest.fixture(scope="module")
def found(small):
    """Who is on each list, by what they are called in the files."""
    urn = small.world.schools[school_of(small.world.schools)].urn
    weeks = small.marks_of(YEAR)
    here = np.flatnonzero(
        np.array(weeks.schools)[weeks.pupil_school[weeks.pupil]] == urn
    )
    batch = MarkBatch(
        school=np.zeros(len(here), np.int32),
        pupil=weeks.pupil[here].astype(np.int32),
        week=weeks.week[here].astype(np.int32),
        marks=weeks.marks[here],
    )
    rows = small.calendars.to_pylist()
    own = [
        (row["date"], row["session"], row["status"], row["half_term"] or None)
        for row in rows
        if row["school"] in ("", None, urn)
    ]
    calendar = Calendar.of_rows(own, Calendar.template())
    register = laid_out([batch], calendar, YEAR.starts_on, DEMO_TODAY)
    on = DEMO_TODAY
    to_come = calendar.open_sessions(on + timedelta(days=1), YEAR.ends_on)
    watched = Watched(
        register=register,
        thresholds=thresholds(register, on),
        continuous=continuous(register, on),
        unresolved=unresolved(register, on),
        sick=sick(register, on),
        part_time=part_time(register, on),
        back=back(register, on),
        vanished=vanished(register, on),
        standings=standings(register, on, len(to_come)),
        severities=[],
    )
    return {
        name: {weeks.pupils[one.pupil] for one in find(watched, on)}
        for name, find in FINDS.items()
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_planted_child_is_on_the_lists_said_and_on_no_other(case, small, found):
    upn = who(small.world)[case.name]
    assert {name for name, pupils in found.items() if upn in pupils} == {*case.lists}


def test_every_list_has_somebody_planted_on_it():
    assert {name for case in CASES for name in case.lists} == {*FINDS}
    assert number("penalty_weeks", date(2026, 3, 27)) == 10


def test_the_document_of_the_demo_says_every_case():
    said = (Path(__file__).parents[2] / "docs" / "demo.md").read_text("utf-8")
    assert [case.name for case in CASES if case.says not in said] == []
