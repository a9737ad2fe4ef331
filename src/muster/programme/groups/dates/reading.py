"""A file of dates, whichever of the three kinds it is."""

from __future__ import annotations

from muster.programme.groups.dates import csv_file, ical_file, moderngov
from muster.programme.groups.dates.found import MOST_BYTES, Said, Unreadable


def read(name: str, content: bytes) -> Said:
    """What the file says, known by how it begins. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(
            f"“{name}” is larger than {MOST_BYTES // 1_000_000} MB, which no list of"
            " meetings is. Export fewer committees or a shorter time."
        )
    if not content.strip():
        raise Unreadable(f"“{name}” is empty. Choose another file.")
    if content.startswith((b"PK", b"\xd0\xcf", b"%PDF")):
        raise Unreadable(
            f"“{name}” is not a CSV, an iCal file or XML. In Excel, save it as “CSV UTF-8”."
        )
    if ical_file.begins(content):
        return ical_file.read(content)
    if moderngov.begins(content):
        return moderngov.read(content)
    return csv_file.read(content)
