"""Over whatever people do: nothing that is open is ever missing from the next agenda."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from muster.programme import Refused
from muster.programme.contacts import named
from muster.programme.groups import planning
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.programme.meetings import agenda, holding, minutes
from muster.programme.meetings.item import Item
from muster.programme.plans import changing, closing
from muster.programme.plans.action import Action
from muster.school_year.said import of_day


BY = "minutes"
BEGINS = date(2026, 1, 5)
# What is done often stands often: most sequences hold a meeting or two.
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            "plan plan act item item build start start close_minutes cancel cancel off off"
            " finish close reopen move".split()
        ),
        st.integers(0, 9),
    ),
    min_size=6,
    max_size=20,
)


class World:
    """A group, its plan and its meetings; each step does what it says, or is refused."""

    def __init__(self) -> None:
        self.group = Group.objects.create(kind=Group.Kind.WORKING, name="Working Group")
        self.plan = changing.start_plan(
            title="Log", kind="log", on=BEGINS, by=BY, group=self.group
        )
        self.day = BEGINS
        self.open_items: set[str] = set()

    def step(self, what: str, number: int) -> None:
        self.day += timedelta(days=3)
        try:
            getattr(self, f"{what}_")(number)
        except Refused:
            pass

    def pick(self, found, number):
        rows = list(found)
        if not rows:
            raise Refused("There is none.")
        return rows[number % len(rows)]

    def meeting(self, number, *states):
        return self.pick(self.group.meetings.filter(state__in=states), number)

    def plan_(self, number):
        planning.plan(self.group, on=self.day + timedelta(days=number), by=BY)

    def act_(self, number):
        action = changing.add_action(
            self.plan, heading=f"Do {self.day}", on=self.day, by=BY
        )
        changing.set_owners(action, [named("A. Ash")], on=self.day, by=BY)
        changing.set_deadline(action, [of_day(self.day)], on=self.day, by=BY)

    def item_(self, number):
        title = f"Item of {self.day}"
        agenda.add(self.meeting(number, "planned", "held"), title=title, by=BY)
        self.open_items.add(title)

    def build_(self, number):
        agenda.build(self.meeting(number, "planned"), by=BY)

    def start_(self, number):
        holding.start(self.meeting(number, "planned"), today=self.day, by=BY)

    def close_minutes_(self, number):
        meeting = self.meeting(number, "held")
        holding.attend(meeting, "A. Ash", by=BY)
        minutes.close(meeting, by=BY)

    def cancel_(self, number):
        planning.cancel(self.meeting(number, "planned"), by=BY, reason="Ill.")

    def move_(self, number):
        on = self.day + timedelta(days=number)
        planning.change(self.meeting(number, "planned"), by=BY, on=on)

    def off_(self, number):
        items = Item.objects.filter(meeting__group=self.group)
        agenda.take_off(self.pick(items, number), reason="No time.", by=BY)

    def finish_(self, number):
        items = Item.objects.filter(meeting__group=self.group, kind="other")
        item = self.pick(items, number)
        agenda.finish(item, is_finished=True, by=BY)
        self.open_items.discard(item.title)

    def close_(self, number):
        action = self.pick(Action.objects.all(), number)
        meeting = self.meeting(number, "held")
        closing.propose_closure(action, on=meeting.on, by=BY, reason="Done.")
        closing.confirm_closure(action, meeting=meeting, by=BY)

    def reopen_(self, number):
        action = self.pick(Action.objects.all(), number)
        closing.reopen(action, on=self.day, by=BY, reason="It was not done.")


def holds(world: World, meeting: Meeting) -> None:
    """The agenda of the next meeting has every open action, and every open item of the
    meetings before it; each once, and what is off says why."""
    found = agenda.of(meeting)
    every = [*found.items, *found.off]
    actions = [one.action_id for one in every if one.action_id]
    still = {one.action.pk for one in agenda.open_actions(world.group, meeting.on)}
    assert set(actions) == still
    assert len(actions) == len(set(actions))
    before = Item.objects.filter(
        meeting__group=world.group, meeting__on__lt=meeting.on, kind="other"
    )
    carried = {one.title for one in before} & world.open_items
    titles = [one.title for one in every if one.kind == "other"]
    assert carried <= set(titles)
    assert len(titles) == len(set(titles))
    assert all(one.off_reason for one in found.off)


class TestCarrying(TestCase):
    @settings(
        max_examples=8,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(STEPS)
    def test_nothing_open_is_ever_missing_from_an_agenda_to_come(self, steps):
        world = World()
        for what, number in (("plan", 1), ("act", 0), ("item", 0), *steps):
            world.step(what, number)
        world.step("plan", 9)
        for meeting in world.group.meetings.filter(state=Meeting.State.PLANNED):
            holds(world, meeting)


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "steps",
    [
        "item build cancel",
        "item start plan build cancel",
        "build off start",
        "item build off start plan build off start",
        "act start close reopen",
        "item start plan start close_minutes",
    ],
)
def test_nothing_falls_by_the_ways_there_are_to_forget_it(steps):
    world = World()
    for what in ("act", "plan", *steps.split(), "plan"):
        world.step(what, 0)
    meeting = world.group.meetings.filter(state=Meeting.State.PLANNED).last()
    holds(world, meeting)
    assert agenda.of(meeting).items
