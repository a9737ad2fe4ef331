"""What signals are looked for in: a period, the same one a year before, and who was there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from muster.impact.pupils import Pupils, in_both, pupils
from muster.impact.spread import Rates, change_variance, rates
from muster.measures import Period, get, parse_period
from muster.measures.coverage import Coverage, coverage
from muster.measures.members import school_names
from muster.school_year import SchoolYear
from muster.tables import codes
from muster.tables.state import State


@dataclass(frozen=True, eq=False)
class Evidence:
    """``before`` is None where no marks are held of the year before."""

    state: State
    period: Period
    rules: str
    now: Pupils
    before: Pupils | None
    earlier: Period | None

    @property
    def on(self) -> date:
        """The day whose triggers are in force."""
        return self.period.dates(self.state.calendar())[0]

    @cached_property
    def schools(self) -> np.ndarray:
        """The names of schools with pupils in either period; their places are numbers."""
        held = [self.now.school, *([self.before.school] if self.before else [])]
        return np.unique(np.concatenate(held).astype(str))

    @cached_property
    def phase_of(self) -> np.ndarray:
        """The phase of each school."""
        found = np.full(len(self.schools), "", dtype=object)
        for one in (self.before, self.now):
            if one:
                found[self.number(one)] = one.phase
        return found

    @property
    def phases(self) -> list[str]:
        return sorted(set(self.phase_of))

    def was_in_use(self, measure: str) -> bool:
        """Whether the codes a measure counts were in use a year before: where they are
        newer, a rise is their coming in (rules.md 1.2)."""
        assert self.earlier
        begins = self.earlier.dates(self.state.calendar())[0]
        held = [codes.by_code(code).valid_from for code in get(measure).codes]
        return all(first is None or first <= begins for first in held)

    def number(self, of: Pupils) -> np.ndarray:
        """The number of each pupil's school."""
        return self._numbers[of is self.before]

    @cached_property
    def _numbers(self) -> list[np.ndarray]:
        held = [self.now, *([self.before] if self.before else [])]
        return [np.searchsorted(self.schools, one.school.astype(str)) for one in held]

    @cached_property
    def is_over(self) -> bool:
        """Whether marks reach the period's last school day by the authority's calendar."""
        calendar = self.state.calendar()
        days = calendar.school_days(*self.period.dates(calendar))
        held = [one.last_on for one in self.registers.values() if one.last_on]
        return bool(days and held) and max(held) >= days[-1]

    def rates(self, of: Pupils, measure: str) -> Rates:
        counted, out_of = of.measured(measure)
        return rates(counted, out_of, self.number(of), len(self.schools))

    def rates_of_phase(self, of: Pupils, measure: str, phase: str) -> Rates:
        """The same, a pupil's leftover learnt from this phase alone: others' are 0 of 0."""
        counted, out_of = of.measured(measure)
        here = of.phase == phase
        return rates(counted * here, out_of * here, self.number(of), len(self.schools))

    def change_variance(self, now: Rates, before: Rates) -> np.ndarray:
        assert self.before
        return change_variance(
            now, before, self.both, self.number(self.now)[self.both[0]]
        )

    @cached_property
    def both(self) -> tuple[np.ndarray, np.ndarray]:
        """The rows, now and before, of pupils who were at the same school both times."""
        assert self.before
        return in_both(self.now, self.before)

    @cached_property
    def registers(self) -> dict[str, Coverage]:
        """Each school's registers in the period, by name."""
        names = school_names(self.state)
        held = coverage(self.state, self.period)
        return {names[school]: one for school, one in held.items()}


def evidence(state: State, period: Period, rules: str) -> Evidence | None:
    """None where signals can't be looked for: the period is no half-term, term or year of
    which marks are held."""
    now = pupils(state, period, rules)
    if now is None or not len(now):
        return None
    earlier = year_before(state, period)
    before = pupils(state, earlier, rules) if earlier else None
    return Evidence(state, period, rules, now, before or None, earlier)


def year_before(state: State, period: Period) -> Period | None:
    """The same half-term, term or year a year before, if marks of it are held."""
    year = period.years[-1]
    if year.start - 1 not in state.years():
        return None
    label, slash, part = period.text.partition("/")
    if label != year.label or part == "ytd":
        return None
    return parse_period(SchoolYear(year.start - 1).label + slash + part)
