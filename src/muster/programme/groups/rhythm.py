"""How often a group meets, from a day on; and the days that gives it in a year.

A rhythm changes and old ones stay: monthly from March to July, half-termly from September
(programme.md B2 50). What it gives is proposed, and set only by whoever accepts it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models, transaction
from django.utils import timezone

from muster.accounts import audit
from muster.design.filters import day
from muster.programme import Refused
from muster.programme.groups import planning
from muster.programme.groups.group import Group
from muster.programme.groups.meeting import Meeting
from muster.school_year.calendars import SESSIONS, Calendar
from muster.school_year.holidays import bank_holidays
from muster.school_year.years import SchoolYear


LAST_OF_MONTH = 5
WEEKS = [
    (1, "First"),
    (2, "Second"),
    (3, "Third"),
    (4, "Fourth"),
    (LAST_OF_MONTH, "Last"),
]
WEEKDAYS = [
    (0, "Monday"),
    (1, "Tuesday"),
    (2, "Wednesday"),
    (3, "Thursday"),
    (4, "Friday"),
]


class Rhythm(models.Model):
    """One rhythm of a group. The one in force on a day began last before it."""

    class Every(models.TextChoices):
        MONTH = "monthly", "Every month"
        HALF_TERM = (
            "half-termly",
            "Every half-term: September, November, January, March, May, July",
        )
        TERM = "termly", "Every term: November, March, July"

    group = models.ForeignKey(Group, models.PROTECT, related_name="rhythms")
    from_on = models.DateField("from")
    every = models.CharField(max_length=12, choices=Every.choices)
    week = models.PositiveSmallIntegerField("which one of its month", choices=WEEKS)
    weekday = models.PositiveSmallIntegerField("day of the week", choices=WEEKDAYS)
    starts_at = models.TimeField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ["-from_on", "-pk"]

    def __str__(self) -> str:
        which = f"{self.get_week_display()} {self.get_weekday_display()}"
        often = {"monthly": "month", "half-termly": "half-term", "termly": "term"}
        return f"{which}, every {often[self.every]}"


MONTHS = {
    Rhythm.Every.MONTH: range(1, 13),
    Rhythm.Every.HALF_TERM: (9, 11, 1, 3, 5, 7),
    Rhythm.Every.TERM: (11, 3, 7),
}


@dataclass(frozen=True)
class Proposed:
    """A day a rhythm gives; ``says`` is why it is not the day it would be, or why there is
    none. ``is_set`` where the group meets in that month already."""

    month: date
    rhythm: Rhythm
    on: date | None = None
    says: str = ""
    is_set: bool = False


@transaction.atomic
def keep_rhythm(group: Group, *, by: str, **said: object) -> Rhythm:
    """Another rhythm from a day on. Raises Refused for one that ends before it begins."""
    starts, ends = said.get("starts_at"), said.get("ends_at")
    if ends and (not starts or ends <= starts):  # type: ignore[operator]
        raise Refused("It ends before it begins. Correct one of the two times.")
    made = Rhythm.objects.create(group=group, recorded_at=timezone.now(), by=by, **said)
    audit.record(
        did="group.rhythm", by=by, to=f"group:{group.pk}", after={"rhythm": str(made)}
    )
    return made


def proposed(group: Group, year: SchoolYear, calendar: Calendar) -> list[Proposed]:
    """What a group's rhythms give in a school year, month by month."""
    rhythms = list(group.rhythms.all())
    there = group.meetings.exclude(state=Meeting.State.CANCELLED)
    met = {on.replace(day=1) for on in there.values_list("on", flat=True)}
    return list(_proposed(rhythms, year, calendar, met))


def _proposed(
    rhythms: Sequence[Rhythm], year: SchoolYear, calendar: Calendar, met: set[date]
) -> Iterator[Proposed]:
    for month in _months(year):
        meant = {one.pk: _nth(month, one.week, one.weekday) for one in rhythms}
        rhythm = next((one for one in rhythms if one.from_on <= meant[one.pk]), None)
        if rhythm is None or month.month not in MONTHS[Rhythm.Every(rhythm.every)]:
            continue
        is_set = month in met
        on, says = _open_day(meant[rhythm.pk], calendar)
        if on is not None or rhythm.every != Rhythm.Every.MONTH or is_set:
            yield Proposed(month, rhythm, on, says, is_set)


@transaction.atomic
def accept(group: Group, days: Sequence[Proposed], *, by: str) -> list[Meeting]:
    """Meetings on the days somebody accepted. Raises Refused where one is taken."""
    return [
        planning.plan(
            group,
            on=one.on,
            by=by,
            starts_at=one.rhythm.starts_at,
            ends_at=one.rhythm.ends_at,
            place=one.rhythm.place,
            source="rhythm",
        )
        for one in days
        if one.on is not None
    ]


def _months(year: SchoolYear) -> Iterator[date]:
    for month in range(8, 20):
        yield date(year.start + (month > 12), (month - 1) % 12 + 1, 1)


def _nth(month: date, week: int, weekday: int) -> date:
    """The nth such weekday of a month; the last where there is no fifth."""
    first = month + timedelta(days=(weekday - month.weekday()) % 7)
    found = first + timedelta(weeks=week - 1)
    return found if found.month == month.month else found - timedelta(weeks=1)


def _open_day(meant: date, calendar: Calendar) -> tuple[date | None, str]:
    """The day that was meant, or the open day of its month that is nearest to it: of the
    same weekday if there is one, for that is when people are free."""
    if _is_open(meant, calendar):
        return meant, ""
    closed = f"{day(meant)} is {_closed(meant, calendar)}"
    month = [meant.replace(day=1) + timedelta(days=at) for at in range(31)]
    left = [
        one
        for one in month
        if one.month == meant.month and one.weekday() < 5 and _is_open(one, calendar)
    ]
    if not left:
        return None, f"{closed}, and no day of the month is open."
    same = [one for one in left if one.weekday() == meant.weekday()]
    nearest = min(same or left, key=lambda one: (abs(one - meant), meant > one))
    return nearest, f"{closed}."


def _is_open(on: date, calendar: Calendar) -> bool:
    return on not in bank_holidays() and any(
        calendar.is_open(on, session) for session in SESSIONS
    )


def _closed(on: date, calendar: Calendar) -> str:
    if name := bank_holidays().get(on):
        return f"a bank holiday ({name})"
    status = calendar.status(on, SESSIONS[0])
    said = {"holiday": "in the holidays", "inset": "an INSET day"}
    return said.get(status, "a day on which schools are closed")
