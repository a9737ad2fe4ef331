"""The models of this folder, where Django looks for them."""

from muster.programme.contacts import Contact
from muster.programme.groups.group import Group, Seat, Sitting, Terms
from muster.programme.groups.meeting import Meeting
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
from muster.programme.taking.sent import Sent


__all__ = [
    "Action",
    "Answer",
    "Asked",
    "Choice",
    "Closing",
    "Contact",
    "Deadline",
    "Dependency",
    "Digest",
    "Evidence",
    "Group",
    "Keeping",
    "Meeting",
    "Note",
    "Owner",
    "Owners",
    "Plan",
    "Priority",
    "Rating",
    "Reading",
    "Recommendation",
    "Review",
    "Round",
    "Seat",
    "Section",
    "Sent",
    "Sitting",
    "Step",
    "Success",
    "Terms",
    "Wording",
]
