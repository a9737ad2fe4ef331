"""The GIAS extract: the authority's own schools, and nobody's by a guess."""

from datetime import date

import pytest
from tests.sources.samples import names, reading_of, sentences

from muster.sources.formats import gias
from muster.sources.reading import Known, read
from muster.tables.columns import SCHOOLS
from muster.tables.gias import PHASE_OF_TYPE


FOLDER = "gias"
LIKE = "Write it like 04/09/2025 or 2025-09-04."
ASKED = (
    "This file has schools of 2 authorities and nothing says which is yours. Say so with "
    "its number (--la 999, or “The authority’s number” in the browser), or set "
    "MUSTER_LA_CODE. It has Exampleshire (999), "
    "Northshire (998)."
)
REFUSED = {
    "several_authorities": [ASKED],
    "bad_open_date": [f"Row 3, OpenDate: “2016” is not a date Muster can read. {LIKE}"],
    "no_such_day": [
        (
            "Row 3, OpenDate: “31-09-2016”. “31/09/2016” is not a day in any calendar. "
            "Check the day and the month, and write it like 04/09/2025 or 2025-09-04."
        )
    ],
    "bad_urn": ["Row 3, URN: “99”. A URN is six digits, like 900001."],
    "bad_easting": [
        (
            "Row 2, Easting: “5e5”. Write metres of the National Grid, a whole number like "
            "458700, or leave it blank. Degrees are not read here."
        )
    ],
    "same_urn_twice": [
        "Row 6, URN: The URN “990002” is there twice. Keep one row for each school."
    ],
    "misspelt_heading": [
        (
            "Row 1: There is no “EstablishmentNumber” column. The nearest heading is "
            "“EstablishmentNo”: if it is that, rename it."
        )
    ],
}
NOTES = {
    "valid": [],
    "valid_windows_1252": [],
    "valid_with_links": [],
    "valid_closed_without_a_date": [
        (
            "Row 4, CloseDate: The school is closed and nobody says since when, so it is "
            "kept as open."
        )
    ],
    "valid_proposed_to_open": ["1 school is only proposed to open and left out."],
    "closed_before_it_opened": [
        (
            "Row 4, CloseDate: This is before the day the school opened. Have it put "
            "right in GIAS."
        )
    ],
}


def schools_of(name, **how):
    return {
        row["urn"]: row for row in reading_of(FOLDER, name, **how).table.to_pylist()
    }


def test_every_sample_is_spoken_for():
    assert names(FOLDER) == {*REFUSED, *NOTES}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_is_refused_and_where(name):
    reading = reading_of(FOLDER, name)
    assert (reading.table, sentences(reading)) == (None, REFUSED[name])


@pytest.mark.parametrize("name", sorted(NOTES))
def test_what_is_accepted_and_what_is_said_of_it(name):
    reading = reading_of(FOLDER, name)
    assert reading.format is gias.FORMAT
    assert not reading.refused
    assert sentences(reading) == NOTES[name]


def test_a_row_becomes_a_school():
    reading = reading_of(FOLDER, "valid")
    assert reading.table.column_names == list(SCHOOLS.names)
    schools = schools_of("valid")
    assert schools["990002"] == {
        "urn": "990002",
        "laestab": "9994002",
        "name": "Birch High",
        "phase": "secondary",
        "type": "Academy converter",
        "trust": "Tree Trust",
        "ward": "Mill",
        "area": "South",
        "opened_on": date(2016, 9, 1),
        "closed_on": None,
        "predecessor": "",
        "easting": 459800,
        "northing": 303900,
    }
    assert schools["990003"]["closed_on"] == date(2016, 8, 31)
    assert schools["990004"]["phase"] == "pru"


def test_letters_of_windows_1252_are_read_as_gias_writes_them():
    assert schools_of("valid_windows_1252")["990001"]["name"] == "Saint Zoë’s Primary"


def test_only_a_predecessor_is_kept_of_the_links():
    assert schools_of("valid_with_links")["990002"]["predecessor"] == "990003"


@pytest.mark.parametrize(("la", "urns"), [("999", 4), ("998", 1)])
def test_only_the_authoritys_own_schools_are_kept(la, urns):
    schools = schools_of("several_authorities", known=Known(la=la))
    assert len(schools) == urns
    assert {row["laestab"][:3] for row in schools.values()} == {la}


def test_a_file_without_the_authority_says_so():
    reading = reading_of(FOLDER, "several_authorities", known=Known(la="997"))
    assert sentences(reading) == [
        (
            "This file has no schools of the authority numbered 997, which is yours. It "
            "has Exampleshire (999), Northshire (998). Take an extract with your own "
            "schools, or give another number as --la (in the browser, “The authority’s "
            "number”)."
        )
    ]


def test_a_school_without_a_whole_number_has_no_laestab(tmp_path):
    path = tmp_path / "gias.csv"
    path.write_text(
        gias.SAMPLE.replace(",2001,", ",,").replace(",1100,", ",51,"), "utf-8"
    )
    schools = {row["urn"]: row for row in read(path).table.to_pylist()}
    assert schools["990001"]["laestab"] == ""
    assert schools["990004"]["laestab"] == "9990051"


def test_types_say_phases_muster_knows():
    phases = SCHOOLS.column("phase").choices
    assert set(PHASE_OF_TYPE.values()) <= set(phases)
    assert [name for name in PHASE_OF_TYPE if name != name.lower()] == []
