"""What tests of data protection share: somebody who answers for it, and what was recorded."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from tests.protection.planted import finch, planted, registers, wren  # noqa: F401
from tests.sources.conftest import arrived, file, load, marks, send, store  # noqa: F401

from muster.accounts.models import Entry
from muster.documents import issuing
from muster.protection import keys


PROTECTS = "data-protection"


@pytest.fixture
def protector(home, signed_in):
    """Django's test client, signed in as somebody who answers for data protection."""
    return signed_in(PROTECTS)


@pytest.fixture
def protector_page(home, stranger_page, live_server, signed_in, settings):
    """A browser's page, signed in as the same."""
    key = settings.SESSION_COOKIE_NAME
    value = signed_in(PROTECTS).cookies[key].value
    stranger_page.context.add_cookies(
        [{"name": key, "value": value, "url": live_server.url}]
    )
    return stranger_page


@pytest.fixture
def recorded(db):
    """What was written into the trail, a dictionary a line: `recorded[-1]` is the last."""
    return Recorded()


class Recorded:
    FIELDS = ("did", "by", "to", "reason", "before", "after")

    def __getitem__(self, at):
        return list(map(self._line, Entry.objects.order_by("id").values(*self.FIELDS)))[
            at
        ]

    def __str__(self):
        return str(self[:])

    def _line(self, row):
        told = {name: json.loads(row[name] or "null") for name in ("before", "after")}
        return row | told


# A home with something in every part of it, for back-ups ---------------------------


@pytest.fixture
def on_sqlite() -> None:
    """A schema made aside isn't seen from inside a test's transaction: restoring into
    PostgreSQL is tested in processes of their own."""
    if connection.vendor != "sqlite":
        pytest.skip("restored in a process of its own, in test_backups_postgresql.py")


@pytest.fixture
def key(tmp_path) -> keys.Key:
    return keys.make(tmp_path / "backup-key")


@pytest.fixture
def lived_in(home, store, load, marks, person):  # noqa: F811
    """A home with a person, two loads of marks and a paper that was issued."""
    person("officer")
    (home / "secret-key").write_text("kept")
    (home / "first-person-code").write_text("not kept")
    (home / "packs").mkdir()
    (home / "packs" / "pack-2025-26-HT1-officers.html").write_text("<p>A draft</p>")
    load(marks())
    load(marks("more.csv", {"Birch Primary": 3}, code="I"))
    issuing.issue(
        stem="pack-2025-26-HT1-officers",
        number=1,
        title="A pack",
        organisation="Quillshire Council",
        audience="officers",
        period="2025-26/HT1",
        figures=b"{}",
        files={"pdf": bytes(range(256))},
        at=timezone.make_aware(datetime(2025, 11, 3, 9, 30, 1, 123456)),
        by="officer",
    )
    return home


@pytest.fixture
def kept(tmp_path) -> Path:
    """Where back-ups are kept."""
    (tmp_path / "kept").mkdir()
    return tmp_path / "kept"
