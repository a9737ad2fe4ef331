"""A monitor is told yes or no, and nothing else."""

import logging

import pytest
from django.db import DatabaseError

from muster.jobs import reaper
from muster.sources.health import machinery
from muster.sources.models import InForce


@pytest.fixture
def ready(client, store, caplog):
    """ready() is the answer and what was logged of it."""

    def ready():
        caplog.clear()
        with caplog.at_level(logging.WARNING, "muster.protection"):
            answer = client.get("/health/ready")
        ours = [one.message for one in caplog.records if "muster" in one.name]
        return answer.status_code, answer.content, ours

    return ready


def test_it_is_alive_whatever_else_is_wrong(client):
    answer = client.get("/health/live")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


def test_it_is_ready_with_a_database_a_store_and_a_worker(ready):
    with reaper.alive():
        assert ready() == (200, b"ok\n", [])


def test_it_is_not_ready_with_no_worker(ready):
    assert ready() == (503, b"not ok\n", ["Not ready: no worker is running"])


def test_it_is_not_ready_when_the_database_is_behind_or_away(ready, monkeypatch):
    def gone(connection):
        raise DatabaseError("password authentication failed for sam at db.example")

    monkeypatch.setattr(machinery, "MigrationExecutor", gone)
    status, content, said = ready()
    assert (status, content) == (503, b"not ok\n")
    assert said == [
        "Not ready: the database does not answer, or is not as this version needs it"
    ]


def test_it_is_not_ready_when_the_store_cannot_be_read(ready):
    InForce.put(9)
    with reaper.alive():
        status, _, said = ready()
    assert status == 503
    assert "the list of what the version in force holds cannot be read" in said[0]


def test_it_is_not_ready_when_files_of_the_store_are_gone(ready, load, marks, store):
    load(marks())
    for layer in store.folder.glob("layers/*"):
        layer.unlink()
    with reaper.alive():
        status, content, said = ready()
    assert (status, content) == (503, b"not ok\n")
    assert said == ["Not ready: files of the version in force are missing or damaged"]


def test_nothing_is_changed_by_asking(client):
    assert client.post("/health/ready").status_code == 405
