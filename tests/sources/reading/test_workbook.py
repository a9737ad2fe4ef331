"""Excel workbooks are read wherever CSV is, and say their sheet in every problem."""

import datetime
from pathlib import Path

import pytest
import xlsxwriter
from tests.sources.samples import sentences

from muster.sources import formats
from muster.sources.reading import read, workbook


HEADINGS = ("school", "pupil", "from_on", "sex")
ROWS = [("900001", "A1", "2025-09-01", "F"), ("900001", "A2", "2025-09-01", "M")]


@pytest.fixture
def book(tmp_path):
    """book({"Sheet": rows}) is a workbook of those sheets; a cell may be (value, format)."""

    def book(sheets: dict, name: str = "book.xlsx", hidden: tuple = ()) -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(path) as made:
            for title, rows in sheets.items():
                sheet = made.add_worksheet(title)
                for at, row in enumerate(rows):
                    for column, cell in enumerate(row):
                        value, shown = cell if isinstance(cell, tuple) else (cell, None)
                        style = (
                            made.add_format({"num_format": shown}) if shown else None
                        )
                        if value is not None:
                            sheet.write(at, column, value, style)
                if title in hidden:
                    sheet.hide()
                else:
                    sheet.activate()
                    sheet.set_first_sheet()
        return path

    return book


def test_a_workbook_is_read_as_the_csv_of_its_sheet(book):
    reading = read(book({"Roll": [HEADINGS, *ROWS]}))
    assert sentences(reading) == []
    assert (reading.format.name, reading.rows_loaded) == ("enrolments", 2)
    assert reading.table.column("pupil").to_pylist() == ["A1", "A2"]


def test_it_is_known_by_its_bytes_and_not_its_name(book):
    path = book({"Roll": [HEADINGS, *ROWS]}, "roll.xlsx")
    renamed = path.rename(path.with_name("roll.csv"))
    assert formats.recognise(renamed).name == "enrolments"


def test_dates_and_numbers_are_as_the_sheet_has_them(book):
    day = (datetime.date(2025, 9, 1), "dd mmm yy")
    reading = read(book({"Roll": [HEADINGS, (900001, 41.0, day, "F")]}))
    [row] = reading.table.to_pylist()
    assert (row["school"], row["pupil"]) == ("900001", "41")
    assert row["from_on"] == datetime.date(2025, 9, 1)


def test_a_title_may_stand_above_the_headings_and_other_sheets_before(book):
    reading = read(
        book(
            {
                "Notes": [("Returns of the year",), ("Ask Ada",)],
                "Roll": [("Enrolments, our returns",), (), HEADINGS, *ROWS],
            }
        )
    )
    assert sentences(reading) == []
    assert reading.rows_loaded == 2


def test_a_problem_says_the_sheet_and_the_row_excel_shows(book):
    rows = [("Our roll",), HEADINGS, ("900001", "A1", "31/02/2025", "F")]
    [said] = sentences(read(book({"Roll 2025": rows})))
    assert said.startswith(
        "Sheet “Roll 2025”, row 3, from_on: “31/02/2025” is not a day"
    )


def test_a_second_sheet_with_the_same_headings_is_said(book):
    reading = read(book({"2025": [HEADINGS, *ROWS], "2024": [HEADINGS, ROWS[0]]}))
    assert reading.rows_loaded == 2
    assert sentences(reading) == [
        (
            "Only the sheet “2025” is read. The workbook has the same headings in “2024”: put "
            "the rows in one sheet, or save each as a file."
        )
    ]


def test_a_hidden_sheet_is_not_read(book):
    sheets = {"Old": [HEADINGS, ROWS[0]], "Roll": [HEADINGS, *ROWS]}
    reading = read(book(sheets, hidden=("Old",)))
    assert (sentences(reading), reading.rows_loaded) == ([], 2)


def test_blank_rows_and_cells_are_as_in_a_csv(book):
    reading = read(book({"Roll": [HEADINGS, ROWS[0], (), ("900001", "A2")]}))
    assert (sentences(reading), reading.rows_read) == ([], 2)


def test_a_cell_beyond_the_headings_refuses_the_file(book):
    rows = [HEADINGS, ROWS[0], (*ROWS[1], "", "left in May")]
    assert sentences(read(book({"Roll": rows}))) == [
        (
            "Sheet “Roll”, row 3 has something in column F, which has no heading. Give the "
            "column a heading, or clear it."
        )
    ]


def test_an_empty_workbook_says_so(book):
    assert sentences(read(book({"Sheet1": []}))) == [
        "The workbook is empty. Load one with headings and rows."
    ]


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread(book, monkeypatch):
    monkeypatch.setattr(workbook, "LARGEST", 1024)
    [said] = sentences(read(book({"Roll": [HEADINGS, *ROWS]})))
    assert "Save its sheet as CSV and load that" in said


def test_a_damaged_workbook_says_so(book):
    path = book({"Roll": [HEADINGS, *ROWS]})
    whole = path.read_bytes()
    at = whole.index(b"xl/worksheets/sheet1.xml") + 60
    path.write_bytes(whole[:at] + bytes(40) + whole[at + 40 :])
    assert sentences(read(path)) == [workbook.DAMAGED]


@pytest.mark.parametrize(
    ("value", "shown", "text"),
    [
        (0.194, "0.0%", "19.4%"),
        (1, "0%", "100%"),
        (0.1 + 0.2, None, "0.3"),
        (9992001, "0", "9992001"),
        (-2.50, None, "-2.5"),
        (True, None, "TRUE"),
        (
            datetime.datetime(2025, 9, 1, 9, 30),
            "dd/mm/yyyy hh:mm",
            "2025-09-01T09:30:00",
        ),
        ("  as it is ", None, "  as it is "),
    ],
)
def test_each_kind_of_cell_becomes_the_text_a_person_would_write(
    book, value, shown, text
):
    sheet = workbook.open_workbook(book({"One": [("h",), ((value, shown),)]}), len)
    [(rows, _)] = sheet.chunks()
    assert rows.decode().strip('\n"') == text
