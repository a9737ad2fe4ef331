import csv
import io
from datetime import date

import numpy as np
import pytest
from tests.sources.samples import as_said, names, reading_of, sample, sentences

from muster.school_year import day_number
from muster.sources.formats import marks_long
from muster.sources.reading import Known, read
from muster.tables.codes import by_code


FOLDER = "marks_long"
HEADINGS = "school,pupil,date,session,code\n"
WEEK = day_number(date(2025, 9, 8))
PRESENT_AM, PRESENT_PM, ILL = (by_code(code).id for code in ("/", "\\", "I"))

SAME_AS_VALID = {
    "valid_with_bom",
    "valid_crlf",
    "valid_old_mac_line_ends",
    "valid_semicolons",
    "valid_tabs",
    "valid_with_excel_sep_line",
    "valid_trailing_blank_lines",
    "valid_blank_lines_between",
    "valid_no_last_line_end",
    "valid_headings_in_other_case_and_order",
    "valid_quoted",
}
NOT_UTF8 = {
    "valid_windows_1252": ("École Élan", "Windows-1252 (Excel’s “CSV”)"),
    "valid_latin_1": ("Élan \x90", "Latin-1"),
    "valid_utf16": ("Élan", "UTF-16"),
    "valid_utf16_without_bom": ("Elan", "UTF-16"),
}
NOTES = {
    "valid_extra_columns": [
        "Row 1: The column “minutes late” is not one Muster knows and is not read.",
        "Row 1: Column 7 has no heading and is not read.",
    ],
    "repeated_mark": [
        "2 rows repeat a mark that an earlier row gives already. Each counts once."
    ],
    "present_in_the_other_session": [
        "“/” stands in an afternoon or “\\” in a morning 3 times. Each is read as present."
    ],
    "at_a_weekend": [
        (
            "1 mark is on a Saturday or Sunday, and kept. Check the dates if the school "
            "doesn’t open then."
        )
    ],
    "unknown_codes": [
        (
            "At 900001 40.0% of marks (2 of 5) have a code Muster doesn’t know: “7” (1), “J” "
            "(1). They are kept, and left out of rates. Load the file again with a code map "
            "that says what they mean."
        )
    ],
    "upn_with_the_wrong_check_letter": [
        (
            "Row 2, pupil: This UPN begins with A, but its other characters need H: one of "
            "them is mistyped. Copy it again from the school’s register."
        )
    ],
    "code_before_and_after_2024": [],
    "a_quotation_mark_inside_a_cell": [],
    "valid_line_end_in_a_cell": [],
}
READ_LIKE = "Write it like 04/09/2025 or 2025-09-04."
YEARS = "Muster holds the school years 2015/16 to 2030/31. Check the year."
DECIMAL = (
    "A spreadsheet has turned this number into a decimal. Format the column as text, put "
    "the whole number back, and save the file again."
)
SAVE_AS = (
    "Open it where it came from and save it as CSV (in Excel: File, Save As, “CSV "
    "UTF-8”), then load that."
)
BOTH = "for the same pupil and session, and both can’t be right. Take one of them out."
COMMA = (
    "Look for a comma inside a cell (put quotation marks around it) or a missing one."
)
NO_ROWS = "The file has headings but no rows. Load one that has both."
EMPTY = "The file is empty. Load one with headings and rows."
REFUSED = {
    "bad_date": [
        f"Row 6, date: “4th Sept” is not a date Muster can read. {READ_LIKE}",
        f"Row 7, date: “9/9/2025” is not a date Muster can read. {READ_LIKE}",
        (
            "Row 8, date: “31/11/2025” is not a day in any calendar. Check the day and the "
            "month, and write it like 04/09/2025 or 2025-09-04."
        ),
        (
            "Row 9, date: “09/22/2025” has no such month as 22. The day goes first in a date "
            "like 04/09/2025, and the month second in one like 2025-09-04: is it 22/09/2025?"
        ),
        "Row 10, date: This cell is blank. Every row needs a date.",
        f"Row 11, date: “2025-09-09 00:00” is not a date Muster can read. {READ_LIKE}",
    ],
    "outside_the_years_held": [
        f"Row 6, date: “2015-07-31”. {YEARS}",
        f"Row 7, date: “01/08/2031”. {YEARS}",
    ],
    "bad_session": [
        (
            "Row 6, session: “Morning”. Write AM for the morning session or PM for the "
            "afternoon."
        ),
        "Row 7, session: This cell is blank. Every row needs a session.",
    ],
    "blank_school": ["Row 6, school: This cell is blank. Every row needs a school."],
    "blank_pupil": ["Row 6, pupil: This cell is blank. Every row needs a pupil."],
    "pupil_too_long": [
        (
            f"Row 7, pupil: “{'A' * 33}”. This has 33 characters and a pupil’s identifier has "
            "at most 32. Use the UPN or the school system’s own number."
        )
    ],
    "pupil_spoilt_by_a_spreadsheet": [
        f"Row 6, pupil: “1.23E+12”. {DECIMAL}",
        (
            "Row 7, pupil: “#REF!”. Excel has put its own error in place of what was "
            "written. Take the file from the school’s system again and load it without "
            "opening it in Excel."
        ),
    ],
    "school_spoilt_by_a_spreadsheet": [
        f"Row {row}, school: “9992001.0”. {DECIMAL}" for row in (2, 3, 4, 5)
    ],
    "contradiction": [
        f"Row 6, code: “I”. Row 2 has “/” {BOTH}",
        f"Row 7, code: “O”. Row 5 has no mark {BOTH}",
    ],
    "contradiction_by_two_spellings_of_the_school": [
        f"Row 3, code: “I”. Row 2 has “/” {BOTH}"
    ],
    "too_many_unknown_codes": [
        (
            "The file has more than 127 different codes that Muster doesn’t know, so it may "
            "not be codes that are in that column. If it is, give a code map that says what "
            "each means."
        )
    ],
    "misspelt_heading": [
        (
            "Row 1: There is no “session” column. The nearest heading is “sesion”: if it is "
            "that, rename it."
        )
    ],
    "missing_heading": [
        (
            "Row 1: There is no “code” column. Add it, or check that the first row of the "
            "file is the headings."
        )
    ],
    "doubled_heading": [
        "Row 1: There are two columns headed “school”. Keep one and load the file again."
    ],
    "row_too_long": [f"Row 6: This row has 6 cells, more than the 5 headings. {COMMA}"],
    "row_too_short": [
        f"Row 2: This row has 4 cells, fewer than the 5 headings. {COMMA}"
    ],
    "headings_only": [NO_ROWS],
    "headings_and_blank_lines_only": [NO_ROWS],
    "empty": [EMPTY],
    "blank_lines_only": [EMPTY],
    "nul_character": [
        (
            "Row 6 holds a character (NUL) that is in no text, so the file is damaged. Take "
            "it again from where it came from."
        )
    ],
    "quotation_mark_never_closed": [
        (
            "Row 6 opens a quotation mark that is never closed, so where its cells end can’t "
            "be told. Close it, or take the file again from where it came from."
        )
    ],
    "excel_workbook": [
        (
            "This workbook could not be read: it may be damaged. Open it in Excel, save it "
            "again as a workbook or as CSV, and load that."
        )
    ],
    "old_excel_workbook": [
        (
            "This looks like an old Excel workbook, one with a password or another Office "
            f"document, not CSV. {SAVE_AS}"
        )
    ],
    "word_document": [f"This looks like a Word document, not CSV. {SAVE_AS}"],
    "open_document": [f"This looks like an OpenDocument file, not CSV. {SAVE_AS}"],
    "zip": [
        "This looks like a zip file, not CSV. Take the files out of it and load those."
    ],
    "broken_zip": [
        "This looks like a zip file, not CSV. Take the files out of it and load those."
    ],
    "web_page": [f"This looks like a web page, not CSV. {SAVE_AS}"],
    "program": [
        "This is not text: it may be a program’s own file, or a damaged one. " + SAVE_AS
    ],
}


def marks(text, tmp_path, **how):
    path = tmp_path / "marks.csv"
    path.write_text(HEADINGS + text, "utf-8")
    return read(path, **how)


def test_a_valid_file_becomes_pupil_weeks():
    reading = reading_of(FOLDER, "valid")

    assert (reading.format, reading.refused) == (marks_long.FORMAT, False)
    assert (reading.rows_read, reading.rows_loaded) == (4, 4)
    assert reading.dates == (date(2025, 9, 8), date(2025, 9, 8))
    assert as_said(reading.table) == {
        ("900001", "A1001", WEEK): [PRESENT_AM, PRESENT_PM, *[0] * 12],
        # A blank code is no mark, which is not the same as saying nothing.
        ("900001", "A1002", WEEK): [ILL, 1, *[0] * 12],
    }


@pytest.mark.parametrize("name", sorted(SAME_AS_VALID))
def test_other_ways_of_writing_a_file_say_the_same(name):
    reading = reading_of(FOLDER, name)

    assert sentences(reading) == []
    assert (reading.rows_read, reading.rows_loaded) == (4, 4)
    assert as_said(reading.table) == as_said(reading_of(FOLDER, "valid").table)


@pytest.mark.parametrize("name", sorted(NOT_UTF8))
def test_another_encoding_is_read_and_said(name):
    school, title = NOT_UTF8[name]
    reading = reading_of(FOLDER, name)

    assert reading.table.schools == [school]
    assert sentences(reading) == [
        (
            f"The file is not in UTF-8 and was read as {title}. Check letters with accents "
            "in it."
        )
    ]


@pytest.mark.parametrize("name", sorted(NOTES))
def test_what_is_accepted_with_a_warning(name):
    reading = reading_of(FOLDER, name)

    assert not reading.refused
    assert sentences(reading) == NOTES[name]
    assert reading.table.count() == reading.rows_loaded


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_is_refused_and_where(name):
    reading = reading_of(FOLDER, name)

    assert reading.refused
    assert reading.table is None
    assert reading.rows_loaded == 0
    assert sentences(reading) == REFUSED[name]


def test_every_sample_is_tried():
    tried = {"valid", *SAME_AS_VALID, *NOT_UTF8, *NOTES, *REFUSED}
    assert tried == names(FOLDER)


def test_a_line_end_in_a_cell_is_part_of_it_and_rows_keep_their_numbers(tmp_path):
    reading = reading_of(FOLDER, "valid_line_end_in_a_cell")
    assert reading.table.schools == ["Ash Primary"]

    refused = marks('"Ash\nPrimary",A1,2025-09-08,AM,/\n900001,A1,x,AM,/\n', tmp_path)
    assert [problem.row for problem in refused.problems] == [3]


def test_blank_lines_count_as_rows_of_the_spreadsheet(tmp_path):
    refused = marks("\n,,,,\n900001,A1,x,AM,/\n", tmp_path)
    assert [problem.row for problem in refused.problems] == [4]


def test_repeated_marks_are_counted_once_and_said():
    reading = reading_of(FOLDER, "repeated_mark")
    assert (reading.rows_read, reading.rows_loaded, reading.repeated) == (6, 4, 2)


def test_present_is_put_right_in_the_other_session():
    weeks = reading_of(FOLDER, "present_in_the_other_session").table
    assert list(as_said(weeks).values()) == [
        [PRESENT_AM, PRESENT_PM, 0, PRESENT_PM, *[0] * 10]
    ]


def test_a_code_is_what_it_was_on_its_date():
    weeks = reading_of(FOLDER, "code_before_and_after_2024").table
    said = {week: marks for (_, _, week), marks in as_said(weeks).items()}

    # K was a filler, and J was attending, until 19 August 2024.
    assert said[day_number(date(2024, 8, 12))][8:10] == [by_code("J").id, 1]
    assert said[day_number(date(2024, 8, 19))][2:4] == [
        by_code("J1").id,
        by_code("K").id,
    ]


def test_unknown_codes_are_kept_as_they_are_written():
    weeks = reading_of(FOLDER, "unknown_codes").table
    assert sorted(weeks.symbols) == ["7", "J"]
    assert as_said(weeks)["900001", "A1001", WEEK][2:4] == ["7", "J"]


def test_a_code_only_in_another_era_is_no_symbol(tmp_path):
    both = "900001,A1,2024-06-03,AM,J\n900001,A1,2024-09-09,AM,/\n"
    assert marks(both, tmp_path).table.symbols == []


def test_half_a_per_cent_of_unknown_codes_is_not_said_and_more_is(tmp_path):
    rows = [f"900001,A{n},2025-09-08,AM,{'/' if n else '7'}\n" for n in range(200)]
    assert sentences(marks("".join(rows), tmp_path)) == []
    assert (
        "0.5% of marks (1 of 199)" in sentences(marks("".join(rows[:-1]), tmp_path))[0]
    )


def test_only_the_commonest_unknown_codes_are_named(tmp_path):
    rows = [f"900001,A{n},2025-09-08,AM,q{n}\n" for n in range(12)]
    [said] = sentences(marks("".join(rows), tmp_path))
    assert "“q9” (1) and 2 more." in said


def test_127_unknown_codes_are_kept_and_one_more_is_refused(tmp_path):
    rows = [f"900001,A{n},2025-09-08,AM,zz{n}\n" for n in range(127)]
    reading = marks("".join(rows), tmp_path)
    assert len(reading.table.symbols) == 127
    assert reading.table.marks.max() == 254
    assert reading_of(FOLDER, "too_many_unknown_codes").refused


def test_the_same_identifier_at_two_schools_is_two_pupils(tmp_path):
    weeks = marks(
        "900001,A1,2025-09-08,AM,/\n900002,A1,2025-09-08,AM,I\n"
        "900001,A1,2025-09-08,PM,\\\n900002, A1 ,2025-09-08,PM,I\n",
        tmp_path,
    ).table
    assert as_said(weeks) == {
        ("900001", "A1", WEEK): [PRESENT_AM, PRESENT_PM, *[0] * 12],
        ("900002", "A1", WEEK): [ILL, ILL, *[0] * 12],
    }


def test_two_spellings_of_a_school_are_one_school(tmp_path):
    weeks = marks(
        "999/2001,A1,2025-09-08,AM,/\n9992001,A1,2025-09-08,PM,\\\n"
        "Ash Primary,A1,2025-09-08,AM,/\nASH  PRIMARY,A1,2025-09-08,PM,\\\n",
        tmp_path,
    ).table
    assert weeks.schools == ["999/2001", "Ash Primary"]
    assert len(weeks) == 2


def test_a_code_map_is_applied_before_codes_are_looked_up(tmp_path):
    rows = "900001,A1,2025-09-08,AM,P1\n900001,A1,2025-09-08,PM,ILL\n"
    mapped = marks(rows, tmp_path, code_map=sample("code_map", "valid"))
    assert as_said(mapped.table)["900001", "A1", WEEK][:2] == [PRESENT_AM, ILL]

    given = marks(rows, tmp_path, code_map={"P1": "", "ILL": "J"})
    # J is not a code in 2025, so what the file said is kept.
    assert as_said(given.table)["900001", "A1", WEEK][:2] == [1, "ILL"]


def test_a_code_map_that_is_wrong_refuses_the_file(tmp_path):
    code_map = sample("code_map", "unknown_national_code")
    reading = marks("900001,A1,2025-09-08,AM,P1\n", tmp_path, code_map=code_map)
    [said] = sentences(reading)
    assert said.startswith(
        "The code map unknown_national_code.csv was refused. Row 8, "
    )


def test_a_school_that_is_not_on_the_list_is_refused_once(tmp_path):
    rows = "900001,A1,2025-09-08,AM,/\n900009,A1,2025-09-08,AM,/\n900009,A1,x,AM,/\n"
    known = Known(school=lambda written: written == "900001")
    reading = marks(rows, tmp_path, known=known)
    assert [(each.row, each.column, each.found) for each in reading.problems] == [
        (3, "school", "900009"),
        (4, "date", "x"),
    ]


def test_a_heading_is_quoted_as_the_file_has_it(tmp_path):
    path = tmp_path / "marks.csv"
    path.write_text("School,Pupil,DATE,Session,Code\n900001,A1,x,AM,/\n", "utf-8")
    assert sentences(read(path))[0].startswith("Row 2, DATE: “x”")


def test_every_problem_is_kept_however_many(tmp_path):
    rows = [f"900001,A{n},2025-13-{n % 28 + 1:02d},am,/\n" for n in range(60_000)]
    reading = marks("".join(rows), tmp_path)

    assert len(reading.problems) == reading.problems.errors == 60_000
    assert [each.row for each in reading.problems[:200]] == list(range(2, 202))
    assert reading.problems[-1].row == 60_001
    assert reading.rows_read == 60_000


def test_contradictions_far_apart_are_found_and_all_listed(tmp_path):
    first = [f"900001,A{n},2025-09-08,AM,/\n" for n in range(30_000)]
    then = [f"900001,A{n},2025-09-08,AM,{'/I'[n % 2]}\n" for n in range(30_000)]
    reading = marks("".join(first + then), tmp_path)

    assert reading.problems.errors == 15_000
    assert str(reading.problems[0]) == f"Row 30,003, code: “I”. Row 3 has “/” {BOTH}"
    assert np.all(np.diff([each.row for each in reading.problems]) == 2)


def test_the_help_page_is_the_columns_that_check(tmp_path):
    helped = marks_long.FORMAT.help()
    assert [(row.column, row.needed) for row in helped] == [
        (name, "yes") for name in ("school", "pupil", "date", "session", "code")
    ]
    columns = next(csv.reader(io.StringIO(marks_long.SAMPLE)))
    assert columns == [row.column for row in helped]
