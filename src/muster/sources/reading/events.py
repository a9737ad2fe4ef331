"""An iCal file as rows of CSV: one a VEVENT, so that it is checked like any other file.

Its columns are those a person would call an event's: what it is called, and its first
and last day. DTEND is the day after the last (RFC 5545, 3.6.1).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo


HEADINGS = ("event", "first_day", "last_day", "repeats")
BEGINS = b"begin:vcalendar"
# A council's term dates for ten years are well under this.
MOST_BYTES = 5_000_000
TOO_LARGE = (
    f"This iCal file is larger than {MOST_BYTES // 1_000_000} MB, which no calendar of term"
    " dates is. Export the term dates alone."
)
ENGLAND = ZoneInfo("Europe/London")


class NotEvents(ValueError):
    """The file begins as iCal does and can’t be read. The message is a sentence."""


def begins(sample: bytes) -> bool:
    return sample.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower().startswith(BEGINS)


def as_csv(content: bytes) -> bytes:
    """The events as rows, without the headings. Raises NotEvents."""
    if len(content) > MOST_BYTES:
        raise NotEvents(TOO_LARGE)
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(_rows(content))
    return written.getvalue().encode()


def _rows(content: bytes) -> Iterator[tuple[str, str, str, str]]:
    # Here, not above: it takes longer to import than most files take to read.
    from icalendar import Calendar

    cut_off = (
        "This begins as an iCal file does and can’t be read to its end. Export it again"
        " from the calendar it came from."
    )
    try:
        calendars = Calendar.from_ical(content, multiple=True)
    except ValueError as why:
        raise NotEvents(cut_off) from why
    if not calendars:
        raise NotEvents(cut_off)
    for calendar in calendars:
        for event in calendar.walk("VEVENT"):
            first, last = _days(event)
            name = " ".join(str(event.get("SUMMARY", "")).split())
            yield name, first, last, "yes" if "RRULE" in event else ""


def _days(event: Any) -> tuple[str, str]:
    """First and last day, as ISO; what can’t be read is passed on as it is written."""
    begins_at, ends_at = _moment(event, "DTSTART"), _moment(event, "DTEND")
    lasts = _moment(event, "DURATION")
    if not isinstance(begins_at, date):
        return begins_at or "", ""
    if ends_at is None and isinstance(lasts, timedelta):
        ends_at = begins_at + lasts
    first = _day(begins_at)
    if ends_at is None:
        return first.isoformat(), first.isoformat()
    if not isinstance(ends_at, date):
        return first.isoformat(), str(ends_at)
    last = _day(ends_at)
    if _is_exclusive(ends_at) and last > first:
        last -= timedelta(days=1)
    return first.isoformat(), last.isoformat()


def _moment(event: Any, name: str) -> Any:
    """A day, a moment or a duration; its text if it is none, and None if it isn’t there."""
    held = event.get(name)
    try:
        return held.dt if held is not None else None
    except ValueError:
        return str(held)


def _day(moment: date | datetime) -> date:
    return _local(moment).date() if isinstance(moment, datetime) else moment


def _is_exclusive(moment: date | datetime) -> bool:
    """A day with no time, or midnight: the event is over as it begins."""
    return not isinstance(moment, datetime) or _local(moment).time() == time()


def _local(moment: datetime) -> datetime:
    return moment.astimezone(ENGLAND) if moment.tzinfo else moment
