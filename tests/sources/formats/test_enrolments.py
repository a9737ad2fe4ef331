from datetime import date

import pyarrow as pa
import pytest
from tests.sources.samples import names, reading_of, sentences

from muster.sources.formats import enrolments
from muster.sources.reading import read
from muster.tables.columns import ENROLMENTS


FOLDER = "enrolments"
YEARS = "Write the year group as N1, N2, R, or a number from 1 to 14."
DECILE = "A decile is a whole number from 1 (most deprived) to 10."
REFUSED = {
    "same_start_twice": [
        (
            "Row 5: Row 2 has the same school, pupil and first day but differs in "
            "year_group, surname. Keep whichever is right."
        )
    ],
    "left_before_joining": [
        "Row 5, to_on: This is before the day they joined. Correct one of the two."
    ],
    "bad_flag": [
        "Row 5, fsm: “maybe”. Write yes or no, or leave it blank if it isn’t known."
    ],
    "bad_sen": [
        (
            "Row 5, sen: “Q”. Write N for none, K for SEN support or E for an education, "
            "health and care plan."
        )
    ],
    "bad_year_group": [
        f"Row 5, year_group: “15”. {YEARS}",
        f"Row 6, year_group: “Upper Sixth”. {YEARS}",
    ],
    "bad_decile": [
        f"Row 5, idaci_decile: “0”. {DECILE}",
        f"Row 6, idaci_decile: “4.5”. {DECILE}",
    ],
    "bad_birth_date": [
        (
            "Row 5, born_on: “12 May 2014” is not a date Muster can read. Write it like "
            "04/09/2025 or 2025-09-04."
        )
    ],
    "misspelt_heading": [
        (
            "Row 1: There is no “pupil” column. The nearest heading is “pupl”: if it is "
            "that, rename it."
        )
    ],
}
BEFORE_2014 = "This letter was used before 2014 and is read as"
MISTYPED = "one of them is mistyped. Copy it again from the school’s register."
NOTES = {
    "valid": [],
    "valid_first_two_only": [],
    "valid_year_groups": [],
    "valid_came_back": [],
    "repeated_row": ["1 row repeats an enrolment given already. Each counts once."],
    "legacy_sen": [
        f"Row 5, sen: “S”. {BEFORE_2014} E.",
        f"Row 6, sen: “P”. {BEFORE_2014} K.",
    ],
    "unusual_sex": [
        "Row 5, sex: “U”. Sex is usually M or F; this is kept as it is written."
    ],
    "unusual_status": [
        (
            "Row 5, status: “Z”. This is not an enrolment status (C, M, S, F, O, G or P); it "
            "is kept as it is written."
        )
    ],
    "upn_with_the_wrong_check_letter": [
        "Row 2, pupil: This UPN begins with A, but its other characters need H: "
        + MISTYPED,
        "Row 4, pupil: This UPN begins with R, but its other characters need C: "
        + MISTYPED,
    ],
    "age_and_year_group_disagree": [
        (
            "Row 5, born_on: This date of birth and year group don’t go together: on joining "
            "they would be in Year 2. Check both."
        )
    ],
    "misspelt_other_heading": [
        (
            "Row 1: The column “year_groop” is not one Muster knows and is not read. Was "
            "“year_group” meant?"
        )
    ],
}


def enrolled(text, tmp_path):
    path = tmp_path / "roll.csv"
    path.write_text(text, "utf-8")
    return read(path, fmt="enrolments")


def test_a_valid_file_becomes_a_row_an_enrolment():
    reading = reading_of(FOLDER, "valid")
    assert (reading.format, reading.rows_loaded) == (enrolments.FORMAT, 3)
    assert reading.table.column_names == list(ENROLMENTS.names)
    _, second, third = reading.table.to_pylist()
    assert second == {
        "school": "900001",
        "pupil": "A1002",
        "from_on": date(2025, 9, 1),
        "to_on": date(2025, 12, 19),
        "status": "M",
        "born_on": date(2015, 10, 3),
        "year_group": "5",
        "sex": "M",
        "ethnicity": "ABAN",
        "fsm": "yes",
        "sen": "K",
        "eal": "yes",
        "looked_after": "no",
        "child_in_need": "no",
        "social_worker": "yes",
        "young_carer": "no",
        "home_authority": "",
        "ward": "",
        "postcode": "",
        "idaci_decile": "7",
        "surname": "Wren",
        "forename": "Jay",
    }
    assert (third["year_group"], third["fsm"], third["from_on"]) == ("R", "", None)


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


def test_year_groups_are_in_one_spelling():
    table = reading_of(FOLDER, "valid_year_groups").table
    assert table.column("year_group").to_pylist() == [
        "R", "7", "7", "7", "13", "N1", "N2", "E1", "3", "X", "14", "",
    ]  # fmt: skip


def test_a_repeated_row_counts_once():
    reading = reading_of(FOLDER, "repeated_row")
    assert (reading.rows_read, reading.rows_loaded, reading.table.num_rows) == (4, 3, 3)


def test_columns_the_file_hasnt_are_blank():
    table = reading_of(FOLDER, "valid_first_two_only").table
    assert table.column("sen").to_pylist() == ["", ""]
    assert table.column("born_on").type == pa.date32()
    assert table.column("born_on").null_count == 2


def test_two_spellings_of_a_school_are_one_for_repeats(tmp_path):
    reading = enrolled(
        "school,pupil,surname\n9992001,A1,Finch\n999/2001,A1,Wren\n", tmp_path
    )
    assert "differs in surname" in sentences(reading)[0]


@pytest.mark.parametrize(
    ("born", "group", "joined", "left", "said"),
    [
        ("2014-08-31", "7", "2025-09-01", "", None),
        # A year either way is somebody's decision, not a mistake.
        ("2014-08-31", "6", "2025-09-01", "", None),
        ("2014-08-31", "8", "2025-09-01", "", None),
        ("2014-08-31", "9", "2025-09-01", "", "in Year 7"),
        ("2014-08-31", "5", "2025-09-01", "", "in Year 7"),
        # Born a day later, taught a year later.
        ("2014-09-01", "5", "2025-09-01", "", None),
        ("2014-09-01", "8", "2025-09-01", "", "in Year 6"),
        # On the roll since Reception, now in Year 6.
        ("2014-05-12", "6", "2018-09-03", "2025-07-20", None),
        ("2014-05-12", "6", "2018-09-03", "2019-07-20", "in Reception"),
        ("2022-05-12", "6", "2025-09-01", "", "in nursery or not yet at school"),
        ("1980-05-12", "6", "2025-09-01", "", "in no year group"),
        # Nothing to compare.
        ("", "6", "2025-09-01", "", None),
        ("1980-05-12", "", "2025-09-01", "", None),
        ("1980-05-12", "6", "", "", None),
        ("1980-05-12", "N1", "2025-09-01", "", None),
    ],
)
def test_ages_are_compared_with_year_groups(born, group, joined, left, said, tmp_path):
    reading = enrolled(
        "school,pupil,born_on,year_group,from_on,to_on\n"
        f"900001,A1,{born},{group},{joined},{left}\n",
        tmp_path,
    )
    assert not reading.refused
    assert [said in each for each in sentences(reading)] == ([True] if said else [])


def test_a_child_on_the_roll_until_now_is_as_old_as_the_files_latest_date(tmp_path):
    rows = "900001,A1,2014-05-12,7,2018-09-03\n900001,A2,2021-05-12,,2025-09-01\n"
    reading = enrolled(f"school,pupil,born_on,year_group,from_on\n{rows}", tmp_path)
    assert sentences(reading) == []
