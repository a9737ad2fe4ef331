"""Makes a home with whichever Muster is on the path, and archives it (see README.md)."""

import csv
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from datetime import date, timedelta
from pathlib import Path


HERE = Path(__file__).parent
ASKED = (
    ("measure", "attendance", "overall_absence", "--by", "school"),
    ("measure", "persistent_absence", "severe_absence", "--by", "school"),
    ("measure", "overall_absence", "--by", "week", "--period", "2025-26/HT1"),
    ("measure", "overall_absence", "--by", "reason"),
)
PAPERS = """
from datetime import UTC, datetime
from muster.accounts import people
from muster.accounts.models import Authority
from muster.documents import issuing
from muster.reports.models import Commentary
for role in ("officer", "leader", "board"):
    people.add(username=role, name=f"Sam {role.title()}", role_key=role,
               email=f"{role}@quillshire.example", password="three unlikely words")
Authority.objects.create(pk=1, name="Quillshire Council", la_code="999", parts_off=["map"])
issuing.issue(stem="pack-2025-26-HT1-board", number=1, title="Attendance data pack",
    organisation="Quillshire Council", audience="board", period="2025-26/HT1",
    figures=b'{"headline": 1}', files={"html": b"<p>As it went out</p>", "pdf": bytes(range(256))},
    at=datetime(2025, 11, 3, 9, 30, 1, 123456, tzinfo=UTC), by="officer")
Commentary.objects.create(period="2025-26/HT1", section="summary", sees="Absence rose.",
    writer="officer", written_by="officer", written_at=datetime(2025, 11, 1, 12, tzinfo=UTC))
"""


def muster(home: Path, *words: str | Path) -> str:
    return python("-m", "muster.cli", "--home", str(home), *map(str, words))


def python(*words: str) -> str:
    ours = ("MUSTER_", "DJANGO_", "DATABASE_URL")
    said = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    said |= {"MUSTER_TODAY": "2025-12-01", "MUSTER_USER": "dev"}
    return subprocess.run(
        [sys.executable, *words],
        env=said,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def answers(home: Path) -> list[str]:
    """What it says of its figures, as rows."""
    more = ("--unsuppressed", "--format", "csv")
    return [muster(home, *words, *more) for words in ASKED]


def marks(folder: Path, name: str, pupils: int, every: int) -> Path:
    """Six weeks of three schools, where one mark in `every` is an absence."""
    path = folder / name
    with open(path, "w", newline="", encoding="utf-8") as file:
        write = csv.writer(file)
        write.writerow(("school", "pupil", "date", "session", "code"))
        for school in range(3):
            for pupil in range(pupils):
                for day in range(42):
                    on = date(2025, 9, 8) + timedelta(days=day)
                    for half, session in enumerate(("AM", "PM")):
                        if on.weekday() > 4:
                            continue
                        turn = pupil * (school + 2) + day * 2 + half
                        code = "IUMO"[turn % 4] if turn % every == 0 else "/\\"[half]
                        write.writerow(
                            (f"School {school}", f"{school}-{pupil}", on, session, code)
                        )
    return path


def make(commit: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home, files = Path(folder) / "home", Path(folder)
        muster(home, "init")
        muster(home, "load", marks(files, "first.csv", 12, 5))
        muster(home, "load", marks(files, "corrected.csv", 12, 9))
        muster(home, "load", marks(files, "more.csv", 15, 3))
        muster(home, "undo", "3")
        opened = f"import os; os.environ['MUSTER_HOME'] = {str(home)!r}\n"
        opened += "os.environ['DJANGO_SETTINGS_MODULE'] = 'muster.config.settings'\n"
        python("-c", f"{opened}import django; django.setup(){PAPERS}")
        (home / "expected.json").write_text(json.dumps(answers(home), indent=1))
        shutil.rmtree(home / "marks" / "cache")
        with tarfile.open(HERE / f"{commit}.tar.gz", "w:gz") as tar:
            tar.add(home, arcname="home")


if __name__ == "__main__":
    make(sys.argv[1])
