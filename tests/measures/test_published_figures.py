"""`muster published` gives back what was published, to the last digit."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from tests.measures.published_store import state_of
from tests.sources.samples import sample

from muster.measures import BadPeriod
from muster.measures.catalogue import MEASURES
from muster.measures.published import (
    COLUMNS,
    GIVEN,
    NotPublished,
    as_rows,
    by_authority,
    by_year,
    note_on_totals,
    published,
    snapshots,
)
from muster.school_year import SchoolYear
from muster.sources.reading.as_at import as_at_in
from muster.tables.symbols import SYMBOLS


ATTENDANCE = "data/attendance"
FILES = (
    "daily_2025-26_wk37-38_asat_2025-09-25",
    "enrolments_schools_denominator_jan2024",
    "pa_counts_ytd_2023-24_asat_2024-01-22",
    "persistent_absence_percent_weekly_ytd_2024-25",
    "term_autumn_2023-24_asat_2024-08-08",
    "term_spring_2023-24_asat_2024-08-08",
    "term_summer_2023-24_asat_2024-08-08",
    "weekly_2022-23_wk37-to-jan_asat_2023-01-26",
    "weekly_2023-24_autumn_asat_2024-01-11",
    "weekly_2025-26_autumn_asat_2025-11-20",
    "ytd_2022-23_yearend_asat_2023-08-10",
    "ytd_2023-24_yearend_asat_2024-08-08",
    "ytd_2025-26_asat_2025-11-06",
    "ytd_2025-26_asat_2025-11-20",
    "ytd_2025-26_asat_2026-01-09",
    "ytd_2025-26_asat_2026-03-05",
    "ytd_2025-26_asat_2026-04-16",
    "ytd_2025-26_asat_2026-06-11",
    "ytd_2025-26_to-10jul_asat_2026-07-23",
)
NOT_FIGURES = {
    "time_period", "time_identifier", "time_frame", "academic_year", "attendance_date",
    "geographic_level", "country_code", "country_name", "region_code", "region_name",
    "new_la_code", "la_name", "old_la_code", "education_phase", "school_type", "phase",
}  # fmt: skip
SUNDAYS = {
    f"Week {number}": date.fromisocalendar(2025, number, 7) for number in range(1, 53)
}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def the_row(row: dict[str, str], name: str) -> tuple[object, ...]:
    """Where a row of a file should be found, worked out from its cells alone."""
    codes = {
        "National": "E92000001",
        "Regional": row["region_code"],
        "Local authority": row["new_la_code"],
    }
    phase = next(
        row[each] for each in ("education_phase", "school_type", "phase") if each in row
    )
    level = row["geographic_level"]
    return (*the_time(row, name), level, codes[level], phase)


def the_time(row: dict[str, str], name: str) -> tuple[str, date]:
    published_on = as_at_in(name)
    if name.startswith("pa_counts"):
        return "2023-24/ytd", published_on
    if name.startswith("enrolments"):
        return "2023-24", date(2024, 1, 31)
    if name.startswith("persistent"):
        return "2024-25/ytd", SUNDAYS[row["time_identifier"]]
    if name.startswith("daily"):
        return row["attendance_date"], published_on
    part, year = row["time_identifier"], row["time_period"]
    if part.startswith("Week"):
        return f"{year}-W{int(part.split()[1]):02d}", published_on
    label = f"{year[:4]}-{year[4:]}"
    return f"{label}/{part.split()[0].lower().replace('academic', 'ytd')}", published_on


@pytest.mark.parametrize("name", FILES)
@pytest.mark.slow
def test_every_cell_of_every_file_comes_back_unchanged(shared, tmp_path, name):
    path = shared / ATTENDANCE / f"{name}.csv"
    state = state_of(tmp_path, [path])
    file = rows_of(path)
    places = [the_row(row, name) for row in file]
    days = {place[1] for place in places}
    for column in [each for each in file[0] if each not in NOT_FIGURES]:
        expected = {place: row[column] for place, row in zip(places, file, strict=True)}
        assert len(expected) == len(file)
        found = [
            each
            for day in days
            for each in published(state, f"dfe:{column}", as_at=day)
        ]
        assert {
            (each.period, each.as_at, each.level, each.area_code, each.phase): (
                each.value or each.symbol
            )
            for each in found
        } == {place: text for place, text in expected.items() if text}
        withheld = [each for each in found if each.symbol or each.value in SYMBOLS]
        assert {(each.value, each.numerator) for each in withheld} <= {("", "")}


@pytest.mark.parametrize(
    "name",
    [
        "lait_absence_cin_cla_neet_by_la_2016-2025_wide",
        "lait_exclusions_suspensions_by_la_wide",
    ],
)
def test_every_cell_of_lait_comes_back_unchanged(shared, tmp_path, name):
    path = shared / "data/lait" / f"{name}.csv"
    state = state_of(tmp_path, [path], date(2025, 10, 16))
    expected: dict[str, dict[tuple[str, str], str]] = {}
    for row in rows_of(path):
        figures = expected.setdefault(row["measure_short"], {})
        for heading, text in row.items():
            if heading[:2] == "20" and text:
                end = heading if len(heading) == 4 else f"20{heading[-2:]}"
                period = f"{int(end) - 1}-{end[2:]}"
                figures[row["la_number"], period] = text
    for measure, figures in expected.items():
        found = published(state, f"dfe:{measure}")
        assert {
            (each.la_number, each.period): each.value or each.symbol for each in found
        } == figures


@pytest.fixture(scope="module")
def made_up(tmp_path_factory):
    """Invented files of every kind in one store."""
    folder = tmp_path_factory.mktemp("files")
    files = []
    for kind, name in (
        ("dfe_attendance", "ytd_asat_2026-01-09"),
        ("dfe_persistent_percent", "percent"),
        ("dfe_persistent_counts", "counts_2024-25_asat_2025-01-22"),
        ("dfe_january", "january"),
        ("lait", "lait_asat_2025-10-16"),
    ):
        path = folder / f"{name}.csv"
        path.write_bytes(sample(kind, "valid").read_bytes())
        files.append(path)
    again = folder / "ytd_asat_2026-03-05.csv"
    again.write_text(
        files[0].read_text("utf-8").replace("950000,50000", "949000,51000"), "utf-8"
    )
    return state_of(folder / "home", [*files, again])


def one(found: Iterable) -> tuple:
    [each] = as_rows(found)
    return each


def test_a_figure_is_a_row_of_the_contract(made_up):
    assert COLUMNS == (
        *("measure", "period", "as_at", "phase", "area_code", "area", "level"),
        *("numerator", "denominator", "value", "symbol"),
    )
    assert one(
        published(made_up, "overall_absence", "Exampleshire", "2025-W37", "primary")
    ) == (
        "overall_absence",
        "2025-W37",
        date(2026, 3, 5),
        "Primary",
        "E06000999",
        "Exampleshire",
        "Local authority",
        "600",
        "10000",
        "6",
        "",
    )


def test_what_is_withheld_has_a_symbol_and_nothing_else(made_up):
    row = one(published(made_up, "overall_absence", "Samplechester", "2025-W37"))
    assert row[-4:] == ("", "", "", "c")
    row = one(published(made_up, "dfe:possible_sessions", "998"))
    assert row[-4:] == ("", "", "", "c")


def test_the_latest_is_given_unless_a_day_is_asked_for(made_up):
    def absence(as_at: date | None = None) -> list[tuple[date, str]]:
        found = published(made_up, "dfe:overall_absence", "", "2025-26", "", as_at)
        return [(each.as_at, each.value) for each in found]

    assert absence() == [(date(2026, 3, 5), "51000")]
    assert absence(date(2026, 1, 9)) == [(date(2026, 1, 9), "50000")]
    # Nothing was published that day, so it is what stood then.
    assert absence(date(2026, 2, 1)) == [(date(2026, 1, 9), "50000")]
    assert absence(date(2025, 12, 1)) == []


def test_a_year_and_its_year_to_date_stand_in_for_each_other(made_up):
    whole = published(made_up, "overall_absence", "England", "2024-25", "Total")
    assert [(each.period, each.value) for each in whole] == [("2024-25", "6.80")]
    to_date = published(made_up, "persistent_absence", "", "2024-25/ytd", "All schools")
    assert [(each.period, each.value) for each in to_date] == [("2024-25/ytd", "18.50")]
    same = published(made_up, "persistent_absence", "", "2024-25", "All schools")
    assert same == to_date
    assert published(made_up, "overall_absence", "", "2025-26/HT1") == []


def test_an_area_is_found_by_name_code_or_number(made_up):
    names = ("Exampleshire", "exampleshire", "E06000999", "999")
    found = [published(made_up, "overall_absence", name) for name in names]
    assert found[0] == found[1] == found[2] == found[3]
    # LAIT knows it by number only, the attendance file by both.
    assert {each.area_code for each in found[0]} == {"E06000999", "999"}


def test_a_count_without_a_percentage_has_no_value(made_up):
    row = one(
        published(
            made_up, "persistent_absence", "999", "", "Primary", date(2025, 1, 22)
        )
    )
    assert row[-4:] == ("180", "900", "", "")


def test_a_published_percentage_has_its_counts_beside_it(made_up):
    row = one(published(made_up, "dfe:attendance_perc", "999"))
    assert row[-4:] == ("9400", "10000", "94", "")


def test_a_year_that_gave_no_percentage_has_its_counts(tmp_path):
    """Holidays had one to 2023/24."""
    text = sample("dfe_attendance", "valid").read_text("utf-8")
    new = tmp_path / "new_asat_2026-01-09.csv"
    new.write_text(text.replace("enrolments", "reason_h_authorised_holiday"), "utf-8")
    old = tmp_path / "old_asat_2025-01-09.csv"
    old.write_text(
        text.replace("num_schools", "auth_holiday_perc")
        .replace("enrolments", "reason_h_authorised_holiday")
        .replace("2025,", "2024,"),
        "utf-8",
    )
    for files in ([old, new], [new, old]):
        state = state_of(tmp_path / files[0].stem, files)
        found = published(state, "reason_h", "Exampleshire")
        assert [
            (each.period, each.numerator, each.denominator, each.value)
            for each in found
        ] == [("2024-W37", "900", "10000", "4"), ("2025-W37", "900", "10000", "")]


def test_the_widest_areas_come_first(made_up):
    found = published(made_up, "overall_absence", "", "2024-25")
    assert [each.level for each in found] == [
        "National",
        "Regional",
        "Local authority",
        "Local authority",
    ]


def test_headings_match_whatever_their_case(made_up):
    assert published(made_up, "dfe:totabs") != []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("overal_absence",), "Did you mean overall_absence or"),
        (("absence_band_10",), "is a measure of Muster’s, and in no published file"),
        (("reason_k",), "It is in files of these kinds: dfe-attendance."),
        (("dfe:posible_sessions",), "Did you mean dfe:possible_sessions"),
        (("dfe:zzz",), "No published file that is loaded has a column “zzz”."),
        (("overall_absence", "Examplshire"), "Did you mean Exampleshire?"),
        (("overall_absence", "Zzz"), "called, coded or numbered “Zzz”."),
        (("zzz",), "There is no measure called “zzz”. `muster measures` lists them"),
    ],
)
def test_what_cannot_be_answered_says_what_to_do(made_up, asked, said):
    with pytest.raises(NotPublished) as found:
        published(made_up, *asked)
    assert said in str(found.value)


def test_a_period_nobody_can_read_is_refused(made_up):
    with pytest.raises(BadPeriod):
        published(made_up, "overall_absence", period="last week")


@pytest.mark.parametrize("name", ["overall_absence", "dfe:overall_absence"])
def test_with_nothing_loaded_it_says_what_to_load(tmp_path, name):
    with pytest.raises(NotPublished, match="No published file is loaded."):
        published(state_of(tmp_path, []), name)


def test_a_later_load_of_the_same_day_stands(tmp_path):
    first = tmp_path / "a_asat_2026-01-09.csv"
    first.write_bytes(sample("dfe_attendance", "valid").read_bytes())
    second = tmp_path / "b_asat_2026-01-09.csv"
    second.write_text(first.read_text("utf-8").replace(",94,6", ",93,7"), "utf-8")
    state = state_of(tmp_path / "home", [first, second])
    assert one(published(state, "attendance", "999"))[-2] == "93"


def test_every_name_of_ours_is_in_the_catalogue():
    assert set(GIVEN) <= {measure.name for measure in MEASURES}


def test_a_weighted_total_says_that_it_is_not_its_counts_divided(tmp_path):
    def note(name: str, year: str) -> str:
        path = tmp_path / f"{name}_asat_2026-01-09.csv"
        text = sample("dfe_attendance", "valid").read_text("utf-8")
        text = text.replace("202526", year).replace("Primary", "Total")
        path.write_text(text, "utf-8")
        return note_on_totals(
            published(
                state_of(tmp_path / name, [path]),
                "attendance",
                "",
                f"20{year[2:4]}-{year[4:]}",
            )
        )

    assert note("old", "202425").startswith("To 2024/25 the all-phase total is each")
    assert note("new", "202526") == ""


def test_comparators_are_fed_numbers(made_up):
    found = published(made_up, "overall_absence", "", "2018-19", "Total")
    assert {key: str(value) for key, value in by_authority(found).items()} == {
        "999": "5.0"
    }
    years = by_year(published(made_up, "overall_absence", "England", "", "Total"))
    assert {year.label: str(value) for year, value in years.items()} == {
        "2018-19": "4.7",
        "2023-24": "7.1",
        "2024-25": "6.80",
    }


def test_publications_of_a_year_to_date_are_snapshots(made_up):
    columns = ("overall_absence", "possible_sessions")
    first, second = snapshots(made_up, SchoolYear(2025), columns)
    assert (first.as_at, second.as_at) == (date(2026, 1, 9), date(2026, 3, 5))
    row = ("National", "E92000001", "Primary")
    assert first.counts == {
        row: {"overall_absence": 50000, "possible_sessions": 1000000}
    }
    assert second.counts[row]["overall_absence"] == 51000
