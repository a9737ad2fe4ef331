"""An erasure that is killed with SIGKILL never was, or is finished at the next start."""

import json
import shutil
import signal
import subprocess
import sys

import pytest
from tests.protection.killed import POINTS
from tests.sources.test_killed import KNOWS_NOTHING, ROOT


# Each of these in every run; the others in the long one.
ALWAYS = ("between commit and the earlier versions",)
COMMITTED = (
    "between commit and the earlier versions",
    "while earlier versions are put right",
)


def process(*words):
    command = [sys.executable, "-m", "tests.protection.killed", *map(str, words)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    one = subprocess.Popen(command, cwd=ROOT, env=KNOWS_NOTHING, **pipes)
    said, complained = one.communicate(timeout=300)
    return one.returncode, said, complained


@pytest.fixture(scope="session")
def prepared(new_home, tmp_path_factory):
    home = new_home(tmp_path_factory.mktemp("killed") / "home")
    code, _, complained = process("prepare", home)
    assert code == 0, complained
    return home


@pytest.mark.parametrize(
    "point",
    [
        one if one in ALWAYS else pytest.param(one, marks=pytest.mark.slow)
        for one in POINTS
    ],
)
@pytest.mark.slow
def test_an_erasure_killed_at_a_point_is_whole_or_never_was(prepared, tmp_path, point):
    home = shutil.copytree(prepared, tmp_path / "home")
    code, _, complained = process("erase", home, point)
    assert code == -signal.SIGKILL, complained
    code, said, complained = process("start", home)
    assert code == 0, complained
    found = json.loads(said)
    assert found["held"] == (0 if point in COMMITTED else 2)
    assert (found["then"], found["others"], found["left"]) == (0, 2, [])
