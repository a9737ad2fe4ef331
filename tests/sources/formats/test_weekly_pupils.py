"""The weekly pupil file: what is read of it, and what is said of one that is wrong."""

from datetime import date

import pytest
from tests.sources.samples import names, reading_of, sample, sentences

from muster.sources.formats import weekly_pupils
from muster.sources.reading import Known, read
from muster.sources.reading.as_at import as_at_in
from muster.tables.ids import Authority


FOLDER = "weekly_pupils"
AS_AT = date(2025, 12, 19)
AGAIN = (
    "Take the file from the Department’s site again; if it still says so, the school’s own "
    "system is wrong."
)
WHOLE = "Write a whole number, 0 or more, with no sign, comma or decimal point."
COPY = "Copy it again from the school’s register."
REFUSED = {
    "possible_does_not_add_up": [
        (
            "Row 3, possible_sessions: This is 141, but present_sessions, "
            "approved_educational_activity_sessions, authorised_absent_sessions and "
            f"unauthorised_absent_sessions make 140. {AGAIN}"
        )
    ],
    "absent_does_not_add_up": [
        (
            "Row 3, absent_sessions: This is 21, but authorised_absent_sessions and "
            f"unauthorised_absent_sessions make 20. {AGAIN}"
        )
    ],
    "negative_number": [f"Row 3, authorised_absent_sessions: “-10”. {WHOLE}"],
    "number_with_a_decimal_point": [f"Row 3, present_sessions: “120.5”. {WHOLE}"],
    "blank_number": [
        (
            "Row 3, present_sessions: This cell is blank. Every row needs a number of "
            "present sessions."
        )
    ],
    "two_rows_for_a_pupil_and_school": [
        (
            "Row 4: Row 3 has the same pupil and school but differs in year_group. Keep "
            "whichever is right."
        )
    ],
    "row_of_another_authority": [
        (
            "Row 4, school_local_authority_name: This is a weekly file of Exampleshire, "
            "not of Northshire. Take the row out, or load each authority’s file by itself."
        )
    ],
    "renamed_needed_column": [
        (
            "Row 1: There is no “possible_sessions” column. The nearest heading is "
            "“total_possible_sessions”: if it is that, rename it."
        )
    ],
    "bad_urn": [
        ("Row 3, unique_reference_number: “99001”. A URN is six digits, like 900001.")
    ],
    "bad_flag": [
        (
            "Row 3, free_school_meals: “maybe”. Write yes or no, or leave it blank if it "
            "isn’t known."
        )
    ],
    "bad_date": [
        (
            "Row 3, admission_date: “1 Sept 2025” is not a date Muster can read. Write it "
            "like 04/09/2025 or 2025-09-04."
        )
    ],
    "bad_year_group": [
        (
            "Row 3, year_group: “Upper Sixth”. Write the year group as N1, N2, R, or a "
            "number from 1 to 14."
        )
    ],
    "left_before_joining": [
        (
            "Row 3, leaving_date: This is before the day they joined. Correct one of the "
            "two."
        )
    ],
    "more_sessions_than_there_were": [
        (
            "Row 3, possible_sessions: This is more than there can have been by "
            "19/12/2025, which is 202. Check the as-at date of the file."
        )
    ],
    "headings_only": ["The file has headings but no rows. Load one that has both."],
}
NOTES = {
    "valid": [],
    "valid_few_sessions": [],
    "valid_headings_with_spaces_and_capitals": [],
    "valid_pupil_at_two_schools": [],
    "extra_column": [
        "Row 1: The column “young_carer” is not one Muster knows and is not read."
    ],
    "renamed_other_column": [
        (
            "The file has no column free_school_meals, so what is counted by it will be "
            "unknown. The Department may have changed the file."
        ),
        (
            "Row 1: The column “free_school_meal” is not one Muster knows and is not "
            "read. Was “free_school_meals” meant?"
        ),
    ],
    "repeated_row": ["1 row repeats a pupil and school given already."],
    "persistent_flag_disagrees": [
        (
            "Row 3, persistently_absent: This says no, but 20 of 140 possible sessions is "
            "one in ten or more. Muster counts by the sessions."
        )
    ],
    "severe_flag_disagrees": [
        (
            "Row 3, severely_absent: This says yes, but 20 of 140 possible sessions is "
            "less than one in two. Muster counts by the sessions."
        )
    ],
    "upn_with_the_wrong_check_letter": [
        (
            "Row 3, upn: This UPN begins with A, but its other characters need F: one of "
            f"them is mistyped. {COPY}"
        )
    ],
    "not_a_upn": [f"Row 3, upn: A UPN has 13 characters and this has 5. {COPY}"],
}
HELD = Known(weekly=(date(2025, 10, 24), date(2025, 12, 12), date(2025, 7, 18)))


def weekly(name: str, **how):
    return reading_of(FOLDER, name, **{"as_at": AS_AT, **how})


def test_every_sample_is_spoken_for():
    assert names(FOLDER) == {*REFUSED, *NOTES, "valid_needed_columns_only"}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_is_refused_and_where(name):
    reading = weekly(name)
    assert (reading.table, sentences(reading)) == (None, REFUSED[name])


@pytest.mark.parametrize("name", sorted(NOTES))
def test_what_is_accepted_and_what_is_said_of_it(name):
    reading = weekly(name)
    assert not reading.refused
    assert sentences(reading) == NOTES[name]


def test_a_row_is_kept_as_totals_and_as_a_place_on_a_roll():
    reading = weekly("valid")
    assert reading.format is weekly_pupils.FORMAT
    assert (reading.rows_read, reading.rows_loaded, reading.as_at) == (2, 2, AS_AT)
    robin, jay = reading.table.to_pylist()
    assert {name: robin[name] for name in ("school", "pupil", "possible", "sen")} == {
        "school": "990001",
        "pupil": "R999200120001",
        "possible": 140,
        "sen": "N",
    }
    assert (jay["from_on"], jay["to_on"]) == (date(2025, 9, 1), AS_AT)
    assert (jay["sen"], jay["fsm"], jay["child_in_need"]) == ("K", "yes", "")
    assert (jay["phase"], jay["home_authority"]) == ("primary", "Northshire")


def test_headings_with_spaces_and_capitals_say_the_same():
    spaced = weekly("valid_headings_with_spaces_and_capitals")
    assert spaced.table.equals(weekly("valid").table)


def test_columns_that_are_not_there_are_listed_once():
    [said] = sentences(weekly("valid_needed_columns_only"))
    assert said.startswith("The file has no columns academic_term, dob, sex,")
    assert said.endswith("be unknown. The Department may have changed the file.")


def test_a_plan_comes_before_support_and_a_protection_plan_is_need(tmp_path):
    path = tmp_path / "asat_2025-12-19.csv"
    text = weekly_pupils.SAMPLE
    path.write_text(
        text.replace(",yes,yes,yes,yes,no,SEMH,,no,no,unknown,no,",
                     ",yes,yes,yes,yes,yes,SEMH,,no,no,unknown,yes,"),
        "utf-8",
    )  # fmt: skip
    jay = read(path).table.to_pylist()[1]
    assert (jay["sen"], jay["child_in_need"]) == ("E", "yes")


# The day it runs to


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("weekly_asat_2025-12-19.csv", AS_AT),
        ("Weekly ASAT-2025-12-19 (loaded 2026-01-05).csv", AS_AT),
        ("weekly 2025-12-19.csv", AS_AT),
        ("weekly_2025_12_19.csv", AS_AT),
        ("weekly20251219.csv", AS_AT),
        ("2025-12-19 copy of 2025-12-19.csv", AS_AT),
        ("2025-12-19 to 2026-01-09.csv", None),
        ("weekly 2025-13-19.csv", None),
        ("weekly 19-12-2025.csv", None),
        ("990001202512190.csv", None),
        ("weekly.csv", None),
    ],
)
def test_the_day_is_read_from_the_name(name, day):
    assert as_at_in(name) == day


def test_a_file_is_as_at_the_day_in_its_name_unless_told_otherwise(tmp_path):
    path = tmp_path / "weekly_asat_2025-12-19.csv"
    path.write_text(weekly_pupils.SAMPLE, "utf-8")
    assert read(path).as_at == AS_AT
    assert read(path, as_at=date(2025, 12, 12)).as_at == date(2025, 12, 12)
    assert read(sample(FOLDER, "valid"), name=path.name).as_at == AS_AT


def test_a_file_that_does_not_say_is_asked_about():
    reading = weekly("valid", as_at=None)
    assert sentences(reading) == [weekly_pupils.ASK]
    assert reading.refused


def test_a_day_in_no_year_muster_covers_is_refused():
    [said] = sentences(weekly("valid", as_at=date(1999, 12, 19)))
    assert said.startswith("The as-at date 19/12/1999 can’t be used. ")


def test_an_older_file_than_the_latest_held_fills_the_past():
    assert sentences(weekly("valid", as_at=date(2025, 12, 5), known=HELD)) == [
        (
            "This file is as at 5 December 2025, and one as at 12 December 2025 is held. "
            "It fills the past and changes no later figure."
        )
    ]


def test_a_file_of_a_day_that_is_held_stands_in_its_place():
    assert sentences(weekly("valid", as_at=date(2025, 12, 12), known=HELD)) == [
        (
            "A weekly file as at 12 December 2025 is held. This one stands in its place, "
            "for the schools it has."
        )
    ]


@pytest.mark.parametrize("as_at", [AS_AT, date(2023, 12, 19), date(2027, 1, 8)])
def test_a_newer_file_or_one_of_another_year_needs_no_remark(as_at):
    assert sentences(weekly("valid", as_at=as_at, known=HELD)) == []


# Whose it is


@pytest.mark.parametrize(
    "authority",
    [
        Authority("Exampleshire", "19990001"),
        Authority("Exampleshire Council", "19990001"),
        Authority("EXAMPLESHIRE", ""),
        Authority("", ""),
    ],
)
def test_the_authority_that_is_held_may_send_another(authority):
    assert sentences(weekly("valid", known=Known(authority=authority))) == []


def test_another_authoritys_file_is_refused_once():
    known = Known(authority=Authority("Northshire", "19990002"))
    assert sentences(weekly("valid", known=known)) == [
        (
            "This is a weekly file of Exampleshire, not of Northshire, whose weekly files "
            "are held. Load the file of your own authority."
        )
    ]
