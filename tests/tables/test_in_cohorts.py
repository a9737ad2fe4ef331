"""Lists of cohorts in the store: who is in which on a day, who waits, and what goes."""

from datetime import date

import pytest
from tests.measures.authority import Authority, Mark, describe, table_of, upn, weeks_of

from muster.sources.formats import cohorts as file
from muster.sources.reading import read
from muster.tables import erasing, holding, in_cohorts
from muster.tables.columns import ENROLMENTS
from muster.tables.store import Store


WREN, FINCH, TEAL = upn("Wren"), upn("Finch"), upn("Teal")
MONDAY = date(2025, 9, 8)
ROLL = [
    {
        "school": "Ash",
        "pupil": WREN,
        "surname": "Wren",
        "forename": "Jenny May",
        "born_on": date(2014, 5, 12),
        "looked_after": "no",
    },
    {
        "school": "Ash",
        "pupil": FINCH,
        "surname": "Finch",
        "forename": "Robin",
        "born_on": date(2014, 3, 1),
        "looked_after": "yes",
    },
]


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path)
    marks = [Mark("Ash", who, MONDAY, "AM", "/") for who in (WREN, FINCH)]
    with store.draft("an authority") as draft:
        describe(draft, Authority(enrolments=ROLL))
        draft.add_marks("m", weeks_of(marks))
        version = draft.save()
    store.make_current(version)
    return store


@pytest.fixture
def listed(store, tmp_path):
    """listed("upn,cohort,...", as_at) loads a list; gives the state then."""
    loads = iter(range(100))

    def listed(text, as_at=None, heads="upn,cohort,from_on,to_on"):
        path = tmp_path / "list.csv"
        path.write_text(f"{heads}\n{text}", "utf-8")
        reading = read(path, fmt=file.FORMAT, as_at=as_at)
        assert not reading.refused, [str(one) for one in reading.problems]
        with store.draft("a list") as draft:
            draft.add_table(f"list{next(loads)}", "cohorts", reading.table, as_at)
            version = draft.save()
        store.make_current(version)
        return store.state()

    return listed


def child(state, name):
    known = state.pupils.filter(state.pupils["supplied"] == name)
    return known["child"][0]


def inside(state, day, key="looked_after"):
    """Who is in a cohort on a day, by number."""
    held = in_cohorts.on_day(state, day)
    return set(held.filter(held["cohort"] == key)["child"])


def test_a_child_is_in_a_cohort_from_the_first_day_to_the_last(listed):
    state = listed(f"{WREN},looked_after,2025-10-06,2025-12-19")
    wren = child(state, WREN)
    days = [
        date(2025, 10, 5),
        date(2025, 10, 6),
        date(2025, 12, 19),
        date(2025, 12, 20),
    ]
    assert [wren in inside(state, day) for day in days] == [False, True, True, False]


def test_who_is_not_on_a_whole_list_has_left_on_its_day(listed):
    listed(f"{WREN},looked_after,2025-09-01,\n{FINCH},looked_after,2025-09-01,")
    state = listed(f"{WREN},looked_after,,", as_at=date(2026, 1, 5))
    finch = child(state, FINCH)
    assert finch in inside(state, date(2026, 1, 4))
    assert finch not in inside(state, date(2026, 1, 5))
    assert child(state, WREN) in inside(state, date(2026, 3, 1))
    # One time, from its own first day: a list that gives none begins no other.
    assert in_cohorts.times(state).height == 2


def test_a_time_that_begins_after_a_list_is_ended_by_the_next_that_has_it_not(listed):
    others = f"{FINCH},looked_after,2025-09-01,"
    listed(f"{WREN},looked_after,2026-01-12,")
    first = listed(others, as_at=date(2026, 1, 5))
    assert child(first, WREN) in inside(first, date(2026, 3, 2))
    second = listed(others, as_at=date(2026, 2, 2))
    assert child(second, WREN) in inside(second, date(2026, 2, 1))
    assert child(second, WREN) not in inside(second, date(2026, 2, 2))


def test_who_comes_back_on_a_whole_list_is_in_it_again_from_its_day(listed):
    both = f"{WREN},looked_after,,\n{FINCH},looked_after,,"
    days = [date(2025, 10, 6), date(2025, 11, 3), date(2025, 12, 1), date(2026, 1, 5)]
    for text, day in zip(
        (both, both, f"{FINCH},looked_after,,", both), days, strict=True
    ):
        state = listed(text, as_at=day)
    times = in_cohorts.of_child(state, child(state, WREN)).select("from_on", "to_on")
    assert times.rows() == [
        (date(2025, 10, 6), date(2025, 11, 30)),
        (date(2026, 1, 5), None),
    ]


def test_a_whole_list_of_one_cohort_ends_nobody_in_another(listed):
    listed(f"{WREN},child_in_need,2025-09-01,")
    state = listed(f"{FINCH},looked_after,2025-09-01,", as_at=date(2026, 1, 5))
    assert inside(state, date(2026, 1, 5), "child_in_need") == {child(state, WREN)}


def test_changes_end_nobody_and_a_new_placement_is_a_new_time_in_it(listed):
    heads = "upn,cohort,from_on,to_on,placed_in"
    listed(f"{WREN},looked_after,2025-09-01,,", heads=heads)
    state = listed(f"{WREN},looked_after,2025-11-03,2025-12-01,Northshire", heads=heads)
    held = in_cohorts.times(state).select("from_on", "to_on", "placed_in").rows()
    assert held == [
        (date(2025, 9, 1), date(2025, 11, 2), ""),
        (date(2025, 11, 3), date(2025, 12, 1), "Northshire"),
    ]
    assert inside(state, date(2025, 12, 2)) == set()


def test_a_later_list_closes_a_time_and_taking_it_back_opens_it_again(listed, store):
    listed(f"{WREN},looked_after,2025-09-01,")
    closed = listed(f"{WREN},looked_after,2025-09-01,2025-10-10")
    assert inside(closed, date(2025, 10, 13)) == set()
    with store.draft("undo") as draft:
        draft.undo("list1")
        version = draft.save()
    store.make_current(version)
    assert inside(store.state(), date(2025, 10, 13)) == {child(store.state(), WREN)}


def test_a_upn_nobody_holds_is_kept_and_matched_when_that_child_arrives(listed, store):
    state = listed(f"{TEAL},looked_after,2025-09-01,")
    day = date(2025, 9, 8)
    places = in_cohorts.places(state, day)
    alone = places.filter(places["school_id"] == 0)
    assert alone.select("child", "looked_after").rows() == [(child(state, TEAL), "yes")]
    with store.draft("arrives") as draft:
        rows = table_of(ENROLMENTS, [{"school": "Ash", "pupil": TEAL}])
        draft.add_table("e2", "enrolments", rows)
        version = draft.save()
    store.make_current(version)
    places = in_cohorts.places(store.state(), day)
    now = places.filter(places["child"] == child(state, TEAL))
    assert [school > 0 for school in now["school_id"]] == [True]
    assert now["looked_after"].to_list() == ["yes"]


def test_lists_go_before_the_schools_word_of_who_was_ever_on_one(listed):
    state = listed(f"{FINCH},looked_after,2025-09-01,2025-10-10")

    def said(day):
        places = in_cohorts.places(state, day)
        return dict(places.select("child", "looked_after").iter_rows())

    wren, finch = child(state, WREN), child(state, FINCH)
    # The school still says that Finch is; nobody says otherwise of Wren than her school.
    assert said(date(2025, 10, 10)) == {wren: "no", finch: "yes"}
    assert said(date(2025, 10, 11)) == {wren: "no", finch: "no"}


NAMED = "upn,cohort,from_on,surname,forename,born_on"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Wren,Jenny,2014-05-12", []),
        ("WREN,Jenny-May,", []),
        ("Wren,,2014-05-13", ["birth date"]),
        ("Swift,Jenny,2014-05-12", ["name"]),
        ("Wren,Jack,2014-05-12", ["name"]),
        (",,", []),
    ],
)
def test_a_name_or_birth_date_that_is_not_the_childs_waits(listed, row, why):
    state = listed(f"{WREN},looked_after,2025-09-01,{row}", heads=NAMED)
    assert [one.why for one in in_cohorts.waiting(state)] == why
    assert (child(state, WREN) in inside(state, MONDAY)) == (not why)


def chosen(store, said, pupil):
    with store.draft("choice") as draft:
        in_cohorts.choose(draft, store.state(), "choice", said, pupil)
        version = draft.save()
    store.make_current(version)
    return store.state()


def test_a_person_says_whom_a_row_is_about_and_it_holds_for_later_lists(listed, store):
    row = f"{WREN},looked_after,2025-09-01,Finch,Robin,2014-03-01"
    state = listed(row, heads=NAMED)
    [waits] = in_cohorts.waiting(state)
    finch = state.pupils.filter(state.pupils["supplied"] == FINCH)
    state = chosen(store, waits.said, finch["pupil"][0])
    assert inside(state, MONDAY) == {child(state, FINCH)}
    again = listed(row.replace("looked_after", "child_in_need"), heads=NAMED)
    assert in_cohorts.waiting(again) == []
    assert inside(again, MONDAY, "child_in_need") == {child(state, FINCH)}


def test_a_row_about_nobody_who_is_held_is_no_childs_here(listed, store):
    row = f"{WREN},looked_after,2025-09-01,Swift,Kit,2015-01-01"
    state = listed(row, heads=NAMED)
    [waits] = in_cohorts.waiting(state)
    state = chosen(store, waits.said, waits.pupil)
    assert in_cohorts.waiting(state) == []
    assert len(inside(state, MONDAY)) == 1
    assert child(state, WREN) not in inside(state, MONDAY)


def test_a_row_that_waits_ends_nobodys_time(listed):
    listed(f"{WREN},looked_after,2025-09-01,,,", heads=NAMED)
    state = listed(
        f"{WREN},looked_after,,Swift,Jenny,", as_at=date(2026, 1, 5), heads=NAMED
    )
    assert child(state, WREN) in inside(state, date(2026, 1, 5))


def test_an_erased_child_is_on_no_list_and_stays_off_the_next(listed, store):
    row = f"{WREN},looked_after,2025-09-01,Wren,Jenny,2014-05-12"
    state = listed(f"{row}\n{FINCH},looked_after,2025-09-01,,,", heads=NAMED)
    wren, finch = child(state, WREN), child(state, FINCH)
    held = holding.held_on(state, [wren])
    assert [one.cells["cohort"] for one in held.of("cohorts")] == ["looked_after"]
    with store.draft("erasing") as draft:
        gone = erasing.erase(
            draft, state, [wren], certificate="E-1", day=MONDAY, reason="request"
        )
        version = draft.save()
    store.make_current(version)
    assert gone.rows["cohorts"] == 1
    again = listed(f"{row}\n{FINCH},looked_after,2025-09-01,,,", heads=NAMED)
    assert inside(again, MONDAY) == {finch}


def test_erasing_a_child_takes_rows_that_were_said_to_be_theirs(listed, store):
    row = f"{WREN},looked_after,2025-09-01,Finch,Robin,2014-03-01"
    state = listed(row, heads=NAMED)
    [waits] = in_cohorts.waiting(state)
    finch = state.pupils.filter(state.pupils["supplied"] == FINCH)
    state = chosen(store, waits.said, finch["pupil"][0])
    with store.draft("erasing") as draft:
        gone = erasing.erase(
            draft,
            state,
            [child(state, FINCH)],
            certificate="E-1",
            day=MONDAY,
            reason="request",
        )
        version = draft.save()
    store.make_current(version)
    assert (gone.rows["cohorts"], gone.rows["cohort_matches"]) == (1, 1)
    assert in_cohorts.rows(store.state()).height == 0
