"""Every breakdown there is, each drawn once, and the ones there are none of."""

import pytest

from muster.measures import DIMENSIONS, CannotAsk, NoSuchDimension, ask
from muster.measures.absence import attendance, overall_absence, unauthorised_absence
from muster.measures.dimensions import NOT_PERSISTENT, TITLES
from muster.measures.persistence import persistent_absence
from muster.measures.provided import TABLES


OF_SCHOOL = """
    school | marks    | phase     | area  | trust
    -------+----------+-----------+-------+-----------
    Ash    | 1 I, 9 / | primary   | North | Tree Trust
    Elm    | 2 I, 8 / | secondary | North |
    Oak    | 3 I, 7 / | primary   |       | Tree Trust
"""


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("school", {"Ash": (1, 10), "Elm": (2, 10), "Oak": (3, 10)}),
        ("phase", {"primary": (4, 20), "secondary": (2, 10)}),
        ("area", {"North": (3, 20), "unknown": (3, 10)}),
        ("trust", {"Tree Trust": (4, 20), "unknown": (2, 10)}),
        (
            "phase,area",
            {
                ("primary", "North"): (1, 10),
                ("primary", "unknown"): (3, 10),
                ("secondary", "North"): (2, 10),
            },
        ),
    ],
)
def test_by_what_the_school_is(spec, by, expected):
    spec(overall_absence, OF_SCHOOL, expected, by=by)


OF_PUPIL = {
    "ward": ("Mill", "Quay"),
    "year_group": ("6", "10"),
    "sex": ("F", "M"),
    "fsm": ("yes", "no"),
    "sen": ("E", "K"),
    "ethnicity": ("WBRI", "MOTH"),
    "eal": ("yes", "no"),
    "looked_after": ("yes", "no"),
    "child_in_need": ("yes", "no"),
    "social_worker": ("yes", "no"),
    "young_carer": ("yes", "no"),
}


@pytest.mark.parametrize("dimension", OF_PUPIL)
def test_by_what_the_pupil_is(spec, dimension):
    one, other = OF_PUPIL[dimension]
    table = f"""
        school | marks     | from_on    | {dimension}
        -------+-----------+------------+------
        Ash    | 1 I, 9 /  | 2025-09-01 | {one}
        Ash    | 2 I, 8 /  | 2025-09-01 | {one}
        Elm    | 4 I, 6 /  | 2025-09-01 | {other}
        Elm    | 5 I, 5 /  | 2025-09-01 |
    """
    expected = {one: (3, 20), other: (4, 10), "unknown": (5, 10)}
    spec(overall_absence, table, expected, by=dimension)
    of_pupils = {one: (2, 2), other: (1, 1), "unknown": (1, 1)}
    spec(persistent_absence, table, of_pupils, by=dimension)


OF_TIME = """
    school | marks                    | start
    -------+--------------------------+-----------
    Ash    | I, 2 /, 2 I, 5 /         | 2025-09-08
    Ash    | 4 /, 3 U, 3 /            | 2026-01-12
"""


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("half_term", {"HT1": (3, 10), "HT3": (3, 10)}),
        ("term", {"autumn": (3, 10), "spring": (3, 10)}),
        ("week", {"2025-W37": (3, 10), "2026-W03": (3, 10)}),
        ("session", {"AM": (4, 10), "PM": (2, 10)}),
        (
            "weekday",
            {
                "Monday": (1, 4),
                "Tuesday": (1, 4),
                "Wednesday": (3, 4),
                "Thursday": (1, 4),
                "Friday": (0, 4),
            },
        ),
        ("reason", {"I": (3, 20), "U": (3, 20)}),
        (
            "half_term,reason",
            {("HT1", "I"): (3, 10), ("HT3", "U"): (3, 10)},
        ),
        (
            "reason,session",
            {
                ("I", "AM"): (2, 10),
                ("I", "PM"): (1, 10),
                ("U", "AM"): (2, 10),
                ("U", "PM"): (1, 10),
            },
        ),
    ],
)
def test_by_when_it_was(spec, by, expected):
    spec(overall_absence, OF_TIME, expected, by=by)


def test_by_reason_has_what_each_measure_counts(spec):
    table = """
        school | marks
        -------+-------------------------------
        Ash    | 3 I, 2 U, 4 L, 5 B, 6 /, 1 -, 2 7
    """
    spec(attendance, table, {"/\\": (6, 20), "B": (5, 20), "L": (4, 20)}, by="reason")
    spec(overall_absence, table, {"I": (3, 20), "U": (2, 20)}, by="reason")
    spec(unauthorised_absence, table, {"U": (2, 20)}, by="reason")


def test_rows_come_as_people_list_them(held):
    table = """
        school | marks                | year_group | from_on
        -------+----------------------+------------+-----------
        Ash    | 10 /                 | 10         | 2025-09-01
        Ash    | 10 /                 | 2          | 2025-09-01
        Ash    | 10 /                 | X          | 2025-09-01
        Ash    | 10 /                 | 1          | 2025-09-01
        Ash    | 10 /                 |            | 2025-09-01
    """
    state = held(table)

    def listed(*by):
        answer = ask(state, ["attendance"], by, "2025-26", audience="unsuppressed")
        return [" ".join(row.dims) for row in answer.rows]

    assert listed("year_group") == ["1", "2", "10", "X", "unknown"]
    assert listed("weekday")[:2] == ["Monday", "Tuesday"]
    assert listed("session", "weekday")[4:6] == ["AM Friday", "PM Monday"]


@pytest.mark.parametrize("dimension", NOT_PERSISTENT)
@pytest.mark.parametrize(
    "measure", ["persistent_absence", "severe_absence", "absence_band_10"]
)
def test_persistence_has_no_breakdown_so_short(held, measure, dimension):
    with pytest.raises(
        CannotAsk, match=f"there is none by {dimension}. Ask by half_term"
    ):
        ask(held(OF_TIME), [measure], [dimension])


@pytest.mark.parametrize("measure", ["late_before", "reason_i", "not_recorded"])
def test_a_reason_has_no_reasons(held, measure):
    with pytest.raises(CannotAsk, match="has no reasons. By reason, ask for one of"):
        ask(held(OF_TIME), [measure], ["reason"])


def test_a_breakdown_nobody_knows_is_answered_with_those_there_are(held):
    with pytest.raises(NoSuchDimension, match="“shoe_size”. Use .*year_group"):
        ask(held(OF_TIME), ["attendance"], ["shoe_size"])


def test_a_breakdown_is_named_once(held):
    with pytest.raises(NoSuchDimension, match="named twice"):
        ask(held(OF_TIME), ["attendance"], ["sex", "sex"])


def test_every_breakdown_has_a_title():
    of_cases = {name for table in TABLES for name in table.dimensions}
    assert set(TITLES) == {*DIMENSIONS, *of_cases}
