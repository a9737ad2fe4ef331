"""Backing up a home: all of it in one sealed file, the database first (design.md 3).

The database is read as it stands at one moment, and says which version of the marks is in
force; the files of that version never change, so they may be copied after it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from muster.accounts import seal
from muster.measures import ask
from muster.measures.question import CannotAsk
from muster.protection import archive, rows
from muster.protection.keys import Key
from muster.sources.models import InForce
from muster.tables import erased
from muster.tables.state import State
from muster.tables.store import Store


# The shape of what is in the file. A change that an older Muster can't read raises it.
SHAPE = 1
# Of the home, what isn't taken: what is made again from the rest, what is of this machine
# only, and the way in for a first person who has come or will be let in anew.
MAKING = "backing-up"
MADE_AGAIN = {"export", "problems", "workers", "loading", "restoring", MAKING}
NOT_KEPT = {"first-person-code", "unexpected.log", "replay-erasures"}
DATABASE = "db.sqlite3"
MARKS = "marks"
# Who was erased since is said beside the back-ups too: an older one brings nobody back.
ERASED = "erased.jsonl"
HEADLINES = ("overall_absence", "persistent_absence", "severe_absence")

Progress = Callable[[float], object]


class CannotBackUp(Exception):
    """It was not backed up; the message says why and what to do."""


@dataclass(frozen=True)
class Made:
    """A back-up that was written: where, and what `about.json` says of it."""

    path: Path
    size: int
    about: dict[str, Any]


def back_up(
    path: Path, key: Key | None, progress: Progress = lambda done: None
) -> Made:
    """Writes all of the home into a file and reads it back. Raises CannotBackUp.

    Without a key the file is not sealed; with a public key only, it can't be read back.
    """
    home = Path(settings.MUSTER_HOME)
    if path.resolve().is_relative_to(home.resolve()):
        raise CannotBackUp(
            f"{path} is inside the home, and would be lost with it. Name a place on"
            " another disk."
        )
    if not path.parent.is_dir():
        raise CannotBackUp(
            f"There is no folder {path.parent}. Make it, or name another."
        )
    # In every back-up, so that whoever is erased after it stays so when it is restored.
    erased.key_of(home)
    try:
        about = _write(home, path, key, progress)
        if key is None or key.opens:
            archive.look(path, key)
        keep_erased(home / ERASED, path.parent / ERASED)
    except (archive.NoRoom, rows.NewerDatabase) as why:
        raise CannotBackUp(str(why)) from None
    except archive.Unreadable as why:
        path.unlink(missing_ok=True)
        raise CannotBackUp(
            f"The back-up was written and could not be read back. {why} The disk of"
            f" {path.parent} may be failing."
        ) from None
    except OSError as why:
        raise CannotBackUp(f"It could not be backed up: {why}.") from None
    return Made(path, path.stat().st_size, about)


def keep_erased(*ledgers: Path) -> None:
    """Every line of any of these ledgers, written to the last of them."""
    lines: dict[str, None] = {}
    for ledger in ledgers:
        if ledger.is_file():
            lines |= dict.fromkeys(ledger.read_text("utf-8").splitlines())
    if not lines:
        return
    aside = ledgers[-1].with_suffix(".new")
    aside.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    aside.replace(ledgers[-1])


def headlines(state: State) -> list[list[Any]]:
    """A pack's headline measures of the latest half-term, as counted, for comparing."""
    if not state.version:
        return []
    try:
        answer = ask(state, HEADLINES, audience="unsuppressed")
    except CannotAsk:
        return []
    return [
        [one.measure, answer.period.text, one.numerator, one.denominator]
        for one in answer.rows
    ]


def _write(
    home: Path, path: Path, key: Key | None, progress: Progress
) -> dict[str, Any]:
    with (
        _making(home / MAKING) as folder,
        _as_it_stood(home / seal.FILE, folder) as sealed,
        rows.snapshot(connection),
    ):
        steps = rows.standing(connection)
        tables = _rows(folder, steps)
        in_force = _in_force(steps)
        store = Store(home, lambda: in_force)
        store.create()  # its cache may have been deleted
        about = {
            "shape": SHAPE,
            "muster": version("muster"),
            "made_at": timezone.now().isoformat(),
            "database": connection.vendor,
            "migrations": steps,
            "tables": tables,
            "version": in_force,
            "headlines": headlines(store.state()),
        }
        with archive.written(path, key, about) as writing:
            for label in tables:
                writing.put_file(f"rows/{label}", folder / label)
            if sealed:
                writing.put_file(f"home/{seal.FILE}", sealed)
            files = sorted(_files(home, store))
            for done, file in enumerate(files):
                progress(done / len(files))
                writing.put_file(f"home/{file.relative_to(home)}", file)
    return about


@contextmanager
def _as_it_stood(path: Path, folder: Path) -> Iterator[Path | None]:
    """The note of the trail's last seal as it is before the database is read: later, it
    could speak of a seal that isn't in the back-up, and look as if one was dropped."""
    if not path.is_file():
        yield None
        return
    yield Path(shutil.copy(path, folder / path.name))


@contextmanager
def _making(folder: Path) -> Iterator[Path]:
    """Where the rows wait to be put in. What a killed back-up left there is cleared away:
    nothing else would, and it holds everybody."""
    folder.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise CannotBackUp(
            "Another back-up is being made at this moment. Try again when it is done."
        ) from None
    try:
        for left in folder.iterdir():
            left.unlink()
        yield folder
    finally:
        shutil.rmtree(folder)
        os.close(handle)


def _rows(folder: Path, steps: rows.Standing) -> dict[str, Any]:
    tables = {}
    for model in rows.models_at(connection, steps):
        label = model._meta.label
        with open(folder / label, "wb") as into:
            tables[label] = rows.write(connection, model, into)
    return tables


def _in_force(steps: rows.Standing) -> int:
    has_loads = any(app == "sources" for app, _ in steps)
    return InForce.now() if has_loads else 0


def _files(home: Path, store: Store) -> Iterator[Path]:
    """The home's files that are taken: of the marks, the version in force only."""
    for path in home.iterdir():
        name = path.name
        taken_apart = {MARKS, seal.FILE}
        if name in MADE_AGAIN | NOT_KEPT | taken_apart or name.startswith(DATABASE):
            continue
        if path.is_file():
            yield path
        else:
            yield from (one for one in path.rglob("*") if one.is_file())
    if not store.version():
        return
    manifest = store.manifest()
    yield store.folder / f"manifest-{manifest.version}.json"
    named = {layer.file for layer in manifest.layers}
    named |= {name for name in (manifest.school_keys, manifest.pupils) if name}
    yield from (store.folder / name for name in named)
