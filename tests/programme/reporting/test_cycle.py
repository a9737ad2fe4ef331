"""The cycle of a half-term, by the calendar and the meetings there are."""

from datetime import date

import pytest

from muster.programme import Refused
from muster.programme.contacts import named
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.reporting import cycle, planning
from muster.school_year import Calendar, SchoolYear
from muster.school_year.working_days import is_working_day, working_days_after


YEAR = SchoolYear(2025)


@pytest.fixture
def rounds(db):
    def rounds(group=None, lines=()):
        return cycle.rounds(YEAR, Calendar.template(), group=group, lines=lines)

    return rounds


def test_there_are_six_rounds_of_six_steps_in_order(rounds):
    found = rounds()
    assert [one.title for one in found] == [
        "September",
        "November",
        "January",
        "March",
        "May",
        "July",
    ]
    for one in found:
        days = [each.on for each in one.steps]
        assert days == sorted(days)
        assert all(map(is_working_day, days))
        assert days[0] == working_days_after(one.begins_on, 5)


def test_the_meeting_of_the_working_group_stands_on_its_own_day(rounds, group):
    first = rounds()[1].begins_on
    met = working_days_after(first, 9)
    Meeting.objects.create(group=group, on=met)
    [step] = [one for one in rounds(group)[1].steps if one.step.is_meeting]
    assert (step.on, step.why) == (met, "the day it meets")


def test_papers_are_due_on_the_last_deadline_of_the_round(
    rounds, reporting_plan, board
):
    assert board.kind == Group.Kind.BOARD
    on = working_days_after(rounds()[0].begins_on, 25)
    meeting = Meeting.objects.create(group=board, on=on)
    line = planning.add_line(
        reporting_plan,
        group=board,
        on=on,
        by="x",
        kind="paper",
        title="x",
        meeting=meeting,
    )
    [step] = [one for one in rounds(lines=[line])[0].steps if one.step.is_papers]
    assert step.on == line.paper_due_on
    assert step.left == [line]


def test_a_paper_due_before_the_commentary_is_of_the_round_before(
    rounds, reporting_plan, board
):
    early = working_days_after(rounds()[2].begins_on, 9)
    meeting = Meeting.objects.create(group=board, on=early)
    line = planning.add_line(
        reporting_plan,
        group=board,
        on=early,
        by="x",
        kind="paper",
        title="x",
        meeting=meeting,
    )
    waits = [
        [one for each in found.steps for one in each.waits_for]
        for found in rounds(lines=[line])
    ]
    assert waits == [[], [line], [], [], [], []]


def test_a_day_set_by_hand_stands_over_all_and_a_done_step_is_not_late(rounds):
    own = date(2025, 9, 30)
    cycle.say(YEAR, 1, "refresh", by="x", own_day=own, contact=named("D. Data"))
    step = rounds()[0].steps[0]
    assert (step.on, step.why, step.contact.name) == (own, "set by hand", "D. Data")
    assert not step.is_late(own)
    assert step.is_late(date(2025, 10, 1))
    cycle.done(YEAR, step, on=date(2025, 10, 1), by="x")
    assert not rounds()[0].steps[0].is_late(date(2025, 10, 2))
    with pytest.raises(Refused, match="done already"):
        cycle.done(YEAR, step, on=own, by="x")


def test_what_is_late_is_listed(rounds):
    found = rounds()
    last = found[0].steps[-1].on
    assert len(cycle.late(found, last)) == 5


def test_a_step_there_is_none_of_and_a_day_of_another_year_are_refused(db):
    with pytest.raises(Refused, match="no such step"):
        cycle.say(YEAR, 7, "refresh", by="x", own_day=None, contact=None)
    with pytest.raises(Refused, match="is not in"):
        cycle.say(YEAR, 1, "check", by="x", own_day=date(2030, 1, 8), contact=None)
