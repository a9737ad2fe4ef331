"""Who is on which roll, when: spells at schools, from and to.

A child starts Reception, moves to a secondary school in Year 7 under the same UPN, and
leaves from Year 11 or 13. Meanwhile some move school, leave or arrive, over the summer
or midway; a few are dual registered with a PRU or excluded to one.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from muster.school_year import SchoolYear, day_number

from .children import Children
from .ledger import FULL_TIME, Ledger
from .places import ACADEMY_ON, School


Array = np.ndarray


@dataclass
class Rolls:
    """Spells on a roll: child, school (its place in the list), first and last day.

    A dual registration is two rows: the main one, and the subsidiary at the PRU. In
    both, `away` is the weekdays the child is due at the other (bit 0 is Monday), from
    `away_from` to `away_to`.
    """

    child: Array
    school: Array
    from_on: Array
    to_on: Array
    subsidiary: Array
    away: Array
    away_from: Array
    away_to: Array

    def rows(self, which: Array) -> "Rolls":
        return Rolls(*(getattr(self, name)[which] for name in self.__annotations__))

    def in_year(self, year: SchoolYear, today: int) -> Array:
        """The rows of spells with a day in the year, up to today."""
        first, last = day_number(year.starts_on), day_number(year.ends_on)
        return np.flatnonzero(
            (self.from_on <= min(last, today)) & (self.to_on >= first)
        )


def invent_rolls(
    children: Children, schools: list[School], years: range, seed: int
) -> Rolls:
    """Every spell of every child, sorted by school, child and first day."""
    ledger = Ledger(children, schools, years, seed)
    for year in years:
        ledger.begin(year)
        ledger.happen(year)
    rolls = _with_duals(_single(*ledger.spells()), ledger.duals)
    rolls = _split_at_conversion(rolls, schools)
    return rolls.rows(np.lexsort((rolls.from_on, rolls.child, rolls.school)))


def _single(child: Array, school: Array, from_on: Array, to_on: Array) -> Rolls:
    away, away_from, away_to = np.zeros((3, len(child)), dtype=np.int32)
    subsidiary = np.zeros(len(child), dtype=bool)
    return Rolls(child, school, from_on, to_on, subsidiary, away, away_from, away_to)


def _with_duals(rolls: Rolls, duals: list[tuple[Array, ...]]) -> Rolls:
    """A subsidiary spell for each dual registration, and when the main one is away."""
    columns = [np.concatenate(column) for column in zip(*duals, strict=True)]
    spells: dict[tuple[int, int], list[int]] = {}
    for row in np.flatnonzero(np.isin(rolls.child, columns[0])):
        key = int(rolls.child[row]), int(rolls.school[row])
        spells.setdefault(key, []).append(int(row))
    added = []
    for child, main, pru, begins, ends, days in zip(*columns, strict=True):
        row = next(
            row
            for row in spells[int(child), int(main)]
            if rolls.from_on[row] <= begins <= rolls.to_on[row]
        )
        last = min(int(ends), int(rolls.to_on[row]))
        rolls.away[row], rolls.away_from[row], rolls.away_to[row] = days, begins, last
        added.append((child, pru, begins, last, True, FULL_TIME & ~days, begins, last))
    if not added:  # the smallest authorities may have none
        return rolls
    return _joined(rolls, Rolls(*map(np.array, zip(*added, strict=True))))


def _split_at_conversion(rolls: Rolls, schools: list[School]) -> Rolls:
    """Spells at a school that became an academy are at the former school before it."""
    converts = day_number(ACADEMY_ON)
    for former, old in enumerate(schools):
        if old.closed_on is None:
            continue
        now = next(
            nth for nth, each in enumerate(schools) if each.predecessor == old.urn
        )
        before = (rolls.school == now) & (rolls.from_on < converts)
        across = np.flatnonzero(before & (rolls.to_on >= converts))
        later = rolls.rows(across)
        later.from_on = np.full_like(later.from_on, converts)
        rolls.school[before] = former
        # The last day of the school year, so that nobody is there in the new one.
        rolls.to_on[across] = day_number(date(ACADEMY_ON.year, 7, 31))
        rolls = _joined(rolls, later)
    return rolls


def _joined(one: Rolls, two: Rolls) -> Rolls:
    return Rolls(
        *(
            np.concatenate([getattr(one, name), getattr(two, name)])
            for name in one.__annotations__
        )
    )
