"""When each school is open: three patterns of the year, INSET days and closures.

The authority's dates are the national template's, closed early enough for 195 days, of
which every school keeps five for INSET (rules.md 12.1). One trust takes two weeks in
October; one federation keeps a Leicestershire-like year.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum
from functools import cache

import numpy as np

from muster.school_year import SchoolYear, bank_holidays, day_number
from muster.school_year.holidays import FRIDAY, MONDAY, on_or_before
from muster.school_year.template import Break, TemplateYear, template_year

from .dice import Dice


DAYS_A_YEAR = 195
INSET_DAYS = 5
WEEK = timedelta(days=7)

Days = np.ndarray


class Pattern(IntEnum):
    STANDARD = 0
    LONG_OCTOBER = 1
    EARLY_YEAR = 2


class Status(IntEnum):
    """What a weekday is; `word` is what a calendars file calls it."""

    HOLIDAY = 0
    OPEN = 1
    INSET = 2
    BANK_HOLIDAY = 3
    CLOSED_UNEXPECTED = 4

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True)
class Timetable:
    """One school's year, a row a weekday.

    `days` are day numbers, `status` Status, `half_term` 1 to 6 in term and 0 in
    holidays, `opens` the number of the first day of the first half-term after 1 August.
    """

    year: SchoolYear
    days: Days
    status: np.ndarray
    half_term: np.ndarray

    @property
    def weekday(self) -> np.ndarray:
        return (self.days + 3) % 7  # 1 January 1970 was a Thursday

    @property
    def open_days(self) -> Days:
        return self.days[self.status == Status.OPEN]

    def closed_on(self, days: list[int], status: Status) -> "Timetable":
        """The same, with some of its open days closed."""
        changed = self.status.copy()
        changed[np.isin(self.days, days) & (changed == Status.OPEN)] = status
        return replace(self, status=changed)


@cache
def authority_timetable(year: SchoolYear, pattern: Pattern) -> Timetable:
    """The pattern with no INSET day and no closure in it."""
    terms = _terms(year, pattern)
    days = list(_weekdays(year))
    status = np.array([_status(day, terms) for day in days], dtype=np.int8)
    status[_after_last_day(status)] = Status.HOLIDAY
    starts = np.array([day_number(day) for day in terms.half_term_starts(year)])
    numbers = np.array([day_number(day) for day in days])
    half_term = np.searchsorted(starts, numbers, side="right")
    half_term[status == Status.HOLIDAY] = 0
    return Timetable(year, numbers, status, half_term.astype(np.int8))


def school_timetable(
    year: SchoolYear, pattern: Pattern, closures: list[int], dice: Dice
) -> Timetable:
    """A school's own year: its five INSET days and the days it was shut by events."""
    plain = authority_timetable(year, pattern)
    with_inset = plain.closed_on(_inset_days(plain, dice), Status.INSET)
    return with_inset.closed_on(closures, Status.CLOSED_UNEXPECTED)


def _terms(year: SchoolYear, pattern: Pattern) -> TemplateYear:
    terms = _later_christmas(template_year(year))
    if pattern is Pattern.STANDARD:
        return terms
    october, *others = terms.breaks
    begins, ends = october.starts_on - WEEK, october.ends_on
    if pattern is Pattern.EARLY_YEAR:
        ends -= WEEK
    return replace(
        terms,
        opens_on=terms.opens_on - WEEK,
        breaks=(Break(begins, ends), *others),
    )


def _later_christmas(terms: TemplateYear) -> TemplateYear:
    """Term runs to the last Friday by 22 December, so that July isn't too long."""
    october, christmas, *others = terms.breaks
    closes = on_or_before(date(christmas.starts_on.year, 12, 22), FRIDAY)
    christmas = Break(closes + timedelta(days=3), christmas.ends_on)
    return replace(terms, breaks=(october, christmas, *others))


def _weekdays(year: SchoolYear) -> Iterator[date]:
    day = year.starts_on
    while day <= year.ends_on:
        if day.weekday() <= FRIDAY:
            yield day
        day += timedelta(days=1)


def _status(day: date, terms: TemplateYear) -> Status:
    if day < terms.opens_on or any(
        pause.starts_on <= day <= pause.ends_on for pause in terms.breaks
    ):
        return Status.HOLIDAY
    return Status.BANK_HOLIDAY if day in bank_holidays() else Status.OPEN


def _after_last_day(status: np.ndarray) -> np.ndarray:
    """True past the 195th open day, where the summer holiday begins."""
    counted = np.cumsum(status == Status.OPEN)
    return (counted > DAYS_A_YEAR) | (
        (counted == DAYS_A_YEAR) & (status != Status.OPEN)
    )


def _inset_days(plain: Timetable, dice: Dice) -> list[int]:
    """The first day of the year and four more, most of them beside a holiday."""
    opened = plain.open_days
    edges = np.flatnonzero(np.diff(opened) > 4)
    beside = np.concatenate([opened[edges], opened[edges + 1], opened[[1, -1]]])
    elsewhere = opened[np.isin((opened + 3) % 7, (MONDAY, FRIDAY))]
    chosen = {int(opened[0])}
    while len(chosen) < INSET_DAYS:
        chosen.add(int(dice.choice(beside if dice.random() < 0.8 else elsewhere)))
    return sorted(chosen)
