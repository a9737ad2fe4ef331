from datetime import date

import pyarrow as pa
import pytest
from tests.sources.samples import names, reading_of, sentences

from muster.school_year import Calendar
from muster.sources.formats import calendars


FOLDER = "calendars"
STATUSES = (
    "Use one of open, closed_planned, closed_unexpected, inset, bank_holiday, holiday, "
    "partial."
)
ELSE = "says something else of"
REFUSED = {
    "bad_status": [
        f"Row 8, status: “shut”. {STATUSES}",
        "Row 9, status: This cell is blank. Every row needs a status.",
    ],
    "bad_session": [
        "Row 8, session: “noon”. Write AM for the morning session or PM for the afternoon."
    ],
    "bad_half_term": ["Row 8, half_term: “7”. Half-terms are numbered 1 to 6."],
    "bad_date": [
        (
            "Row 8, date: “28th October” is not a date Muster can read. Write it like "
            "04/09/2025 or 2025-09-04."
        ),
        (
            "Row 9, date: “2035-10-28”. Muster holds the school years 2015/16 to 2030/31. "
            "Check the year."
        ),
    ],
    "contradiction": [
        f"Row 8: Row 4 {ELSE} 03/11/2025 AM for the same school. Keep whichever is right.",
        f"Row 8: Row 5 {ELSE} 03/11/2025 PM for the same school. Keep whichever is right.",
    ],
    "two_half_terms_in_a_day": [
        (
            "Row 3: Row 2 says 08/09/2025 is in half-term 1 at the same school, and this row "
            "says 2. Keep whichever is right."
        )
    ],
    "misspelt_heading": [
        (
            "Row 1: There is no “status” column. The nearest heading is “staus”: if it is "
            "that, rename it."
        )
    ],
}
NOTES = {
    "valid": [],
    "valid_without_school_or_session": [],
    "repeated_row": ["1 row repeats a session given already. Each counts once."],
    "half_terms_in_the_wrong_order": [
        (
            "The authority: In 2025-26 half-term 2 begins on 03/09/2025, before half-term 1, "
            "which begins on 03/11/2025. Correct the half-term column."
        )
    ],
}


def test_a_valid_file_becomes_a_row_a_session():
    reading = reading_of(FOLDER, "valid")
    assert (reading.format, reading.rows_read, reading.rows_loaded) == (
        calendars.FORMAT,
        6,
        6,
    )
    assert reading.dates == (date(2025, 10, 24), date(2026, 1, 6))
    table = reading.table
    assert table.column("half_term").type == pa.int32()
    assert [tuple(row.values()) for row in table.to_pylist()] == [
        ("", date(2025, 10, 24), "AM", "open", 1),
        ("", date(2025, 10, 24), "PM", "open", 1),
        ("", date(2025, 10, 27), "AM", "holiday", 2),
        ("", date(2025, 10, 27), "PM", "holiday", 2),
        ("900001", date(2025, 11, 3), "AM", "inset", 2),
        ("900001", date(2025, 11, 3), "PM", "inset", 2),
        ("Ash Primary", date(2026, 1, 5), "AM", "closed_unexpected", None),
        ("Ash Primary", date(2026, 1, 5), "PM", "closed_unexpected", None),
        ("Ash Primary", date(2026, 1, 6), "PM", "bank_holiday", 3),
    ]


def test_its_rows_make_a_calendar():
    table = reading_of(FOLDER, "valid").table
    rows = [tuple(row.values())[1:] for row in table.to_pylist()]
    calendar = Calendar.of_rows(rows, Calendar.template())
    assert calendar.status(date(2025, 11, 3), "AM") == "inset"
    assert calendar.status(date(2026, 1, 6), "PM") == "bank_holiday"


@pytest.mark.parametrize("name", sorted(NOTES))
def test_what_is_accepted_and_what_is_said(name):
    reading = reading_of(FOLDER, name)
    assert not reading.refused
    assert sentences(reading) == NOTES[name]


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_is_refused_and_where(name):
    reading = reading_of(FOLDER, name)
    assert (reading.table, sentences(reading)) == (None, REFUSED[name])


def test_every_sample_is_tried():
    assert {*NOTES, *REFUSED} == names(FOLDER)


def test_no_school_column_is_the_whole_authority():
    table = reading_of(FOLDER, "valid_without_school_or_session").table
    assert set(table.column("school").to_pylist()) == {""}
    assert table.column("status").to_pylist() == [
        *["holiday"] * 2,
        *["closed_planned"] * 2,
    ]


def test_a_row_for_both_sessions_repeats_neither_or_both():
    reading = reading_of(FOLDER, "repeated_row")
    assert (reading.rows_read, reading.rows_loaded, reading.repeated) == (7, 6, 1)
