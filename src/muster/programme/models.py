"""The models of this folder, where Django looks for them."""

from muster.programme.contacts import Contact
from muster.programme.groups.group import Group, Seat, Sitting, Terms
from muster.programme.groups.meeting import Meeting
from muster.programme.groups.rhythm import Rhythm
from muster.programme.meetings.item import (
    Correction,
    Item,
    MinuteText,
    Outcome,
    Presence,
    Published,
    Usual,
)
from muster.programme.meetings.protocol import Protocol
from muster.programme.meetings.workplan import AgreedWorkplan, WorkplanLine
from muster.programme.plans.action import (
    Action,
    Closing,
    Deadline,
    Dependency,
    Evidence,
    Note,
    Owner,
    Owners,
    Rating,
    Step,
    Success,
    Wording,
)
from muster.programme.plans.plan import Keeping, Plan, Recommendation, Review, Section
from muster.programme.priorities.priority import Answer, Priority
from muster.programme.reminders.models import Choice, Digest, Round
from muster.programme.taking.readings import Asked, Reading


__all__ = [
    "Action",
    "AgreedWorkplan",
    "Answer",
    "Asked",
    "Choice",
    "Closing",
    "Contact",
    "Correction",
    "Deadline",
    "Dependency",
    "Digest",
    "Evidence",
    "Group",
    "Item",
    "Keeping",
    "Meeting",
    "MinuteText",
    "Note",
    "Outcome",
    "Owner",
    "Owners",
    "Plan",
    "Presence",
    "Priority",
    "Protocol",
    "Published",
    "Rating",
    "Reading",
    "Recommendation",
    "Review",
    "Rhythm",
    "Round",
    "Seat",
    "Section",
    "Sitting",
    "Step",
    "Success",
    "Terms",
    "Usual",
    "Wording",
    "WorkplanLine",
]
