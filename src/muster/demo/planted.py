"""What is planted in the demo authority, and where: see docs/demo.md.

A school is named by its phase and its place among the schools of that phase, so it is
the same school, with the same name, at every size and seed. A small authority has fewer
schools than plants; the count then begins again and a school may hold two.
"""

from enum import IntEnum, StrEnum
from typing import NamedTuple


class Phase(IntEnum):
    """In the order schools are listed; `word` is what a schools file calls it."""

    PRIMARY = 0
    SECONDARY = 1
    SPECIAL = 2
    PRU = 3

    @property
    def word(self) -> str:
        return self.name.lower()


class Plant(StrEnum):
    LONG_OCTOBER = "A two-week October break"
    EARLY_YEAR = "A year that starts and ends early"
    FORTNIGHT_MISSING = "A fortnight of marks never sent"
    LATE_SENDER = "Marks three weeks late"
    BECAME_ACADEMY = "A school that became an academy"
    HOLIDAYS = "Holidays in term time"
    IMPROVING = "Absence falling since January of the year before"
    REGISTERS_NOT_TAKEN = "Friday afternoon registers not taken"
    UNKNOWN_CODE = "A code nobody knows"
    PART_TIME = "Part-time timetables growing"
    FRIDAYS = "Friday afternoons lost"
    REASONS_NOT_FOUND = "Reasons never established"
    LATE_AFTER_CLOSE = "Late after the register closed"


class Place(NamedTuple):
    phase: Phase
    number: int


P, S = Phase.PRIMARY, Phase.SECONDARY

# The trust's and the federation's schools share an area with their secondary school.
PLANTED: dict[Plant, tuple[Place, ...]] = {
    Plant.LONG_OCTOBER: (Place(S, 0), *(Place(P, n) for n in (0, 8, 16, 24))),
    Plant.EARLY_YEAR: (Place(S, 1), *(Place(P, n) for n in (1, 9))),
    Plant.FORTNIGHT_MISSING: (Place(P, 2),),
    Plant.LATE_SENDER: (Place(P, 3),),
    Plant.BECAME_ACADEMY: (Place(P, 4),),
    Plant.HOLIDAYS: (Place(P, 5),),
    Plant.IMPROVING: (Place(P, 6),),
    Plant.REGISTERS_NOT_TAKEN: (Place(P, 7),),
    Plant.UNKNOWN_CODE: (Place(S, 2),),
    Plant.PART_TIME: (Place(S, 3),),
    Plant.FRIDAYS: (Place(S, 4),),
    Plant.REASONS_NOT_FOUND: (Place(S, 5),),
    Plant.LATE_AFTER_CLOSE: (Place(S, 6),),
}

GROUPS = {Plant.LONG_OCTOBER, Plant.EARLY_YEAR}

# The areas snow closes for a day in the second week of a spring term: both in the latest
# year, one or the other before.
SNOWED_IN = ("Aldenmoor", "Corveldale")


def planted_schools(plant: Plant, counts: dict[Phase, int]) -> list[Place]:
    """Where a plant is, in an authority with so many schools of each phase.

    A plant of several schools keeps those that exist; a plant of one wraps round.
    """
    places = PLANTED[plant]
    if plant in GROUPS:
        return [place for place in places if place.number < counts[place.phase]]
    return [Place(phase, number % counts[phase]) for phase, number in places]
