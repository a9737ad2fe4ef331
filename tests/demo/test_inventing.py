"""The tables and marks hang together, and come out the same every time."""

import subprocess
import sys

import numpy as np
import pytest

from muster.demo import DEMO_TODAY, invent
from muster.school_year import Calendar, SchoolYear, day_number, from_day_number
from muster.tables import codes
from muster.tables.columns import CALENDARS, ENROLMENTS, SCHOOLS


def same(one, two) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(two, name))
        for name in ("schools", "pupils", "pupil_school", "pupil", "week", "marks")
    )


# The same again


def test_the_same_seed_gives_the_same_bytes(small):
    again = invent(pupils=3_000)
    assert again.schools == small.schools
    assert again.calendars == small.calendars
    assert again.enrolments == small.enrolments
    for (_, one), (_, two) in zip(small.marks(), again.marks(), strict=True):
        assert same(one, two)


def test_a_year_is_the_same_whatever_was_asked_before(small, small_years):
    last = small.years[-1]
    assert same(invent(pupils=3_000).marks_of(last), small_years[last.start].marks)


def test_another_seed_gives_another_authority(small):
    other = invent(pupils=3_000, seed=2)
    year = small.years[-1]
    assert other.enrolments[year] != small.enrolments[year]
    assert not same(other.marks_of(year), small.marks_of(year))


# What is asked for


@pytest.mark.parametrize("pupils", [1_000, 3_000, 30_000])
def test_about_as_many_pupils_as_asked_for(pupils):
    authority = invent(pupils=pupils, years=1)
    (table,) = authority.enrolments.values()
    on_roll = table.filter(
        [
            status != "S" and to_on is None
            for status, to_on in zip(
                table["status"].to_pylist(), table["to_on"].to_pylist(), strict=True
            )
        ]
    )
    assert abs(on_roll.num_rows - pupils) < pupils * 0.03


def test_thirty_thousand_pupils_have_110_schools():
    schools = invent(years=1).schools.to_pydict()
    still_open = [closed_on is None for closed_on in schools["closed_on"]]
    assert sum(still_open) == 110
    assert schools["phase"].count("pru") == 2
    assert len(set(schools["area"])) == 8
    assert 25 <= len(set(schools["ward"])) <= 40
    assert 4 <= len(set(schools["trust"]) - {""}) <= 6


def test_three_school_years_end_at_the_demos_today(small, small_years):
    assert small.years == tuple(map(SchoolYear, (2023, 2024, 2025)))
    marks = small_years[2025].marks
    day = marks.week[:, None] + np.arange(14) // 2
    last = from_day_number(int(day[marks.marks > 0].max()))
    assert last == small.loaded_to < DEMO_TODAY


def test_five_years_can_be_had():
    assert len(invent(pupils=1_000, years=5).years) == 5


def test_progress_is_told_as_it_goes():
    told = []
    invent(pupils=1_000, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"pupils": 999}, "1,000 to 250,000 pupils, not 999"),
        ({"pupils": 250_001}, "not 250,001"),
        ({"years": 0}, "1 to 5 school years, not 0"),
    ],
)
def test_what_cannot_be_made_is_refused(asked, says):
    with pytest.raises(ValueError, match=says):
        invent(**asked)


def test_a_year_that_was_not_invented_is_refused(small):
    with pytest.raises(KeyError):
        small.marks_of(SchoolYear(2019))


def test_no_django_is_needed():
    said = "import sys, muster.demo; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", said], check=False).returncode == 0


# Tables


def test_tables_have_the_columns_of_the_files(small):
    assert tuple(small.schools.column_names) == SCHOOLS.names
    assert tuple(small.calendars.column_names) == CALENDARS.names
    for table in small.enrolments.values():
        # Who has a ward needs no postcode.
        assert [*table.column_names, "postcode"] == sorted(
            ENROLMENTS.names, key="postcode".__eq__
        )


@pytest.mark.parametrize("declared", [SCHOOLS, ENROLMENTS], ids=lambda each: each.name)
def test_every_cell_is_one_a_file_may_have(small, declared):
    table = small.schools if declared is SCHOOLS else small.enrolments[small.years[-1]]
    for column in declared.columns:
        if column.name not in table.column_names:
            continue
        for value in set(table[column.name].to_pylist()) - {"", None}:
            text = value.isoformat() if hasattr(value, "isoformat") else str(value)
            assert column.read(text) == value


def test_the_as_at_day_is_the_years_last_or_today(small):
    assert [small.as_at(year).isoformat() for year in small.years] == [
        "2024-07-31",
        "2025-07-31",
        DEMO_TODAY.isoformat(),
    ]


def test_only_who_has_left_by_then_has_a_last_day(small):
    for year, table in small.enrolments.items():
        left = [day for day in table["to_on"].to_pylist() if day]
        assert max(left) <= small.as_at(year)


# Marks


@pytest.mark.parametrize("start", [2023, 2024, 2025])
def test_a_pupil_week_appears_once(small_years, start):
    marks = small_years[start].marks
    pairs = list(zip(marks.pupils, marks.pupil_school.tolist(), strict=True))
    assert len(set(pairs)) == len(pairs)
    rows = marks.pupil.astype(np.int64) * 100_000 + marks.week
    assert len(np.unique(rows)) == len(rows)
    assert marks.marks.dtype == np.uint8
    assert marks.marks.any(axis=1).all()
    assert (marks.week % 7 == 4).all(), "weeks begin on Mondays"


@pytest.mark.parametrize("start", [2023, 2024, 2025])
def test_marks_are_only_while_on_the_roll(small_years, start):
    year = small_years[start]
    first = np.array([day_number(day) for day in year.of_pupil("from_on")])
    last = np.array(
        [day_number(day) if day else 10**6 for day in year.of_pupil("to_on")]
    )
    day = year.marks.week[:, None] + np.arange(14) // 2
    said = year.marks.marks > 0
    rows = year.marks.pupil
    assert not (said & ((day < first[rows, None]) | (day > last[rows, None]))).any()


@pytest.mark.parametrize("start", [2023, 2024, 2025])
def test_every_code_was_one_on_its_day(small_years, start):
    year = small_years[start]
    for number in np.unique(year.marks.marks):
        if not codes.NO_MARK < number < codes.FIRST_SYMBOL:
            continue
        known = codes.by_id(int(number))
        assert (
            known.valid_from is None
            or known.valid_from <= year.year.starts_on.replace(day=26)
        )
        assert known.valid_to is None or known.valid_to >= year.year.ends_on


def test_old_codes_stop_and_new_codes_start_in_august_2024(small_years):
    def used(start):
        numbers = np.unique(small_years[start].marks.marks)
        return {codes.by_id(int(n)).code for n in numbers if 1 < n < codes.FIRST_SYMBOL}

    assert {"H", "J", "Y"} <= used(2023)
    assert not {"C2", "K", "J1", "Y4", "C1"} & used(2023)
    assert {"C2", "K", "J1", "Y4"} <= used(2024) & used(2025)
    assert not {"H", "J", "Y"} & (used(2024) | used(2025))


def test_marks_agree_with_each_schools_calendar(small, small_years):
    year = small_years[2025]
    calendars = calendars_of(small)
    shut = [codes.by_code("#").id, codes.by_code("Y4").id]
    for number, school in enumerate(year.marks.schools):
        rows = np.flatnonzero(year.marks.pupil_school[year.marks.pupil] == number)
        calendar = calendars.get(school, calendars[""])
        weeks = year.marks.week[rows]
        for week in np.unique(weeks)[::5]:
            said = year.marks.marks[rows[weeks == week]]
            for place in np.flatnonzero(said.any(axis=0)):
                day = from_day_number(int(week) + int(place) // 2)
                is_open = calendar.is_open(day, ("AM", "PM")[place % 2])
                on_day = said[:, place][said[:, place] > 0]
                assert is_open != np.isin(on_day, shut).all()
                assert is_open != np.isin(on_day, shut).any()


def calendars_of(authority) -> dict[str, Calendar]:
    rows: dict[str, list] = {}
    for row in authority.calendars.to_pylist():
        one = (row["date"], row["session"], row["status"], row["half_term"])
        rows.setdefault(row["school"], []).append(one)
    default = Calendar.of_rows(rows.pop(""), Calendar.template())
    return {"": default} | {
        school: Calendar.of_rows(own, default) for school, own in rows.items()
    }


def test_every_school_has_380_sessions_but_for_closures(small):
    calendars = calendars_of(small)
    for year in small.years:
        for school in small.schools["urn"].to_pylist():
            calendar = calendars.get(school, calendars[""])
            sessions = len(calendar.open_sessions(year.starts_on, year.ends_on))
            assert 372 <= sessions <= 380
