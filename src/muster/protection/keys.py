"""The key a back-up is sealed with: a file as `age` has it, kept away from the home.

A file that holds the private half (AGE-SECRET-KEY-1...) makes back-ups and opens them; one
that holds only the public half (age1...) makes them and can't open them again.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pyrage import IdentityError, RecipientError, x25519


IN_SURROUNDINGS = "MUSTER_BACKUP_KEY"
PRIVATE = "AGE-SECRET-KEY-1"


class BadKey(Exception):
    """There is no key to use; the message says why and what to do."""


@dataclass(frozen=True)
class Key:
    """`opens` is None where only the public half is known."""

    seals: x25519.Recipient
    opens: x25519.Identity | None


def key_of(file: Path | None, *away_from: Path) -> Key:
    """The key in a file, or in MUSTER_BACKUP_KEY. Raises BadKey.

    `away_from` are the folders it may not be in: whoever takes those would have both.
    """
    if file is None:
        text = os.environ.get(IN_SURROUNDINGS, "")
        if not text.strip():
            raise BadKey(
                "There is no key to seal the back-up with. Make one with `muster"
                " backup-key FILE`, keep it away from the home, and name it with"
                f" --key-file, or put it in {IN_SURROUNDINGS}."
            )
        return _read(text, IN_SURROUNDINGS)
    for folder in away_from:
        at, away = file.resolve(), folder.resolve()
        is_home = (away / "secret-key").is_file()
        if at.parent == away or (is_home and at.is_relative_to(away)):
            raise BadKey(
                f"The key {file} is inside {folder}, so whoever takes one has the other."
                " Move the key to another place, then try again."
            )
    try:
        return _read(file.read_text("utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as why:
        said = why.strerror if isinstance(why, OSError) else "it is not text"
        raise BadKey(f"The key {file} cannot be read: {said}.") from None


def make(file: Path) -> Key:
    """Writes a new key that nobody else may read. Raises BadKey."""
    made = x25519.Identity.generate()
    public = made.to_public()
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BadKey(f"{file} is there already, and is left as it is.") from None
    except OSError as why:
        raise BadKey(f"{file} cannot be written: {why.strerror}.") from None
    with os.fdopen(handle, "w", encoding="ascii") as written:
        written.write(f"# public key: {public}\n{made}\n")
    return Key(public, made)


def _read(text: str, whence: str) -> Key:
    lines = [line.strip() for line in text.splitlines()]
    said = [line for line in lines if line and not line.startswith("#")]
    # What is wrong is never quoted: it may be nearly a key.
    wrong = BadKey(
        f"{whence} does not hold one key. It should be one line that begins {PRIVATE}, or"
        " age1, as `muster backup-key FILE` writes it."
    )
    if len(said) != 1:
        raise wrong
    try:
        if said[0].upper().startswith(PRIVATE):
            opens = x25519.Identity.from_str(said[0])
            return Key(opens.to_public(), opens)
        return Key(x25519.Recipient.from_str(said[0]), None)
    except (IdentityError, RecipientError):
        raise wrong from None
