import fcntl

from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from tests.jobs import works

from muster.jobs import reaper, worker
from muster.jobs.models import Job


def claim(job, worker_id, attempts=1):
    """As a worker leaves a job that it was killed in."""
    DBTaskResult.objects.filter(pk=job.task).update(
        status="RUNNING",
        started_at=timezone.now(),
        worker_ids=["someone-before"] * (attempts - 1) + [worker_id],
    )
    Job.objects.filter(pk=job.pk).update(
        state="running", started_at=timezone.now(), fraction=0.5
    )


def test_a_worker_is_alive_as_long_as_it_lasts(home):
    with reaper.alive() as one, reaper.alive() as other:
        assert reaper.living() == {one, other}
    assert reaper.living() == set()
    assert list((home / "workers").iterdir()) == []


def test_a_worker_that_was_killed_is_not_alive_and_is_cleared_away(home):
    with reaper.alive():
        left = home / "workers" / "killed.alive"
        left.touch()
        assert "killed" not in reaper.living()
        assert not left.exists()


def test_a_worker_gone_while_it_is_looked_for_is_not_alive(home):
    assert not reaper._is_locked(home / "workers" / "gone.alive")


def test_two_who_look_at_once_do_not_take_each_other_for_a_worker(home):
    (home / "workers").mkdir()
    path = home / "workers" / "killed.alive"
    path.touch()
    with open(path) as handle:
        fcntl.flock(handle, fcntl.LOCK_SH)
        assert not reaper._is_locked(path)


def test_a_dead_worker_s_job_is_begun_again(ask):
    job = ask(works.add_up, numbers=[1, 2])
    claim(job, "dead")
    assert reaper.reap() == [
        "“Some work” was broken off when its worker stopped. It begins again."
    ]
    job.refresh_from_db()
    assert (job.state, job.fraction, job.started_at) == ("waiting", 0, None)
    worker.do_waiting()
    job.refresh_from_db()
    assert job.sentence == "It comes to 3."


def test_a_living_worker_keeps_its_job(ask):
    job = ask(works.add_up, numbers=[1])
    with reaper.alive() as busy:
        claim(job, busy)
        assert reaper.reap() == []


def test_a_worker_with_nothing_to_do_gives_back_what_seems_to_be_its_own(ask):
    job = ask(works.add_up, numbers=[1])
    with reaper.alive() as idle:
        claim(job, idle)
        assert len(reaper.reap(idle=idle)) == 1


def test_a_job_that_was_broken_off_three_times_is_given_up(ask):
    job = ask(works.add_up, numbers=[1])
    claim(job, "dead", attempts=3)
    assert reaper.reap() == [
        "“Some work” was broken off too often and is not tried again."
    ]
    job.refresh_from_db()
    assert (job.state, job.is_over) == ("failed", True)
    assert job.sentence.startswith("This was broken off 3 times")
    worker.do_waiting()
    job.refresh_from_db()
    assert job.state == "failed"


def test_a_job_the_queue_could_not_even_begin_has_failed(ask, caplog):
    job = ask(works.add_up, nobody_takes="this")
    DBTaskResult.objects.update(task_path="tests.jobs.works.gone_since")
    worker.do_waiting()
    assert reaper.reap() == ["“Some work” could not be begun."]
    job.refresh_from_db()
    assert (job.state, job.is_over) == ("failed", True)


def test_a_dead_worker_s_record_of_no_job_is_closed(ask):
    job = ask(works.add_up, numbers=[1])
    claim(job, "dead")
    Job.objects.all().delete()
    assert len(reaper.reap()) == 1
    assert DBTaskResult.objects.get().status == "FAILED"
