from datetime import date

import pytest
from django.db import IntegrityError, transaction

from muster.measures import ask
from muster.sources import uploads
from muster.sources.models import InForce, Load
from muster.tables.store import Refused


def attendance():
    """The attendance of every school, as {school: (counted, out of)}."""
    answer = ask(
        uploads.state(), ["attendance"], by=("school",), audience="unsuppressed"
    )
    return {row.dims[0]: (row.numerator, row.denominator) for row in answer.rows}


def test_a_file_that_is_loaded_counts(load, marks):
    outcome = load(marks())
    assert outcome.status == "loaded"
    assert outcome.sentence == (
        "marks.csv: loaded as load 1. 20 rows read, 20 loaded, 8 September 2025 to"
        " 12 September 2025."
    )
    assert attendance() == {"Ash Primary": (20, 20)}
    held = Load.objects.get()
    assert (held.loaded_by, held.format, held.version) == ("ada", "marks-long", 1)
    assert (held.first_on, held.last_on) == (date(2025, 9, 8), date(2025, 9, 12))
    assert InForce.now() == uploads.store().version() == 1
    assert str(held) == "1: marks.csv"


def test_a_later_file_takes_the_place_of_an_earlier_one(load, marks):
    load(marks(code="/"))
    load(marks("again.csv", code="I"))
    assert attendance() == {"Ash Primary": (0, 20)}


def test_a_load_that_is_taken_back_counts_no_longer(load, marks):
    load(marks(code="/"))
    later = load(marks("again.csv", code="I")).load
    taken = uploads.undo(later.pk, by="bea")
    assert (taken.is_undone, taken.undone_by) == (True, "bea")
    assert attendance() == {"Ash Primary": (20, 20)}


def test_taking_back_an_earlier_load_leaves_the_later(load, marks):
    first = load(marks(code="/")).load
    load(marks("again.csv", code="I"))
    uploads.undo(first.pk, by="bea")
    assert attendance() == {"Ash Primary": (0, 20)}


def test_a_load_is_taken_back_once(load, marks):
    held = load(marks()).load
    uploads.undo(held.pk, by="bea")
    with pytest.raises(Refused, match=r"^Load 1 was taken back on .* by bea\.$"):
        uploads.undo(held.pk, by="cat")
    held.refresh_from_db()
    assert held.undone_by == "bea"


def test_a_load_that_never_was_is_not_taken_back(store):
    with pytest.raises(Refused, match="There is no load 7."):
        uploads.undo(7, by="ada")
    assert list(store.folder.glob("manifest-*")) == []


def test_the_same_bytes_are_loaded_once(load, marks):
    load(marks())
    again = load(marks("another-name.csv"))
    assert again.status == "already loaded"
    assert again.sentence.startswith("another-name.csv: already loaded, as load 1 on ")
    assert Load.objects.count() == 1


def test_the_same_bytes_with_their_format_said_are_the_same(load, marks):
    load(marks())
    assert load(marks(), format="marks-long").status == "already loaded"


def test_the_same_bytes_of_another_day_are_another_load(load, file):
    path = file("roll.csv", [("school", "pupil", "fsm"), ("Ash", "A1", "yes")])
    load(path, as_at=date(2025, 10, 2))
    assert load(path, as_at=date(2026, 1, 15)).status == "loaded"


def test_bytes_that_were_taken_back_can_be_loaded_again(load, marks):
    uploads.undo(load(marks()).load.pk, by="ada")
    assert load(marks()).status == "loaded"
    assert attendance() == {"Ash Primary": (20, 20)}


def test_two_who_load_the_same_bytes_at_once_load_them_once(store, marks):
    checked = [uploads.check(marks()) for _ in range(2)]
    outcomes = [
        uploads.commit(one.name, one.reading, by="ada", digest=one.digest)
        for one in checked
    ]
    assert [one.status for one in outcomes] == ["loaded", "already loaded"]
    assert uploads.store().version() == 1


def test_the_database_itself_keeps_the_same_bytes_in_force_once(load, marks):
    load(marks())
    held = Load.objects.get()
    held.pk, held.token = None, "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        held.save()


def test_a_dry_run_writes_nothing(load, marks, store):
    outcome = load(marks(), dry_run=True)
    assert outcome.status == "checked"
    assert outcome.sentence.startswith("marks.csv: nothing is wrong with it. 20 rows")
    assert not Load.objects.exists()
    assert list(store.folder.rglob("*.parquet")) == []


def test_a_file_with_one_bad_row_is_refused_whole(load, marks, store):
    bad = ("Ash Primary", "A0", "31/02/2026", "AM", "/")
    outcome = load(marks(extra=[bad]))
    assert outcome.refused
    assert outcome.sentence == (
        "marks.csv: refused, nothing of it was loaded. 1 problem to put right."
    )
    assert "Row 22" in str(outcome.problems[0])
    assert not Load.objects.exists()
    assert list(store.folder.rglob("*.parquet")) == []


def test_a_file_with_two_bad_rows_says_how_many(load, marks):
    bad = ("Ash Primary", "A0", "31/02/2026", "AM", "/")
    assert "2 problems to put right" in load(marks(extra=[bad, bad])).sentence


def test_warnings_are_kept_with_the_load(load, marks):
    held = load(marks(code="QQ")).load
    assert held.warnings_count == 1
    assert "have a code Muster doesn’t know" in held.warnings[0]


def schools(*names):
    return [("urn", "name"), *((900001 + n, name) for n, name in enumerate(names))]


def test_a_school_nobody_described_is_refused_once_a_list_is_loaded(load, file, marks):
    load(file("schools.csv", schools("Ash Primary")))
    assert load(marks(schools={"Ash Primary": 1})).status == "loaded"
    outcome = load(marks("b.csv", schools={"Birch": 1}))
    assert outcome.refused
    assert "“Birch”. The list of schools has none called this." in str(
        outcome.problems[0]
    )


def test_a_name_that_two_schools_have_is_refused_with_what_to_use(load, file, marks):
    load(file("schools.csv", schools("St Mary", "St Mary")))
    outcome = load(marks(schools={"St Mary": 1}))
    assert outcome.refused
    assert "More than one school is called “St Mary”" in str(outcome.problems[0])


def test_what_is_found_wrong_only_while_writing_refuses_the_file_too(load, file, marks):
    """A school met under its number and under its name: two so far, one in this file."""
    load(marks("one.csv", schools={"900001": 1}))
    load(marks("two.csv", schools={"Ash Primary": 1}))
    outcome = load(file("schools.csv", schools("Ash Primary")))
    assert outcome.refused
    assert "under two names" in str(outcome.problems[0])
    assert uploads.store().version() == 2


def test_a_code_map_is_not_loaded_by_itself(load, file):
    path = file("codes.csv", [("code", "meaning"), ("P1", "/")])
    outcome = load(path, format="code-map")
    assert outcome.refused
    assert "A code map is not loaded by itself." in str(outcome.problems[0])


def test_marks_are_loaded_with_a_code_map(load, file, marks):
    codes = file("codes.csv", [("code", "meaning"), ("ILL", "I")])
    load(marks(code="ILL"), code_map=codes)
    assert attendance() == {"Ash Primary": (0, 20)}


def test_marks_of_another_code_map_are_another_load(load, file, marks):
    load(marks(code="ILL"), code_map=file("a.csv", [("code", "meaning"), ("ILL", "M")]))
    other = file("b.csv", [("code", "meaning"), ("ILL", "I")])
    assert load(marks(code="ILL"), code_map=other).status == "loaded"


def test_many_layers_are_merged(load, marks, monkeypatch):
    monkeypatch.setattr(uploads, "MERGE_AT", 3)
    for number, code in enumerate("/IL"):
        load(marks(f"{number}.csv", code=code))
    state = uploads.state()
    assert state.unmerged(2025) == 0
    assert attendance() == {"Ash Primary": (20, 20)}


def test_progress_is_told_and_cancels_by_raising(load, marks, store):
    class Enough(Exception):
        pass

    told = []

    def tell(fraction):
        told.append(fraction)
        raise Enough

    with pytest.raises(Enough):
        load(marks(), progress=tell)
    assert told == [1.0]
    assert not Load.objects.exists()
    assert uploads.recover() == []


def test_rows_of_somebody_who_was_erased_are_left_out_and_said(home, db, tmp_path):
    from muster.tables import erasing, holding

    file = tmp_path / "marks.csv"
    rows = "school,pupil,date,session,code\n" + "".join(
        f"Ash,{who},2025-09-08,{session},I\n"
        for who in "AB"
        for session in ("AM", "PM")
    )
    file.write_text(rows)
    assert uploads.load(file, by="ada").status == "loaded"
    uploads.rewrite(
        "an erasure",
        lambda draft, state: erasing.erase(
            draft,
            state,
            [holding.find(state, identifier="A")[0].child],
            certificate="E-1",
            day=date(2026, 3, 27),
            reason="request",
        ),
        lambda gone: None,
    )
    file.write_text(rows + "Ash,B,2025-09-09,AM,/\n")
    load = uploads.load(file, by="ada").load
    assert load.warnings == ["2 marks are of somebody who was erased; left out."]
    assert (load.rows_read, load.rows_loaded) == (5, 3)
