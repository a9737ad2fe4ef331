"""Measures of actions, each drawn; as on Friday 27 March 2026, in a cycle from 23 February."""

from datetime import date

import pytest
from tests.measures.actions import TODAY, Kept, actions

from muster.measures import parse_period, provided
from muster.measures.catalogue import OF_CASES
from muster.measures.programme import (
    MEASURES,
    actions_amber,
    actions_closed_on_time,
    actions_green,
    actions_grey,
    actions_moved,
    actions_open,
    actions_overdue,
    actions_red,
    actions_silent,
    actions_stuck_amber,
)
from muster.measures.provided import Stretch, count_rows
from muster.tables.actions import ACTIONS


YEAR = Stretch(parse_period("2025-26").first, TODAY)


@pytest.fixture
def spec(monkeypatch):
    """Asserts (counted, out of) by plan, of a drawn table; by nothing, of that pair."""

    def check(measure, table, expected, *, of=YEAR):
        keep(monkeypatch, actions(table))
        by = ("plan",) if isinstance(expected, dict) else ()
        wanted = expected if isinstance(expected, dict) else {"": expected}
        found = count_rows([measure], by, of)
        assert {
            "".join(one.dims): (one.numerator, one.denominator) for one in found
        } == wanted

    return check


def keep(monkeypatch, rows):
    kept = Kept(rows)
    monkeypatch.setitem(provided.PROVIDERS, "actions", kept)
    return kept


def test_open_is_not_closed(spec):
    spec(
        actions_open,
        """
        plan | closed
        -----+-----------
        Log  |
        Log  | 2026-01-16
        Plan |
        """,
        {"Log": (1, 2), "Plan": (1, 1)},
    )


def test_due_today_is_not_overdue(spec):
    spec(
        actions_overdue,
        """
        plan      | first due  | due        | closed
        ----------+------------+------------+-----------
        Yesterday | 2026-03-26 |            |
        Today     | 2026-03-27 |            |
        Tomorrow  | 2026-03-28 |            |
        Moved on  | 2026-01-30 | 2026-04-30 |
        Moved up  | 2026-04-30 | 2026-03-20 |
        Never due |            |            |
        Closed    | 2026-01-30 |            | 2026-02-27
        """,
        {
            "Yesterday": (1, 1),
            "Today": (0, 1),
            "Tomorrow": (0, 1),
            "Moved on": (0, 1),
            "Moved up": (1, 1),
            "Never due": (0, 0),
            "Closed": (0, 0),
        },
    )


def test_a_deadline_moved_twice_is_one_action(spec):
    spec(
        actions_moved,
        """
        plan   | moves | closed
        -------+-------+-----------
        Never  | 0     |
        Once   | 1     |
        Twice  | 2     |
        Closed | 1     | 2026-01-16
        """,
        {"Never": (0, 1), "Once": (1, 1), "Twice": (1, 1), "Closed": (0, 0)},
    )


def test_closed_on_the_first_due_day_is_on_time_whatever_the_deadline_moved_to(spec):
    spec(
        actions_closed_on_time,
        """
        plan        | first due  | due        | closed
        ------------+------------+------------+-----------
        Before      | 2026-01-30 |            | 2026-01-29
        On the day  | 2026-01-30 |            | 2026-01-30
        A day after | 2026-01-30 |            | 2026-01-31
        Moved       | 2026-01-30 | 2026-02-27 | 2026-02-20
        Never due   |            |            | 2026-01-30
        Given a day |            | 2026-01-30 | 2026-01-30
        Open        | 2026-01-30 |            |
        """,
        {
            "Before": (1, 1),
            "On the day": (1, 1),
            "A day after": (0, 1),
            "Moved": (0, 1),
            "Never due": (0, 0),
            "Given a day": (0, 0),
            "Open": (0, 0),
        },
    )


def test_only_what_closed_in_the_period_is_closed_on_time(spec):
    spec(
        actions_closed_on_time,
        """
        plan         | first due  | closed
        -------------+------------+-----------
        Day before   | 2026-02-27 | 2026-01-04
        First day    | 2026-02-27 | 2026-01-05
        Last day     | 2026-02-27 | 2026-02-13
        """,
        {"Day before": (0, 0), "First day": (1, 1), "Last day": (1, 1)},
        of=Stretch(date(2026, 1, 5), date(2026, 2, 13)),
    )


def test_an_action_of_an_earlier_cycle_without_an_update_in_this_one_is_silent(spec):
    spec(
        actions_silent,
        """
        plan         | opened     | updated    | closed
        -------------+------------+------------+-----------
        Cycle before |            | 2026-02-22 |
        First day    |            | 2026-02-23 |
        Never        |            | never      |
        New, never   | 2026-02-23 | never      |
        Closed       |            | never      | 2026-01-16
        """,
        {
            "Cycle before": (1, 1),
            "First day": (0, 1),
            "Never": (1, 1),
            "New, never": (0, 1),
            "Closed": (0, 0),
        },
    )


@pytest.mark.parametrize(
    ("measure", "counted"),
    [(actions_red, 1), (actions_amber, 2), (actions_green, 3), (actions_grey, 4)],
)
def test_grey_is_never_green_and_what_is_unrated_or_delivered_is_no_colour(
    spec, measure, counted
):
    """Ten of four colours, one blue, one never rated; the closed ones count nowhere."""
    colours = ["red", *["amber"] * 2, *["green"] * 3, *["grey"] * 4, "blue", ""]
    rows = [f"Log | {colour} |" for colour in colours]
    closed = [f"Log | {colour} | 2026-01-16" for colour in colours]
    table = "\n".join(["plan | colour | closed", *rows, *closed])
    spec(measure, table, (counted, 12))


def test_amber_at_three_reviews_running_is_stuck(spec):
    spec(
        actions_stuck_amber,
        """
        plan   | ambers | closed
        -------+--------+-----------
        Two    | 2      |
        Three  | 3      |
        Four   | 4      |
        Closed | 3      | 2026-01-16
        """,
        {"Two": (0, 1), "Three": (1, 1), "Four": (1, 1), "Closed": (0, 0)},
    )


def test_every_measure_of_actions_is_in_the_catalogue():
    assert [one for one in OF_CASES if one.table is ACTIONS] == list(MEASURES)


@pytest.mark.parametrize("measure", MEASURES, ids=lambda one: one.name)
def test_nothing_is_counted_out_of_nothing(spec, measure):
    spec(measure, "plan | closed\n", (0, 0))


@pytest.mark.parametrize("measure", MEASURES, ids=lambda one: one.name)
def test_a_measure_of_actions_says_it_counts_actions(measure):
    assert measure.unit == "actions"
    assert "ctions" in measure.sentence
    assert ".md" not in measure.source
