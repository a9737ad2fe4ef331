"""The as-at day of a file whose rows don't have it: told, in its name, or asked for.

Of a cumulative file it is the day the figures run to, and of a published one the day it
was published.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from muster.sources.reading.problems import Problems
from muster.tables.published import DATED


if TYPE_CHECKING:
    from muster.sources.reading.format import Format

SAID = re.compile(r"as_?at[_ -]?(\d{4})-(\d\d)-(\d\d)(?!\d)", re.ASCII | re.IGNORECASE)
# 2025-12-19, 2025_12_19 or 20251219, not within a longer number.
PLAIN = re.compile(r"(?<!\d)(20\d\d)([-_]?)(\d\d)\2(\d\d)(?!\d)", re.ASCII)


def as_at_of(fmt: Format | None, as_at: date | None, name: str) -> date | None:
    """The day told, else the one in the file's name if its format may have it there."""
    if as_at or fmt is None:
        return as_at
    if fmt.table.name in DATED:
        # A plain date in a published file's name may be the day it was taken.
        return as_at_in(name, plain=False)
    return as_at_in(name) if fmt.is_dated else None


def needed(as_at: date | None, problems: Problems, ask: str) -> date | None:
    """The day, or a problem that asks for it in the format's own sentence."""
    if as_at is None:
        problems.refuse(ask)
    return as_at


def as_at_in(name: str, *, plain: bool = True) -> date | None:
    """The date in a file's name, as in `weekly_asat_2025-12-19.csv`, or None.

    A ``plain`` date will do, if it is the only one: of two nobody can tell which is
    meant.
    """
    if found := SAID.search(name):
        return _day(*found.groups())
    if not plain:
        return None
    days = {_day(year, month, day) for year, _, month, day in PLAIN.findall(name)}
    days.discard(None)
    return days.pop() if len(days) == 1 else None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
