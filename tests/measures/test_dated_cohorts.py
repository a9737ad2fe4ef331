"""Figures by what lists of other services say, and not only by what schools do."""

import pytest
from tests.measures.authority import describe, upn, weeks_of
from tests.measures.drawn import drawn

from muster.measures import Reach, Scope, ask
from muster.sources.formats import cohorts as file
from muster.sources.reading import read
from muster.tables.store import Store


ROLL = """
    school | pupil | marks    | from_on    | looked_after | child_in_need | sen
    -------+-------+----------+------------+--------------+---------------+----
    Ash    | Ann   | 1 I, 9 / | 2025-09-01 | no           | no            | K
    Ash    | Ben   | 2 I, 8 / | 2025-09-01 | yes          | no            | N
    Ash    | Cat   | 3 I, 7 / | 2025-09-01 | yes          |               | K
    Ash    | Dan   | 4 I, 6 / | 2025-09-01 |              |               |
"""
WEEK = "2025-09-08..2025-09-12"


@pytest.fixture
def listed(tmp_path):
    """listed("Ann,looked_after,2025-09-01,") is the state with that list loaded."""

    def listed(*rows, table=ROLL, as_at=None):
        store, authority = Store(tmp_path / "home"), drawn(table)
        path = tmp_path / "list.csv"
        lines = (f"{upn(one.split(',')[0])},{one.split(',', 1)[1]}\n" for one in rows)
        path.write_text("upn,cohort,from_on,to_on\n" + "".join(lines), "utf-8")
        with store.draft("an authority") as draft:
            describe(draft, authority)
            draft.add_marks("m", weeks_of(authority.loads[0]))
            if rows:
                reading = read(path, fmt=file.FORMAT, as_at=as_at)
                draft.add_table("list", "cohorts", reading.table, as_at)
            version = draft.save()
        store.make_current(version)
        return store.state()

    return listed


def absence(state, by, period=WEEK, audience="unsuppressed", **more):
    answer = ask(state, ["overall_absence"], (by,), period, audience=audience, **more)
    return {row.dims[0]: row.numerator for row in answer.rows}


def test_lists_go_before_schools_and_schools_stand_for_who_is_on_none(listed):
    state = listed(
        "Ann,looked_after,2025-09-01,", "Ben,looked_after,2025-01-06,2025-09-05"
    )
    assert absence(state, "looked_after") == {"yes": 4, "no": 2, "unknown": 4}
    # A looked after child has a social worker; who has left care may have one still.
    assert absence(state, "social_worker") == {"yes": 1, "unknown": 9}


@pytest.mark.parametrize(
    ("begins", "ends", "counts"),
    [
        ("2025-09-12", "", True),
        ("2025-09-13", "", False),
        ("2025-09-01", "2025-09-12", True),
        ("2025-09-01", "2025-09-11", False),
    ],
)
def test_a_child_counts_who_is_in_it_on_the_last_day_of_the_period(
    listed, begins, ends, counts
):
    state = listed(f"Ann,looked_after,{begins},{ends}")
    assert (absence(state, "looked_after").get("yes") == 6) is counts


def test_a_protection_plan_is_in_need_and_a_plan_of_education_is_sen_e(listed):
    state = listed("Ann,child_protection,2025-09-01,", "Dan,ehcp,2025-09-01,")
    assert absence(state, "child_in_need") == {"yes": 1, "no": 2, "unknown": 7}
    assert absence(state, "child_protection") == {"yes": 1, "no": 9}
    assert absence(state, "sen") == {"K": 4, "N": 2, "E": 4}
    assert absence(state, "youth_justice") == {"unknown": 10}


def test_every_engine_and_every_way_of_counting_agrees(listed):
    state = listed("Ann,looked_after,2025-09-01,")
    for engine in ("numpy", "duckdb", "polars"):
        for period in (WEEK, "2025-26"):
            found = absence(state, "looked_after", period, engine=engine)
            assert found == {"yes": 6, "unknown": 4}, (engine, period)


def test_a_question_that_asks_of_no_cohort_is_answered_as_before(listed):
    state = listed("Ann,looked_after,2025-09-01,")
    assert absence(state, "sex") == {"unknown": 10}


def test_figures_of_the_looked_after_are_of_who_is_on_the_list(listed):
    state = listed(
        "Ann,looked_after,2025-09-01,", "Cat,looked_after,2024-09-01,2025-09-05"
    )
    scope = Scope((Reach(group=("looked_after", "yes")),))
    answer = ask(
        state, ["overall_absence"], (), WEEK, scope=scope, audience="unsuppressed"
    )
    assert [(row.numerator, row.denominator) for row in answer.rows] == [(3, 20)]


def test_a_cohort_of_three_is_hidden_and_cannot_be_worked_out(listed):
    roll = ROLL + "".join(
        f"    Ash | Other {n} | 1 I, 9 / | 2025-09-01 | no | no | N\n"
        for n in range(20)
    )
    three = [f"{name},youth_justice,2025-09-01," for name in ("Ann", "Ben", "Cat")]
    state = listed(*three, table=roll)
    for audience in ("officers", "board", "public"):
        found = absence(state, "youth_justice", audience=audience)
        assert set(found) == {"yes", "no"}
        assert set(found.values()) == {None}, audience
