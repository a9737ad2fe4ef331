"""When in the year things happen: weights for each open day of a school."""

from datetime import date

import numpy as np

from muster.school_year import SchoolYear, day_number

from . import rates
from .dice import Dice, dice
from .terms import Status, Timetable


Array = np.ndarray


class Season:
    """One school's open days in a year, and how likely things are on each.

    The weights average 1 over the year. `last_of` is, for each session, the number just
    past its half-term's last session: no spell of absence is drawn across a holiday.
    """

    def __init__(self, timetable: Timetable, seed: int, school: int) -> None:
        opened = timetable.status == Status.OPEN
        self.year = timetable.year
        self.days = timetable.days[opened]
        self.half_term = timetable.half_term[opened]
        self.weekday = timetable.weekday[opened]
        self.sessions = 2 * len(self.days)
        ends = np.searchsorted(self.half_term, self.half_term, side="right")
        self.last_of = np.repeat(2 * ends, 2)
        wave = _illness(self.days, self.year)
        shocks = _shocks(timetable, seed, school)[opened]
        self.illness = _level(wave * shocks * rates.ILLNESS_WEEKDAY[self.weekday])
        self.absence = _level(
            rates.ABSENCE_SEASON[self.half_term - 1]
            * rates.ABSENCE_WEEKDAY[self.weekday]
        )
        self.severe = _level(rates.SEVERE_SEASON[self.half_term - 1])
        self.holiday = _level(self._near_holidays())
        self.even = np.ones(len(self.days))

    def _near_holidays(self) -> Array:
        """Most in the week before a break, some after, most of all in summer."""
        number = np.arange(len(self.days))
        ends = self.last_of[::2] // 2
        begins = np.searchsorted(self.half_term, self.half_term, side="left")
        weight = 1.0 + 6.0 * (ends - number <= 6) + 2.0 * (number - begins < 3)
        return weight * np.array([1.15, 0.95, 0.75, 0.75, 1.1, 1.5])[self.half_term - 1]

    def loaded(self, until: int) -> int:
        """How many sessions there are up to and with a day."""
        return 2 * int(np.searchsorted(self.days, until, side="right"))


def _level(weights: Array) -> Array:
    return weights / weights.mean() if len(weights) else weights


def _illness(days: Array, year: SchoolYear) -> Array:
    """The year's curve, straight between the dates of ILLNESS_SEASON."""
    known = [
        (day_number(date(year.start + (month < 8), month, day)), level)
        for (month, day), level in rates.ILLNESS_SEASON.items()
    ]
    when, level = zip(*sorted(known), strict=True)
    return np.interp(days, when, level)


def _shocks(timetable: Timetable, seed: int, school: int) -> Array:
    """Good and bad weeks: the authority's, shared, and the school's own, which last."""
    week = (timetable.days - timetable.days[0]) // 7
    number = int(week[-1]) + 1
    shared = dice(seed, "weeks", timetable.year.start).normal(size=60)[:number]
    own = _lasting(dice(seed, "weeks", timetable.year.start, school), number)
    return np.exp(rates.WEEKLY_SHOCK * shared + rates.SCHOOL_SHOCK * own)[week]


def _lasting(draw: Dice, number: int) -> Array:
    """A standard normal series in which each week remembers some of the one before."""
    fresh = draw.normal(size=number)
    fresh[1:] *= np.sqrt(1 - rates.SHOCK_LASTS**2)
    for nth in range(1, number):
        fresh[nth] += rates.SHOCK_LASTS * fresh[nth - 1]
    return fresh
