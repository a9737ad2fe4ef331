"""A back-up moves between SQLite and PostgreSQL, both ways, by the command."""

import os
import subprocess
import sys

import psycopg
import pytest


@pytest.fixture
def muster(tmp_path):
    """muster(home, words, database) is the command in a process of its own."""

    def muster(home, *words, database="", fails=False):
        said = subprocess.run(
            [sys.executable, "-m", "muster.cli", "--home", home, *words],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "MUSTER_TODAY": "2026-03-27"}
            | ({"DATABASE_URL": database} if database else {}),
            capture_output=True,
            text=True,
            check=False,
        )
        assert said.returncode == int(fails), said.stderr
        return said.stdout + said.stderr

    return muster


MARKS = """school,pupil,date,session,code
Ash Primary,A1,08/09/2025,AM,/
Ash Primary,A1,08/09/2025,PM,I
"""


@pytest.mark.slow
def test_a_home_moves_to_postgresql_and_back(muster, tmp_path, postgresql):
    (tmp_path / "marks.csv").write_text(MARKS)
    muster("first", "init", "--person", "sam")
    muster("first", "load", "marks.csv")
    (tmp_path / "kept").mkdir()
    muster("first", "backup-key", "key")
    muster("first", "backup", "kept/one.age", "--key-file", "key")

    key = ("--key-file", "key")
    muster("second", "restore", "kept/one.age", *key, database=postgresql)
    figure = ("measure", "attendance", "--unsuppressed", "--format", "csv")
    said = muster("second", *figure, database=postgresql)
    assert "attendance,2025-26/HT1,census,1,2" in said
    assert not (tmp_path / "second" / "db.sqlite3").exists()
    said = muster(
        "second", "backup", "kept/two.age", *key, "--verify", database=postgresql
    )
    assert "Every row and the headline figures are as they were." in said

    muster("third", "restore", "kept/two.age", *key)
    listed = muster("third", "loads", "--format", "csv")
    assert listed == muster("first", "loads", "--format", "csv")


@pytest.mark.slow
def test_a_database_with_tables_is_refused_unless_told_and_then_replaced_whole(
    muster, tmp_path, postgresql
):
    (tmp_path / "marks.csv").write_text(MARKS)
    muster("home", "init", database=postgresql)
    muster("home", "backup", "empty.tar", "--plain", database=postgresql)
    muster("home", "load", "marks.csv", database=postgresql)
    said = muster("other", "restore", "empty.tar", database=postgresql, fails=True)
    assert "holds tables already" in said

    muster("home", "restore", "empty.tar", "--replace", database=postgresql)

    assert "Nothing has been loaded yet" in muster("home", "loads", database=postgresql)
    muster("home", "load", "marks.csv", database=postgresql)
    assert "marks.csv" in muster("home", "loads", database=postgresql)
    with psycopg.connect(postgresql) as connection:
        schemas = connection.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'muster%'"
        ).fetchall()
    assert schemas == []


@pytest.mark.slow
def test_a_restore_that_fails_leaves_the_database_as_it_was(
    muster, tmp_path, postgresql
):
    (tmp_path / "marks.csv").write_text(MARKS)
    muster("home", "init", database=postgresql)
    muster("home", "load", "marks.csv", database=postgresql)
    muster("home", "backup", "one.tar", "--plain", database=postgresql)
    whole = (tmp_path / "one.tar").read_bytes()
    (tmp_path / "one.tar").write_bytes(whole[: len(whole) // 2])
    said = muster(
        "home", "restore", "one.tar", "--replace", database=postgresql, fails=True
    )
    assert "Nothing was changed." in said
    assert "marks.csv" in muster("home", "loads", database=postgresql)
