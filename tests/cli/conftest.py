"""The command as a person runs it: a process of its own, a home of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest


Ran = subprocess.CompletedProcess[str]


@pytest.fixture(scope="session")
def run() -> Callable[..., Ran]:
    """run("loads", home=folder) gives what the command printed and its exit code."""

    def run(*words: str | Path, home: Path | None = None) -> Ran:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("MUSTER_")}
        kept |= {"MUSTER_TODAY": "2025-12-01", "MUSTER_USER": "dev"}
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        if home:
            kept["MUSTER_HOME"] = str(home)
        command = [sys.executable, "-m", "muster.cli", *map(str, words)]
        return subprocess.run(
            command, capture_output=True, text=True, env=kept, timeout=120
        )

    return run


MARKS = """\
school,pupil,date,session,code
Ash,P1,2025-09-08,AM,/
Ash,P1,2025-09-08,PM,\\
Ash,P1,09/09/2025,AM,I
Ash,P1,09/09/2025,PM,I
Ash,P2,2025-09-08,AM,7
Ash,P2,2025-09-08,PM,N
Beech,P3,2025-09-08,AM,U
Beech,P3,2025-09-08,PM,
"""


@pytest.fixture(scope="session")
def marks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("files") / "marks.csv"
    path.write_text(MARKS, "utf-8")
    return path


@pytest.fixture(scope="session")
def loaded(
    run, new_home, marks: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A home with one small marks file and nothing else. Not to be changed."""
    home = new_home(tmp_path_factory.mktemp("homes") / "loaded")
    assert run("load", marks, home=home).returncode == 0
    return home


@pytest.fixture(scope="session")
def empty(new_home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty home. Not to be changed."""
    return new_home(tmp_path_factory.mktemp("homes") / "empty")


@pytest.fixture
def fresh(new_home, tmp_path: Path) -> Path:
    """An empty home, to do anything to."""
    return new_home(tmp_path / "fresh")
