"""Look-ups of postcodes, and boundaries, as the Office for National Statistics has them."""

import json

import pytest
from tests.sources.samples import names, reading_of, sentences

from muster.sources.formats import boundaries, enrolments, postcodes
from muster.sources.reading import Known, geojson, read


POSTCODES, BOUNDARIES = "postcodes", "boundaries"
REFUSED = {
    "postcode_in_two_wards": [
        (
            "Row 3: Row 2 has the same postcode but differs in ward. Keep whichever is "
            "right."
        )
    ],
    "blank_postcode": [
        "Row 2, postcode: This cell is blank. Every row needs a postcode."
    ],
    "no_wards": [
        (
            "Row 1: There is no “ward” column. Add it, or check that the first row of the "
            "file is the headings."
        )
    ],
}
MISSING = "Add it, or check that the first row of the file is the headings."
NOT_AREAS = {
    "in_metres": [geojson.IN_METRES],
    "said_to_be_in_metres": [geojson.IN_METRES],
    "no_codes": [f"There is no “code” column. {MISSING}"],
    "blank_code": ["Feature 2, CTYUA23CD: This cell is blank. Every row needs a code."],
    "code_twice": [
        (
            "Feature 2: Feature 1 has the same code but differs in CTYUA23NM. Keep "
            "whichever is right."
        )
    ],
    "points": [
        (
            "Feature 1 is not an area with properties: its geometry is Point, and a Polygon "
            "or a MultiPolygon is needed. Download the boundaries again as GeoJSON."
        )
    ],
    "not_areas": [geojson.NOT_AREAS],
    "broken_off": [geojson.NOT_AREAS],
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_look_up_that_is_refused_says_where(name):
    assert sentences(reading_of(POSTCODES, name, fmt=postcodes.FORMAT)) == REFUSED[name]


@pytest.mark.parametrize("name", sorted(NOT_AREAS))
def test_boundaries_that_are_refused_say_why(name):
    reading = reading_of(BOUNDARIES, name, fmt=boundaries.FORMAT)
    assert (reading.table, sentences(reading)) == (None, NOT_AREAS[name])


def test_every_file_here_is_spoken_of():
    valid = {"valid", "valid_of_the_ons", "valid_with_codes_and_names"}
    assert names(POSTCODES) == {*REFUSED, *valid}
    assert names(BOUNDARIES) == {*NOT_AREAS, "valid", "valid_with_plain_headings"}


def test_a_postcode_is_one_however_it_is_written():
    reading = reading_of(POSTCODES, "valid")
    assert reading.format is postcodes.FORMAT
    assert reading.table.to_pydict() == {
        "postcode": ["QX1 1AA", "QX1 1AB", "QX1 1AD"],
        "ward": ["Northgate", "Mill", "Mill"],
        "ward_name": ["", "", ""],
    }


def test_the_onss_own_columns_are_known_and_wards_without_names_are_said():
    reading = reading_of(POSTCODES, "valid_of_the_ons", fmt=postcodes.FORMAT)
    assert reading.table.column("ward").to_pylist() == ["E05999901", "E05999902"]
    assert sentences(reading) == [
        (
            "The wards are codes here, and pages will show the codes. Add a column ward_name "
            "with their names if you have them."
        )
    ]


def test_codes_with_names_are_said_by_name():
    reading = reading_of(POSTCODES, "valid_with_codes_and_names")
    assert (reading.format, sentences(reading)) == (postcodes.FORMAT, [])
    assert reading.table.column("ward_name").to_pylist() == ["Northgate", "Mill"]


def test_the_whole_countrys_look_up_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(postcodes, "LARGEST", 10)
    [said] = sentences(reading_of(POSTCODES, "valid"))
    assert "Take the file of your own postcode area" in said


def test_homes_a_look_up_does_not_have_are_counted():
    known = Known(postcodes_of_homes=lambda: frozenset({"QX1 1AA", "QX9 9ZZ"}))
    assert sentences(reading_of(POSTCODES, "valid", known=known)) == [
        (
            "1 of the 2 postcodes enrolments have are not in this file. Who lives there has no "
            "ward."
        )
    ]


def test_homes_not_in_a_look_up_are_counted_when_they_come_after(tmp_path):
    path = tmp_path / "roll.csv"
    path.write_text(
        "school,pupil,ward,postcode\nAsh,A1,,QX1 1AA\nAsh,A2,,QX9 9ZZ\nAsh,A3,Mill,QX9 9ZZ\n",
        "utf-8",
    )
    known = Known(postcodes_of_wards=lambda: frozenset({"QX1 1AA"}))
    assert sentences(read(path, fmt=enrolments.FORMAT, known=known)) == [
        (
            "1 of the 2 rows with a postcode have one that the look-up of postcodes has not, so "
            "they have no ward. Load a newer look-up, or correct the postcodes."
        )
    ]
    assert sentences(read(path, fmt=enrolments.FORMAT)) == []


def test_areas_are_kept_by_code_and_name_with_their_outlines():
    reading = reading_of(BOUNDARIES, "valid")
    assert (reading.format, reading.rows_loaded) == (boundaries.FORMAT, 2)
    first, second = reading.table.to_pylist()
    assert (first["code"], first["name"]) == ("E09999999", "Exampleshire")
    assert json.loads(second["geometry"])["type"] == "MultiPolygon"


def test_plain_headings_will_do():
    reading = reading_of(BOUNDARIES, "valid_with_plain_headings")
    assert (reading.format, sentences(reading)) == (boundaries.FORMAT, [])


def test_boundaries_too_large_for_a_map_are_refused_unread(monkeypatch):
    monkeypatch.setattr(geojson, "LARGEST", 10)
    [said] = sentences(reading_of(BOUNDARIES, "valid"))
    assert "Take the ultra generalised ones (BUC)" in said


def test_the_portals_own_file_is_read(shared):
    path = shared / "data" / "geo" / "england_ctyua_may2023_buc.geojson"
    reading = read(path)
    assert (reading.format, sentences(reading)) == (boundaries.FORMAT, [])
    assert reading.rows_loaded == 153
    assert "Leicester" in reading.table.column("name").to_pylist()


def test_a_postcode_that_is_none_is_said_and_not_repeated(tmp_path):
    path = tmp_path / "roll.csv"
    path.write_text("school,pupil,postcode\nAsh,A1,QX1\nAsh,A2,qx11aa\n", "utf-8")
    reading = read(path, fmt=enrolments.FORMAT)
    assert reading.table.column("postcode").to_pylist() == ["QX1", "QX1 1AA"]
    assert sentences(reading) == [
        ("Row 2, postcode: This is not a whole postcode, so no ward is found by it.")
    ]
