"""Where each child is as the years go by: starting, moving, leaving, excluded, sent.

Kept apart from what comes of it (rolls.py), which is spells on a roll.
"""

from datetime import date

import numpy as np

from muster.school_year import SchoolYear, day_number
from muster.school_year.holidays import FRIDAY, on_or_before
from muster.school_year.template import template_year

from .children import BASE, RECEPTION, YEAR_7, YEAR_11, YEAR_13, Children
from .dice import dice
from .places import School
from .planted import Phase
from .rates import SHARE
from .terms import Pattern, authority_timetable


Array = np.ndarray

STILL_ON = np.iinfo(np.int32).max
NOWHERE = -1
# Days of the week at the PRU: all, or Wednesday to Friday (bit 0 is Monday).
FULL_TIME = 0b11111
PART_OF_WEEK = 0b11100


class Ledger:
    """Where each child is as the years go by, and the spells that have ended.

    `at` is each child's school now or NOWHERE, `since` the day that spell began.
    """

    def __init__(
        self, children: Children, schools: list[School], years: range, seed: int
    ) -> None:
        self.children, self.schools = children, schools
        self.years, self.seed = years, seed
        self.draw = dice(seed, "rolls")
        self.at = np.full(len(children), NOWHERE, dtype=np.int32)
        self.since = np.zeros(len(children), dtype=np.int32)
        self.ended: list[tuple[Array, Array, Array, Array]] = []
        self.duals: list[tuple[Array, ...]] = []
        self.was_dual = np.zeros(len(children), dtype=bool)
        phase = np.array([school.phase for school in schools])
        current = np.array([school.closed_on is None for school in schools])
        self.of = {each: np.flatnonzero((phase == each) & current) for each in Phase}
        self.phase = phase
        self.weight = np.array([school.weight for school in schools])
        self.sixth = np.array([school.sixth_form for school in schools])
        areas = [school.ward.area for school in schools]
        self.area = np.array([areas.index(area) for area in areas])

    # Moving children about

    def open(self, who: Array, schools: Array, days: Array | int) -> None:
        assert (self.at[who] == NOWHERE).all(), "a child on a roll already"
        self.at[who], self.since[who] = schools, days

    def close(self, who: Array, days: Array | int) -> None:
        days = np.broadcast_to(days, who.shape)
        self.ended.append((who, self.at[who], self.since[who], days))
        self.at[who] = NOWHERE

    def group(self, year: int) -> Array:
        return year - self.children.cohort

    def some(self, who: Array, chance: float | Array) -> Array:
        return who[self.draw.random(len(who)) < chance]

    # Choosing schools

    def chosen(self, phase: Phase, number: int, sixth: bool = False) -> Array:
        """So many schools of a phase, the bigger the likelier."""
        among = self.of[phase]
        if sixth:
            among = among[self.sixth[among]]
        weight = self.weight[among]
        return self.draw.choice(among, number, p=weight / weight.sum())

    def secondary_for(self, who: Array) -> Array:
        """A secondary school: for nine in ten, one in the area they live in."""
        among = self.of[Phase.SECONDARY]
        weight = self.weight[among]
        anywhere = self.chosen(Phase.SECONDARY, len(who))
        area = self.area[self.of[Phase.PRIMARY][self.children.home[who]]]
        found = anywhere.copy()
        near = self.draw.random(len(who)) < 0.9
        for each in np.unique(area):
            here = among[self.area[among] == each]
            rows = np.flatnonzero((area == each) & near)
            share = weight[self.area[among] == each]
            if len(here):
                found[rows] = self.draw.choice(here, len(rows), p=share / share.sum())
        return found

    def school_for(self, who: Array, year: int) -> Array:
        """The school each child would start at in the year."""
        group = self.group(year)[who]
        found = self.of[Phase.PRIMARY][self.children.home[who]]
        found = np.where(group >= YEAR_7, self.secondary_for(who), found)
        older = np.flatnonzero(group > YEAR_11)
        found[older] = self.chosen(Phase.SECONDARY, len(older), sixth=True)
        special = np.flatnonzero(self.children.special[who])
        found[special] = self.chosen(Phase.SPECIAL, len(special))
        return found

    def another_school(self, who: Array) -> Array:
        """A different school of the same phase."""
        found = self.at[who].copy()
        for phase in (Phase.PRIMARY, Phase.SECONDARY):
            rows = np.flatnonzero(self.phase[found] == phase)
            new = self.chosen(phase, len(rows))
            among = self.of[phase]
            beside = among[(np.searchsorted(among, new) + 1) % len(among)]
            found[rows] = np.where(new == self.at[who][rows], beside, new)
        return found

    # The year's turn

    def begin(self, year: int) -> None:
        """September: starters, Year 6 to 7, leavers of the summer and newcomers."""
        group, children = self.group(year), self.children
        if year == self.years[0]:
            self._fill(year)
        else:
            self._leave_at_sixteen(year)
            up = np.flatnonzero(
                (group == YEAR_7) & (self.at != NOWHERE) & ~children.special
            )
            self.close(up, self.last_days(year - 1)[self.at[up]])
            self._start(up, self.secondary_for(up), year)
            self._summer(year)
            self._enter(
                np.flatnonzero((group == RECEPTION) & (children.joined == BASE)), year
            )
        new = (children.joined == year) & ~children.midway
        self._enter(np.flatnonzero(new), year)

    def _fill(self, year: int) -> None:
        """Everyone already here when the first year begins, since they started."""
        group = self.group(year)
        who = np.flatnonzero(
            (self.children.joined == BASE) & (group >= RECEPTION) & (group <= YEAR_13)
        )
        schools = self.school_for(who, year)
        left = self.some(np.arange(len(who)), 2 * SHARE["excluded_for_good"])
        out = left[(group[who][left] >= 9) & (group[who][left] <= YEAR_11)]
        schools[out] = self.chosen(Phase.PRU, len(out))
        secondary = self.phase[schools] == Phase.SECONDARY
        began = self.children.cohort[who] + np.where(secondary, YEAR_7, RECEPTION)
        began[out] = year
        opened, which = np.unique(began, return_inverse=True)
        self.open(who, schools, np.array([_opening(each) for each in opened])[which])

    def _enter(self, who: Array, year: int) -> None:
        self._start(who, self.school_for(who, year), year)

    def _start(self, who: Array, schools: Array, year: int) -> None:
        self.open(who, schools, self.first_days(year)[schools])

    def _leave_at_sixteen(self, year: int) -> None:
        """Year 11 leave in June unless they stay for the sixth form; Year 13 in July."""
        group = self.group(year)
        here = self.at != NOWHERE
        old = np.flatnonzero(here & (group == YEAR_11 + 1))
        stays = self.sixth[self.at[old]] & (self.draw.random(len(old)) < 0.5)
        school_leaving = on_or_before(_last_of_june(year), FRIDAY)
        self.close(old[~stays], day_number(school_leaving))
        oldest = np.flatnonzero(here & (group == YEAR_13 + 1))
        self.close(oldest, self.last_days(year - 1)[self.at[oldest]])

    def _summer(self, year: int) -> None:
        """Moves and departures between July and September."""
        group = self.group(year)
        mainstream = (self.at != NOWHERE) & (group > RECEPTION) & (group <= YEAR_11)
        mainstream &= ~self.children.special & (group != YEAR_7)
        mainstream &= self.phase[self.at] != Phase.PRU
        ends = self.last_days(year - 1)
        gone = self.some(np.flatnonzero(mainstream), SHARE["summer_leaver"])
        self.close(gone, ends[self.at[gone]])
        mainstream[gone] = False
        moved = self.some(np.flatnonzero(mainstream), SHARE["summer_mover"])
        schools = self.another_school(moved)
        self.close(moved, ends[self.at[moved]])
        self._start(moved, schools, year)

    def happen(self, year: int) -> None:
        """What happens midway: one thing at most to a child in a year."""
        group = self.group(year)
        settled = np.flatnonzero(
            (self.at != NOWHERE) & (group >= RECEPTION) & (group <= YEAR_11)
        )
        settled = settled[self.phase[self.at[settled]] <= Phase.SECONDARY]
        mondays = _mondays(year)
        settled = self._exclude(settled, year, mondays)
        settled = self._dual(settled, year, mondays)
        gone = self.some(settled[group[settled] < YEAR_11], SHARE["midyear_leaver"])
        self.close(gone, self.draw.choice(mondays[2:], len(gone)) - 3)
        settled = np.setdiff1d(settled, gone)
        self._move(
            self.some(settled[group[settled] < YEAR_11], SHARE["midyear_mover"]),
            mondays,
        )
        self._arrive(year, mondays)

    def _move(self, who: Array, mondays: Array) -> None:
        """To another school, at once or after up to three weeks on no roll."""
        last_week = self.draw.integers(2, len(mondays) - 4, len(who))
        gap = np.maximum(0, self.draw.integers(-4, 4, len(who)))
        schools = self.another_school(who)
        self.close(who, mondays[last_week] - 3)
        self.open(who, schools, mondays[last_week + gap])

    def _arrive(self, year: int, mondays: Array) -> None:
        """Newcomers midway, some of whom soon go again."""
        children = self.children
        new = np.flatnonzero((children.joined == year) & children.midway)
        week = self.draw.integers(2, len(mondays) - 1, len(new))
        self.open(new, self.school_for(new, year), mondays[week])
        brief = self.draw.random(len(new)) < SHARE["short_stay"]
        ends = week + self.draw.integers(3, 10, len(new))
        brief &= ends < len(mondays)
        self.close(new[brief], mondays[ends[brief]] - 3)

    def _exclude(self, settled: Array, year: int, mondays: Array) -> Array:
        """Permanently excluded, and on a PRU's roll from the week after next."""
        candidates, chance = self._at_risk(settled, year)
        out = self.some(candidates, chance * SHARE["excluded_for_good"])
        week = self.draw.integers(3, len(mondays) - 3, len(out))
        self.close(out, mondays[week] - 3)
        self.open(out, self.chosen(Phase.PRU, len(out)), mondays[week + 1])
        return np.setdiff1d(settled, out)

    def _dual(self, settled: Array, year: int, mondays: Array) -> Array:
        """Also on a PRU's roll for 8 to 22 weeks, for the whole week or part of it."""
        candidates, chance = self._at_risk(settled, year)
        chance = chance * ~self.was_dual[candidates]
        both = self.some(candidates, chance * SHARE["dual_registered"])
        begins = self.draw.integers(2, len(mondays) - 8, len(both))
        ends = np.minimum(
            begins + self.draw.integers(8, 23, len(both)), len(mondays) - 1
        )
        full = self.draw.random(len(both)) < 0.6
        self.was_dual[both] = True
        self.duals.append(
            (
                both,
                self.at[both],
                self.chosen(Phase.PRU, len(both)),
                mondays[begins],
                mondays[ends] - 3,
                np.where(full, FULL_TIME, PART_OF_WEEK),
            )
        )
        return np.setdiff1d(settled, both)

    def _at_risk(self, settled: Array, year: int) -> tuple[Array, Array]:
        """Years 8 to 11 at secondary school, and how many times likelier than usual."""
        group = self.group(year)[settled]
        who = settled[
            (group > YEAR_7) & (self.phase[self.at[settled]] == Phase.SECONDARY)
        ]
        return who, np.exp(self.children.pull[who] - 0.5)

    # Dates

    def first_days(self, year: int) -> Array:
        return self._days(year, 0)

    def last_days(self, year: int) -> Array:
        return self._days(year, -1)

    def _days(self, year: int, which: int) -> Array:
        by_pattern = [
            authority_timetable(SchoolYear(year), pattern).open_days[which]
            for pattern in Pattern
        ]
        return np.array(by_pattern)[[school.pattern for school in self.schools]]

    # The end

    def spells(self) -> list[Array]:
        """Every spell there was: child, school, first day and last, STILL_ON if on."""
        here = np.flatnonzero(self.at != NOWHERE)
        self.close(here, STILL_ON)
        columns = [np.concatenate(part) for part in zip(*self.ended, strict=True)]
        kept = columns[3] >= columns[2]
        return [column[kept] for column in columns]


def _opening(year: int) -> int:
    """The day the authority's schools opened in an autumn, however long ago."""
    known = SchoolYear(max(int(year), SchoolYear.FIRST))
    return day_number(template_year(known).opens_on)


def _last_of_june(year: int) -> date:
    return date(year, 6, 30)


def _mondays(year: int) -> Array:
    """Mondays of the authority's school year on which schools are open."""
    days = authority_timetable(SchoolYear(year), Pattern.STANDARD).open_days
    return days[(days + 3) % 7 == 0]
