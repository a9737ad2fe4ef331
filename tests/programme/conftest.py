from datetime import date

import pytest

from muster.programme.contacts import named
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.plans import changing
from muster.school_year.said import of_day


MARCH = date(2026, 3, 2)


@pytest.fixture
def group(db) -> Group:
    return Group.objects.create(
        kind=Group.Kind.WORKING, name="Attendance Working Group", initials="AWG"
    )


@pytest.fixture
def plan(group):
    """A working group's log, reviewed twice: on 2 and 23 March 2026."""
    made = changing.start_plan(
        title="Task log", kind="log", on=date(2026, 1, 5), by="chair", group=group
    )
    for on in (date(2026, 3, 2), date(2026, 3, 23)):
        changing.review(made, on=on, by="chair")
    return made


@pytest.fixture
def action(plan):
    """An action owned by A. Ash, due on 30 April 2026."""
    made = changing.add_action(
        plan, heading="Map the spend", ref="7", on=date(2026, 1, 5), by="chair"
    )
    ash = named("A. Ash")
    changing.set_owners(made, [ash], on=date(2026, 1, 5), by="chair")
    due = [of_day(date(2026, 4, 30))]
    changing.set_deadline(made, due, on=date(2026, 1, 5), by="chair")
    return made


@pytest.fixture
def meets(group):
    """A meeting of the group on a day."""

    def meets_on(on: date, **more) -> Meeting:
        return Meeting.objects.create(group=group, on=on, **more)

    return meets_on
