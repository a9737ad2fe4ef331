"""Updates wanted and missed, drawn day by day: who is told, at every edge."""

from datetime import date, timedelta

import pytest
from tests.programme.reminders.conftest import says, sits

from muster.programme.contacts import named
from muster.programme.plans import changing
from muster.programme.plans.plan import Review
from muster.programme.reminders import due
from muster.programme.reminders.due import Heading


JANUARY = date(2026, 1, 5)
MONDAY = date(2026, 3, 23)
MISSING = (
    "An update is missing since {}: nobody has said how “7 Map the spend” (Task log) is"
    " going."
)


def told(people, on):
    """Who is told of the update on a day: the letters of those who are."""
    letters = zip("abc", people, strict=True)
    return "".join(
        letter
        for letter, one in letters
        if any("update of" in item.about for item in due.for_me(one, on))
    )


def by_day(people, days):
    return [told(people, date.fromisoformat(one)) for one in days.split()]


@pytest.fixture
def reviewed_on(plan):
    """The last review of the plan on another day than 23 March, and the first before it."""

    def reviewed_on(on):
        Review.objects.filter(plan=plan).delete()
        for each in (on - timedelta(days=21), on):
            changing.review(plan, on=each, by="chair")

    return reviewed_on


def test_the_owner_then_who_answers_for_it_then_the_chair(people, action):
    ash, birch, cedar = people
    said = MISSING.format("23 March 2026")
    assert says(ash, MONDAY, Heading.UPDATES) == [said]
    assert says(ash, date(2026, 3, 24), Heading.UPDATES) == [said]
    assert says(ash, date(2026, 3, 25), Heading.UPDATES) == [
        said + " You answer for it."
    ]
    assert says(cedar, date(2026, 3, 26)) == []
    assert says(cedar, date(2026, 3, 27), Heading.OTHERS) == [said + " It is A. Ash’s."]
    assert says(birch, date(2026, 3, 27)) == []


@pytest.mark.parametrize(
    ("missed", "days", "who"),
    [
        # A Friday: the weekend is no grace used up.
        ("2026-03-20", "2026-03-23 2026-03-25 2026-03-26", ["a", "a", "ac"]),
        # Maundy Thursday: neither are Good Friday and Easter Monday.
        ("2026-04-02", "2026-04-07 2026-04-09 2026-04-10", ["a", "a", "ac"]),
        # The Friday before the early May bank holiday.
        ("2026-05-01", "2026-05-05 2026-05-07 2026-05-08", ["a", "a", "ac"]),
        # Christmas Eve: the 25th and the 28th, for Boxing Day, are none; nor is 1 January.
        ("2026-12-24", "2026-12-29 2026-12-31 2027-01-04", ["a", "a", "ac"]),
        # A review on a Sunday.
        ("2026-03-22", "2026-03-23 2026-03-25 2026-03-26", ["a", "a", "ac"]),
    ],
)
def test_only_working_days_are_counted(people, action, reviewed_on, missed, days, who):
    reviewed_on(date.fromisoformat(missed))
    assert by_day(people, days) == who


@pytest.mark.parametrize(
    ("missed", "last_of_owners", "answers"),
    [
        ("2026-03-20", "2026-03-23", "2026-03-24"),
        ("2026-04-02", "2026-04-07", "2026-04-08"),
        ("2026-05-01", "2026-05-05", "2026-05-06"),
    ],
)
def test_who_answers_for_it_is_told_after_two_working_days(
    people, action, reviewed_on, missed, last_of_owners, answers
):
    reviewed_on(date.fromisoformat(missed))
    for on, is_told in ((last_of_owners, False), (answers, True)):
        [said] = says(people[0], date.fromisoformat(on), Heading.UPDATES)
        assert said.endswith("You answer for it.") is is_told


def test_of_several_owners_only_who_answers_for_it_is_told_so(people, account, action):
    elm = account("E. Elm")
    both = [people[0].contact, elm.contact]
    changing.set_owners(action, both, accountable=both[1], on=JANUARY, by="chair")
    on = date(2026, 3, 25)
    assert not says(people[0], on)[0].endswith("You answer for it.")
    assert says(elm, on)[0].endswith("You answer for it.")


def test_where_nobody_answers_for_it_whoever_keeps_the_plan_is_told(
    people, account, action
):
    elm = account("E. Elm")
    both = [people[0].contact, elm.contact]
    changing.set_owners(action, both, on=JANUARY, by="chair")
    assert by_day(people, "2026-03-24 2026-03-25 2026-03-27") == ["a", "ab", "abc"]
    assert says(people[1], date(2026, 3, 25)) == [
        MISSING.format("23 March 2026")
        + " It has several owners and none who answers for it."
    ]


def test_the_chair_is_whoever_chairs_on_the_day_of_the_letter(
    people, account, group, action
):
    cedar = people[2]
    elm = account("E. Elm")
    group.sittings.update(to_on=date(2026, 3, 29))
    sits(group, elm.contact, date(2026, 3, 30))
    friday, monday = date(2026, 3, 27), date(2026, 3, 30)
    assert says(cedar, friday) and not says(elm, friday)
    assert says(elm, monday) and not says(cedar, monday)


def test_where_nobody_chairs_whoever_keeps_the_plan_is_told(people, group, action):
    group.sittings.all().delete()
    assert by_day(people, "2026-03-26 2026-03-27") == ["a", "ab"]


def test_where_the_chair_has_no_account_whoever_keeps_the_plan_is_told(
    people, group, action
):
    group.sittings.update(contact=named("G. Gorse"))
    assert by_day(people, "2026-03-26 2026-03-27") == ["a", "ab"]


def test_a_plan_of_no_group_has_no_chair(people, plan, action):
    plan.group = None
    plan.save()
    assert by_day(people, "2026-03-26 2026-03-27") == ["a", "ab"]


def test_of_an_owner_without_an_account_whoever_keeps_the_plan_is_told_at_once(
    people, action
):
    changing.set_owners(action, [named("F. Fir")], on=JANUARY, by="chair")
    assert by_day(people, "2026-03-23 2026-03-25 2026-03-27") == ["b", "b", "bc"]
    [said] = says(people[1], MONDAY)
    assert said == "F. Fir has no account, so tell them: " + MISSING.format(
        "23 March 2026"
    )


def test_who_owns_and_chairs_is_told_once(people, group, action):
    group.sittings.update(contact=people[0].contact)
    assert len(says(people[0], date(2026, 3, 30))) == 1


def test_it_is_over_once_somebody_says_how_it_goes(people, action):
    on = date(2026, 3, 26)
    changing.note(action, "Late, but going.", on=on, by="ash")
    assert told(people, date(2026, 3, 25)) == "a"
    assert told(people, on) == told(people, date(2026, 4, 1)) == ""


def test_another_review_does_not_let_those_above_off(people, plan, action):
    changing.review(plan, on=date(2026, 4, 20), by="chair")
    assert by_day(people, "2026-04-17 2026-04-20 2026-04-21") == ["ac", "ac", "ac"]


def test_where_a_plan_was_never_reviewed_it_is_missed_after_sixty_days(
    people, plan, action
):
    Review.objects.filter(plan=plan).delete()
    # 5 January and sixty days are 6 March: silent from Saturday the 7th.
    days = "2026-03-06 2026-03-07 2026-03-09 2026-03-11 2026-03-12"
    assert by_day(people, days) == ["", "a", "a", "a", "ac"]


@pytest.mark.parametrize("by", ["review", "meeting"])
def test_an_update_is_asked_for_five_working_days_before_the_plan_is_looked_at(
    people, plan, action, meets, by
):
    changing.note(action, "Going.", on=MONDAY, by="ash")
    looked = date(2026, 4, 13)
    if by == "review":
        changing.review(plan, on=looked, by="chair")
    else:
        meets(looked)
    # Easter: 7 to 10 April are four working days, and the fifth is 2 April.
    assert by_day(people, "2026-04-01 2026-04-02 2026-04-13") == ["", "a", "a"]
    assert says(people[0], date(2026, 4, 2)) == [
        "Say how “7 Map the spend” (Task log) is going: it is looked at on 13 April 2026."
    ]
    # A review that was told nothing has missed it; at a meeting there is time yet.
    said = {
        "review": "An update is missing since 13 April",
        "meeting": "looked at today",
    }
    assert said[by] in says(people[0], looked)[0]
    changing.note(action, "Still going.", on=date(2026, 4, 7), by="ash")
    assert told(people, date(2026, 4, 8)) == ""


def test_a_cancelled_meeting_asks_for_nothing(people, action, meets):
    changing.note(action, "Going.", on=MONDAY, by="ash")
    meets(date(2026, 4, 13), state="cancelled")
    assert told(people, date(2026, 4, 10)) == ""


def test_what_came_since_it_was_looked_at_last_has_nothing_to_say_yet(
    people, plan, action
):
    changing.note(action, "Going.", on=date(2026, 4, 1), by="ash")
    made = changing.add_action(plan, heading="New", on=date(2026, 4, 1), by="c")
    changing.set_owners(made, [people[1].contact], on=date(2026, 4, 1), by="c")
    changing.review(plan, on=date(2026, 4, 13), by="chair")
    assert told(people, date(2026, 4, 10)) == ""
