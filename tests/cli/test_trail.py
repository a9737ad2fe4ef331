"""What the command does with the trail."""

import sqlite3

import pytest


MARKS = "school,pupil,date,session,code\nAsh,P1,2025-09-08,AM,/\n"


def test_a_command_is_in_the_trail_of_whoever_sat_there_and_the_database_keeps_it(
    run, fresh, tmp_path
):
    home = fresh
    (tmp_path / "marks.csv").write_text(MARKS)
    run("load", tmp_path / "marks.csv", home=home)
    run("measure", "attendance", "--unsuppressed", home=home)
    with sqlite3.connect(home / "db.sqlite3") as direct:
        found = direct.execute(
            'SELECT by, posts, did, "to" FROM accounts_entry ORDER BY id'
        ).fetchall()
        refused = ""
        try:
            direct.execute("UPDATE accounts_entry SET by = 'somebody else'")
        except sqlite3.IntegrityError as why:
            refused = str(why)
    assert found == [
        ("dev", "At the command line", "load.made", "load:1"),
        ("dev", "At the command line", "figures.printed", "measures:attendance"),
    ]
    assert refused == "The trail is only ever added to"
    checked = run("check", "--whole-trail", "--format", "csv", home=home)
    assert "2 rows are not sealed yet" in checked.stdout


@pytest.mark.slow
def test_a_site_role_on_sqlite_is_told_that_there_are_none(run, tmp_path):
    said = run("init", "--site-role", "site", home=tmp_path / "home")
    assert said.returncode == 1
    assert "Only PostgreSQL has roles" in said.stderr
