"""The children: who they are, where they live, and how strongly absence pulls at them.

One row a child in flat numpy arrays, so 250,000 are as easily held as 1,000. What
changes from year to year (free school meals, SEN, the year's own luck) is worked out
for a year from draws that stay the child's.
"""

from dataclasses import dataclass

import numpy as np

from .dice import Dice, dice
from .places import School
from .planted import Phase
from .rates import (
    DIVERSITY,
    EAL,
    ETHNICITY,
    FSM_BY_DECILE,
    FSM_GROWS,
    PLAN,
    SEN_SUPPORT,
    SHARE,
    SPECIAL_FROM,
)
from .words import FORENAMES, NEIGHBOURS, SURNAMES, wards


RECEPTION, YEAR_7, YEAR_11, YEAR_13 = 0, 7, 11, 13
BASE = -1
# Twelve year groups, the sixth form and the PRUs share the pupils asked for.
YEAR_GROUP_SHARE = 1 / 12.35

Array = np.ndarray


@dataclass(frozen=True)
class Children:
    """Everything about a child that stays, a row each.

    `cohort` is the year they start Reception in; `joined` the school year they came to
    the authority in, BASE if they were always here; `midway` whether they came during
    it. `home` is the primary school of where they live, whether they go to it or not.
    The rest are draws: `pull` is a standard normal, the others uniform from 0 to 1.
    """

    cohort: Array
    joined: Array
    midway: Array
    home: Array
    special: Array
    sex: Array
    ethnicity: Array
    eal: Array
    ward: Array
    neighbour: Array
    decile: Array
    born: Array
    surname: Array
    forename: Array
    pull: Array
    fsm_draw: Array
    sen_draw: Array
    severe_draw: Array
    kind_draw: Array
    care_draw: Array
    need_draw: Array
    carer_draw: Array

    def __len__(self) -> int:
        return len(self.cohort)

    def fsm(self, year: int, first: int) -> Array:
        """Eligible for free school meals: more children each year, none fewer."""
        likely = FSM_BY_DECILE[self.decile] + FSM_GROWS * (year - first)
        return self.fsm_draw < likely

    def sen(self, year: int) -> Array:
        """0 none, 1 support, 2 plan; every child at a special school has a plan."""
        group = np.clip(year - self.cohort, 0, YEAR_13)
        sen = np.where(self.sen_draw < PLAN + SEN_SUPPORT[group], 1, 0)
        return np.where((self.sen_draw < PLAN) | self.special, 2, sen).astype(np.int8)

    @property
    def looked_after(self) -> Array:
        return self.care_draw < SHARE["looked_after"]

    @property
    def in_need(self) -> Array:
        """A child in need; likelier where deprivation is."""
        return self.need_draw < SHARE["child_in_need"] * (2.0 - 0.18 * self.decile)

    @property
    def young_carer(self) -> Array:
        return self.carer_draw < SHARE["young_carer"]


def invent_children(
    schools: list[School], pupils: int, years: range, seed: int
) -> Children:
    """Every child who is in a school here at any time in the years."""
    cohort, joined, midway = _who(pupils, years)
    draw = dice(seed, "children")
    number = len(cohort)
    primaries = [s for s in schools if s.phase is Phase.PRIMARY and not s.closed_on]
    weight = np.array([school.weight for school in primaries])
    home = draw.choice(len(primaries), number, p=weight / weight.sum())
    ward, decile = _homes(primaries, home, draw)
    ethnicity = _ethnicities(ward, draw)
    sex = draw.integers(2, size=number).astype(np.int8)
    return Children(
        cohort=cohort,
        joined=joined,
        midway=midway,
        home=home.astype(np.int32),
        special=_at_special(cohort, joined, years, draw),
        sex=sex,
        ethnicity=ethnicity,
        eal=draw.random(number) < np.array(list(EAL.values()))[ethnicity],
        ward=ward,
        neighbour=_neighbours(number, draw),
        decile=decile,
        born=_births(cohort, draw),
        surname=draw.integers(len(SURNAMES), size=number).astype(np.int16),
        forename=draw.integers(len(FORENAMES["F"]), size=number).astype(np.int16),
        pull=draw.normal(size=number),
        fsm_draw=draw.random(number),
        sen_draw=draw.random(number),
        severe_draw=draw.random(number),
        kind_draw=draw.random(number),
        care_draw=draw.random(number),
        need_draw=draw.random(number),
        carer_draw=draw.random(number),
    )


def _who(pupils: int, years: range) -> tuple[Array, Array, Array]:
    """Cohort, year joined and whether midway, for everyone there is to be.

    Twelve year groups of equal size, a small sixth form, and each year newcomers for
    the children who leave.
    """
    size = pupils * YEAR_GROUP_SHARE
    rows: list[tuple[int, int, bool, int]] = []
    for cohort in range(years[0] - YEAR_13, years[-1] + 1):
        # Only sixth formers are left of the oldest cohorts.
        left = SHARE["sixth_form"] if years[0] - cohort > YEAR_11 else 1.0
        rows.append((cohort, BASE, False, round(size * left)))
        for year in years:
            if not RECEPTION <= year - cohort < YEAR_11:
                continue
            if year > years[0]:
                rows.append((cohort, year, False, round(size * SHARE["summer_leaver"])))
            rows.append((cohort, year, True, round(size * SHARE["midyear_leaver"])))
    counts = [count for *_, count in rows]
    return (
        np.repeat([cohort for cohort, *_ in rows], counts).astype(np.int32),
        np.repeat([joined for _, joined, *_ in rows], counts).astype(np.int32),
        np.repeat([midway for *_, midway, _ in rows], counts).astype(bool),
    )


def _homes(primaries: list[School], home: Array, draw: Dice) -> tuple[Array, Array]:
    """Ward and IDACI decile of each child: most live in their school's ward."""
    all_wards = list(wards())
    place = np.array([all_wards.index(school.ward) for school in primaries])[home]
    area = np.array([ward.area for ward in all_wards])
    first_of_area = np.array([list(area).index(name) for name in area])
    wards_in_area = np.array([int((area == name).sum()) for name in area])
    how = draw.random(len(home))
    somewhere = draw.random(len(home))
    near = first_of_area[place] + (somewhere * wards_in_area[place]).astype(int)
    used = np.unique(place)
    far = used[(somewhere * len(used)).astype(int)]
    ward = np.where(how < 0.65, place, np.where(how < 0.95, near, far))
    usual = np.array([each.idaci_decile for each in all_wards])[ward]
    decile = np.clip(np.rint(usual + draw.normal(0, 1.6, len(home))), 1, 10)
    return ward.astype(np.int16), decile.astype(np.int8)


def _ethnicities(ward: Array, draw: Dice) -> Array:
    """One of ETHNICITY's codes; the towns are more mixed than the country."""
    shares = np.array(list(ETHNICITY.values()))
    more = np.array([DIVERSITY.get(each.area, 1.0) for each in wards()])[ward]
    upto = np.cumsum(shares)
    where = draw.random(len(ward)) / more
    # The last code is everybody else.
    code = np.searchsorted(upto, where, side="right")
    return np.minimum(code, len(upto) - 1).astype(np.int8)


def _at_special(cohort: Array, joined: Array, years: range, draw: Dice) -> Array:
    """Special-school children, more of them among the older cohorts."""
    first_seen = np.where(joined == BASE, years[0], joined)
    group = np.clip(first_seen - cohort, RECEPTION, YEAR_11)
    return draw.random(len(cohort)) < SPECIAL_FROM[0] + SPECIAL_FROM[1] * group


def _neighbours(number: int, draw: Dice) -> Array:
    """-1 for the children who live here, else which neighbouring authority."""
    over = draw.random(number) < SHARE["over_the_border"]
    return np.where(over, draw.integers(len(NEIGHBOURS), size=number), -1).astype(
        np.int8
    )


def _births(cohort: Array, draw: Dice) -> Array:
    """Day numbers: 1 September to 31 August, four years old when Reception starts."""
    begins = (cohort - 5).astype(str).astype("M8[Y]").astype("M8[D]") + 243
    born = begins + draw.integers(365, size=len(cohort))
    # A few are taught with the year below their own.
    born = born - 365 * (draw.random(len(cohort)) < SHARE["out_of_year"])
    return born.astype("M8[D]").astype(np.int32)
