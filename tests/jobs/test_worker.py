import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult
from tests.jobs import works

from muster.jobs import reaper, worker
from muster.jobs.queue import stopping


ROOT = Path(__file__).parents[2]


def test_a_worker_works_until_it_is_told_to_stop(ask, settings, monkeypatch):
    settings.SCHEDULE = [("tests.jobs.works.each_minute", "minutely")]
    monkeypatch.setattr(worker, "LOOK_EVERY", 0.01)
    job = ask(works.add_up, numbers=[2, 2])
    stop_soon(0.2)
    worker.work()
    job.refresh_from_db()
    assert job.state == "done"
    assert works.ran == ["minute"]
    assert reaper.living() == set()


def stop_soon(seconds):
    threading.Timer(seconds, os.kill, [os.getpid(), signal.SIGTERM]).start()


def test_signals_are_as_they_were_once_the_worker_stopped(monkeypatch):
    before = signal.getsignal(signal.SIGTERM)
    stop_soon(0.05)
    worker.work()
    assert signal.getsignal(signal.SIGTERM) is before


def test_nothing_that_goes_wrong_around_a_job_ends_the_worker(monkeypatch, caplog):
    times = []

    def broken(worker_id):
        times.append(worker_id)
        if len(times) == 2:
            stopping.set()
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(worker, "_do", broken)
    monkeypatch.setattr(worker, "REST", 0.01)
    worker.work()
    assert len(times) == 2
    assert "disk I/O error" in caplog.text


def test_a_job_that_could_not_be_marked_done_is_done_again(ask, monkeypatch):
    job = ask(works.add_up, numbers=[1])
    monkeypatch.setattr(worker, "_next_job", lambda worker_id: Broken(job, worker_id))
    with reaper.alive() as worker_id, pytest.raises(OperationalError):
        worker._do(worker_id)
    monkeypatch.undo()
    worker.do_waiting()
    job.refresh_from_db()
    assert job.state == "done"


class Broken:
    """The queue's worker on a disk that is full: it takes a job and can't let go."""

    def __init__(self, job, worker_id):
        self.job, self.worker_id = job, worker_id

    def run(self):
        DBTaskResult.objects.get(pk=self.job.task).claim(self.worker_id)
        type(self.job).objects.update(state="running")
        raise OperationalError("database or disk is full")


BEGIN = """
import sys
from pathlib import Path
from muster.cli.opened import make_home
make_home(Path(sys.argv[1]))
from muster.jobs import worker
from muster.jobs.queue import enqueue
from tests.jobs import works
enqueue(works.take_the_worker_with_it, title="W", by="ada", page="/", tries=sys.argv[2])
worker.do_waiting()
"""


def test_a_job_whose_worker_was_killed_is_done_by_the_next(new_home, tmp_path):
    """For real: kill -9 in the middle of a job, then `muster worker`."""
    home, tries = new_home(tmp_path / "killed"), tmp_path / "tries"
    tries.write_text("1")
    killed = alone([sys.executable, "-c", BEGIN, home, tries])
    assert killed.wait(120) == -signal.SIGKILL

    command = [sys.executable, "-m", "muster.cli", "--home", home, "worker"]
    working = alone(command)
    try:
        assert until_over(home) == ("done", "Done in the end.")
    finally:
        working.send_signal(signal.SIGTERM)
        assert working.wait(60) == 0
    assert list((home / "workers").iterdir()) == []


def alone(command):
    """A process that knows nothing of this one's settings."""
    kept = {
        n: v for n, v in os.environ.items() if not n.startswith(("MUSTER_", "DJANGO_"))
    }
    return subprocess.Popen(command, env=kept, cwd=ROOT, stderr=subprocess.DEVNULL)


def until_over(home):
    with closing(sqlite3.connect(home / "db.sqlite3", timeout=20)) as database:
        for _ in range(600):
            found = database.execute("select state, sentence from jobs_job").fetchone()
            if found[0] in ("done", "failed"):
                return found
            time.sleep(0.1)
    raise AssertionError(found)
