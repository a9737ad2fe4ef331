"""What a school's roll says it should have told the authority: who came, and who went.

A time on the roll is of a child, not of what a school's system calls them, and one that
goes on after a holiday is the same. Source: rules.md 3.3.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from muster.school_year import Calendar, SchoolYear
from muster.tables.columns import ENROLMENTS
from muster.tables.state import State


# Guests and former pupils are on no roll; the rest are registered pupils (rules.md 7.2).
NOT_REGISTERED = ("G", "P")
IN_ORDER = {name: n for n, name in enumerate(ENROLMENTS.column("year_group").choices)}
# Of no year of the school.
MIXED = "X"
LAST_HALF_TERM = 5


@dataclass(frozen=True)
class Stay:
    """A child's time on the roll of a school, under the number held last."""

    pupil: int
    child: int
    from_on: date
    to_on: date | None
    year_group: str


def stays(
    state: State, on: date, calendars: Mapping[int, Calendar]
) -> dict[int, list[Stay]]:
    """Every child's times on the roll of these schools, by school."""
    rows = state.enrolments_in(SchoolYear.of(on))
    kept = rows.filter(
        rows["school"].is_in(sorted(calendars)) & rows["from_on"].is_not_null()
    )
    child_of = dict(state.pupils.select("pupil", "child").iter_rows())
    found: dict[int, list[Stay]] = {school: [] for school in calendars}
    last: dict[tuple[int, int], Stay] = {}
    for row in kept.sort("school", "from_on", "pupil").iter_rows(named=True):
        if (row["status"] or "") in NOT_REGISTERED:
            continue
        school, child = row["school"], child_of[row["pupil"]]
        year = str(row["year_group"] or "")
        now = Stay(row["pupil"], child, row["from_on"], row["to_on"], year)
        before = last.get((school, child))
        if before and _goes_on(before, now, calendars[school]):
            found[school].remove(before)
            now = Stay(
                now.pupil,
                child,
                before.from_on,
                _later(before.to_on, now.to_on),
                now.year_group or before.year_group,
            )
        last[school, child] = now
        found[school].append(now)
    return found


def came(of: list[Stay], calendar: Calendar, on: date) -> Iterator[Stay]:
    """Who was entered this school year, up to a day: all but those who began in the most
    junior class on its first day. Whose year isn't known began with everybody else."""
    first = _first_day(calendar, on)
    junior = _ends(of)[0]
    for stay in of:
        if not SchoolYear.of(on).starts_on <= stay.from_on <= on:
            continue
        at_the_start = stay.from_on <= first
        if not (at_the_start and stay.year_group in (junior, "")):
            yield stay


def went(of: list[Stay], calendar: Calendar, on: date) -> Iterator[Stay]:
    """Who was deleted this school year, up to a day: all but those of the top year at its
    end, in the last half-term."""
    year = SchoolYear.of(on)
    ending = calendar.half_term_starts(year)[LAST_HALF_TERM]
    senior = _ends(of)[1]
    for stay in of:
        if stay.to_on is None or not year.starts_on <= stay.to_on <= on:
            continue
        at_the_end = stay.to_on >= ending
        if not (at_the_end and stay.year_group in (senior, "")):
            yield stay


def _goes_on(before: Stay, now: Stay, calendar: Calendar) -> bool:
    """Whether no school day lies between the one and the other."""
    if before.to_on is None or now.from_on <= before.to_on + timedelta(days=1):
        return True
    between = before.to_on + timedelta(days=1), now.from_on - timedelta(days=1)
    return not calendar.school_days(*between)


def _later(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)


def _first_day(calendar: Calendar, on: date) -> date:
    year = SchoolYear.of(on)
    days = calendar.school_days(year.starts_on, year.starts_on + timedelta(days=90))
    return days[0] if days else year.starts_on


def _ends(of: list[Stay]) -> tuple[str, str]:
    """The most junior and the most senior year group of a roll."""
    held = {stay.year_group for stay in of} - {"", MIXED}
    known = sorted(held & {*IN_ORDER}, key=lambda one: IN_ORDER[one])
    return (known[0], known[-1]) if known else ("", "")
