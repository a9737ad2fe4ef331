"""What a file of dates says: meetings of groups, by the file's own names for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from muster.school_year import BadDate, parse_date
from muster.school_year.working_days import problem_of_year


MOST_BYTES = 5_000_000
MOST_MEETINGS = 5_000
# “14:00”, “2.00 pm”, “10am”; a bare “10” could be anything.
CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d)(?:[:.][0-5]\d)?)?\s*(?P<half>[ap]\.?m\.?)?",
    re.IGNORECASE,
)
OFF = {"cancelled", "canceled", "postponed", "abandoned"}


class Unreadable(ValueError):
    """A file no dates can be taken from. ``problems`` are sentences, one a mistake."""

    def __init__(self, *problems: str):
        super().__init__(problems[0])
        self.problems = problems


@dataclass(frozen=True)
class Found:
    """One meeting as the file has it. ``key`` is the file's own name for it, "" where it
    has none; ``group_key`` likewise for the group. ``status`` is the file's word."""

    place: str
    group: str
    on: date
    key: str = ""
    group_key: str = ""
    starts_at: time | None = None
    ends_at: time | None = None
    venue: str = ""
    title: str = ""
    status: str = ""

    @property
    def is_cancelled(self) -> bool:
        return self.status.casefold() in OFF


@dataclass(frozen=True)
class Said:
    """A file, read: its source (“csv”, “ical”, “moderngov”), its meetings, and the names
    of groups it lists without their meetings."""

    source: str
    meetings: tuple[Found, ...]
    groups: tuple[tuple[str, str], ...] = ()


def day_of(text: str) -> date:
    """A day, by the strict grammar. Raises BadDate, also for a year nobody can plan."""
    day = parse_date(text.strip())
    if why := problem_of_year(day):
        raise BadDate(why)
    return day


def clock_of(text: str) -> time | None:
    """A time of day; None for nothing. Raises ValueError with a sentence."""
    text = text.strip()
    if not text:
        return None
    found = CLOCK.fullmatch(text)
    if found and (found["minute"] or found["half"]):
        hour, half = int(found["hour"]), (found["half"] or "").lower()[:1]
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        elif half:
            hour = 24
        if hour < 24:
            return time(hour, int(found["minute"] or 0))
    raise ValueError(f"“{text}” is not a time. Write it like 14:00 or 2.00 pm.")


def checked(source: str, meetings: Sequence[Found]) -> tuple[Found, ...]:
    """The meetings, each once. Raises Unreadable where one key says two things."""
    if len(meetings) > MOST_MEETINGS:
        raise Unreadable(
            f"This file has {len(meetings):,} meetings, more than {MOST_MEETINGS:,}."
            " Export fewer committees or a shorter time."
        )
    once: dict[tuple[str, str], Found] = {}
    problems = []
    for one in meetings:
        name = (one.group_key or one.group, one.key or one.on.isoformat())
        held = once.setdefault(name, one)
        if held is not one and _says(held) != _says(one):
            problems.append(
                f"{one.place}: {one.group} has “{name[1]}” twice, here and at"
                f" {held.place.lower()}, and the two differ. Keep the right one."
            )
    if problems:
        raise Unreadable(*problems)
    return tuple(once.values())


def _says(one: Found) -> tuple[object, ...]:
    return (one.on, one.starts_at, one.ends_at, one.venue, one.title, one.status)
