"""The week's cases: children of one school whose register is drawn by hand, so that each
weekly list has somebody on it and somebody who stays just off it (docs/demo.md).

Days are counted from the last one that was sent, which is 0; the one before is 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from muster.school_year import SchoolYear, day_number
from muster.tables import codes

from .marking import YEAR_6, Register
from .places import School
from .plans import Plan
from .planted import Phase
from .seasons import Season


if TYPE_CHECKING:
    from .sending import World


Array = np.ndarray
PRIMARY = 12


@dataclass(frozen=True)
class Days:
    """The school days that were sent: how many, and which school week back each is of."""

    week: Array

    @classmethod
    def of(cls, days: Array) -> Days:
        weeks = np.unique((days + 3) // 7, return_inverse=True)[1]
        return cls((weeks[-1] - weeks)[::-1])

    def __len__(self) -> int:
        return len(self.week)

    def ends(self, *weeks: int) -> list[int]:
        """The last day of each of these school weeks back."""
        return [int(np.flatnonzero(self.week == one)[0]) for one in weeks]

    @property
    def tenth(self) -> int:
        """The fewest sessions that are a tenth of all."""
        return -(-2 * len(self) // 10)


Painted: TypeAlias = Iterable[tuple[str, Iterable[int], str]]


@dataclass(frozen=True)
class Case:
    """``paints`` are codes with the days back and the session (“AM”, “PM”, or both) they
    stand in; ``lists`` the lists the child is then on, and no other."""

    name: str
    says: str
    paints: Callable[[Days], Painted]
    lists: tuple[str, ...] = ()


def _on(code: str, back: Iterable[int], half: str = "") -> Callable[[Days], Painted]:
    return lambda days: [(code, back, half)]


def _scattered(days: Days, number: int, lately: int = 0) -> Painted:
    """So many sessions with M: the whole of so many of the last days, and single mornings
    spread over the year before its last school weeks."""
    alone = number - 2 * lately
    step = (len(days) - 10) // alone
    return [
        ("M", range(9, 9 + step * alone, step), "AM"),
        ("M", range(lately), ""),
    ]


CASES = (
    Case(
        "ten in ten",
        "Ten sessions with O, a day a week, the last in the tenth school week",
        lambda days: [("O", days.ends(2, 3, 4, 5, 11), "")],
        ("threshold",),
    ),
    Case(
        "nine in ten",
        "Nine sessions with O in ten school weeks: one too few",
        lambda days: [("O", days.ends(2, 3, 4, 5), ""), ("O", days.ends(11), "AM")],
    ),
    Case(
        "ten in eleven",
        "Ten sessions with O, the first in the eleventh school week back: too far apart",
        lambda days: [("O", days.ends(2, 3, 4, 5, 12), "")],
    ),
    Case(
        "ten days running",
        "Ten school days running with O",
        _on("O", range(20, 30)),
        ("continuous", "threshold"),
    ),
    Case(
        "nine days running",
        "Nine school days running with O, and then one morning attended",
        _on("O", range(20, 29)),
        ("threshold",),
    ),
    Case(
        "N too old",
        "N for a day eight school days back",
        _on("N", (8,)),
        ("unresolved",),
    ),
    Case("N not yet", "N on the last day that was sent", _on("N", (0,))),
    Case(
        "fifteen days ill",
        "Ten days and ten mornings with I: fifteen school days",
        lambda days: [("I", range(40, 50), ""), ("I", range(60, 70), "AM")],
        ("sickness",),
    ),
    Case(
        "fourteen and a half",
        "Ten days and nine mornings with I: half a day too few",
        lambda days: [("I", range(40, 50), ""), ("I", range(60, 69), "AM")],
    ),
    Case(
        "part time now",
        "C2 every afternoon of the last eight days, and nobody holds a timetable",
        _on("C2", range(8), "PM"),
        ("part_time",),
    ),
    Case(
        "part time before",
        "C2 every afternoon of a fortnight in autumn, and none since",
        _on("C2", range(60, 70), "PM"),
    ),
    Case(
        "back again",
        "Ten school days running with C, and back on the last day that was sent",
        _on("C", range(1, 11)),
        ("back",),
    ),
    Case(
        "not heard of",
        "No mark on the last eight school days, of a school that sent everybody else’s",
        lambda days: [("", range(8), "")],
        ("vanished",),
    ),
    Case(
        "severe",
        "Three days of every five with I",
        lambda days: [("I", [one for one in range(len(days)) if one % 5 < 3], "")],
        ("severe", "sickness"),
    ),
    Case(
        "newly persistent",
        "A tenth of all sessions missed with M, the last five days among them",
        lambda days: _scattered(days, days.tenth, lately=5),
        ("newly",),
    ),
    Case(
        "nearly persistent",
        "One session fewer than a tenth missed with M",
        lambda days: _scattered(days, days.tenth - 1),
        ("nearly",),
    ),
)


def the_weeks_cases(register: Register) -> None:
    """Draws the register of as many children as there are cases, those away least."""
    number = register.season.loaded(register.until) // 2
    days = Days.of(register.season.days[:number])
    rows = _rows(register.plan, register.season, register.until)
    for case, row in zip(CASES, rows, strict=False):
        marks = register.sheet.marks[row]
        marks[0 : 2 * number : 2] = register.sheet.code("/")
        marks[1 : 2 * number : 2] = register.sheet.code("\\")
        for letters, back, half in case.paints(days):
            byte = register.sheet.code(letters) if letters else codes.NOTHING
            at = number - 1 - np.array(list(back), dtype=int)
            for place in (0, 1) if not half else (("AM", "PM").index(half),):
                marks[2 * at + place] = byte


def school_of(schools: Sequence[School]) -> int:
    """Where the cases are: a primary school with no plant, if there are so many."""
    open_now = [
        at
        for at, one in enumerate(schools)
        if one.phase is Phase.PRIMARY and not one.closed_on
    ]
    return open_now[min(PRIMARY, len(open_now) - 1)]


def who(world: World) -> dict[str, str]:
    """The UPN of each case's child, by the name of the case."""
    year = SchoolYear(world.years[-1])
    at = school_of(world.schools)
    season = Season(world.timetables[at, year.start], world.seed, at)
    plan = world.plan(year).of_school(at)
    rows = _rows(plan, season, day_number(world.loaded_to))
    upns = world.upns[plan.rolls.child[rows]].tolist()
    return {case.name: upn for case, upn in zip(CASES, upns, strict=False)}


def _rows(plan: Plan, season: Season, until: int) -> Array:
    """The rows of the cases' children: of Years 1 to 6, and on the roll all year."""
    here = (plan.rolls.from_on <= season.days[0]) & (plan.rolls.to_on >= until)
    fit = np.flatnonzero(here & (plan.group >= 1) & (plan.group <= YEAR_6))
    return fit[np.argsort(plan.often[fit], kind="stable")]
