"""Whose an action is, and who sees what stands in it."""

from datetime import date

import pytest
from django.urls import reverse

from muster.accounts import people
from muster.programme import contacts
from muster.programme.contacts import named
from muster.programme.plans import changing, closing, for_me, standing
from muster.programme.printed import About
from muster.programme.taking.readings import Asked, Reading


JAN = date(2026, 1, 5)
ON = date(2026, 3, 25)


@pytest.fixture(autouse=True)
def day(monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", ON.isoformat())


def test_a_baseline_is_for_whoever_sees_figures(signed_in, action):
    changing.set_success(
        action,
        on=JAN,
        by="a",
        text="Less of it",
        measure="overall_absence",
        narrowed={"school": "Ash"},
        baseline_period="2025-26/HT1",
        baseline_numerator=31,
        baseline_denominator=100,
    )
    page = action.get_absolute_url()
    assert "31.0%" in signed_in("attendance-lead").get(page).content.decode()
    assert "31.0%" not in signed_in("democratic-services").get(page).content.decode()


def test_two_accounts_of_one_name_own_nothing_until_one_is_linked(action):
    one, two = (
        people.add(
            username=name, name="A. Ash", email="", password="three unlikely words"
        )
        for name in ("one", "two")
    )
    assert (contacts.numbers_of(one), contacts.numbers_of(two)) == (set(), set())
    contacts.link(named("A. Ash"), one, by="a")
    assert contacts.numbers_of(one) and not contacts.numbers_of(two)


def test_whoever_owned_it_once_is_not_asked(plan, action, person):
    user = person("virtual-school")
    contact = contacts.of_user(user)
    changing.set_owners(action, [contact], on=JAN, by="a")
    reading = Reading.objects.create(
        plan=plan, as_at=JAN, taken_at="2026-01-05T12:00Z", by="a"
    )
    Asked.objects.create(
        reading=reading, action=action, about=About.MISSING, says="Which year?"
    )
    assert for_me.questions(user, ON).count() == 1
    changing.set_owners(action, [named("A. Ash")], on=date(2026, 3, 1), by="a")
    assert for_me.questions(user, ON).count() == 0


def test_a_closed_action_keeps_its_success_measures(action, meets, signed_in):
    changing.set_success(action, on=JAN, by="a", text="It is mapped")
    closing.propose_closure(action, on=date(2026, 3, 2), by="a", reason="done")
    closing.confirm_closure(action, meeting=meets(date(2026, 3, 10)), by="a")
    page = reverse("programme:drop_success", args=[action.pk, 1])
    said = signed_in("attendance-lead").post(page, follow=True).content.decode()
    assert "Open it again first, with a reason" in said
    assert standing.of_one(action, ON).successes
