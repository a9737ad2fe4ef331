"""Who sits when, what was in force when, and the days a rhythm gives."""

from datetime import date, time

import pytest
from tests.programme.meetings.conftest import BY

from muster.programme import Refused
from muster.programme.contacts import named
from muster.programme.groups import keeping, rhythm
from muster.programme.groups.group import Group, Seat, chair, empty_seats, terms
from muster.programme.groups.meeting import Meeting
from muster.school_year.calendars import Calendar
from muster.school_year.years import SchoolYear


def days(group, year: int, calendar=None) -> list[date]:
    found = rhythm.proposed(group, SchoolYear(year), calendar or Calendar.template())
    return [one.on for one in found if one.on]


@pytest.fixture
def mondays(group):
    """mondays(from, "monthly"): the second Monday, from a day on."""

    def mondays(from_on: date, every: str, **more):
        said = {"week": 2, "weekday": 0, **more}
        return rhythm.keep_rhythm(group, from_on=from_on, every=every, by=BY, **said)

    return mondays


def test_a_new_chair_takes_over_on_their_day_and_papers_before_name_the_old(
    group, sits
):
    sits("A. Ash", "chair")
    sits("J. Juniper", "chair", from_on=date(2026, 9, 1))
    assert chair(group, date(2026, 8, 31)) == named("A. Ash")
    assert chair(group, date(2026, 9, 1)) == named("J. Juniper")
    assert group.sittings.get(contact=named("A. Ash")).to_on == date(2026, 8, 31)


def test_terms_of_reference_in_force_on_a_past_day_are_those_of_then(group):
    for text, on in (("First.", date(2026, 1, 1)), ("Second.", date(2026, 4, 1))):
        keeping.set_terms(group, text=text, from_on=on, by=BY)
    assert terms(group, date(2026, 3, 31)).text == "First."
    assert terms(group, date(2026, 4, 1)).text == "Second."
    assert terms(group, date(2025, 12, 31)) is None


def test_seats_that_nobody_sits_in_are_shown_and_a_deputy_fills_none(group, sits):
    seat = keeping.add_seat(group, name="PRU headteachers", wanted=2, by=BY)
    head = sits("A. Ash", seat=seat)
    sits("C. Cedar", "deputy", deputy_for=head, seat=seat)
    assert empty_seats(group, date(2026, 3, 2)) == [(seat, 1)]
    with pytest.raises(Refused, match="Somebody sits in it"):
        keeping.close_seat(seat, on=date(2026, 3, 2), by=BY)
    assert Seat.objects.count() == 1


def test_a_deputy_is_somebodys_and_nobody_sits_twice(group, sits):
    with pytest.raises(Refused, match="Say whose deputy"):
        sits("C. Cedar", "deputy")
    sits("A. Ash")
    with pytest.raises(Refused, match="A. Ash sits on it so already on 1 January 2026"):
        sits("A. Ash")


def test_a_group_does_not_report_to_itself_in_the_end(group):
    sub = keeping.make_group(
        kind=Group.Kind.SUB, name="Task Group", reports_to=group, by=BY
    )
    with pytest.raises(Refused, match="would report to itself in the end"):
        keeping.change_group(group, reports_to=sub, by=BY)
    with pytest.raises(Refused, match="There is a group called task group already"):
        keeping.make_group(kind=Group.Kind.SUB, name="task group", by=BY)


def test_five_monthly_meetings_and_then_six_half_termly_ones(group, mondays):
    mondays(date(2016, 3, 1), "monthly")
    mondays(date(2016, 9, 1), "half-termly")
    assert [on.month for on in days(group, 2015)] == [3, 4, 5, 6, 7]
    assert [on.month for on in days(group, 2016)] == [9, 11, 1, 3, 5, 7]
    assert all(on.weekday() == 0 for on in days(group, 2016))


def test_a_bank_holiday_or_a_closed_day_is_avoided_and_it_is_said_why(group, mondays):
    mondays(date(2025, 8, 1), "monthly", week=1)
    found = {
        one.month.month: one
        for one in rhythm.proposed(group, SchoolYear(2025), Calendar.template())
    }
    assert found[5].on == date(2026, 5, 11)
    assert found[5].says.startswith("4 May 2026 is a bank holiday (")
    assert 8 not in found, "no day of August is open, so none is proposed"
    rows = [(date(2026, 6, 1), s, "closed_planned", None) for s in ("AM", "PM")]
    own = Calendar.of_rows(rows, Calendar.template())
    assert date(2026, 6, 8) in days(group, 2025, own)


def test_what_is_accepted_is_a_meeting_and_is_not_proposed_again(group, mondays):
    mondays(
        date(2025, 9, 1), "termly", starts_at=time(14), ends_at=time(16), place="Hall"
    )
    found = rhythm.proposed(group, SchoolYear(2025), Calendar.template())
    made = rhythm.accept(group, found[:1], by=BY)
    assert [(one.starts_at, one.place, one.source) for one in made] == [
        (time(14), "Hall", "rhythm")
    ]
    again = rhythm.proposed(group, SchoolYear(2025), Calendar.template())
    assert [one.is_set for one in again] == [True, False, False]
    assert Meeting.objects.count() == 1


def test_a_rhythm_ends_after_it_begins(mondays):
    with pytest.raises(Refused, match="It ends before it begins"):
        mondays(date(2025, 9, 1), "termly", starts_at=time(14), ends_at=time(13))
