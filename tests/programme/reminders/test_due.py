"""Drawn examples of what people are told of their actions, steps and plans."""

from datetime import date, timedelta

import pytest
from tests.programme.reminders.conftest import says, sits

from muster.programme.contacts import join, named
from muster.programme.plans import changing, closing
from muster.programme.reminders import due
from muster.programme.reminders.due import Heading
from muster.programme.taking.readings import Asked, Reading
from muster.school_year.said import of_day


JANUARY = date(2026, 1, 5)
DUE = date(2026, 4, 30)


@pytest.mark.parametrize(
    ("days", "heading", "said"),
    [
        (-8, None, ""),
        (-7, Heading.DUE, "is due on 30 April 2026."),
        (-1, Heading.DUE, "is due on 30 April 2026."),
        (0, Heading.DUE, "is due today."),
        (1, Heading.OVERDUE, "was due on 30 April 2026, 1 day ago."),
        (40, Heading.OVERDUE, "was due on 30 April 2026, 40 days ago."),
    ],
)
def test_an_action_is_told_from_a_week_before_it_is_due(
    people, action, days, heading, said
):
    on = DUE + timedelta(days=days)
    changing.note(action, "Going.", on=on, by="ash")
    found = due.for_me(people[0], on)
    assert [(one.heading, one.says) for one in found] == (
        [(heading, f"“7 Map the spend” (Task log) {said}")] if heading else []
    )


def test_what_is_closed_is_told_to_nobody_and_what_is_opened_again_is(
    people, action, meets
):
    meeting = meets(date(2026, 5, 10))
    on = date(2026, 5, 12)
    assert due.told(on)
    closing.propose_closure(action, on=DUE, by="ash", reason="Done")
    assert says(people[0], on, Heading.OVERDUE)
    closing.confirm_closure(action, meeting=meeting, by="chair")
    assert due.told(on) == {}
    closing.reopen(action, on=on, by="chair", reason="It was not")
    assert says(people[0], on, Heading.OVERDUE)


def test_actions_of_a_closed_plan_are_told_to_nobody(people, plan, action):
    plan.closed_on = date(2026, 5, 1)
    plan.save()
    assert due.told(date(2026, 5, 1)) == {}


def test_a_deadline_moved_is_told_by_its_new_day(people, action):
    on = date(2026, 5, 5)
    changing.set_deadline(
        action, [of_day(date(2026, 9, 1))], on=on, by="chair", reason="No staff"
    )
    assert says(people[0], on, Heading.OVERDUE) == []
    assert says(people[0], date(2026, 5, 4), Heading.OVERDUE) != []


def test_a_step_is_told_once_it_is_overdue_and_not_when_it_is_done(people, action):
    changing.add_steps(action, ["Ask finance"], on=JANUARY, by="ash")
    changing.change_step(action, 1, on=JANUARY, by="ash", due_on=date(2026, 3, 10))
    assert says(people[0], date(2026, 3, 10), Heading.OVERDUE) == []
    assert says(people[0], date(2026, 3, 12), Heading.OVERDUE) == [
        (
            "The step “Ask finance” of “7 Map the spend” (Task log) was due on 10 March 2026,"
            " 2 days ago."
        )
    ]
    changing.change_step(action, 1, on=date(2026, 3, 13), by="ash", state="done")
    assert says(people[0], date(2026, 3, 13), Heading.OVERDUE) == []


def test_every_owner_is_told_and_whoever_is_only_informed_is_not(
    people, account, action
):
    ash, birch, _ = people
    elm = account("E. Elm")
    changing.set_owners(
        action,
        [ash.contact, birch.contact],
        informed=[elm.contact],
        on=JANUARY,
        by="chair",
    )
    for one, told in ((ash, True), (birch, True), (elm, False)):
        assert bool(says(one, DUE)) is told


def test_whoever_keeps_the_plan_is_told_of_an_owner_without_an_account(people, action):
    ash, birch, cedar = people
    changing.set_owners(action, [named("F. Fir")], on=JANUARY, by="chair")
    changing.note(action, "Going.", on=DUE, by="chair")
    assert says(ash, DUE) == says(cedar, DUE) == []
    [told] = due.for_me(birch, DUE)
    assert told.heading == Heading.OTHERS
    assert told.says == (
        "F. Fir has no account, so tell them: “7 Map the spend” (Task log) is due today."
    )


def test_a_closed_account_is_none(people, action):
    ash, birch, _ = people
    ash.is_active = False
    ash.save()
    assert says(ash, DUE) == []
    assert "A. Ash has no account" in says(birch, DUE)[0]


def test_whoever_keeps_the_plan_is_told_of_an_action_nobody_owns(people, action):
    changing.set_owners(action, [], on=JANUARY, by="chair")
    changing.note(action, "Going.", on=DUE, by="chair")
    [told] = says(people[1], DUE, Heading.OTHERS)
    assert told.startswith("Nobody owns this. “7 Map the spend”")


def test_the_chair_is_told_where_nobody_keeps_the_plan(account, group, action):
    cedar = account("C. Cedar")
    sits(group, cedar.contact, JANUARY)
    changing.note(action, "Going.", on=DUE, by="chair")
    assert "A. Ash has no account" in says(cedar, DUE)[0]


def test_what_nobody_can_be_told_of_is_not_lost(action):
    """None of them has an account: `muster check` says so."""
    changing.note(action, "Going.", on=DUE, by="chair")
    assert list(due.told(DUE)) == [None]
    assert due.told(DUE)[None][0].due_on == DUE


def test_a_name_joined_to_somebody_is_them(people, action):
    ash = people[0]
    changing.set_owners(action, [named("AA")], on=JANUARY, by="chair")
    join(kept=ash.contact, other=named("AA"), by="officer")
    assert says(ash, DUE)


def test_a_name_that_two_people_have_is_neither_of_them(people, action):
    changing.set_owners(action, [named("AB")], on=JANUARY, by="chair")
    for one in people[:2]:
        one.contact.aliases = ["AB"]
        one.contact.save()
    assert says(people[0], DUE) == []
    assert "AB has no account" in says(people[1], DUE)[0]


def test_questions_of_a_paper_are_for_whoever_keeps_the_plan(people, plan):
    reading = Reading.objects.create(
        plan=plan, name="log.docx", as_at=JANUARY, taken_at="2026-01-05T10:00Z"
    )
    for _ in range(2):
        Asked.objects.create(reading=reading, about="name", says="Who is this?")
    on = date(2026, 3, 2)
    assert says(people[1], on) == [
        "2 questions on Task log wait for an answer: papers that were read in raised them."
    ]
    Asked.objects.filter(pk=1).update(answered_at="2026-01-06T10:00Z")
    assert says(people[1], on)[0].startswith("A question on Task log waits")
    Asked.objects.update(answered_at="2026-01-06T10:00Z")
    assert says(people[1], on) == []


def test_folders_above_add_what_else_people_are_told_of(people, monkeypatch):
    ash = people[0]
    item = due.Item(
        ash.pk, Heading.DUE, "commentary 1", "Write it.", ("programme:plan", 1)
    )
    monkeypatch.setattr(due, "_registered", dict(due._registered))
    due.register(due.Kind("Commentary", lambda on: [item, item]))
    assert due.for_me(ash, JANUARY) == [item]


def test_the_most_pressing_is_first(people, plan, action):
    changing.note(action, "Going.", on=date(2026, 4, 28), by="ash")
    for ref, day in (("8", 27), ("9", 26)):
        made = changing.add_action(
            plan, heading=ref, ref=ref, on=date(2026, 4, 1), by="c"
        )
        changing.set_owners(made, [people[0].contact], on=date(2026, 4, 1), by="c")
        changing.set_deadline(
            made, [of_day(date(2026, 4, day))], on=date(2026, 4, 1), by="c"
        )
    found = due.for_me(people[0], date(2026, 4, 28))
    assert [one.due_on.day for one in found] == [26, 27, 30]


def test_what_is_due_is_read_with_as_many_queries_however_many_actions(
    people, plan, django_assert_max_num_queries
):
    for n in range(30):
        made = changing.add_action(plan, heading=f"{n}", on=JANUARY, by="c")
        changing.set_owners(made, [people[n % 3].contact], on=JANUARY, by="c")
    with django_assert_max_num_queries(28):
        assert due.told(date(2026, 3, 23))
