"""Who became persistently or severely absent, and who could still stay under.

Integers decide: one possible session in ten missed is persistent absence, one in two
severe (rules.md 2.1), in one school year: at this school, and at others the child was at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from operator import add

from muster.measures.watch.elsewhere import NOWHERE, Elsewhere
from muster.measures.watch.register import Register
from muster.school_year import SchoolYear
from muster.tables import codes


@dataclass(frozen=True)
class Standing:
    """A child's sessions of a school year up to a day, and those up to a week before the
    last day the school has marks of.

    ``expected`` are the possible sessions there will be at the year's end: those so far,
    and the sessions the school has still to hold. ``elsewhere`` of the possible ones so far
    were at another school.
    """

    pupil: int
    possible: int
    absent: int
    possible_before: int
    absent_before: int
    expected: int
    elsewhere: int = 0

    @property
    def is_persistent(self) -> bool:
        return self.possible > 0 and 10 * self.absent >= self.possible

    @property
    def is_severe(self) -> bool:
        return self.possible > 0 and 2 * self.absent >= self.possible

    @property
    def was_persistent(self) -> bool:
        return (
            self.possible_before > 0 and 10 * self.absent_before >= self.possible_before
        )

    @property
    def was_severe(self) -> bool:
        return (
            self.possible_before > 0 and 2 * self.absent_before >= self.possible_before
        )

    @property
    def sessions_to_leave(self) -> int:
        """How many sessions, attended from here on, end persistent absence: the fewest k
        with 10 x absent < possible + k (rules.md 2.6); 0 for who isn't."""
        return 10 * self.absent - self.possible + 1 if self.is_persistent else 0

    @property
    def misses_left(self) -> int:
        """How many more sessions, missed one after the other from here on, make them
        persistently absent: the fewest n with 10 x (absent + n) >= possible + n; 0 for
        who is."""
        return max(0, -((10 * self.absent - self.possible) // 9))

    @property
    def sessions_left(self) -> int:
        """How many more sessions may be missed this school year before it would end in
        persistent absence: the most m with 10 x (absent + m) < expected (rules.md 2.6).
        Below 0 where not even full attendance would do."""
        return (self.expected - 1) // 10 - self.absent


def standings(
    register: Register,
    on: date,
    to_come: int,
    before: timedelta = timedelta(days=7),
    beside: Elsewhere = NOWHERE,
) -> list[Standing]:
    """Each pupil's standing in the school year, of those with a possible session here.

    ``to_come`` are the sessions the school has open after the day, to the year's end, and
    ``beside`` what its children have at other schools.
    """
    begins = SchoolYear.of(on).starts_on
    year = register.since(begins).upto(on)
    earlier_on = (year.last_held or on) - before
    earlier = year.upto(earlier_on)
    sums = [
        mask[one.marks].sum(axis=1).tolist()
        for one in (year, earlier)
        for mask in (codes.POSSIBLE, codes.ABSENT)
    ]
    found = []
    for pupil, *own in zip(year.pupils.tolist(), *sums, strict=True):
        if own[0]:
            there = beside.get(pupil, ())
            now = [one.between(begins, on) for one in there]
            then = [one.between(begins, earlier_on) for one in there]
            others = [sum(part) for days in (now, then) for part in _columns(days)]
            possible, absent, was_possible, was_absent = map(add, own, others)
            found.append(
                Standing(
                    pupil,
                    possible,
                    absent,
                    was_possible,
                    was_absent,
                    possible + to_come,
                    elsewhere=others[0],
                )
            )
    return found


def _columns(pairs: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    return [one for one, _ in pairs], [other for _, other in pairs]


def newly_persistent(every: list[Standing], few: int) -> list[Standing]:
    """Those who are, and a week before were not, or had fewer possible sessions than a
    share says anything of."""
    return [
        one
        for one in every
        if one.is_persistent and not (one.was_persistent and one.possible_before >= few)
    ]


def nearly_persistent(every: list[Standing], within: int) -> list[Standing]:
    """Those who are not, and would be if they missed so many more sessions, or fewer."""
    return [one for one in every if 0 < one.misses_left <= within]
