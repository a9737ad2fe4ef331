"""What is exempt reaches nobody it isn't for, by whatever way there is to it."""

from datetime import date

import pytest
from django.urls import reverse
from tests.programme.meetings.conftest import BY

from muster.programme.contacts import named, of_user
from muster.programme.groups import keeping
from muster.programme.groups.group import Sitting
from muster.programme.meetings import agenda, holding, minutes, printing, writing
from muster.programme.priorities import priority as priorities
from muster.reports import agreed
from muster.school_year.said import of_day


READER = "legal-officer"
SECRET = "Sack contractor X"
Held = None  # what no measure is asked of


@pytest.fixture(autouse=True)
def day_of_the_meeting(monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", "2026-05-18")


@pytest.fixture
def exempt(held):
    """An exempt item of the meeting."""
    return agenda.add(
        held, title=SECRET, presenter="Ms Secret", exempt_reason="12a-3", by=BY
    )


def act(item, plan):
    return holding.agree_action(
        item,
        plan,
        heading=SECRET,
        owners=[named("A. Ash")],
        due=of_day(date(2026, 6, 30)),
        by=BY,
    )


def told_in_public(meeting):
    return SECRET in repr(printing.agenda_of(meeting, is_public=True).holds)


def test_an_action_struck_out_under_an_exempt_item_stays_exempt(exempt, plan, next_one):
    made = act(exempt, plan)
    june = next_one()
    assert not told_in_public(june)
    holding.strike(made, reason="Recorded twice", by=BY)
    assert not told_in_public(june)


def test_what_becomes_exempt_is_so_on_an_agenda_that_was_prepared(held, plan, next_one):
    item = agenda.add(held, title=SECRET, by=BY)
    act(item, plan)
    june = next_one()
    agenda.build(june, by=BY)
    assert told_in_public(june)
    agenda.change(item, exempt_reason="12a-3", by=BY)
    assert not told_in_public(june)
    agenda.build(june, by=BY)
    assert not told_in_public(june)


def test_the_page_of_a_meeting_tells_others_nothing_of_an_exempt_item(
    exempt, held, signed_in
):
    writing.write(exempt, "one", against=0, by="a")
    writing.write(exempt, "two", against=0, by="b")
    other = agenda.add(held, title="Sack Y", exempt_reason="12a-3", by=BY)
    agenda.take_off(other, reason="Y has sued us", by=BY)
    asked = reverse("programme:meeting", args=[held.pk])
    page = signed_in(READER).get(asked).content.decode()
    for said in (SECRET, "Ms Secret", "Y has sued", "Sack Y"):
        assert said not in page
    whole = signed_in("programme-officer").get(asked).content.decode()
    for said in (SECRET, "Ms Secret", "Y has sued"):
        assert said in whole


def test_the_chair_of_now_reads_what_was_exempt_before_and_a_reader_corrects_nothing(
    exempt, held, person, client, monkeypatch
):
    holding.mark(held, named("A. Ash"), how="present", by=BY)
    writing.write(exempt, "He took bribes", against=0, by="a")
    minutes.close(held, by=BY)
    pages = [
        reverse(f"programme:{name}", args=[held.pk, exempt.pk])
        for name in ("meeting_item", "correct_item")
    ]
    user = person(READER)
    client.force_login(user)
    assert [client.get(page).status_code for page in pages] == [403, 403]
    monkeypatch.setenv("MUSTER_TODAY", "2026-05-21")
    keeping.sit(
        held.group,
        of_user(user),
        sits_as=Sitting.As.CHAIR,
        from_on=date(2026, 5, 20),
        by=BY,
    )
    assert [client.get(page).status_code for page in pages] == [200, 200]


@pytest.mark.parametrize(("is_public", "is_told"), [(True, False), (False, True)])
def test_a_pack_that_leaves_the_officers_names_no_exempt_action(
    exempt, plan, is_public, is_told
):
    one = priorities.take_up(
        title="Trust",
        why_in="It is low.",
        goes_out_when="It is high.",
        on=date(2026, 5, 18),
        by="c",
        no_measure_reason="Trust is not measured.",
    )
    priorities.answer(one, act(exempt, plan).action, on=date(2026, 5, 18), by="c")
    [chosen] = agreed.priorities(Held, date(2026, 5, 19), is_public=is_public)
    assert (SECRET in repr(chosen.actions)) is is_told
    assert len(chosen.actions) == 1
