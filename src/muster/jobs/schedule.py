"""Work that comes round by itself: the lines of settings.SCHEDULE.

A line is a function's address and how often: "minutely" or "nightly". The function takes a
`tell` and gives a sentence, or nothing when there was nothing to do. A line that was missed
while no worker ran is made up for once, at the next start.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from muster.jobs.models import Turn
from muster.jobs.queue import CannotDo, Stopping, stopping, unexpected_sentence


NIGHT = 2  # o'clock, by the clock on the wall
log = logging.getLogger(__name__)


def run_due(now: datetime) -> list[str]:
    """Runs every line that is due, one after the other. Gives their names."""
    later = set(Turn.objects.filter(due_at__gt=now).values_list("name", flat=True))
    return [
        name
        for name, often in settings.SCHEDULE
        if name not in later and _take(name, often, now)
    ]


def soon(name: str) -> None:
    """Makes a line due at once."""
    Turn.objects.filter(name=name).update(due_at=timezone.now())


def next_after(often: str, now: datetime) -> datetime:
    """When a line is due again. Raises ValueError for a word nobody knows."""
    if often == "minutely":
        return now + timedelta(minutes=1)
    if often != "nightly":
        raise ValueError(f"“{often}” is not how often anything is done.")
    local = timezone.localtime(now)
    tonight = local.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    # Added on the wall, so that a night is a night when the clocks change.
    return tonight if tonight > local else tonight + timedelta(days=1)


def _take(name: str, often: str, now: datetime) -> bool:
    """Runs a line if it is due and no other worker was quicker."""
    Turn.objects.get_or_create(name=name, defaults={"due_at": now})
    due = Turn.objects.filter(name=name, due_at__lte=now)
    if not due.update(due_at=next_after(often, now), began_at=now, ended_at=None):
        return False
    sentence, failed = _run(name)
    said = {"sentence": sentence} if sentence else {}
    Turn.objects.filter(name=name).update(
        ended_at=timezone.now(), failed=failed, **said
    )
    return True


def _run(name: str) -> tuple[str, bool]:
    try:
        return import_string(name)(_tell) or "", False
    except Stopping:
        soon(name)
        return "", False
    except CannotDo as why:
        log.error("%s, of the schedule, could not be done", name)
        return str(why), True
    except Exception as unexpected:
        log.exception("%s, of the schedule, failed", name)
        return unexpected_sentence(unexpected), True


def _tell(fraction: float, sentence: str | None = None) -> None:
    if stopping.is_set():
        raise Stopping
