"""What is exempt reaches nobody it isn't for, by whatever way there is to it."""

from datetime import date

import pytest
from django.urls import reverse
from tests.programme.meetings.conftest import BY

from muster.programme.contacts import named, of_user
from muster.programme.groups import keeping
from muster.programme.groups.group import Sitting
from muster.programme.meetings import (
    agenda,
    holding,
    minutes,
    printing,
    workplan,
    writing,
)
from muster.programme.plans import closing
from muster.programme.priorities import priority as priorities
from muster.reports import agreed
from muster.school_year.said import of_day
from muster.school_year.years import SchoolYear


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


def pages_of_the_year(client, group):
    asked = (
        reverse("programme:workplan", args=[group.pk, "2025-26"]),
        reverse("programme:raci", args=[group.pk]),
    )
    return [client.get(one).content.decode() for one in asked]


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


def test_an_action_whose_own_line_became_exempt_is_so_on_the_next_agenda(
    held, acts, next_one
):
    action = acts(SECRET)
    line = held.items.create(
        kind="action", action=action, title=SECRET, exempt_reason="12a-3"
    )
    june = next_one()
    assert not told_in_public(june)
    agenda.change(line, exempt_reason="", by=BY)
    assert told_in_public(june)


# The year of a group, and who answers for what --------------------------------------------


def test_the_year_and_who_answers_tell_an_exempt_action_to_its_group_alone(
    exempt, held, plan, acts, person, client, signed_in
):
    act(exempt, plan)
    acts("Map the spend")
    for page in pages_of_the_year(signed_in(READER), held.group):
        assert SECRET not in page
        assert "Map the spend" in page
        assert "One exempt action is shown to the group only" in page
    member = person(READER)
    keeping.sit(
        held.group,
        of_user(member),
        sits_as=Sitting.As.MEMBER,
        from_on=date(2026, 1, 1),
        by=BY,
    )
    client.force_login(member)
    for page in pages_of_the_year(client, held.group):
        assert SECRET in page
        assert "to the group only" not in page


def test_an_exempt_action_that_was_in_the_agreed_year_is_not_told_once_it_is_closed(
    exempt, held, plan, signed_in
):
    made = act(exempt, plan)
    workplan.agree(held.group, SchoolYear(2025), at=held, by=BY)
    closing.propose_closure(made.action, on=held.on, reason="Done", by=BY)
    closing.confirm_closure(made.action, meeting=held, by=BY)
    [year, _] = pages_of_the_year(signed_in("programme-officer"), held.group)
    assert SECRET in year
    [year, _] = pages_of_the_year(signed_in(READER), held.group)
    assert SECRET not in year


def test_a_printed_year_has_what_is_exempt_for_the_group_and_not_once_it_went_out(
    exempt, held, plan, signed_in, monkeypatch
):
    act(exempt, plan)
    drawn = []
    monkeypatch.setattr(
        printing.Printed, "as_file", lambda one, kind: drawn.append(one) or b"file"
    )
    now = reverse("programme:workplan_paper", args=[held.group.pk, "2025-26", "pdf"])
    signed_in("programme-officer").get(now)
    signed_in(READER).get(now)
    goes_out = reverse("programme:publish_workplan", args=[held.group.pk, "2025-26"])
    signed_in("programme-officer").post(goes_out)
    whole, others, *out = (repr(one.holds) for one in drawn)
    assert SECRET in whole
    assert len(out) == len(printing.FORMATS)
    for said in (others, *out):
        assert SECRET not in said
        assert "One exempt action is shown to the group only." in said
