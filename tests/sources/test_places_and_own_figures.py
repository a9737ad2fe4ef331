"""Look-ups, boundaries and past figures, loaded as other files are."""

import shutil

import xlsxwriter
from tests.sources.samples import sample

from muster.measures.own import own
from muster.sources import health, uploads


ROLL = [
    ("school", "pupil", "ward", "postcode"),
    ("Ash", "A1", "", "QX1 1AA"),
    ("Ash", "A2", "", "QX9 9ZZ"),
    ("Ash", "A3", "Hollow", "QX1 1AB"),
]
WARDS = [("postcode", "ward"), ("QX1 1AA", "Northgate"), ("QX1 1AB", "Mill")]


def wards() -> list[str | None]:
    rows = uploads.state().enrolments.sort("pupil")
    return rows["ward"].cast(str).to_list()


def test_a_ward_is_found_whichever_file_came_first(load, file):
    roll, look_up = file("roll.csv", ROLL), file("wards.csv", WARDS)
    load(roll)
    assert wards() == [None, None, "Hollow"]
    said = load(look_up)
    assert [each.message for each in said.problems] == [
        (
            "1 of the 2 postcodes enrolments have are not in this file. Who lives there has no "
            "ward."
        )
    ]
    assert wards() == ["Northgate", None, "Hollow"]

    uploads.undo(said.load.pk, by="ada")
    assert wards() == [None, None, "Hollow"]


def test_who_lives_in_a_place_the_look_up_has_not_is_counted_as_they_load(load, file):
    load(file("wards.csv", WARDS))
    said = load(file("roll.csv", ROLL))
    assert "1 of the 2 rows with a postcode" in str(said.problems[0])
    assert wards() == ["Northgate", None, "Hollow"]


def test_no_count_is_given_a_postcode(load, file):
    load(file("roll.csv", ROLL))
    assert "postcode" not in uploads.state().enrolments.columns


def test_boundaries_are_held_by_code_and_the_latest_stands(load, tmp_path):
    first = shutil.copy(sample("boundaries", "valid"), tmp_path / "uk.geojson")
    load(first)
    load(sample("boundaries", "valid_with_plain_headings"))
    held = uploads.state().boundaries
    assert held.columns == ["code", "name", "geometry"]
    assert sorted(held["code"].to_list()) == ["E09999998", "E09999999"]


def test_schools_have_places_on_the_grid(load):
    load(sample("gias", "valid"))
    schools = uploads.state().schools.filter(urn="990001")
    assert schools.select("easting", "northing").row(0) == (458700, 304500)


def test_a_workbook_of_past_figures_is_loaded_and_given_back(load, file, tmp_path):
    load(sample("schools", "valid"))
    path = tmp_path / "history.xlsx"
    with xlsxwriter.Workbook(path) as book:
        shown = book.add_format({"num_format": "0.0%"})
        sheet = book.add_worksheet("History")
        sheet.write_row(0, 0, ["Attendance history"])
        sheet.write_row(2, 0, ["School", "Persistent absence 2022/23", "Source"])
        sheet.write_row(3, 0, ["", 0.201])
        sheet.write(3, 1, 0.201, shown)
        sheet.write(4, 0, 900001)
        sheet.write(4, 1, 0.193, shown)
        sheet.write(4, 2, "Annual report")
    outcome = load(path)
    assert (outcome.status, list(map(str, outcome.problems))) == ("loaded", [])
    found = own(uploads.state(), "persistent_absence", "2022-23")
    assert [(each.school, str(each.value), each.said) for each in found] == [
        ("", "20.1", "as reported elsewhere, by the authority’s own records"),
        ("Ash Primary", "19.3", "as reported elsewhere, by Annual report"),
    ]


def test_the_check_says_which_homes_have_no_ward(load, file):
    def said():
        return [f.sentence for f in health.look() if f.part == "Wards"]

    assert said() == []
    load(file("roll.csv", ROLL))
    assert said() == [
        "2 postcodes in enrolments, and no look-up to find their wards by. Load one."
    ]
    first = load(file("wards.csv", WARDS))
    assert said() == [
        (
            "1 of 2 postcodes in enrolments is not in the look-up, so who lives there has "
            "no ward. Load a newer one, or correct them."
        )
    ]
    uploads.undo(first.load.pk, by="ada")
    load(file("more.csv", [*WARDS, ("QX9 9ZZ", "Mill")]))
    assert said() == ["Every postcode in enrolments has its ward."]


def test_a_workbook_is_sent_in_the_browser_and_its_problems_name_the_sheet(
    send, signed_in, tmp_path
):
    path = tmp_path / "history.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("History")
        sheet.write_row(0, 0, ["School", "Persistent absence 2022/23"])
        sheet.write_row(1, 0, ["Ash", "n/a"])
    sent = send(path)
    page = signed_in("officer").get(sent.get_absolute_url()).content.decode()
    assert "Sheet “History”, row 2, Persistent absence 2022/23" in page
    problems = signed_in("officer").get(f"{sent.get_absolute_url()}problems.csv")
    assert 'filename="history-problems.csv"' in problems["Content-Disposition"]
    listed = b"".join(problems.streaming_content).decode("utf-8-sig")
    assert "Sheet “History”, row" in listed


def test_a_file_of_areas_has_no_schools_to_speak_of(send):
    sent = send(sample("boundaries", "valid"))
    assert (sent.found["schools"], sent.found["new_count"]) == (None, 0)
