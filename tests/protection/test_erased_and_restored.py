"""Backed up, erased, wiped and restored, by the commands: who was erased stays erased, and
everybody else's figures and the trail are as they were."""

import os
import subprocess
import sys

import pytest


# Minutes: tests/protection/test_erasing.py has the same of a child in process, every day.
pytestmark = pytest.mark.slow


MARKS = """school,pupil,date,session,code
Ash Primary,A1,08/09/2025,AM,/
Ash Primary,A1,08/09/2025,PM,I
Ash Primary,WREN,08/09/2025,AM,I
Ash Primary,WREN,08/09/2025,PM,I
"""
ERASE = """
import django
django.setup()
from muster.jobs import worker
from muster.protection import erasing, requests
from muster.protection.requests import Kind
from muster.sources import uploads
pupils = uploads.state().pupils
[child] = pupils.filter(pupils["supplied"] == "WREN")["child"].to_list()
asked = requests.ask(
    Kind.ERASURE, [child], by="ada", about="a child", asked_by="A parent",
    received_on="2026-03-02", ground="mistake",
)
erasing.decide(asked, decision="Sent by mistake.", by="ada")
erasing.confirm(asked, by="grace")
worker.do_waiting()
asked.refresh_from_db()
print(asked.stage)
"""
TRAIL = """
import django
django.setup()
from muster.accounts.models import Entry
for row in Entry.objects.order_by("pk").values_list():
    print(row)
"""
COUNTED = """
import django
django.setup()
from django.core.cache import cache
cache.set("tries", 1)
print(cache.get("tries"))
"""


@pytest.fixture
def run(tmp_path):
    """run(home, words...) is the command; run(home, code=...) is code in that home."""

    def run(home, *words, code=""):
        python = [sys.executable, "-c", code]
        muster = [sys.executable, "-m", "muster.cli", "--home", home, *words]
        said = subprocess.run(
            python if code else muster,
            cwd=tmp_path,
            env={
                "PATH": os.environ["PATH"],
                "MUSTER_TODAY": "2026-03-27",
                "MUSTER_HOME": str(tmp_path / home),
                "DJANGO_SETTINGS_MODULE": "muster.config.settings",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert said.returncode == 0, said.stderr
        return said.stdout + said.stderr

    return run


@pytest.fixture
def backed_up(run, tmp_path):
    """A home with two children's marks, and a back-up of it."""
    (tmp_path / "marks.csv").write_text(MARKS)
    run("home", "init", "--person", "ada")
    run("home", "load", "marks.csv")
    (tmp_path / "kept").mkdir()
    run("home", "backup-key", "key")
    run("home", "backup", "kept/one.age", "--key-file", "key", "--verify")


FIGURE = ("measure", "attendance", "--unsuppressed", "--format", "csv")


def everything(home):
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


def test_wiped_and_restored_figures_and_trail_are_equal(run, backed_up, tmp_path):
    figures = run("home", *FIGURE)
    assert "attendance,2025-26/HT1,census,1,4" in figures
    run("wiped", "restore", "kept/one.age", "--key-file", "key")
    assert run("wiped", *FIGURE) == figures
    # What was printed since is in the first home's trail only.
    before = run("wiped", code=TRAIL).splitlines()
    assert before[:4] == run("home", code=TRAIL).splitlines()[:4]
    assert "trail" in run("wiped", "check", "--whole-trail").lower()
    assert run("wiped", code=COUNTED) == "1\n", "what is tried too often is counted"


@pytest.mark.parametrize("home", ["wiped", "home"])
def test_an_erased_child_stays_erased_after_a_restore(run, backed_up, tmp_path, home):
    assert "done" in run("home", code=ERASE)
    run("home", "backup", "kept/two.age", "--key-file", "key")
    assert "attendance,2025-26/HT1,census,1,2" in run("home", *FIGURE)

    again = ("--replace",) if home == "home" else ()
    said = run(home, "restore", "kept/one.age", "--key-file", "key", *again)
    assert "1 child who had been erased came back with the back-up" in said
    assert "attendance,2025-26/HT1,census,1,2" in run(home, *FIGURE)
    run(home, "load", "marks.csv")
    assert "attendance,2025-26/HT1,census,1,2" in run(home, *FIGURE)
    assert b"WREN" not in everything(tmp_path / home)
