"""Dates as Muster reads them: two ways of writing one, and no guessing."""

import re
from datetime import date


ISO = re.compile(r"([12]\d{3})-(\d\d)-(\d\d)", re.ASCII)
UK = re.compile(r"(\d\d)/(\d\d)/([12]\d{3})", re.ASCII)

# date.toordinal() of 1 January 1970, the day Arrow's date32 counts from.
EPOCH = date(1970, 1, 1).toordinal()


class BadDate(ValueError):
    """Not a date Muster reads. The message is a sentence for whoever wrote it."""


def parse_date(text: str) -> date:
    """Read 2025-09-04 or 04/09/2025; spaces around it are ignored.

    Raises BadDate for anything else: one-figure days, two-figure years, words, times,
    and days that don't exist. A guess here would put marks on the wrong day.
    """
    year, month, day = _parts(text)
    try:
        return date(year, month, day)
    except ValueError:
        raise BadDate(no_such_day(text, year, month, day)) from None


def _parts(text: str) -> tuple[int, int, int]:
    written = text.strip()
    if found := ISO.fullmatch(written):
        year, month, day = found.groups()
    elif found := UK.fullmatch(written):
        day, month, year = found.groups()
    else:
        raise BadDate(
            f"“{text}” is not a date Muster can read. "
            "Write it like 04/09/2025 or 2025-09-04."
        )
    return int(year), int(month), int(day)


def no_such_day(text: str, year: int, month: int, day: int) -> str:
    """The sentence for a date that has its shape and is no day."""
    if 1 <= day <= 12 < month:
        return (
            f"“{text}” has no such month as {month}. The day goes first in a date "
            f"like 04/09/2025, and the month second in one like 2025-09-04: is it "
            f"{month:02d}/{day:02d}/{year}?"
        )
    return (
        f"“{text}” is not a day in any calendar. Check the day and the month, and "
        "write it like 04/09/2025 or 2025-09-04."
    )


def day_number(day: date) -> int:
    """Days since 1 January 1970, as the stored tables hold dates."""
    return day.toordinal() - EPOCH


def from_day_number(number: int) -> date:
    return date.fromordinal(number + EPOCH)
