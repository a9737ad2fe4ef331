"""Marks written out as a file, long or weekly, and read again are the same marks."""

import csv
from datetime import date, timedelta
from functools import cache
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.samples import as_said

from muster.school_year import day_number
from muster.sources.reading import opening, read
from muster.tables.codes import by_code, by_id, eras


MONDAYS = [date(2016, 2, 8), date(2024, 8, 12), date(2024, 8, 19), date(2025, 12, 29)]
NO_MARK, NOTHING = 1, 0
PRESENT = {by_code("/").id, by_code("\\").id}
SCHOOLS = st.sampled_from(["900001", "9992001", "Ash Primary", "Élan, “The” School"])
PUPILS = st.text("ABCé019 /'\"-", min_size=1, max_size=32).map(str.strip).filter(bool)


@cache
def codes_on(day, session):
    """The bytes a mark may be in a session: codes in force then and own symbols."""
    era = next(each for each in eras() if day <= each.last)
    codes = {text: byte for text, byte in era.ids.items() if byte > NO_MARK}
    known = {byte for text, byte in codes.items() if by_id(byte).code == text}
    present = by_code("/\\"[session]).id
    return [*sorted(known - PRESENT | {present, NO_MARK}), "q", "zz9"]


@st.composite
def weeks(draw, say_nothing=False):
    """Pupil-weeks; those that say nothing of a weekend, or of any session at all."""
    monday = draw(st.sampled_from(MONDAYS))
    picked = draw(st.lists(st.integers(0, 60), min_size=14, max_size=14))
    marks = []
    for place, pick in enumerate(picked):
        choices = codes_on(monday + timedelta(place // 2), place % 2)
        choices = [NOTHING, *choices] if say_nothing else choices
        marks.append(choices[pick % len(choices)])
    if not say_nothing and draw(st.booleans()):
        marks[10:] = [NOTHING] * 4
    return day_number(monday), marks


def files(week):
    key = st.tuples(SCHOOLS, PUPILS)
    pupil_weeks = st.tuples(key, week).map(
        lambda each: ((*each[0], each[1][0]), each[1][1])
    )
    return st.lists(pupil_weeks, min_size=1, max_size=4).map(dict)


def text_of(mark):
    if mark == NO_MARK:
        return ""
    return mark if isinstance(mark, str) else by_id(mark).code


def read_again(path, headings, rows, piece):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([headings, *rows])
    with patch.object(opening, "CHUNK", piece):
        reading = read(path)
    assert not reading.refused, list(reading.problems)
    return as_said(reading.table)


@settings(deadline=None, max_examples=50)
@given(files(weeks(say_nothing=True)), st.sampled_from([80, 100_000]))
def test_long_marks_come_back(tmp_path_factory, held, piece):
    held = {key: marks for key, marks in held.items() if any(marks)}
    rows = [
        (school, pupil, date(1970, 1, 1) + timedelta(week + n // 2), ("AM", "PM")[n % 2],
         text_of(mark))
        for (school, pupil, week), marks in held.items()
        for n, mark in enumerate(marks)
        if mark != NOTHING
    ]  # fmt: skip
    if not rows:
        return
    path = tmp_path_factory.getbasetemp() / "long.csv"
    headings = ["school", "pupil", "date", "session", "code"]
    assert read_again(path, headings, rows, piece) == held


@settings(deadline=None, max_examples=50)
@given(files(weeks()), st.sampled_from([80, 100_000]))
def test_weekly_marks_come_back(tmp_path_factory, held, piece):
    rows = []
    for (school, pupil, week), marks in held.items():
        said = [text_of(mark) for mark in (marks if any(marks[10:]) else marks[:10])]
        if all(len(code) <= 1 for code in said):
            cell = "".join(code or " " for code in said)
        else:
            cell = " ".join(code or "-" for code in said)
        rows.append((school, pupil, date(1970, 1, 1) + timedelta(week), cell))
    path = tmp_path_factory.getbasetemp() / "weekly.csv"
    assert read_again(path, ["school", "pupil", "week", "marks"], rows, piece) == held
