"""A meeting’s papers: what they say, what a public one leaves out, and that they stay."""

from datetime import date, time

import pytest
from django.db import IntegrityError
from tests.programme.meetings.conftest import BY

from muster.documents.issuing import content_of
from muster.documents.models import Issued
from muster.programme import Refused
from muster.programme.contacts import named
from muster.programme.meetings import (
    agenda,
    exempt,
    holding,
    minutes,
    printing,
    writing,
)
from muster.programme.plans import changing
from muster.school_year.said import of_day


DUE = of_day(date(2026, 6, 30))


@pytest.fixture
def told(meeting, acts, sits, plan):
    """A meeting with a public item, an exempt one and an action, all minuted."""
    sits("B. Birch", "chair")
    meeting.starts_at, meeting.place = time(14), "Hall 2"
    meeting.save()
    action = acts("Map the spend")
    changing.note(action, "Begun.", on=date(2026, 5, 4), by="a.ash")
    agenda.add(meeting, title="Data sharing", purpose="to decide", takes=20, by=BY)
    secret = agenda.add(meeting, title="A school’s finances", by=BY)
    agenda.change(secret, exempt_reason="12a-3", by=BY)
    holding.start(meeting, today=meeting.on, by=BY)
    shares, secret = meeting.items.filter(action=None)
    writing.write(shares, "Data is shared.\n- Weekly", against=0, by=BY)
    holding.record(shares, kind="decision", text="Share it.", by=BY)
    writing.write(secret, "They owe money.", against=0, by=BY)
    holding.record(secret, kind="decision", text="Write to the debtor.", by=BY)
    ash = named("A. Ash")
    holding.agree_action(
        secret, plan, heading="Ring them", owners=[ash], due=DUE, by=BY
    )
    holding.rate(meeting.items.get(action=action), colour="green", by=BY)
    holding.attend(meeting, "D. Dogwood", organisation="PRU", by=BY)
    return meeting


def whole(printed) -> str:
    return str(printed.holds) + printed.as_file("html").decode()


def test_the_agenda_has_the_chair_the_items_and_the_open_actions(meeting, acts, sits):
    sits("B. Birch", "chair")
    acts("Map the spend")
    agenda.add(meeting, title="Data sharing", presenter="A. Ash", by=BY)
    held = printing.agenda_of(meeting).holds
    assert held.chair == "B. Birch"
    assert [(one.title, one.presenter) for one in held.items] == [
        ("Data sharing", "A. Ash")
    ]
    [action] = held.open_actions
    assert (action.text, action.owners, action.due) == (
        "Map the spend",
        ("A. Ash",),
        DUE,
    )


def test_the_minutes_say_who_was_there_what_was_said_decided_and_rated(told):
    held = printing.minutes_of(told).holds
    assert [one.said for one in held.present] == ["D. Dogwood, PRU"]
    first, second, action = held.items
    assert first.notes == (
        "Data is shared.\n- Weekly\nDecision AWG/2026-05/1: Share it."
    )
    assert "They owe money." in second.notes
    assert (action.number, action.notes) == ("A1", "Status: green.")
    assert [one.ref for one in held.decisions] == ["AWG/2026-05/1", "AWG/2026-05/2"]
    assert [one.text for one in held.actions] == ["Ring them"]


def test_papers_name_whoever_chairs_on_the_day_of_the_meeting(meeting, next_one, sits):
    sits("B. Birch", "chair")
    sits("J. Juniper", "chair", from_on=date(2026, 7, 1))
    assert printing.agenda_of(meeting).holds.chair == "B. Birch"
    assert printing.agenda_of(next_one()).holds.chair == "J. Juniper"


@pytest.mark.parametrize("of", [printing.agenda_of, printing.minutes_of])
def test_a_public_paper_was_never_handed_what_is_exempt(told, of):
    said = whole(of(told, is_public=True))
    for secret in ("finances", "They owe", "debtor", "Ring them"):
        assert secret not in said
    assert "Data sharing" in said
    assert "Paragraph 3" in said
    assert "finances" in whole(of(told))


@pytest.mark.parametrize("of", [printing.agenda_of, printing.minutes_of])
@pytest.mark.parametrize("is_public", [True, False])
def test_a_paper_says_the_paragraph_in_the_words_of_the_act_and_the_public_interest(
    told, of, is_public
):
    assert (
        "Not for publication: Paragraph 3: information relating to the financial or business"
        " affairs of any particular person (including the authority holding that"
        " information); and in all the circumstances of the case, the public interest in"
        " maintaining the exemption outweighs the public interest in disclosing the"
        " information (paragraph 10). Local Government Act 1972, Schedule 12A, Part 1,"
        " paragraph 3."
    ) in whole(of(told, is_public=is_public))


def test_there_are_the_seven_paragraphs_of_part_1_and_what_part_2_never_exempts():
    said = [one.words for one in exempt.reasons(DUE.latest)]
    assert [one.partition(":")[0] for one in said] == [
        f"Paragraph {number}" for number in range(1, 8)
    ]
    assert said[1] == (
        "Paragraph 2: information which is likely to reveal the identity of an individual"
    )
    assert said[6] == (
        "Paragraph 7: information relating to any action taken or to be taken in connection"
        " with the prevention, investigation or prosecution of crime"
    )
    registered, development = exempt.never()
    assert "Charities Act 2011 (paragraph 8)" in registered
    assert "proposed development" in development


def test_what_is_published_is_kept_as_it_went_out_in_word_and_pdf(told):
    with pytest.raises(Refused, match="Close the minutes first"):
        printing.publish(told, "minutes", by=BY)
    minutes.close(told, by=BY)
    group, public = printing.publish(told, "minutes", by=BY)
    assert group.paper.stem == f"minutes-awg-{told.group_id}-2026-05-18"
    assert sorted(one.kind for one in group.paper.files.all()) == ["docx", "pdf"]
    for file in public.paper.files.all():
        assert content_of(file)
    assert "finances" not in bytes(public.paper.figures).decode()
    again, _ = printing.publish(told, "minutes", by=BY)
    assert again.paper.number == 2
    with pytest.raises(IntegrityError):
        Issued.objects.create(
            stem=group.paper.stem, number=1, issued_at=group.paper.issued_at
        )


def test_a_correction_is_printed_beside_what_the_minutes_said(told, next_one):
    minutes.close(told, by=BY)
    july = next_one()
    holding.start(july, today=july.on, by=BY)
    item = told.items.get(title="Data sharing")
    minutes.correct(item, text="Monthly.", why="Misheard.", agreed_at=july, by=BY)
    minutes.agree(told, at=july, by=BY)
    held = printing.minutes_of(told).holds
    assert "Data is shared.\n- Weekly" in held.items[0].notes
    assert "Correction, agreed on 6 July 2026: Monthly. (Misheard.)" in (
        held.items[0].notes
    )
    assert held.agreed_on == date(2026, 7, 6)
