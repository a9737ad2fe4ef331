"""muster log and muster plan, as people outside rely on them: by the real papers."""

import csv
import sqlite3
from collections import Counter

import pytest


HEADINGS = [
    "Section",
    "Ref",
    "Start Date",
    "Title",
    "Description",
    "Owner",
    "Deadline",
    "Previous status (RAG) 8/07/15",
    "Current Status (RAG) 23/07/15",
    "Notes",
    "Closure Date",
]


@pytest.fixture(scope="module")
def seeds(shared):
    log, plan = sorted((shared / "seeds").glob("*.txt"))
    return {"log": log, "plan": plan}


@pytest.fixture(scope="module")
def home(run, new_home, seeds, tmp_path_factory):
    home = new_home(tmp_path_factory.mktemp("home") / "home")
    for kind, path in seeds.items():
        done = run(kind, "import", path, home=home)
        assert done.returncode == 0, done.stderr
        assert len(done.stdout.splitlines()) >= 12
    return home


def exported(run, home, kind, out, *words):
    done = run(kind, "export", *words, "--out", out, home=home)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(out)
    return out


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
def test_the_log_is_exported_as_the_contract_has_it(run, home, tmp_path):
    out = exported(run, home, "log", tmp_path / "log.csv", "--as-of", "2015-07-23")
    rows = rows_of(out)
    assert list(rows[0]) == HEADINGS
    assert len(rows) == 13
    going = [row for row in rows if row["Section"] in ("OPEN", "NEW")]
    now = Counter(row["Current Status (RAG) 23/07/15"] for row in going)
    assert now == {"RED": 1, "GREEN": 2, "AMBER": 9}
    before = Counter(row["Previous status (RAG) 8/07/15"] for row in going)
    assert before == {"RED": 1, "AMBER": 10, "New Task": 1}
    [closed] = [row for row in rows if row["Section"] == "CLOSED"]
    assert closed["Ref"] == "2b"
    assert closed["Current Status (RAG) 23/07/15"] == "GREEN"


def test_the_log_of_an_earlier_review_is_the_one_of_that_day(run, home, tmp_path):
    out = exported(run, home, "log", tmp_path / "log.csv", "--as-of", "2015-07-08")
    rows = rows_of(out)
    assert len(rows) == 12
    assert "Current Status (RAG) 8/07/15" in rows[0]
    assert "12" not in {row["Ref"] for row in rows}


def test_the_plan_is_exported_as_the_contract_has_it(run, home, tmp_path):
    rows = rows_of(exported(run, home, "plan", tmp_path / "plan.csv"))
    assert list(rows[0]) == [
        "Section",
        "Proposed Actions / Progress",
        "Success Measures",
        "Responsibility",
        "Date",
    ]
    assert Counter(row["Section"] for row in rows) == {
        "Research": 3,
        "Communications": 5,
        "Events": 1,
    }


@pytest.mark.parametrize("ending", ["csv", "docx", "xlsx", "pdf"])
@pytest.mark.parametrize("kind", ["log", "plan"])
@pytest.mark.slow
def test_what_was_exported_is_imported_without_a_difference(
    run, home, tmp_path, kind, ending
):
    as_of, as_at = (
        (["--as-of", "2015-07-23"], ["--as-at", "2015-07-23"])
        if kind == "log"
        else ([], [])
    )
    out = exported(run, home, kind, tmp_path / f"paper.{ending}", *as_of)
    done = run(kind, "import", out, *as_at, home=home)
    assert done.returncode == 0, done.stderr
    assert "0 new, 0 changed" in done.stderr
    if kind == "log" and ending != "csv":  # CSV says no days of a closed row’s statuses
        assert "0 to look at" in done.stderr


@pytest.mark.parametrize("kind", ["log", "plan"])
def test_the_very_paper_again_asks_nothing_that_was_asked_before(
    run, home, seeds, kind
):
    done = run(kind, "import", seeds[kind], home=home)
    assert done.returncode == 0, done.stderr
    assert "0 new, 0 changed. 0 to look at" in done.stderr
    assert "more were asked before" in done.stderr
    assert done.stdout == ""


def test_what_an_edited_paper_changes_is_said(run, fresh, tmp_path):
    home, paper = fresh, tmp_path / "log.csv"
    row = ["OPEN", "1", "05/01/2026", "Map the spend", "", "A. Ash", "30/04/2026"]
    write(paper, [*row, "", "GREEN", "Begun.", ""])
    assert run("log", "import", paper, home=home).returncode == 0
    write(paper, [*row[:-1], "May 2026", "", "GREEN", "Half of it is here. Begun.", ""])
    done = run("log", "import", paper, home=home)
    assert "0 new, 1 changed" in done.stderr
    assert (
        "Changed: 1 Map the spend: its deadline was “30/04/2026”, and is “May 2026”."
        in done.stdout
    )
    assert (
        "its notes were “Begun.”, and are “Half of it is here. Begun.”" in done.stdout
    )


def write(paper, row):
    with paper.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADINGS, row])


# What is refused


def test_a_file_that_is_neither_is_refused(run, fresh, tmp_path):
    wrong = tmp_path / "shopping.csv"
    wrong.write_text("milk,2\nbread,1\n", "utf-8")
    done = run("log", "import", wrong, home=fresh)
    assert done.returncode == 1
    assert "shopping.csv" in done.stderr


def test_a_file_that_is_not_there_is_refused(run, fresh, tmp_path):
    done = run("plan", "import", tmp_path / "none.docx", home=fresh)
    assert (done.returncode, "No such file" in done.stderr) == (1, True)


def test_an_ending_that_can_t_be_written_is_refused(run, fresh):
    done = run("log", "export", "--out", "log.odt", home=fresh)
    assert done.returncode == 1
    assert ".docx, .pdf, .xlsx or .csv" in done.stderr


def test_where_there_is_no_log_it_says_so(run, fresh, tmp_path):
    out = tmp_path / "log.csv"
    done = run("log", "export", "--out", out, home=fresh)
    assert (done.returncode, out.exists()) == (1, False)
    assert "There is no task log" in done.stderr


def test_a_day_nobody_can_read_is_refused(run, fresh, tmp_path):
    wrong = tmp_path / "log.csv"
    wrong.write_text("Ref,Title,Owner,Deadline\n1,MAP To map,AB,May 2026\n", "utf-8")
    done = run("log", "import", wrong, "--as-at", "soon", home=fresh)
    assert done.returncode == 1
    assert "soon" in done.stderr


@pytest.mark.slow
def test_a_log_that_is_closed_takes_no_paper_in_and_says_why(run, fresh, tmp_path):
    home, paper = fresh, tmp_path / "log.csv"
    row = ["OPEN", "1", "05/01/2026", "Map the spend", "", "A. Ash", "30/04/2026"]
    write(paper, [*row, "", "GREEN", "", ""])
    assert run("log", "import", paper, home=home).returncode == 0
    [database] = home.glob("*.sqlite3")
    with sqlite3.connect(database) as held:
        held.execute("UPDATE programme_plan SET closed_on = '2026-05-01'")
    done = run("log", "import", paper, home=home)
    assert done.returncode == 1
    assert "log.csv: It is a version of “" in done.stderr
    assert "closed on 1 May 2026. Open that plan again first" in done.stderr
