"""Taking a file of dates in: stable by its keys, nothing deleted, nothing done in silence."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muster.accounts.trail import Entry
from muster.programme import Refused
from muster.programme.groups import planning
from muster.programme.groups.dates import taking
from muster.programme.groups.dates.comparing import What
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting


HEAD = "group,date,time,status,reference\n"
OCT, NOV, JAN = date(2025, 10, 15), date(2025, 11, 12), date(2026, 1, 21)


def sent(*rows: str, group: Group | None = None):
    text = HEAD + "".join(f"{row}\n" for row in rows)
    return taking.send("dates.csv", text.encode(), by="officer", group=group)


def taken(*rows: str, cancel=()):
    file = sent(*rows)
    seen = taking.looked_at(file).fingerprint
    return taking.take_in(file, seen=seen, cancel=cancel, by="officer")


def whats(file) -> list[What]:
    return [one.what for one in taking.looked_at(file).lines]


def test_a_new_date_is_shown_and_only_then_taken_in(board):
    file = sent("Improvement Board,15/10/2025,14:00,,1")
    assert whats(file) == [What.NEW]
    assert not board.meetings.exists()
    seen = taking.looked_at(file).fingerprint
    taking.take_in(file, seen=seen, by="officer")
    [held] = board.meetings.all()
    assert (held.on, held.source, held.source_key) == (OCT, "csv", "csv:1")
    file.refresh_from_db()
    assert bytes(file.content) == b""
    with pytest.raises(Refused, match="taken in already"):
        taking.looked_at(file)


def test_a_moved_date_keeps_its_uid_and_its_sequence_grows(board):
    taken("Improvement Board,15/10/2025,14:00,,1")
    before = board.meetings.get()
    assert whats(sent("Improvement Board,12/11/2025,14:00,,1")) == [What.MOVED]
    taken("Improvement Board,12/11/2025,14:00,,1")
    after = board.meetings.get()
    assert (after.uid, after.on, after.sequence) == (before.uid, NOV, 1)
    assert Entry.objects.filter(did="meeting.moved").count() == 1


def test_the_same_file_again_changes_nothing(board):
    rows = ("IB,15/10/2025,14:00,,1", "IB,21/01/2026,,Cancelled,2")
    taken(*rows)
    again = taken(*rows)
    assert again.count(What.UNCHANGED) == 1
    # A meeting that was never planned here can't be cancelled here.
    assert again.count(What.LEFT) == 1
    assert board.meetings.get().sequence == 0


def test_a_cancelled_meeting_stays_and_may_come_back(board):
    taken("IB,15/10/2025,,,1")
    taken("IB,15/10/2025,,Cancelled,1")
    assert board.meetings.get().state == Meeting.State.CANCELLED
    taken("IB,12/11/2025,,,1")
    held = board.meetings.get()
    assert (held.state, held.on, held.sequence) == (Meeting.State.PLANNED, NOV, 2)


def test_what_the_file_no_longer_has_stays_unless_somebody_cancels_it(board):
    taken("IB,15/10/2025,,,1", "IB,12/11/2025,,,2", "IB,21/01/2026,,,3")
    file = sent("IB,15/10/2025,,,1", "IB,21/01/2026,,,3")
    found = taking.looked_at(file)
    assert [one.on for one in found.gone] == [NOV]
    taking.take_in(file, seen=found.fingerprint, by="officer")
    assert board.meetings.get(on=NOV).state == Meeting.State.PLANNED
    taken("IB,15/10/2025,,,1", "IB,21/01/2026,,,3", cancel=[found.gone[0].pk])
    assert board.meetings.get(on=NOV).state == Meeting.State.CANCELLED


def test_a_typed_meeting_on_the_day_becomes_the_sources(board, board_meets):
    typed = board_meets(OCT)
    assert whats(sent("IB,15/10/2025,14:00,,1")) == [What.CHANGED]
    taken("IB,15/10/2025,14:00,,1")
    held = board.meetings.get()
    assert (held.pk, held.uid, held.source_key) == (typed.pk, typed.uid, "csv:1")


def test_two_meetings_may_change_days_but_not_swap_them_in_one_go(board):
    taken("IB,15/10/2025,,,1", "IB,12/11/2025,,,2")
    taken("IB,12/11/2025,,,1", "IB,21/01/2026,,,2")
    days = dict(board.meetings.values_list("source_key", "on"))
    assert days == {"csv:1": NOV, "csv:2": JAN}
    file = sent("IB,21/01/2026,,,1", "IB,12/11/2025,,,2")
    assert whats(file) == [What.LEFT, What.LEFT]


def test_a_meeting_that_was_held_is_left_as_it_was(board, board_meets):
    board_meets(OCT, state="held", source="csv", source_key="csv:1")
    assert whats(sent("IB,12/11/2025,,,1")) == [What.LEFT]


def test_a_file_looked_at_before_a_change_is_looked_at_again(board):
    file = sent("IB,15/10/2025,,,1")
    seen = taking.looked_at(file).fingerprint
    planning.plan(board, on=OCT, by="somebody else")
    with pytest.raises(Refused, match="changed since"):
        taking.take_in(file, seen=seen, by="officer")


def test_a_name_that_is_no_group_is_asked_about_once(board):
    file = sent("Impr. Board,15/10/2025,,,1", "Planning,16/10/2025,,,9")
    found = taking.looked_at(file)
    assert [name for name, _ in found.unplaced] == ["Impr. Board", "Planning"]
    with pytest.raises(Refused, match="Say first"):
        taking.take_in(file, seen=found.fingerprint, by="officer")
    choices = {("Impr. Board", ""): str(board.pk), ("Planning", ""): "leave"}
    taking.place(file, choices, by="officer")
    found = taking.looked_at(file)
    assert found.left_out == ("Planning",)
    assert [one.group for one in found.lines] == [board]
    assert taking.looked_at(sent("Impr. Board,15/10/2025,,,1")).unplaced == ()


def test_a_committee_of_a_file_may_be_made_here(db):
    file = sent("Cabinet,15/10/2025,,,1")
    taking.place(file, {("Cabinet", ""): "committee"}, by="officer")
    assert Group.objects.get().kind == Group.Kind.COMMITTEE
    assert whats(file) == [What.NEW]


def test_a_file_put_aside_changes_nothing_and_keeps_no_bytes(board):
    file = sent("IB,15/10/2025,,,1")
    taking.put_aside(file, by="officer")
    assert not board.meetings.exists()
    assert bytes(file.content) == b""


DAYS = st.dates(date(2025, 9, 1), date(2026, 7, 20))


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.lists(st.tuples(st.integers(1, 4), DAYS), max_size=4), max_size=5))
def test_a_meeting_has_one_uid_all_its_life_and_none_is_lost(board, files):
    """Whatever comes in whatever order: a key never changes its uid, and no row goes."""
    Meeting.history.all().delete()
    Meeting.objects.all().delete()
    seen: dict[str, str] = {}
    for file in files:
        once = {key: day for key, day in file}
        if not once:
            continue
        taken(*(f"IB,{day:%d/%m/%Y},,,{key}" for key, day in once.items()))
        held = dict(board.meetings.values_list("source_key", "uid"))
        assert seen.items() <= held.items()
        seen = held
