"""A disk that really fills up: a limit on the size of files, and a small disk of its own."""

import json
import os
import random
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.sources.test_killed import KNOWS_NOTHING, ROOT


CODES = ["L", "B", "K", "P", "V", "W", "C", "E", "I", "M", "R", "S", "T", "G", "O", "U"]
LOAD = """
import json, resource, sys
from pathlib import Path
from muster.cli.opened import make_home
home, path, limit, when = sys.argv[1:]
make_home(Path(home))
from muster.measures import ask
from muster.sources import uploads
from muster.sources.models import Load
from muster.tables.store import Draft

def limited(*_):
    if limit != "none":
        most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), most))

if when == "before writing":
    limited()
else:
    save = Draft.save
    Draft.save = lambda draft: (save(draft), limited())[0]
outcome = uploads.load(Path(path), by="ada")
folder = Path(home) / "marks"
print(json.dumps({
    "status": outcome.status,
    "problems": [str(problem) for problem in outcome.problems],
    "loads": Load.objects.count(),
    "version": uploads.store().version(),
    "files": sorted(
        str(one.relative_to(home)) for one in folder.rglob("*") if one.is_file()
    ),
    "recovered": uploads.recover(),
}))
"""


@pytest.fixture(scope="module")
def marks(tmp_path_factory):
    return write_marks(tmp_path_factory.mktemp("full") / "marks.csv", seed=1)


def write_marks(path, seed):
    """Marks that don't compress: what they take on the disk is some hundred kilobytes."""
    dice = random.Random(seed)
    with open(path, "w") as file:
        print("school,pupil,week,marks", file=file)
        for pupil in range(2000):
            for week in range(12):
                monday = date(2025, 9, 1) + timedelta(weeks=week)
                codes = " ".join(dice.choices(CODES, k=10))
                print(f"Ash,P{pupil},{monday},{codes}", file=file)
    return path


def load(home, marks, limit="none", when="before writing"):
    command = [sys.executable, "-c", LOAD, home, marks, str(limit), when]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=KNOWS_NOTHING,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def assert_refused_and_nothing_kept(said, where):
    assert (said["status"], said["loads"], said["version"]) == ("refused", 0, 0)
    assert said["problems"] == [
        (
            f"There is no room left on the disk {where}. Nothing of it was kept. Make room,"
            " then load it again."
        )
    ]
    assert said["files"] == ["marks/lock"]
    assert said["recovered"] == []


def test_a_layer_there_is_no_room_for_is_a_sentence(tmp_path, new_home, marks):
    said = load(new_home(tmp_path / "home"), marks, limit=30_000)
    assert_refused_and_nothing_kept(said, "to load marks.csv")


def test_a_database_there_is_no_room_for_is_a_sentence(tmp_path, new_home, marks):
    home = new_home(tmp_path / "home")
    said = load(home, marks, limit=30_000, when="after writing")
    assert_refused_and_nothing_kept(said, "for the database")


@pytest.fixture
def small_disk(tmp_path):
    """A disk of eight megabytes, where this process may make one."""
    where = tmp_path / "disk"
    where.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(where)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this process may not mount a disk of its own")
    yield where
    subprocess.run(["umount", str(where)], check=True)


@pytest.mark.slow
def test_a_small_disk_that_fills_up_is_a_sentence(small_disk, marks):
    home = small_disk / "home"
    first = load(home, marks)
    assert first["status"] == "loaded"
    filler = small_disk / "filler"
    fill(filler, leaving=100_000)  # enough for the database to be opened

    other = write_marks(marks.with_name("other.csv"), seed=2)
    said = load(home, other)
    assert said["status"] == "refused"
    assert said["problems"][0].startswith("There is no room left on the disk")
    assert (said["version"], said["files"]) == (1, first["files"])

    filler.unlink()
    assert load(home, other)["status"] == "loaded"


def fill(path: Path, leaving: int) -> None:
    free = os.statvfs(path.parent)
    size = free.f_bavail * free.f_frsize - leaving
    path.write_bytes(b"\0" * max(size, 0))
