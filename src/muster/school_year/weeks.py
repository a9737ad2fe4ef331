"""Weeks run Monday to Sunday and carry ISO labels (rules.md 12.3)."""

import re
from datetime import date, timedelta

from .dates import BadDate


WEEK = re.compile(r"([12]\d{3})-W(\d\d)", re.ASCII)


def week_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def week_label(monday: date) -> str:
    """ISO year and week, like 2025-W37: 29 December 2025 is in 2026-W01."""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02d}"


def parse_week(text: str) -> date:
    """The Monday of a week written like 2025-W37. Raises BadDate for anything else."""
    found = WEEK.fullmatch(text.strip())
    if not found:
        raise BadDate(
            f"“{text}” is not a week Muster can read. Write it like 2025-W37."
        )
    try:
        return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        raise BadDate(
            f"“{text}” is not a week: {found[1]} has weeks 01 to "
            f"{date(int(found[1]), 12, 28).isocalendar().week}."
        ) from None
