"""A mark that a load is under way, so that one that was killed is noticed.

The store knows when its own writing is broken off. Reading comes first and takes longer,
and whoever killed it by closing a window should be told that nothing was loaded.
"""

from __future__ import annotations

import fcntl
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
    beside = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = open(beside, "w", encoding="utf-8")
    except OSError as why:
        if why.errno not in FULL:
            raise
        yield lambda digest: None  # no room even for this: the load will say so itself
        return
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        handle.write(f"{name}\n")
        handle.flush()
        # Locked before it has its name, or `killed` could take it for one left behind.
        beside.rename(path)

        def note(digest: str) -> None:
            handle.write(digest)
            handle.flush()

        try:
            yield note
        finally:
            path.unlink(missing_ok=True)


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
