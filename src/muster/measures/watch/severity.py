"""Who missed half or more when the last half-term ended, and who does now.

Each is of one school's register, over the school year so far (rules.md 2.1) and with what
the child has at other schools. In the first
half-term the earlier day is the last of the school year before, with that year's sums.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from muster.measures.watch.elsewhere import NOWHERE, Elsewhere
from muster.measures.watch.persistence import Standing, standings
from muster.measures.watch.register import Register
from muster.measures.watch.rules import number
from muster.school_year import Calendar, SchoolYear


@dataclass(frozen=True)
class Severity:
    """A child severely absent at the end of the half-term before ``since``, or now."""

    pupil: int
    since: date
    absent_then: int
    possible_then: int
    absent: int
    possible: int
    was: bool
    is_now: bool
    on_roll: bool


def since_last_half_term(calendar: Calendar, on: date) -> date:
    """The first day of the half-term a day is in."""
    year = SchoolYear.of(on)
    return calendar.half_term_dates(year, calendar.half_term_of(on))[0]


def severities(
    register: Register,
    on: date,
    calendar: Calendar,
    on_roll: frozenset[int],
    beside: Elsewhere = NOWHERE,
) -> list[Severity]:
    """Each pupil of a register who was severely absent then, or is and is on the roll now.

    Of fewer possible sessions than a share says anything of, nobody was or is.
    """
    since = since_last_half_term(calendar, on)
    then = since - timedelta(days=1)
    before = {one.pupil: one for one in standings(register, then, 0, beside=beside)}
    now = {one.pupil: one for one in standings(register, on, 0, beside=beside)}
    found = []
    for pupil in sorted({*before, *now}):
        was, is_now = before.get(pupil), now.get(pupil)
        here = pupil in on_roll
        one = Severity(
            pupil=pupil,
            since=since,
            absent_then=was.absent if was else 0,
            possible_then=was.possible if was else 0,
            absent=is_now.absent if is_now else 0,
            possible=is_now.possible if is_now else 0,
            was=_severe(was, on),
            is_now=here and _severe(is_now, on),
            on_roll=here,
        )
        if one.was or one.is_now:
            found.append(one)
    return found


def _severe(one: Standing | None, on: date) -> bool:
    few = number("enough_sessions", on)
    return one is not None and one.possible >= few and one.is_severe
