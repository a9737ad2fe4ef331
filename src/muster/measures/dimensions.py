"""What a figure can be broken down by (design.md 6)."""

from __future__ import annotations

from muster.measures.count import TERMS, WEEKDAYS
from muster.tables.actions import COLOURS


UNKNOWN = "unknown"

OF_SCHOOL = ("area", "trust", "school", "phase")
OF_PUPIL = (
    "ward",
    "year_group",
    "sex",
    "fsm",
    "sen",
    "ethnicity",
    "eal",
    "looked_after",
    "child_in_need",
    "social_worker",
    "young_carer",
    "child_protection",
    "youth_justice",
)
OF_SLICE = ("half_term", "term")
OF_SESSION = ("week", "weekday", "session")
REASON = "reason"
PRESENT = "/\\"  # the two present marks are one value of it
DIMENSIONS = (*OF_SCHOOL, *OF_PUPIL, *OF_SLICE, *OF_SESSION, REASON)

# Shortest stretches persistent absence is not counted over (rules.md 2.1).
NOT_PERSISTENT = (*OF_SESSION, REASON)

TITLES = {
    "area": "Area",
    "ward": "Ward",
    "trust": "Trust",
    "school": "School",
    "phase": "Phase",
    "year_group": "Year group",
    "sex": "Sex",
    "fsm": "Free school meals",
    "sen": "Special educational needs",
    "ethnicity": "Ethnicity",
    "eal": "English as an additional language",
    "looked_after": "Looked after",
    "child_in_need": "Child in need",
    "social_worker": "Social worker",
    "young_carer": "Young carer",
    "child_protection": "Child protection plan",
    "youth_justice": "Youth justice",
    "week": "Week",
    "half_term": "Half-term",
    "term": "Term",
    "weekday": "Weekday",
    "session": "Session",
    "reason": "Reason",
    "plan": "Plan",
    "section": "Section",
    "group": "Group",
    "colour": "Colour",
    "register": "Register",
    "status": "Status",
    "why": "Reason",
    "outcome": "Outcome",
    "list": "List",
    "return": "Return",
    "decision": "Decision",
    "movement": "What became of them",
    "kind": "What was done",
}

_YEAR_GROUPS = ("E1", "E2", "N1", "N2", "R", *(str(n) for n in range(1, 15)))
_ORDERS = {
    "weekday": {name: n for n, name in enumerate(WEEKDAYS)},
    "session": {"AM": 0, "PM": 1},
    "term": {name: n for n, name in enumerate(TERMS)},
    "year_group": {name: n for n, name in enumerate(_YEAR_GROUPS)},
    "colour": {name: n for n, name in enumerate(COLOURS)},
}


class NoSuchDimension(ValueError):
    """A breakdown there is none of, or that a measure cannot have."""


def check(
    by: tuple[str, ...],
    allowed: tuple[str, ...] = DIMENSIONS,
    what: str = "Figures",
) -> None:
    """Raises NoSuchDimension for a name that isn't one, or one given twice.

    ``what`` is being broken down, by those ``allowed``: of marks, unless told otherwise.
    """
    for name in by:
        if name not in allowed:
            raise NoSuchDimension(
                f"{what} cannot be broken down by “{name}”. Use {', '.join(allowed)}."
            )
    if len(set(by)) != len(by):
        raise NoSuchDimension("A breakdown is named twice. Name each once.")


def order_of(dimension: str, value: str) -> tuple[int, int, str]:
    """Sorts values as people list them: Monday before Tuesday, Year 2 before Year 10."""
    known = _ORDERS.get(dimension, {})
    if value in known:
        return 0, known[value], value
    return 1, 0, value
