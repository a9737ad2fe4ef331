"""What raises a signal, and how far it must go: a table, with the day each row began.

A change here is a change of what is called unusual: it takes a new row with a later
``valid_from``, so that what was raised last year can still be explained.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """In the order they are told apart on a page."""

    SCHOOL = "School"
    GROUP = "Group of pupils"
    PATTERN = "Pattern"
    TRANSITION = "Moving school"
    REASON = "Reasons given"
    RECORDING = "Registers"
    COVERAGE = "Coverage"
    AUTHORITY = "Authority"


@dataclass(frozen=True)
class Trigger:
    """``beyond`` is in standard errors; ``points`` is the least difference worth a line, in
    percentage points, and ``times`` how many times the usual; ``pupils`` the fewest a
    school must have, ``some`` the fewest of them who must have any of what is counted."""

    name: str
    kind: Kind
    rule: str
    beyond: float
    points: float
    times: float = 1.0
    pupils: int = 30
    some: int = 5
    valid_from: date = date(2025, 9, 1)


# Of the schools a trigger names, about this share may be chance.
FALSE_SHARE = 0.1
# Of one kind, so that ten lines don't all say the same thing.
MOST_OF_ONE = 3
MOST = 10
SESSIONS_SILENT = 10  # open sessions on end without a register: a school week

TRIGGERS = (
    Trigger(
        "absence_of_school",
        Kind.SCHOOL,
        "Overall absence of a school outside the 99.8% limits of its phase",
        beyond=3.09,
        points=1.0,
    ),
    Trigger(
        "persistence_of_school",
        Kind.SCHOOL,
        "Persistent absence of a school outside the 99.8% limits of its phase",
        beyond=3.09,
        points=5.0,
    ),
    Trigger(
        "change_of_school",
        Kind.SCHOOL,
        "Overall absence of a school moved against the same half-term last year, more than"
        " its phase did and beyond three standard errors",
        beyond=3.0,
        points=1.0,
    ),
    Trigger(
        "reason_of_school",
        Kind.REASON,
        "A code’s share of sessions at a school beyond three standard errors and at least"
        " twice the usual",
        beyond=3.0,
        points=0.3,
        times=2.0,
    ),
    Trigger(
        "reason_rising",
        Kind.REASON,
        "A code’s share of sessions at a school up on the same half-term last year, beyond"
        " three standard errors and by half or more",
        beyond=3.0,
        points=0.3,
        times=1.5,
    ),
    Trigger(
        "reason_moved",
        Kind.REASON,
        "A code’s share of all sessions moved against the same half-term last year, beyond"
        " three standard errors and by a quarter or more",
        beyond=3.0,
        points=0.1,
        times=1.25,
    ),
    Trigger(
        "recording_of_school",
        Kind.RECORDING,
        "Marks missing, or with a code nobody knows, at a school beyond three standard"
        " errors and at least twice the usual",
        beyond=3.0,
        points=0.5,
        times=2.0,
    ),
    Trigger(
        "day_of_school",
        Kind.PATTERN,
        "Absence of a school in one session of the week higher than in the rest of it,"
        " beyond three standard errors of what it is at other schools",
        beyond=3.0,
        points=1.5,
    ),
    Trigger(
        "week_of_illness",
        Kind.PATTERN,
        "Illness in a week above the limits of single values and 1.6 times the"
        " middle week of the years held",
        beyond=3.0,
        points=1.0,
        times=1.6,
    ),
    Trigger(
        "last_week",
        Kind.PATTERN,
        "Absence in the week before the holiday higher than in the weeks before it, beyond"
        " three standard errors, by more than last year",
        beyond=3.0,
        points=0.5,
    ),
    Trigger(
        "absence_moved",
        Kind.AUTHORITY,
        "Absence of the authority, or a phase of it, moved against the same half-term last"
        " year beyond three standard errors",
        beyond=3.0,
        points=0.3,
    ),
    Trigger(
        "gap_moved",
        Kind.GROUP,
        "The gap between a group and the others moved against the same half-term last year"
        " beyond three standard errors",
        beyond=3.0,
        points=0.5,
        pupils=100,
    ),
    Trigger(
        "year_6_to_7",
        Kind.TRANSITION,
        "Absence of Year 7 higher than the same children’s in Year 6, a year before, beyond"
        " three standard errors",
        beyond=3.0,
        points=1.0,
        pupils=100,
    ),
    Trigger(
        "silent_school",
        Kind.COVERAGE,
        "A school with no register for ten or more open sessions on end",
        beyond=0.0,
        points=0.0,
        pupils=0,
        some=0,
    ),
)


def trigger(name: str, on: date) -> Trigger:
    """The row of a trigger in force on a day: the earliest, for a day before them all."""
    rows = sorted(
        (one for one in TRIGGERS if one.name == name), key=lambda one: one.valid_from
    )
    return [rows[0], *(one for one in rows if one.valid_from <= on)][-1]
