from datetime import timedelta

from django.utils import timezone

from muster.jobs import schedule
from muster.jobs.models import Job, Turn
from muster.sources import upkeep, uploads
from muster.sources.models import Upload


def tell(fraction, sentence=None):
    pass


def test_the_latest_year_is_counted_before_anybody_asks(load, marks, store):
    assert upkeep.count_latest(tell) == ""
    load(marks())
    assert upkeep.count_latest(tell) == "The figures of 2025/26 are counted."
    assert len(list(store.folder.glob("cache/spans-2025-*"))) == 1


def test_a_load_and_its_taking_back_have_the_latest_year_counted_soon(load, marks):
    Turn.objects.create(
        name=uploads.COUNTING, due_at=timezone.now() + timedelta(hours=1)
    )
    held = load(marks()).load
    assert Turn.objects.get().due_at <= timezone.now()
    Turn.objects.update(due_at=timezone.now() + timedelta(hours=1))
    uploads.undo(held.pk, by="ada")
    assert Turn.objects.get().due_at <= timezone.now()


def test_every_year_is_merged_at_night(load, marks):
    load(marks("a.csv"))
    assert upkeep.merge(tell) == ""
    load(marks("b.csv", code="I"))
    assert upkeep.merge(tell) == "Merged the layers of 1 year."
    assert uploads.state().unmerged(2025) == 0
    assert upkeep.merge(tell) == ""


def test_old_uploads_and_jobs_are_cleared_away_at_night(send, marks):
    sent = send(marks())
    assert upkeep.prune(tell) == ""
    long_ago = timezone.now() - timedelta(days=60)
    Upload.objects.update(sent_at=long_ago)
    Job.objects.update(finished_at=long_ago)
    assert upkeep.prune(tell) == "Cleared away 1 file that was sent and 1 old job."
    assert not sent.folder.exists()


def test_the_schedule_of_the_site_names_functions_that_are_there(store, settings):
    from muster.config.schedule import SCHEDULE

    settings.SCHEDULE = SCHEDULE
    now = timezone.now()
    assert schedule.run_due(now) == [name for name, _ in SCHEDULE]
    assert not Turn.objects.filter(failed=True).exists()
    assert uploads.COUNTING in {name for name, _ in SCHEDULE}
