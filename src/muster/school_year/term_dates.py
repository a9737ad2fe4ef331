"""Term dates as an authority publishes them: six half-terms, and its INSET days.

They become one row a weekday of the school year, for the calendar (rules.md 12.2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeAlias

from .calendars import HALF_TERMS, SESSIONS, Calendar
from .holidays import SATURDAY, bank_holidays
from .years import SchoolYear


TITLES = (
    "Autumn, first half",
    "Autumn, second half",
    "Spring, first half",
    "Spring, second half",
    "Summer, first half",
    "Summer, second half",
)

OF_THEIR_OWN = ("closed_unexpected", "closed_planned", "partial")

# A day, what it is, and the half-term an open one is in.
Day: TypeAlias = tuple[date, str, int | None]


@dataclass(frozen=True)
class HalfTerm:
    """The first and the last day that schools are open."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class TermDates:
    """One school year's. `half_terms` are six, in order."""

    year: SchoolYear
    half_terms: tuple[HalfTerm, ...]
    inset: tuple[date, ...] = ()

    @classmethod
    def of_calendar(cls, calendar: Calendar, year: SchoolYear) -> TermDates:
        """What a calendar says of a year: the national template’s, or an authority’s."""
        found = []
        for half_term in HALF_TERMS:
            first, last = calendar.half_term_dates(year, half_term)
            days = [
                day
                for day in weekdays(year)
                if first <= day <= last and _is_in_term(calendar, day)
            ]
            days = days or [first]
            found.append(HalfTerm(days[0], days[-1]))
        inset = [day for day in weekdays(year) if calendar.status(day, "AM") == "inset"]
        return cls(year, tuple(found), tuple(inset))

    def days(self) -> Iterator[Day]:
        """Every weekday of the year. An INSET day is one inside a half-term or out."""
        for day in weekdays(self.year):
            half_term = self._half_term_of(day)
            if day in self.inset:
                yield day, "inset", None
            elif half_term is None:
                yield day, "holiday", None
            elif day in bank_holidays():
                yield day, "bank_holiday", None
            else:
                yield day, "open", half_term

    def _half_term_of(self, day: date) -> int | None:
        for number, half_term in enumerate(self.half_terms, start=1):
            if day in half_term:
                return number
        return None


def kept_closed(dates: TermDates, calendar: Calendar) -> list[date]:
    """Days the dates would open that a calendar has as closed for a reason of their own:
    snow, a polling day. Term dates say nothing of those."""
    return [
        day
        for day, status, _ in dates.days()
        if status == "open" and _has_one_of(OF_THEIR_OWN, calendar, day)
    ]


def _is_in_term(calendar: Calendar, day: date) -> bool:
    """Whether a weekday is one of a term's, be it one of snow."""
    return _has_one_of(("open", *OF_THEIR_OWN), calendar, day)


def _has_one_of(statuses: Sequence[str], calendar: Calendar, day: date) -> bool:
    return any(calendar.status(day, session) in statuses for session in SESSIONS)


def weekdays(year: SchoolYear) -> Iterator[date]:
    day = year.starts_on
    while day <= year.ends_on:
        if day.weekday() < SATURDAY:
            yield day
        day += timedelta(days=1)


def problem_of_day(day: date, year: SchoolYear) -> str | None:
    """Why no school of England is open on a day, or teaches on it; None if one may be."""
    said = f"{day:%d/%m/%Y}"
    if day not in year:
        return (
            f"{said} is not in the school year {year.title}, which runs from"
            f" {year.starts_on:%d/%m/%Y} to {year.ends_on:%d/%m/%Y}. Check the year."
        )
    if day.weekday() >= SATURDAY:
        return f"{said} is a {day:%A}. Give a day from Monday to Friday."
    if day in bank_holidays():
        return f"{said} is a bank holiday, {bank_holidays()[day]}. Give another day."
    return None


def problem_of_order(half_terms: Sequence[HalfTerm]) -> tuple[int, str] | None:
    """The number of the first half-term that can’t follow what is before it, and why."""
    for number, half_term in enumerate(half_terms, start=1):
        if half_term.last < half_term.first:
            return number, (
                f"{TITLES[number - 1]} ends on {half_term.last:%d/%m/%Y}, before it begins"
                f" on {half_term.first:%d/%m/%Y}. Correct one of the two."
            )
    for number, (one, two) in enumerate(pairwise(half_terms), start=2):
        if two.first <= one.last:
            return number, (
                f"{TITLES[number - 1]} begins on {two.first:%d/%m/%Y}, before the one before"
                f" it ends, on {one.last:%d/%m/%Y}. Correct one of the two."
            )
    return None
