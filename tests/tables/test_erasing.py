"""A child taken out of the store: everywhere, for good, and nobody else with them."""

import json
from datetime import date

import polars as pl
import pyarrow.parquet as pq
import pytest
from tests.measures.authority import Authority, Mark, stored, table_of, upn, weeks_of

from muster.tables import erasing, holding, keeping, replacing
from muster.tables.columns import ENROLMENTS
from muster.tables.erased import LEDGER, Erased
from muster.tables.store import Store


MONDAY, LAST_YEAR = date(2025, 9, 8), date(2024, 9, 9)
WREN, FINCH = upn("Wren"), upn("Finch")
WHO = {
    "Wren": {
        "school": "Ash",
        "pupil": WREN,
        "surname": "Wren",
        "forename": "Jenny",
        "born_on": date(2014, 5, 12),
        "sen": "K",
    },
    "Finch": {
        "school": "Ash",
        "pupil": FINCH,
        "surname": "Finch",
        "forename": "Robin",
        "born_on": date(2014, 3, 1),
    },
}


@pytest.fixture
def store(tmp_path):
    """Two children at Ash, one of whom was at Birch before; a load that was taken back."""
    moved = {**WHO["Wren"], "school": "Birch", "to_on": date(2025, 7, 20)}
    authority = Authority(
        enrolments=[*WHO.values(), moved],
        loads=[
            [Mark("Birch", WREN, LAST_YEAR, "AM", "/")],
            [
                Mark("Ash", WREN, MONDAY, "AM", "I"),
                Mark("Ash", FINCH, MONDAY, "AM", "/"),
            ],
            [Mark("Ash", WREN, MONDAY, "PM", "Q!")],
        ],
    )
    store = stored(authority, tmp_path)
    with store.draft("undo") as draft:
        draft.undo("m2")
        version = draft.save()
    store.make_current(version)
    return store


def child(store, name="Wren"):
    (found,) = holding.find(store.state(), surname=name)
    return found.child


def erase(store, name="Wren", settle=True):
    state = store.state()
    with store.draft("erasing") as draft:
        gone = erasing.erase(
            draft,
            state,
            [child(store, name)],
            certificate="E-1",
            day=MONDAY,
            reason="request",
        )
        version = draft.save()
    if settle:
        store.make_current(version)
    return gone


def everything(folder):
    """Every byte of the store, and every value of its tables, as text."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.append(path.read_bytes().decode("latin-1"))
        if path.suffix == ".parquet":
            found.append(str(pq.read_table(path).to_pylist()))
    return "\n".join(found)


def test_a_child_is_found_by_identifier_or_by_name_and_birth_date(store):
    state = store.state()
    by_upn = holding.find(state, identifier=f" {WREN.lower()} ")
    named = holding.find(
        state, surname="WREN", forename="jenny", born_on=date(2014, 5, 12)
    )
    assert by_upn == named
    assert by_upn[0].places == (("Ash", WREN), ("Birch", WREN))
    assert holding.find(state, identifier="nobody") == []
    assert holding.find(state, surname="Wren", born_on=date(2001, 1, 1)) == []


def test_everything_held_on_a_child_is_given_and_nothing_of_another(store):
    held = holding.held_on(store.state(), [child(store)])
    assert {one["supplied"] for one in held.identifiers} == {WREN}
    assert [row.school for row in held.of("enrolments")] == ["Ash", "Birch"]
    assert {row.cells["surname"] for row in held.rows} == {"Wren"}
    assert held.names == ("Jenny Wren",)
    said = {(week.school, week.undone, week.marks) for week in held.weeks}
    assert said == {
        ("Birch", False, (("Mon AM", "/", "Present in the morning"),)),
        ("Ash", False, (("Mon AM", "I", held.weeks[1].marks[0][2]),)),
        ("Ash", True, (("Mon PM", "Q!", "Not one of the national codes"),)),
    }
    assert [week.school for week in held.standing] == ["Birch", "Ash"]
    assert held.loads == ("enrolments", "m0", "m1", "m2")


def test_an_erased_child_is_in_no_file_of_any_version(store):
    finch = holding.held_on(store.state(), [child(store, "Finch")])
    number = child(store)
    gone = erase(store)
    assert gone.rows == {"enrolments": 2, "marks": 3}
    text = everything(store.folder)
    assert WREN not in text
    assert "Wren" not in text
    assert "Jenny" not in text
    state = store.state()
    assert holding.held_on(state, [number]).is_nothing
    after = holding.held_on(state, [child(store, "Finch")])
    assert after.standing[0].marks == finch.standing[0].marks
    assert after.identifiers == finch.identifiers


def test_the_history_of_loads_stays_and_a_load_can_still_be_taken_back(store):
    before = [(one.load, one.table) for one in store.manifest().layers]
    erase(store)
    assert [(one.load, one.table) for one in store.manifest().layers] == before
    assert store.state().years() == [2025]
    with store.draft("undo") as draft:
        draft.undo("m0")
        store.make_current(draft.save())
    # Every earlier version can still be read.
    for version in range(1, store.version()):
        assert store.state(version).enrolments.height in (0, 1)


def test_a_number_is_never_given_again(store):
    number = child(store)
    erase(store)
    with store.draft("more") as draft:
        draft.add_marks("more", weeks_of([Mark("Ash", "Z9", MONDAY, "AM", "/")]))
        store.make_current(draft.save())
    (new,) = holding.find(store.state(), identifier="Z9")
    assert new.child > store.state().pupils.height - 1 >= number


def test_a_later_file_that_has_the_child_again_leaves_those_rows_out(store):
    erase(store)
    with store.draft("again") as draft:
        rows = [{**WHO["Wren"], "school": "Cedar"}, WHO["Finch"]]
        draft.add_table("again", "enrolments", table_of(ENROLMENTS, rows))
        assert draft.left_out == 1
        marks = [Mark("Ash", who, MONDAY, "AM", "L") for who in (WREN, FINCH)]
        draft.add_marks("again", weeks_of(marks))
        assert draft.left_out == 2
        store.make_current(draft.save())
    assert WREN not in everything(store.folder)
    held = holding.held_on(store.state(), [child(store, "Finch")])
    assert held.standing[0].marks[0][1] == "L"


def test_a_pupil_without_a_upn_is_known_again_at_their_school_only(tmp_path):
    rows = [{"school": "Ash", "pupil": "A1", "surname": "Wren"}]
    store = stored(Authority(enrolments=rows), tmp_path)
    erase(store)
    with store.draft("again") as draft:
        marks = [Mark(school, "A1", MONDAY, "AM", "/") for school in ("ash ", "Birch")]
        draft.add_marks("again", weeks_of(marks))
        assert draft.left_out == 1
        store.make_current(draft.save())
    assert [one.places for one in holding.find(store.state(), identifier="A1")] == [
        (("Birch", "A1"),)
    ]


def test_nothing_is_hashed_while_nobody_was_erased(store):
    with store.draft("more") as draft:
        draft.add_marks("more", weeks_of([Mark("Ash", "Z9", MONDAY, "AM", "/")]))
    assert not (store.folder.parent / "erased-key").exists()


def test_the_ledger_says_nothing_in_clear(store):
    erase(store)
    home = store.folder.parent
    text = (home / LEDGER).read_text()
    assert WREN not in text and "ash" not in text.lower()
    (line,) = Erased.read(home).lines
    assert (line.certificate, line.day, line.reason) == ("E-1", "2025-09-08", "request")
    # A line that was cut short is left out, and the next begins on a line of its own.
    with open(home / LEDGER, "a") as file:
        file.write('{"certificate": "E-')
    assert len(Erased.read(home).lines) == 1
    erase(store, "Finch")
    assert len(Erased.read(home).lines) == 2


def test_an_erased_child_stays_erased_after_a_restore(store, tmp_path_factory):
    import shutil

    home = store.folder.parent
    kept = shutil.copytree(home / "marks", tmp_path_factory.mktemp("back-up") / "marks")
    erase(store)
    shutil.rmtree(home / "marks")
    shutil.copytree(kept, home / "marks")
    assert WREN in everything(store.folder)
    state = store.state()
    with store.draft("replay") as draft:
        assert erasing.replay(draft, state).identifiers == 2
        store.make_current(draft.save())
    text = everything(store.folder)
    assert WREN not in text and "Wren" not in text
    assert erasing.still_held(store.state()) == []
    assert child(store, "Finch")


def test_an_erasure_killed_before_its_commit_never_was_and_one_after_is_finished(store):
    committed = store.version()
    books = Store(store.folder.parent, lambda: committed)
    erase(store, settle=False)
    assert replacing.path_of(store.folder).exists()
    # The crash was before the commit: everything is as it was, and no note is left.
    books.recover()
    assert WREN in everything(store.folder)
    assert not replacing.path_of(store.folder).exists()
    assert holding.held_on(books.state(), [child(books)]).weeks

    erase(store, settle=False)
    committed += 1
    books.recover()
    assert WREN not in everything(store.folder)
    assert not replacing.path_of(store.folder).exists()


def test_a_note_of_a_version_that_never_was_is_not_taken_for_the_next(store):
    erase(store, settle=False)
    with store.draft("more") as draft:
        draft.add_marks("more", weeks_of([Mark("Ash", "Z9", MONDAY, "AM", "/")]))
        store.make_current(draft.save())
    assert holding.held_on(store.state(), [child(store)]).weeks


def test_merged_marks_and_counts_of_the_child_go_too(store):
    state = store.state()
    with store.draft("more") as draft:
        draft.add_marks("more", weeks_of([Mark("Ash", WREN, MONDAY, "PM", "I")]))
        store.make_current(draft.save())
    assert store.state().merge(2025)
    kept = store.folder / "cache"
    (kept / "core-2025-abc.parquet").write_bytes(b"")
    (kept / "core-2023-abc.parquet").write_bytes(b"")
    erase(store)
    assert [path.name for path in kept.iterdir()] == ["core-2023-abc.parquet"]
    assert state.version < store.version()


def test_years_past_are_dropped_but_for_who_is_under_a_hold(store):
    state = store.state()
    with store.draft("retention") as draft:
        gone = keeping.drop_old(draft, state, 2025, keeping.Kept())
        assert gone.rows == {"marks": 1}
        held = keeping.Kept(children=frozenset({child(store)}))
        draft.abandon()
    with store.draft("retention") as draft:
        assert keeping.drop_old(draft, state, 2025, held).rows == {"marks": 0}
        draft.abandon()
    with store.draft("retention") as draft:
        keeping.drop_old(draft, state, 2025, keeping.Kept())
        store.make_current(draft.save())
    assert store.state().years() == [2025]
    assert not list(store.folder.glob("layers/marks-2024*"))
    assert all(
        "marks-2024" not in json.dumps(json.loads(path.read_text()))
        for path in store.folder.glob("manifest-*.json")
    )


def test_leavers_go_once_no_marks_of_them_are_held(store):
    state, later = store.state(), date(2032, 9, 1)
    assert keeping.leavers_to_drop(state, later, keeping.Kept()) == []
    with store.draft("retention") as draft:
        keeping.drop_old(draft, state, 2025, keeping.Kept())
        store.make_current(draft.save())
    state = store.state()
    (left,) = keeping.leavers_to_drop(state, later, keeping.Kept())
    assert state.pupils.filter(pl.col("pupil") == left)["school"].len() == 1
    birch = frozenset(state.pupils.filter(pl.col("pupil") == left)["school"].to_list())
    assert keeping.leavers_to_drop(state, later, keeping.Kept(schools=birch)) == []
    with store.draft("retention") as draft:
        assert keeping.drop_leavers(draft, state, later, keeping.Kept()).rows == {
            "enrolments": 1
        }
        store.make_current(draft.save())
    held = holding.held_on(store.state(), [child(store)])
    assert [row.school for row in held.rows] == ["Ash"]
