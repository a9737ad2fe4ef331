"""From draft to agreed: what follows what, in which order boards agree, and what is kept."""

import random
from contextlib import suppress
from datetime import date
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from muster.accounts.trail import Entry
from muster.documents import issuing
from muster.programme import Refused
from muster.programme.groups.meeting import Meeting
from muster.programme.plans import standing
from muster.programme.strategies import gates, moving, printing, writing
from muster.programme.strategies.moving import LAST, LEADS_TO
from muster.programme.strategies.strategy import Gate, State, due_on, gates_of


TODAY = date(2025, 12, 1)


# The table ---------------------------------------------------------------------------------


def reached(begin: State) -> set[State]:
    found, left = {begin}, [begin]
    while left:
        more = LEADS_TO[left.pop()] - found
        found |= more
        left += more
    return found


def test_every_state_is_reached_from_a_draft():
    assert reached(State.DRAFT) == set(State) == set(LEADS_TO)


@pytest.mark.parametrize("state", State)
def test_no_state_is_a_dead_end_but_the_last(state):
    assert LAST in reached(state)
    assert bool(LEADS_TO[state]) is (state is not LAST)


@pytest.mark.parametrize("state", State)
def test_a_step_that_is_not_in_the_table_is_refused_in_a_sentence(strategy, state):
    strategy.state = state
    for to in set(State) - LEADS_TO[state]:
        said = moving.refusal(strategy, to)
        assert state.label in said and said.endswith(".")


@pytest.mark.parametrize("seed", range(12))
def test_wherever_people_take_it_no_step_and_no_board_is_out_of_turn(
    before_boards, seed
):
    by_lot = random.Random(seed)
    for _ in range(25):
        with suppress(Refused), transaction.atomic():
            _try_something(before_boards, by_lot)
        before_boards.refresh_from_db()
    moves = [(one.before, one.after) for one in before_boards.moves.all()]
    assert moves[0] == ("", State.DRAFT)
    for (_, stood), (before, after) in pairwise(moves):
        assert before == stood and after in LEADS_TO[before]
    for number in range(1, before_boards.round + 1):
        passed = [one.has_passed for one in before_boards.gates.filter(round=number)]
        assert passed == sorted(passed, reverse=True)


def _try_something(strategy, by_lot) -> None:
    if by_lot.random() < 0.5:
        to = by_lot.choice(list(State))
        moving.move(strategy, to, on=TODAY, by="lead", reason="A reason")
    elif by_lot.random() < 0.3:
        number, text = strategy.latest.number, f"# A {by_lot.random()}"
        writing.write(
            strategy, text=text, changed="x", number=number, on=TODAY, by="lead"
        )
    else:
        gate = by_lot.choice(gates_of(strategy))
        if gate.meeting is None:
            meeting = Meeting.objects.filter(group=gate.group).first()
            gates.take_to(gate, meeting, on=TODAY, by="lead")
        decision = by_lot.choice(["agreed", "agreed", "sent_back"])
        gates.decide(gate, decision, minute="7", note="n", on=TODAY, by="lead")


def test_a_step_back_says_why(agreed):
    with pytest.raises(Refused, match="Say why it is opened again"):
        moving.move(agreed, State.DRAFT, on=TODAY, by="lead")


# Boards ------------------------------------------------------------------------------------

# What each board is asked in turn, and what comes of it: “–” is a refusal.
DRAWN = """
asked            | comes of it
-----------------+------------
HWB agrees       | – CIB board comes first
CIB agrees       | gates
CIB agrees       | – CIB board has decided already
HWB agrees       | agreed
HWB agrees       | – HWB board has decided already
"""


def test_boards_agree_in_order(before_boards):
    by_name = {str(one): one for one in gates_of(before_boards)}
    for line in DRAWN.strip().splitlines()[2:]:
        asked, comes = (cell.strip() for cell in line.split("|"))
        gate = by_name[asked.split()[0]]
        if comes.startswith("–"):
            with pytest.raises(Refused, match=comes[2:]):
                gates.decide(gate, "agreed", minute="7", on=TODAY, by="lead")
        else:
            gates.decide(gate, "agreed", minute="7", on=TODAY, by="lead")
            before_boards.refresh_from_db()
            assert before_boards.state == comes


def test_a_board_that_sends_it_back_has_it_revised_and_every_board_asked_again(
    before_boards,
):
    first, second = gates_of(before_boards)
    gates.decide(first, "agreed", minute="7", on=TODAY, by="lead")
    with pytest.raises(Refused, match="Say why it was sent back"):
        gates.decide(second, "sent_back", minute="4", on=TODAY, by="lead")
    gates.decide(second, "sent_back", minute="4", note="Too long", on=TODAY, by="lead")
    before_boards.refresh_from_db()
    assert (before_boards.state, before_boards.round) == (State.REVISED, 2)
    assert [str(one) for one in gates_of(before_boards)] == ["CIB", "HWB"]
    assert not any(one.decision or one.meeting for one in gates_of(before_boards))
    assert [one.minute for one in before_boards.gates.filter(round=1)] == ["7", "4"]
    assert "Too long" in before_boards.moves.last().reason


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"on": date(2025, 12, 2)}, "has not been held yet"),
        ({"state": Meeting.State.CANCELLED}, "is cancelled"),
    ],
)
def test_a_board_decides_at_a_meeting_that_was_held(before_boards, change, says):
    first = gates_of(before_boards)[0]
    Meeting.objects.filter(pk=first.meeting_id).update(**change)
    first = gates_of(before_boards)[0]
    with pytest.raises(Refused, match=says):
        gates.decide(first, "agreed", minute="7", on=TODAY, by="lead")


def test_a_later_board_does_not_agree_at_an_earlier_meeting(before_boards):
    first, second = gates_of(before_boards)
    gates.decide(first, "agreed", minute="7", on=TODAY, by="lead")
    Meeting.objects.filter(pk=second.meeting_id).update(on=date(2025, 11, 3))
    second = gates_of(before_boards)[1]
    with pytest.raises(Refused, match="which had to agree first"):
        gates.decide(second, "agreed", minute="7", on=TODAY, by="lead")


def test_a_decision_without_a_minute_is_kept_nowhere(before_boards):
    first = gates_of(before_boards)[0]
    with pytest.raises(Refused, match="reference of the minute"):
        gates.decide(first, "agreed", minute=" ", on=TODAY, by="lead")
    with pytest.raises(IntegrityError), transaction.atomic():
        Gate.objects.filter(pk=first.pk).update(decision="agreed")


def test_it_goes_before_boards_with_boards_and_their_meetings_only(strategy, board):
    why = "Only words"
    moving.move(strategy, State.REVISED, on=TODAY, by="lead", reason=why)
    with pytest.raises(Refused, match="Name the boards"):
        moving.move(strategy, State.GATES, on=TODAY, by="lead")
    meeting = board("CIB", date(2025, 12, 9))
    gate = gates.add(strategy, meeting.group, on=TODAY, by="lead")
    with pytest.raises(Refused, match="at which meeting of CIB"):
        moving.move(strategy, State.GATES, on=TODAY, by="lead")
    with pytest.raises(Refused, match="is not a meeting of CIB board"):
        gates.take_to(gate, board("HWB", date(2025, 12, 9)), on=TODAY, by="lead")
    gates.take_to(gate, meeting, on=TODAY, by="lead")
    moving.move(strategy, State.GATES, on=TODAY, by="lead")
    with pytest.raises(Refused, match="No board would be left"):
        gates.take_out(gates_of(strategy)[0], on=TODAY, by="lead")


def test_it_is_due_with_its_last_board_and_slips_as_the_board_is_moved(
    start, action, board
):
    strategy = start(action=action)
    last = board("HWB", date(2026, 4, 30))
    for meeting in (board("CIB", date(2026, 4, 9)), last):
        gates.add(strategy, meeting.group, meeting=meeting, on=TODAY, by="lead")
    now = standing.of_one(action, date(2026, 3, 1))
    assert {one.needs_meeting_id for one in now.dependencies} >= {last.pk}
    assert due_on(strategy) == date(2026, 4, 30)
    assert not gates.warnings(strategy, date(2026, 3, 1))
    last.on = date(2026, 5, 14)
    last.save()
    assert due_on(strategy) == date(2026, 5, 14)
    later, waits = gates.warnings(strategy, date(2026, 3, 1))
    assert "14 days later than first planned, 30 April 2026" in later
    assert "it is due on 30 April 2026, and waits for HWB" in waits
    gates.follow(strategy, on=date(2026, 3, 1), by="lead")
    assert standing.of_one(action, date(2026, 3, 1)).due_on == date(2026, 5, 14)
    assert len(gates.warnings(strategy, date(2026, 3, 1))) == 1


def test_an_action_waits_no_longer_for_a_meeting_it_was_taken_from(
    start, action, board
):
    strategy = start(action=action)
    early, late = board("CIB", date(2026, 4, 9)), board("CIB", date(2026, 4, 20))
    gate = gates.add(strategy, early.group, meeting=early, on=TODAY, by="lead")
    gates.take_to(gate, late, on=TODAY, by="lead")
    now = standing.of_one(action, date(2026, 3, 1))
    assert [one.needs_meeting_id for one in now.dependencies] == [late.pk]
    assert gates_of(strategy)[0].slip == 11


def test_boards_out_of_their_order_in_the_calendar_are_pointed_out(strategy, board):
    for name, on in (("CIB", date(2026, 1, 20)), ("HWB", date(2026, 1, 12))):
        meeting = board(name, on)
        gates.add(strategy, meeting.group, meeting=meeting, on=TODAY, by="lead")
    [said] = gates.warnings(strategy, TODAY)
    assert "HWB, 12 January 2026 comes before CIB, 20 January 2026" in said


# The text ----------------------------------------------------------------------------------

SECOND = "# What we want\n\nEvery child in school, on time, every day."


def test_a_version_is_never_changed(strategy):
    first = strategy.latest
    first.changed = "Another history"
    with pytest.raises(TypeError):
        first.save()
    with pytest.raises(TypeError):
        first.delete()


def test_a_text_is_written_while_it_is_a_draft_or_revised_only(agreed):
    with pytest.raises(Refused, match="Open it again first"):
        writing.write(agreed, text=SECOND, changed="x", number=1, on=TODAY, by="a")
    moving.move(agreed, State.DRAFT, on=TODAY, by="lead", reason="New guidance")
    made = writing.write(agreed, text=SECOND, changed="x", number=1, on=TODAY, by="a")
    assert made.number == 2
    assert moving.agreed_version(agreed).number == 1, (
        "In force until the next is agreed"
    )


def test_two_who_write_at_once_do_not_undo_each_other(strategy):
    writing.write(strategy, text=SECOND, changed="x", number=1, on=TODAY, by="ann")
    with pytest.raises(Refused, match="ann has written version 2 meanwhile"):
        writing.write(strategy, text="# Mine", changed="y", number=1, on=TODAY, by="bo")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Write a text"),
        (
            "Every child\n# What",
            "Line 1: “Every child” stands before the first heading",
        ),
        ("# What\nwords\n#  ", "Line 3 has a “#” and no heading"),
        ("# " + "x" * 201, "200 letters at most"),
    ],
)
def test_a_text_that_cannot_be_read_is_refused_by_its_line(text, says):
    with pytest.raises(Refused, match=says):
        writing.parts_of(text)


@given(
    parts=st.lists(
        st.tuples(
            st.text("abc \u00e9\u201c", min_size=1).map(str.strip).filter(bool),
            st.lists(st.text("abc -", max_size=9).map(str.rstrip), max_size=4),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_text_typed_out_is_read_as_it_was(parts):
    made = [{"heading": a, "text": "\n".join(b).strip()} for a, b in parts]
    assert writing.parts_of(writing.typed(made)) == made


def test_a_reopened_text_is_not_agreed_again_unchanged(agreed):
    moving.move(agreed, State.DRAFT, on=TODAY, by="lead", reason="New guidance")
    moving.move(agreed, State.REVISED, on=TODAY, by="lead", reason="Nobody to ask")
    with pytest.raises(Refused, match="Write the next version first"):
        moving.move(agreed, State.GATES, on=TODAY, by="lead")


# Agreed, issued, launched ------------------------------------------------------------------


def test_what_is_agreed_is_issued_once_with_its_hash_and_then_launched(agreed):
    with pytest.raises(Refused, match="Issue the agreed paper first"):
        moving.move(agreed, State.LAUNCHED, on=TODAY, by="lead")
    kept = printing.issue(agreed, on=TODAY, by="lead")
    assert printing.issue(agreed, on=TODAY, by="lead") == kept
    files = {one.kind: issuing.content_of(one) for one in kept.files.all()}
    assert files["pdf"].startswith(b"%PDF") and files["docx"].startswith(b"PK")
    assert issuing.digest(files["pdf"]) == kept.files.get(kind="pdf").digest
    moving.move(agreed, State.LAUNCHED, on=TODAY, by="lead")
    assert Entry.objects.filter(did="strategy.issued").count() == 1


def test_the_trail_of_a_reopened_strategy_is_whole(agreed):
    moving.move(agreed, State.DRAFT, on=TODAY, by="lead", reason="New guidance")
    said = [one.after for one in agreed.moves.all()]
    assert said == ["draft", "revised", "gates", "agreed", "draft"]
    assert agreed.moves.last().reason == "New guidance"
    assert agreed.round == 2
    assert [one.minute for one in agreed.gates.filter(round=1)] == ["CIB 7", "HWB 7"]


def test_only_what_is_agreed_takes_the_place_of_another(agreed, start):
    with pytest.raises(Refused, match="is not agreed yet"):
        moving.supersede(agreed, start("Next"), on=TODAY, by="lead")
    with pytest.raises(Refused, match="in its own place"):
        moving.supersede(agreed, agreed, on=TODAY, by="lead")
    old = start("Old")
    with pytest.raises(Refused, match="It stands at “Being drafted”"):
        moving.supersede(old, agreed, on=TODAY, by="lead")


def test_a_paper_says_whether_it_is_a_draft(agreed, start):
    assert printing.version_paper(agreed.latest, TODAY).audience == "Agreed"
    assert printing.version_paper(start("Next").latest, TODAY).audience == "Draft"
