import itertools

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from tests import postgres


@pytest.fixture(scope="session")
def postgresql(django_db_setup, django_db_blocker, postgresql_server):
    """The address of a PostgreSQL, with a migrated database to copy from."""
    _ask(
        postgresql_server,
        "DROP DATABASE IF EXISTS muster_to_copy",
        "CREATE DATABASE muster_to_copy",
    )
    found = postgres.connection_to(postgresql_server, "muster_to_copy")
    with django_db_blocker.unblock(), postgres.in_place_of_the_default(found):
        call_command("migrate", verbosity=0, interactive=False)
    return postgresql_server


NAMES = itertools.count(1)


@pytest.fixture
def on_postgresql(db, home, postgresql):
    """Everything in this test asks a PostgreSQL database of its own."""
    name = f"muster_{next(NAMES)}"
    _ask(
        postgresql,
        f"DROP DATABASE IF EXISTS {name}",
        f"CREATE DATABASE {name} TEMPLATE muster_to_copy",
    )
    found = postgres.connection_to(postgresql, name)
    with postgres.in_place_of_the_default(found):
        yield psycopg.conninfo.make_conninfo(postgresql, dbname=name)
    _ask(postgresql, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, db, home):
    """Each of the two databases in turn; the name of it."""
    if request.param == "postgresql":
        request.getfixturevalue("on_postgresql")
    assert connection.vendor == request.param
    return request.param


def _ask(address: str, *statements: str) -> None:
    with psycopg.connect(address, autocommit=True) as direct:
        for statement in statements:
            direct.execute(statement)
