"""Calendars: which sessions a school is open for, and its own half-terms.

A calendar is one byte a session from the first school year Muster covers to the last,
so asking is an index, and the next open session is a search for a byte.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import accumulate, pairwise
from typing import Self, TypeAlias

from .template import template_year
from .weeks import week_of
from .years import SchoolYear


# rules.md 12.2, in the order their bytes are kept.
STATUSES = (
    "open",
    "closed_planned",
    "closed_unexpected",
    "inset",
    "bank_holiday",
    "holiday",
    "partial",
)
SESSIONS = ("AM", "PM")
HALF_TERMS = (1, 2, 3, 4, 5, 6)

# A partly open session is a session of the school: someone was due (rules.md 12.3).
SCHOOL_IS_ON = ("open", "partial")
OPEN = bytes(s in SCHOOL_IS_ON for s in STATUSES).ljust(256, b"\0")
YES = b"\1"

FIRST_DAY = SchoolYear(SchoolYear.FIRST).starts_on
LAST_DAY = SchoolYear(SchoolYear.LAST).ends_on
ORIGIN = FIRST_DAY.toordinal()

END = 2 * (LAST_DAY.toordinal() - ORIGIN + 1)

Row: TypeAlias = tuple[date, str, str, int | None]
Starts: TypeAlias = tuple[date, ...]


class Calendar:
    """The sessions and half-terms of one school, or of an authority, in every year.

    Make one with `Calendar.template()` or `Calendar.of_rows(rows, default)`. It never
    changes. Days outside the years Muster covers raise ValueError, with a sentence.
    """

    def __init__(self, statuses: bytes, starts: Mapping[int, Starts]) -> None:
        self._statuses = statuses
        self._starts = dict(starts)
        self._open = statuses.translate(OPEN)

    @classmethod
    def template(cls) -> "Calendar":
        """The national template (rules.md 12.2), the same object every time."""
        return _template()

    @classmethod
    def of_rows(cls, rows: Iterable[Row], default: "Calendar") -> Self:
        """A school's own calendar: its rows, standing over the default's sessions.

        Rows are (date, "AM" or "PM", status, half-term or None); a later row for the
        same session wins. A half-term begins on the earliest open date that carries it,
        and where none does, on the default's date. Raises ValueError for a session or a
        status that isn't one, and for a day outside the years Muster covers.
        """
        statuses = bytearray(default._statuses)
        rows = list(rows)
        for day, session, status, _ in rows:
            statuses[_place(day, session)] = _known(status)
        own = _first_dates(rows)
        starts = {
            year: _starts_of(own.get(year, {}), theirs)
            for year, theirs in default._starts.items()
        }
        return cls(bytes(statuses), starts)

    def half_term_starts(self, year: SchoolYear) -> Starts:
        """First days of the six half-terms; the first is always 1 August."""
        return self._starts[year.start]

    def half_term_of(self, day: date) -> int:
        """1 to 6. Each runs to the day before the next, the sixth to 31 July."""
        return bisect_right(self.half_term_starts(SchoolYear.of(day)), day)

    def half_term_dates(self, year: SchoolYear, half_term: int) -> tuple[date, date]:
        """First and last day of a half-term, the holiday after it included."""
        if half_term not in HALF_TERMS:
            raise ValueError(_no_such_half_term(half_term))
        starts = (*self.half_term_starts(year), year.ends_on + timedelta(days=1))
        return starts[half_term - 1], starts[half_term] - timedelta(days=1)

    def status(self, day: date, session: str) -> str:
        """One of STATUSES for "AM" or "PM" of a day."""
        return STATUSES[self._statuses[_place(day, session)]]

    def is_open(self, day: date, session: str) -> bool:
        return bool(self._open[_place(day, session)])

    def open_sessions(self, first: date, last: date) -> list[tuple[date, str]]:
        """Open sessions from first to last, both included, in order."""
        begin, end = _span(first, last)
        return [
            (_day_at(place), SESSIONS[place % 2])
            for place in range(begin, end)
            if self._open[place]
        ]

    def school_days(self, first: date, last: date) -> list[date]:
        """Days from first to last, both included, with an open session."""
        begin, end = _span(first, last)
        return [
            _day_at(place)
            for place in range(begin, end, 2)
            if self._open[place] or self._open[place + 1]
        ]

    def school_weeks(self, first: date, last: date) -> list[date]:
        """Mondays of the school weeks that first to last touches.

        A school week has at least one open session from Monday to Sunday, whether or
        not that session is between first and last (rules.md 12.3).
        """
        begin, end = _span(week_of(first), week_of(last) + timedelta(days=6))
        weeks = []
        place = self._open.find(YES, begin, end)
        while place >= 0:
            weeks.append(week_of(_day_at(place)))
            begin = _clamped(weeks[-1] + timedelta(days=7))
            place = self._open.find(YES, begin, end)
        return weeks

    def add_school_days(self, day: date, number: int) -> date:
        """The nth school day after a day, which need not be one (rules.md 12.3).

        Raises ValueError if that is past the last year Muster covers.
        """
        if number < 0:
            raise ValueError("School days are counted forwards: give 0 or more.")
        SchoolYear.of(day)
        for _ in range(number):
            place = self._open.find(YES, _clamped(day + timedelta(days=1)))
            if place < 0:
                raise ValueError(
                    f"There are not {number} school days left in this calendar, which "
                    f"ends on {LAST_DAY:%d/%m/%Y}."
                )
            day = _day_at(place)
        return day

    def last_school_weeks(self, day: date, number: int) -> list[date]:
        """Mondays of the last n school weeks up to and with the day's, earliest first.

        Holiday weeks are skipped and years run on; fewer if the calendar has fewer.
        """
        weeks: list[date] = []
        end = _clamped(week_of(day) + timedelta(days=7))
        place = self._open.rfind(YES, 0, end)
        while place >= 0 and len(weeks) < number:
            weeks.append(week_of(_day_at(place)))
            place = self._open.rfind(YES, 0, _clamped(weeks[-1]))
        return weeks[::-1]

    def fingerprint(self, year: SchoolYear) -> str:
        """Changes when any session or half-term of the year does."""
        begin, end = _span(year.starts_on, year.ends_on)
        edges = " ".join(day.isoformat() for day in self.half_term_starts(year))
        return hashlib.sha256(self._statuses[begin:end] + edges.encode()).hexdigest()


@cache
def _template() -> Calendar:
    statuses = bytearray()
    starts = {}
    for year in SchoolYear.all():
        typical = template_year(year)
        starts[year.start] = typical.half_term_starts(year)
        for number in range((year.ends_on - year.starts_on).days + 1):
            day = year.starts_on + timedelta(days=number)
            statuses += bytes([STATUSES.index(typical.status(day))] * 2)
    return Calendar(bytes(statuses), starts)


def half_term_problem(rows: Iterable[Row]) -> str | None:
    """What is wrong with one school's half-terms, as a sentence, or None.

    A calendar can be made from such rows, but some half-term in it will have no days.
    """
    for year, own in _first_dates(rows).items():
        for (one, begins_on), (two, then_on) in pairwise(sorted(own.items())):
            if then_on <= begins_on:
                return (
                    f"In {SchoolYear(year)} half-term {two} begins on "
                    f"{then_on:%d/%m/%Y}, before half-term {one}, which begins on "
                    f"{begins_on:%d/%m/%Y}. Correct the half-term column."
                )
    return None


def _first_dates(rows: Iterable[Row]) -> dict[int, dict[int, date]]:
    """The earliest open date that carries each half-term, by school year.

    A list of exceptions (INSET days, say) may name the half-term each falls in; none of
    them is where it begins.
    """
    first: dict[int, dict[int, date]] = {}
    for day, _, status, half_term in rows:
        if half_term is None or status not in SCHOOL_IS_ON:
            continue
        if half_term not in HALF_TERMS:
            raise ValueError(_no_such_half_term(half_term))
        year = first.setdefault(SchoolYear.of(day).start, {})
        year[half_term] = min(day, year.get(half_term, day))
    return first


def _no_such_half_term(half_term: int) -> str:
    return f"There is no half-term {half_term}. Half-terms are numbered 1 to 6."


def _starts_of(own: Mapping[int, date], theirs: Starts) -> Starts:
    """A school's half-term starts: its own dates, the default's in the gaps.

    A default date on the wrong side of one of the school's own would put days in a
    half-term the school says is over, so that half-term is left with no days.
    """
    starts: list[date] = []
    following = date(theirs[0].year + 1, 8, 1)
    for half_term in reversed(HALF_TERMS[1:]):
        before = max((own[n] for n in own if n < half_term), default=date.min)
        default = min(theirs[half_term - 1], following)
        following = own.get(half_term, following if default <= before else default)
        starts.insert(0, following)
    # Dates of its own in the wrong order are left in order: looking up needs that.
    return tuple(accumulate([theirs[0], *starts], max))


def _known(status: str) -> int:
    if status not in STATUSES:
        raise ValueError(
            f"“{status}” is not what a session can be. "
            f"Use one of {', '.join(STATUSES)}."
        )
    return STATUSES.index(status)


def _place(day: date, session: str) -> int:
    if session not in SESSIONS:
        raise ValueError(f"“{session}” is not a session. Use AM or PM.")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(
            f"{day:%d/%m/%Y} is outside the school years Muster covers, "
            f"{FIRST_DAY:%d/%m/%Y} to {LAST_DAY:%d/%m/%Y}."
        )
    return 2 * (day.toordinal() - ORIGIN) + SESSIONS.index(session)


def _span(first: date, last: date) -> tuple[int, int]:
    return _clamped(first), _clamped(last + timedelta(days=1))


def _clamped(day: date) -> int:
    """The place of a day's morning; days outside the calendar are at its ends."""
    return min(max(0, 2 * (day.toordinal() - ORIGIN)), END)


def _day_at(place: int) -> date:
    return date.fromordinal(ORIGIN + place // 2)
