from datetime import date

import numpy as np
import pytest
from tests.sources.samples import as_said, names, reading_of, sentences

from muster.school_year import day_number
from muster.sources.formats import marks_weekly
from muster.sources.reading import read
from muster.tables.codes import by_code


FOLDER = "marks_weekly"
HEADINGS = "school,pupil,week,marks\n"
WEEK = day_number(date(2025, 9, 8))
NO_MARK = 1

TO_DO = (
    "Write exactly 10 characters (Monday to Friday) or 14 (to Sunday), one a session with "
    "a space for no mark, or exactly 10 or 14 codes with spaces between them and - for no "
    "mark."
)
READ_LIKE = "is not a date Muster can read. Write it like 04/09/2025 or 2025-09-04."
BOTH = "for the same pupil and week, and both can’t be right. Take one of them out."
MONDAY = "and a week is named by its Monday. If it is the week that day is in, write"
REFUSED = {
    "contradiction": [
        f"Row 6, marks: “/\\/\\/\\/\\/I”. Row 2 has “/\\/\\/\\/\\/\\” {BOTH}"
    ],
    "contradiction_with_a_longer_week": [
        f"Row 6, marks: “/\\/\\/\\/\\/\\    ”. Row 2 has “/\\/\\/\\/\\/\\” {BOTH}"
    ],
    "twelve_characters": [
        f"Row 6, marks: “/\\/\\/\\/\\/\\##”. This has 12 characters. {TO_DO}"
    ],
    "nine_characters": [
        f"Row 6, marks: “/\\/\\/\\/\\/”. This has 9 characters. {TO_DO}"
    ],
    "two_character_codes_run_together": [
        f"Row 6, marks: “/\\C2C2/\\/\\/\\”. This has 12 characters. {TO_DO}"
    ],
    "nine_codes": [
        "Row 6, marks: “/ \\ C2 C2 / \\ M \\ -”. This has 19 characters, or 9 codes. "
        + TO_DO
    ],
    "blank_marks": [f"Row 6, marks: This cell is blank. {TO_DO}"],
    "week_that_is_not_a_monday": [
        f"Row 6, week: “2025-09-10”. This is a Wednesday {MONDAY} 08/09/2025.",
        f"Row 7, week: “07/09/2025”. This is a Sunday {MONDAY} 01/09/2025.",
    ],
    "bad_week": [
        f"Row 6, week: “week 37” {READ_LIKE}",
        "Row 7, week: “2025-W54” is not a week: 2025 has weeks 01 to 52.",
        (
            "Row 8, week: “2031-07-28”. Muster holds the school years 2015/16 to 2030/31. "
            "Check the year."
        ),
    ],
    "mixed_date_formats": [f"Row 7, week: “22-09-2025” {READ_LIKE}"],
    "misspelt_heading": [
        (
            "Row 1: There is no “week” column. The nearest heading is “wek”: if it is that, "
            "rename it."
        )
    ],
    "week_start_heading": [
        (
            "Row 1: There is no “week” column. The nearest heading is “WeekStart”: if it is "
            "that, rename it."
        ),
        (
            "Row 1: There is no “marks” column. The nearest heading is “WeekMarks”: if it is "
            "that, rename it."
        ),
    ],
    "headings_only": ["The file has headings but no rows. Load one that has both."],
}
KEPT = "They are kept, and left out of rates. Load the file again with a code map that "
NOTES = {
    "valid": [],
    "valid_quoted": [],
    "valid_with_spaces_at_the_ends": [],
    "valid_fourteen_codes": [],
    "valid_accented_symbols": [
        (
            "At 900001 10.0% of marks (1 of 10) have a code Muster doesn’t know: “é” (1). "
            f"{KEPT}says what they mean."
        )
    ],
    "valid_across_august_2024": [
        (
            "At 900001 50.0% of marks (10 of 20) have a code Muster doesn’t know: “J” (10). "
            f"{KEPT}says what they mean."
        )
    ],
    "sub_codes_as_symbols": [
        (
            "At 900001 16.7% of marks (1 of 6) have a code Muster doesn’t know: “7” (1). "
            f"{KEPT}says what they mean."
        )
    ],
    "repeated_week": [
        "1 row repeats a week that an earlier row gives already. Each counts once."
    ],
    "present_in_the_other_session": [
        "“/” stands in an afternoon or “\\” in a morning 5 times. Each is read as present."
    ],
}


def ids(text):
    """The bytes of codes with spaces between, - being no mark and . saying nothing."""
    known = {"-": NO_MARK, ".": 0}
    return [known[c] if c in known else by_code(c).id for c in text.split()]


def only_row(name):
    [marks] = as_said(reading_of(FOLDER, name).table).values()
    return marks


def marks(text, tmp_path, **how):
    path = tmp_path / "marks.csv"
    path.write_text(HEADINGS + text, "utf-8")
    return read(path, **how)


@pytest.mark.parametrize("name", ["valid", "valid_quoted"])
def test_a_valid_file_becomes_pupil_weeks(name):
    reading = reading_of(FOLDER, name)

    assert (reading.format, reading.refused) == (marks_weekly.FORMAT, False)
    assert (reading.rows_read, reading.rows_loaded) == (4, 4)
    assert reading.dates == (date(2025, 9, 8), date(2025, 9, 14))
    # Ten marks say nothing of the weekend.
    assert as_said(reading.table) == {
        ("900001", "A1001", WEEK): ids("/ \\ / \\ / \\ / \\ / \\ . . . ."),
        ("900001", "A1002", WEEK): ids("I I / \\ L \\ - - / \\ . . . ."),
        ("900001", "A1003", WEEK): ids("/ \\ / \\ / \\ / \\ / \\ # # # #"),
        ("900001", "A1004", WEEK): ids("/ \\ C2 C2 / \\ M \\ - - . . . ."),
    }


@pytest.mark.parametrize("name", sorted(NOTES))
def test_what_is_accepted_and_what_is_said(name):
    reading = reading_of(FOLDER, name)
    assert not reading.refused
    assert sentences(reading) == NOTES[name]


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_is_refused_and_where(name):
    reading = reading_of(FOLDER, name)
    assert reading.refused
    assert reading.table is None
    assert sentences(reading) == REFUSED[name]


def test_every_sample_is_tried():
    assert {*NOTES, *REFUSED} == names(FOLDER)


def test_spaces_at_the_ends_are_marks():
    weeks = reading_of(FOLDER, "valid_with_spaces_at_the_ends").table
    assert list(as_said(weeks).values()) == [
        ids("- - / \\ / \\ / \\ - - . . . ."),
        ids("/ \\ / \\ / \\ / \\ / \\ - - - -"),
    ]


def test_fourteen_codes_of_two_letters_are_one_each():
    assert only_row("valid_fourteen_codes") == ids("/ \\ / \\ J1 J1 Y4 Y4 / \\ # # # #")


def test_symbols_are_characters_and_not_bytes():
    assert only_row("valid_accented_symbols") == [
        *ids("/ \\ / \\ / \\ / \\"),
        "é",
        *ids("\\ . . . ."),
    ]


def test_present_in_the_other_session_is_put_right():
    assert only_row("present_in_the_other_session") == ids(
        "/ \\ / \\ / \\ / \\ / \\ . . . ."
    )


def test_suppliers_own_marks_are_no_mark_and_sub_codes_are_kept():
    assert only_row("sub_codes_as_symbols") == [
        *ids("/ \\"), "7", *ids("\\ / \\ - - - - . . . ."),
    ]  # fmt: skip


def test_a_code_is_what_it_was_in_its_week():
    before, after = as_said(
        reading_of(FOLDER, "valid_across_august_2024").table
    ).values()
    assert before == [*[by_code("J").id] * 10, 0, 0, 0, 0]
    assert after == [*["J"] * 10, 0, 0, 0, 0]


def test_the_same_week_written_another_way_is_a_repeat():
    reading = reading_of(FOLDER, "repeated_week")
    assert (reading.rows_read, reading.rows_loaded, reading.repeated) == (5, 4, 1)


def test_a_code_map_is_applied_to_symbols_and_to_codes(tmp_path):
    reading = marks(
        "900001,A1,2025-09-08,P\\P\\P\\P\\  \n900001,A2,2025-09-08,AB AB - - - - - - - -\n",
        tmp_path,
        code_map={"P": "/", "AB": "I", "": "#"},
    )
    assert list(as_said(reading.table).values()) == [
        ids("/ \\ / \\ / \\ / \\ # # . . . ."),
        ids("I I - - - - - - - - . . . ."),
    ]


def test_bad_weeks_and_bad_marks_are_both_said(tmp_path):
    reading = marks("900001,A1,2025-09-09,/\\\n,A2,x,/ \\ C2\n", tmp_path)
    assert [(each.row, each.column) for each in reading.problems] == [
        (2, "week"),
        (2, "marks"),
        (3, "school"),
        (3, "week"),
        (3, "marks"),
    ]


def test_contradictions_far_apart_are_found(tmp_path):
    rows = [f"900001,A{n},2025-09-08,/\\/\\/\\/\\/\\\n" for n in range(9_000)]
    then = [row.replace("\\\n", "I\n") if n % 2 else row for n, row in enumerate(rows)]
    reading = marks("".join(rows + then), tmp_path)
    assert reading.problems.errors == 4_500
    assert np.all(np.diff([each.row for each in reading.problems]) == 2)
    assert "Row 3 has" in str(reading.problems[0])
