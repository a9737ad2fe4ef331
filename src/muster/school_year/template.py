"""The national template: when a typical school is open, and its six half-terms.

The dates are rules in template.csv (rules.md 12.2); a school's own calendar stands
over them. There is no INSET in the template, because schools choose their own days.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from .holidays import (
    FRIDAY,
    MONDAY,
    SATURDAY,
    bank_holidays,
    easter_sunday,
    on_or_after,
    on_or_before,
)
from .years import SchoolYear


@dataclass(frozen=True)
class Break:
    """A holiday inside the year: its first day, a Monday, and its last, a Friday."""

    starts_on: date
    ends_on: date

    @property
    def back_on(self) -> date:
        """The Monday after, where the next half-term begins."""
        return self.ends_on + timedelta(days=3)


@dataclass(frozen=True)
class TemplateYear:
    opens_on: date
    closes_on: date
    breaks: tuple[Break, ...]

    def half_term_starts(self, year: SchoolYear) -> tuple[date, ...]:
        """Six dates: 1 August, then the Monday after each break."""
        return (year.starts_on, *(each.back_on for each in self.breaks))

    def status(self, day: date) -> str:
        if day.weekday() >= SATURDAY:
            return "closed_planned"
        if day in bank_holidays():
            return "bank_holiday"
        if not self.opens_on <= day <= self.closes_on:
            return "holiday"
        if any(each.starts_on <= day <= each.ends_on for each in self.breaks):
            return "holiday"
        return "open"


@cache
def template_year(year: SchoolYear) -> TemplateYear:
    """The template's opening day, closing day and five breaks for one school year."""
    christmas = Break(
        # The autumn closes on a Friday; the Monday after it begins the break.
        _date("autumn_closes", year) + timedelta(days=3),
        _date("spring_opens", year) - timedelta(days=3),
    )
    return TemplateYear(
        opens_on=_date("autumn_opens", year),
        closes_on=_date("summer_closes", year),
        breaks=(
            _break("october_break", year),
            christmas,
            _break("february_break", year),
            _break("easter_break", year),
            _break("spring_break", year),
        ),
    )


def _break(name: str, year: SchoolYear) -> Break:
    starts_on = _date(name, year)
    weeks = int(_rule(name, year)["weeks"])
    return Break(starts_on, starts_on + timedelta(days=7 * weeks - 3))


def _date(name: str, year: SchoolYear) -> date:
    rule = _rule(name, year)
    return FIND[rule["find"]](rule, year)


def _rule(name: str, year: SchoolYear) -> dict[str, str]:
    return next(
        rule
        for rule in _rules()
        if rule["name"] == name and _in_force(rule, year) and _reaches(rule, year)
    )


def _in_force(rule: dict[str, str], year: SchoolYear) -> bool:
    first = rule["valid_from"] or year.starts_on.isoformat()
    last = rule["valid_to"] or year.starts_on.isoformat()
    return first <= year.starts_on.isoformat() <= last


def _reaches(rule: dict[str, str], year: SchoolYear) -> bool:
    """Whether this year's Easter falls by the rule's day, if it is a rule of Easter."""
    return not rule["offset"] or easter_sunday(year.start + 1) <= _day(rule, year)


def _weekday_on_or_after(rule: dict[str, str], year: SchoolYear) -> date:
    day = _day(rule, year)
    return day if day.weekday() < SATURDAY else on_or_after(day, MONDAY)


def _monday_on_or_after(rule: dict[str, str], year: SchoolYear) -> date:
    return on_or_after(_day(rule, year), MONDAY)


def _friday_on_or_before(rule: dict[str, str], year: SchoolYear) -> date:
    return on_or_before(_day(rule, year), FRIDAY)


def _last_monday_of(rule: dict[str, str], year: SchoolYear) -> date:
    # October and May, the months it is used for, both have 31 days.
    return on_or_before(_day({**rule, "day": "31"}, year), MONDAY)


def _days_from_easter(rule: dict[str, str], year: SchoolYear) -> date:
    return easter_sunday(year.start + 1) + timedelta(days=int(rule["offset"]))


def _day(rule: dict[str, str], year: SchoolYear) -> date:
    month = int(rule["month"])
    return date(year.start + (month < 8), month, int(rule["day"]))


FIND: dict[str, Callable[[dict[str, str], SchoolYear], date]] = {
    "weekday on or after": _weekday_on_or_after,
    "Monday on or after": _monday_on_or_after,
    "Friday on or before": _friday_on_or_before,
    "last Monday of": _last_monday_of,
    "days from an Easter up to": _days_from_easter,
}


@cache
def _rules() -> list[dict[str, str]]:
    text = files(__package__).joinpath("template.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
