"""The worker: one process that does the jobs, one after the other, and the schedule.

It never forks: vl-convert, which draws the charts, hangs in a forked child.
"""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from django.db import close_old_connections
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from muster.jobs import reaper, schedule
from muster.jobs.queue import stopping


LOOK_EVERY = 1.0
# After something failed around a job: a full disk, a database that went away.
REST = 5.0
log = logging.getLogger(__name__)


def work() -> None:
    """Does jobs until Ctrl-C or SIGTERM. A job under way then is begun again later."""
    with _told_to_stop(), reaper.alive() as worker:
        while not stopping.is_set():
            _rest(LOOK_EVERY if _turn(worker) else REST)


def _rest(seconds: float) -> None:
    until = time.monotonic() + seconds
    while not stopping.is_set() and time.monotonic() < until:
        time.sleep(min(seconds, 0.1))


def do_waiting() -> None:
    """Does every job that is waiting, then the schedule, then returns."""
    with reaper.alive() as worker:
        _do(worker)


def _turn(worker: str) -> bool:
    try:
        _do(worker)
    except Exception:
        # Nothing may end the worker but being told to.
        log.exception("The worker could not go on, and tries again")
        return False
    return True


def _do(worker: str) -> None:
    close_old_connections()
    for _ in reaper.reap(idle=worker):
        # Its title names somebody's file: what became of it is said with the job.
        log.warning("A job was left by a worker that stopped, and was taken up")
    while not stopping.is_set() and DBTaskResult.objects.ready().exists():
        _next_job(worker).run()
    if not stopping.is_set():
        schedule.run_due(timezone.now())


def _next_job(worker: str) -> Worker:
    """The queue's own worker, to do one job and return."""
    return Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id=worker,
        excluded_queue_names=[],
    )


@contextmanager
def _told_to_stop() -> Iterator[None]:
    """Ctrl-C and SIGTERM ask the work to stop. A second Ctrl-C doesn't wait for it,
    which is as safe as SIGKILL has to be."""
    pressed = 0

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal pressed
        pressed += number == signal.SIGINT
        if pressed > 1:
            os._exit(128 + signal.SIGINT)
        stopping.set()

    kept = {one: signal.signal(one, stop) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, before in kept.items():
            signal.signal(one, before)
