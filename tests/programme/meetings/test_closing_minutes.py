"""Minutes are closed after they were asked about, and the meeting is over then."""

import pytest
from django.urls import reverse
from tests.programme.meetings.conftest import BY

from muster.programme import Refused
from muster.programme.groups.meeting import next_meeting
from muster.programme.meetings import agenda, holding, minutes, writing


@pytest.fixture(autouse=True)
def day_of_the_meeting(monkeypatch):
    monkeypatch.setenv("MUSTER_TODAY", "2026-05-18")


@pytest.fixture
def asked(signed_in, held):
    def asked():
        address = reverse("programme:close_minutes", args=[held.pk])
        return signed_in("programme-officer").get(address).content.decode()

    return asked


def test_one_press_asks_first_and_says_what_cannot_be_changed(asked, held):
    page = asked()
    held.refresh_from_db()
    assert not held.is_closed
    assert "Close these minutes?" in page
    assert "they change by correction only" in page


def test_what_is_still_empty_is_said_before_they_are_closed(asked, held, sits):
    sits("B. Birch")
    holding.attend(held, "A. Ash", by=BY)
    agenda.add(held, title="Data sharing", by=BY)
    told = agenda.add(held, title="Home visits", by=BY)
    writing.write(told, "As before.", against=0, by=BY)
    page = asked()
    assert "Nobody has said whether they were there: B. Birch." in page
    assert "This item has no minutes: Data sharing." in page


def test_a_meeting_closed_today_is_no_longer_to_come(signed_in, held, group):
    assert next_meeting(group, held.on) == held
    holding.attend(held, "A. Ash", by=BY)
    address = reverse("programme:close_minutes", args=[held.pk])
    signed_in("programme-officer").post(address, {})
    held.refresh_from_db()
    assert held.is_closed
    assert next_meeting(group, held.on) is None
    page = signed_in("programme-officer").get(group.get_absolute_url())
    text = page.content.decode()
    assert "No meeting is planned" in text
    assert "Minutes closed" in text


def test_minutes_of_what_was_taken_off_are_not_corrected(held):
    item = agenda.add(held, title="Data sharing", by=BY)
    agenda.take_off(item, reason="Not ready", by=BY)
    holding.attend(held, "A. Ash", by=BY)
    minutes.close(held, by=BY)
    item.refresh_from_db()
    with pytest.raises(Refused, match="was taken off this agenda"):
        minutes.correct(item, text="x", why="y", agreed_at=held, by=BY)
