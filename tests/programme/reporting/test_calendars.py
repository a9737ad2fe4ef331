"""Private calendars: valid iCal, stable, revocable; no child, nothing exempt."""

from datetime import date, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from muster.accounts.trail import Entry
from muster.programme.contacts import named, of_user
from muster.programme.groups import planning as dates
from muster.programme.groups.group import Sitting
from muster.programme.groups.meeting import Meeting
from muster.programme.plans import changing
from muster.programme.plans.action import Wording
from muster.programme.reporting import calendar, feed, planning
from muster.school_year.said import of_day


OCT = date(2025, 10, 15)
SEPT = date(2025, 9, 1)


def parsed(entries):
    return Calendar.from_ical(calendar.written("Test", entries)).walk("VEVENT")


@pytest.fixture
def officer(person):
    return person("programme-officer")


@pytest.fixture
def sits(officer, board):
    me = of_user(officer)
    Sitting.objects.create(group=board, contact=me, from_on=date(2025, 1, 1))
    return me


def test_a_calendar_parses_back_to_what_it_is_of(board, board_meets, home):
    board_meets(OCT, starts_at=time(14), ends_at=time(16), place="Room; 4, “West”")
    board_meets(date(2026, 1, 14))
    first, second = parsed(calendar.of_group(board, SEPT))
    assert first.decoded("DTSTART").isoformat() == "2025-10-15T13:00:00+00:00"
    assert first["LOCATION"] == "Room; 4, “West”"
    assert second.decoded("DTSTART") == date(2026, 1, 14)
    assert second.decoded("DTEND") == date(2026, 1, 15)


def test_what_is_written_is_as_the_standard_says(board, board_meets, home):
    board_meets(OCT, title="é" * 150)
    content = calendar.written("Test", calendar.of_group(board, SEPT))
    assert content.endswith(b"\r\n")
    lines = content.split(b"\r\n")
    assert not any(b"\n" in line or len(line) > 75 for line in lines)
    text = content.decode()
    for needed in ("VERSION:2.0", "PRODID:", "UID:", "DTSTAMP:20", "SEQUENCE:0"):
        assert needed in text
    [event] = parsed(calendar.of_group(board, SEPT))
    assert event["SUMMARY"] == "é" * 150
    assert event.decoded("DTSTAMP").utcoffset() == timedelta(0)


def test_an_unchanged_calendar_is_the_same_bytes(board, board_meets, home):
    board_meets(OCT)
    once = calendar.written("Test", calendar.of_group(board, SEPT))
    assert calendar.written("Test", calendar.of_group(board, SEPT)) == once


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.integers(1, 250), min_size=1, max_size=6, unique=True))
def test_a_meeting_has_the_same_uid_as_long_as_it_lives(board, home, moves):
    """However often it is moved or called off, and its sequence never goes back."""
    board.meetings.all().delete()
    meeting = dates.plan(board, on=OCT, by="x")
    said = [(f"{meeting.uid}@muster", 0)]
    for move in moves:
        if move % 5 == 0:
            dates.cancel(meeting, by="x", reason="Snow")
            dates.restore(meeting, on=OCT + timedelta(days=move), by="x")
        else:
            dates.change(meeting, by="x", on=OCT + timedelta(days=move))
        [event] = parsed(calendar.of_group(board, SEPT))
        said.append((str(event["UID"]), int(event["SEQUENCE"])))
    assert len({uid for uid, _ in said}) == 1
    sequences = [sequence for _, sequence in said]
    assert sequences == sorted(set(sequences))


def test_a_cancelled_meeting_stays_in_the_calendar_as_cancelled(
    board, board_meets, home
):
    meeting = board_meets(OCT)
    dates.cancel(meeting, by="x", reason="Snow")
    [event] = parsed(calendar.of_group(board, SEPT))
    assert (event["STATUS"], int(event["SEQUENCE"])) == ("CANCELLED", 1)


def test_mine_has_my_meetings_actions_papers_and_clearances(
    sits, officer, board, board_meets, reporting_plan, plan, home
):
    meeting = board_meets(OCT)
    action = changing.add_action(plan, heading="Map the spend", on=SEPT, by="x")
    changing.set_owners(action, [sits], on=SEPT, by="x")
    changing.set_deadline(action, [of_day(date(2025, 12, 1))], on=SEPT, by="x")
    line = planning.add_line(
        reporting_plan,
        group=board,
        on=SEPT,
        by="x",
        kind="paper",
        title="Autumn",
        meeting=meeting,
        writer=sits,
    )
    planning.set_clearances(line, [(sits, 2)], by="x")
    titles = [str(one["SUMMARY"]) for one in parsed(calendar.of_user(officer, SEPT))]
    assert sorted(titles) == [
        "Clear by: Autumn",
        "Due: Map the spend",
        "Improvement Board",
        "Paper due: Autumn",
    ]
    changing.set_owners(action, [named("Another")], on=SEPT, by="x")
    titles = [str(one["SUMMARY"]) for one in parsed(calendar.of_user(officer, SEPT))]
    assert "Due: Map the spend" not in titles


def test_a_pupils_number_never_gets_into_a_calendar(sits, officer, plan, home):
    action = changing.add_action(plan, heading="Visit", on=SEPT, by="x")
    # No words with a number are kept any more; these were, before that was a rule.
    Wording.objects.filter(action=action).update(heading="Visit Q820432109002")
    changing.set_owners(action, [sits], on=SEPT, by="x")
    changing.set_deadline(action, [of_day(OCT)], on=SEPT, by="x")
    text = calendar.written("x", calendar.of_user(officer, SEPT)).decode()
    assert "Due: Visit [a pupil’s number]" in text.replace("\r\n ", "")


# The address ----------------------------------------------------------------------------


def test_a_token_is_kept_as_a_digest_and_opens_the_calendar(client, officer, home):
    one, token = feed.make(by="x", user=officer)
    assert token not in repr(vars(one))
    answer = client.get(f"/programme/calendar/{token}/")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer.content.startswith(b"BEGIN:VCALENDAR")
    one.refresh_from_db()
    assert one.last_used_on is not None


def test_a_wrong_or_ended_token_is_not_found_and_is_not_written_down(
    client, officer, home
):
    one, token = feed.make(by="x", user=officer)
    feed.revoke(one, by="x")
    for text in (token, "nearly-right"):
        assert client.get(f"/programme/calendar/{text}/").status_code == 404
        assert not Entry.objects.filter(to__contains=text).exists()
    made, ended = Entry.objects.filter(did__startswith="calendar.").order_by("at", "pk")
    assert (made.did, ended.did) == ("calendar.made", "calendar.revoked")


def test_a_closed_account_has_no_calendar_any_longer(client, officer, home):
    _, token = feed.make(by="x", user=officer)
    officer.is_active = False
    officer.save()
    assert client.get(f"/programme/calendar/{token}/").status_code == 404


def test_whoever_guesses_is_told_to_wait(client, officer, home):
    from django.core.cache import cache

    cache.clear()
    _, token = feed.make(by="x", user=officer)
    for number in range(30):
        client.get(f"/programme/calendar/wrong-{number}/")
    assert client.get("/programme/calendar/wrong-again/").status_code == 429
    assert client.get(f"/programme/calendar/{token}/").status_code == 200
    cache.clear()


def test_a_person_sees_and_ends_their_own_calendars_only(
    client, person, officer, board
):
    other = person("finance-officer")
    theirs, _ = feed.make(by="x", user=other)
    groups, _ = feed.make(by="x", group=board)
    client.force_login(officer)
    page = client.get("/programme/calendars/").content.decode()
    assert theirs.prefix not in page
    assert groups.prefix in page
    assert client.post(f"/programme/calendars/{theirs.pk}/end/").status_code == 404
    client.post(f"/programme/calendars/{groups.pk}/end/")
    groups.refresh_from_db()
    assert groups.revoked_at
    client.force_login(other)
    assert groups.prefix not in client.get("/programme/calendars/").content.decode()
    client.post("/programme/calendars/", {"group": board.pk})
    assert Meeting.objects.count() == 0
    assert other.calendars.count() == 2
