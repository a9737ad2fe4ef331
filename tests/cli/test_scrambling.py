"""muster scramble: a training copy in a folder of its own."""

import sqlite3

import pytest


@pytest.mark.slow
def test_the_command_makes_one_and_names_nobody(run, tmp_path):
    marks = tmp_path / "marks.csv"
    lines = ["school,pupil,date,session,code"]
    lines += [f"Oakapple,MIS{n:04d},2025-09-08,AM,/" for n in range(8)]
    marks.write_text("\n".join(lines), "utf-8")
    home, new = tmp_path / "home", tmp_path / "new"
    run("init", "--person", "morwenna", home=home)
    run("load", marks, home=home)
    made = run("scramble", new, home=home)
    assert made.returncode == 0, made.stderr
    assert "not anonymous" in made.stderr
    held = b"".join(path.read_bytes() for path in new.rglob("*") if path.is_file())
    for text in (b"Oakapple", b"MIS000", b"morwenna", b"marks.csv"):
        assert text not in held
    people = sqlite3.connect(new / "db.sqlite3").execute(
        "select username from accounts_user"
    )
    assert people.fetchall() == [("trainee",)]
    checked = run("check", home=new)
    assert checked.returncode == 0, checked.stdout


def test_a_folder_that_is_there_is_refused(run, fresh, tmp_path):
    there = run("scramble", tmp_path, home=fresh)
    assert there.returncode == 1
    assert "is there already" in there.stderr


def test_a_home_with_nothing_in_it_is_refused(run, fresh, tmp_path):
    nothing = run("scramble", tmp_path / "new", home=fresh)
    assert nothing.returncode == 1
    assert "nothing to copy" in nothing.stderr
    assert not (tmp_path / "new").exists()
