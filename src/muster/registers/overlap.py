"""The database itself keeps spells apart: a trigger refuses one that runs into another.

Two spells of a child on one register may share the day one ends and the next begins.
SQLite has no constraint for ranges, and PostgreSQL's needs an extension that not every
site may install, so both have a trigger; on PostgreSQL it waits for whoever else is
writing of the same child.
A migration that makes the table anew takes the trigger away, so it puts it up again.
"""

from __future__ import annotations

from typing import Any


OVERLAPS = "Spells of a child may not overlap"
TABLE = "registers_entry"
FAR = "'9999-12-31'"
FOUND = f"""
    SELECT 1 FROM {TABLE} AS other
    WHERE other.id <> NEW.id AND other.register = NEW.register
    AND other.child = NEW.child AND other.about = NEW.about
    AND other.started_on < COALESCE(NEW.ended_on, {FAR})
    AND NEW.started_on < COALESCE(other.ended_on, {FAR})
"""
FUNCTION = f"""
CREATE OR REPLACE FUNCTION muster_spells_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext(NEW.register), NEW.child);
    IF EXISTS ({FOUND}) THEN
        RAISE EXCEPTION '{OVERLAPS}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
"""


def put_up(connection: Any) -> None:
    """Puts the triggers on. Does what is missing."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for event in ("insert", "update"):
            cursor.execute(_statement(connection.vendor, event))


def take_down(connection: Any) -> None:
    on = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for event in ("insert", "update"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_apart_{event}{on}")


def _statement(vendor: str, event: str) -> str:
    name = f"{TABLE}_apart_{event}"
    if vendor == "sqlite":
        # After, so that NEW.id of an insert is known.
        return (
            f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {event} ON {TABLE}"
            f" WHEN EXISTS ({FOUND}) BEGIN SELECT RAISE(ABORT, '{OVERLAPS}'); END"
        )
    return (
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON {TABLE}"
        " FOR EACH ROW EXECUTE FUNCTION muster_spells_apart()"
    )
