"""Published files: what is read of them, and what is said of what is wrong."""

from datetime import date

import pytest
from tests.sources.samples import FILES, names, reading_of, sentences

from muster.sources.reading.as_at import as_at_in
from muster.sources.reading.published import told, year_in
from muster.tables.published import KEYS, NUMBERED, PREFIX


FOLDERS = (
    "dfe_attendance",
    "dfe_persistent_percent",
    "dfe_persistent_counts",
    "dfe_january",
    "lait",
    "la_numbers",
    "la_neighbours",
)
# The folder, the file, whether it is refused, and everything that is said of it.
SAID = [
    (
        "dfe_attendance",
        "another_level",
        False,
        [
            "Rows for “Parliamentary constituency” are not kept: 1 of them. Muster compares authorities, regions and England.",
        ],
    ),
    (
        "dfe_attendance",
        "authority_without_a_name",
        True,
        [
            "Row 4: This row is for an authority and doesn’t say which: it needs both new_la_code and la_name. Take the file again from where it was published.",
        ],
    ),
    (
        "dfe_attendance",
        "day_of_another_week",
        True,
        [
            "Row 3, attendance_date: “2025-09-16”. This day is not in the week the row names, which begins on 08/09/2025. Correct one of the two.",
        ],
    ),
    (
        "dfe_attendance",
        "does_not_add_up",
        False,
        [
            "Row 3, possible_sessions: This is 10001, but overall_attendance and overall_absence add up to 10000. It is kept as it is; ask whoever published it.",
            "Row 3, overall_absence: This is 600, but authorised_absence and unauthorised_absence add up to 601. It is kept as it is; ask whoever published it.",
        ],
    ),
    (
        "dfe_attendance",
        "neither_number_nor_symbol",
        True,
        [
            "Row 3, overall_attendance: “94OO”. This is neither a number nor a symbol Muster knows (c, x, z, low and their like). Take the file again from where it was published; if it is the same there, ask them.",
        ],
    ),
    (
        "dfe_attendance",
        "no_such_week",
        True,
        [
            "Row 2, time_identifier: “Week 54”. There is no such week. A week’s year is four figures, like 2025, and its number is 1 to 52, or 53 in a long year.",
        ],
    ),
    (
        "dfe_attendance",
        "number_with_a_comma",
        True,
        [
            "Row 3, overall_attendance: “9,400”. This is neither a number nor a symbol Muster knows (c, x, z, low and their like). Take the file again from where it was published; if it is the same there, ask them.",
        ],
    ),
    (
        "dfe_attendance",
        "renamed_required_column",
        True,
        [
            "Row 1: There is no “possible_sessions” column. The nearest heading is “possible_sesions”: if it is that, rename it.",
        ],
    ),
    (
        "dfe_attendance",
        "repeated_row",
        True,
        [
            "Row 6: Row 3 is for the same area, phase and time. Take out whichever is not the published one.",
        ],
    ),
    (
        "dfe_attendance",
        "same_row_twice_with_other_figures",
        True,
        [
            "Row 6: Row 3 is for the same area, phase and time. Take out whichever is not the published one.",
        ],
    ),
    (
        "dfe_attendance",
        "school_year_not_covered",
        True,
        [
            "Row 5, time_period: “199900”. 1999-00 is not a school year Muster covers. It covers 2015-16 to 2030-31.",
        ],
    ),
    (
        "dfe_attendance",
        "unknown_column",
        False,
        [
            "Row 1: This file has a column Muster does not know: “ferry_delays”. It is kept as dfe:ferry_delays.",
        ],
    ),
    (
        "dfe_attendance",
        "unknown_part_of_a_year",
        True,
        [
            "Row 5, time_identifier: “Michaelmas term”. Muster doesn’t know this part of a year. It reads Academic year, Autumn term, Spring term, Summer term, a week like Week 37, and a month like January.",
        ],
    ),
    (
        "dfe_attendance",
        "unknown_school_year",
        True,
        [
            "Row 5, time_period: “202527”. This is not a school year. Write it as the Department does, like 202526 for 2025/26.",
        ],
    ),
    (
        "dfe_persistent_percent",
        "neither_number_nor_symbol",
        True,
        [
            "Row 2, persistent_absence_percent: “18.50%”. This is neither a number nor a symbol Muster knows (c, x, z, low and their like). Take the file again from where it was published; if it is the same there, ask them.",
        ],
    ),
    (
        "dfe_persistent_percent",
        "renamed_required_column",
        True,
        [
            "Row 1: There is no “persistent_absence_percent” column. The nearest heading is “persistent_absence_pc”: if it is that, rename it.",
        ],
    ),
    (
        "dfe_persistent_percent",
        "unknown_time_frame",
        True,
        [
            "Row 2, time_frame: “Rolling”. Muster doesn’t know this. It reads Week and Year to date.",
        ],
    ),
    (
        "dfe_persistent_counts",
        "blank_area",
        True,
        [
            "Row 3: This row is for a region and doesn’t say which: it needs both region_code and region_name. Take the file again from where it was published.",
        ],
    ),
    (
        "dfe_persistent_counts",
        "more_absentees_than_enrolments",
        False,
        [
            "Row 4, pa_flag: This is 1800 of only 900 ytd_enrolments. It is kept as it is; ask whoever published it.",
        ],
    ),
    (
        "dfe_persistent_counts",
        "repeated_row",
        True,
        [
            "Row 5: Row 2 is for the same area, phase and time. Take out whichever is not the published one.",
        ],
    ),
    (
        "dfe_january",
        "month_of_a_school_year",
        True,
        [
            "Row 2, time_period: “202324”. A month’s year is four figures, like 2024.",
        ],
    ),
    (
        "dfe_january",
        "no_such_month",
        True,
        [
            "Row 2, time_identifier: “Januery”. Muster doesn’t know this part of a year. It reads Academic year, Autumn term, Spring term, Summer term, a week like Week 37, and a month like January.",
        ],
    ),
    (
        "lait",
        "bad_number",
        True,
        [
            "Row 4, la_number: “E06000999” is not an authority’s number, which is three digits, like 999.",
        ],
    ),
    (
        "lait",
        "neither_number_nor_symbol",
        True,
        [
            "Row 4, 2025: “seven”. This is neither a number nor a symbol Muster knows (c, x, z, low and their like). Take the file again from where it was published; if it is the same there, ask them.",
        ],
    ),
    (
        "lait",
        "no_years",
        True,
        [
            "Row 1: There is no column for a year. Their headings are like 2025, or 2024/25.",
        ],
    ),
    (
        "lait",
        "one_year_twice",
        True,
        [
            "Row 2, 2024: “6.80”. Another column gives the same year, and has “7.1”. Keep whichever is right.",
            "Row 3, 2024: “6.9”. Another column gives the same year, and has “7.2”. Keep whichever is right.",
            "Row 5, 2024: “5.4”. Another column gives the same year, and has “5.5”. Keep whichever is right.",
        ],
    ),
    (
        "lait",
        "repeated_row",
        True,
        [
            "Row 6: Row 4 is for the same measure and area. Take out whichever is not the published one.",
        ],
    ),
    (
        "lait",
        "year_not_covered",
        True,
        [
            "Row 1: “1919”. 1918-19 is not a school year Muster covers. It covers 2015-16 to 2030-31.",
        ],
    ),
    (
        "lait",
        "years_that_do_not_follow",
        True,
        [
            "Row 1: “2018/20”. A year’s heading is like 2025, or like 2024/25 for the same year.",
        ],
    ),
    (
        "la_numbers",
        "bad_number",
        True,
        [
            "Row 4, LA Number: “99” is not an authority’s number, which is three digits, like 999.",
        ],
    ),
    (
        "la_numbers",
        "two_names",
        True,
        [
            "Row 5: Row 4 has the same number but differs in LA Name. Keep whichever is right.",
        ],
    ),
    (
        "la_neighbours",
        "bad_number",
        True,
        [
            "Row 2, neighbour_la_number: “Elsewhere” is not an authority’s number, which is three digits, like 999.",
        ],
    ),
    (
        "la_neighbours",
        "neighbour_of_itself",
        True,
        [
            "Row 2, neighbour_la_number: An authority can’t be a neighbour of itself. Correct one of the two numbers.",
        ],
    ),
    (
        "la_neighbours",
        "only_nine",
        False,
        [
            "Row 2: Exampleshire has 9 neighbours and not ten. Means will be of those.",
        ],
    ),
    (
        "la_neighbours",
        "rank_of_eleven",
        True,
        [
            "Row 11, rank: “11” is not a rank from 1 (nearest) to 10.",
        ],
    ),
    (
        "la_neighbours",
        "same_rank_twice",
        True,
        [
            "Row 3: Row 2 has the same authority and rank but differs in neighbour_la_number. Keep whichever is right.",
        ],
    ),
]
SAID_OF = {(folder, name) for folder, name, _, _ in SAID}


@pytest.mark.parametrize(
    ("folder", "name", "refused", "said"), SAID, ids=lambda each: str(each)[:40]
)
def test_what_is_said_and_where(folder, name, refused, said):
    reading = reading_of(folder, name)
    assert (reading.refused, sentences(reading)) == (refused, said)
    assert (reading.table is None) is refused


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_other_sample_has_nothing_wrong_with_it(folder):
    for name in sorted(names(folder)):
        if (folder, name) not in SAID_OF:
            assert sentences(reading_of(folder, name)) == [], name


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_sample_is_recognised_by_its_headings(folder):
    for path in sorted((FILES / folder).glob("*.csv")):
        found = reading_of(folder, path.stem).format
        assert found is not None, path.stem
        assert found.name == folder.replace("_", "-"), path.stem


def rows(folder: str, name: str = "valid") -> list[dict]:
    return reading_of(folder, name).table.to_pylist()


def test_a_row_says_where_and_when_it_is_for_and_keeps_its_texts():
    national, authority, withheld, year = rows("dfe_attendance")
    assert {key: authority[key] for key in KEYS.names} == {
        "source": "dfe-attendance",
        "period": "2025-W37",
        "as_at": None,
        "level": "Local authority",
        "area_code": "E06000999",
        "la_number": "999",
        "area": "Exampleshire",
        "region": "Middle Shires",
        "phase": "Primary",
        "row": 3,
    }
    assert (national["area"], national["area_code"]) == ("England", "E92000001")
    assert national[PREFIX + "num_schools"] == "40.2"
    assert withheld[PREFIX + "possible_sessions"] == "c"
    assert (year["period"], year["level"]) == ("2025-26/ytd", "National")


def test_columns_keep_the_names_their_year_had():
    first, second, *_ = rows("dfe_attendance", "valid_of_2022_23")
    assert first["phase"] == "Primary"
    assert first[PREFIX + "school_type"] == "Primary"
    assert first[PREFIX + "reason_t_authorised_grt_absence"] == "12"
    assert PREFIX + "reason_t_authorised_mobile_child" not in first
    # z, NA and a number a spreadsheet made a decimal are all one column of numbers.
    assert (first["la_number"], second["la_number"]) == ("", "999")
    assert first["period"] == "2022-W37"


def test_terms_and_days_are_periods_of_their_own():
    terms = [row["period"] for row in rows("dfe_attendance", "valid_of_terms")]
    assert terms == ["2023-24/autumn", "2023-24/spring", "2023-24/summer"]
    days = [row["period"] for row in rows("dfe_attendance", "valid_by_day")]
    assert days == ["2025-09-08", "2025-09-09"]


def test_a_week_of_the_year_to_date_is_as_at_its_sunday():
    held = {(row["period"], row["as_at"]) for row in rows("dfe_persistent_percent")}
    assert held == {
        ("2024-25/ytd", date(2025, 7, 27)),
        ("2024-25/ytd", date(2025, 7, 13)),
    }


def test_a_trailing_nought_survives():
    [england, *_] = rows("dfe_persistent_percent")
    assert england[PREFIX + "persistent_absence_percent"] == "18.50"


def test_january_belongs_to_its_school_year():
    assert {(row["period"], row["as_at"]) for row in rows("dfe_january")} == {
        ("2023-24", date(2024, 1, 31))
    }


def test_an_unknown_column_is_kept_as_it_is():
    held = [
        row[PREFIX + "ferry_delays"] for row in rows("dfe_attendance", "unknown_column")
    ]
    assert held == ["3", "0", "c", "7"]


def test_rows_of_another_level_are_left_out():
    reading = reading_of("dfe_attendance", "another_level")
    assert (reading.rows_read, reading.rows_loaded) == (4, 3)
    assert reading.table.num_rows == 3


def test_lait_is_a_row_a_year_and_a_blank_is_no_row():
    held = {
        (row["area"], row["period"], row["phase"]): (
            row[PREFIX + "TotAbs"] or row[PREFIX + "PriTotAbs"]
        )
        for row in rows("lait")
    }
    assert held["England", "2024-25", "Total"] == "6.80"
    assert held["England", "2019-20", "Total"] == "-"
    assert ("Exampleshire", "2023-24", "Total") not in held
    assert held["Exampleshire", "2018-19", "Primary"] == "4.1"
    assert len(held) == 15


def test_lait_numbers_england_and_the_regions_as_authorities():
    held = {row["area"]: (row["level"], row["area_code"]) for row in rows("lait")}
    assert held == {
        "England": ("National", "E92000001"),
        "East Midlands": ("Regional", "E12000004"),
        "Exampleshire": ("Local authority", "999"),
    }
    # And the four regions of the demo, with codes nobody has.
    real = [code for code in NUMBERED.values() if not code.startswith("E12999")]
    assert (len(real), len(NUMBERED)) == (12, 16)


def test_a_year_given_twice_alike_is_one_row():
    held = [
        (row["area"], row["period"], row[PREFIX + "TotAbs"])
        for row in rows("lait", "valid_one_year_twice_alike")
    ]
    assert held == [
        ("Exampleshire", "2023-24", "7"),
        ("Samplechester", "2023-24", "6.5"),
    ]


def test_2024_25_and_2025_are_one_year():
    held = [row["period"] for row in rows("lait", "valid_with_years_of_suspensions")]
    assert held == [row["period"] for row in rows("lait")]


# The day it was published --------------------------------------------------------------


def filled(folder: str, name: str, as_at: date | None = None, period: str = ""):
    return told(reading_of(folder, "valid"), name, as_at, period)


def test_the_name_says_the_day():
    reading = filled("dfe_attendance", "ytd_2025-26_asat_2026-01-09.csv")
    assert (reading.refused, reading.as_at) == (False, date(2026, 1, 9))
    assert set(reading.table["as_at"].to_pylist()) == {date(2026, 1, 9)}


def test_what_is_said_stands_before_the_name():
    day = date(2026, 1, 12)
    reading = filled("dfe_attendance", "x_asat_2026-01-09.csv", day)
    assert reading.as_at == day


def test_what_the_row_says_stands_before_both():
    reading = filled("dfe_january", "x_asat_2026-01-09.csv", date(2026, 1, 12))
    assert reading.as_at == date(2024, 1, 31)


def test_a_day_nothing_says_is_asked_for():
    reading = filled("dfe_attendance", "weekly.csv")
    assert sentences(reading) == [
        (
            "Nothing says how old this file is. Say when it was published (--as-at "
            "2026-01-09, or “The day they were true” in the browser), or put it in the file’s name, like “…_asat_2026-01-09.csv”."
        )
    ]


def test_a_year_nothing_says_is_asked_for():
    reading = filled("dfe_persistent_counts", "pa_asat_2024-01-22.csv")
    assert sentences(reading) == [
        (
            "This file doesn’t say which school year it is for. Say it (--period 2023-24, or "
            "“The period it is of” in the browser), or "
            "put it in the file’s name."
        )
    ]


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("pa_counts_ytd_2023-24_asat_2024-01-22.csv", ""),
        ("pa_asat_2024-01-22.csv", "2023-24"),
        ("pa_asat_2024-01-22.csv", "2023-24/ytd"),
    ],
)
def test_a_year_is_in_the_name_or_told(name, period):
    reading = filled("dfe_persistent_counts", name, None, period)
    assert set(reading.table["period"].to_pylist()) == {"2023-24/ytd"}


def test_a_year_that_is_none_is_refused():
    [said] = sentences(
        filled("dfe_persistent_counts", "pa_asat_2024-01-22.csv", None, "2023/24")
    )
    assert said.startswith("“2023/24” is not a school year. Write it like 2025-26")


@pytest.mark.parametrize("folder", ["dfe_january", "la_neighbours"])
def test_a_period_of_a_file_that_says_its_own_is_refused(folder):
    [said] = sentences(filled(folder, "x_asat_2026-01-09.csv", None, "2023-24"))
    assert said.startswith("This file says its own periods")


def test_a_period_of_a_file_that_was_not_published_is_refused():
    [said] = sentences(filled("schools", "schools.csv", None, "2023-24"))
    assert said.startswith("This is not a published file")


def test_other_files_are_left_alone():
    reading = reading_of("schools", "valid")
    assert told(reading, "schools_asat_2026-01-09.csv", None, "") is reading
    broken = reading_of("lait", "bad_number")
    assert told(broken, "lait.csv", None, "") is broken


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("ytd_asat_2026-01-09.csv", date(2026, 1, 9)),
        ("YTD_AS-AT-2026-01-09.CSV", None),
        ("ytd as_at 2026-01-09.csv", date(2026, 1, 9)),
        ("ytd_asat_2026-13-09.csv", None),
        ("ytd_2026-01-09.csv", None),
    ],
)
def test_days_in_names(name, day):
    assert as_at_in(name, plain=False) == day


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("pa_2023-24_asat_2024-01-22.csv", "2023-24"),
        ("pa_asat_2024-01-22.csv", ""),
        ("pa_2024-01-22.csv", ""),
        ("pa_2022-24.csv", ""),
    ],
)
def test_years_in_names(name, year):
    assert year_in(name) == year
