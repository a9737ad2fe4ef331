"""Parts of the authority: groups of its pupils, and the places its schools and homes are."""

from dataclasses import dataclass

from muster.explore.looking import Look, years_held
from muster.explore.schools import schools_of
from muster.measures import Scope, parse_period
from muster.measures.dimensions import TITLES, UNKNOWN
from muster.measures.titles import title_of
from muster.school_year import SchoolYear


GROUPS = (
    "fsm",
    "sen",
    "sex",
    "ethnicity",
    "eal",
    "year_group",
    "looked_after",
    "child_in_need",
    "social_worker",
    "young_carer",
)
PLACES = ("area", "ward", "trust", "phase")
# Of a school, so that a part is some of the schools and all of their pupils.
OF_SCHOOL = ("area", "trust", "phase")


@dataclass(frozen=True)
class Part:
    """One value of one dimension: girls, say, or an area."""

    dimension: str
    value: str

    @property
    def by(self) -> tuple[str, ...]:
        return (self.dimension,)

    @property
    def title(self) -> str:
        """What it is called where nothing else says what it is of."""
        said = title_of(self.dimension, self.value)
        if self.value == UNKNOWN:
            return f"{TITLES[self.dimension]}: not known"
        if self.dimension == "fsm":
            return f"Free school meals: {said.lower()}"
        return said

    def link(self, look: Look) -> str:
        """The address of its page, with the choice of the look kept."""
        if self.dimension in GROUPS:
            return look.link("explore:group", self.dimension, self.value)
        return look.link(f"explore:{self.dimension}", self.value)

    def schools(self, look: Look) -> Scope:
        """The schools it is made of; all within reach for a part that is of pupils."""
        if self.dimension not in OF_SCHOOL:
            return look.scope
        # A school's phase is said to be unknown; its area and its trust are left blank.
        values = {self.value, "" if self.value == UNKNOWN else self.value}
        schools = schools_of(look.state, look.scope).values()
        mine = {one.id for one in schools if getattr(one, self.dimension) in values}
        return look.scope.within(mine)


def parts(look: Look, dimension: str) -> list[Part]:
    """Every part there is of a dimension, in the order people list them."""
    asked = look.ask(("overall_absence",), (dimension,))
    return [Part(dimension, value) for value in asked.values()]


def is_known(look: Look, part: Part) -> bool:
    """Whether the part has figures in the period, or in any year: if not, it is no part."""
    can_ask = not look.why_not(("overall_absence",), part.by)
    if can_ask and part in parts(look, part.dimension):
        return True
    for start in years_held(look.state):
        year = parse_period(SchoolYear(start).label)
        asked = look.ask(("overall_absence",), part.by, period=year)
        if asked.figure("overall_absence", part.value):
            return True
    return False
