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
from muster.programme.replies.form import Form, Invitation, Question, Reply
from muster.programme.strategies.consultation import Consultation, Theme
from muster.programme.strategies.reach import (
    Audience,
    Briefing,
    Delivery,
    Member,
    Messages,
    Sending,
)
from muster.programme.strategies.strategy import Gate, Move, Strategy, Version
from muster.programme.taking.readings import Asked, Reading
from muster.programme.taking.sent import Sent


__all__ = [
    "Action",
    "Answer",
    "Asked",
    "Choice",
    "Audience",
    "Briefing",
    "Closing",
    "Consultation",
    "Contact",
    "Deadline",
    "Delivery",
    "Dependency",
    "Digest",
    "Evidence",
    "Form",
    "Gate",
    "Group",
    "Invitation",
    "Keeping",
    "Meeting",
    "Member",
    "Messages",
    "Move",
    "Note",
    "Owner",
    "Owners",
    "Plan",
    "Priority",
    "Question",
    "Rating",
    "Reading",
    "Recommendation",
    "Reply",
    "Review",
    "Round",
    "Seat",
    "Section",
    "Sent",
    "Sending",
    "Sitting",
    "Step",
    "Strategy",
    "Success",
    "Terms",
    "Theme",
    "Version",
    "Wording",
]
