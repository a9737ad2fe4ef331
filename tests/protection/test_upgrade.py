"""A home of an earlier version is upgraded, says what it said, and can go back.

The homes are those of tests/homes, each made by the code of its commit.
"""

import json
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from tests.homes.make import answers, muster, python


HOMES = Path(__file__).resolve().parents[1] / "homes"
pytestmark = pytest.mark.slow


@pytest.fixture(params=sorted(HOMES.glob("*.tar.gz")), ids=lambda path: path.name)
def before(request, tmp_path) -> Path:
    """A home of an earlier version, as it stood."""
    with tarfile.open(request.param) as tar:
        tar.extractall(tmp_path, filter="data")
    return tmp_path / "home"


def schema(home: Path) -> list[tuple]:
    """Every table and index, as the database would make them again; but for the cache,
    which is no part of a back-up and is made when a home is opened."""
    asked = (
        "SELECT type, name, sql FROM sqlite_master"
        " WHERE sql IS NOT NULL AND tbl_name <> 'cache'"
    )
    with closing(sqlite3.connect(home / "db.sqlite3")) as database:
        return sorted(database.execute(asked).fetchall())


def rows(home: Path) -> dict[str, list[tuple]]:
    """Every row, but for sessions and the times migrations were made at."""
    with closing(sqlite3.connect(home / "db.sqlite3")) as database:
        names = [
            name
            for kind, name, _ in schema(home)
            if kind == "table" and name not in ("django_session", "sqlite_sequence")
        ]
        found = {}
        for name in names:
            held = database.execute(f'SELECT * FROM "{name}"').fetchall()
            if name == "django_migrations":
                held = [(app, step) for _, app, step, _ in held]
            found[name] = sorted(held, key=repr)
        return found


def papers(home: Path) -> list[tuple]:
    asked = (
        "SELECT stem, number, issued_at, figures, kind, content"
        " FROM documents_issued JOIN documents_issuedfile ON paper_id = documents_issued.id"
    )
    with closing(sqlite3.connect(home / "db.sqlite3")) as database:
        return sorted(database.execute(asked).fetchall())


def marks(home: Path) -> dict[str, bytes]:
    kept = [*home.glob("marks/layers/*"), *home.glob("marks/ids/*")]
    return {path.name: path.read_bytes() for path in kept}


def needed(home: Path, held: dict[str, bytes]) -> dict[str, bytes]:
    """Of these files, those the version in force speaks of."""
    [path] = home.glob("marks/manifest-*.json")
    said = path.read_text()
    return {name: content for name, content in held.items() if name in said}


def test_it_is_upgraded_and_goes_back(before, tmp_path):
    expected = json.loads((before / "expected.json").read_text())
    was = {one.__name__: one(before) for one in (schema, rows, papers, marks)}
    kept = tmp_path / "kept.tar"

    # With the new version, before it has touched anything.
    muster(before, "backup", kept, "--plain", "--verify")
    assert schema(before) == was["schema"]

    muster(before, "init")
    assert answers(before) == expected
    assert papers(before) == was["papers"]
    assert len(papers(before)) == 2
    assert muster(before, "loads", "--format", "csv").count("\n") == 4

    muster(before, "restore", kept, "--replace", "--no-upgrade")
    # What the older code relies on: its own tables, its own rows, its own marks.
    assert schema(before) == was["schema"]
    assert rows(before) == was["rows"]
    assert marks(before).items() == needed(before, was["marks"]).items()


def test_a_database_left_behind_is_backed_up_as_it_is_and_restored_up_to_date(
    before, tmp_path
):
    muster(before, "init")
    behind_by_one = (
        f"import os; os.environ['MUSTER_HOME'] = {str(before)!r};"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'muster.config.settings';"
        "import django; django.setup();"
        "from django.core.management import call_command;"
        "call_command('migrate', 'sources', '0002', verbosity=0)"
    )
    python("-c", behind_by_one)
    behind = schema(before)
    muster(before, "backup", tmp_path / "kept.tar", "--plain", "--verify")
    assert schema(before) == behind

    muster(tmp_path / "as-it-was", "restore", tmp_path / "kept.tar", "--no-upgrade")
    assert schema(tmp_path / "as-it-was") == behind
    muster(tmp_path / "upgraded", "restore", tmp_path / "kept.tar")
    assert schema(tmp_path / "upgraded") != behind
    assert answers(tmp_path / "upgraded") == json.loads(
        (tmp_path / "upgraded" / "expected.json").read_text()
    )
