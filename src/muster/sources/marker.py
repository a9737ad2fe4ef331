"""A mark that a load is under way, so that one that was killed is noticed.

The store knows when its own writing is broken off. Reading comes first and takes longer,
and whoever killed it by closing a window should be told that nothing was loaded.
"""

from __future__ import annotations

import fcntl
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from muster.tables.store import FULL, broken_off


Note = Callable[[str], None]


@contextmanager
def under_way(name: str) -> Iterator[Note]:
    """Marks a load while it lasts. Gives a function to note the file's digest with."""
    path = _folder() / f"{uuid.uuid4().hex}.mark"
    try:
        handle = _begun(path, name)
    except OSError as why:
        if why.errno not in FULL:
            raise
        yield lambda digest: None  # no room even for this: the load will say so itself
        return

    def note(digest: str) -> None:
        os.write(handle, digest.encode())

    try:
        yield note
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def _begun(path: Path, name: str) -> int:
    """The mark with the name in it, locked. Nothing is left of one there is no room for."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        os.write(handle, f"{name}\n".encode())
        # Locked before it has its name, or `killed` could take it for one left behind.
        beside.rename(path)
    except OSError:
        os.close(handle)
        beside.unlink(missing_ok=True)
        raise
    return handle


def killed(is_in_force: Callable[[str], bool]) -> list[str]:
    """A sentence for each load that ended without a word, and is not in force."""
    found = []
    for path in sorted(_folder().glob("*.mark")):
        said = _left(path)
        if said is None:
            continue
        name, _, digest = said.partition("\n")
        if not (digest and is_in_force(digest)):
            found.append(broken_off(name or "a file"))
        path.unlink(missing_ok=True)
    return found


def _left(path: Path) -> str | None:
    """What a mark says whose load is gone; None while the load still lives."""
    try:
        with open(path, encoding="utf-8", errors="replace") as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return handle.read()
    except (BlockingIOError, FileNotFoundError):
        return None


def _folder() -> Path:
    return Path(settings.MUSTER_HOME) / "loading"
