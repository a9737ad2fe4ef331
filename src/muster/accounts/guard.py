"""The database itself keeps the trail: rows and seals are added, never changed or taken.

Triggers refuse whoever tries, the owner of the tables too until they take the triggers
off. Two things more on PostgreSQL: the site may run under a role that was given no right
but to read and add (`muster init --site-role`), and whoever adds a row says so to the
sealer first (`seal`).
"""

from __future__ import annotations

from typing import Any

from django.db import transaction


TABLES = ("accounts_entry", "accounts_seal")
SAID = "The trail is only ever added to"
# Any number will do, as long as nothing else in the database locks by it.
LOCK = 7_301_944

SQLITE = {
    # A row is also changed by adding another over it (INSERT OR REPLACE).
    "insert": "BEFORE INSERT ON {0} WHEN EXISTS (SELECT 1 FROM {0} WHERE id = NEW.id)",
    "update": "BEFORE UPDATE ON {0}",
    "delete": "BEFORE DELETE ON {0}",
}
REFUSE = f"""
CREATE OR REPLACE FUNCTION muster_trail_refuses() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{SAID}'; END $$
"""
# A privilege given to a table of the trail with all others is taken back in the same
# transaction, so the site never has it.
GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "REVOKE ALL ON {trail} FROM {role}",
    "GRANT SELECT, INSERT ON {trail} TO {role}",
)
# Before the row's id is drawn: see `seal`.
ANNOUNCE = f"""
CREATE OR REPLACE FUNCTION muster_trail_announces() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_advisory_xact_lock_shared({LOCK}); RETURN NULL; END $$
"""


class Refused(Exception):
    """The message is a sentence for whoever asked."""


def put_up(connection: Any) -> None:
    """Puts the triggers on. Does what is missing."""
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def take_down(connection: Any) -> None:
    """Takes them off: for whoever undoes the migration, and tests that empty tables."""
    with connection.cursor() as cursor:
        for table in TABLES:
            for name in ("insert", "update", "delete", "change", "announce"):
                if connection.vendor == "sqlite":
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}")
                else:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}")


def grant_to_site(connection: Any, role: str) -> None:
    """Lets the role the site runs under do all that the site does, and to the trail only
    read and add. For whoever owns the tables, after each migration. Raises Refused."""
    if connection.vendor != "postgresql":
        raise Refused(
            "Only PostgreSQL has roles, and this home’s database is SQLite. Leave"
            " --site-role out, or set DATABASE_URL."
        )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolname = current_user FROM pg_roles WHERE rolname = %s",
            [role],
        )
        found = cursor.fetchone()
        if found is None:
            raise Refused(
                f"PostgreSQL has no role “{role}”. Make it first: CREATE ROLE with LOGIN"
                " and a password."
            )
        if any(found):
            raise Refused(
                f"“{role}” owns the tables or may do anything, so nothing can be kept"
                " from it. Name a role of its own for the site."
            )
        for statement in GRANTS:
            cursor.execute(
                statement.format(
                    role=connection.ops.quote_name(role), trail=", ".join(TABLES)
                )
            )


def _statements(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {table}_{name} {when.format(table)}"
            f" BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
            for table in TABLES
            for name, when in SQLITE.items()
        ]
    return [
        REFUSE,
        ANNOUNCE,
        *(
            f"CREATE OR REPLACE TRIGGER {table}_change BEFORE UPDATE OR DELETE OR TRUNCATE"
            f" ON {table} FOR EACH STATEMENT EXECUTE FUNCTION muster_trail_refuses()"
            for table in TABLES
        ),
        (
            "CREATE OR REPLACE TRIGGER accounts_entry_announce BEFORE INSERT ON accounts_entry"
            " FOR EACH STATEMENT EXECUTE FUNCTION muster_trail_announces()"
        ),
    ]
