"""Asking for work in the background, and doing it so that people can follow it.

    @background
    def read(tell, *, upload):
        ...
        tell(0.4, "Reading 1,200,000 rows")
        ...
        return "Nothing is wrong with it."

    job = enqueue(read, title="Reading marks.csv", by="ada", page="/loads/…", upload=3)

`tell` keeps the person informed. It also raises: Cancelled when they have asked for the
work to stop, Stopping when the worker itself must. So work that calls it often stops soon,
and must leave nothing half-done when it does.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeAlias
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from muster.jobs.models import Job
from muster.tables.store import FULL


Work: TypeAlias = Task[..., None]
State = Job.State
# How often at most the database is told how far a job is, and asked whether to stop.
TELL_EVERY = 0.5


class Flag:
    """Up or down. No lock, unlike threading.Event, so a signal may raise it anywhere."""

    def __init__(self) -> None:
        self._up = False

    def is_set(self) -> bool:
        return self._up

    def set(self) -> None:
        self._up = True

    def clear(self) -> None:
        self._up = False


# Set when this process must stop: running work gives up at its next `tell`.
stopping = Flag()


class Cancelled(Exception):
    """The person who asked for the work has asked for it to stop. Work that is kept as far
    as it came says so in the message."""


class CannotDo(Exception):
    """Work that cannot be done; the message is the sentence people read."""


class Stopping(Exception):
    """The worker is shutting down. The work will be begun again by the next one."""


class Tell:
    """How a job says how far it is: `tell(fraction)` or `tell(fraction, sentence)`."""

    def __init__(self, job: int):
        self.job = job
        self.last = 0.0
        self.sentence: str | None = None

    def __call__(self, fraction: float, sentence: str | None = None) -> None:
        """Raises Cancelled or Stopping when the work must stop."""
        if stopping.is_set():
            raise Stopping
        is_news = sentence is not None and sentence != self.sentence
        if not is_news and time.monotonic() - self.last < TELL_EVERY:
            return
        self.last, self.sentence = time.monotonic(), sentence or self.sentence
        said = {} if sentence is None else {"sentence": sentence}
        wanted = Job.objects.filter(pk=self.job, cancel_asked_at=None)
        fraction = min(max(fraction, 0.0), 1.0)
        if not wanted.update(fraction=fraction, told_at=timezone.now(), **said):
            raise Cancelled

    def part(self, begin: float, end: float) -> Callable[[float], None]:
        """The same, for a step that counts from 0 to 1 on its own."""
        return lambda fraction: self(begin + (end - begin) * fraction)


def background(do: Callable[..., str]) -> Work:
    """Makes work of a module's function `do(tell, *, ...)`, whose answer is a sentence.

    Its keyword arguments must be things JSON has.
    """

    @wraps(do)
    def run(job: int, /, **arguments: Any) -> None:
        if not _started(job):
            return
        try:
            sentence = do(Tell(job), **arguments)
        except Cancelled as stopped:
            sentence = str(stopped) or "Stopped, as you asked. Nothing was changed."
            finish(job, State.CANCELLED, sentence)
        except Stopping:
            _put_back(job, work, arguments)
        except CannotDo as why:
            finish(job, State.FAILED, str(why))
        except Exception as unexpected:
            finish(job, State.FAILED, unexpected_sentence(unexpected))
            raise  # the queue keeps the traceback and logs it
        else:
            finish(job, State.DONE, sentence)

    work = task()(run)
    return work


def enqueue(work: Work, *, title: str, by: str, page: str, **arguments: Any) -> Job:
    """Asks for work; it begins once the transaction it is asked in commits."""
    with transaction.atomic():
        job = Job.objects.create(
            title=title, page=page, asked_by=by, asked_at=timezone.now()
        )
        job.task = UUID(work.enqueue(job.pk, **arguments).id)
        job.save(update_fields=["task"])
    return job


def cancel(job: Job) -> None:
    """Asks for a job to stop. One that hasn't begun is over at once."""
    now = timezone.now()
    waiting = Job.objects.filter(pk=job.pk, state=State.WAITING)
    sentence = "Stopped before it had begun, as you asked."
    if not waiting.update(
        state=State.CANCELLED, cancel_asked_at=now, finished_at=now, sentence=sentence
    ):
        running = Job.objects.filter(pk=job.pk, state=State.RUNNING)
        running.filter(cancel_asked_at=None).update(cancel_asked_at=now)
    job.refresh_from_db()


def finish(job: int, state: Job.State, sentence: str) -> None:
    """Puts a job in one of its last states, with what came of it."""
    done = {"fraction": 1.0} if state == State.DONE else {}
    unfinished = Job.objects.filter(pk=job, finished_at=None)
    unfinished.update(
        state=state, sentence=sentence, finished_at=timezone.now(), **done
    )


def unexpected_sentence(problem: Exception) -> str:
    if isinstance(problem, OSError) and problem.errno in FULL:
        return (
            "There is no room left on the disk. Nothing half-done was kept. Make room,"
            " then try again."
        )
    return (
        f"Muster met something it did not expect ({type(problem).__name__}) and stopped."
        " Nothing half-done was kept. Whoever runs Muster will find the reason in its log."
    )


def prune(before: datetime) -> int:
    """Forgets jobs that were over before a moment, and the queue's record of them."""
    over = Job.objects.filter(finished_at__lt=before)
    DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()
    return over.delete()[0]


def _started(job: int) -> bool:
    """Takes a job up, unless it was cancelled while it waited."""
    waiting = Job.objects.filter(pk=job, state=State.WAITING)
    now = timezone.now()
    return bool(waiting.update(state=State.RUNNING, started_at=now, told_at=now))


def _put_back(job: int, work: Work, arguments: dict[str, Any]) -> None:
    """Back to the end of the queue, for the next worker to begin again."""
    with transaction.atomic():
        again = work.enqueue(job, **arguments).id
        Job.objects.filter(pk=job).update(
            state=State.WAITING, task=again, fraction=0, started_at=None
        )
