"""Dates as people say them in papers: “Dec 2015”, “January – March '25”, “12 Nov 2015”.

What was said is kept beside the days it can mean, so that nothing more exact than was said
is ever shown, and everything can be put in order. A grammar of our own reads them: what it
cannot read for certain it refuses, with a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from .dates import BadDate
from .said_points import PLAIN, POINT, Point, Side, point_of, points, year_near


# A cell of dates is short; what is longer is prose, and `find_said` is for that.
LONGEST = 200

# What may stand between two windows and is nobody's word.
BETWEEN = " \t\r\n\u00a0,;&+/"
RANGE, EITHER, LIST = "range", "either", "list"
JOINS = {
    RANGE: re.compile(r"-|to|until|till", re.I),
    EITHER: re.compile(r"/"),
    LIST: re.compile(r"|[,;&+]|[,;]?\s*and|then", re.I),
}
# Words before a date that leave its last day what it is.
LEAD = re.compile(
    r"\s*(?:(?:by|on|in|due|the|and|then|late|mid|(?:the )?end of|before the end of)\b"
    r"[\s:-]*)*\(?",
    re.I,
)
TAIL = re.compile(r"[\s.;,)]*")


class Precision(StrEnum):
    """How exact a date was said to be."""

    DAY = "day"
    DAYS = "days"
    MONTH = "month"
    MONTHS = "months"
    TERM = "term"


@dataclass(frozen=True)
class SaidDate:
    """A date as said, with the first and the last day it can mean; due on the last.

    ``repaired`` is a sentence on what was mended to read it; blank where nothing was.
    """

    text: str
    earliest: date
    latest: date
    precision: Precision
    repaired: str = ""

    def __post_init__(self) -> None:
        if self.earliest > self.latest:
            raise ValueError(f"“{self.text}” ends before it starts.")

    def __str__(self) -> str:
        return self.text


def of_day(day: date) -> SaidDate:
    """A day, said as papers write it: 4 September 2025."""
    return SaidDate(f"{day.day} {day:%B %Y}", day, day, Precision.DAY)


@dataclass(frozen=True)
class FoundDate:
    """A date found in prose, from the place where it starts to the place where it ends."""

    said: SaidDate
    start: int
    end: int


def read_said(text: str, *, near: date | None = None, later: bool = False) -> SaidDate:
    """Read one date, month, range or term as people write it. Raises BadDate.

    A date with no year, or one cut off, is read only where ``near`` can vouch for it: as
    the latest such day on or before it, or with ``later`` the first from it on. The
    answer says so in ``repaired``.
    """
    windows = read_windows(text, near=near, later=later)
    if len(windows) > 1:
        raise BadDate(f"“{text}” says more than one date. Give one.")
    return windows[0]


def read_windows(
    text: str, *, near: date | None = None, later: bool = False
) -> tuple[SaidDate, ...]:
    """Read a cell that may say several: “December '24 January/ February '25” is two.

    Raises BadDate unless every word of the cell belongs to a date.
    """
    plain = text.translate(PLAIN)
    if not plain.strip():
        raise BadDate("There is no date. Write it like 04/09/2025.")
    if len(plain) > LONGEST:
        raise BadDate(f"“{text[:40]}…” is too long to be a date. Give the date alone.")
    found = points(plain)
    joins = _joins(text, plain, found)
    dated = _with_years(found, near, Side.AFTER if later else Side.BEFORE)
    windows: list[SaidDate] = []
    start = 0
    for group in _groups(dated, joins):
        if group[-1] is dated[-1]:
            windows.append(_said(text[start:].lstrip(BETWEEN).rstrip(), group))
            break
        end = group[-1].end
        windows.append(_said(text[start:end].lstrip(BETWEEN), group))
        start = end
    return tuple(windows)


def find_said(prose: str, *, near: date | None) -> list[FoundDate]:
    """Every date that prose surely says, with where it stands.

    Papers speak of what was and what will be: a day without a year is the one closest to
    ``near``. A month alone is not offered unless a range gives it its year: “may” is a verb.
    """
    found = []
    for group in _ranges_in(prose.translate(PLAIN)):
        start, end = group[0].start, group[-1].end
        try:
            dated = _with_years(group, near, Side.EITHER)
            said = _said(prose[start:end], dated)
        except BadDate:
            continue
        found.append(FoundDate(said, start, end))
    return found


def _joins(text: str, plain: str, found: Sequence[Point]) -> list[str]:
    """How each date is joined to the next. Raises BadDate for any word that is no date’s."""
    if not found:
        raise BadDate(_unreadable(text, plain))
    last = found[-1]
    if not LEAD.fullmatch(plain[: found[0].start]) or not TAIL.fullmatch(
        plain[last.end :]
    ):
        raise BadDate(_unreadable(text, plain))
    joins = []
    for one, two in zip(found, found[1:], strict=False):
        between = plain[one.end : two.start].strip()
        kinds = [kind for kind, join in JOINS.items() if join.fullmatch(between)]
        if not kinds:
            raise BadDate(_unreadable(text, plain))
        joins.append(kinds[0])
    return joins


def _unreadable(text: str, plain: str) -> str:
    if re.search(r"half[ -]?terms?\b|\bht ?[1-6]\b", plain, re.I):
        return (
            f"“{text}” names a half-term, whose days differ from place to place. Write "
            "its first and last day, or its months."
        )
    if re.fullmatch(r"[a-z]{3,9}\.? ?\d\d", plain.strip(), re.I):
        return (
            f"“{text}” may be a day or a year. Write the month and the whole year, or "
            "the day like 04/09/2025."
        )
    return (
        f"“{text}” is not a date Muster can read. Write it like 04/09/2025, "
        "4 September 2025 or September 2025."
    )


def _with_years(found: Sequence[Point], near: date | None, side: Side) -> list[Point]:
    """The dates, each with its year: its own, its neighbour’s or the one ``near`` gives.

    In “January – March '25” the year is said once, at the end: January takes it from
    March.
    """
    dated = list(found)
    if all(point.year is None for point in dated):
        which = 0 if side is Side.AFTER else -1
        dated[which] = _vouched(dated[which], near, side)
    for place in reversed(range(len(dated) - 1)):
        dated[place] = _before(dated[place], dated[place + 1])
    for place, point in enumerate(dated):
        if point.year is None:
            dated[place] = (
                _after(dated[place - 1], point)
                if place
                else _vouched(point, near, side)
            )
    return dated


def _before(point: Point, following: Point) -> Point:
    if point.year is not None or following.year is None or point.cut or point.term:
        return point
    if following.term:
        return point
    wraps = point.order > following.order
    year = following.year - wraps
    said = f"“{point.text}” has no year of its own; it is read as of {year}."
    repaired = said if wraps or following.repaired else ""
    return replace(point, year=year, repaired=repaired)


def _after(former: Point, point: Point) -> Point:
    assert former.year is not None  # years are given in order
    return _vouched(point, former.days(former.year)[0], Side.AFTER)


def _vouched(point: Point, near: date | None, side: Side) -> Point:
    if near is None:
        raise BadDate(
            f"“{point.text}” has no whole year. Write it in full, like 04/09/2025."
        )
    year = year_near(point, near, side)
    what = "is cut off" if point.shape == "cut" else "has no year"
    repaired = f"“{point.text}” {what}; it is read as of {year}. Check the year."
    return replace(point, year=year, repaired=repaired)


def _groups(dated: Sequence[Point], joins: Sequence[str]) -> list[list[Point]]:
    """The dates that make one window: a range, or months that follow each other."""
    groups = [[dated[0]]]
    for point, join in zip(dated[1:], joins, strict=True):
        if join == RANGE and len(groups[-1]) > 1 and not _is_month(point):
            raise BadDate(f"“{point.text}” ends a range of three dates. Give two.")
        if join == RANGE or (join == EITHER and _follows(groups[-1][-1], point)):
            groups[-1].append(point)
        else:
            groups.append([point])
    return groups


def _is_month(point: Point) -> bool:
    return point.shape == "month"


def _follows(one: Point, two: Point) -> bool:
    if not _is_month(one) or not _is_month(two) or one.year is None or two.year is None:
        return False
    return one.year * 12 + one.month + 1 == two.year * 12 + two.month


def _said(text: str, group: Sequence[Point]) -> SaidDate:
    try:
        windows = [point.days(point.year or 0) for point in group]
    except (ValueError, OverflowError) as why:
        if isinstance(why, BadDate):
            raise
        raise BadDate(f"“{text}” is outside the years Muster reads.") from None
    earliest, latest = windows[0][0], windows[-1][1]
    if earliest > latest:
        raise BadDate(f"“{text}” ends before it starts. Check the two dates.")
    repaired = " ".join(dict.fromkeys(each.repaired for each in group if each.repaired))
    return SaidDate(text, earliest, latest, _precision(group), repaired)


def _precision(group: Sequence[Point]) -> Precision:
    if any(point.term for point in group):
        return Precision.TERM
    if all(_is_month(point) for point in group):
        return Precision.MONTH if len(group) == 1 else Precision.MONTHS
    is_one = len(group) == 1 and group[0].first is None and not group[0].week
    return Precision.DAY if is_one else Precision.DAYS


def _ranges_in(plain: str) -> list[list[Point]]:
    """The dates of prose that are sure enough, those of a range together."""
    groups: list[list[Point]] = []
    for found in POINT.finditer(plain):
        try:
            point = _as_prose_has_it(point_of(found), plain)
        except BadDate:
            continue
        between = plain[groups[-1][-1].end : point.start] if groups else "x"
        if len(between) < 5 and JOINS[RANGE].fullmatch(between.strip()):
            groups[-1].append(point)
        else:
            groups.append([point])
    return [group for group in groups if any(_is_sure(point, plain) for point in group)]


def _as_prose_has_it(point: Point, plain: str) -> Point:
    """“15 Sept 15 people came”: in prose two bare figures are no year, nor does the dot
    that ends a sentence belong to its date."""
    end, year = (point.bare, None) if point.bare else (point.end, point.year)
    text = plain[point.start : end].rstrip(" ,/-.")
    return replace(point, year=year, bare=0, text=text, end=point.start + len(text))


def _is_sure(point: Point, plain: str) -> bool:
    if point.shape in {"cut", "season"}:
        return False
    if point.shape in {"month", "term"}:
        return point.year is not None
    # “level 2 may be required”
    return point.shape != "named" or not point.text.endswith(("may", "march", "mar"))
