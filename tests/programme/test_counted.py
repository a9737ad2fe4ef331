"""What the catalogue makes of the actions of real plans."""

from datetime import date

import pytest
from tests.programme.plans.test_standing import rated

from muster.measures.programme import MEASURES
from muster.measures.provided import Stretch, count_rows
from muster.programme.plans import changing
from muster.school_year.said import of_day
from muster.tables.actions import ACTIONS


YEAR = date(2025, 8, 1)
MARCH = date(2026, 3, 27)


def counted(on, by=()):
    found = count_rows(MEASURES, by, Stretch(YEAR, on))
    return {(one.measure, *one.dims): (one.numerator, one.denominator) for one in found}


def test_an_action_is_open_until_its_due_day_has_passed(action):
    for on, overdue in ((MARCH, 0), (date(2026, 4, 30), 0), (date(2026, 5, 1), 1)):
        found = counted(on, ("plan",))
        assert found["actions_overdue", "Task log"] == (overdue, 1)
    assert counted(date(2026, 1, 4))["actions_open",] == (0, 0)  # not yet on the plan


def test_a_moved_deadline_is_counted_and_the_first_one_kept(action):
    later = [of_day(date(2026, 6, 30))]
    changing.set_deadline(
        action, later, on=date(2026, 3, 23), by="chair", reason="The tender is late."
    )
    assert counted(date(2026, 3, 22))["actions_moved",] == (0, 1)
    assert counted(MARCH)["actions_moved",] == (1, 1)
    assert counted(date(2026, 5, 1))["actions_overdue",] == (0, 1)


def test_a_colour_without_an_update_is_grey_and_not_green(plan, action):
    rated(action, (date(2026, 3, 2), "green"))
    found = counted(date(2026, 3, 22))
    assert (found["actions_green",], found["actions_grey",]) == ((1, 1), (0, 1))
    found = counted(MARCH)
    assert (found["actions_green",], found["actions_grey",]) == ((0, 1), (1, 1))


@pytest.mark.parametrize("dimension", ACTIONS.dimensions)
def test_real_actions_add_up_by_every_dimension(plan, action, dimension):
    changing.add_action(plan, heading="Visit", on=date(2026, 3, 3), by="chair")
    parts = counted(MARCH, (dimension,))
    for (name,), whole in counted(MARCH).items():
        mine = [pair for place, pair in parts.items() if place[0] == name]
        assert tuple(map(sum, zip(*mine, strict=True))) == whole
