"""What is written of an item: nothing is lost, and closed minutes stay as they are."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from tests.programme.meetings.conftest import BY

from muster.programme import Refused
from muster.programme.meetings import agenda, guard, holding, minutes, writing
from muster.programme.meetings.item import Correction, Item, Outcome


@pytest.fixture
def item(held):
    return agenda.add(held, title="Data sharing", by=BY)


@pytest.fixture
def closed(held, item):
    """Minutes that say that data is shared monthly, closed."""
    writing.write(item, "Data is shared monthly.", against=0, by=BY)
    holding.record(item, kind="decision", text="Share the data.", by=BY)
    holding.attend(held, "A. Ash", by=BY)
    minutes.close(held, by=BY)
    item.refresh_from_db()
    return item


@pytest.fixture
def guarded(db):
    """The database refuses, as a real home's does."""
    guard.put_up(connection)
    yield
    guard.take_down(connection)


def later(next_one):
    meeting = next_one()
    holding.start(meeting, today=meeting.on, by=BY)
    return meeting


def test_each_save_is_a_version_and_the_same_words_are_none(item):
    writing.write(item, "Data is", against=0, by="ash")
    second = writing.write(item, "Data is shared.", against=1, by="ash")
    again = writing.write(item, " Data is shared.\r\n", against=2, by="birch")
    assert (second.number, again.number, item.texts.count()) == (2, 2, 2)


def test_two_people_who_edit_one_item_at_once_lose_neither_text(item):
    writing.write(item, "As agreed.", against=0, by="ash")
    ash = writing.write(item, "As agreed, weekly.", against=1, by="ash")
    birch = writing.write(item, "As agreed, monthly.", against=1, by="birch")
    assert writing.standing_text(item) == ash
    assert list(writing.asides(item)) == [birch]

    with pytest.raises(Refused, match="Somebody wrote again meanwhile"):
        writing.settle(birch, "As agreed, monthly.", against=1, by="ash")
    held = writing.settle(birch, "As agreed, monthly.", against=2, by="ash")
    assert writing.standing_text(item) == held
    assert list(writing.asides(item)) == []
    kept = [one.text for one in item.texts.all()]
    assert kept == [
        "As agreed.",
        "As agreed, weekly.",
        "As agreed, monthly.",
        "As agreed, monthly.",
    ]
    with pytest.raises(Refused, match="Somebody has settled it already"):
        writing.settle(birch, "Again.", against=held.number, by="ash")


def test_a_version_is_never_changed(item):
    kept = writing.write(item, "As agreed.", against=0, by="ash")
    kept.text = "Otherwise."
    with pytest.raises(TypeError, match="write another version"):
        kept.save()


def test_minutes_are_not_closed_while_two_texts_stand_or_nobody_was_there(held, item):
    writing.write(item, "One.", against=0, by="ash")
    writing.write(item, "Two.", against=0, by="birch")
    with pytest.raises(
        Refused, match="Say who was there. Two people wrote about “Data"
    ):
        minutes.close(held, by=BY)


@pytest.mark.parametrize(
    "change",
    [
        lambda item: writing.write(item, "Weekly.", against=1, by=BY),
        lambda item: holding.record(item, kind="decision", text="No.", by=BY),
        lambda item: agenda.add(item.meeting, title="More", by=BY),
        lambda item: agenda.change(item, title="Less", by=BY),
        lambda item: agenda.finish(item, is_finished=True, by=BY),
        lambda item: holding.attend(item.meeting, "B. Birch", by=BY),
        lambda item: minutes.close(item.meeting, by=BY),
    ],
)
def test_closed_minutes_refuse_whatever_would_change_them(closed, change):
    closed.meeting.refresh_from_db()
    with pytest.raises(Refused, match="they change by correction only"):
        change(closed)


@pytest.mark.parametrize(
    "change",
    [
        lambda item: Item.objects.filter(pk=item.pk).update(title="Otherwise"),
        lambda item: item.delete(),
        lambda item: Outcome.objects.filter(item=item).update(text="Otherwise"),
        lambda item: item.meeting.presences.update(how="absent"),
        lambda item: item.texts.update(text="Otherwise"),
    ],
)
def test_the_database_refuses_too_whoever_goes_past_the_verbs(guarded, closed, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        change(closed)


def test_a_text_added_past_the_verbs_is_not_what_the_minutes_say(closed):
    closed.texts.create(
        number=2, based_on=1, text="Otherwise.", at=closed.texts.get().at, by="x"
    )
    assert closed.closed_text.text == "Data is shared monthly."


def test_a_correction_stands_beside_what_the_minutes_say(guarded, closed, next_one):
    closed.meeting.refresh_from_db()
    at = later(next_one)
    with pytest.raises(Refused, match="what they should say, and why"):
        minutes.correct(closed, text="Weekly.", why=" ", agreed_at=at, by=BY)
    made = minutes.correct(
        closed, text="Data is shared weekly.", why="Misheard.", agreed_at=at, by=BY
    )
    assert closed.closed_text.text == "Data is shared monthly."
    assert [one.text for one in closed.corrections.all()] == ["Data is shared weekly."]
    with pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.filter(pk=made.pk).update(why="Otherwise")


def test_open_minutes_are_changed_and_not_corrected(item, next_one):
    with pytest.raises(Refused, match="The minutes are still open"):
        minutes.correct(item, text="x", why="y", agreed_at=later(next_one), by=BY)


def test_minutes_are_agreed_by_a_later_meeting_of_the_group(closed, next_one):
    closed.meeting.refresh_from_db()
    planned = next_one(date(2026, 7, 6))
    with pytest.raises(Refused, match="was not held"):
        minutes.agree(closed.meeting, at=planned, by=BY)
    holding.start(planned, today=planned.on, by=BY)
    minutes.agree(closed.meeting, at=planned, by=BY)
    assert closed.meeting.minutes_agreed_at == planned
