"""The models of this folder, where Django looks for them."""

from muster.programme.contacts import Contact
from muster.programme.groups.dates.kept import DatesFile, KnownAs
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
from muster.programme.plans.plan import (
    Keeping,
    Plan,
    PlanClosing,
    Recommendation,
    Review,
    Section,
)
from muster.programme.priorities.priority import Answer, Priority
from muster.programme.reminders.models import Choice, Digest, Round
from muster.programme.replies.form import Form, Invitation, Question, Reply
from muster.programme.reporting.cycle import CycleStep
from muster.programme.reporting.feed import Feed
from muster.programme.reporting.line import (
    Clearance,
    NoneWanted,
    ReportingPlan,
    ReportLine,
)
from muster.programme.reporting.paper import BoardPaper
from muster.programme.reporting.recommendations import ImpactReview
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
    "AgreedWorkplan",
    "Answer",
    "Asked",
    "Audience",
    "BoardPaper",
    "Briefing",
    "Choice",
    "Clearance",
    "Closing",
    "Consultation",
    "Contact",
    "Correction",
    "CycleStep",
    "DatesFile",
    "Deadline",
    "Delivery",
    "Dependency",
    "Digest",
    "Evidence",
    "Feed",
    "Form",
    "Gate",
    "Group",
    "ImpactReview",
    "Invitation",
    "Item",
    "Keeping",
    "KnownAs",
    "Meeting",
    "Member",
    "Messages",
    "MinuteText",
    "Move",
    "NoneWanted",
    "Note",
    "Outcome",
    "Owner",
    "Owners",
    "Plan",
    "PlanClosing",
    "Presence",
    "Priority",
    "Protocol",
    "Published",
    "Question",
    "Rating",
    "Reading",
    "Recommendation",
    "Reply",
    "ReportLine",
    "ReportingPlan",
    "Review",
    "Rhythm",
    "Round",
    "Seat",
    "Section",
    "Sending",
    "Sent",
    "Sitting",
    "Step",
    "Strategy",
    "Success",
    "Terms",
    "Theme",
    "Usual",
    "Version",
    "Wording",
    "WorkplanLine",
]
