"""The models of this folder, as Django looks for them."""

from muster.practice.challenge import Challenge
from muster.practice.meeting import (
    AgendaItem,
    Agreed,
    MeetingHappened,
    Named,
    Placed,
    SupportMeeting,
)
from muster.practice.shelf import Opened, Shared


__all__ = [
    "AgendaItem",
    "Agreed",
    "Challenge",
    "MeetingHappened",
    "Named",
    "Opened",
    "Placed",
    "Shared",
    "SupportMeeting",
]
