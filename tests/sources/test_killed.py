"""A load that is killed with SIGKILL leaves the old figures and a sentence, or the new ones.

The points are spread over the whole of a load: some named, by what had just been done; the
rest by the clock, from a seed.
"""

import csv
import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.sources.killed import POINTS


ROOT = Path(__file__).parents[2]
MESSAGE = (
    "A load of new.csv was broken off before it was finished. Nothing of it was kept: the"
    " figures are as they were. Load the file again."
)
# Each of these once in every run; the others with the fifty of the long run.
ALWAYS = (
    "after a layer was written",
    "between save and commit",
    "between commit and CURRENT",
)
SELDOM = tuple(point for point in POINTS if point not in ALWAYS)
MOMENTS = random.Random(20251201).sample(range(1, 1000), 50)
KNOWS_NOTHING = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("MUSTER_", "DJANGO_"))
}


@pytest.fixture(scope="session")
def prepared(new_home, tmp_path_factory):
    """A home that holds the old file, the file to load, and what is expected of them."""
    folder = tmp_path_factory.mktemp("killed")
    old = write_marks(folder / "old.csv", "/\\", weeks=4, pupils=20)
    new = write_marks(folder / "new.csv", "IL", weeks=20, pupils=120)
    expected = run("prepare", new_home(folder / "home"), old, new)[0]
    assert expected["old"] != expected["new"]
    return folder / "prepared", new, expected


def write_marks(path, codes, weeks, pupils):
    """Two schools' marks, the codes in turn morning and afternoon."""
    with open(path, "w", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(("school", "pupil", "date", "session", "code"))
        for pupil in range(pupils):
            for day in range(7 * weeks):
                on = date(2025, 9, 1) + timedelta(days=day)
                for session, code in zip(("AM", "PM"), codes, strict=True):
                    if on.weekday() < 5:
                        school = ("Ash", "Birch")[pupil % 2]
                        writer.writerow((school, f"P{pupil}", on, session, code))
    return path


def process(*words, **more):
    command = [sys.executable, "-m", "tests.sources.killed", *map(str, words)]
    pipes = {"stdout": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=ROOT, env=KNOWS_NOTHING, **pipes, **more)


def run(*words):
    """What a process says, and what it complains of."""
    one = process(*words, stderr=subprocess.PIPE)
    said, complained = one.communicate(timeout=300)
    assert one.returncode == 0, complained
    return json.loads(said), complained


def killed(home, new, point, after=None):
    """Loads the file in a process that is killed, and waits for its death."""
    one = process("load", home, new, point)
    assert one.stdout.readline() == "ready\n"
    if after is not None:
        select.select([], [], [], after)
        one.kill()
    assert one.wait(120) == -signal.SIGKILL
    one.stdout.close()


@pytest.mark.parametrize(
    "point", [*ALWAYS, *(pytest.param(p, marks=pytest.mark.slow) for p in SELDOM)]
)
@pytest.mark.slow
def test_a_load_killed_at_a_point_is_whole_or_was_never_there(
    prepared, tmp_path, point
):
    ready, new, expected = prepared
    home = shutil.copytree(ready, tmp_path / "home")
    killed(home, new, point)
    is_in = point in (
        "between commit and CURRENT",
        "after CURRENT",
        "while layers are merged",
    )
    assert look(home, new, expected) == ("new" if is_in else "old")


@pytest.mark.parametrize(
    "moment",
    [pytest.param(m, marks=pytest.mark.slow) for m in MOMENTS],
)
def test_a_load_killed_at_any_moment_is_whole_or_was_never_there(
    prepared, tmp_path, moment
):
    ready, new, expected = prepared
    home = shutil.copytree(ready, tmp_path / "home")
    # A little past the end too, so that the last steps are among what is hit.
    killed(home, new, "at a moment", after=1.2 * expected["took"] * moment / 1000)
    look(home, new, expected)


def look(home, new, expected):
    """Starts again, sees that all is well, and says which figures were found."""
    begun = [*home.glob("loading/*.mark"), *home.glob("marks/pending.json")]
    said, complained = run("start", home, new)
    assert said["held"] in (expected["old"], expected["new"])
    was_old = said["held"] == expected["old"]
    assert (MESSAGE in complained) == (was_old and bool(begun))
    assert complained.count("broken off") <= 1
    assert said["status"] == ("loaded" if was_old else "already loaded")
    assert said["then"] == expected["new"]
    assert_nothing_is_left_over(home)
    return "old" if was_old else "new"


def assert_nothing_is_left_over(home):
    marks = home / "marks"
    named = set()
    for path in marks.glob("manifest-*.json"):
        held = json.loads(path.read_text())
        named |= {layer["file"] for layer in held["layers"]}
        named |= {held["school_keys"], held["pupils"]}
    found = [*marks.glob("layers/*"), *marks.glob("ids/*")]
    assert {str(path.relative_to(marks)) for path in found} == named
    assert not (marks / "pending.json").exists()
    assert not list(home.glob("loading/*.mark"))
