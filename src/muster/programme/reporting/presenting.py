"""How meetings and reports are shown."""

from __future__ import annotations

from muster.design.filters import day
from muster.programme.groups.meeting import Meeting
from muster.programme.reporting.line import Standing


STATUSES: dict[Standing, tuple[str, str]] = {
    Standing.PLANNED: ("none", "Planned"),
    Standing.LATE: ("bad", "Paper late"),
    Standing.MISSED: ("bad", "Missed"),
    Standing.GIVEN: ("good", "Given"),
    Standing.GIVEN_LATE: ("watch", "Given late"),
    Standing.ADRIFT: ("watch", "Needs a meeting"),
    Standing.DROPPED: ("none", "Taken off"),
}


def when(meeting: Meeting) -> str:
    """“Thursday 15 October 2026, 14:00”, and what it is where it isn’t an ordinary one."""
    at = f", {meeting.starts_at:%H:%M}" if meeting.starts_at else ""
    title = f": {meeting.title}" if meeting.title else ""
    return f"{meeting.on:%A} {day(meeting.on)}{at}{title}"
