from dataclasses import replace

import pytest

from muster.programme.printed import CLOSED, NEW, Status
from muster.programme.reading import read
from muster.programme.reading.differences import Change, differences, matched
from muster.school_year import read_said


@pytest.fixture(scope="module")
def log(log_text):
    return read("log", log_text.encode())


@pytest.fixture(scope="module")
def plan(plan_text):
    return read("plan", plan_text.encode())


def changed(document, place, **fields):
    rows = list(document.rows)
    rows[place] = replace(rows[place], **fields)
    return replace(document, rows=tuple(rows))


def test_the_same_document_differs_in_nothing(log, plan):
    assert not differences(log, log)
    assert not differences(plan, plan)


def test_what_only_looks_different_is_no_difference(plan):
    row = plan.rows[0]
    other = changed(plan, 0, heading=row.heading.replace(" ", "  ", 1), ref="1A")
    again = changed(plan, 5, success=plan.rows[5].success.replace("'", "’"))

    assert not [each for each in differences(plan, other) if each.field == "heading"]
    assert not differences(plan, again)


def test_another_way_of_writing_a_day_is_no_difference(log):
    assert not differences(log, changed(log, 0, start=read_said("12 January 2021")))


def test_a_changed_field_is_told_with_both_texts(log):
    (found,) = differences(log, changed(log, 1, owners=("CD", "EF")))

    assert found.change is Change.CHANGED
    assert (found.field, found.before, found.after) == ("owners", "AB", "CD\nEF")
    assert found.called == "2a LATE MARKS"
    assert (found.before_row, found.after_row) == (1, 1)


def test_a_new_status_is_told(log):
    row = log.rows[0]
    later = changed(log, 0, statuses=(*row.statuses, Status(row.due_on, "GREEN")))
    (found,) = differences(log, later)

    assert found.after.endswith("GREEN on 10/11/2021")


def test_new_task_is_no_status(log):
    row = log.rows[4]
    assert row.statuses[0].said == "New Task"

    assert not differences(log, changed(log, 4, statuses=row.statuses[1:]))


def test_a_closed_row_is_compared_by_its_words_and_not_their_days(log):
    closed = log.rows[-1]
    moved = tuple(replace(each, on=log.as_at) for each in closed.statuses)

    assert closed.section == CLOSED
    assert not differences(log, changed(log, len(log.rows) - 1, statuses=moved))


def test_a_row_that_is_gone_and_one_that_is_new_are_told_whole(log):
    new = replace(log.rows[0], ref="9", heading="BOATS", section=NEW, success="")
    after = replace(log, rows=(*log.rows[1:], new))
    added, removed = differences(log, after)

    assert (added.change, added.called) == (Change.ADDED, "9 BOATS")
    assert (removed.change, removed.called) == (Change.REMOVED, "1 SCHOOL TRANSPORT")
    assert "owners: AB" in added.after


def test_a_row_moved_to_another_section_is_the_same_row(log):
    (found,) = differences(log, changed(log, 2, section=CLOSED))

    assert (found.field, found.before, found.after) == ("section", "OPEN", "CLOSED")


def test_rows_in_another_order_differ_in_nothing(plan):
    assert not differences(plan, replace(plan, rows=plan.rows[::-1]))


def test_two_rows_of_one_reference_are_told_apart_by_their_headings(plan):
    assert matched(plan.rows, plan.rows[::-1]) == {
        place: len(plan.rows) - 1 - place for place in range(len(plan.rows))
    }


def test_an_action_with_no_reference_is_known_by_its_measure(plan):
    (found,) = differences(
        plan, changed(plan, 2, heading="Look at the use of libraries")
    )

    assert found.field == "heading"


def test_the_head_is_compared_unless_there_is_none(log):
    (found,) = differences(log, replace(log, head={**log.head, "owner": "Ben Oak"}))

    assert (found.field, found.before, found.after) == ("owner", "Ada Birch", "Ben Oak")
    assert not differences(log, replace(log, head={}))
