"""A file that was sent, from its arrival to its load."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from muster.jobs.models import Job
from muster.jobs.queue import cancel
from muster.sources import received, uploads
from muster.sources.models import Load, Upload
from muster.sources.review import Found
from muster.tables.store import NoRoom, Refused


BAD = ("Ash Primary", "A0", "31/02/2026", "AM", "/")


def kept(upload):
    folder = upload.folder
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def found(upload):
    return Found.of_json(upload.found)


def test_a_file_is_kept_under_a_random_name_until_it_is_loaded(send, marks, jobs):
    sent = send(marks(), read=False)
    assert len(sent.key) == 32
    assert kept(sent) == ["sent"]
    assert sent.folder.stat().st_mode & 0o077 == 0
    assert sent.is_under_way and not sent.is_broken_off
    assert str(sent) == "marks.csv (reading)"

    jobs()
    sent.refresh_from_db()
    assert sent.stage == "review"
    received.ask_to_load(sent, by="bea")
    jobs()

    sent.refresh_from_db()
    assert (sent.stage, kept(sent)) == ("loaded", [])
    assert sent.load.loaded_by == "bea"
    assert uploads.state().years() == [2025]


def test_nothing_counts_until_it_is_loaded(send, marks):
    assert send(marks()).stage == "review"
    assert not Load.objects.exists()
    assert uploads.state().years() == []


def test_a_review_says_what_the_file_would_bring(send, marks):
    sent = send(marks(schools={"Ash Primary": 2, "Birch": 1}))
    brings = found(sent)
    assert (brings.format, brings.title) == ("marks-long", "Marks, one row a session")
    assert (brings.rows_read, brings.rows_loaded, brings.repeated) == (30, 30, 0)
    assert (brings.first, brings.last) == ("2025-09-08", "2025-09-12")
    assert (brings.schools, brings.pupils) == (2, 3)
    assert (brings.new_schools, brings.new_count) == (["Ash Primary", "Birch"], 2)
    assert (brings.errors, brings.warnings, brings.overlap_count) == (0, 0, 0)


def test_a_review_names_the_loads_it_takes_the_place_of(send, load, marks):
    load(marks("a.csv", schools={"Ash": 1, "Birch": 1}))
    load(marks("later.csv", schools={"Ash": 1}, monday=date(2025, 9, 15)))
    load(marks("elsewhere.csv", schools={"Cedar": 1}))
    taken_back = load(marks("d.csv", schools={"Ash": 1}, code="I")).load
    uploads.undo(taken_back.pk, by="ada")

    (overlap,) = found(send(marks("new.csv", schools={"Ash": 2}))).overlaps
    assert (overlap.load, overlap.file_name) == (1, "a.csv")
    assert (overlap.schools, overlap.first, overlap.last) == (
        1,
        "2025-09-08",
        "2025-09-12",
    )


def test_a_review_of_another_table_names_earlier_loads_of_it(send, load, file, marks):
    load(marks())
    load(file("schools.csv", [("name", "phase"), ("Ash Primary", "primary")]))
    again = send(file("s2.csv", [("name", "phase"), ("Birch", "primary")]))
    assert [one.file_name for one in found(again).overlaps] == ["schools.csv"]
    assert found(again).overlaps[0].schools is None
    assert (found(again).schools, found(again).pupils) == (1, None)
    assert found(again).new_schools == ["Birch"]


def test_a_review_of_enrolments_counts_schools_and_pupils(send, file):
    rows = [("school", "pupil"), ("Ash", "A1"), ("Ash", "A2"), ("Birch", "B1")]
    brings = found(send(file("roll.csv", rows)))
    assert (brings.schools, brings.pupils, brings.new_count) == (2, 3, 2)


def test_a_school_whose_name_is_shared_is_new_to_a_schools_file(send, load, file):
    rows = [("urn", "name"), ("900001", "St Mary"), ("900002", "St Mary")]
    load(file("schools.csv", rows))
    brings = found(send(file("again.csv", [("name",), ("St Mary",)])))
    assert (brings.schools, brings.new_count) == (1, 1)


def test_a_refused_file_keeps_only_the_list_of_its_problems(send, marks, file, arrived):
    codes = file("codes.csv", [("code", "meaning"), ("Q", "/")])
    sent = send(marks(extra=[BAD, BAD]), code_map=arrived(codes))
    assert (sent.stage, kept(sent)) == ("refused", ["problems.csv"])
    assert (found(sent).errors, found(sent).schools) == (2, None)
    assert sent.job.sentence == "marks.csv was refused."


def test_a_file_like_no_format_is_refused(send, file):
    sent = send(file("odd.csv", [("colour", "shape"), ("red", "round")]))
    assert sent.stage == "refused"
    assert found(sent).format is None


def test_what_was_said_of_a_file_is_used_to_read_it(send, marks, file, arrived):
    codes = file("codes.csv", [("code", "meaning"), ("ILL", "I")])
    sent = send(
        marks(code="ILL"),
        format="marks-long",
        code_map=arrived(codes),
        as_at=date(2025, 10, 2),
    )
    assert (sent.stage, found(sent).warnings) == ("review", 0)


def test_the_same_bytes_again_are_found_before_they_are_read(send, load, marks):
    held = load(marks()).load
    sent = send(marks("again.csv"))
    assert (sent.stage, sent.load, kept(sent)) == ("held", held, [])


def test_two_of_the_same_file_are_loaded_once(send, marks, jobs):
    one, other = send(marks("a.csv")), send(marks("b.csv"))
    for sent in (one, other):
        received.ask_to_load(sent, by="ada")
    jobs()
    other.refresh_from_db()
    assert (other.stage, other.load.file_name) == ("held", "a.csv")


def test_a_file_is_asked_to_be_loaded_once(send, marks):
    sent = send(marks())
    received.ask_to_load(sent, by="ada")
    with pytest.raises(Refused, match=r"marks\.csv is not waiting to be loaded\."):
        received.ask_to_load(sent, by="ada")
    assert Job.objects.filter(title="Loading marks.csv").count() == 1


def test_a_file_that_was_changed_in_between_is_refused(send, marks, jobs):
    sent = send(marks())
    sent.path.write_bytes(marks(code="I").read_bytes())
    received.ask_to_load(sent, by="ada")
    jobs()
    sent.refresh_from_db()
    assert sent.stage == "refused"
    assert sent.note == "The file changed after it was read. Send it again."
    assert not Load.objects.exists()


def test_a_file_that_another_load_made_wrong_is_refused(send, load, marks, file, jobs):
    sent = send(marks(schools={"Birch": 1}))
    load(file("schools.csv", [("name",), ("Ash",)]))
    received.ask_to_load(sent, by="ada")
    jobs()
    sent.refresh_from_db()
    assert (sent.stage, kept(sent)) == ("refused", ["problems.csv"])
    assert found(sent).errors == 1


def test_what_only_the_writing_finds_refuses_a_file_too(send, load, marks, file, jobs):
    load(marks("one.csv", schools={"900001": 1}))
    load(marks("two.csv", schools={"Ash": 1}))
    sent = send(file("schools.csv", [("urn", "name"), ("900001", "Ash")]))
    received.ask_to_load(sent, by="ada")
    jobs()
    sent.refresh_from_db()
    assert (sent.stage, kept(sent)) == ("refused", ["problems.csv"])


def test_a_full_disk_leaves_the_file_ready_to_be_loaded(send, marks, jobs, monkeypatch):
    sent = send(marks())

    def no_room(*args, **kwargs):
        raise NoRoom("There is no room left on the disk.")

    monkeypatch.setattr(uploads, "commit", no_room)
    received.ask_to_load(sent, by="ada")
    jobs()
    sent.refresh_from_db()
    assert (sent.stage, kept(sent)) == ("review", ["problems.csv", "sent"])
    assert sent.note == "It was not loaded. There is no room left on the disk."


def test_a_load_whose_worker_died_after_the_commit_is_not_made_twice(
    send, marks, jobs, monkeypatch
):
    sent = send(marks())
    received.ask_to_load(sent, by="ada")
    forget = received.forget_file
    monkeypatch.setattr(received, "forget_file", lambda upload: 1 / 0)
    jobs()
    monkeypatch.setattr(received, "forget_file", forget)
    sent.refresh_from_db()
    assert sent.stage == "loaded"

    received.load.func(sent.job.pk, upload=sent.pk)  # over: not begun again
    Job.objects.update(state="waiting", finished_at=None)
    received.load.func(sent.job.pk, upload=sent.pk)
    sent.job.refresh_from_db()
    assert sent.job.sentence == "It was loaded before."
    assert kept(sent) == []
    assert Load.objects.count() == 1


def test_reading_that_is_stopped_before_it_began_puts_the_file_aside(send, marks):
    sent = send(marks(), read=False)
    received.stop(sent)
    assert (sent.stage, kept(sent)) == ("aside", [])
    assert sent.note == "Reading was stopped."


def test_reading_that_is_stopped_midway_puts_the_file_aside(
    send, marks, jobs, monkeypatch
):
    sent = send(marks(), read=False)
    stop_during(monkeypatch, "check", sent)
    jobs()
    sent.refresh_from_db()
    assert (sent.stage, sent.job.state, kept(sent)) == ("aside", "cancelled", [])


def test_loading_that_is_stopped_leaves_the_file_ready(send, marks, jobs, monkeypatch):
    sent = send(marks())
    received.ask_to_load(sent, by="ada")
    stop_during(monkeypatch, "check", sent)
    jobs()
    sent.refresh_from_db()
    assert sent.stage == "review"
    assert sent.note == "Loading was stopped. Nothing of it was loaded."
    assert not Load.objects.exists()


def stop_during(monkeypatch, verb, sent):
    """As if somebody pressed Stop in the middle of it."""
    real = getattr(uploads, verb)

    def stopped(*args, **kwargs):
        cancel(Upload.objects.get(pk=sent.pk).job)
        return real(*args, **kwargs)

    monkeypatch.setattr(uploads, verb, stopped)
    monkeypatch.setattr("muster.jobs.queue.TELL_EVERY", 0)


def test_loading_that_is_stopped_before_it_began_leaves_the_file_ready(send, marks):
    sent = send(marks())
    received.ask_to_load(sent, by="ada")
    received.stop(sent)
    assert (sent.stage, kept(sent)) == ("review", ["problems.csv", "sent"])


def test_a_file_no_job_is_at_has_nothing_to_stop(send, marks):
    sent = send(marks())
    sent.job = None
    received.stop(sent)
    assert sent.stage == "review"


def test_a_reading_that_failed_can_be_asked_for_again(send, marks, jobs, monkeypatch):
    sent = send(marks(), read=False)
    monkeypatch.setattr(uploads, "check", lambda *args, **kwargs: 1 / 0)
    jobs()
    sent.refresh_from_db()
    assert (sent.stage, sent.is_broken_off) == ("reading", True)

    monkeypatch.undo()
    received.ask_again(sent, by="bea")
    jobs()
    sent.refresh_from_db()
    assert (sent.stage, sent.job.asked_by) == ("review", "bea")


def test_a_load_that_failed_can_be_asked_for_again(send, marks, jobs, monkeypatch):
    sent = send(marks())
    received.ask_to_load(sent, by="ada")
    monkeypatch.setattr(uploads, "check", lambda *args, **kwargs: 1 / 0)
    jobs()
    sent.refresh_from_db()
    assert (sent.stage, sent.is_broken_off) == ("loading", True)

    monkeypatch.undo()
    received.ask_again(sent, by="ada")
    jobs()
    sent.refresh_from_db()
    assert sent.stage == "loaded"


def test_a_job_that_is_at_it_is_not_asked_for_again(send, marks):
    sent = send(marks(), read=False)
    with pytest.raises(Refused, match=r"marks\.csv did not break off\."):
        received.ask_again(sent, by="ada")


@pytest.mark.parametrize("extra", [[], [BAD]])
def test_a_file_that_is_put_aside_is_deleted(send, marks, extra):
    sent = send(marks(extra=extra))
    received.put_aside(sent)
    assert (sent.stage, kept(sent)) == ("aside", [])


def test_a_file_whose_load_broke_off_can_be_put_aside(send, marks, jobs, monkeypatch):
    sent = send(marks())
    received.ask_to_load(sent, by="ada")
    monkeypatch.setattr(uploads, "check", lambda *args, **kwargs: 1 / 0)
    jobs()
    sent.refresh_from_db()
    received.put_aside(sent)
    assert sent.stage == "aside"


def test_a_file_that_is_being_loaded_is_not_put_aside(send, marks, jobs):
    sent = send(marks())
    seen_before = Upload.objects.get(pk=sent.pk)
    received.ask_to_load(sent, by="ada")
    for one in (sent, seen_before):
        with pytest.raises(Refused, match="is being loaded, or was"):
            received.put_aside(one)
    jobs()
    sent.refresh_from_db()
    with pytest.raises(Refused, match="is being loaded, or was"):
        received.put_aside(sent)


def test_files_are_loaded_schools_first(send, marks, file):
    sent = [
        send(marks()),
        send(file("roll.csv", [("school", "pupil"), ("Ash", "A1")])),
        send(file("schools.csv", [("urn",), ("900001",)])),
        send(file("odd.csv", [("colour",), ("red",)])),
    ]
    assert [one.file_name for one in received.in_order(sent)] == [
        "schools.csv",
        "roll.csv",
        "marks.csv",
        "odd.csv",
    ]


def test_what_nobody_loaded_is_deleted_in_the_end(send, marks, home):
    old, new = send(marks("old.csv")), send(marks("new.csv", code="I"))
    long_ago = timezone.now() - timedelta(days=8)
    Upload.objects.filter(pk=old.pk).update(sent_at=long_ago)
    half_sent = home / "uploads" / "arriving-0123"
    half_sent.touch()

    assert received.prune(timezone.now() - timedelta(days=7)) == 1
    assert list(Upload.objects.all()) == [new]
    assert (kept(old), kept(new)) == ([], ["problems.csv", "sent"])
    assert half_sent.exists()  # it may still be arriving

    later = timezone.now() + timedelta(hours=1)
    (home / "uploads" / "nobodys").mkdir()
    Upload.objects.filter(pk=new.pk).update(sent_at=later + timedelta(hours=1))
    received.prune(later)
    assert not half_sent.exists()
    assert not (home / "uploads" / "nobodys").exists()
    assert new.folder.exists()


def test_a_file_whose_job_is_still_to_come_is_not_deleted(send, marks):
    sent = send(marks(), read=False)
    received.prune(timezone.now() + timedelta(days=1))
    assert sent.folder.exists()
