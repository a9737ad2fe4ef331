"""Opening a home: Django set up, the database migrated, the store put right."""

from __future__ import annotations

import getpass
import os
import secrets
from pathlib import Path

from muster.cli.output import Failed, complain


# What the trail says of whoever sits at a keyboard where Muster runs.
COMMAND_LINE = "At the command line"


def open_home(home: Path) -> None:
    """Makes a home ready to work on. Raises Failed when there is none.

    A load that was broken off is said on stderr.
    """
    if not (home / "secret-key").is_file():
        raise Failed(
            f"There is no Muster home at {home}. Run `muster init` to make one, or name"
            " another with --home."
        )
    set_up(home)
    _migrate()
    from muster.accounts import audit
    from muster.sources import uploads
    from muster.tables.store import Refused

    audit.asks_from_now_on(audit.Asker(who(), COMMAND_LINE))

    try:
        for sentence in uploads.recover():
            complain(sentence)
    except Refused as why:
        raise Failed(str(why)) from None


def make_home(home: Path) -> bool:
    """An empty home, migrated; False if it was there already (and is now migrated)."""
    made = not (home / "secret-key").is_file()
    try:
        home.mkdir(parents=True, exist_ok=True)
        if made:
            _write_secret(home / "secret-key")
    except OSError as problem:
        raise Failed(f"{home} cannot be written to: {problem.strerror}.") from None
    set_up(home)
    _migrate()
    from muster.accounts import audit
    from muster.sources import uploads

    audit.asks_from_now_on(audit.Asker(who(), COMMAND_LINE))
    uploads.store().create()
    return made


def set_up(home: Path) -> None:
    import django

    os.environ["MUSTER_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muster.config.settings")
    django.setup()


def who() -> str:
    """The person at the keyboard, for the record of who loaded what."""
    return os.environ.get("MUSTER_USER") or getpass.getuser()


def _write_secret(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
