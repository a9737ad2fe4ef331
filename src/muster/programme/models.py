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
from muster.programme.replies.form import Form, Invitation, Question, Reply
from muster.programme.taking.readings import Asked, Reading


__all__ = [
    "Action",
    "Answer",
    "Asked",
    "Closing",
    "Contact",
    "Deadline",
    "Dependency",
    "Evidence",
    "Form",
    "Group",
    "Invitation",
    "Keeping",
    "Meeting",
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
    "Seat",
    "Section",
    "Sitting",
    "Step",
    "Success",
    "Terms",
    "Wording",
]
