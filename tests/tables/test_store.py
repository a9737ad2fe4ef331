"""The store: all or nothing, layer on layer, and right again after a crash."""

import errno
import json
from datetime import date

import numpy as np
import pytest
from tests.measures.authority import Authority, Mark, describe, weeks_of

from muster.school_year import SchoolYear, day_number, from_day_number
from muster.tables import codes
from muster.tables import store as stores
from muster.tables.marks import MarkWeeks
from muster.tables.store import Busy, Refused, Store, by_school_year


MONDAY = date(2025, 9, 8)


def week(code: str = "/", school: str = "Ash", pupil: str = "P1") -> MarkWeeks:
    return weeks_of([Mark(school, pupil, MONDAY, "AM", code)])


def load(store: Store, name: str, weeks: MarkWeeks) -> int:
    with store.draft(name) as draft:
        draft.add_marks(name, weeks)
        version = draft.save()
    store.make_current(version)
    return version


def held(store: Store, version: int | None = None) -> list[str]:
    """The mark of that Monday morning, of each pupil."""
    batches = store.state(version).marks(2025)
    return [codes.by_id(row[0]).code for batch in batches for row in batch.marks]


def files(store: Store) -> list[str]:
    kept = [path for path in store.folder.rglob("*") if path.is_file()]
    return sorted(str(path.relative_to(store.folder)) for path in kept)


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path)
    load(store, "first", week("/"))
    return store


def test_an_empty_home_is_version_nought(tmp_path):
    store = Store(tmp_path)
    assert store.version() == 0
    assert store.recover() == []
    assert store.state().years() == []
    assert store.state().schools.height == 0


def test_a_load_is_a_version(store):
    assert store.version() == 1
    assert store.manifest().version == 1
    assert held(store) == ["/"]


def test_a_later_mark_stands_over_an_earlier_one_and_undo_takes_it_away(store):
    load(store, "second", week("I"))
    assert held(store) == ["I"]
    with store.draft("undo") as draft:
        draft.undo("second")
        version = draft.save()
    store.make_current(version)
    assert held(store) == ["/"]
    assert held(store, 2) == ["I"]


def test_undoing_an_earlier_load_leaves_later_ones_standing(store):
    load(store, "second", week("I", pupil="P2"))
    with store.draft("undo") as draft:
        draft.undo("first")
        version = draft.save()
    store.make_current(version)
    assert held(store) == ["I"]


def test_a_load_nobody_made_cannot_be_undone(store):
    with store.draft("undo") as draft, pytest.raises(Refused, match="no load twelfth"):
        draft.undo("twelfth")


def test_a_load_is_undone_once(store):
    with store.draft("undo") as draft:
        draft.undo("first")
        with pytest.raises(Refused, match="taken back before"):
            draft.undo("first")


def test_a_draft_that_is_not_saved_leaves_nothing(store):
    before = files(store)
    with store.draft("thought better of") as draft:
        draft.add_marks("second", week("I"))
    assert files(store) == before
    assert held(store) == ["/"]


def test_a_draft_that_breaks_leaves_nothing(store):
    before = files(store)
    with pytest.raises(ZeroDivisionError), store.draft("broken") as draft:
        draft.add_marks("second", week("I"))
        draft.save()
        1 / 0  # noqa: B018
    assert files(store) == before
    assert held(store) == ["/"]


def test_what_breaks_after_the_commit_keeps_its_files(store):
    with pytest.raises(ZeroDivisionError), store.draft("late") as draft:
        draft.add_marks("second", week("I"))
        store.make_current(draft.save())
        1 / 0  # noqa: B018
    assert held(store) == ["I"]


def test_nothing_to_load_is_no_layer(store):
    with store.draft("empty") as draft:
        draft.add_marks("empty", weeks_of([]))
        assert len(draft.layers) == 1
    nothing_said = MarkWeeks(
        ["Ash"], ["P1"], *(np.array([n], np.int32) for n in (0, 0, day_number(MONDAY))),
        np.zeros((1, 14), np.uint8),
    )  # fmt: skip
    with store.draft("silent") as draft:
        draft.add_marks("silent", nothing_said)
        assert len(draft.layers) == 1


# A crash


def crashed(store: Store, *, saved: bool) -> None:
    """Leaves the files a process killed in mid-load would leave."""
    with store.draft("marks.csv") as draft:
        draft.add_marks("second", week("I"))
        if saved:
            draft.save()
        left = {path: path.read_bytes() for path in draft.written if path.exists()}
        pending = (store.folder / "pending.json").read_bytes()
        draft.saved = None
    for path, data in left.items():
        path.write_bytes(data)
    (store.folder / "pending.json").write_bytes(pending)


@pytest.mark.parametrize("saved", [False, True])
def test_a_load_broken_off_is_said_and_swept(store, saved):
    before = files(store)
    crashed(store, saved=saved)
    assert files(store) != before
    [said] = store.recover()
    assert said.startswith("A load of marks.csv was broken off before it was finished.")
    assert files(store) == before
    assert held(store) == ["/"]
    assert store.recover() == []


def test_a_load_broken_off_after_its_commit_stands(store):
    crashed(store, saved=True)
    committed = Store(store.folder.parent, in_force=lambda: 2)
    assert committed.recover() == []
    assert (store.folder / "CURRENT").read_text() == "2"
    assert held(committed) == ["I"]


def test_a_marker_half_written_is_still_a_load_broken_off(store):
    (store.folder / "pending.json").write_text('{"wh')
    assert "A load of a file was broken off" in store.recover()[0]


def test_marks_that_are_gone_are_not_passed_over(store):
    (store.folder / "manifest-1.json").unlink()
    with pytest.raises(Refused, match="version 1 are missing.*Restore the home"):
        store.recover()


def test_a_load_under_way_elsewhere_is_left_alone(store):
    with store.draft("marks.csv") as draft:
        draft.add_marks("second", week("I"))
        assert store.recover() == []
        version = draft.save()
    store.make_current(version)
    assert held(store) == ["I"]


def test_one_writer_at_a_time(store):
    with store.draft("one"), pytest.raises(Busy, match="Try again when it is done"):
        with store.draft("other"):
            pass
    with store.draft("other"):
        pass


def test_a_full_disk_is_said_and_leaves_nothing(store, monkeypatch):
    before = files(store)

    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(stores, "_sync", full)
    with pytest.raises(Refused, match="no room left on the disk to load marks.csv"):
        with store.draft("marks.csv") as draft:
            draft.add_marks("second", week("I"))
            draft.save()
    monkeypatch.undo()
    store.recover()
    assert files(store) == before
    assert held(store) == ["/"]


def test_any_other_fault_of_the_disk_is_not_hidden(store, monkeypatch):
    def broken(*_args):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(stores, "write_marks", broken)
    with (
        pytest.raises(OSError, match="Input/output"),
        store.draft("marks.csv") as draft,
    ):
        draft.add_marks("second", week("I"))


def test_a_home_restored_to_an_older_version_is_read_afresh(store):
    load(store, "second", week("I"))
    assert held(store) == ["I"]
    (store.folder / "manifest-2.json").unlink()
    store.make_current(1)
    load(store, "other", week("O"))
    assert store.version() == 2
    assert held(store) == ["O"]


# What a load says


def test_one_school_under_two_names_is_one(tmp_path):
    store = Store(tmp_path)
    with store.draft("both") as draft:
        describe(draft, Authority(schools=[{"name": "Ash", "urn": "900001"}]))
        weeks = weeks_of(
            [
                Mark("Ash", "P1", MONDAY, "AM", "/"),
                Mark("900001", "P1", MONDAY, "AM", "/"),
                Mark("900001", "P1", MONDAY, "PM", "I"),
            ]
        )
        draft.add_marks("both", weeks)
        version = draft.save()
    store.make_current(version)
    [batch] = store.state().marks(2025)
    assert len(batch) == 1
    assert batch.marks[0, :2].tolist() == [codes.by_code(c).id for c in "/I"]


@pytest.mark.parametrize(
    ("schools", "pupils", "sentence"),
    [
        (["Ash", "900001"], ["P1", "P1"], "“Ash” and “900001” are one school"),
        (
            ["Ash", "Ash"],
            ["A999400000001", "a999400000001 "],
            "One pupil of “Ash” is written in two ways",
        ),
    ],
)
def test_one_session_with_two_marks_is_refused(tmp_path, schools, pupils, sentence):
    if len(pupils[0]) == 13:
        pupils = ["H801200001001", "h801200001001"]
    store = Store(tmp_path)
    with store.draft("both") as draft:
        describe(draft, Authority(schools=[{"name": "Ash", "urn": "900001"}]))
        marks = [
            Mark(school, pupil, MONDAY, "AM", code)
            for school, pupil, code in zip(schools, pupils, "/I", strict=True)
        ]
        with pytest.raises(Refused, match=sentence) as refusal:
            draft.add_marks("both", weeks_of(marks))
    assert "801200001001" not in str(refusal.value)


def test_a_symbol_keeps_its_text(store):
    load(store, "odd", week("7"))
    [layer] = [one for one in store.manifest().layers if one.load == "odd"]
    assert layer.symbols == ("7",)
    [batch] = store.state().marks(2025)
    assert batch.marks[0, 0] == codes.FIRST_SYMBOL


def test_a_layer_says_what_it_holds(store):
    [layer] = store.manifest().layers
    assert (layer.load, layer.table, layer.year, layer.rows) == (
        "first",
        "marks",
        2025,
        1,
    )
    assert from_day_number(layer.first) == MONDAY
    assert from_day_number(layer.last) == date(2025, 9, 14)
    assert json.loads((store.folder / "manifest-1.json").read_text())["version"] == 1


def test_a_week_that_holds_the_end_of_july_is_in_both_years():
    monday = date(2024, 7, 29)
    weeks = np.array([day_number(monday)], np.int32)
    marks = np.arange(2, 16, dtype=np.uint8)[None, :]
    found = {year: kept.tolist() for year, _, kept in by_school_year(weeks, marks)}
    # Monday to Wednesday are July.
    assert found == {
        SchoolYear(2023): [[2, 3, 4, 5, 6, 7, *[0] * 8]],
        SchoolYear(2024): [[*[0] * 6, 8, 9, 10, 11, 12, 13, 14, 15]],
    }


def test_a_year_the_week_says_nothing_of_has_no_row():
    weeks = np.array([day_number(date(2024, 7, 29))], np.int32)
    marks = np.array([[2, 3] + [0] * 12], np.uint8)
    assert [year for year, _, _ in by_school_year(weeks, marks)] == [SchoolYear(2023)]
