"""When a published row is of: the Department's time columns as one of our periods.

`time_identifier` says which way `time_period` is written (rules.md 10.5), so the ways are
a table: a pattern of the one, and how the other is then read.
"""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from muster.school_year import BadDate, SchoolYear, parse_week, week_label, week_of


YEAR = re.compile(r"(\d{4})[-/]?(\d{2})", re.ASCII)
MONTHS = {name: number for number, name in enumerate(month_name) if name}
TO_DATE = ("year to date", "ytd")
ALONE = ("", "week", "weekly")


class BadTime(ValueError):
    """Time columns that cannot be right; `column` is the one to look at."""

    def __init__(self, column: str, message: str):
        super().__init__(message)
        self.column = column


@dataclass(frozen=True)
class When:
    """A period as measures write it. `as_at` is set where the row says what day it runs
    to, and stands before the day its file was published."""

    period: str
    as_at: date | None = None


def when(
    time_period: str, identifier: str, frame: str = "", day: date | None = None
) -> When:
    """The period of a row. Raises BadTime, with a sentence."""
    for pattern, read in WAYS:
        if found := re.fullmatch(pattern, identifier, re.ASCII | re.IGNORECASE):
            return read(time_period, found[1].lower(), frame.lower(), day)
    raise BadTime(
        "time_identifier",
        "Muster doesn’t know this part of a year. It reads Academic year, Autumn term, "
        "Spring term, Summer term, a week like Week 37, and a month like January.",
    )


def school_year(text: str, column: str = "time_period") -> SchoolYear:
    """202526, 2025/26 or 2025-26. Raises BadTime, with a sentence."""
    found = YEAR.fullmatch(text)
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        raise BadTime(
            column,
            "This is not a school year. Write it as the Department does, like 202526 for "
            "2025/26.",
        )
    return _known(int(found[1]), column)


def year_ending(text: str) -> SchoolYear:
    """LAIT's years: 2025 is the one that ends in it, as 2024/25 does. Raises BadTime."""
    if re.fullmatch(r"\d{4}", text, re.ASCII):
        return _known(int(text) - 1, text)
    try:
        return school_year(text, column=text)
    except BadTime:
        raise BadTime(
            text, "A year’s heading is like 2025, or like 2024/25 for the same year."
        ) from None


def _known(start: int, column: str) -> SchoolYear:
    try:
        return SchoolYear(start)
    except ValueError as why:
        raise BadTime(column, str(why)) from None


def _whole_year(period: str, _: str, frame: str, day: date | None) -> When:
    return When(f"{school_year(period)}/ytd")


def _term(period: str, term: str, frame: str, day: date | None) -> When:
    return When(f"{school_year(period)}/{term}")


def _week(period: str, number: str, frame: str, day: date | None) -> When:
    monday = _monday(period, int(number))
    if day is not None:
        return _day_of(monday, day)
    if frame in TO_DATE:
        # The year to the end of that week, whenever it was published.
        sunday = monday + timedelta(days=6)
        return When(f"{_year_of(sunday)}/ytd", sunday)
    if frame in ALONE:
        return When(week_label(monday))
    raise BadTime(
        "time_frame", "Muster doesn’t know this. It reads Week and Year to date."
    )


def _monday(period: str, number: int) -> date:
    try:
        monday = parse_week(f"{period}-W{number:02d}")
    except BadDate:
        raise BadTime(
            "time_period" if not re.fullmatch(r"\d{4}", period) else "time_identifier",
            "There is no such week. A week’s year is four figures, like 2025, and its "
            "number is 1 to 52, or 53 in a long year.",
        ) from None
    _year_of(monday)
    return monday


def _day_of(monday: date, day: date) -> When:
    if week_of(day) != monday:
        raise BadTime(
            "attendance_date",
            f"This day is not in the week the row names, which begins on "
            f"{monday:%d/%m/%Y}. Correct one of the two.",
        )
    return When(day.isoformat())


def _month(period: str, month: str, frame: str, day: date | None) -> When:
    if not re.fullmatch(r"[12]\d{3}", period, re.ASCII):
        raise BadTime("time_period", "A month’s year is four figures, like 2024.")
    year, number = int(period), MONTHS[month.capitalize()]
    last = date(year, number, monthrange(year, number)[1])
    return When(_year_of(last).label, last)


def _year_of(day: date) -> SchoolYear:
    try:
        return SchoolYear.of(day)
    except ValueError as why:
        raise BadTime("time_period", str(why)) from None


WAYS: tuple[tuple[str, Callable[[str, str, str, date | None], When]], ...] = (
    (r"(academic year)", _whole_year),
    (r"(autumn|spring|summer) term", _term),
    (r"(?:week )?(\d{1,2})", _week),
    (rf"({'|'.join(MONTHS)})", _month),
)
