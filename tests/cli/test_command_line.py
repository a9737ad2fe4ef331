"""The contract of design.md 6: names, columns, exit codes, what goes where."""

import csv
import io
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from muster.cli import figures, loading, papers, site
from muster.measures import MEASURES


COMMANDS = "init demo load loads undo measure measures pack serve worker check".split()


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.slow
def test_init_makes_an_empty_home_and_may_be_run_twice(run, tmp_path: Path):
    first = run("init", home=tmp_path / "new")
    again = run("init", home=tmp_path / "new")
    assert (first.returncode, again.returncode) == (0, 0)
    assert first.stdout == ""
    assert "empty home is ready" in first.stderr


@pytest.mark.slow
def test_init_makes_somebody_who_can_sign_in_and_set_the_rest_up(run, tmp_path: Path):
    made = run("init", "--person", "sam", home=tmp_path / "new")
    assert made.returncode == 0
    assert "sam chooses a password within a week" in made.stderr
    assert "/people/invited/" in made.stderr
    again = run("init", "--person", "sam", home=tmp_path / "new")
    assert again.returncode == 1
    assert "Somebody has that username already." in again.stderr


@pytest.mark.slow
def test_home_may_be_named_before_or_after_the_command(run, loaded: Path):
    before = run("--home", loaded, "loads", "--format", "csv")
    after = run("loads", f"--home={loaded}", "--format", "csv")
    assert before.returncode == after.returncode == 0
    assert before.stdout == after.stdout != ""


def test_a_folder_that_is_no_home_is_refused_with_advice(run, tmp_path: Path):
    ran = run("loads", home=tmp_path)
    assert ran.returncode == 1
    assert "muster init" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_wrong_usage_exits_two(run, loaded: Path):
    assert run("measure", home=loaded).returncode == 2
    assert run("load", "x.csv", "--as", "no-such-format", home=loaded).returncode == 2
    assert run("load", "x.csv", "--as-at", "4th Sept", home=loaded).returncode == 2


def test_measure_prints_the_columns_in_order(run, loaded: Path):
    ran = run(
        "measure",
        "overall_absence",
        "--by",
        "school,week",
        "--unsuppressed",
        "--format",
        "csv",
        home=loaded,
    )
    assert ran.returncode == 0
    assert ran.stdout.splitlines()[0] == (
        "measure,period,rules,school,week,numerator,denominator,value,suppressed"
    )
    assert rows(ran.stdout) == [
        {
            "measure": "overall_absence",
            "period": "2025-26/HT1",
            "rules": "census",
            "school": "Ash",
            "week": "2025-W37",
            "numerator": "3",
            "denominator": "5",
            "value": "60.000000",
            "suppressed": "0",
        },
        {
            "measure": "overall_absence",
            "period": "2025-26/HT1",
            "rules": "census",
            "school": "Beech",
            "week": "2025-W37",
            "numerator": "1",
            "denominator": "1",
            "value": "100.000000",
            "suppressed": "0",
        },
    ]


def test_few_pupils_are_suppressed_unless_told_otherwise(run, loaded: Path):
    ran = run("measure", "attendance", "--format", "csv", home=loaded)
    assert rows(ran.stdout) == [
        {
            "measure": "attendance",
            "period": "2025-26/HT1",
            "rules": "census",
            "numerator": "",
            "denominator": "",
            "value": "",
            "suppressed": "1",
        }
    ]


def test_nothing_possible_gives_an_empty_value_and_no_suppression(run, loaded: Path):
    ran = run(
        "measure",
        "attendance",
        "--period",
        "2025-09-09",
        "--school",
        "Beech",
        "--unsuppressed",
        "--format",
        "csv",
        home=loaded,
    )
    [row] = rows(ran.stdout)
    assert (row["numerator"], row["denominator"], row["value"]) == ("0", "0", "")
    assert row["suppressed"] == "0"


def test_blank_is_unknown_and_there_is_no_total_row(run, loaded: Path):
    ran = run(
        "measure",
        "attendance",
        "--by",
        "sex",
        "--unsuppressed",
        "--format",
        "csv",
        home=loaded,
    )
    assert [row["sex"] for row in rows(ran.stdout)] == ["unknown"]


@pytest.mark.slow
def test_what_cannot_be_asked_is_a_sentence(run, loaded: Path):
    for words, said in [
        (("persistent_absence", "--by", "week"), "measured over a longer time"),
        (("overall_absense",), "Did you mean overall_absence"),
        (("attendance", "--period", "2025"), "Write a period like"),
        (("attendance", "--school", "Elm"), "No school is known as “Elm”"),
    ]:
        ran = run("measure", *words, home=loaded)
        assert ran.returncode == 1, words
        assert said in ran.stderr
        assert "Traceback" not in ran.stderr


def test_measures_lists_the_whole_catalogue(run, tmp_path: Path):
    ran = run("measures", "--format", "json", home=tmp_path)
    listed = json.loads(ran.stdout)
    assert [one["name"] for one in listed] == [measure.name for measure in MEASURES]
    assert set(listed[0]) == {"name", "sentence", "unit", "source"}


def test_a_load_says_its_rows_and_every_problem(run, fresh: Path, marks: Path):
    ran = run("load", marks, home=fresh)
    assert ran.returncode == 0
    assert "8 rows read, 8 loaded" in ran.stdout
    assert "“7”" in ran.stderr
    listed = rows(run("loads", "--format", "csv", home=fresh).stdout)
    assert [(one["file"], one["loaded_by"]) for one in listed] == [("marks.csv", "dev")]


def test_the_same_bytes_again_are_already_loaded(run, loaded: Path, marks: Path):
    ran = run("load", marks, home=loaded)
    assert ran.returncode == 0
    assert "already loaded" in ran.stdout


def test_a_dry_run_loads_nothing(run, fresh: Path, marks: Path):
    assert run("load", marks, "--dry-run", home=fresh).returncode == 0
    assert rows(run("loads", "--format", "csv", home=fresh).stdout) == []


def test_a_refused_file_does_not_stop_the_others(run, fresh: Path, marks: Path):
    broken = fresh / "broken.csv"
    broken.write_text("school,pupil,date,session,code\nAsh,P1,4th Sept,AM,/\n", "utf-8")
    ran = run("load", broken, marks, home=fresh)
    assert ran.returncode == 1
    assert "Row 2, date: “4th Sept”" in ran.stderr
    assert "marks.csv: loaded" in ran.stdout
    assert "broken.csv: refused" in ran.stdout


def test_undo_takes_one_load_back_and_only_once(run, fresh: Path, marks: Path):
    run("load", marks, home=fresh)
    assert run("undo", "1", home=fresh).returncode == 0
    assert run("undo", "1", home=fresh).returncode == 1
    ran = run("measure", "attendance", home=fresh)
    assert ran.returncode == 1
    assert "No marks have been loaded yet" in ran.stderr
    # Undone, the same bytes are a new load.
    assert "loaded as load 2" in run("load", marks, home=fresh).stdout


@pytest.mark.slow
def test_a_school_nobody_listed_is_refused_once_schools_are_loaded(
    run, fresh: Path, marks: Path
):
    schools = fresh / "schools.csv"
    schools.write_text("urn,name,phase\n990001,Ash,primary\n", "utf-8")
    assert run("load", schools, home=fresh).returncode == 0
    ran = run("load", marks, home=fresh)
    assert ran.returncode == 1
    assert "Beech" in ran.stderr


def test_check_lists_a_provisional_school(run, loaded: Path):
    ran = run("check", "--format", "csv", home=loaded)
    assert ran.returncode == 0
    assert (
        "2 schools are known only by what other files call them: Ash, Beech"
        in ran.stdout
    )


def test_every_command_has_help():
    app = typer.Typer()
    for part in (site, loading, figures, papers):
        part.add_to(app)
    listed = CliRunner().invoke(app, ["--help"]).stdout
    for command in COMMANDS:
        assert command in listed
        said = CliRunner().invoke(app, [command, "--help"])
        assert said.exit_code == 0 and "Usage" in said.stdout


@pytest.mark.slow
def test_a_weekly_file_alone_gives_figures_and_says_what_it_cannot(run, fresh: Path):
    from muster.sources.formats import weekly_pupils

    first = fresh.parent / "weekly_asat_2025-10-24.csv"
    last = fresh.parent / "weekly.csv"
    first.write_text(weekly_pupils.SAMPLE.replace(",140,8,130,2,6,2", ",60,8,50,2,7,1"))
    last.write_text("\n".join(weekly_pupils.SAMPLE.splitlines()[:2]) + "\n")
    assert run("load", first, "--as", "weekly_pupils", home=fresh).returncode == 1
    first.write_text(first.read_text().replace(",140,20,120,0,10,10", ",60,9,51,0,4,5"))
    assert run("load", first, home=fresh).returncode == 0
    asked = run("load", last, home=fresh)
    assert (asked.returncode, "--as-at" in asked.stderr) == (1, True)
    assert run("load", last, "--as-at", "2025-12-19", home=fresh).returncode == 0

    words = ("--unsuppressed", "--format", "csv", "--rules", "live")
    ran = run("measure", "overall_absence", "--by", "phase", *words, home=fresh)
    assert rows(ran.stdout) == [
        {
            "measure": "overall_absence",
            "period": "2025-26/ytd",
            "rules": "live",
            "phase": "primary",
            "numerator": "8",
            "denominator": "140",
            "value": "5.714286",
            "suppressed": "0",
        }
    ]
    half = run("measure", "attendance", "--period", "2025-26/HT2", *words, home=fresh)
    assert [row["denominator"] for row in rows(half.stdout)] == ["80"]
    assert "Totals were revised down" in half.stderr
    assert "Pupils vanished" in half.stderr
    refused = run("measure", "overall_absence", "--by", "reason", home=fresh)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "no codes and no dates" in refused.stderr
