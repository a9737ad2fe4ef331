"""What is odd gets a sentence, and no page breaks on it."""

from datetime import date

import pytest
from django.urls import reverse

from muster.programme import Refused
from muster.programme.contacts import Contact, named
from muster.programme.plans import changing, printing, standing
from muster.programme.plans.action_pages import address_name
from muster.programme.plans.plan import Plan
from muster.programme.printed import Document, Kind, Row
from muster.programme.taking.readings import Asked
from muster.programme.taking.taking_in import take_in
from muster.school_year.said import of_day


ON = date(2026, 3, 25)
JAN = date(2026, 1, 5)
UPN = "A820432118001"


def a_log(*rows: Row, on: date = ON, title: str = "Task log") -> Document:
    return Document(Kind.LOG, {"title": title}, on, rows)


def owners(action) -> list[tuple[str, str]]:
    now = standing.of_one(action, ON)
    return [(one.share, one.name) for one in now.everybody]


def test_somebody_named_twice_stands_once(action):
    ash, birch = named("A. Ash"), named("B. Birch")
    changing.set_owners(
        action,
        [ash, ash],
        written=["A. Ash", "a. ash"],
        consulted=[ash, birch],
        informed=[birch],
        on=ON,
        by="a",
    )
    assert owners(action) == [("responsible", "A. Ash"), ("consulted", "B. Birch")]


def test_a_paper_that_names_somebody_twice_is_taken_in(db):
    named("J. Stone").aliases.append("JS")
    Contact.objects.filter(name="J. Stone").update(aliases=["JS"])
    taken = take_in(a_log(Row("OPEN", "9", "X", owners=("JS", "js"))), on=ON, by="a")
    [action] = taken.plan.actions.all()
    assert owners(action) == [("responsible", "JS")]


def test_a_paper_of_the_last_century_is_read_and_printed(db, signed_in):
    old = date(1999, 3, 1)
    row = Row("OPEN", "9", "X", deadlines=(of_day(date(1999, 4, 1)),))
    plan = take_in(a_log(row, on=old), on=old, by="a").plan
    assert printing.document(plan, old).rows
    page = reverse("programme:exceptions", args=[plan.pk])
    assert (
        signed_in("attendance-lead").get(page, {"on": "01/03/1999"}).status_code == 200
    )


def test_a_name_longer_than_any_is_refused_with_a_sentence(plan, signed_in):
    page = signed_in("attendance-lead").post(
        reverse("programme:add_action", args=[plan.pk]),
        {"heading": "New", "owners": "Z" * 250},
    )
    assert "is 250 letters long" in page.content.decode()
    with pytest.raises(Refused, match="is 250 letters long"):
        take_in(a_log(Row("OPEN", "9", "X", owners=("Z" * 250,))), on=ON, by="a")


def test_a_pupils_number_for_a_keeper_or_a_files_name_is_a_sentence(plan, signed_in):
    page = signed_in("attendance-lead")
    keeps = reverse("programme:keep_plan", args=[plan.pk])
    said = page.post(keeps, {"owner": UPN, "from_on": ""}).content.decode()
    assert "unique pupil number" in said


def test_of_two_plans_with_one_title_somebody_says_which(plan):
    other = changing.start_plan(title=plan.title, kind="log", on=JAN, by="a")
    document = a_log(Row("OPEN", "99", "New"), title=plan.title)
    with pytest.raises(Refused, match="There are 2 plans called “Task log”"):
        take_in(document, on=ON, by="a")
    assert take_in(document, on=ON, by="a", plan=other).plan == other


def test_a_plan_that_goes_on_comes_before_a_closed_one_of_its_title(plan):
    other = changing.start_plan(title=plan.title, kind="log", on=JAN, by="a")
    Plan.objects.filter(pk=plan.pk).update(closed_on=date(2026, 3, 1))
    document = a_log(Row("OPEN", "99", "New"), title=plan.title)
    assert take_in(document, on=ON, by="a").plan == other


def test_what_was_asked_before_is_not_counted_again(plan, action):
    document = a_log(Row("OPEN", "99", "New"), title=plan.title)
    first, again = (take_in(document, on=ON, by="a") for _ in range(2))
    assert (first.asked, again.asked) == (1, 0)
    assert len(again.queries) == Asked.objects.count() == 1


def test_what_an_action_waits_for_no_more_is_said_of_what_there_is(action, signed_in):
    page = reverse(f"programme:{address_name('wait-no-more')}", args=[action.pk, 999])
    answer = signed_in("attendance-lead").post(page, {"reason": "x"})
    assert "It waits for no such thing" in answer.content.decode()
