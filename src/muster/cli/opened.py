"""Opening a home: Django set up, the database migrated, the store put right."""

from __future__ import annotations

import gc
import getpass
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from muster.cli.output import Failed, complain


# What the trail says of whoever sits at a keyboard where Muster runs.
COMMAND_LINE = "At the command line"


def open_home(home: Path) -> None:
    """Makes a home ready to work on. Raises Failed when there is none.

    A load that was broken off is said on stderr.
    """
    open_as_it_is(home)
    _migrate()
    from muster.accounts import audit
    from muster.protection import restoring
    from muster.sources import uploads
    from muster.tables.store import Refused

    audit.asks_from_now_on(audit.Asker(who(), COMMAND_LINE))
    if said := restoring.replay(home):
        complain(said)
    try:
        for sentence in uploads.recover():
            complain(sentence)
    except Refused as why:
        raise Failed(str(why)) from None


def open_as_it_is(home: Path) -> None:
    """Opens a home and leaves its database as it is. Raises Failed when there is none."""
    broken_off = home / "restoring" / "READY"
    if not (home / "secret-key").is_file() and not broken_off.is_file():
        raise Failed(
            f"There is no Muster home at {home}. Run `muster init` to make one, or name"
            " another with --home."
        )
    with restored_key(home):
        from muster.protection import restoring

        restoring.put_in_place(home)


@contextmanager
def restored_key(home: Path) -> Iterator[None]:
    """Sets up. A home that is being restored has no key until that is done: until then
    Muster runs with one that is thrown away."""
    is_there = os.environ.get("MUSTER_SECRET_KEY") or (home / "secret-key").is_file()
    if not is_there:
        os.environ["MUSTER_SECRET_KEY"] = secrets.token_urlsafe(50)
    set_up(home)
    yield
    if not is_there:
        from django.conf import settings

        del os.environ["MUSTER_SECRET_KEY"]
        settings.SECRET_KEY = (home / "secret-key").read_text("ascii").strip()


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
    # Nearly all that is made here stays to the end: nobody looks through it for what can go.
    gc.disable()
    django.setup()
    gc.freeze()
    gc.enable()


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
    # No model's, so a restored database comes without it: nobody could sign in.
    call_command("createcachetable", verbosity=0)
