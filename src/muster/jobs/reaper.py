"""Jobs whose worker died: found, and begun again or given up.

The queue itself leaves them "running" for ever. A worker holds a lock on a file of its own
as long as it lives; the kernel lets go of it however the worker ends, so nobody has to
guess from a clock whether a silent worker is dead or only busy. All workers of a home see
its files, as they must for the marks.
"""

from __future__ import annotations

import fcntl
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from muster.jobs.models import Job
from muster.jobs.queue import State, finish


# A job that takes its worker with it this many times is not tried again.
ATTEMPTS = 3


@contextmanager
def alive() -> Iterator[str]:
    """While it lasts, this process is a living worker: gives the worker's id."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    worker = uuid.uuid4().hex
    path, beside = folder / f"{worker}.alive", folder / f"{worker}.new"
    with open(beside, "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        # Locked before it has its name, or `living` could clear it away in between.
        beside.rename(path)
        try:
            yield worker
        finally:
            path.unlink(missing_ok=True)


def living() -> set[str]:
    """The ids of the workers that are alive. Clears away what dead ones left."""
    found = set()
    for path in sorted(_folder().glob("*.alive")):
        if _is_locked(path):
            found.add(path.stem)
        else:
            path.unlink(missing_ok=True)
    return found


def reap(idle: str = "") -> list[str]:
    """Puts back, or gives up, the jobs of dead workers. Gives a sentence for each.

    `idle` is a living worker that says it has no job: one that seems to be its own was
    left when something failed around it.
    """
    with_a_worker = living() - {idle}
    left = [
        _reap(result)
        for result in DBTaskResult.objects.running().order_by("enqueued_at", "id")
        if not with_a_worker.intersection(result.worker_ids[-1:])
    ]
    return left + [_never_begun(job) for job in _lost()]


def _lost() -> QuerySet[Job]:
    """Jobs the queue is done with that never said so themselves."""
    done = DBTaskResult.objects.finished().values("pk")
    return Job.objects.filter(finished_at=None, task__in=done).order_by("pk")


def _never_begun(job: Job) -> str:
    finish(
        job.pk,
        State.FAILED,
        "This could not be begun. Whoever runs Muster will find the reason in its log.",
    )
    return f"“{job.title}” could not be begun."


@transaction.atomic
def _reap(result: DBTaskResult) -> str:
    job = Job.objects.filter(task=result.pk).first()
    title = job.title if job else result.task_name
    running = DBTaskResult.objects.running().filter(pk=result.pk)
    if job is None or job.is_over or len(result.worker_ids) >= ATTEMPTS:
        running.update(status="FAILED", finished_at=timezone.now())
        return _give_up(job, title)
    running.update(status="READY", started_at=None)
    Job.objects.filter(pk=job.pk).update(
        state=State.WAITING,
        fraction=0,
        started_at=None,
        sentence="It was broken off, and will begin again.",
    )
    return f"“{title}” was broken off when its worker stopped. It begins again."


def _give_up(job: Job | None, title: str) -> str:
    if job is not None:
        finish(
            job.pk,
            State.FAILED,
            f"This was broken off {ATTEMPTS} times, so it is not tried again. Nothing"
            " half-done was kept. Tell whoever runs Muster: the machine may be short of"
            " memory or of room on its disk.",
        )
    return f"“{title}” was broken off too often and is not tried again."


def _is_locked(path: Path) -> bool:
    try:
        with open(path) as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _folder() -> Path:
    return Path(settings.MUSTER_HOME) / "workers"
