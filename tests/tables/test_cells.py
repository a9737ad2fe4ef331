from datetime import date

import pytest

from muster.tables.cells import BadCell, Doubtful, Kind, read_cell
from muster.tables.columns import (
    CALENDARS,
    ENROLMENTS,
    MARKS,
    MARKS_WEEKLY,
    SCHOOLS,
    Column,
    Privacy,
)
from muster.tables.weekly import WEEKLY_PUPILS


TABLES = (SCHOOLS, ENROLMENTS, CALENDARS, MARKS, MARKS_WEEKLY)


def cell(kind, text, **column):
    return read_cell(text, Column("this", kind, "", **column))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.TEXT, "  Ash \n Primary ", "Ash Primary"),
        (Kind.SCHOOL, " 999/2001 ", "999/2001"),
        (Kind.URN, "900001", "900001"),
        (Kind.LAESTAB, "999/2001", "9992001"),
        (Kind.LAESTAB, "999 2001", "9992001"),
        (Kind.PHASE, "PRU", "pru"),
        (Kind.PHASE, "16 Plus", "16 plus"),
        (Kind.PHASE, "MS", "middle deemed secondary"),
        (Kind.PUPIL, " A  1 ", "A  1"),
        (Kind.PUPIL, "H801200001001", "H801200001001"),
        (Kind.PUPIL, "h801200001001", "h801200001001"),
        (Kind.PUPIL, "Élodie B 2014", "Élodie B 2014"),
        (Kind.PUPIL, "3.0", "3.0"),
        (Kind.DATE, "04/09/1999", date(1999, 9, 4)),
        (Kind.DATE, "", None),
        (Kind.SCHOOL_DAY, "2025-09-04", date(2025, 9, 4)),
        (Kind.WEEK, "2025-W37", date(2025, 9, 8)),
        (Kind.WEEK, "08/09/2025", date(2025, 9, 8)),
        (Kind.SESSION, " pm", "PM"),
        (Kind.SEX, "Female", "F"),
        (Kind.SEX, "m", "M"),
        (Kind.SEN, "e", "E"),
        (Kind.ENROLMENT, "subsidiary", "S"),
        (Kind.ENROLMENT, "c", "C"),
        (Kind.ETHNICITY, "wbri", "WBRI"),
        (Kind.ETHNICITY, "Not obtained", "Not obtained"),
        (Kind.YEAR_GROUP, "Reception", "R"),
        (Kind.YEAR_GROUP, "Y07", "7"),
        (Kind.YEAR_GROUP, "14", "14"),
        (Kind.DECILE, "10", "10"),
        (Kind.OPENING, "Bank holiday", "bank_holiday"),
        (Kind.OPENING, "#", "closed_planned"),
        (Kind.OPENING, "y4", "closed_unexpected"),
        (Kind.HALF_TERM, "HT3", 3),
        (Kind.HALF_TERM, "", None),
        (Kind.CODE, " C2 ", " C2 "),
        (Kind.MARKS, "  /\\", "  /\\"),
    ],
)
def test_a_cell_is_read_by_its_kind(kind, text, value):
    assert cell(kind, text) == value


@pytest.mark.parametrize("text", ["yes", "Y", "1", "TRUE", "t"])
def test_ways_of_saying_yes(text):
    assert cell(Kind.YES_NO, text) == "yes"


@pytest.mark.parametrize("text", ["no", "N", "0", "False", "f"])
def test_ways_of_saying_no(text):
    assert cell(Kind.YES_NO, text) == "no"


@pytest.mark.parametrize("text", ["", "  ", "Unknown", "not known"])
def test_ways_of_not_knowing(text):
    assert cell(Kind.YES_NO, text) == ""


def test_a_choice_is_in_the_columns_own_spelling():
    assert cell(Kind.CHOICE, "second", choices=("First", "Second")) == "Second"
    with pytest.raises(BadCell, match="Use one of First, Second."):
        cell(Kind.CHOICE, "third", choices=("First", "Second"))


@pytest.mark.parametrize(
    ("kind", "text", "advice"),
    [
        (Kind.URN, "12345", "A URN is six digits"),
        (Kind.URN, "٩٠٠٠٠١", "A URN is six digits"),
        (Kind.URN, "900001.0", "turned this number into a decimal"),
        (Kind.LAESTAB, "99920011", "A LAESTAB is seven digits"),
        (Kind.SCHOOL, "9.99E+06", "turned this number into a decimal"),
        (Kind.PUPIL, "8.01E+11", "turned this number into a decimal"),
        (Kind.PUPIL, "#N/A", "Excel has put its own error"),
        (Kind.DATE, "1999-02-29", "is not a day in any calendar"),
        (Kind.SCHOOL_DAY, "2015-07-31", "Muster holds the school years 2015/16"),
        (Kind.WEEK, "2025-W99", "2025 has weeks 01 to 52"),
        # Its Monday is in a year that isn't held.
        (Kind.WEEK, "2015-W31", "Muster holds the school years 2015/16"),
        (Kind.WEEK, "2031-W31", "Muster holds the school years 2015/16"),
        (Kind.WEEK, "09/09/2025", "This is a Tuesday"),
        (Kind.SESSION, "1", "Write AM"),
        (Kind.SEN, "X", "Write N for none"),
        (Kind.YES_NO, "2", "Write yes or no"),
        (Kind.YEAR_GROUP, "0", "Write the year group"),
        (Kind.YEAR_GROUP, "Year", "Write the year group"),
        (Kind.DECILE, "11", "A decile is a whole number"),
        (Kind.OPENING, "maybe", "Use one of open"),
        (Kind.HALF_TERM, "0", "numbered 1 to 6"),
    ],
)
def test_a_cell_that_cannot_be_right_says_what_to_do(kind, text, advice):
    with pytest.raises(BadCell, match=advice):
        cell(kind, text)


@pytest.mark.parametrize(
    ("kind", "text", "value", "why"),
    [
        (Kind.SEX, "X", "X", "Sex is usually M or F"),
        (Kind.SEN, "a", "K", "before 2014"),
        (Kind.ENROLMENT, "Left", "Left", "not an enrolment status"),
        (Kind.PUPIL, "a801200001001", "a801200001001", "one of them is mistyped"),
    ],
)
def test_a_doubtful_cell_is_kept_and_said(kind, text, value, why):
    read = cell(kind, text)
    assert isinstance(read, Doubtful)
    assert read.value == value
    assert why in read.message


def test_a_blank_cell_is_refused_where_every_row_needs_one():
    with pytest.raises(BadCell, match="This cell is blank. Every row needs a this."):
        cell(Kind.TEXT, " ", required=True)
    assert cell(Kind.TEXT, " ", required=True, blank=True) == ""

    age = Column("age_group", Kind.TEXT, "", required=True)
    with pytest.raises(BadCell, match="needs an age group."):
        age.read("")


def test_every_kind_of_cell_can_be_read():
    for kind in Kind:
        assert cell(kind, "") in ("", None)


def test_a_column_is_found_by_its_name():
    assert SCHOOLS.column("urn").kind is Kind.URN
    with pytest.raises(KeyError):
        SCHOOLS.column("pupil")


def test_what_is_known_of_children_is_never_open():
    for table in (ENROLMENTS, MARKS, MARKS_WEEKLY):
        for column in table.columns:
            assert (column.cls is Privacy.OPEN) == (column.name == "school")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.title)
def test_every_column_has_a_meaning_for_its_help_page(table):
    assert len(set(table.names)) == len(table.columns)
    for column in table.columns:
        assert column.meaning.endswith(".")


COUNT = WEEKLY_PUPILS.column("possible_sessions")
UPN = WEEKLY_PUPILS.column("upn")
OPENED = Column("OpenDate", Kind.HYPHEN_DATE, "When it opened.")


def test_a_count_is_a_whole_number():
    assert (COUNT.read(" 0 "), COUNT.read("140")) == (0, 140)


@pytest.mark.parametrize("text", ["-1", "1.5", "1,400", "1.0", "many", "1e3"])
def test_what_is_no_whole_number_is_refused(text):
    with pytest.raises(BadCell, match="Write a whole number, 0 or more"):
        COUNT.read(text)


def test_a_upn_is_kept_in_capitals_and_without_spaces():
    assert UPN.read("r9992 00120001") == "R999200120001"
    found = UPN.read("r999200120002")
    assert isinstance(found, Doubtful)
    assert found.value == "R999200120002"


@pytest.mark.parametrize(
    ("column", "said"),
    [(UPN, "Every row needs a UPN."), (COUNT, "needs a number of possible sessions.")],
)
def test_what_a_blank_cell_needs_is_said_in_words(column, said):
    with pytest.raises(BadCell, match=said):
        column.read("")


@pytest.mark.parametrize("text", ["01-09-2016", "01/09/2016", "2016-09-01"])
def test_a_date_with_hyphens_is_read_where_it_is_written_so(text):
    assert OPENED.read(text) == date(2016, 9, 1)


@pytest.mark.parametrize("text", ["1-9-2016", "01-09-16", "2016-9-1"])
def test_other_dates_with_hyphens_are_refused(text):
    with pytest.raises(BadCell):
        OPENED.read(text)
