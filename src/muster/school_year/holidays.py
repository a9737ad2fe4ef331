"""Easter and the bank holidays of England."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from types import MappingProxyType


YEARS = range(2015, 2032)

MONDAY = 0
FRIDAY = 4
SATURDAY = 5


@cache
def easter_sunday(year: int) -> date:
    """Easter Sunday in the Gregorian calendar, any year.

    The anonymous computus (Meeus, Jones, Butcher); rules.md 2.3 has 2022 to 2028.
    """
    golden = year % 19
    century, of_century = divmod(year, 100)
    leaps, skipped = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - correction + 15) % 30
    to_sunday = (32 + 2 * skipped + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def on_or_after(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def on_or_before(day: date, weekday: int) -> date:
    return day - timedelta(days=(day.weekday() - weekday) % 7)


@cache
def bank_holidays() -> MappingProxyType[date, str]:
    """Bank holidays of England, 2015 to 2031, in order of date, with their names.

    A substitute day stands in place of the weekend day it is for. Source: rules.md
    12.1; the days moved or added by proclamation are rows of bank_holidays.csv.
    """
    named = {day: name for year in YEARS for day, name in _regular(year)}
    for change in _proclaimed():
        if change["instead_of"]:
            del named[date.fromisoformat(change["instead_of"])]
        named[date.fromisoformat(change["date"])] = change["name"]
    return MappingProxyType(dict(sorted(named.items())))


def _regular(year: int) -> Iterator[tuple[date, str]]:
    easter = easter_sunday(year)
    yield _substituted(date(year, 1, 1), "New Year’s Day")
    yield easter - timedelta(days=2), "Good Friday"
    yield easter + timedelta(days=1), "Easter Monday"
    yield on_or_after(date(year, 5, 1), MONDAY), "Early May bank holiday"
    yield on_or_before(date(year, 5, 31), MONDAY), "Spring bank holiday"
    yield on_or_before(date(year, 8, 31), MONDAY), "Summer bank holiday"
    yield _substituted(date(year, 12, 25), "Christmas Day")
    yield _substituted(date(year, 12, 26), "Boxing Day")


def _substituted(day: date, name: str) -> tuple[date, str]:
    if day.weekday() < SATURDAY:
        return day, name
    # Two weekend days of Christmas in a row both move on two, so they stay two days.
    monday = on_or_after(day, MONDAY)
    later = day + timedelta(days=2) if day.month == 12 else monday
    return later, f"{name} (substitute day)"


def _proclaimed() -> list[dict[str, str]]:
    text = files(__package__).joinpath("bank_holidays.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
