from datetime import date

import pytest
from tests.programme.plans.pages.conftest import tables

from muster.programme.contacts import named
from muster.programme.groups.group import Sitting
from muster.programme.plans import changing
from muster.programme.taking.readings import Asked, Reading


ON = date(2026, 3, 27)


@pytest.fixture
def front(client, owner):
    client.force_login(owner)
    return lambda: client.get("/programme/")


def text(page):
    return page.content.decode()


def test_somebody_sees_what_is_theirs_and_what_it_wants(front, lively, action, meets):
    meets(date(2026, 4, 20))
    changing.add_steps(action, ["Draw it"], on=ON, by="x")
    changing.change_step(action, 1, due_on=date(2026, 3, 20), on=ON, by="x")
    found = tables(front())
    assert [row[0] for row in found["Your actions"]] == [
        "7 Map the spend",
        "12 Ask schools",
    ]
    assert found["Your actions"][0][-1] == (
        "An update is wanted by 20 April 2026; 1 step is overdue"
    )
    assert found["Your next steps"] == [
        ["Draw it", "7 Map the spend", "20 March 2026 (overdue)"]
    ]


def test_what_is_overdue_and_silent_comes_first(front, plan, action):
    late = changing.add_action(plan, heading="Late", on=date(2026, 1, 5), by="x")
    how = {"on": date(2026, 1, 5), "by": "x"}
    changing.set_owners(late, [named("A. Ash")], **how)
    changing.set_deadline(late, [changing_day(date(2026, 3, 1))], **how)
    rows = tables(front())["Your actions"]
    assert rows[0][0] == "Late"
    assert rows[0][-1].startswith("26 days overdue; nobody wrote about it this cycle")


def changing_day(on):
    from muster.school_year.said import of_day

    return of_day(on)


def test_the_next_meetings_of_groups_they_sit_on(front, group, meets):
    meets(date(2026, 4, 20), place="Room 2")
    assert "Your next meetings" not in text(front())
    Sitting.objects.create(
        group=group, contact=named("A. Ash"), from_on=date(2026, 1, 1)
    )
    assert tables(front())["Your next meetings"] == [
        ["Attendance Working Group", "20 April 2026", "Room 2"]
    ]


def test_questions_are_for_whoever_may_answer_them(front, signed_in, plan, action, now):
    reading = Reading.objects.create(
        plan=plan, name="log.txt", digest="x", as_at=ON, taken_at=now, by="x"
    )
    Asked.objects.create(reading=reading, about="missing", says="Who owns the plan?")
    Asked.objects.create(
        reading=reading, action=action, about="missing", says="Which year is it?"
    )
    mine = text(front())
    assert "Which year is it?" in mine
    assert "Who owns the plan?" not in mine
    assert "Who owns the plan?" in text(
        signed_in("programme-officer").get("/programme/")
    )


@pytest.fixture
def now():
    from django.utils import timezone

    return timezone.now()


def test_with_nothing_to_do_and_no_plan_it_says_so(front):
    page = text(front())
    assert "No open action is yours" in page
    assert "There is no plan yet" in page


def test_it_is_in_the_navigation_and_can_be_switched_off(client, person):
    from muster.accounts import authority
    from muster.accounts.parts import PARTS

    client.force_login(person("programme-officer"))
    assert 'href="/programme/"' in text(client.get("/programme/"))
    others = [part.key for part in PARTS if part.key != "programme"]
    authority.use_parts(others, by="x")
    assert client.get("/programme/").status_code == 404
