"""Working days of an office in England: Monday to Friday, but for the bank holidays."""

from datetime import date, timedelta

from .holidays import SATURDAY, YEARS, bank_holidays


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in bank_holidays()


def problem_of_year(day: date) -> str:
    """Why nothing should be planned on a day; "" where its bank holidays are known."""
    if day.year in YEARS:
        return ""
    return (
        f"{day:%d/%m/%Y} is outside {YEARS[0]} to {YEARS[-1]}, the years whose bank"
        " holidays Muster knows. Check the year."
    )


def working_days_after(day: date, count: int) -> date:
    """The working day that is so many after a day, which isn't counted itself."""
    return _walk(day, count, timedelta(days=1))


def working_days_before(day: date, count: int) -> date:
    """The working day that is so many before a day, which isn't counted itself."""
    return _walk(day, count, timedelta(days=-1))


def _walk(day: date, count: int, step: timedelta) -> date:
    while count:
        day += step
        count -= is_working_day(day)
    return day
