"""What tests of files share: a home with a store, files to load, the real queue."""

import csv
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest

from muster.sources import received, uploads
from muster.sources.models import Upload


MONDAY = date(2025, 9, 8)


@pytest.fixture
def store(home, db):
    """The empty store of an empty home."""
    uploads.store().create()
    return uploads.store()


@pytest.fixture
def file(tmp_path) -> Callable[..., Path]:
    """file("schools.csv", rows) writes a CSV of rows, the headings first."""

    def file(name: str, rows: Iterable[Iterable[object]]) -> Path:
        path = tmp_path / "files" / name
        path.parent.mkdir(exist_ok=True)
        with open(path, "w", newline="", encoding="utf-8") as handle:
            csv.writer(handle).writerows(rows)
        return path

    return file


@pytest.fixture
def marks(file) -> Callable[..., Path]:
    """marks("a.csv", {"Ash": 2}) is a week of every pupil present: a file to load.

    `code` is what every mark is; `monday` the week; `schools` how many pupils at each.
    """

    def marks(
        name: str = "marks.csv",
        schools: dict[str, int] | None = None,
        code: str = "/",
        monday: date = MONDAY,
        extra: Iterable[Iterable[object]] = (),
    ) -> Path:
        rows = [
            (
                school,
                f"{school[0]}{pupil}",
                monday + timedelta(days=day),
                session,
                "\\" if (code, session) == ("/", "PM") else code,
            )
            for school, pupils in (schools or {"Ash Primary": 2}).items()
            for pupil in range(pupils)
            for day in range(5)
            for session in ("AM", "PM")
        ]
        headings = ("school", "pupil", "date", "session", "code")
        return file(name, [headings, *rows, *extra])

    return marks


@pytest.fixture
def load(store) -> Callable[..., uploads.Outcome]:
    """load(path) loads it as “ada” and says what came of it."""

    def load(path: Path, **more: object) -> uploads.Outcome:
        return uploads.load(path, by="ada", **more)

    return load


class Arrived:
    """A file as it comes with a request."""

    def __init__(self, path: Path):
        self.source, self.name, self.size = path, path.name, path.stat().st_size

    def keep_as(self, path: Path) -> None:
        path.write_bytes(self.source.read_bytes())


@pytest.fixture
def arrived() -> type[Arrived]:
    """arrived(path) is a file that came with a request."""
    return Arrived


@pytest.fixture
def send(store, jobs) -> Callable[..., Upload]:
    """send(path) has received it, as “ada”; with `read`, a worker has read it too."""

    def send(path: Path, read: bool = True, **more: object) -> Upload:
        sent = received.receive([Arrived(path)], by="ada", **more)[0]
        if read:
            jobs()
            sent.refresh_from_db()
        return sent

    return send
