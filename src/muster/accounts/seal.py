"""The trail is sealed: each minute its new rows are chained to all that went before.

A seal is a keyed hash over the seal before it and every row it covers, in the order of
their ids; the number of the latest is also kept in a file of the home. So changing a row,
taking one away, adding one before the tail, swapping two, and taking seals away, the last
with its rows too, are found by `verify`, which says in which seal.

What can't be found: what was done to rows before they were sealed (a minute, if a worker
runs), and what is done by whoever has the database and the home together, who can make the
chain again from its beginning. Against that, copy the file `trail-sealed` where they have
no hand: a chain that no longer holds the seal it names was made again.

Rows are sealed in the order of their ids, so none may come in below what is sealed. On
SQLite one writes at a time. On PostgreSQL ids are drawn before they are committed, so
whoever adds a row takes a shared lock first, before an id is drawn (a trigger does it,
`guard`), and holds it to the end of the transaction; the sealer takes the lock for itself.
When it has it, every id that was drawn is committed or will never be.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from muster.accounts import guard, trail_key
from muster.accounts.trail import Entry, Seal


# The rows `muster check` looks at unless it is asked for all: a second's work.
RECENT = 20_000
MOST_IN_A_SEAL = 5_000
FILE = "trail-sealed"
ROW = (
    "id",
    "at",
    "by",
    "posts",
    "did",
    "child",
    "to",
    "school",
    "reason",
    "before",
    "after",
    "source",
)

Tell = Callable[[float], object]


class Broken(Exception):
    """The chain is not what was sealed; the message says where."""


@dataclass
class Verdict:
    """What a look at the chain found. `faults` are sentences; none is good."""

    seals: int = 0
    rows: int = 0
    faults: list[str] = field(default_factory=list)
    unsealed: int = 0
    oldest: datetime | None = None


# Sealing --------------------------------------------------------------------------------


def seal_new(tell: Tell = lambda share: None) -> str:
    """Seals every row there is. Raises Broken, and seals nothing, if seals are missing:
    a new one would hide it."""
    sealed = 0
    while rows := _seal_some():
        sealed += rows
        tell(0.0)
    return f"Sealed {sealed:,} of the trail." if sealed else ""


def _seal_some() -> int:
    try:
        with transaction.atomic():
            _wait_for_writers()
            before = Seal.objects.order_by("-number").first()
            if fault := _fault_at_the_end(before, _noted()):
                raise Broken(fault)
            after = before.last if before else 0
            rows = list(
                Entry.objects.filter(pk__gt=after).order_by("pk")[:MOST_IN_A_SEAL]
            )
            if not rows:
                return 0
            if before is None:
                _note(0, "")  # from now on a home without this file has lost it
            made = Seal(
                number=before.number + 1 if before else 1,
                first=rows[0].pk,
                last=rows[-1].pk,
                count=len(rows),
                key=trail_key.name_of_key(),
                sealed_at=timezone.now(),
            )
            made.digest = digest(made, before.digest if before else "", rows)
            made.save(force_insert=True)
    except OperationalError as why:
        if "lock timeout" not in str(why):
            raise
        return 0  # a long change is under way: the next minute will do
    _note(made.number, made.digest)
    return made.count


def _wait_for_writers() -> None:
    """Briefly: whoever would write waits behind us, and we behind a long change."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [guard.LOCK])


def digest(seal: Seal, before: str, rows: list[Entry]) -> str:
    """The keyed hash of a seal: of the one before, of what it says, and of its rows."""
    found = hmac.new(trail_key.key(), b"seal\0", hashlib.sha256)
    head = [before, seal.number, seal.first, seal.last, seal.count, seal.key]
    for part in (_bytes([*head, _utc(seal.sealed_at)]), *map(row_bytes, rows)):
        found.update(len(part).to_bytes(8, "big"))
        found.update(part)
    return found.hexdigest()


def row_bytes(row: Entry) -> bytes:
    """A row as it is sealed: the same bytes from every database."""
    return _bytes(
        [
            _utc(row.at)
            if name == "at"
            else getattr(row, "pk" if name == "id" else name)
            for name in ROW
        ]
    )


def _bytes(parts: list[object]) -> bytes:
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


# Verifying ------------------------------------------------------------------------------


def verify(latest: int | None = RECENT, tell: Tell = lambda share: None) -> Verdict:
    """Looks at the seals of the latest rows, or at every one with None, and at what is
    unsealed."""
    noted = _noted()  # before the seals: another may be made meanwhile
    verdict = Verdict()
    last = Seal.objects.order_by("-number").first()
    before = None
    if last is not None and latest is not None:
        earlier = Seal.objects.filter(last__lte=last.last - latest)
        before = earlier.order_by("-number").first()
    start = before.number if before else 0
    rows = _Rows(after=before.last if before else 0)
    for seal in Seal.objects.filter(number__gt=start).order_by("number").iterator():
        tell(seal.number / last.number)
        held = rows.up_to(seal.last)
        verdict.seals, verdict.rows = verdict.seals + 1, verdict.rows + len(held)
        if fault := _fault(seal, before, held):
            verdict.faults.append(fault)
        before = seal
    if fault := _fault_at_the_end(last, noted):
        verdict.faults.append(fault)
    tail = Entry.objects.filter(pk__gt=before.last if before else 0).order_by("pk")
    verdict.unsealed = tail.count()
    verdict.oldest = tail.values_list("at", flat=True).first()
    return verdict


def verify_whole(tell: Tell) -> str:
    """Verifies every seal, at night. Raises Broken: the schedule says that it failed."""
    verdict = verify(None, tell)
    if verdict.faults:
        raise Broken(" ".join(verdict.faults[:10]))
    if not verdict.seals:
        return ""
    return f"The trail is whole: {verdict.rows:,} rows under {verdict.seals:,} seals."


class _Rows:
    """The rows from a place on, in the order of their ids, a seal's at a time."""

    def __init__(self, after: int) -> None:
        self.each = Entry.objects.filter(pk__gt=after).order_by("pk").iterator()
        self.next = next(self.each, None)

    def up_to(self, last: int) -> list[Entry]:
        found = []
        while self.next is not None and self.next.pk <= last:
            found.append(self.next)
            self.next = next(self.each, None)
        return found


def _fault(seal: Seal, before: Seal | None, rows: list[Entry]) -> str:
    """What is wrong with a seal, or with the rows it covers; "" if nothing is."""
    named = f"Seal {seal.number} (entries {seal.first} to {seal.last})"
    if seal.number != (before.number + 1 if before else 1):
        return f"{named}: seals before it are missing."
    if seal.key != trail_key.name_of_key():
        return (
            f"{named}: it was sealed with another key than the home’s file"
            f" {trail_key.FILE}. Restore that file from its back-up."
        )
    if len(rows) != seal.count:
        return f"{named}: {len(rows):,} rows are there, and {seal.count:,} were sealed."
    made = digest(seal, before.digest if before else "", rows)
    if not hmac.compare_digest(seal.digest, made):
        return f"{named}: a row of it, or the seal, is not what was sealed."
    return ""


def _fault_at_the_end(last: Seal | None, noted: tuple[int, str] | None) -> str:
    """Seals the home's file knows of that the database doesn't have."""
    if noted is None:
        if last is None:
            return ""
        return (
            f"The home has no file {FILE}, so nobody can tell whether seals were taken"
            " away from the end of the chain. Restore it from its back-up."
        )
    number, found = noted
    if not number:
        return ""
    if last is None or last.number < number:
        has = f"ends at seal {last.number}" if last else "has none"
        return (
            f"The chain {has}, and seal {number} was the latest: seals were taken away"
            " from its end, or the database is older than the home. Restore both from"
            " the same back-up."
        )
    held = Seal.objects.filter(number=number).values_list("digest", flat=True).first()
    if held is None or not hmac.compare_digest(held, found):
        return f"Seal {number} is not the one that was made: the chain was made again."
    return ""


def _noted() -> tuple[int, str] | None:
    """The latest seal as the home's file has it; None if there is no file."""
    if not _path().is_file():
        return None
    number, _, found = _path().read_text("ascii").strip().partition(" ")
    return int(number), found


def _note(number: int, found: str) -> None:
    """Written after the commit: a crash between the two leaves the file one behind,
    which is still a seal of the chain."""
    aside = _path().with_name(f".{FILE}-{os.getpid()}")
    aside.write_text(f"{number} {found}\n", "ascii")
    aside.replace(_path())


def _path() -> Path:
    return Path(settings.MUSTER_HOME) / FILE
