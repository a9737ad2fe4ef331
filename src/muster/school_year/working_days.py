"""Days an office works: Monday to Friday, but for England's bank holidays."""

from datetime import date, timedelta

from .holidays import SATURDAY, YEARS, bank_holidays


class NoHolidaysKnown(ValueError):
    """A count that leaves the years whose bank holidays are known; a sentence."""


def is_working(day: date) -> bool:
    """Raises NoHolidaysKnown outside the years whose bank holidays are known."""
    if day.year not in YEARS:
        raise NoHolidaysKnown(
            f"{day:%d/%m/%Y} is outside {YEARS[0]} to {YEARS[-1]}, the years whose bank"
            " holidays Muster knows. Check the year."
        )
    return day.weekday() < SATURDAY and day not in bank_holidays()


def before(day: date, count: int) -> date:
    """The working day that many before a day; the day itself isn't counted. None before a
    day is that day, or the last working day before it."""
    return _away(day, count, -1)


def after(day: date, count: int) -> date:
    """The working day that many after a day; the day itself isn't counted. None after a
    day is that day, or the next working day."""
    return _away(day, count, 1)


def _away(day: date, count: int, step: int) -> date:
    if count < 0:
        raise ValueError(f"{count} is not a number of days.")
    if count == 0:
        while not is_working(day):
            day += timedelta(days=step)
        return day
    for _ in range(count):
        day += timedelta(days=step)
        while not is_working(day):
            day += timedelta(days=step)
    return day
