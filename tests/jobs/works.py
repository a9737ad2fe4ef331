"""Work for the tests to ask for. The queue finds it by its address."""

import os
import signal
from pathlib import Path

from muster.jobs.queue import Stopping, background, stopping


@background
def add_up(tell, *, numbers):
    total = 0
    for done, number in enumerate(numbers):
        tell(done / len(numbers), f"At {number}")
        total += number
    return f"It comes to {total}."


@background
def fail(tell):
    raise ValueError("a detail for the log")


@background
def fill_the_disk(tell):
    raise OSError(28, "No space left on device")


@background
def is_cancelled_meanwhile(tell, *, job):
    from muster.jobs.models import Job
    from muster.jobs.queue import cancel

    cancel(Job.objects.get(pk=job))
    tell(0.5, "This is never shown")
    return "This is never said."


@background
def must_stop(tell, *, flag):
    """The first time the worker is told to stop; the second it is done."""
    if not Path(flag).exists():
        Path(flag).touch()
        stopping.set()
        tell(0.5)
    return "Done at the second try."


@background
def take_the_worker_with_it(tell, *, tries):
    """Dies as many times as asked, as if killed; then it is done."""
    path = Path(tries)
    left = int(path.read_text())
    if left:
        path.write_text(str(left - 1))
        os.kill(os.getpid(), signal.SIGKILL)
    return "Done in the end."


# For the schedule.
ran: list[str] = []


def each_minute(tell):
    ran.append("minute")
    tell(0.5)
    return "Looked round."


def each_night(tell):
    ran.append("night")


def goes_wrong(tell):
    ran.append("wrong")
    raise ValueError("a detail for the log")


def is_stopped(tell):
    ran.append("stopped")
    raise Stopping
