"""What is read of one child, and of nobody else."""

from datetime import date

import pytest
from tests.measures.authority import Authority, Mark, stored, table_of
from tests.measures.weekly import stored_files

from muster.tables import children
from muster.tables.columns import ENROLMENTS
from muster.tables.mark_files import MarksFile
from muster.tables.store import Store


def row(pupil, **more):
    return {"school": "Ash", "pupil": pupil, "from_on": date(2024, 9, 2)} | more


@pytest.fixture
def loaded(tmp_path):
    """loaded((rows, as_at), ...) is the state of a store with a load of enrolments each."""

    def loaded(*loads):
        store = Store(tmp_path)
        with store.draft("enrolments") as draft:
            for nth, (rows, as_at) in enumerate(loads):
                draft.add_table(
                    f"e{nth}", "enrolments", table_of(ENROLMENTS, rows), as_at
                )
            version = draft.save()
        store.make_current(version)
        return store.state()

    return loaded


def test_nothing_held_is_no_place(tmp_path):
    state = Store(tmp_path).state()
    assert children.places(state).height == 0
    assert children.named(state).height == 0
    assert children.enrolments_of(state, [1]).height == 0
    assert children.totals_of(state, [1]).height == 0
    assert children.pupils_called(state, ["ivy"]) == set()


def test_places_have_no_name_birth_date_or_identifier(loaded):
    state = loaded(([row("P1", surname="Reed", born_on=date(2014, 1, 2))], None))
    held = set(children.places(state).columns)
    assert not held & {"surname", "forename", "born_on", "supplied", "postcode"}


def test_the_home_of_a_child_is_that_of_the_roll_they_joined_last_that_says(loaded):
    upn = "H999200718018"
    rows = [
        row(upn, home_authority="Northmarch", looked_after="yes"),
        row(upn, school="Beech", from_on=date(2025, 9, 1), home_authority="Ours"),
    ]
    state = loaded((rows, None))
    places = children.places(state)
    assert places["home_authority"].cast(str).to_list() == ["Ours", "Ours"]
    assert places["looked_after"].cast(str).to_list() == ["yes", "yes"]


def test_of_one_time_on_a_roll_the_latest_as_at_stands(loaded):
    later = [row("P1", surname="Reed", to_on=date(2025, 3, 1))]
    state = loaded(
        (later, date(2025, 7, 31)), ([row("P1", surname="Rede")], date(2024, 10, 1))
    )
    rows = children.enrolments_of(state, [1])
    assert rows["surname"].to_list() == ["Rede", "Reed"]
    assert children.spells_of(rows)["to_on"].to_list() == [date(2025, 3, 1)]
    assert children.places(state)["to_on"].to_list() == [date(2025, 3, 1)]


def test_a_pupil_is_called_as_they_were_last_named_and_nobody_without_a_name(loaded):
    state = loaded(
        ([row("P1", surname="Reed", forename="Ivy"), row("P2")], date(2025, 7, 31)),
        ([row("P1", surname="Rede", forename="Ivy")], date(2024, 10, 1)),
        ([row("P1")], date(2026, 1, 1)),
    )
    assert children.named(state).rows() == [(1, "Ivy", "Reed")]


def test_an_undated_load_stands_in_place_of_those_before_it(loaded):
    state = loaded(
        ([row("P1", year_group="6")], date(2025, 7, 31)),
        ([row("P1", year_group="7")], None),
    )
    spells = children.spells_of(children.enrolments_of(state, [1]))
    assert spells["year_group"].to_list() == ["7"]
    assert children.places(state)["year_group"].cast(str).to_list() == ["7"]


def test_a_dateless_row_gives_way_once_a_later_load_knows_the_dates(loaded):
    state = loaded(
        ([row("P1", from_on=None)], date(2024, 10, 1)), ([row("P1")], date(2025, 7, 31))
    )
    spells = children.spells_of(children.enrolments_of(state, [1]))
    assert spells["from_on"].to_list() == [date(2024, 9, 2)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("zoe", {1}),
        ("ZOË o’brien", {1}),
        ("obrien", set()),
        ("brien", {1}),
        ("anne", {2}),
        ("smith-j", {2}),
        ("jones mary", {2}),
        ("ary", set()),
        ("mary zoe", set()),
        ("*", set()),
    ],
)
def test_names_are_found_by_how_their_parts_begin(loaded, words, found):
    rows = [
        row("P1", forename="Zoë", surname="O’Brien"),
        row("P2", forename="Mary Anne", surname="Smith-Jones"),
        row("P3"),
    ]
    assert children.pupils_called(loaded((rows, None)), words.split()) == found


def test_marks_of_one_pupil_are_theirs_and_the_latest(tmp_path):
    days = [date(2025, 9, 8), date(2025, 9, 15)]
    first = [Mark("Ash", f"P{n}", day, "AM", "/") for n in range(3) for day in days]
    later = [
        Mark("Ash", "P1", days[1], "AM", "I"),
        Mark("Elm", "P9", days[0], "AM", "/"),
    ]
    state = stored(Authority(loads=[first, later]), tmp_path).state()
    mine = state.marks_of(2025, 1, 2)
    assert mine.pupil.tolist() == [2, 2]
    assert mine.marks[:, 0].tolist() == [2, 20]
    state.merge(2025)
    assert state.marks_of(2025, 1, 2).marks[:, 0].tolist() == [2, 20]
    assert len(state.marks_of(2025, 1, 4)) == 0
    assert len(state.marks_of(2024, 1, 2)) == 0


def test_only_the_row_groups_of_the_pupils_school_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr("muster.tables.store.ROW_GROUP", 2)
    marks = [
        Mark(f"School {n}", f"P{m}", date(2025, 9, 8), "AM", "/")
        for n in range(5)
        for m in range(2)
    ]
    state = stored(Authority(loads=[marks]), tmp_path).state()
    read = []
    group = MarksFile._group
    monkeypatch.setattr(
        MarksFile, "_group", lambda self, nth: read.append(nth) or group(self, nth)
    )
    school, pupil = state.pupils.row(5)[1], state.pupils.row(5)[0]
    assert len(state.marks_of(2025, school, pupil)) == 1
    assert read == [2]


def test_weekly_files_say_what_no_enrolments_file_does(tmp_path):
    from tests.explore.quillshire_weekly import listed, weekly_files

    stored_files(tmp_path, weekly_files(), listed())
    state = Store(tmp_path).state()
    pupil = state.totals_at(state.totals_days(state.totals_years()[-1])[-1])["pupil"][0]
    rows = children.enrolments_of(state, [pupil])
    assert rows["told"].all()
    spells = children.spells_of(rows)
    years = {state.manifest.active("totals")[0].year}
    assert 0 < spells.height <= len(years | set(state.totals_years()))
    totals = children.totals_of(state, [pupil])
    every = state.totals.filter(state.totals["pupil"] == pupil)
    assert totals.sort("as_at").select(every.columns).equals(every.sort("as_at"))
