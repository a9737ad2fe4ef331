"""What happens when something else goes wrong around a load."""

import pytest
from django.db import OperationalError

from muster.sources import marker, uploads
from muster.sources.models import InForce, Load
from muster.tables.store import Draft, Store


class PowerCut(BaseException):
    """As sudden as a Python test can be."""


def cut(*args, **kwargs):
    raise PowerCut


def files(store):
    return sorted(
        str(path.relative_to(store.folder))
        for path in store.folder.rglob("*")
        if path.is_file() and path.parent.name in ("layers", "ids", "marks")
    )


def test_what_breaks_off_before_the_commit_leaves_nothing(
    load, marks, store, monkeypatch
):
    monkeypatch.setattr(InForce, "put", cut)
    with pytest.raises(PowerCut):
        load(marks())
    assert files(store) == ["lock"]
    assert not Load.objects.exists()


def test_what_breaks_off_after_the_commit_keeps_the_load(
    load, marks, store, monkeypatch
):
    monkeypatch.setattr(uploads, "_tell_notebooks", cut)
    with pytest.raises(PowerCut):
        load(marks())
    assert InForce.now() == 1
    assert "manifest-1.json" in files(store)
    assert uploads.state().years() == [2025]


def test_current_is_repaired_from_the_database(load, marks, store, monkeypatch):
    monkeypatch.setattr(uploads, "_tell_notebooks", lambda version: None)
    load(marks())
    assert Store(store.folder.parent).version() == 0
    assert uploads.recover() == []
    assert Store(store.folder.parent).version() == 1


def test_a_load_after_one_that_current_missed_builds_on_it(
    load, marks, store, monkeypatch
):
    monkeypatch.setattr(uploads, "_tell_notebooks", lambda version: None)
    load(marks("a.csv", schools={"Ash": 1}))
    load(marks("b.csv", schools={"Birch": 1}))
    assert uploads.state().schools.height == 2


def test_a_disk_too_full_for_current_does_not_undo_the_load(
    load, marks, monkeypatch, caplog
):
    def no_room(self, version):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Store, "make_current", no_room)
    assert load(marks()).status == "loaded"
    assert "CURRENT could not be rewritten" in caplog.text
    assert uploads.state().years() == [2025]


def test_a_full_disk_refuses_with_a_sentence_and_keeps_nothing(
    load, marks, store, monkeypatch
):
    def no_room(self):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Draft, "save", no_room)
    outcome = load(marks())
    assert outcome.refused
    assert str(outcome.problems[0]) == (
        "There is no room left on the disk to load marks.csv. Nothing of it was kept."
        " Make room, then load it again."
    )
    assert files(store) == ["lock"]


@pytest.mark.parametrize(
    "said", ["database or disk is full", "disk I/O error", "No space left on device"]
)
def test_a_full_database_refuses_with_a_sentence_and_keeps_nothing(
    load, marks, store, monkeypatch, said
):
    def full(version):
        raise OperationalError(said)

    monkeypatch.setattr(InForce, "put", full)
    outcome = load(marks())
    assert outcome.refused
    assert str(outcome.problems[0]).startswith("There is no room left on the disk for")
    assert files(store) == ["lock"]


def test_a_database_that_fails_otherwise_is_not_called_full(load, marks, monkeypatch):
    def gone(version):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(InForce, "put", gone)
    with pytest.raises(OperationalError):
        load(marks())


def test_a_disk_that_fails_otherwise_is_not_called_full(load, marks, monkeypatch):
    def broken(self):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Draft, "save", broken)
    with pytest.raises(OSError, match="Input/output"):
        load(marks())


def test_a_disk_too_full_to_merge_on_does_not_undo_the_load(
    load, marks, monkeypatch, caplog
):
    monkeypatch.setattr(uploads, "MERGE_AT", 1)

    def no_room(self, year):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("muster.tables.state.State.merge", no_room)
    assert load(marks()).status == "loaded"
    assert "Layers could not be merged" in caplog.text


def test_a_load_goes_on_when_the_other_is_done(store, marks):
    checked = uploads.check(marks())
    other = store.draft("another")
    other.__enter__()
    outcome = uploads.commit(
        checked.name,
        checked.reading,
        by="ada",
        digest=checked.digest,
        wait=lambda: other.__exit__(None, None, None),
    )
    assert outcome.status == "loaded"


def test_the_command_refuses_when_the_other_takes_too_long(
    load, store, marks, monkeypatch
):
    monkeypatch.setattr(uploads, "PATIENCE", 0.0)
    with store.draft("another"):
        outcome = load(marks())
    assert outcome.refused
    assert "Another load is being written" in str(outcome.problems[0])


def test_nothing_is_swept_while_another_is_writing(store):
    with store.draft("another") as draft:
        path = draft.path("layers/half-written.parquet")
        path.touch()
        assert uploads.recover() == []
        assert path.exists()


def test_a_start_in_the_middle_of_a_commit_sweeps_nothing_of_it(
    store, load, marks, monkeypatch
):
    """The version must be asked for under the lock (it may have moved meanwhile)."""
    load(marks("a.csv"))
    lock = Store._recover

    def commit_first(self, committed):
        assert committed == InForce.now()
        return lock(self, committed)

    monkeypatch.setattr(Store, "_recover", commit_first)
    assert uploads.recover() == []


# The mark of a load under way ------------------------------------------------------------


def test_a_load_that_was_killed_while_reading_is_said(home, db):
    left(home, "marks.csv\n")
    (sentence,) = uploads.recover()
    assert sentence == (
        "A load of marks.csv was broken off before it was finished. Nothing of it was"
        " kept: the figures are as they were. Load the file again."
    )
    assert uploads.recover() == []


def left(home, said):
    folder = home / "loading"
    folder.mkdir(exist_ok=True)
    (folder / "0123.mark").write_text(said, "utf-8")


def test_a_load_that_was_killed_once_it_counted_is_not_said(home, load, marks):
    digest = load(marks()).load.digest
    left(home, f"marks.csv\n{digest}")
    assert uploads.recover() == []


def test_a_mark_that_was_cut_short_itself_is_said_of_a_file(home, db):
    left(home, "")
    assert uploads.recover()[0].startswith("A load of a file was broken off")


def test_a_load_that_is_still_under_way_is_not_said(home, db):
    with marker.under_way("marks.csv") as note:
        note("0123")
        assert uploads.recover() == []
    assert list((home / "loading").iterdir()) == []


def test_a_full_disk_has_no_room_for_a_mark_either(home, db, monkeypatch):
    def no_room(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.mkdir", no_room)
    with marker.under_way("marks.csv") as note:
        note("0123")
    assert not (home / "loading").exists()


def test_nothing_is_left_of_a_mark_there_was_no_room_for(home, db, monkeypatch):
    def no_room(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.write", no_room)
    with marker.under_way("marks.csv") as note:
        note("0123")
        assert list((home / "loading").iterdir()) == []


def test_a_home_that_cannot_be_written_to_is_not_called_full(home, db, monkeypatch):
    def refused(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.mkdir", refused)
    with pytest.raises(PermissionError), marker.under_way("marks.csv"):
        pass
