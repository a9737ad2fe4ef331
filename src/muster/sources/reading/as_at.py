"""The day a cumulative file's figures run to, where only its name says it."""

from __future__ import annotations

import re
from datetime import date


SAID = re.compile(r"asat[_-]?(\d{4})-(\d\d)-(\d\d)(?!\d)", re.ASCII | re.IGNORECASE)
# 2025-12-19, 2025_12_19 or 20251219, not within a longer number.
PLAIN = re.compile(r"(?<!\d)(20\d\d)([-_]?)(\d\d)\2(\d\d)(?!\d)", re.ASCII)


def as_at_in(name: str) -> date | None:
    """The date in a file's name, as in `weekly_asat_2025-12-19.csv`, or None.

    A plain date will do, if it is the only one: of two nobody can tell which is meant.
    """
    if found := SAID.search(name):
        return _day(*found.groups())
    days = {_day(year, month, day) for year, _, month, day in PLAIN.findall(name)}
    days.discard(None)
    return days.pop() if len(days) == 1 else None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
