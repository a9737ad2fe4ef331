"""Odd addresses, two people at once, and a school that closed."""

from datetime import date

import pytest
from tests.practice.conftest import LATER, ON

from muster.practice import challenging, holding, listing, planning, sharing
from muster.practice.challenge import Challenge
from muster.practice.meeting import SupportMeeting
from muster.practice.shelf import Shared
from muster.programme import Refused
from muster.registers import finding
from muster.registers.found import Found


pytestmark = pytest.mark.django_db
YEAR = "2025-26"
WRONG = "/my-school/shelf/wrong/?measure=overall_absence"


@pytest.fixture
def meeting(meet, ash):
    return meet(ash)


@pytest.fixture
def paper(meeting, state):
    holding.share(meeting, state=state, on=ON, by="ada")
    return Shared.objects.get().paper


def test_a_figure_of_a_pack_is_of_the_pack_s_own_time_whatever_the_address_says(
    as_head, lead, text, paper
):
    head = as_head("Ash Primary")
    address = f"{WRONG}&period=whenever&paper={paper.pk}"
    assert "20 of 60" in text(head.get(address))
    assert head.post(address, {"text": "Lost registers."}).status_code == 302
    assert Challenge.objects.get().period == YEAR
    assert "school year 2025/26" in text(lead.get("/support/challenges/"))


@pytest.mark.parametrize(
    "rest",
    [
        "&paper=99999999999999999999",
        f"&period={YEAR}&school=99999999999999999999",
        f"&period={YEAR}&by=&value=",
        f"&period={YEAR}&by=sex&by=fsm&value=F",
        "&period=2025-13-45",
    ],
)
def test_an_address_made_by_hand_gets_a_sentence(as_head, text, state, rest):
    page = text(as_head("Ash Primary").get(WRONG + rest))
    assert "There is no such figure" in page
    assert "Send it" not in page


def test_a_meeting_called_off_meanwhile_is_not_held(meeting):
    stale = SupportMeeting.objects.get(pk=meeting.pk)
    planning.cancel(meeting, why="Snow.", on=ON, by="ada")
    with pytest.raises(Refused, match="It is cancelled already"):
        holding.hold(stale, on=ON, came="Jo", by="bo")
    assert SupportMeeting.objects.get().state == "cancelled"


def test_a_meeting_held_meanwhile_is_not_moved(meeting, state, ash):
    stale = SupportMeeting.objects.get(pk=meeting.pk)
    holding.hold(meeting, on=ON, came="Jo", by="ada")
    with pytest.raises(Refused, match="It is held, so it stays so"):
        planning.move(
            stale, to=LATER, why="Snow.", by="bo", calendar=state.calendar(ash)
        )


def test_what_somebody_answered_meanwhile_keeps_that_answer(state, ash):
    one = challenging.challenge(
        school=ash,
        measure="attendance",
        period=YEAR,
        where={},
        numerator=1,
        denominator=2,
        text="No.",
        on=ON,
        by="head",
        calendar=state.calendar(ash),
    )
    stale = Challenge.objects.get(pk=one.pk)
    challenging.answer(one, state="answered", text="It stands.", on=ON, by="ada")
    with pytest.raises(Refused, match="answered already"):
        challenging.answer(stale, state="corrected", text="Yes.", on=ON, by="bo")
    assert Challenge.objects.get().answer == "It stands."


def test_what_was_withdrawn_meanwhile_keeps_its_reason(ash):
    one = sharing.share_document(
        school=ash, title="A letter", name="a.pdf", content=b"%PDF-1", by="ada"
    )
    stale = Shared.objects.defer("content").get(pk=one.pk)
    sharing.withdraw(one, why="The wrong school.", by="ada")
    with pytest.raises(Refused, match="withdrawn already"):
        sharing.withdraw(stale, why="Old.", by="bo")
    assert Shared.objects.get().withdrawn_why == "The wrong school."


def test_a_meeting_counts_for_the_term_it_was_held_in(meeting):
    with pytest.raises(Refused, match="1 April 2025 is not in the autumn term"):
        holding.hold(meeting, on=date(2025, 4, 1), came="Jo", by="ada")
    assert SupportMeeting.objects.get().held_on is None


def test_a_school_that_closed_keeps_its_pages(lead, text, schools, meet):
    closed = schools["Elder Infants"]
    assert "Elder Infants" not in text(lead.get("/support/"))
    assert "Elder Infants" in text(lead.get(f"/support/school/{closed}/"))
    assert lead.get(f"/support/school/{closed}/plan/").status_code == 200
    meeting = meet(closed)
    for page in ("", "pack/", "agree/", "notes/", "invitation/"):
        address = f"/support/meeting/{meeting.pk}/{page}"
        assert lead.get(address).status_code == 200, page


@pytest.mark.parametrize("term", ["2019-20-spring", "2025-26-summer"])
def test_a_term_long_gone_or_far_off_has_its_pages(lead, state, term):
    for page in ("", "plan/"):
        assert lead.get(f"/support/term/{term}/{page}").status_code == 200


def test_a_child_who_was_decided_on_waits_in_no_pack_and_the_severely_absent_stay(
    meeting, ash
):
    before = {one.on_list for one in listing.of_school(ash, ON) if one.child == 1}
    assert before == {"threshold", "severe"}
    row = Found.objects.get(on_list="threshold", school=ash, pupil=1)
    finding.decide(row, code="none", on=ON, by="ada", why="A bereavement")
    lines = listing.of_school(ash, ON)
    assert {one.on_list for one in lines if one.child == 1} == {"severe"}
    held = {one.name: one.count for one in listing.counts(ash, ON, lines)}
    assert held["threshold"] == 0
