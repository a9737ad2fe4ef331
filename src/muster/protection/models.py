"""The models of this folder, where Django looks for them."""

from muster.protection.registers import Agreement, Incident, IncidentNote


__all__ = ["Agreement", "Incident", "IncidentNote"]
