"""One date as people write it, found in text: the shapes, and which days each can mean.

A shape is refused rather than guessed: the day always goes before the month where both
are figures, and a two-figure year is of this century. Ordinary date readers fail here in
silence: they read “March '25” as the 25th and “Dec 2015” as a day of December.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any

from .dates import BadDate, no_such_day
from .years import SchoolYear, census_terms


MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
WEEKDAYS = "mon tue wed thu fri sat sun".split()
# Any of these is another way of typing a space, an apostrophe or a dash; each is one
# character for one, so that places in the text stay what they were.
PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2008\u2009\u202f\t\r\n\f\v", " "),
        **dict.fromkeys("‘’ʼ‛`´′", "'"),
        **dict.fromkeys("‐‑‒–—−", "-"),
    }
)
# A year of two figures above this is more likely of the last century: it is asked about.
LAST_OF_TWO_FIGURES = 50
# 29 February may be eight years from the next (1896 to 1904).
YEARS_TO_TRY = 9

_SPACE = " {0,3}"
_ORDINAL = rf"(?:{_SPACE}(?:st|nd|rd|th)\b)?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_YEAR = rf"(?:(?P<_year>[12]\d{{3}})|'{_SPACE}(?P<_yy>\d\d))(?!\d)"
_TERM_YEAR, _ALONE_YEAR = (_YEAR.replace("<_", f"<{of}_") for of in ("term", "alone"))
_DAY_BEFORE = rf"(?P<first>\d{{1,2}}){_ORDINAL}{_SPACE}(?:-|\bto\b){_SPACE}"
_SHAPES = (
    r"(?P<iso>[12]\d{3}-\d\d-\d\d)(?!\d)",
    (
        rf"(?P<d>\d{{1,2}}){_SPACE}(?P<sep>[/.-]){_SPACE}(?P<m>\d{{1,2}}){_SPACE}(?P=sep)"
        rf"{_SPACE}(?:(?P<figures>[12]\d{{3}})|(?P<two>\d\d))(?!\d|[/.-]\d)"
    ),
    rf"(?P<only_m>\d{{1,2}}){_SPACE}/{_SPACE}(?P<only_y>[12]\d{{3}})(?!\d|[/.-]\d)",
    (
        rf"(?P<cut_d>\d{{1,2}}){_SPACE}(?P<cut_sep>[/.]){_SPACE}(?P<cut_m>\d{{1,2}})"
        rf"(?:{_SPACE}(?P=cut_sep){_SPACE}(?P<cut>\d{{3}}|\d?))?(?!\d|{_SPACE}[/.]{_SPACE}\d)"
    ),
    (
        rf"(?:{_DAY_BEFORE})?(?P<day>\d{{1,2}}){_ORDINAL}{_SPACE}(?:of\b|[-/])?{_SPACE}"
        rf"(?P<month>{_MONTH})"
        rf"(?:{_SPACE}[,/-]?{_SPACE}(?:{_YEAR}|(?P<bare>\d\d)(?!\d|{_SPACE}[/.-])))?"
    ),
    (
        rf"(?P<us_month>{_MONTH}){_SPACE}(?P<us_day>\d{{1,2}})(?!\d)"
        rf"(?:{_ORDINAL},?{_SPACE}(?P<us_year>[12]\d{{3}})(?!\d)|{_SPACE}(?:st|nd|rd|th)\b)"
    ),
    (
        rf"(?P<term>autumn|spring|summer)(?P<word>{_SPACE}term)?(?![a-z])"
        rf"(?:{_SPACE},?{_SPACE}{_TERM_YEAR}"
        rf"(?:[/-](?:20)?(?P<next>\d\d)(?!\d))?)?"
    ),
    (
        rf"(?P<alone>{_MONTH})(?:{_SPACE},?{_SPACE}{_ALONE_YEAR}"
        r"|-(?P<excel>\d\d)(?!\d))?"
    ),
)
_WEEK = r"(?P<week>w/c|week (?:commencing|beginning))"
_WEEKDAY = (
    r"(?P<weekday>(?:mon|fri|sun)(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?"
    r"|thu(?:rs?(?:day)?)?|sat(?:urday)?)(?![a-z])"
)
POINT = re.compile(
    rf"(?<![\w'])(?:(?<!\d[/.-])|(?=[a-z]))(?:{_WEEK}{_SPACE})?(?:{_WEEKDAY},?{_SPACE}(?:the\b{_SPACE})?)?"
    rf"(?:{'|'.join(_SHAPES)})",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True)
class Point:
    """One date found: what was said of it, and where it stands in the text.

    ``year`` is None where none was said, and ``cut`` the figures left of one that was cut
    off. ``first`` is the first day of “14-16 July”, ``spans`` whether a term’s year was
    said as a school year. ``bare`` is where a two-figure year without an apostrophe
    begins. ``shape`` is the name of the shape.
    """

    text: str
    start: int
    end: int
    shape: str
    month: int = 0
    day: int | None = None
    first: int | None = None
    year: int | None = None
    cut: str | None = None
    term: str = ""
    spans: bool = False
    week: bool = False
    weekday: str = ""
    bare: int = 0
    repaired: str = ""

    @property
    def order(self) -> tuple[int, int]:
        return self.month, self.first or self.day or 0

    def days(self, year: int) -> tuple[date, date]:
        """The first and the last day it can mean in a year. Raises BadDate."""
        if self.term:
            return self._of_term(year)
        if self.day is None:
            return _month(self, year)
        last = self._day(year, self.day)
        first = last if self.first is None else self._day(year, self.first)
        self._refuse_other_weekday(first)
        return first, first + timedelta(days=6) if self.week else last

    def _of_term(self, year: int) -> tuple[date, date]:
        starts = year if self.term == "autumn" or self.spans else year - 1
        try:
            return census_terms(SchoolYear(starts))[self.term]
        except ValueError as why:
            raise BadDate(f"“{self.text}” can’t be read. {why}") from None

    def _day(self, year: int, day: int) -> date:
        try:
            return date(year, self.month, day)
        except ValueError:
            raise BadDate(no_such_day(self.text, year, self.month, day)) from None

    def _refuse_other_weekday(self, day: date) -> None:
        if self.weekday and WEEKDAYS[day.weekday()] != self.weekday:
            raise BadDate(
                f"“{self.text}” is a {day:%A} in {day.year}. Correct the day of the week "
                "or the date."
            )


def points(text: str) -> list[Point]:
    """Every date in plain text, in order. Raises BadDate for a year it won’t guess."""
    return [point_of(found) for found in POINT.finditer(text)]


class Side(Enum):
    """On which side of a day its year is looked for."""

    BEFORE = -1
    AFTER = 1
    EITHER = 0


def year_near(point: Point, near: date, side: Side) -> int:
    """The year that puts it closest to a day, on one side or on either.

    The day itself is on both sides. Raises BadDate where there is none, as of a cut-off
    year in another decade.
    """
    away = {}
    for year in range(near.year - YEARS_TO_TRY, near.year + YEARS_TO_TRY):
        if point.cut and not _begins(year, point.cut):
            continue
        try:
            days = (point.days(year)[0] - near).days
        except (BadDate, ValueError, OverflowError):
            continue
        if days * side.value >= 0:
            away[year] = abs(days)
    if away:
        return min(away, key=away.__getitem__)
    _refuse_no_such_day(point)
    raise BadDate(
        f"“{point.text}” has no whole year, and none fits {near:%d/%m/%Y}. Write it in "
        "full, like 04/09/2025."
    )


def _refuse_no_such_day(point: Point) -> None:
    if not point.term:
        point.days(2000)  # a leap year: a day it hasn't is in no year


def _begins(year: int, cut: str) -> bool:
    """Whether a year can be the one that was cut off: 2015 of “1”, as of “201”."""
    return str(year).startswith(cut if len(cut) == 3 else f"20{cut}")


def _month(point: Point, year: int) -> tuple[date, date]:
    if not 1 <= point.month <= 12:
        raise BadDate(
            f"“{point.text}” has no such month as {point.month}. Check it, and write it "
            "like September 2025."
        )
    first = date(year, point.month, 1)
    # The 28th and four days is in the next month, whichever it is.
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return first, last - timedelta(days=1)


def point_of(found: re.Match[str]) -> Point:
    said = {name: value for name, value in found.groupdict().items() if value}
    return Point(
        found.group(),
        found.start(),
        found.end(),
        week="week" in said,
        weekday=said.get("weekday", "")[:3].lower(),
        **_parts(found, said),
    )


def _parts(found: re.Match[str], said: dict[str, str]) -> dict[str, Any]:
    """What the one shape that fits says. Each shape has names of its own."""
    text = found.group()
    if iso := said.get("iso"):
        year, month, day = map(int, iso.split("-"))
        return {"shape": "iso", "year": year, "month": month, "day": day}
    if "d" in said:
        year = int(said.get("figures", 0)) or _of_two(said["two"], text)
        day, month = int(said["d"]), int(said["m"])
        return {"shape": "figures", "year": year, "month": month, "day": day}
    if "only_m" in said:
        year, month = int(said["only_y"]), int(said["only_m"])
        return {"shape": "month", "year": year, "month": month}
    if "cut_d" in said:
        day, month = int(said["cut_d"]), int(said["cut_m"])
        return {"shape": "cut", "cut": said.get("cut"), "month": month, "day": day}
    if "us_month" in said:
        return {
            "shape": "named",
            "year": _year(said, "us_", text),
            "month": _month_number(said["us_month"]),
            "day": int(said["us_day"]),
        }
    if "term" in said:
        return _term_parts(said, text)
    if "alone" in said:
        return _alone_parts(said, text)
    return {
        "shape": "named",
        "year": _year(said, "_", text),
        "month": _month_number(said["month"]),
        "day": int(said["day"]),
        "first": int(said["first"]) if "first" in said else None,
        "bare": found.start("bare") if "bare" in said else 0,
    }


def _term_parts(said: dict[str, str], text: str) -> dict[str, Any]:
    year = _year(said, "term_", text)
    if "next" in said and year and int(said["next"]) != (year + 1) % 100:
        raise BadDate(
            f"“{text}” names no school year. Write it like autumn term 2025/26."
        )
    repaired = "" if "word" in said else f"“{text}” is read as the term."
    return {
        "shape": "term" if "word" in said else "season",
        "term": said["term"].lower(),
        "year": year,
        "spans": "next" in said,
        "repaired": repaired,
    }


def _alone_parts(said: dict[str, str], text: str) -> dict[str, Any]:
    month, year = _month_number(said["alone"]), _year(said, "alone_", text)
    if "excel" not in said:
        return {"shape": "month", "month": month, "year": year}
    year = _of_two(said["excel"], text)
    as_read = date(year, month, 1)
    return {
        "shape": "month",
        "month": month,
        "year": year,
        "repaired": f"“{text}” is read as {as_read:%B %Y}, the way Excel writes a month.",
    }


def _year(said: dict[str, str], of: str, text: str) -> int | None:
    if whole := said.get(f"{of}year"):
        return int(whole)
    two = said.get(f"{of}yy") or (said.get("bare") if of == "_" else None)
    return _of_two(two, text) if two else None


def _of_two(figures: str, text: str) -> int:
    if int(figures) > LAST_OF_TWO_FIGURES:
        raise BadDate(
            f"“{text}” may be of 19{figures} or of 20{figures}. Write the year in full."
        )
    return 2000 + int(figures)


def _month_number(name: str) -> int:
    return MONTHS.index(name[:3].lower()) + 1
