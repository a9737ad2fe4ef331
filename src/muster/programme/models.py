"""The models of this folder, where Django looks for them."""

from muster.programme.contacts import Contact
from muster.programme.groups.dates.kept import DatesFile, KnownAs
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
from muster.programme.taking.readings import Asked, Reading


__all__ = [
    "Action",
    "Answer",
    "Asked",
    "BoardPaper",
    "Choice",
    "Clearance",
    "Closing",
    "Contact",
    "CycleStep",
    "DatesFile",
    "Deadline",
    "Dependency",
    "Digest",
    "Evidence",
    "Feed",
    "Group",
    "ImpactReview",
    "Keeping",
    "KnownAs",
    "Meeting",
    "NoneWanted",
    "Note",
    "Owner",
    "Owners",
    "Plan",
    "Priority",
    "Rating",
    "Reading",
    "Recommendation",
    "ReportLine",
    "ReportingPlan",
    "Review",
    "Round",
    "Seat",
    "Section",
    "Sitting",
    "Step",
    "Success",
    "Terms",
    "Wording",
]
