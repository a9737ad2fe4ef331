"""The files to try: all are read, but the one with mistakes, which says what is wrong."""

import csv
from datetime import date

import pytest

from muster.demo import invent, write_files
from muster.demo.files import next_week
from muster.school_year import day_number, week_of
from muster.sources.reading import Known, read


@pytest.fixture(scope="module")
def written(small, tmp_path_factory):
    paths = write_files(small, tmp_path_factory.mktemp("home") / "files-to-try")
    return {path.name: path for path in paths}


def test_files_are_named_after_what_is_in_them(written):
    assert list(written) == [
        "schools.csv",
        "enrolments-2025-26.csv",
        "calendars.csv",
        "marks-week-2026-W13.csv",
        "marks-with-mistakes.csv",
        "weekly_asat_2026-03-13.csv",
        "weekly_asat_2026-03-20.csv",
        "edubasealldata20260327.csv",
        "postcodes.csv",
        "enrolments-with-postcodes.csv",
    ]


@pytest.mark.parametrize(
    ("name", "fmt"),
    [
        ("schools.csv", "schools"),
        ("enrolments-2025-26.csv", "enrolments"),
        ("calendars.csv", "calendars"),
        ("marks-week-2026-W13.csv", "marks-weekly"),
        ("weekly_asat_2026-03-13.csv", "weekly-pupils"),
        ("weekly_asat_2026-03-20.csv", "weekly-pupils"),
        ("postcodes.csv", "postcodes"),
        ("enrolments-with-postcodes.csv", "enrolments"),
    ],
)
def test_a_file_to_try_is_read_whole(written, name, fmt):
    reading = read(written[name])
    assert reading.format.name == fmt
    assert not reading.refused
    assert reading.rows_loaded == reading.rows_read > 0
    assert not list(reading.problems)


def test_the_extract_of_gias_has_others_schools_too(written, small):
    path = written["edubasealldata20260327.csv"]
    assert "several authorities" in f"{read(path).problems[0]}".replace("30", "several")
    reading = read(path, known=Known(la="999"))
    assert list(reading.problems) == []
    kept = {row["urn"]: row for row in reading.table.to_pylist()}
    known = {row["urn"]: row for row in small.schools.to_pylist()}
    for name in (
        "name",
        "laestab",
        "phase",
        "ward",
        "opened_on",
        "easting",
        "northing",
    ):
        assert {urn: row[name] for urn, row in kept.items()} == {
            urn: row[name] for urn, row in known.items()
        }


def test_a_later_weekly_file_has_more_sessions(written):
    early, late = (
        sum(read(written[f"weekly_asat_{day}.csv"]).table["possible"].to_pylist())
        for day in ("2026-03-13", "2026-03-20")
    )
    assert early < late < 1.2 * early


def test_one_pupil_of_the_earlier_weekly_file_is_gone_from_the_later(written, small):
    early, late = (
        {row["pupil"]: row for row in read(written[name]).table.to_pylist()}
        for name in ("weekly_asat_2026-03-13.csv", "weekly_asat_2026-03-20.csv")
    )
    [gone] = set(early) - set(late)
    assert gone not in set(small.enrolments[max(small.years)]["pupil"].to_pylist())
    row = early[gone]
    assert (row["forename"], row["surname"], row["to_on"]) == ("Maja", "Novak", None)
    assert row["school"] in {each["school"] for each in late.values()}


def test_next_week_is_of_two_schools_and_not_loaded_yet(small, small_years):
    week = next_week(small)
    monday = day_number(week_of(small.today))
    assert len(week.schools) == 2
    assert set(week.week.tolist()) == {monday}
    assert monday > small_years[2025].marks.week.max()
    assert set(week.schools) <= set(small.schools["urn"].to_pylist())


def test_next_weeks_pupils_are_those_of_the_weeks_before(small, small_years):
    week = next_week(small)
    before = small_years[2025].marks
    known = set(before.pupils)
    assert {week.pupils[number] for number in week.pupil.tolist()} <= known


def test_the_file_with_mistakes_is_refused_with_one_of_each(written):
    reading = read(written["marks-with-mistakes.csv"])
    assert reading.refused
    found = {problem.column for problem in reading.problems}
    assert {"date", "session", "pupil", "school", "code"} <= found


def test_the_file_with_mistakes_is_mostly_right(written):
    with written["marks-with-mistakes.csv"].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 120
    assert {"Lunch"} == {row["session"] for row in rows} - {"AM", "PM"}


def test_writing_again_writes_the_same(small, written, tmp_path):
    for path in write_files(small, tmp_path):
        assert path.read_bytes() == written[path.name].read_bytes()


def test_in_a_holiday_the_last_week_there_was_is_written(tmp_path):
    authority = invent(pupils=1_000, years=2, today=date(2025, 8, 20))
    assert (tmp_path / "marks-week-2025-W30.csv") in write_files(authority, tmp_path)
