"""Restoring a home from a back-up: made aside, then put in place, all or nothing.

Everything is made ready in `restoring/` in the home itself, since a home may be a mounted
volume, which can't be swapped for another. Once READY is written the rest is only moves;
if those are broken off, `put_in_place` goes on with them the next time the home is opened.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

from muster.jobs import reaper
from muster.protection import archive, backups, erasing, rows
from muster.protection.keys import Key
from muster.tables import erased
from muster.tables.store import FULL, Store


ASIDE = "restoring"
READY = "READY"
NEW, OLD = "new", "old"
SCHEMA = "muster_restoring"
# Stands in a restored home until everything below was done.
REPLAY = "replay-erasures"


class CannotRestore(Exception):
    """Nothing was restored and nothing changed; the message says why and what to do."""


@dataclass(frozen=True)
class Restored:
    """What was put in place: what `about.json` said of it, and what differs from that."""

    about: dict[str, Any]
    differs: list[str]


def restore(
    path: Path,
    key: Key | None,
    home: Path,
    *,
    replace: bool = False,
    upgrade: bool = True,
) -> Restored:
    """Puts a back-up in place of an empty home, or with `replace` of any.

    With `upgrade` off the database stays as the Muster that made it knows it. Nobody may
    open the home before `replay`. Raises CannotRestore.
    """
    _refuse_full(home, replace)
    try:
        home.mkdir(parents=True, exist_ok=True)
        with _cleared_on_failure(home):
            about = _unpack(path, key, home / ASIDE / NEW)
            differs = _build(home, about, upgrade)
            _keep_erased(path, home, upgrade)
            (home / ASIDE / NEW / REPLAY).touch()
            _write_ready(home)
    except OSError as why:
        if why.errno in FULL:
            raise CannotRestore(
                "There is no room left on the disk to restore it. Nothing was changed."
                " Make room, then try again."
            ) from None
        raise CannotRestore(
            f"It could not be restored: {why}. Nothing was changed."
        ) from None
    put_in_place(home)
    return Restored(about, differs)


def check(path: Path, key: Key | None) -> Restored:
    """Restores into a home that is thrown away, and compares. Raises CannotRestore."""
    with tempfile.TemporaryDirectory(prefix="muster-check-") as folder:
        home = Path(folder)
        try:
            about = _unpack(path, key, home)
            with _sqlite_aside(home / backups.DATABASE) as aside:
                return Restored(about, _fill(aside, home, about))
        except OSError as why:
            raise CannotRestore(f"It could not be restored: {why}.") from None


def put_in_place(home: Path) -> None:
    """Moves what is ready to where it belongs. Broken off and called again, it goes on."""
    aside = home / ASIDE
    if not (aside / READY).is_file():
        shutil.rmtree(aside, ignore_errors=True)
        return
    connections.close_all()
    _swap_schema()
    told = json.loads((aside / READY).read_text("utf-8"))
    (aside / OLD).mkdir(exist_ok=True)
    for name in told[OLD]:
        if (home / name).exists() and not (aside / OLD / name).exists():
            (home / name).rename(aside / OLD / name)
    for name in told[NEW]:
        if (aside / NEW / name).exists():
            (aside / NEW / name).rename(home / name)
    (aside / READY).unlink()
    shutil.rmtree(aside)


def replay(home: Path) -> str:
    """Erases again whoever was erased since, before anybody opens a restored home, if it
    wasn't done yet. The sentence is for whoever restored."""
    if not (home / REPLAY).exists():
        return ""
    said = erasing.replay()
    (home / REPLAY).unlink()
    return said


# Making it ready ---------------------------------------------------------------------------


def _refuse_full(home: Path, replace: bool) -> None:
    held = home.is_dir() and any(one.name != ASIDE for one in home.iterdir())
    if held and not replace:
        raise CannotRestore(
            f"{home} holds something already. Restore into an empty folder, or say"
            " --replace to put the back-up in place of all that is there."
        )
    if home.is_dir() and reaper.living():
        raise CannotRestore(
            f"A worker is at work on {home}. Stop the site and the worker, then try again."
        )
    if _is_postgresql() and not replace and connection.introspection.table_names():
        raise CannotRestore(
            f"The database “{connection.settings_dict['NAME']}” holds tables already. Use"
            " an empty one, or say --replace to put the back-up in their place."
        )


@contextmanager
def _cleared_on_failure(home: Path) -> Iterator[None]:
    shutil.rmtree(home / ASIDE, ignore_errors=True)
    (home / ASIDE / NEW).mkdir(parents=True, mode=0o700)
    try:
        yield
    except BaseException:
        shutil.rmtree(home / ASIDE, ignore_errors=True)
        raise


def _unpack(path: Path, key: Key | None, folder: Path) -> dict[str, Any]:
    """The files of the home into a folder, the rows into one within it."""
    try:
        about = archive.extract(path, key, folder / ASIDE)
    except archive.Unreadable as why:
        raise CannotRestore(f"{why} Nothing was changed.") from None
    if about.get("shape") != backups.SHAPE:
        raise CannotRestore(
            f"{path.name} was made by Muster {about.get('muster')}, in a shape this one"
            " does not read. Install that version or a later one, then try again. Nothing"
            " was changed."
        )
    held = folder / ASIDE / "home"
    for one in held.iterdir() if held.is_dir() else ():
        one.rename(folder / one.name)
    return about


def _build(home: Path, about: dict[str, Any], upgrade: bool) -> list[str]:
    """Makes the database aside and compares all with what the back-up says of itself."""
    new = home / ASIDE / NEW
    with _database_aside(new / backups.DATABASE) as aside:
        differs = _fill(aside, new, about)
        if differs:
            raise CannotRestore(
                "What was restored is not what was backed up, so it is not used. "
                + " ".join(differs)
                + " Nothing was changed."
            )
        if upgrade:
            rows.upgrade(aside)
    Store(new).make_current(about["version"])
    shutil.rmtree(new / ASIDE)
    return differs


def _fill(aside: BaseDatabaseWrapper, folder: Path, about: dict[str, Any]) -> list[str]:
    """Puts the rows into a database; gives what isn't as the back-up says."""
    try:
        rows.refuse_unknown(aside, _steps(about))
        rows.fill(aside, _steps(about), _row_files(folder, about))
    except rows.NewerDatabase as why:
        raise CannotRestore(f"{why} Nothing was changed.") from None
    Store(folder).create()
    return list(_differs(aside, folder, about))


def _keep_erased(path: Path, home: Path, upgrade: bool) -> None:
    """Everybody erased as far as any ledger knows: beside the back-up, in the home that is
    replaced, in the back-up."""
    inside = home / ASIDE / NEW / backups.ERASED
    before = inside.read_bytes() if inside.is_file() else b""
    backups.keep_erased(path.parent / backups.ERASED, home / backups.ERASED, inside)
    # The ledger is of no use without the key it was made with, which is the home's own.
    if (home / erased.KEY).is_file():
        shutil.copy(home / erased.KEY, home / ASIDE / NEW / erased.KEY)
    now = inside.read_bytes() if inside.is_file() else b""
    if not upgrade and sorted(now.splitlines()) != sorted(before.splitlines()):
        raise CannotRestore(
            "Children were erased since this back-up was made, and an older Muster cannot"
            " erase them again. Restore it with this version. Nothing was changed."
        )


def _steps(about: dict[str, Any]) -> rows.Standing:
    return [(app, name) for app, name in about["migrations"]]


def _row_files(folder: Path, about: dict[str, Any]) -> dict[str, Path]:
    return {label: folder / ASIDE / "rows" / label for label in about["tables"]}


def _differs(
    aside: BaseDatabaseWrapper, folder: Path, about: dict[str, Any]
) -> Iterator[str]:
    """A sentence for each table and headline that isn't what was backed up."""
    for model in rows.models_at(aside, _steps(about)):
        label = model._meta.label
        with open(os.devnull, "wb") as nowhere:
            found = rows.write(aside, model, nowhere)
        said = about["tables"].get(label)
        if found != said:
            yield f"{label} has {found['rows']} rows and is not as it was."
    state = Store(folder, lambda: about["version"]).state()
    found_headlines = backups.headlines(state)
    if found_headlines != about["headlines"]:
        yield f"The headline figures are {found_headlines}, and were {about['headlines']}."


def _write_ready(home: Path) -> None:
    """From here on it is restored: what is left to do can always be gone on with."""
    aside = home / ASIDE
    told = {
        OLD: sorted(one.name for one in home.iterdir() if one.name != ASIDE),
        NEW: sorted(one.name for one in (aside / NEW).iterdir()),
    }
    beside = aside / f"{READY}.new"
    with open(beside, "w", encoding="utf-8") as file:
        json.dump(told, file)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(aside / READY)


# The database that is made aside -----------------------------------------------------------


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


@contextmanager
def _database_aside(path: Path) -> Iterator[BaseDatabaseWrapper]:
    if not _is_postgresql():
        with _sqlite_aside(path) as aside:
            yield aside
        return
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        cursor.execute(f"CREATE SCHEMA {SCHEMA}")
    given = settings.DATABASES["default"]
    options = given.get("OPTIONS", {}) | {"options": f"-c search_path={SCHEMA}"}
    try:
        with _connected(connection.settings_dict | {"OPTIONS": options}) as aside:
            yield aside
    except BaseException:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        raise


@contextmanager
def _sqlite_aside(path: Path) -> Iterator[BaseDatabaseWrapper]:
    with _connected({"ENGINE": "django.db.backends.sqlite3", "NAME": path}) as aside:
        yield aside


@contextmanager
def _connected(said: dict[str, Any]) -> Iterator[BaseDatabaseWrapper]:
    """Stands in for this thread's database while it lasts: migrations, not all of them
    ours, ask “default” whatever they are told."""
    full = connections.configure_settings({"default": dict(said)})["default"]
    usual = connections["default"]
    aside = load_backend(full["ENGINE"]).DatabaseWrapper(full, "default")
    connections["default"] = aside
    try:
        yield aside
    finally:
        aside.close()
        connections["default"] = usual


def _swap_schema() -> None:
    """The tables made aside for those there were, in one transaction."""
    if not _is_postgresql():
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_schema() FROM pg_namespace WHERE nspname = %s", [SCHEMA]
        )
        if not (found := cursor.fetchone()):
            return
        here = connection.ops.quote_name(found[0])
        # Sent as one, they are one transaction.
        cursor.execute(
            f"ALTER SCHEMA {here} RENAME TO muster_replaced;"
            f"ALTER SCHEMA {SCHEMA} RENAME TO {here};"
            "DROP SCHEMA muster_replaced CASCADE"
        )
