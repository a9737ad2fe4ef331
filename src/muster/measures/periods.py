"""The periods a figure can be of, as people write them (design.md 6)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from muster.measures.count import TERMS
from muster.school_year import (
    BadDate,
    Calendar,
    SchoolYear,
    census_terms,
    parse_date,
    parse_week,
)


ADVICE = (
    "Write a period like 2025-26, 2025-26/autumn, 2025-26/HT1, 2025-26/ytd, 2025-W37,"
    " 2025-09-08 or 2025-09-08..2025-10-24."
)


class BadPeriod(ValueError):
    """A period nobody can read; the message says how to write one."""


@dataclass(frozen=True)
class Period:
    """A stretch of time. Half-terms are each school's own; other dates are the same for all.

    ``half_term`` (1 to 6) or ``term`` is set for those; ``first`` and ``last`` are the
    dates of anything else, and the whole year's for a half-term.
    """

    text: str
    title: str
    first: date
    last: date
    half_term: int | None = None
    term: str | None = None

    @property
    def years(self) -> list[SchoolYear]:
        begins, ends = SchoolYear.of(self.first), SchoolYear.of(self.last)
        return [SchoolYear(start) for start in range(begins.start, ends.start + 1)]

    @property
    def is_of_slices(self) -> bool:
        """Whether the standard cut has it: a whole year, a term or a half-term."""
        whole = (
            self.first == self.years[0].starts_on
            and self.last == self.years[-1].ends_on
        )
        return bool(self.half_term or self.term) or whole

    def covers(self, calendar: Calendar, day: date) -> bool:
        """Whether a day of a school with this calendar is in the period."""
        if not self.first <= day <= self.last:
            return False
        return self.half_term is None or calendar.half_term_of(day) == self.half_term

    def dates(self, calendar: Calendar) -> tuple[date, date]:
        """First and last day for a school with this calendar."""
        if self.half_term is None:
            return self.first, self.last
        return calendar.half_term_dates(self.years[0], self.half_term)

    @property
    def can_persist(self) -> bool:
        """Long enough for persistent absence: four weeks or more (rules.md 2.1)."""
        return self.is_of_slices or (self.last - self.first) >= timedelta(days=27)


def parse_period(text: str) -> Period:
    """Reads a period. Raises BadPeriod with a sentence."""
    text = text.strip()
    try:
        period = _parse(text)
        # Asked for here, so that a year there is no calendar for is refused here too.
        SchoolYear.of(period.first), SchoolYear.of(period.last)
    except BadPeriod:
        raise
    except (BadDate, ValueError) as problem:
        raise BadPeriod(f"{problem} {ADVICE}") from None
    return period


def _parse(text: str) -> Period:
    if ".." in text:
        return _range(*text.split("..", 1))
    if re.fullmatch(r"\d{4}-W\d\d", text):
        monday = parse_week(text)
        title = f"Week beginning {said(monday)}"
        return Period(text, title, monday, monday + timedelta(days=6))
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        day = parse_date(text)
        return Period(text, said(day), day, day)
    label, slash, part = text.partition("/")
    if not re.fullmatch(r"\d{4}-\d\d", label) or (slash and not part):
        raise BadPeriod(f"“{text}” is not a period. {ADVICE}")
    return _of_year(SchoolYear.parse(label), part)


def _of_year(year: SchoolYear, part: str) -> Period:
    whole = year.starts_on, year.ends_on
    if not part:
        return Period(year.label, f"School year {year.title}", *whole)
    if part.lower() == "ytd":
        return Period(f"{year.label}/ytd", f"{year.title}, year to date", *whole)
    if part.lower() in TERMS:
        name = part.lower()
        window = census_terms(year)[name]
        title = f"{name.capitalize()} term {year.title}"
        return Period(f"{year.label}/{name}", title, *window, term=name)
    if found := re.fullmatch(r"HT([1-6])", part, re.IGNORECASE):
        return half_term(year, int(found[1]))
    raise BadPeriod(f"“{part}” is not a part of a school year. {ADVICE}")


HALF_TERM_NAMES = {
    1: "Autumn half-term 1",
    2: "Autumn half-term 2",
    3: "Spring half-term 3",
    4: "Spring half-term 4",
    5: "Summer half-term 5",
    6: "Summer half-term 6",
}


# The half-terms a term is made of: the same days but for a term that ends at Easter.
TERM_HALVES = {"autumn": (1, 2), "spring": (3, 4), "summer": (5, 6)}


def half_term(year: SchoolYear, number: int) -> Period:
    """One of the six half-terms of a year: every school's own."""
    return Period(
        f"{year.label}/HT{number}",
        f"{HALF_TERM_NAMES[number]}, {year.title}",
        year.starts_on,
        year.ends_on,
        half_term=number,
    )


def _range(begin: str, end: str) -> Period:
    first, last = parse_date(begin), parse_date(end)
    if last < first:
        raise BadPeriod(f"{begin}..{end} ends before it begins. {ADVICE}")
    title = f"{said(first)} to {said(last)}"
    return Period(f"{first}..{last}", title, first, last)


def said(day: date) -> str:
    """“8 September 2025”."""
    return f"{day.day} {day:%B %Y}"
