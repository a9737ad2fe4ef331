"""The database itself keeps the trail: rows and seals are added, never changed or taken.

Triggers refuse whoever tries, the owner of the tables too until they take the triggers
off. Two things more on PostgreSQL: the site may run under a role that was given no right
but to read and add (`muster init --site-role`), and whoever adds a row says so to the
sealer first (`seal`).
"""

from __future__ import annotations

from typing import Any


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
# Before the row's id is drawn: see `seal`.
ANNOUNCE = f"""
CREATE OR REPLACE FUNCTION muster_trail_announces() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_advisory_xact_lock_shared({LOCK}); RETURN NULL; END $$
"""


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
