"""The reporting plan: its deadlines, its clearances, and what came of its lines."""

from datetime import date

import pytest

from muster.programme import Refused
from muster.programme.contacts import named
from muster.programme.groups import planning as dates
from muster.programme.reporting import planning
from muster.programme.reporting.line import Standing, clearances_due, write_by


MEETS = date(2025, 10, 15)
SEPT = date(2025, 9, 1)


@pytest.fixture
def line(reporting_plan, board, board_meets):
    return planning.add_line(
        reporting_plan,
        group=board,
        on=SEPT,
        by="officer",
        meeting=board_meets(MEETS),
        kind="pack",
        title="Attendance, autumn",
        writer=named("A. Ash"),
    )


def test_a_paper_is_due_so_many_working_days_before_as_its_board_asks(line):
    assert line.paper_due_on == date(2025, 10, 8)
    line.own_deadline = date(2025, 10, 1)
    assert line.paper_due_on == date(2025, 10, 1)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2025, 10, 8), Standing.PLANNED),
        (date(2025, 10, 9), Standing.LATE),
        (MEETS, Standing.LATE),
        (date(2025, 10, 16), Standing.MISSED),
    ],
)
def test_a_line_that_is_not_given_is_planned_then_late_then_missed(line, on, expected):
    assert line.standing(on) == expected


def test_a_brief_update_in_words_has_until_the_meeting(line):
    planning.change_line(line, by="officer", kind="brief")
    assert line.standing(MEETS) == Standing.PLANNED
    planning.give(line, on=MEETS, by="officer", update="Two sentences on the term.")
    assert line.standing(date(2026, 1, 1)) == Standing.GIVEN


def test_a_line_is_met_by_a_paper_that_was_issued(line, pack):
    with pytest.raises(Refused, match="Attach the paper"):
        planning.give(line, on=date(2025, 10, 7), by="officer")
    planning.give(line, on=date(2025, 10, 9), by="officer", paper=pack)
    assert line.standing(MEETS) == Standing.GIVEN_LATE
    with pytest.raises(Refused, match="It was given on"):
        planning.drop_line(line, on=MEETS, by="officer", why="x")


def test_a_cancelled_meeting_leaves_its_report_adrift(line):
    dates.cancel(line.meeting, by="officer", reason="Snow")
    assert line.standing(SEPT) == Standing.ADRIFT


def test_clearances_are_given_in_order_and_each_has_its_days(line, pack):
    steps = [(named("Head of service"), 3), (named("Director"), 2)]
    planning.set_clearances(line, steps, by="officer")
    due = [(step.contact.name, on) for step, on in clearances_due(line)]
    assert due == [
        ("Head of service", date(2025, 10, 6)),
        ("Director", date(2025, 10, 8)),
    ]
    assert write_by(line) == date(2025, 10, 1)
    first, second = line.clearances.all()
    with pytest.raises(Refused, match="Head of service has to clear it first"):
        planning.clear(second, on=SEPT, by="officer")
    planning.clear(first, on=SEPT, by="officer")
    with pytest.raises(Refused, match="Director has not cleared it yet"):
        planning.give(line, on=SEPT, by="officer", paper=pack)
    planning.clear(second, on=SEPT, by="officer")
    planning.give(line, on=SEPT, by="officer", paper=pack)
    with pytest.raises(Refused):
        planning.set_clearances(line, [], by="officer")


def test_a_report_goes_to_a_meeting_of_its_own_board_and_year(
    reporting_plan, board, committee, board_meets
):
    said = {"on": SEPT, "by": "officer", "kind": "paper", "title": "x"}
    with pytest.raises(Refused, match="is not a meeting of"):
        meeting = board_meets(MEETS)
        planning.add_line(reporting_plan, group=committee, meeting=meeting, **said)
    with pytest.raises(Refused, match="is not in 2025/26"):
        later = board_meets(date(2026, 10, 14))
        planning.add_line(reporting_plan, group=board, meeting=later, **said)


def test_every_board_has_a_line_or_says_none(line, reporting_plan, committee):
    assert planning.unplanned(reporting_plan) == [committee]
    with pytest.raises(Refused, match=f"for {committee}"):
        planning.sign_off(reporting_plan, on=SEPT, by="officer")
    why = "It has the board’s papers."
    planning.want_none(reporting_plan, committee, on=SEPT, by="officer", why=why)
    planning.sign_off(reporting_plan, on=SEPT, by="officer")
    assert planning.unplanned(reporting_plan) == []
    planning.want_some(reporting_plan, committee, on=SEPT, by="officer")
    assert planning.unplanned(reporting_plan) == [committee]


def test_a_board_with_a_line_is_not_marked_as_wanting_none(line, reporting_plan, board):
    with pytest.raises(Refused, match="has reports planned"):
        planning.want_none(reporting_plan, board, on=SEPT, by="officer", why="x")
    planning.drop_line(line, on=SEPT, by="officer", why="Merged")
    assert planning.unplanned(reporting_plan) == [board]
    planning.want_none(reporting_plan, board, on=SEPT, by="officer", why="x")
    with pytest.raises(Refused, match="marked as wanting none"):
        planning.add_line(
            reporting_plan, group=board, on=SEPT, by="x", kind="paper", title="x"
        )
