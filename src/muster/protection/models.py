"""The models of this folder, where Django looks for them."""

from muster.protection.correcting import Correction
from muster.protection.holds import Hold
from muster.protection.registers import Agreement, Incident, IncidentNote
from muster.protection.requests import Request
from muster.protection.retention import Clearance, Period


__all__ = [
    "Agreement",
    "Clearance",
    "Correction",
    "Hold",
    "Incident",
    "IncidentNote",
    "Period",
    "Request",
]
