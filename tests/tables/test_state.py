"""A snapshot: tables as the active layers leave them, marks a block at a time."""

from datetime import date

import numpy as np
import pytest
from tests.measures.authority import (
    ENROLMENTS,
    Authority,
    Mark,
    describe,
    stored,
    table_of,
    weeks_of,
)

from muster.school_year import Calendar, SchoolYear
from muster.tables import store as stores


MONDAY = date(2025, 9, 8)
ASH = {"school": "Ash", "pupil": "P1"}


def marks(*schools: str) -> list[Mark]:
    return [Mark(school, "P1", MONDAY, "AM", "/") for school in schools]


def test_a_school_only_met_in_marks_is_provisional(tmp_path):
    authority = Authority(
        schools=[{"name": "Ash", "urn": "900001", "phase": "primary"}]
    )
    with (store := stored(Authority(loads=[marks("Elm")]), tmp_path)).draft(
        "s"
    ) as draft:
        describe(draft, authority)
        version = draft.save()
    schools = store.state(version).schools
    assert schools.select("name", "phase", "provisional").rows() == [
        ("Elm", "", True),
        ("Ash", "primary", False),
    ]


def test_a_later_schools_file_stands_over_an_earlier_one(tmp_path):
    store = stored(
        Authority(schools=[{"name": "Ash", "urn": "900001", "area": "North"}]), tmp_path
    )
    with store.draft("later") as draft:
        describe(draft, Authority(schools=[{"name": "Ash Park", "urn": "900001"}]))
        version = draft.save()
    assert store.state(version).schools.select("name", "area").rows() == [
        ("Ash Park", "")
    ]


def loaded(store, rows, as_at=None):
    with store.draft("enrolments") as draft:
        draft.add_table("e", "enrolments", table_of(ENROLMENTS, rows), as_at)
        version = draft.save()
    store.make_current(version)


@pytest.fixture
def store(tmp_path):
    return stored(Authority(loads=[marks("Ash")]), tmp_path)


def fsm(store, year: int) -> list[str]:
    return store.state().enrolments_in(SchoolYear(year))["fsm"].to_list()


def test_characteristics_are_those_of_the_year(store):
    loaded(store, [ASH | {"fsm": "no"}], date(2023, 10, 5))
    loaded(store, [ASH | {"fsm": "yes"}], date(2024, 10, 3))
    assert fsm(store, 2022) == ["no"]
    assert fsm(store, 2023) == ["no"]
    assert fsm(store, 2024) == ["yes"]
    assert fsm(store, 2025) == ["yes"]


def test_the_order_of_dated_loads_does_not_matter(store):
    loaded(store, [ASH | {"fsm": "yes"}], date(2024, 10, 3))
    loaded(store, [ASH | {"fsm": "no"}], date(2023, 10, 5))
    assert [fsm(store, year) for year in (2022, 2023, 2024)] == [
        ["no"],
        ["no"],
        ["yes"],
    ]


def test_a_dated_load_adds_to_an_undated_one(store):
    loaded(store, [ASH | {"fsm": "no"}])
    loaded(store, [ASH | {"fsm": "yes"}], date(2024, 10, 3))
    assert fsm(store, 2023) == ["no"]
    assert fsm(store, 2024) == ["yes"]


def test_an_undated_load_stands_in_place_of_what_was_before(store):
    loaded(store, [ASH | {"fsm": "yes"}], date(2024, 10, 3))
    loaded(store, [ASH | {"fsm": "no"}])
    assert fsm(store, 2023) == fsm(store, 2024) == ["no"]


def test_a_dateless_row_gives_way_to_one_with_dates(store):
    loaded(store, [ASH])
    loaded(store, [ASH | {"from_on": date(2024, 9, 2)}])
    assert store.state().enrolments["from_on"].to_list() == [date(2024, 9, 2)]


def test_two_spells_are_two_rows(store):
    spells = [ASH | {"from_on": date(year, 9, 2)} for year in (2022, 2024)]
    loaded(store, spells)
    assert store.state().enrolments_in(SchoolYear(2024)).height == 2


def test_a_calendar_is_the_schools_else_the_authoritys_else_the_template(tmp_path):
    def closed(school):
        return {"school": school, "date": MONDAY, "session": "AM", "status": "inset"}

    state = stored(
        Authority(calendars=[closed("Ash")], loads=[marks("Ash", "Elm")]), tmp_path
    ).state()
    ids = dict(state.schools.select("name", "id").iter_rows())
    assert state.calendar(ids["Ash"]).status(MONDAY, "AM") == "inset"
    assert state.calendar(ids["Elm"]) is Calendar.template()
    assert state.has_own_calendar(ids["Ash"]) and not state.has_own_calendar(ids["Elm"])


def test_the_authoritys_calendar_is_every_schools(tmp_path):
    row = {"school": "", "date": MONDAY, "session": "PM", "status": "inset"}
    state = stored(Authority(calendars=[row], loads=[marks("Ash")]), tmp_path).state()
    assert state.calendar(1).status(MONDAY, "PM") == "inset"


def test_marks_come_in_blocks_of_whole_schools(tmp_path, monkeypatch):
    monkeypatch.setattr(stores, "ROW_GROUP", 2)
    pupils = [("Ash", 3), ("Elm", 1), ("Oak", 1), ("Yew", 2)]
    rows = [
        Mark(school, f"P{n}", MONDAY, "AM", "/")
        for school, count in pupils
        for n in range(count)
    ]
    state = stored(Authority(loads=[rows]), tmp_path).state()
    blocks = [batch.school.tolist() for batch in state.marks(2025)]
    assert blocks == [[1, 1, 1], [2, 3], [4, 4]]
    some = [batch.school.tolist() for batch in state.marks(2025, [4, 1])]
    assert some == [[1, 1, 1], [4, 4]]
    assert [batch.school.tolist() for batch in state.marks(2025, [3])] == [[3]]


def test_wanted_schools_may_have_others_between_them(tmp_path):
    state = stored(Authority(loads=[marks("Ash", "Elm", "Oak")]), tmp_path).state()
    assert [batch.school.tolist() for batch in state.marks(2025, [1, 3])] == [[1, 3]]
    assert list(state.marks(2025, [99])) == []
    assert list(state.marks(2024)) == []


def test_layers_merge_into_one_file_that_may_be_thrown_away(tmp_path):
    first, second = marks("Ash", "Elm"), [Mark("Ash", "P1", MONDAY, "AM", "I")]
    store = stored(Authority(loads=[first, second]), tmp_path)
    state = store.state()
    before = np.concatenate([batch.marks for batch in state.marks(2025)])
    assert state.merge(2025)
    assert not state.merge(2025)
    assert (np.concatenate([b.marks for b in state.marks(2025)]) == before).all()
    [merged] = (store.folder / "cache").glob("marks-2025-*")

    with store.draft("third") as draft:
        draft.add_marks("m2", weeks_of([Mark("Elm", "P1", MONDAY, "AM", "O")]))
        version = draft.save()
    store.make_current(version)
    after = store.state()
    assert after.merge(2025)
    assert not merged.exists()
    for path in (store.folder / "cache").iterdir():
        path.unlink()
    assert sum(len(batch) for batch in after.marks(2025)) == 2


def test_one_layer_needs_no_merge(store):
    assert not store.state().merge(2025)


def test_which_files_a_schools_marks_come_from(tmp_path):
    state = stored(
        Authority(loads=[marks("Ash", "Elm"), marks("Elm")]), tmp_path
    ).state()
    assert len(state.layers_of(2025, 1)) == 1
    assert len(state.layers_of(2025, 2)) == 2
    assert state.years() == [2025]
    assert state.schools_with_marks(2025) == [1, 2]
