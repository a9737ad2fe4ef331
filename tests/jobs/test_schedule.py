from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.jobs import works

from muster.jobs import schedule, worker
from muster.jobs.models import Turn
from muster.jobs.queue import stopping


MINUTE = ("tests.jobs.works.each_minute", "minutely")
NIGHT = ("tests.jobs.works.each_night", "nightly")
WRONG = ("tests.jobs.works.goes_wrong", "minutely")
STOPPED = ("tests.jobs.works.is_stopped", "nightly")
NOON = datetime(2025, 11, 3, 12, tzinfo=UTC)


def test_every_line_runs_when_it_is_first_seen_and_then_in_its_turn(settings):
    settings.SCHEDULE = [MINUTE, NIGHT]
    assert schedule.run_due(NOON) == [MINUTE[0], NIGHT[0]]
    assert schedule.run_due(NOON + timedelta(seconds=59)) == []
    assert schedule.run_due(NOON + timedelta(seconds=60)) == [MINUTE[0]]
    assert schedule.run_due(NOON + timedelta(days=1)) == [MINUTE[0], NIGHT[0]]
    assert works.ran == ["minute", "night", "minute", "minute", "night"]


def test_what_a_line_said_is_kept_until_it_says_something_else(settings):
    settings.SCHEDULE = [MINUTE, NIGHT]
    schedule.run_due(NOON)
    turns = {turn.name: turn for turn in Turn.objects.all()}
    assert turns[MINUTE[0]].sentence == "Looked round."
    assert turns[NIGHT[0]].sentence == ""
    assert turns[NIGHT[0]].began_at == NOON
    assert turns[NIGHT[0]].ended_at and not turns[NIGHT[0]].failed
    assert str(turns[MINUTE[0]]).startswith(
        "tests.jobs.works.each_minute, due 2025-11-03"
    )


def test_a_line_that_fails_is_noted_and_the_others_run(settings, caplog):
    settings.SCHEDULE = [WRONG, NIGHT]
    assert schedule.run_due(NOON) == [WRONG[0], NIGHT[0]]
    turn = Turn.objects.get(name=WRONG[0])
    assert turn.failed
    assert "a detail for the log" not in turn.sentence
    assert "a detail for the log" in caplog.text


def test_a_line_that_was_stopped_is_due_at_once(settings):
    settings.SCHEDULE = [STOPPED]
    schedule.run_due(NOON)
    assert Turn.objects.get().due_at > NOON + timedelta(days=300)  # the real now
    assert not Turn.objects.get().failed


def test_a_line_is_told_to_stop_with_its_worker(settings):
    settings.SCHEDULE = [MINUTE]
    stopping.set()
    schedule.run_due(NOON)
    assert works.ran == ["minute"]
    assert Turn.objects.get().sentence == ""


def test_a_line_can_be_made_due_at_once(settings):
    settings.SCHEDULE = [NIGHT]
    schedule.run_due(datetime.now(UTC))
    schedule.soon(NIGHT[0])
    worker.do_waiting()
    assert works.ran == ["night", "night"]


def test_only_one_worker_runs_a_line_that_two_saw_due(settings):
    settings.SCHEDULE = [MINUTE]
    schedule.run_due(NOON)
    # As the slower of two sees it: due a moment ago, and taken since.
    assert not schedule._take(*MINUTE, NOON)


@pytest.mark.parametrize(
    ("now", "next_"),
    [
        ("2025-11-03 01:59", "2025-11-03 02:00"),
        ("2025-11-03 02:00", "2025-11-04 02:00"),
        ("2025-10-25 12:00", "2025-10-26 02:00"),  # the clocks go back
        ("2026-03-28 12:00", "2026-03-29 02:00"),  # they go forward
        ("2026-03-29 12:00", "2026-03-30 02:00"),
    ],
)
def test_a_night_is_two_o_clock_on_the_wall(now, next_):
    london = ZoneInfo("Europe/London")
    at = datetime.fromisoformat(now).replace(tzinfo=london)
    due = schedule.next_after("nightly", at.astimezone(UTC))
    assert f"{due.astimezone(london):%F %R}" == next_


def test_how_often_must_be_a_word_that_is_known():
    with pytest.raises(ValueError, match="“weekly” is not how often"):
        schedule.next_after("weekly", NOON)
