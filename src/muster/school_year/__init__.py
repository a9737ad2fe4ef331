"""Years, terms, half-terms, school weeks, session days and the strict date grammar."""

from .ages import compulsory_age
from .calendars import HALF_TERMS, SESSIONS, STATUSES, Calendar, half_term_problem
from .dates import BadDate, day_number, from_day_number, parse_date
from .holidays import bank_holidays, easter_sunday
from .said import (
    FoundDate,
    Precision,
    SaidDate,
    find_said,
    read_said,
    read_windows,
)
from .weeks import parse_week, week_label, week_of
from .years import SchoolYear, census_terms


__all__ = [
    "HALF_TERMS",
    "SESSIONS",
    "STATUSES",
    "BadDate",
    "Calendar",
    "FoundDate",
    "Precision",
    "SaidDate",
    "SchoolYear",
    "bank_holidays",
    "census_terms",
    "compulsory_age",
    "day_number",
    "easter_sunday",
    "find_said",
    "from_day_number",
    "half_term_problem",
    "parse_date",
    "parse_week",
    "read_said",
    "read_windows",
    "week_label",
    "week_of",
]
