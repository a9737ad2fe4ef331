import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult
from tests.jobs import works

from muster.jobs import queue, worker
from muster.jobs.models import Job
from muster.jobs.queue import Cancelled, Tell, cancel, prune, stopping


def test_work_waits_until_a_worker_does_it(ask):
    job = ask(works.add_up, numbers=[1, 2, 3])
    assert (job.state, job.fraction, job.asked_by) == ("waiting", 0, "ada")
    assert not job.is_over

    worker.do_waiting()

    job.refresh_from_db()
    assert (job.state, job.percent) == ("done", 100)
    assert job.sentence == "It comes to 6."
    assert job.started_at and job.finished_at and job.is_over
    assert str(job) == "Some work (done)"


def test_jobs_are_done_in_the_order_they_were_asked_for(ask):
    first, second = (ask(works.add_up, numbers=[n]) for n in (1, 2))
    worker.do_waiting()
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.finished_at < second.started_at


def test_work_asked_for_in_a_transaction_that_fails_was_never_asked_for(ask):
    with pytest.raises(RuntimeError), transaction.atomic():
        ask(works.add_up, numbers=[1])
        raise RuntimeError
    assert not Job.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_a_job_that_fails_says_so_without_its_traceback(ask, caplog):
    job = ask(works.fail)
    worker.do_waiting()
    job.refresh_from_db()
    assert job.state == "failed"
    assert job.sentence.startswith(
        "Muster met something it did not expect (ValueError) and stopped."
    )
    assert "a detail for the log" not in job.sentence
    assert "a detail for the log" in caplog.text


def test_a_job_that_fills_the_disk_says_to_make_room(ask, caplog):
    job = ask(works.fill_the_disk)
    worker.do_waiting()
    job.refresh_from_db()
    assert job.sentence.startswith("There is no room left on the disk.")


def test_a_waiting_job_that_is_cancelled_never_begins(ask):
    job = ask(works.fail)
    cancel(job)
    assert (job.state, job.is_over) == ("cancelled", True)
    worker.do_waiting()
    job.refresh_from_db()
    assert job.started_at is None
    assert job.sentence == "Stopped before it had begun, as you asked."


def test_a_running_job_that_is_cancelled_stops_at_its_next_word(ask):
    job = ask(works.is_cancelled_meanwhile, job=Job.objects.count() + 1)
    worker.do_waiting()
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert job.sentence == "Stopped, as you asked. Nothing was changed."


def test_a_job_that_is_over_is_not_cancelled(ask):
    job = ask(works.add_up, numbers=[1])
    worker.do_waiting()
    cancel(job)
    assert (job.state, job.cancel_asked_at) == ("done", None)


def test_the_database_is_told_little_and_told_news_at_once(ask, monkeypatch):
    job, now = ask(works.add_up, numbers=[1]), [100.0]
    monkeypatch.setattr(queue.time, "monotonic", lambda: now[0])
    tell = Tell(job.pk)

    def heard(fraction, sentence=None):
        tell(fraction, sentence)
        job.refresh_from_db()
        return job.fraction, job.sentence

    assert heard(0.1, "Reading") == (0.1, "Reading")
    assert heard(0.2, "Reading") == (0.1, "Reading")
    assert heard(0.3, "Writing") == (0.3, "Writing")
    now[0] += 0.6
    assert heard(1.4) == (1.0, "Writing")


def test_a_step_tells_its_part_of_the_whole(ask):
    job = ask(works.add_up, numbers=[1])
    Tell(job.pk).part(0.2, 0.6)(0.5)
    job.refresh_from_db()
    assert job.fraction == pytest.approx(0.4)


def test_telling_raises_once_the_job_was_asked_to_stop(ask):
    job = ask(works.add_up, numbers=[1])
    Job.objects.update(state="running")
    cancel(job)
    with pytest.raises(Cancelled):
        Tell(job.pk)(0.5)


def test_a_worker_that_is_stopped_leaves_the_job_for_the_next(ask, tmp_path):
    job = ask(works.must_stop, flag=str(tmp_path / "flag"))
    worker.do_waiting()
    job.refresh_from_db()
    assert (job.state, job.started_at) == ("waiting", None)

    stopping.clear()
    worker.do_waiting()
    job.refresh_from_db()
    assert (job.state, job.sentence) == ("done", "Done at the second try.")


def test_old_jobs_are_forgotten_with_the_queue_s_record_of_them(ask):
    old, waiting = ask(works.add_up, numbers=[1]), None
    worker.do_waiting()
    waiting = ask(works.add_up, numbers=[1])
    old.refresh_from_db()
    assert prune(old.finished_at) == 0
    assert prune(waiting.asked_at) == 1
    assert list(Job.objects.all()) == [waiting]
    assert [task.pk for task in DBTaskResult.objects.all()] == [waiting.task]
