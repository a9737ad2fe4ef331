"""muster published, and loading what it gives back (design.md 6)."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from tests.sources.samples import sample


COLUMNS = (
    "measure,period,as_at,phase,area_code,area,level,numerator,denominator,value,symbol"
)


@pytest.fixture(scope="session")
def published_home(run, new_home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a few invented published figures. Not to be changed."""
    folder = tmp_path_factory.mktemp("published")
    file = folder / "ytd.csv"
    shutil.copy(sample("dfe_attendance", "valid"), file)
    home = new_home(folder / "home")
    refused = run("load", file, home=home)
    assert refused.returncode == 1
    assert "Say when it was published (--as-at 2026-01-09, or" in refused.stderr
    assert run("load", file, "--as-at", "2026-01-09", home=home).returncode == 0
    return home


def test_published_prints_the_columns_in_order(run, published_home):
    ran = run(
        *("published", "overall_absence", "--area", "E06000999", "--format", "csv"),
        home=published_home,
    )
    assert ran.returncode == 0
    assert ran.stdout.splitlines() == [
        COLUMNS,
        (
            "overall_absence,2025-W37,2026-01-09,Primary,E06000999,Exampleshire,"
            "Local authority,600,10000,6,"
        ),
    ]


def test_what_is_withheld_has_its_symbol(run, published_home):
    ran = run(
        *("published", "attendance", "--area", "samplechester", "--format", "json"),
        home=published_home,
    )
    [row] = json.loads(ran.stdout)
    assert list(row) == COLUMNS.split(",")
    assert (row["numerator"], row["value"], row["symbol"]) == ("", "", "c")


@pytest.mark.slow
def test_any_column_of_a_file_can_be_asked_for(run, published_home):
    words = "published dfe:num_schools --period 2025-26/ytd --phase primary".split()
    ran = run(*words, "--as-at", "09/01/2026", home=published_home)
    assert ran.returncode == 0
    assert "40.2" in ran.stdout
    empty = run(*words[:2], "--period", "2024-25", home=published_home)
    assert (empty.returncode, empty.stdout) == (0, "")
    assert "Nothing published is like that." in empty.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("overal_absence",), 1, "Did you mean overall_absence"),
        (("overall_absence", "--area", "Nowhere"), 1, "No published area is called"),
        (("overall_absence", "--period", "2025"), 1, "“2025” is not a period."),
        (("overall_absence", "--as-at", "9th Jan"), 2, "--as-at"),
        ((), 2, "NAME"),
    ],
)
@pytest.mark.slow
def test_what_cannot_be_answered_is_refused_in_a_sentence(
    run, published_home, words, code, said
):
    ran = run("published", *words, home=published_home)
    assert (ran.returncode, ran.stdout) == (code, "")
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.slow
def test_a_period_no_file_asks_for_is_refused(run, marks, fresh):
    ran = run("load", marks, "--period", "2025-26", home=fresh)
    assert ran.returncode == 1
    assert "This is not a published file" in ran.stderr


@pytest.mark.slow
def test_a_published_file_comes_back_from_the_command(run, fresh, shared):
    """And a total to 2024/25 says beside a table that it is weighted."""
    name = "ytd_2023-24_yearend_asat_2024-08-08.csv"
    path = shared / "data/attendance" / name
    assert run("load", path, home=fresh).returncode == 0
    ran = run("published", "overall_absence", "--format", "csv", home=fresh)
    found = {
        (row["area_code"], row["phase"]): row["value"] or row["symbol"]
        for row in csv.DictReader(io.StringIO(ran.stdout))
    }
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(found) == len(rows) == 494
    for row in rows:
        code = row["new_la_code"] or row["region_code"] or row["country_code"]
        assert found[code, row["school_type"]] == row["overall_absence_perc"]
    told = run("published", "overall_absence", "--area", "England", home=fresh)
    assert "weighted by its enrolments" in told.stderr


@pytest.mark.slow
def test_past_figures_are_listed_with_who_reported_them(run, fresh, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(
        "school,period,measure,value,source\n"
        ",2022/23,Persistent absence,20.1%,Annual report\n"
        "Ash,2022/23,Persistent absence,19.3%,Annual report\n",
        "utf-8",
    )
    assert run("load", path, home=fresh).returncode == 0
    listed = run("own", "persistent_absence", "--format", "csv", home=fresh)
    assert listed.stdout.splitlines() == [
        "measure,period,school,numerator,denominator,value,source",
        "persistent_absence,2022-23,,,,20.1,Annual report",
        "persistent_absence,2022-23,Ash,,,19.3,Annual report",
    ]
    one = run("own", "persistent_absence", "--school", "Ash", home=fresh)
    assert "19.3" in one.stdout and "20.1" not in one.stdout
    wrong = run("own", "persistant", home=fresh)
    assert wrong.returncode == 1
    assert "There is no measure called “persistant”." in wrong.stderr
