"""The schools of the demo authority: where they are, whose, how big, and what is planted.

Identifiers can't be taken for real ones: URNs begin 990, LAESTABs and UPNs have the
authority number 999, which nobody has.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from .dice import Dice, dice
from .planted import PLANTED, Phase, Plant, planted_schools
from .terms import Pattern
from .words import TRUSTS, Ward, place_names, wards


FIRST_URN = 990_001
LA_NUMBER = "999"
# The middle of the authority on the National Grid, out at sea; how far its areas' centres
# are from there, and schools from those, in metres.
CENTRE = (694_800, 543_500)
AREA_AWAY = 7_500
SCHOOL_AWAY = 1_300
# How many schools 30,000 pupils have, and the fewest there can be.
USUAL = {Phase.PRIMARY: 86, Phase.SECONDARY: 16, Phase.SPECIAL: 6, Phase.PRU: 2}
FEWEST = {Phase.PRIMARY: 6, Phase.SECONDARY: 3, Phase.SPECIAL: 1, Phase.PRU: 2}
USUAL_PUPILS = 30_000
# Bigger authorities have bigger schools too.
GROWTH = 0.93

# Each phase has its own stretch of the place names, so names don't change with size.
NAMES_FROM = {Phase.PRU: 0, Phase.SPECIAL: 10, Phase.SECONDARY: 60, Phase.PRIMARY: 190}
CALLED = {
    Phase.PRIMARY: (
        "{} Primary School",
        "{} Community Primary School",
        "{} Church of England Primary School",
        "{} Junior and Infant School",
    ),
    Phase.SECONDARY: ("{} High School", "{} School", "{} College"),
    Phase.SPECIAL: ("{} House School", "{} Bridge School"),
    Phase.PRU: ("The {} Centre",),
}
FIRST_ESTAB = {
    Phase.PRIMARY: 2000,
    Phase.SECONDARY: 4000,
    Phase.SPECIAL: 7000,
    Phase.PRU: 1100,
}
# How much of each phase is in a trust, and how sizes within it vary (log scale).
IN_A_TRUST = {
    Phase.PRIMARY: 0.42,
    Phase.SECONDARY: 0.65,
    Phase.SPECIAL: 0.4,
    Phase.PRU: 0.0,
}
SPREAD = {
    Phase.PRIMARY: 0.45,
    Phase.SECONDARY: 0.3,
    Phase.SPECIAL: 0.3,
    Phase.PRU: 0.1,
}
ACADEMY_ON = date(2024, 9, 1)
MAINTAINED = {
    Phase.PRIMARY: "Community school",
    Phase.SECONDARY: "Foundation school",
    Phase.SPECIAL: "Community special school",
    Phase.PRU: "Pupil referral unit",
}
ACADEMY = {
    Phase.PRIMARY: "Academy converter",
    Phase.SECONDARY: "Academy converter",
    Phase.SPECIAL: "Academy special converter",
}


@dataclass(frozen=True)
class School:
    """One school as it is now, and where a plant puts it apart from the others."""

    phase: Phase
    number: int
    name: str
    urn: str
    laestab: str
    ward: Ward
    trust: str
    kind: str
    weight: float
    sixth_form: bool
    plants: frozenset[Plant]
    opened_on: date | None = None
    closed_on: date | None = None
    predecessor: str = ""

    @property
    def at(self) -> tuple[int, int]:
        """Its easting and northing: within its area, and the same at every seed."""
        areas = list(dict.fromkeys(ward.area for ward in wards()))
        angle = 2 * np.pi * areas.index(self.ward.area) / len(areas)
        aside = dice(0, "place", self.phase, self.number).normal(0, SCHOOL_AWAY, 2)
        way = np.array([np.cos(angle), np.sin(angle)])
        east, north = np.array(CENTRE) + AREA_AWAY * way + aside
        return int(east), int(north)

    @property
    def pattern(self) -> Pattern:
        if Plant.LONG_OCTOBER in self.plants:
            return Pattern.LONG_OCTOBER
        if Plant.EARLY_YEAR in self.plants:
            return Pattern.EARLY_YEAR
        return Pattern.STANDARD


def invent_schools(pupils: int, seed: int) -> list[School]:
    """The schools open now, primary first, then any that became one of them."""
    counts = school_counts(pupils)
    planted: dict[tuple[Phase, int], set[Plant]] = {}
    for plant in PLANTED:
        for phase, number in planted_schools(plant, counts):
            planted.setdefault((phase, number), set()).add(plant)
    areas = _areas(min(8, counts[Phase.SECONDARY]))
    names = place_names(NAMES_FROM[Phase.PRIMARY] + counts[Phase.PRIMARY])
    now = [
        _school(
            phase,
            number,
            name=names[NAMES_FROM[phase] + number],
            wards_of=areas[number % len(areas)],
            plants=frozenset(planted.get((phase, number), ())),
            seed=seed,
        )
        for phase in Phase
        for number in range(counts[phase])
    ]
    now = [replace(school, urn=_urn(nth)) for nth, school in enumerate(now)]
    former = [_former(school) for school in now if _converted(school)]
    return [_with_predecessor(school) for school in now] + former


def school_counts(pupils: int) -> dict[Phase, int]:
    """How many schools of each phase so many pupils have."""
    scale = (pupils / USUAL_PUPILS) ** GROWTH
    return {
        phase: max(FEWEST[phase], round(usual * scale))
        for phase, usual in USUAL.items()
    }


def _areas(number: int) -> list[list[Ward]]:
    """The wards of the first so many areas."""
    by_area: dict[str, list[Ward]] = {}
    for ward in wards():
        by_area.setdefault(ward.area, []).append(ward)
    return list(by_area.values())[:number]


def _school(
    phase: Phase,
    number: int,
    *,
    name: str,
    wards_of: list[Ward],
    plants: frozenset[Plant],
    seed: int,
) -> School:
    lot = dice(seed, "school", phase, number)
    trust = _trust(phase, plants, lot)
    called = CALLED[phase][number % len(CALLED[phase])].format(name)
    weight = 1.0 if plants else float(np.exp(lot.normal(0, SPREAD[phase])))
    return School(
        phase=phase,
        number=number,
        name=called,
        urn="",
        laestab=f"{LA_NUMBER}{FIRST_ESTAB[phase] + number}",
        ward=wards_of[int(lot.integers(len(wards_of)))],
        trust=trust,
        kind=ACADEMY[phase] if trust else MAINTAINED[phase],
        weight=weight,
        sixth_form=phase is Phase.SECONDARY and number % 3 == 0,
        plants=plants,
    )


def _trust(phase: Phase, plants: frozenset[Plant], lot: Dice) -> str:
    if Plant.LONG_OCTOBER in plants:
        return TRUSTS[0]
    if Plant.BECAME_ACADEMY in plants:
        return TRUSTS[1]
    if Plant.EARLY_YEAR in plants or lot.random() >= IN_A_TRUST[phase]:
        return ""
    return TRUSTS[1 + int(lot.integers(len(TRUSTS) - 1))]


def _urn(nth: int) -> str:
    return str(FIRST_URN + nth)


def _converted(school: School) -> bool:
    return Plant.BECAME_ACADEMY in school.plants


def _with_predecessor(school: School) -> School:
    if not _converted(school):
        return school
    return replace(
        school,
        name=school.name.replace("School", "Academy"),
        opened_on=ACADEMY_ON,
        predecessor=_former(school).urn,
    )


def _former(school: School) -> School:
    """The maintained school an academy replaced: other numbers, the same children."""
    return replace(
        school,
        urn=str(int(school.urn) + 9_000),
        laestab=f"{LA_NUMBER}{int(school.laestab[3:]) + 1_000}",
        trust="",
        kind=MAINTAINED[school.phase],
        closed_on=ACADEMY_ON - timedelta(days=1),
    )


def schools_table(schools: list[School]) -> pa.Table:
    """A schools file, as design.md 6 has it."""
    return pa.table(
        {
            "urn": [school.urn for school in schools],
            "laestab": [school.laestab for school in schools],
            "name": [school.name for school in schools],
            "phase": [school.phase.word for school in schools],
            "type": [school.kind for school in schools],
            "trust": [school.trust for school in schools],
            "ward": [school.ward.ward for school in schools],
            "area": [school.ward.area for school in schools],
            "opened_on": pa.array([s.opened_on for s in schools], pa.date32()),
            "closed_on": pa.array([s.closed_on for s in schools], pa.date32()),
            "predecessor": [school.predecessor for school in schools],
            "easting": pa.array([school.at[0] for school in schools], pa.int32()),
            "northing": pa.array([school.at[1] for school in schools], pa.int32()),
        }
    )
