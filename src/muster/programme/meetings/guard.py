"""The database itself keeps closed minutes: triggers refuse to change them or take them away.

Each looks at its own row only. One that looked at the meeting would stand in the way of any
later migration of meetings: SQLite makes a table anew, and reads every trigger meanwhile.
A migration that makes one of these tables anew takes its triggers away, so it puts them
up again.
"""

from __future__ import annotations

from typing import Any


CLOSED = "OLD.is_closed"
# By table, when a row of it is not changed, and when not taken away; nothing is always.
TABLES = {
    "programme_item": (CLOSED, CLOSED),
    "programme_outcome": (CLOSED, CLOSED),
    "programme_presence": (CLOSED, CLOSED),
    "programme_correction": ("", ""),
    "programme_minutetext": ("OLD.text <> NEW.text OR OLD.number <> NEW.number", ""),
}
SAID = "Closed minutes change only by a correction"
REFUSE = f"""
CREATE OR REPLACE FUNCTION muster_minutes_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{SAID}'; END $$
"""


def put_up(connection: Any) -> None:
    """Puts the triggers on. Does what is missing."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(REFUSE)
        for table, tests in TABLES.items():
            for event, when in zip(("UPDATE", "DELETE"), tests, strict=True):
                cursor.execute(_statement(connection.vendor, table, when, event))


def take_down(connection: Any) -> None:
    """Takes them off: for whoever undoes the migration, and tests that empty tables."""
    on = " ON {0}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for table in TABLES:
            for event in ("update", "delete"):
                name = f"{table}_closed_{event}"
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on.format(table)}")


def _statement(vendor: str, table: str, when: str, event: str) -> str:
    name = f"{table}_closed_{event.lower()}"
    if vendor == "sqlite":
        test = f" WHEN {when}" if when else ""
        return (
            f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} ON {table}{test}"
            f" BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        )
    test = f" WHEN ({when})" if when else ""
    return (
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON {table}"
        f" FOR EACH ROW{test} EXECUTE FUNCTION muster_minutes_refuse()"
    )
