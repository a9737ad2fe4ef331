import itertools
import re
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from tests import postgres

from muster.accounts import stored
from muster.sources import uploads


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


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
)
def database(request, db, home):
    """Each of the two databases in turn; the name of it."""
    if request.param == "postgresql":
        request.getfixturevalue("on_postgresql")
    elif connection.vendor != request.param:
        pytest.skip("the run stands on PostgreSQL")
    assert connection.vendor == request.param
    return request.param


def _ask(address: str, *statements: str) -> None:
    with psycopg.connect(address, autocommit=True) as direct:
        for statement in statements:
            direct.execute(statement)


# People and organisations ----------------------------------------------------------------

SCHOOLS = """urn,laestab,name,phase,area,trust,closed_on
100001,9992001,Ash Primary School,primary,North,Willow Trust,
100002,9992002,Elm Primary School,primary,North,,
100003,9994003,Oak Academy,secondary,South,Willow Trust,
100004,9992004,Yew Infant School,primary,South,,2024-08-31
"""
ENROLMENTS = """school,pupil,from_on
100001,a17,2025-09-01
100002,a17,2025-09-01
100003,b20,2025-09-01
"""


@pytest.fixture
def schools(home, db, tmp_path: Path):
    """Four schools of two areas, two of them a trust's; the last has closed."""
    uploads.store().create()
    for name, text in {"schools": SCHOOLS, "enrolments": ENROLMENTS}.items():
        path = tmp_path / f"{name}.csv"
        path.write_text(text, "utf-8")
        outcome = uploads.load(path, by="tests")
        assert outcome.status == "loaded", list(map(str, outcome.problems))
    return stored.state()


@pytest.fixture
def number(schools):
    """number("Elm Primary School") is what the store knows it by."""

    def number(name: str) -> int:
        return schools.school_keys.find(name)

    return number


@pytest.fixture
def link():
    """link(answer) is the address of the invitation on a page."""

    def link(answer) -> str:
        [found] = re.findall(
            r'href="http://[^/"]+(/people/invited/[^"]+)"', answer.content.decode()
        )
        return found

    return link
