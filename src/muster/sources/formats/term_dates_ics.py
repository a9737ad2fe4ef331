"""Term dates from iCal, the .ics file councils publish: events, understood by their names.

The words are in term_words.csv; the first line whose words an event's name has, in that
order, says what it is. An event like no line is said and left out: nothing is guessed.
Between two events the stronger counts (STRONGEST), so a term may run over its half-term.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise

import pyarrow as pa

from muster.school_year import SESSIONS, Calendar, SchoolYear, bank_holidays
from muster.school_year.calendars import FIRST_DAY, LAST_DAY
from muster.school_year.holidays import SATURDAY
from muster.sources.reading.format import Format, Got, Source
from muster.sources.reading.problems import shown
from muster.sources.reading.rows import gather
from muster.tables.columns import CALENDARS, TERM_DATES


SAMPLE = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Exampleshire//Term dates//EN
BEGIN:VEVENT
UID:1@exampleshire.example
DTSTAMP:20250301T090000Z
DTSTART;VALUE=DATE:20250901
DTEND;VALUE=DATE:20250902
SUMMARY:INSET day
END:VEVENT
BEGIN:VEVENT
UID:2@exampleshire.example
DTSTAMP:20250301T090000Z
DTSTART;VALUE=DATE:20250902
DTEND;VALUE=DATE:20251220
SUMMARY:Autumn term
END:VEVENT
BEGIN:VEVENT
UID:3@exampleshire.example
DTSTAMP:20250301T090000Z
DTSTART;VALUE=DATE:20251027
DTEND;VALUE=DATE:20251101
SUMMARY:Half term
END:VEVENT
END:VCALENDAR
"""

ONE_DAY = timedelta(days=1)
# Of events on one day, the last counts.
STRONGEST = ("open", "holiday", "closed_planned", "inset", "bank_holiday")
# Two terms this near each other have a holiday between them; farther, one is missing.
MOST_BETWEEN = timedelta(days=28)
# A term that begins or ends as near to 1 August is a year's first or last.
MOST_OF_SUMMER = timedelta(days=50)
# A break of so many weekdays ends a half-term, and no half-term is longer than this.
A_WEEK = 5
LONGEST_HALF_TERM = timedelta(days=75)
NO_END = "no day when a term ends comes after it."
NO_BEGINNING = "no day when a term begins comes before it."


@dataclass(frozen=True)
class Event:
    row: int
    name: str
    first: date
    last: date
    kind: str = ""

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Words:
    kind: str
    words: tuple[str, ...]
    least_days: int
    most_days: int

    def are_in(self, said: list[str]) -> bool:
        """Whether a name has the words, in this order, with others between or not."""
        rest = iter(said)
        return all(word in rest for word in self.words)


def read(source: Source) -> Got:
    """The authority's days, as far as events say them; what wasn't understood is said."""
    found, faults = _events(source)
    understood = []
    for event in found:
        kind, why = _kind_of(event)
        if why:
            faults.append((event, why))
        else:
            understood.append(replace(event, kind=kind))
    terms, alone = _terms(understood)
    faults += alone
    events = [one for one in understood if one.kind in STRONGEST] + terms
    if not source.rows_read:
        source.problems.refuse(
            "There are no events in it. Export the calendar of term dates again."
        )
    elif not source.problems.errors and not events:
        source.problems.refuse(
            "None of its events could be understood as a term, a holiday, an INSET day or a"
            " bank holiday. Export the calendar of term dates, or type the dates."
        )
    for event, why in sorted(faults, key=lambda fault: fault[0].row):
        source.problems.warn(
            f"“{shown(event.name)}”, {_dates(event)}: {why} It is left out.",
            row=event.row,
        )
    days = _days(events)
    if not source.problems.errors:
        for sentence in _number(days):
            source.problems.warn(sentence)
    left_out = {event.row for event, _ in faults}
    rows = sum(event.row not in left_out for event in found)
    dates = (min(days), max(days)) if days else None
    return Got(_table(days), rows, dates=dates)


def _events(source: Source) -> tuple[list[Event], list[tuple[Event, str]]]:
    """Every event that has its days, and those that can't be used as they are."""
    rows = gather(source)
    columns = [rows.values(name) for name in TERM_DATES.names]
    found, faults = [], []
    for row, name, first, last, repeats in zip(
        rows.numbers.tolist(), *columns, strict=True
    ):
        if name is None or not isinstance(first, date):
            continue  # A cell that was refused already.
        last = last if isinstance(last, date) else first
        event = Event(row, str(name), first, last)
        if last < first:
            source.problems.refuse(
                f"“{shown(event.name)}” ends before it begins. Correct its dates.",
                row=row,
            )
        elif repeats:
            faults.append(
                (event, "it repeats, and Muster reads events with dates alone.")
            )
        elif not FIRST_DAY <= first <= last <= LAST_DAY:
            faults.append((event, "it is outside the school years Muster covers."))
        else:
            found.append(event)
    return found, faults


def _kind_of(event: Event) -> tuple[str, str]:
    """What an event is, or a sentence on why nobody can tell."""
    said = re.findall(r"[a-z0-9']+", event.name.lower().replace("’", "'"))
    meant = next((line for line in _words() if line.are_in(said)), None)
    if meant is None:
        return "", "its name has no words Muster knows."
    if meant.kind == "unclear":
        return "", "it could be the last day before or the first day after."
    if not meant.least_days <= event.days <= meant.most_days:
        length = "1 day" if event.days == 1 else f"{event.days} days"
        return "", f"it lasts {length}, which nothing called that does."
    return meant.kind, ""


def _terms(events: list[Event]) -> tuple[list[Event], list[tuple[Event, str]]]:
    """Terms made of an event for the first day and the next for the last."""
    edges = [one for one in events if one.kind in ("begins", "ends")]
    edges.sort(key=lambda one: (one.first, one.kind == "ends"))
    made: list[Event] = []
    used: set[int] = set()
    for one, two in pairwise(edges):
        if (one.kind, two.kind) == ("begins", "ends") and two.first > one.first:
            made.append(replace(one, last=two.first, kind="open"))
            used |= {one.row, two.row}
    alone = [
        (one, NO_END if one.kind == "begins" else NO_BEGINNING)
        for one in edges
        if one.row not in used
    ]
    return made, alone


@dataclass
class Said:
    """What is said of a day."""

    status: str
    half_term: int | None = None


def _days(events: Iterable[Event]) -> dict[date, Said]:
    """Each weekday something is said of."""
    days: dict[date, Said] = {}
    ordered = sorted(events, key=lambda one: STRONGEST.index(one.kind))
    for event in [*_between(ordered), *ordered]:
        for day in _weekdays(event.first, event.last):
            is_closed_anyway = event.kind == "open" and day in bank_holidays()
            days[day] = Said("bank_holiday" if is_closed_anyway else event.kind)
    return dict(sorted(days.items()))


def _between(events: list[Event]) -> Iterator[Event]:
    """Holidays nobody wrote down: from one term to the next, and either side of 1 August."""
    terms = sorted(
        (one for one in events if one.kind == "open"), key=lambda one: one.first
    )
    for one, two in pairwise(terms):
        if SchoolYear.of(one.first) == SchoolYear.of(two.first):
            yield from _holiday(one.last + ONE_DAY, two.first - ONE_DAY, MOST_BETWEEN)
    for term in terms:
        year = SchoolYear.of(term.first)
        same = [one for one in terms if SchoolYear.of(one.first) == year]
        if term is same[0]:
            yield from _holiday(year.starts_on, term.first - ONE_DAY, MOST_OF_SUMMER)
        if term is max(same, key=lambda one: one.last):
            yield from _holiday(term.last + ONE_DAY, year.ends_on, MOST_OF_SUMMER)


def _holiday(first: date, last: date, most: timedelta) -> Iterator[Event]:
    if first <= last <= first + most:
        yield Event(0, "", first, last, "holiday")


def _number(days: dict[date, Said]) -> Iterator[str]:
    """Numbers the half-terms of each year; a sentence for a year where it can’t be told."""
    for year in sorted({SchoolYear.of(day) for day in days}):
        blocks = _blocks(year, days)
        if len(blocks) != 6 or any(
            block[-1] - block[0] > LONGEST_HALF_TERM for block in blocks
        ):
            yield (
                f"In {year.title} its dates don’t make six half-terms, so half-terms begin"
                " when the calendar held says. Type the dates if they differ."
            )
            continue
        for number, block in enumerate(blocks, start=1):
            for day in block:
                if day in days:
                    days[day].half_term = number
            if _weekday_before(block[0]) in days:
                days.setdefault(block[0], Said("open")).half_term = number


def _blocks(year: SchoolYear, days: dict[date, Said]) -> list[list[date]]:
    """The open days of a year, parted where schools are closed for a week or more.

    Days the file says nothing of are the national template's.
    """
    template = Calendar.template()
    blocks: list[list[date]] = []
    closed = A_WEEK
    for day in _weekdays(year.starts_on, year.ends_on):
        status = days[day].status if day in days else template.status(day, "AM")
        if status != "open":
            closed += 1
            continue
        if closed >= A_WEEK:
            blocks.append([])
        blocks[-1].append(day)
        closed = 0
    return blocks


def _weekday_before(day: date) -> date:
    return day - (3 if day.weekday() == 0 else 1) * ONE_DAY


def _weekdays(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        if day.weekday() < SATURDAY:
            yield day
        day += ONE_DAY


def _table(days: dict[date, Said]) -> pa.Table:
    """Rows of the whole authority's calendar, a session each."""
    rows = [
        ("", day, session, said.status, said.half_term)
        for day, said in days.items()
        for session in SESSIONS
    ]
    columns = list(zip(*rows, strict=True)) or [()] * 5
    kinds = (pa.string(), pa.date32(), pa.string(), pa.string(), pa.int32())
    arrays = [
        pa.array(values, type=kind) for values, kind in zip(columns, kinds, strict=True)
    ]
    return pa.table(arrays, names=list(CALENDARS.names))


def _dates(event: Event) -> str:
    if event.first == event.last:
        return f"{event.first:%d/%m/%Y}"
    return f"{event.first:%d/%m/%Y} to {event.last:%d/%m/%Y}"


@cache
def _words() -> tuple[Words, ...]:
    text = files(__package__).joinpath("term_words.csv").read_text("utf-8")
    return tuple(
        Words(
            line["kind"],
            tuple(line["words"].split()),
            int(line["least_days"]),
            int(line["most_days"]),
        )
        for line in csv.DictReader(text.splitlines())
    )


FORMAT = Format(
    "term-dates-ics", TERM_DATES.title, TERM_DATES, SAMPLE, read, ending="ics"
)
