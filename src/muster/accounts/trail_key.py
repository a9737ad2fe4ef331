"""Hashes that only this home can make: of children, of addresses, of the trail's seals.

The key is a file of the home beside `secret-key`, made when it is first needed, never in
the database. A back-up of the home takes it: under another key no child is found in the
trail any more, and no seal can be checked.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings


FILE = "trail-key"


def keyed(kind: str, text: str | bytes) -> str:
    """The hash of something of a kind: the same number as a child and as anything else
    gives two hashes."""
    content = text.encode() if isinstance(text, str) else text
    return hmac.new(key(), kind.encode() + b"\0" + content, hashlib.sha256).hexdigest()


def of_child(child: int) -> str:
    """What the trail calls a child of the store."""
    return keyed("child", str(child))


def name_of_key() -> str:
    """Tells one key from another, and gives nothing of it away."""
    return keyed("key", "")[:16]


def key() -> bytes:
    return _read(Path(settings.MUSTER_HOME) / FILE)


@lru_cache(maxsize=8)
def _read(path: Path) -> bytes:
    if not path.is_file():
        _make(path)
    return path.read_bytes().strip()


def _make(path: Path) -> None:
    """Written aside and linked, so that of two processes the first is the one that counts
    and neither ever reads half a key."""
    aside = path.with_name(f".{FILE}-{secrets.token_hex(8)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(aside, path)
    aside.unlink()
