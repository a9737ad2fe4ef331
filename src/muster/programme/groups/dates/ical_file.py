"""Dates in an iCal file (RFC 5545): one event a meeting, called after its group."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from muster.programme.groups.dates.found import Found, Said, Unreadable, checked, day_of
from muster.school_year import BadDate


BEGINS = b"begin:vcalendar"
ENGLAND = ZoneInfo("Europe/London")
CUT_OFF = (
    "This begins as an iCal file does and can’t be read to its end. Export it again from"
    " the calendar it came from."
)


def begins(content: bytes) -> bool:
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:20]
    return start.lower().startswith(BEGINS)


def read(content: bytes) -> Said:
    # Here, not above: it takes longer to import than most files take to read.
    from icalendar import Calendar

    try:
        calendars = Calendar.from_ical(content, multiple=True)
    except (ValueError, KeyError, IndexError, TypeError) as why:
        raise Unreadable(CUT_OFF) from why
    if not calendars:
        raise Unreadable(CUT_OFF)
    events = [event for one in calendars for event in one.walk("VEVENT")]
    if not events:
        raise Unreadable(
            "This iCal file has no events. Export the one with the meetings."
        )
    meetings, problems = [], []
    for number, event in enumerate(events, start=1):
        try:
            meetings.append(_meeting(number, event))
        except (ValueError, KeyError, AttributeError, TypeError) as why:
            problems.append(f"{_called(number, event)}: {why}")
    if problems:
        raise Unreadable(*problems)
    return Said("ical", checked("ical", meetings))


def _meeting(number: int, event: Any) -> Found:
    if "RRULE" in event or "RDATE" in event:
        raise ValueError(
            "it repeats. Export each meeting as an event of its own, so that one of them"
            " can be moved."
        )
    begins_at, ends_at = _moments(event)
    name = _text(event, "SUMMARY")
    if not name:
        raise ValueError("it has no SUMMARY. Say there whose meeting it is.")
    return Found(
        place=f"Event {number}",
        group=name,
        on=_planned(begins_at),
        key=_key(event),
        starts_at=_clock(begins_at),
        ends_at=_clock(ends_at) if ends_at else None,
        venue=_text(event, "LOCATION"),
        status=_text(event, "STATUS"),
    )


def _moments(event: Any) -> tuple[Any, Any]:
    held = event.get("DTSTART")
    if held is None:
        raise ValueError("it has no DTSTART. Say when it begins.")
    begins_at = _read(held, "DTSTART")
    ends = event.get("DTEND")
    if ends is not None:
        return begins_at, _read(ends, "DTEND")
    lasts = event.get("DURATION")
    if lasts is not None and isinstance(lasts.dt, timedelta):
        return begins_at, begins_at + lasts.dt
    return begins_at, None


def _read(held: Any, name: str) -> date | datetime:
    try:
        moment = held.dt
    except (ValueError, AttributeError):
        moment = None
    if not isinstance(moment, date):
        said = held.to_ical() if hasattr(held, "to_ical") else held
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        raise ValueError(f"its {name} “{text}” is not a date.")
    return moment


def _planned(moment: date | datetime) -> date:
    local = _local(moment)
    day = local.date() if isinstance(local, datetime) else local
    try:
        return day_of(day.isoformat())
    except BadDate as why:
        raise ValueError(str(why)) from None


def _clock(moment: date | datetime) -> time | None:
    """Without seconds; None for a whole day."""
    local = _local(moment)
    if not isinstance(local, datetime):
        return None
    return local.time().replace(second=0, microsecond=0, tzinfo=None)


def _local(moment: date | datetime) -> date | datetime:
    if isinstance(moment, datetime) and moment.tzinfo:
        return moment.astimezone(ENGLAND)
    return moment


def _key(event: Any) -> str:
    """The event’s UID; one that stands in for a repetition has the day it was for too."""
    instead = event.get("RECURRENCE-ID")
    which = f" {instead.to_ical().decode()}" if instead is not None else ""
    key = f"{_text(event, 'UID')}{which}".strip()
    if len(key) > 180:
        raise ValueError("its UID is longer than any calendar makes one.")
    return key


def _text(event: Any, name: str) -> str:
    return " ".join(str(event.get(name, "")).split())[:200]


def _called(number: int, event: Any) -> str:
    name = _text(event, "SUMMARY")
    return f"Event {number}, “{name}”" if name else f"Event {number}"
