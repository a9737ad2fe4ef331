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
from tests.measures.weekly import (
    File,
    Row,
    Sessions,
    state_of_files,
    stored_files,
)
from tests.measures.weekly import table_of as totals_table

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


# Totals

FRIDAY = date(2025, 9, 12)
ROBIN = Row("990001", "Robin", Sessions(10))


def test_a_home_without_weekly_files_has_no_totals(tmp_path):
    state = state_of_files(tmp_path, [])
    assert state.totals.height == state.totals_at(FRIDAY).height == 0
    assert (state.totals_years(), state.totals_authority) == ([], None)


def test_whose_files_they_are_is_what_the_latest_that_says_it_says(tmp_path):
    nameless = Row(
        "990001", "Jay", Sessions(10), {"authority": "", "authority_ukprn": ""}
    )
    named = Row("990001", "Robin", Sessions(10), {"authority_ukprn": "19990001"})
    files = [File(FRIDAY, (nameless, named)), File(date(2025, 9, 19), (nameless,))]
    state = state_of_files(tmp_path, files)
    assert state.totals_authority == ("Exampleshire", "19990001")
    assert state_of_files(tmp_path / "b", files[1:]).totals_authority is None


def test_a_later_weekly_file_corrects_what_an_earlier_said_of_a_pupil(tmp_path):
    def files(*begun):
        return [
            File(date(2025, 9, 12 + 7 * n), (Row("990001", "Robin", Sessions(9), {"from_on": day}),))
            for n, day in enumerate(begun)
        ]  # fmt: skip

    state = state_of_files(tmp_path, files(date(2025, 9, 1), date(2025, 9, 8)))
    assert state.enrolments.select("from_on", "as_at").rows() == [
        (date(2025, 9, 8), date(2025, 9, 19))
    ]


def test_a_weekly_file_without_a_school_list_makes_its_schools_known(tmp_path):
    store = stored_files(tmp_path, [File(FRIDAY, (ROBIN,))])
    state = store.state()
    assert state.school_keys.find("990001") == state.school_keys.find("School 990001")


def test_one_school_under_two_names_refuses_a_weekly_file(tmp_path):
    store = stored(Authority(loads=[marks("School 990001"), marks("990001")]), tmp_path)
    with (
        pytest.raises(stores.Refused, match="under two names"),
        store.draft("w") as draft,
    ):
        draft.add_totals("w", totals_table((ROBIN,)), FRIDAY)
