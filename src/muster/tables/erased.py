"""Who was erased, so that they stay erased: hashes that only this home can make.

Two files of the home, beside the marks. ``erased.jsonl`` is only ever added to: a line an
erasure, with keyed hashes of the identifiers each child was supplied under, and of their
UPNs. ``erased-key`` is the key. Neither says who anybody was. A back-up keeps both, and a
restored home is given the newest of both before it is used.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from muster.tables.ids import SchoolKeys, as_held
from muster.tables.upn import is_upn


LEDGER = "erased.jsonl"
KEY = "erased-key"


@dataclass(frozen=True)
class Line:
    """One erasure. ``certificate`` is its number, ``reason`` a code, never a sentence."""

    certificate: str
    day: str
    reason: str
    schools: tuple[str, ...]
    pupils: tuple[str, ...]
    upns: tuple[str, ...]


@dataclass(frozen=True)
class Erased:
    """The ledger of a home, as it was read."""

    home: Path
    lines: tuple[Line, ...] = ()
    schools: frozenset[str] = field(default_factory=frozenset)
    pupils: frozenset[str] = field(default_factory=frozenset)
    upns: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def read(cls, home: Path) -> Erased:
        """What the ledger says. A line that was cut short by a crash is left out."""
        try:
            text = (home / LEDGER).read_text("utf-8")
        except FileNotFoundError:
            return cls(home)
        lines = tuple(_lines(text))
        return cls(
            home,
            lines,
            frozenset(one for line in lines for one in line.schools),
            frozenset(one for line in lines for one in line.pupils),
            frozenset(one for line in lines for one in line.upns),
        )

    def among(
        self, school: np.ndarray, supplied: list[str], keys: SchoolKeys
    ) -> np.ndarray:
        """Which of these (school id, pupil as supplied) pairs are of somebody erased.

        Nothing is hashed while the ledger is empty, and of schools where nobody was
        erased only UPNs are.
        """
        found = np.zeros(len(supplied), dtype=bool)
        if not self.lines:
            return found
        key = key_of(self.home)
        of_school = keys.keys_of()
        near = {
            one: [
                text
                for text in of_school.get(one, [])
                if _hash(key, "school", text) in self.schools
            ]
            for one in np.unique(school).tolist()
        }
        for place, (at, text) in enumerate(zip(school.tolist(), supplied, strict=True)):
            held = as_held(text)
            found[place] = (
                len(held) == 13 and _hash(key, "upn", held) in self.upns
            ) or any(
                _hash(key, "pupil", f"{one}\n{held}") in self.pupils for one in near[at]
            )
        return found


def line_of(
    home: Path,
    pupils: Iterable[tuple[int, str]],
    keys: SchoolKeys,
    *,
    certificate: str,
    day: str,
    reason: str,
) -> Line:
    """The line of an erasure of these (school id, pupil as supplied) pairs."""
    key, of_school = key_of(home), keys.keys_of()
    pairs = [
        (text, supplied)
        for school, supplied in pupils
        for text in of_school.get(school, [])
    ]
    return Line(
        certificate,
        day,
        reason,
        _each(_hash(key, "school", text) for text, _ in pairs),
        _each(_hash(key, "pupil", f"{text}\n{supplied}") for text, supplied in pairs),
        _each(_hash(key, "upn", one) for _, one in pupils if is_upn(one)),
    )


def add(home: Path, line: Line) -> None:
    """Adds a line for good: synced before anything is erased. The same line is not
    added twice, so that what was broken off can be done again."""
    if line in Erased.read(home).lines:
        return
    path = home / LEDGER
    torn = path.is_file() and not path.read_bytes().endswith(b"\n")
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as file:
        file.write(("\n" if torn else "") + json.dumps(asdict(line)) + "\n")
        file.flush()
        os.fsync(file.fileno())


def key_of(home: Path) -> bytes:
    """The home's key, made when it is first needed."""
    path = home / KEY
    if not path.is_file():
        aside = path.with_name(f".{KEY}-{secrets.token_hex(8)}")
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        # Linked, so that of two processes the first is the one that counts.
        try:
            os.link(aside, path)
        except FileExistsError:
            pass
        aside.unlink()
    return path.read_bytes().strip()


def _hash(key: bytes, kind: str, text: str) -> str:
    return hmac.digest(key, f"{kind}\0{text}".encode(), "sha256").hex()


def _each(hashes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(hashes)))


def _lines(text: str) -> Iterable[Line]:
    for each in text.splitlines():
        try:
            held: Mapping[str, object] = json.loads(each)
        except ValueError:
            continue
        kept = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in held.items()
        }
        yield Line(**kept)  # type: ignore[arg-type]
