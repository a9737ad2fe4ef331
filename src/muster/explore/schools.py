"""The schools a person may see, as plain rows."""

from dataclasses import dataclass

from muster.measures import Scope
from muster.measures.dimensions import UNKNOWN
from muster.measures.members import school_names
from muster.measures.titles import title_of
from muster.tables.state import State, remembered


@dataclass(frozen=True)
class School:
    """A school. ``name`` is what figures by school call it; ``phase`` its dimension."""

    id: int
    name: str
    urn: str
    laestab: str
    phase: str
    area: str
    trust: str
    is_provisional: bool

    @property
    def phase_title(self) -> str:
        return title_of("phase", self.phase)

    @property
    def described(self) -> str:
        """“Primary · North · Tree Trust · URN 900001”."""
        number = f"URN {self.urn}" if self.urn else self.laestab
        parts = (self.phase_title, self.area, self.trust, number)
        return " · ".join(part for part in parts if part)

    @property
    def peers(self) -> str:
        """What its phase's schools are called together, mid-sentence."""
        known = PEERS.get(self.phase)
        return known or (
            "the authority" if self.phase == UNKNOWN else f"{self.phase} schools"
        )


PEERS = {
    "pru": "pupil referral units",
    "primary": "primary schools",
    "secondary": "secondary schools",
    "special": "special schools",
}


@remembered(16)
def schools_of(state: State, scope: Scope) -> dict[int, School]:
    """Schools by id, in the order of their names."""
    names = school_names(state)
    found = [
        School(
            id=row["id"],
            name=names[row["id"]],
            urn=row["urn"],
            laestab=row["laestab"],
            phase=row["phase"] or UNKNOWN,
            area=row["area"],
            trust=row["trust"],
            is_provisional=row["provisional"],
        )
        for row in state.schools.iter_rows(named=True)
        if scope.has_school(row["id"])
    ]
    found.sort(key=lambda school: (school.name.casefold(), school.id))
    return {school.id: school for school in found}
