"""What is on an agenda without anybody putting it there, and what people do with it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from tests.programme.meetings.conftest import BY

from muster.documents import issuing
from muster.programme import Refused
from muster.programme.groups import planning
from muster.programme.groups.group import Group
from muster.programme.meetings import agenda, holding, minutes, writing
from muster.programme.plans import changing, closing


def titles(meeting) -> list[str]:
    return [one.title for one in agenda.of(meeting).items]


def finish(item):
    agenda.finish(item, is_finished=True, by=BY)


def issued(audience: str, on: date, title="Spring 2026, second half-term"):
    return issuing.issue(
        stem=f"pack-2025-26-HT4-{audience}",
        number=1,
        title=title,
        organisation="Quillshire",
        audience=audience,
        period="2025-26/HT4",
        figures=b"{}",
        files={},
        at=datetime(on.year, on.month, on.day, 12, tzinfo=ZoneInfo("Europe/London")),
        by="chair",
    )


def test_every_open_action_of_the_groups_plans_is_on_it(meeting, acts):
    acts("Map the spend")
    closed = acts("Write the letter")
    closing.propose_closure(closed, on=date(2026, 3, 2), by=BY, reason="Sent.")
    closing.confirm_closure(
        closed, meeting=planning.plan(meeting.group, on=date(2026, 3, 23), by=BY), by=BY
    )
    assert titles(meeting) == ["Map the spend"]


def test_an_action_of_a_sub_plan_that_no_group_keeps_is_on_it_too(meeting, acts):
    above = acts("Map the spend")
    under = changing.start_plan(
        title="Spend", kind="plan", on=date(2026, 1, 6), by=BY, under=above
    )
    acts("Ask finance", into=under)
    other = Group.objects.create(kind="working", name="Finance Group")
    theirs = changing.start_plan(
        title="Theirs", kind="log", on=date(2026, 1, 6), by=BY, group=other
    )
    acts("Not ours", into=theirs)
    assert sorted(titles(meeting)) == ["Ask finance", "Map the spend"]


def test_an_item_that_was_not_finished_is_on_the_next_agenda_until_it_is(
    meeting, next_one
):
    agenda.add(meeting, title="The letter to parents", by=BY)
    agenda.add(meeting, title="Data sharing", by=BY)
    holding.start(meeting, today=meeting.on, by=BY)
    letter, sharing = meeting.items.all()
    finish(sharing)
    july, september = next_one(), next_one(date(2026, 9, 14))
    assert titles(july) == ["The letter to parents"]
    assert agenda.of(july).items[0].note == "Carried over since 18 May 2026."

    agenda.build(july, by=BY)
    agenda.build(september, by=BY)
    holding.start(july, today=july.on, by=BY)
    finish(july.items.get())
    assert titles(september) == [], "finished meanwhile, so it no longer belongs there"


def test_what_was_on_a_meeting_that_was_cancelled_is_on_the_next(meeting, next_one):
    agenda.add(meeting, title="The letter to parents", by=BY)
    planning.cancel(meeting, by=BY, reason="No quorum.")
    assert titles(next_one()) == ["The letter to parents"]


def test_taking_an_item_off_needs_a_reason_and_is_for_one_meeting(
    meeting, acts, next_one
):
    acts("Map the spend")
    [item] = agenda.build(meeting, by=BY).items
    with pytest.raises(Refused, match="Say why it is taken off"):
        agenda.take_off(item, reason=" ", by=BY)
    agenda.take_off(item, reason="A. Ash is away.", by=BY)
    assert titles(meeting) == []
    assert [one.off_reason for one in agenda.of(meeting).off] == ["A. Ash is away."]
    assert titles(next_one()) == ["Map the spend"]
    agenda.put_back(item, by=BY)
    assert titles(meeting) == ["Map the spend"]


def test_what_comes_up_after_it_was_prepared_is_on_it_before_anybody_does_anything(
    meeting, acts
):
    agenda.build(meeting, by=BY)
    acts("Map the spend")
    assert [one.title for one in agenda.of(meeting).new] == ["Map the spend"]
    holding.start(meeting, today=meeting.on, by=BY)
    assert [one.title for one in meeting.items.all()] == ["Map the spend"]


def test_usual_items_stand_at_their_ends_of_the_meeting(meeting, acts):
    acts("Map the spend")
    agenda.offer_usual(meeting.group, by=BY)
    agenda.build(meeting, by=BY)
    agenda.add(meeting, title="Data sharing", by=BY)
    assert titles(meeting) == [
        "Welcome and apologies",
        "Minutes of the last meeting",
        "Map the spend",
        "Data sharing",
        "Any other business",
        "Date of the next meeting",
    ]


def test_items_are_reordered_among_items_and_actions_among_actions(meeting, acts):
    for name in ("One", "Two"):
        acts(name)
        agenda.add(meeting, title=f"Item {name}", by=BY)
    item = meeting.items.get(title="Item Two")
    agenda.move(item, up=True, by=BY)
    agenda.move(item, up=True, by=BY)
    agenda.move(meeting.items.get(title="One"), up=False, by=BY)
    found = agenda.of(meeting)
    assert [one.title for one in found.listed] == ["Item Two", "Item One"]
    assert [one.title for one in found.actions] == ["Two", "One"]


def test_the_pack_its_members_may_have_is_attached_once(meeting, next_one):
    group = meeting.group
    paper = issued("officers", date(2026, 4, 20))
    issued("board", date(2026, 4, 20))
    assert titles(meeting) == [], "nobody said which pack they may have"
    group.audience = "officers"
    group.save()
    [item] = agenda.build(meeting, by=BY).items
    assert item.title == "Data pack: Spring 2026, second half-term"
    assert list(item.papers.all()) == [paper]
    holding.start(meeting, today=meeting.on, by=BY)
    finish(item)
    assert titles(next_one()) == []


def test_closed_minutes_of_a_sub_group_reach_its_parent(meeting, group):
    task_group = Group.objects.create(
        kind=Group.Kind.SUB, name="Missing Education Task Group", reports_to=group
    )
    first = planning.plan(task_group, on=date(2026, 4, 13), by=BY)
    holding.start(first, today=first.on, by=BY)
    holding.attend(first, "B. Birch", by=BY)
    assert titles(meeting) == []
    minutes.close(first, by=BY)
    assert titles(meeting) == [
        "Minutes of the Missing Education Task Group, 13 April 2026"
    ]
    [item] = agenda.build(meeting, by=BY).items
    assert item.minutes_of == first


def test_the_agenda_of_a_meeting_that_was_held_stays_as_it_was(held, acts):
    acts("Map the spend")
    assert titles(held) == []
    with pytest.raises(Refused, match="was held, so its agenda stays"):
        agenda.build(held, by=BY)


def test_what_something_is_written_of_is_not_taken_off(held):
    item = agenda.add(held, title="Data sharing", by=BY)
    writing.write(item, "It was discussed.", against=0, by=BY)
    with pytest.raises(Refused, match="Something is written"):
        agenda.take_off(item, reason="No time.", by=BY)
