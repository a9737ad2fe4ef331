"""The role the site runs under on PostgreSQL."""

import psycopg
import pytest
from django.db import connection

from muster.accounts import audit, guard, seal


pytestmark = pytest.mark.postgresql


@pytest.fixture
def site(on_postgresql):
    """A connection as the role the site runs under."""
    audit.record(did="x.y", by="ada")
    seal.seal_new()
    with connection.cursor() as cursor:
        cursor.execute('CREATE ROLE "the site" LOGIN')
    guard.grant_to_site(connection, "the site")
    # Not the trigger, but the privilege.
    guard.take_down(connection)
    address = psycopg.conninfo.make_conninfo(on_postgresql, user="the site")
    with psycopg.connect(address, autocommit=True) as direct:
        yield direct
    with connection.cursor() as cursor:
        cursor.execute('DROP OWNED BY "the site"; DROP ROLE "the site"')


ADD = (
    'INSERT INTO accounts_entry (at, by, posts, did, child, "to", reason, before, after,'
    " source) VALUES (now(), 'x', '', 'x.y', '', '', '', '', '', '')"
)


def test_the_sites_role_adds_to_the_trail_and_reads_it(site):
    site.execute(ADD)
    assert site.execute("SELECT count(*) FROM accounts_entry").fetchone() == (2,)
    assert site.execute("SELECT count(*) FROM accounts_seal").fetchone() == (1,)


@pytest.mark.parametrize("table", guard.TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET id = 9",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "DROP TABLE {}",
    ],
)
def test_the_sites_role_can_do_nothing_else_to_it(site, statement, table):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        site.execute(statement.format(table))


def test_the_sites_role_does_everything_else(site):
    site.execute("INSERT INTO sources_inforce (id, version) VALUES (1, 1)")
    site.execute("UPDATE sources_inforce SET version = 2")
    site.execute("DELETE FROM sources_inforce")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        site.execute("CREATE TABLE own (id int)")


def test_a_role_that_is_not_there_is_refused(on_postgresql):
    with pytest.raises(guard.Refused, match="has no role “nobody”"):
        guard.grant_to_site(connection, "nobody")


def test_the_owner_is_refused_as_the_sites_role(on_postgresql):
    with pytest.raises(guard.Refused, match="Name a role of its own"):
        guard.grant_to_site(connection, connection.settings_dict["USER"])


def test_sqlite_has_no_roles(db):
    if connection.vendor != "sqlite":
        pytest.skip("the run stands on PostgreSQL")
    with pytest.raises(guard.Refused, match="database is SQLite"):
        guard.grant_to_site(connection, "site")
