"""Every answer of docs/summary-questions.md stands on the two pages a councillor has."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


DOC = Path(__file__).resolve().parents[2] / "docs/summary-questions.md"
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \| .+ \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def summary(tmp_path_factory):
    """The text of the first two pages of the demo's board pack, at its default size."""
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext: poppler-utils has it")
    folder = tmp_path_factory.mktemp("summary")
    settled = ("DJANGO_SETTINGS_MODULE", "MUSTER_HOME")
    plain = {name: held for name, held in os.environ.items() if name not in settled}

    def muster(*words):
        subprocess.run(
            [
                sys.executable,
                "-m",
                "muster.cli",
                "--home",
                str(folder / "home"),
                *words,
            ],
            check=True,
            capture_output=True,
            env=plain | {"MUSTER_TODAY": "2026-03-27"},
        )

    muster("demo")
    muster("pack", "--audience", "board", "--to", "pdf", "--out", str(folder))
    [pack] = folder.glob("*.pdf")
    read = subprocess.run(
        ["pdftotext", "-l", "2", str(pack), "-"], check=True, capture_output=True
    )
    return " ".join(read.stdout.decode().split())


@pytest.mark.slow
def test_a_councillor_finds_every_answer_on_two_pages(summary):
    asked = ROW.findall(DOC.read_text("utf-8"))
    assert len(asked) >= 10
    missing = [(number, answer) for number, _, answer in asked if answer not in summary]
    assert not missing, summary
