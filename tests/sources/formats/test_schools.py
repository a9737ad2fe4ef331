from datetime import date

import pyarrow as pa
import pytest
from tests.sources.samples import names, reading_of, sentences

from muster.sources.formats import schools
from muster.tables.columns import SCHOOLS


FOLDER = "schools"
DECIMAL = (
    "A spreadsheet has turned this number into a decimal. Format the column as text, put "
    "the whole number back, and save the file again."
)
REFUSED = {
    "bad_urn": ["Row 4, urn: “90003”. A URN is six digits, like 900001."],
    "bad_laestab": [
        (
            "Row 4, laestab: “999-2003”. A LAESTAB is seven digits, like 9992001 or 999/2001: "
            "three for the authority, then four for the school."
        )
    ],
    "spoilt_by_a_spreadsheet": [
        f"Row 4, laestab: “9992003.0”. {DECIMAL}",
        f"Row 5, urn: “9.00E+05”. {DECIMAL}",
    ],
    "no_identifier_in_a_row": [
        (
            "Row 4: This row has no URN, LAESTAB or name, so it can’t be told which school it "
            "is."
        )
    ],
    "same_urn_twice": [
        "Row 4: Row 2 has the same URN, “900001”. Keep one row for each school."
    ],
    "same_row_twice": [
        "Row 4: Row 2 has the same URN, “900001”. Keep one row for each school."
    ],
    "same_name_twice": [
        "Row 3: Row 2 has the same name, “ash primary”. Keep one row for each school."
    ],
    "closed_before_it_opened": [
        (
            "Row 4, closed_on: This is before the day the school opened. Correct one of the "
            "two."
        )
    ],
    "bad_date": [
        (
            "Row 4, opened_on: “Sept 2016” is not a date Muster can read. Write it like "
            "04/09/2025 or 2025-09-04."
        )
    ],
}
ACCEPTED = {
    "valid",
    "valid_names_only",
    "valid_laestab_passed_on",
}


def test_a_valid_file_becomes_a_row_a_school():
    reading = reading_of(FOLDER, "valid")
    assert (reading.format, reading.rows_loaded) == (schools.FORMAT, 2)
    assert reading.table.column_names == list(SCHOOLS.names)
    ash, birch = reading.table.to_pylist()
    assert ash == {
        "urn": "900001",
        "laestab": "9992001",
        "name": "Ash Primary",
        "phase": "primary",
        "type": "Community school",
        "trust": "",
        "ward": "Northgate",
        "area": "North",
        "opened_on": date(1971, 9, 1),
        "closed_on": None,
        "predecessor": "",
        "easting": None,
        "northing": None,
    }
    assert (birch["phase"], birch["predecessor"]) == ("secondary", "Old Birch")
    assert birch["opened_on"] == date(2016, 9, 1)


@pytest.mark.parametrize("name", sorted(ACCEPTED))
def test_what_is_accepted(name):
    assert sentences(reading_of(FOLDER, name)) == []


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_is_refused_and_where(name):
    reading = reading_of(FOLDER, name)
    assert (reading.table, sentences(reading)) == (None, REFUSED[name])


def test_a_file_with_nothing_to_tell_schools_by_is_not_recognised():
    reading = reading_of(FOLDER, "no_identifying_column")
    assert reading.format is None
    [said] = sentences(reading)
    assert "its headings are “phase”, “type”, “trust”, “ward”, “area”" in said

    told = reading_of(FOLDER, "no_identifying_column", fmt="schools")
    assert sentences(told) == [
        "Row 1: None of the columns “urn”, “laestab”, “name” is there, and one is needed."
    ]


def test_every_sample_is_tried():
    assert {*ACCEPTED, *REFUSED, "no_identifying_column", "unusual_phase"} == names(
        FOLDER
    )


def test_columns_the_file_hasnt_are_blank():
    table = reading_of(FOLDER, "valid_names_only").table
    assert table.column("name").to_pylist() == ["Ash Primary", "Birch High"]
    assert table.column("urn").to_pylist() == ["", ""]
    assert table.column("opened_on").type == pa.date32()
    assert table.column("opened_on").null_count == 2


def test_phases_are_in_one_spelling_and_others_are_kept():
    reading = reading_of(FOLDER, "unusual_phase")
    phases = reading.table.column("phase")
    assert phases.to_pylist() == ["Hospital School", "all-through", "pru", ""]
    [warning] = map(str, reading.warnings)
    assert "Row 2, phase: “Hospital School”" in warning
    assert "none of the phases Muster knows" in warning


def test_the_help_page_says_any_one_of_three_is_needed():
    needed = [row.needed for row in schools.FORMAT.help()]
    assert needed[:4] == [*["one of urn, laestab, name"] * 3, "no"]
