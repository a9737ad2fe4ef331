"""The authority's past figures, a row each or a row a school, as people have them."""

import pytest
from tests.sources.samples import names, reading_of, sentences

from muster.sources.formats import own_figures, own_figures_wide
from muster.sources.formats.own_figures import measure_of, period_of
from muster.sources.reading import Known, read


LONG, WIDE = "own_figures", "own_figures_wide"
LISTED = "`muster measures`, or the page Measures, lists them."
REFUSED = {
    "contradiction": [
        (
            "Row 3, value: Row 2 has 19.3% for the same school, period and measure, and "
            "this is 18.2%. Keep whichever is right."
        )
    ],
    "counts_do_not_agree": [
        (
            "Row 3, value: This says 18.3%, but 58 of 301 is 19.27%. Correct whichever of "
            "the three is wrong."
        )
    ],
    "more_counted_than_there_are": [
        "Row 2, value: 302 can’t be counted out of 301. Correct one of them."
    ],
    "out_of_nothing": [
        "Row 2, value: Nothing was counted out of nothing. Leave the row out."
    ],
    "neither_percentage_nor_counts": [
        (
            "Row 2, value: This row has no percentage and not both counts. Give one or the "
            "other."
        )
    ],
    "above_a_hundred": [
        (
            "Row 2, value: “193”. A percentage is at most 100. Check whether this is a "
            "count."
        )
    ],
    "unknown_measure": [
        (
            "Row 2, measure: “Persistant absence” is not a measure of Muster’s. Did you "
            f"mean “Persistent absence”? {LISTED}"
        )
    ],
    "year_before_muster": [
        (
            "Row 2, period: “2009/10”. 2009-10 is not a school year Muster covers. It "
            "covers 2015-16 to 2030-31."
        )
    ],
    "misspelt_heading": [
        (
            "Row 1: There is no “period” column. The nearest heading is “peroid”: if it is "
            "that, rename it."
        )
    ],
}
NOTES = {
    "valid": [],
    "valid_from_two_sources": [],
    "repeated_figure": ["1 figure repeats one given already. Each counts once."],
    "parts_of_one": [
        (
            "Every percentage here is 1 or less. If they are parts of one, like 0.194 for "
            "19.4%, put the file aside and write them as percentages."
        )
    ],
}
WIDE_REFUSED = {
    "same_school_twice": [
        (
            "Row 3, Persistent absence 2023/24: Row 2 has 18.7% for the same school, "
            "period and measure, and this is 17.7%. Keep whichever is right."
        )
    ],
    "same_column_twice": [
        (
            "Row 2, Persistent absence 2022/2023: Row 2, “Persistent absence 2022/23”, has "
            "19.3% for the same school, period and measure, and this is 18.7%. Keep "
            "whichever is right."
        )
    ],
    "not_a_percentage": [
        (
            "Row 2, Persistent absence 2023/24: “n/a”. Write a percentage from 0 to 100, "
            "like 19.4 or 19.4%."
        )
    ],
    "no_such_year": [
        (
            "Row 1: “Persistent absence 2022/24”. “2022-24” is not a school year. Write it "
            "like 2025-26: four figures, a hyphen, then the last two of the next year."
        )
    ],
}
OTHER = (
    "Row 1: The column “{}” is not read. “{}” is not a measure of Muster’s. " + LISTED
)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_is_refused_and_where(name):
    reading = reading_of(LONG, name)
    assert (reading.table, sentences(reading)) == (None, REFUSED[name])


@pytest.mark.parametrize("name", sorted(WIDE_REFUSED))
def test_what_is_refused_of_a_row_a_school(name):
    reading = reading_of(WIDE, name)
    assert (reading.table, sentences(reading)) == (None, WIDE_REFUSED[name])


@pytest.mark.parametrize("name", sorted(NOTES))
def test_what_is_accepted_and_what_is_said(name):
    reading = reading_of(LONG, name)
    assert not reading.refused
    assert sentences(reading) == NOTES[name]


def test_a_period_nobody_can_read_says_how_to_write_one():
    [said] = sentences(reading_of(LONG, "unknown_period"))
    assert said.startswith(
        "Row 2, period: “last year” is not a period. Write a period like 2025-26,"
    )


def test_every_file_here_is_spoken_of():
    spoken_of = {*REFUSED, *NOTES, "unknown_period"}
    assert names(LONG) == spoken_of
    others = {"valid", "valid_with_a_column_muster_does_not_know", "no_measures"}
    assert names(WIDE) == {*WIDE_REFUSED, *others}


def test_measures_and_periods_are_kept_by_their_own_names():
    reading = reading_of(LONG, "valid")
    assert (reading.format, reading.rows_loaded) == (own_figures.FORMAT, 4)
    rows = reading.table.to_pylist()
    assert rows[2] == {
        "school": "900001",
        "period": "2023-24/HT1",
        "measure": "overall_absence",
        "numerator": 1204,
        "denominator": 18060,
        "value": "",
        "source": "the authority’s own records",
    }
    assert [(row["period"], row["measure"], row["value"]) for row in rows[:2]] == [
        ("2022-23", "persistent_absence", "20.1"),
        ("2022-23", "persistent_absence", "19.3"),
    ]


def test_a_row_a_school_says_the_same():
    reading = reading_of(WIDE, "valid")
    assert (reading.format, reading.rows_loaded) == (own_figures_wide.FORMAT, 3)
    assert sentences(reading) == []
    found = {
        (row["school"], row["measure"], row["period"]): row["value"]
        for row in reading.table.to_pylist()
    }
    assert found == {
        ("", "persistent_absence", "2022-23"): "20.1",
        ("900001", "persistent_absence", "2022-23"): "19.3",
        ("Ash Primary", "persistent_absence", "2022-23"): "22.0",
        ("", "persistent_absence", "2023-24"): "19.2",
        ("900001", "persistent_absence", "2023-24"): "18.7",
        ("", "overall_absence", "2024-25/HT1"): "5.91",
        ("Ash Primary", "overall_absence", "2024-25/HT1"): "6.1",
    }


def test_a_column_of_no_measure_is_said_and_left_out():
    name = "valid_with_a_column_muster_does_not_know"
    assert sentences(reading_of(WIDE, name)) == [
        OTHER.format("On roll 2022/23", "On roll")
    ]


def test_columns_of_no_measure_alone_refuse_the_file():
    reading = reading_of(WIDE, "no_measures")
    assert reading.refused
    assert sentences(reading)[-1] == (
        "Row 1: None of the columns has a measure and a period in its heading, like "
        "“Persistent absence 2023/24”. Rename the headings."
    )


def test_a_school_that_is_not_on_the_list_refuses_the_file():
    known = Known(school=lambda name: name == "900001")
    [said] = sentences(reading_of(LONG, "valid", known=known))
    assert said.startswith("Row 5, school: “Ash Primary”. The list of schools has none")


@pytest.mark.parametrize(
    ("value", "agrees"),
    [("19", True), ("19.3", True), ("19.27", True), ("19.2", False), ("20", False)],
)
def test_a_percentage_agrees_with_its_counts_at_the_places_it_shows(
    value, agrees, tmp_path
):
    path = tmp_path / "own.csv"
    path.write_text(
        "period,measure,numerator,denominator,value\n"
        f"2022-23,Persistent absence,58,301,{value}\n",
        "utf-8",
    )
    assert read(path).refused is not agrees


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("2023-24", "2023-24"),
        ("2023/24", "2023-24"),
        ("2023/2024", "2023-24"),
        ("HT1 2024/25", "2024-25/HT1"),
        ("2024/25 HT 1", "2024-25/HT1"),
        ("half-term 3 2024/25", "2024-25/HT3"),
        ("Autumn term 2023/24", "2023-24/autumn"),
        ("Spring 2 2023/24", "2023-24/HT4"),
        ("Spring half-term 3, 2023/24", "2023-24/HT3"),
        ("2025/26 year to date", "2025-26/ytd"),
        ("2025-W37", "2025-W37"),
        ("2025-09-08..2025-10-24", "2025-09-08..2025-10-24"),
    ],
)
def test_a_period_is_read_as_people_write_it(written, period):
    assert period_of(written) == period


@pytest.mark.parametrize(
    "written",
    [
        "Persistent absence",
        "persistent_absence",
        "PERSISTENT ABSENCE %",
        "Persistent absence (%)",
        "Persistent absence rate",
    ],
)
def test_a_measure_is_known_by_its_name_or_its_title(written):
    assert measure_of(written) == "persistent_absence"
